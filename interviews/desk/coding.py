"""The coding page: which bars stand beside which passage, and the forms that change a coding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from interviews.coding.stretches import Stretch, words_in
from interviews.desk.fields import ClockField
from interviews.desk.forms import CodingForm
from interviews.desk.opened import OpenedForm
from interviews.desk.playing import Place, place_to_play
from interviews.languages import Language
from interviews.models import Coding, Interview, Recording, Segment, Theme
from interviews.publication import seen
from interviews.states import CodingStatus

LANES = 8
LAST_POSITION = 1_000_000  # past that of any passage, and within what the database can hold
TONES = 6


@dataclass(frozen=True)
class Bar:
    """A coding beside one passage: its lane, and whether it begins and ends here; ``first`` to ``last`` are letters."""

    coding: Coding
    lane: int
    tone: int
    begins: bool
    ends: bool
    first: int
    last: int


@dataclass
class Row:
    """A passage with the bars beside it."""

    segment: Segment
    place: Place | None
    bars: list[Bar] = field(default_factory=list)

    @property
    def begun(self) -> list[Bar]:
        """The bars that begin here: their labels stand beside this passage."""
        return [bar for bar in self.bars if bar.begins]


def tones() -> dict[int, int]:
    """Return a number from 1 for each theme, by its key: the same for all themes of a question."""
    questions = Theme.objects.questions().values_list("pk", flat=True)
    number = {pk: n % TONES + 1 for n, pk in enumerate(questions)}
    themes = Theme.objects.filter(parent__isnull=False).values_list("pk", "parent_id")
    return number | {pk: number.get(parent, 1) for pk, parent in themes if parent is not None}


def rows_of(segments: Sequence[Segment], codings: Iterable[Coding], recordings: Sequence[Recording]) -> list[Row]:
    """Return ``segments`` with the bars of ``codings``, each in the first lane that is free along all of it."""
    rows = [Row(one, place_to_play(recordings, one.start_ms)) for one in segments]
    tone = tones()
    free = [0] * LANES  # the first row at which a lane is free again
    reaches = ((coding, _reach(coding, segments)) for coding in codings if not coding.is_whole)
    for coding, reach in sorted(((c, r) for c, r in reaches if r), key=lambda item: (item[1][0], -item[1][-1])):
        lane = next((n for n in range(LANES) if free[n] <= reach[0]), LANES - 1)
        free[lane] = max(free[lane], reach[-1] + 1)
        for n in reach:
            first, last = words_in(segments[n], coding.start_ms, coding.end_ms)
            rows[n].bars.append(
                Bar(coding, lane + 1, tone.get(coding.theme_id, 1), n == reach[0], n == reach[-1], first, last)
            )
    return rows


def _reach(coding: Coding, segments: Sequence[Segment]) -> list[int]:
    covered = [
        n
        for n, one in enumerate(segments)
        if coding.covers(start_ms=one.start_ms, end_ms=one.end_ms, moment=one.moment)
    ]
    return list(range(covered[0], covered[-1] + 1)) if covered else []


@dataclass(frozen=True)
class Option:
    """A theme in the picker: what it is found by in any language, how recently it was used, its place among all."""

    theme: Theme
    tone: int
    words: str
    recent: int
    order: int


def options(user: User) -> list[Option]:
    """Return every theme in use, those that ``user`` used last first, then the order of the codebook."""
    used = Coding.objects.filter(coder=user.get_username()).values("theme").annotate(last=Max("pk")).order_by("-last")
    recent = {row["theme"]: n for n, row in enumerate(used[:9], 1)}
    tone = tones()
    themes = list(Theme.objects.filter(retired=False).select_related("parent"))
    questions = [one for one in themes if one.parent_id is None]
    in_order = [one for q in questions for one in (q, *(t for t in themes if t.parent_id == q.pk))]
    found = [
        Option(
            one,
            tone.get(one.pk, 1),
            " | ".join(filter(None, [one.code, *(getattr(one, f"label_{code}") or "" for code in Language.values)])),
            recent.get(one.pk, 0),
            order,
        )
        for order, one in enumerate(in_order)
    ]
    return sorted(found, key=lambda option: option.recent or len(recent) + 1)


class WordsForm(forms.Form):
    """Selected words of a transcript and the theme that they are coded with."""

    theme = forms.ModelChoiceField(
        queryset=Theme.objects.filter(retired=False),
        to_field_name="code",
        error_messages={"invalid_choice": _("This theme is not in use. Choose another one.")},
    )
    transcript = forms.CharField()
    first = forms.IntegerField(min_value=0, max_value=LAST_POSITION)
    last = forms.IntegerField(min_value=0, max_value=LAST_POSITION)
    begin = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=0, required=False)


class ChangeCodingForm(OpenedForm, CodingForm):
    """Theme, stretch, sentences and note of a coding that exists."""

    start = ClockField(label=_("From"), required=False)
    end = ClockField(label=_("Until"), required=False)

    first = forms.IntegerField(label=_("From passage"), min_value=1, max_value=LAST_POSITION)
    last = forms.IntegerField(label=_("To passage"), min_value=1, max_value=LAST_POSITION)

    field_order = ("theme", "start", "end", "first", "last")

    def __init__(self, *args: Any, coding: Coding, **kwargs: Any) -> None:
        self.instance = coding
        names = (*self.GISTS, "note")
        shown = {name: getattr(coding, name) for name in names}
        shown |= {"theme": coding.theme.code, "start": exact(coding.start_ms), "end": exact(coding.end_ms)}
        shown |= {"first": _counted(coding.first_position), "last": _counted(coding.last_position)}
        super().__init__(*args, initial=shown, **kwargs)
        del self.fields["stretch"], self.fields["accepted"]
        for name in self.GISTS:
            self.fields[name].widget = forms.Textarea({"rows": 2, "lang": name[-2:], "maxlength": 500})
        for name in ("first", "last") if coding.first_position is None else ("start", "end"):
            del self.fields[name]
        if not self.is_bound:
            self.open_on(seen.besides(coding.interview_id))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if (start is None) != (end is None) and not self.errors:
            self.add_error("end", _("Give both start and end, or neither for the whole interview."))
        elif start is not None and end is not None and end <= start:
            self.add_error("end", _("The coding ends before it has begun. Correct start and end."))
        if "last" in self.fields and not self.errors and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The coding ends before it has begun. Correct start and end."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what is to be stored."""
        data = self.cleaned_data
        values = {name: data[name] for name in (*self.GISTS, "note", "theme")}
        if "start" in self.fields:
            values |= {"start_ms": data["start"], "end_ms": data["end"]}
        else:
            values |= {"first_position": data["first"] - 1, "last_position": data["last"] - 1}
        return values


def _counted(position: int | None) -> int | None:
    """Return a position as people count, from 1."""
    return None if position is None else position + 1


def exact(ms: int | None) -> str:
    """Write milliseconds as ``HH:MM:SS.mmm``, which reads back as they were; nothing for what has no time."""
    if ms is None:
        return ""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def told(interview: Interview, stretch: Stretch | Coding) -> list[Segment]:
    """Return the passages of the original that ``stretch`` covers."""
    coding = stretch if isinstance(stretch, Coding) else Coding(**vars(stretch))
    rows = Segment.objects.filter(transcript__interview=interview, transcript__kind="original").order_by("position")
    return [one for one in rows if coding.covers(start_ms=one.start_ms, end_ms=one.end_ms, moment=one.moment)]


def standing(codings: Iterable[Coding]) -> list[Coding]:
    """Leave out what was rejected."""
    return [one for one in codings if one.status != CodingStatus.REJECTED]
