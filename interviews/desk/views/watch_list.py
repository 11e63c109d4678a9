"""The watch list: words and names that must not become public unnoticed. For the desk alone."""

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.fields import CleanTextField
from interviews.models import Interview, WatchWord
from interviews.publication import watching


class WatchForm(forms.Form):
    """A word or name, for one interview or for all."""

    words = CleanTextField(
        label=gettext_lazy("Word or name"),
        max_length=100,
        help_text=gettext_lazy(
            "Its usual form: every form that the dictionaries know is found. Another spelling, or the name in another "
            "language, is one more."
        ),
    )
    interview = forms.ModelChoiceField(
        label=gettext_lazy("Watch for it in"),
        queryset=Interview.objects.none(),
        to_field_name="accession",
        required=False,
        empty_label=gettext_lazy("the whole archive"),
        help_text=gettext_lazy("What concerns one narrator belongs to their interview: it goes when that goes."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = Interview.objects.order_by("accession")
        self.fields["interview"].queryset = rows  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if watching.wanted(words) is None:
            raise forms.ValidationError(_("Write at least one letter."))
        return words


@door(Act.WATCH)
def watch_list(request: DeskRequest) -> HttpResponseBase:
    """Show the list; a POST puts a word on it."""
    form = WatchForm(request.POST or None, initial={"interview": request.GET.get("interview", "")})
    if request.method == "POST" and form.is_valid():
        watching.watch(form.cleaned_data["words"], request.user, form.cleaned_data["interview"])
        messages.success(request, _("It is on the list. The overview shows where it stands."))
        return redirect("desk:watch_list")
    rows = WatchWord.objects.select_related("interview", "by").order_by("interview__accession", "words")
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/watch_list.html", {"form": form, "rows": rows}, status=status)


@door(Act.WATCH)
@require_POST
def unwatch(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take a word off the list."""
    watching.unwatch(get_object_or_404(WatchWord.objects.select_related("interview"), pk=pk), request.user)
    messages.success(request, _("It is off the list."))
    return redirect("desk:watch_list")
