"""The forms of the contents at the desk: a chapter in each language, a content warning by its kind."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from interviews.desk.editorial import StretchForm
from interviews.desk.fields import columns_of, text_in_language
from interviews.desk.opened import OpenedForm
from interviews.models import Chapter, ContentWarning
from interviews.models.chapter import TITLE_LIMIT

SYNOPSIS_LIMIT = 5_000


class ChapterForm(OpenedForm, forms.ModelForm):
    """What readers are told of a chapter. Its times are those of the file it came with."""

    TITLES = columns_of("title")
    SYNOPSES = columns_of("synopsis")

    class Meta:
        model = Chapter
        fields = columns_of("title", "synopsis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {name: text_in_language(name, TITLE_LIMIT) for name in self.TITLES}
        self.fields |= {name: text_in_language(name, SYNOPSIS_LIMIT, rows=3) for name in self.SYNOPSES}
        if not self.is_bound:
            self.open_on()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.TITLES):
            self.add_error("title_be", _("Write the title in at least one of the languages."))
        self.compare(ChapterForm(instance=Chapter.objects.get(pk=self.instance.pk)))
        return cleaned


class WarningForm(StretchForm):
    """A stretch of the interview with this number, and what readers are told that it tells of."""

    kind = forms.ChoiceField(label=_("What it tells of"), choices=ContentWarning.Kind.choices)

    def __init__(self, data: QueryDict | None, *, accession: str) -> None:
        asked = data.copy() if data is not None else None
        if asked is not None:
            asked["accession"] = accession
        super().__init__(asked)

    def made(self) -> ContentWarning:
        """Return the warning, not saved yet."""
        warning = ContentWarning(kind=self.cleaned_data["kind"])
        self.put_on(warning)
        return warning
