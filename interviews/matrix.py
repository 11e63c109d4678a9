"""Themes against themes, years, branches or ranks: in how many interviews and passages both are met.

A passage is a moment: said in two languages it counts once. As in search, a coding of the whole interview covers every
passage, so that a cell counts exactly what a search by both finds.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from interviews.models import Branch, Coding, Interview, Rank, Segment, Theme

Moments = Mapping[int, frozenset[int]]
"""Passages by the id of their interview."""

NOTHING: Moments = {}


class Span(NamedTuple):
    """A public passage in one language: its moment and its times, None where it has none."""

    moment: int
    start_ms: int | None
    end_ms: int | None


class _Passages:
    """The passages of one interview, so that those of a stretch are found without looking at all of them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.timed = sorted((one for one in spans if one.start_ms is not None), key=lambda one: one.start_ms or 0)
        self.starts = [one.start_ms or 0 for one in self.timed]
        self.latest_ends = list(accumulate((one.end_ms or 0 for one in self.timed), max))

    def candidates(self, coding: Coding) -> Iterable[Span]:
        """Return passages among which are all that ``coding`` covers."""
        if coding.start_ms is None or coding.end_ms is None:
            return self.spans
        first = bisect_left(self.latest_ends, coding.start_ms)
        return self.timed[first : bisect_right(self.starts, coding.end_ms)]


def moments_of(themes: Iterable[int]) -> dict[int, Moments]:
    """Return by theme id the public passages that are coded with it."""
    codings = list(Coding.objects.public().filter(theme__in=list(themes)).order_by())
    return _covered(codings, _spans({one.interview_id for one in codings}))


Spans = Mapping[int, Sequence[Span]]
"""Passages, in each language, by the id of their interview."""


def _spans(interviews: Iterable[int]) -> Spans:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    rows = Segment.objects.public().filter(transcript__interview__in=list(interviews)).order_by()
    for interview, *span in rows.values_list("transcript__interview_id", "moment", "start_ms", "end_ms"):
        found[interview].append(Span._make(span))
    return found


def _covered(codings: Iterable[Coding], spans: Spans) -> dict[int, Moments]:
    """Return by theme id which of ``spans`` the ``codings`` cover."""
    passages = {interview: _Passages(own) for interview, own in spans.items()}
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for coding in codings:
        if coding.interview_id not in passages:
            continue
        for one in passages[coding.interview_id].candidates(coding):
            if coding.covers(start_ms=one.start_ms, end_ms=one.end_ms, moment=one.moment):
                found[coding.theme_id][coding.interview_id].add(one.moment)
    return {
        theme: {interview: frozenset(moments) for interview, moments in by_interview.items()}
        for theme, by_interview in found.items()
    }


@dataclass(frozen=True)
class Cell:
    """In how many interviews, and in how many of their passages, row and column meet. ``shade`` is 0 to 5."""

    interviews: int
    passages: int
    shade: int = 0


@dataclass(frozen=True)
class Head:
    """The head of a row or a column: what it is shown as, and the parameters by which search finds the same."""

    record: Theme | Branch | Rank | None
    text: str
    search: tuple[tuple[str, str], ...]


@dataclass
class Matrix:
    """A table of cells. ``total`` counts the public interviews, ``coded`` those fully coded for its questions.

    Where the columns are of interviews, ``totals`` tell how many of these each has, and how many of them are coded.
    """

    columns: list[Head]
    rows: list[tuple[Head, list[Cell]]]
    total: int
    coded: int
    totals: list[tuple[int, int]] = field(default_factory=list)


BY: dict[str, str] = {"year": "left_on", "branch": "branch_id", "rank": "rank_id"}
"""What else than a question may stand over the columns, and where an interview has it."""


def _columns(by: str) -> list[tuple[Head, set[int]]]:
    """Return the heads of the columns, each with the public interviews it stands for, in two statements."""
    found: defaultdict[object, set[int]] = defaultdict(set)
    for pk, value in Interview.objects.public().values_list("pk", BY[by]).order_by():
        if value:
            found[value[:4] if by == "year" else value].add(pk)
    if by == "year":
        years = sorted(str(one) for one in found)
        return [(Head(None, year, (("left_from", year), ("left_to", year))), found[year]) for year in years]
    model = Branch if by == "branch" else Rank
    entries = model._default_manager.filter(pk__in=list(found))
    return [(Head(one, one.code, ((by, one.code),)), found[one.pk]) for one in entries]


def questions() -> list[Theme]:
    """Return the public questions that have public themes."""
    themes = Theme.objects.public()
    return list(themes.questions().filter(pk__in=themes.filter(parent__isnull=False).values("parent")))


def of_questions(rows: Theme, columns: Theme) -> Matrix:
    """Return the themes of one question against those of another, or of the same."""
    across, down = (_themes(one) for one in (columns, rows))
    moments = moments_of({one.pk for one in (*across, *down)})
    cells = [[_meeting(moments.get(a.pk, NOTHING), moments.get(b.pk, NOTHING)) for b in across] for a in down]
    coded = Interview.objects.public().filter(coded_for=rows).filter(coded_for=columns)
    return _matrix(down, [_head(one) for one in across], cells, coded.count())


def of_interviews(rows: Theme, by: str) -> Matrix:
    """Return the themes of a question against the years of leaving, branches or ranks of the interviews."""
    columns = _columns(by)
    down = _themes(rows)
    moments = moments_of({one.pk for one in down})
    cells = []
    for theme in down:
        own = moments.get(theme.pk, NOTHING)
        met = [[own[pk] for pk in own.keys() & interviews] for _head, interviews in columns]
        cells.append([Cell(len(one), sum(map(len, one))) for one in met])
    coded = set(Interview.objects.public().filter(coded_for=rows).values_list("pk", flat=True))
    table = _matrix(down, [head for head, _interviews in columns], cells, len(coded))
    table.totals = [(len(interviews), len(interviews & coded)) for _head, interviews in columns]
    return table


def _themes(question: Theme) -> list[Theme]:
    return list(Theme.objects.public().filter(parent=question).order_by("position", "code"))


def _head(theme: Theme) -> Head:
    return Head(theme, theme.code, (("theme", theme.code),))


def _meeting(one: Moments, other: Moments) -> Cell:
    both = [len(one[interview] & other[interview]) for interview in one.keys() & other.keys()]
    return Cell(sum(n > 0 for n in both), sum(both))


def _matrix(down: Sequence[Theme], columns: list[Head], cells: list[list[Cell]], coded: int) -> Matrix:
    most = max((cell.interviews for row in cells for cell in row), default=0)
    shaded = [[Cell(one.interviews, one.passages, _shade(one.interviews, most)) for one in row] for row in cells]
    heads = [_head(theme) for theme in down]
    return Matrix(columns, list(zip(heads, shaded, strict=True)), Interview.objects.public().count(), coded)


def _shade(count: int, most: int) -> int:
    """Return 0 for nothing, and 1 to 5 in proportion: no figure depends on colour, it stands in the cell."""
    return -(-5 * count // most) if most else 0


def together(theme: Theme, most: int = 6) -> list[tuple[Theme, Cell]]:
    """Return the themes most often met in the same passages as ``theme``, the most frequent first.

    Those with fewer than two passages together are left out: one may be chance.
    """
    here = Coding.objects.public().filter(theme=theme).values("interview")
    codings = list(Coding.objects.public().filter(interview__in=here).select_related("theme").order_by())
    spans = _spans({one.interview_id for one in codings})
    own = _covered((one for one in codings if one.theme_id == theme.pk), spans).get(theme.pk, NOTHING)
    shared = {pk: [one for one in spans[pk] if one.moment in moments] for pk, moments in own.items()}
    others = {one.theme_id: one.theme for one in codings if one.theme_id != theme.pk and one.theme.parent_id}
    moments = _covered((one for one in codings if one.theme_id in others), shared)
    met = [(others[pk], _meeting(own, moments[pk])) for pk in moments]
    met = [(other, cell) for other, cell in met if cell.passages > 1]
    return sorted(met, key=lambda pair: (-pair[1].passages, -pair[1].interviews, pair[0].code))[:most]
