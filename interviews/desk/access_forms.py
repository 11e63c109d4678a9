"""The form about who may have a record: consent and what it covers, release and embargo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.desk.fields import CleanTextField
from interviews.desk.forms import TEXT_LIMIT
from interviews.desk.opened import OpenedForm
from interviews.languages import Language
from interviews.models import ConsentScope, Interview
from interviews.publishing import Access
from interviews.states import Consent, Release


class AccessForm(OpenedForm):
    """Consent and what it covers, release and embargo of ``interview``."""

    NONE, DATE, OPEN = "none", "date", "open"
    SCOPE = ("languages", "heard", "until", "note")

    consent = forms.ChoiceField(label=_("Consent of the narrator"), choices=Consent.choices, widget=forms.RadioSelect)
    release = forms.ChoiceField(label=_("Release"), choices=Release.choices, widget=forms.RadioSelect)
    embargo = forms.ChoiceField(
        label=_("Embargo"),
        choices=[
            (NONE, pgettext_lazy("embargo", "None")),
            (DATE, pgettext_lazy("embargo", "Until a date")),
            (OPEN, pgettext_lazy("embargo", "Without an end")),
        ],
        widget=forms.RadioSelect,
    )
    embargo_until = forms.DateField(
        label=_("First open day"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The record opens at midnight in Minsk on this day. Used only with an embargo until a date."),
    )

    languages = forms.MultipleChoiceField(
        label=_("Languages in which it may be read"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    heard = forms.ChoiceField(
        label=_("How much of the recording"),
        choices=ConsentScope.Heard.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    until = forms.DateField(
        label=_("Last day, if the consent ends"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = CleanTextField(
        label=_("What else was agreed"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For the desk alone. No real names and no addresses: this archive is not the place for them."),
    )

    def __init__(self, data: Any = None, *, interview: Interview) -> None:
        embargo = self.OPEN if interview.embargo_open else self.DATE if interview.embargo_until else self.NONE
        self.scope = ConsentScope.objects.filter(interview=interview).first()
        covers = self.scope or ConsentScope()
        initial: dict[str, Any] = {"consent": interview.consent, "release": interview.release, "embargo": embargo}
        initial |= {"embargo_until": interview.embargo_until, **{name: getattr(covers, name) for name in self.SCOPE}}
        super().__init__(data, initial=initial)
        self.interview = interview
        self.besides = {"workflow": interview.workflow}
        if not self.is_bound:
            self.open_on(self.besides)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("embargo") == self.DATE and not cleaned.get("embargo_until") and not self.errors:
            self.add_error("embargo_until", _("Give the first day on which the record is open."))
        if self.says_what_is_covered() and not cleaned.get("languages") and "languages" not in self.errors:
            self.add_error("languages", _("Tick the languages that the consent covers."))
        self.compare(AccessForm(interview=self.interview), self.besides)
        return cleaned

    def says_what_is_covered(self) -> bool:
        """Tell whether what the consent covers is recorded already, or filled in."""
        data = self.cleaned_data
        return self.scope is not None or any(data.get(name) for name in ("languages", "until", "note"))

    def access(self) -> Access:
        """Return what was chosen; the date counts only with an embargo until a date."""
        data = self.cleaned_data
        until = data["embargo_until"] if data["embargo"] == self.DATE else None
        return Access(data["consent"], data["release"], until, data["embargo"] == self.OPEN)

    def covers(self) -> ConsentScope | None:
        """Return what the consent covers, unsaved, if that is another than is recorded."""
        if not self.says_what_is_covered():
            return None
        data = self.cleaned_data
        read = ConsentScope(
            languages=data["languages"],
            heard=data["heard"] or ConsentScope.Heard.TEXT,
            until=data["until"],
            note=data["note"],
        )
        before = self.scope
        is_same = before and all(getattr(read, name) == getattr(before, name) for name in self.SCOPE)
        return None if is_same else read
