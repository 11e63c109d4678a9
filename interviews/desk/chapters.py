"""The form of a chapter at the desk: title and synopsis in each language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.desk.fields import CleanTextField
from interviews.desk.opened import OpenedForm
from interviews.languages import Language
from interviews.models import Chapter
from interviews.models.chapter import TITLE_LIMIT

SYNOPSIS_LIMIT = 5_000


class ChapterForm(OpenedForm, forms.ModelForm):
    """What readers are told of a chapter. Its times are those of the file it came with."""

    TITLES = tuple(f"title_{code}" for code in Language.values)
    SYNOPSES = tuple(f"synopsis_{code}" for code in Language.values)

    class Meta:
        model = Chapter
        fields = tuple(f"{field}_{code}" for field in ("title", "synopsis") for code in Language.values)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*self.TITLES, *self.SYNOPSES):
            is_title = name in self.TITLES
            self.fields[name] = CleanTextField(
                label=Language(name[-2:]).label,
                required=False,
                max_length=TITLE_LIMIT if is_title else SYNOPSIS_LIMIT,
                widget=forms.TextInput(attrs={"lang": name[-2:]})
                if is_title
                else forms.Textarea(attrs={"rows": 3, "lang": name[-2:]}),
            )
        if not self.is_bound:
            self.open_on()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.TITLES):
            self.add_error("title_be", _("Write the title in at least one of the languages."))
        self.compare(ChapterForm(instance=Chapter.objects.get(pk=self.instance.pk)))
        return cleaned
