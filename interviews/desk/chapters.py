"""The forms of the contents at the desk: a chapter from passage to passage, a content warning by its kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from interviews import contents
from interviews.desk.editorial import StretchForm
from interviews.desk.fields import ClockField, columns_of, text_in_language
from interviews.desk.opened import OpenedForm
from interviews.models import Chapter, ContentWarning, Interview, Segment
from interviews.models.chapter import TITLE_LIMIT
from interviews.publication import seen
from interviews.templatetags.archive import clock

SYNOPSIS_LIMIT = 5_000
MOST_PASSAGES = 2_000  # in the list to choose from; times can be typed beyond it
WORDS_SHOWN = 80  # characters


def passages_of(interview: Interview) -> list[Segment]:
    """Return the passages by which times are chosen: those of the original, else of the first transcript with times."""
    timed = Segment.objects.filter(transcript__interview=interview, start_ms__isnull=False)
    languages = list(timed.order_by().values_list("transcript__language", flat=True).distinct())
    if not languages:
        return []
    language = interview.language if interview.language in languages else min(languages)
    return list(timed.filter(transcript__language=language).order_by("start_ms", "position"))


class ChapterForm(OpenedForm, forms.ModelForm):
    """What readers are told of a chapter, and the passages that it begins and ends with.

    Times are those of whole passages. A chapter that came with a file keeps its own until somebody chooses others.
    """

    TITLES = columns_of("title")
    SYNOPSES = columns_of("synopsis")

    begins = ClockField(
        label=_("From the passage at"),
        widget=forms.TextInput(attrs={"list": "passages", "autocomplete": "off", "inputmode": "numeric"}),
    )
    ends = ClockField(
        label=_("To the end of the passage at"),
        required=False,
        help_text=_("May be left empty: then the chapter ends where the next one begins."),
        widget=forms.TextInput(attrs={"list": "passages", "autocomplete": "off", "inputmode": "numeric"}),
    )

    class Meta:
        model = Chapter
        fields = columns_of("title", "synopsis")

    def __init__(self, *args: Any, passages: list[Segment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = passages
        self.fields |= {name: text_in_language(name, TITLE_LIMIT) for name in self.TITLES}
        self.fields |= {name: text_in_language(name, SYNOPSIS_LIMIT, rows=3) for name in self.SYNOPSES}
        if self.instance.pk:
            self.initial["begins"] = clock(self.instance.start_ms)
            self.initial["ends"] = self._last_shown()
            if not self.is_bound:
                self.open_on(seen.besides(self.instance.interview_id))

    def listed(self) -> list[tuple[str, str]]:
        """Return time and first words of the passages to choose from."""
        return [
            (clock(one.start_ms), " ".join(f"{one.speaker}: {one.text}".removeprefix(": ").split())[:WORDS_SHOWN])
            for one in self.passages[:MOST_PASSAGES]
        ]

    def _last_shown(self) -> str:
        """Return the time of the last passage in the chapter, "" if it goes to the end."""
        end = self.instance.end_ms
        inside = [one.start_ms for one in self.passages if end is not None and (one.start_ms or 0) < end]
        return clock(inside[-1]) if inside else ""

    def clean_begins(self) -> int:
        typed: int = self.cleaned_data["begins"]
        if self.instance.pk and self.data.get("begins") == self.initial["begins"]:
            return self.instance.start_ms
        return self._passages_at(typed)[0].start_ms or 0

    def clean_ends(self) -> int | None:
        typed: int | None = self.cleaned_data["ends"]
        if self.instance.pk and self.data.get("ends", "") == self.initial["ends"]:
            return self.instance.end_ms
        return None if typed is None else self._passages_at(typed)[-1].end_ms

    def _passages_at(self, ms: int) -> list[Segment]:
        """Return the passages that begin in the second that was typed, or the one that is heard then."""
        second = ms // 1000
        there = [one for one in self.passages if (one.start_ms or 0) // 1000 == second]
        before = [one for one in self.passages if (one.start_ms or 0) <= ms]
        if not self.passages or (not there and ms >= (self.passages[-1].end_ms or 0)):
            raise ValidationError(_("Nothing is said there. Look at the times in the transcript."), code="silence")
        return there or before[-1:] or self.passages[:1]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.TITLES):
            self.add_error("title_be", _("Write the title in at least one of the languages."))
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins is not None and ends is not None and ends <= begins:
            self.add_error("ends", _("This lies before the beginning. Correct one of the two."))
        if self.instance.pk:
            stored = Chapter.objects.get(pk=self.instance.pk)
            fresh = ChapterForm(instance=stored, passages=self.passages)
            self.compare(fresh, seen.besides(stored.interview_id))
        return cleaned

    def put_times(self) -> Chapter:
        """Return the chapter as the form has it, not saved yet."""
        chapter: Chapter = self.save(commit=False)
        was = (chapter.start_ms, chapter.end_ms)
        chapter.start_ms, chapter.end_ms = self.cleaned_data["begins"], self.cleaned_data["ends"]
        if chapter.end_ms is None and (not chapter.pk or was != (chapter.start_ms, None)):
            chapter.end_ms = contents.end_of(chapter)
        return chapter


class WarningForm(StretchForm):
    """A stretch of the interview with this number, and what readers are told that it tells of."""

    kind = forms.ChoiceField(label=_("What it tells of"), choices=ContentWarning.Kind.choices)

    def __init__(self, data: QueryDict | None, *, accession: str, passage: Segment | None = None) -> None:
        asked = data.copy() if data is not None else None
        if asked is not None:
            asked["accession"] = accession
        super().__init__(asked, initial=_stretch_of(passage) if passage else None)

    def made(self) -> ContentWarning:
        """Return the warning, not saved yet."""
        warning = ContentWarning(kind=self.cleaned_data["kind"])
        self.put_on(warning)
        return warning


def _stretch_of(passage: Segment) -> dict[str, str]:
    """Return where ``passage`` begins and ends, as somebody would type it."""
    if passage.start_ms is None or passage.end_ms is None:
        return dict.fromkeys(("begins", "ends"), str(passage.moment + 1))
    times = {"begins": passage.start_ms, "ends": passage.end_ms}
    return {name: clock(ms) + (f".{ms % 1000:03}" if ms % 1000 else "") for name, ms in times.items()}
