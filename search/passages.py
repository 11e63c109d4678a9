"""What is asked of the index about passages, and what it answers: filters, moments, interviews, facets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from search.asking import Asked
from search.schema import FACET_COLUMNS, OWNER
from search.whoosh_engine import Among, Collapse, Engine, Node, Only, Request
from search.whoosh_engine import Answer as Found
from search.whoosh_engine import Row as FoundRow
from search.whoosh_engine.snapshot import Snapshot

FACETS = tuple(FACET_COLUMNS)
Sort = Literal["relevance", "date"]

_IN_ORDER = ("-recorded_on", OWNER, "moment")


@dataclass(frozen=True)
class Filters:
    """Which passages may be found. Within a field any value will do; of ``themes`` all must hold.

    ``readable`` are languages in which the interview can be read, in the original or in translation.

    ``left_from`` and ``left_to`` are partial dates, both included, and compared as far as both sides are known: 2020
    lies after 2020-03 and before it. An interview without a date of leaving is outside of every such range.
    """

    languages: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    interview_ids: tuple[int, ...] | None = None
    left_from: str = ""
    left_to: str = ""


@dataclass(frozen=True)
class Page:
    """Which part of the answer is wanted: of the interviews if ``group``, each with its ``best`` rows, else rows.

    A moment found in several languages is shown in one whose words were found, of these in the language that is read,
    else as it was spoken.
    """

    sort: Sort = "relevance"
    facets: Sequence[str] = ()
    offset: int = 0
    limit: int = 20
    group: bool = False
    best: int = 3
    reads: str = ""


@dataclass(frozen=True)
class Row:
    """A passage found: one language of its moment.

    ``matches`` are ranges of characters of its text, ``coded`` the codes of the themes applied to it, ``readable`` the
    languages of its interview.
    """

    segment_id: int
    interview_id: int
    score: float
    matches: tuple[tuple[int, int], ...] = ()
    coded: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """An interview found, the number of its moments, and its best passages."""

    interview_id: int
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Answer:
    """``count`` counts moments, ``interviews`` the interviews they are in; ``rows`` or ``groups`` are one page of them.

    ``facets`` maps each facet that was asked for to its values with their numbers of moments, most frequent first.
    """

    count: int
    interviews: int
    rows: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def ask(engine: Engine, asked: Asked, filters: Filters, page: Page, mask: Mapping[int, int]) -> Answer:
    """Answer with one page of the moments that match what is ``asked`` and pass ``filters``.

    What is found by words that were said comes before what is found by its themes, its description or a title alone.
    """
    state = engine.snapshot()
    first = () if page.sort == "date" or asked.said is None else (asked.said, "-score", "unchecked")
    request = Request(
        asked.query,
        _only(filters, state),
        facets=tuple(FACET_COLUMNS[name] for name in page.facets),
        order=(*first, *_IN_ORDER),
        offset=page.offset,
        limit=page.limit,
        offsets=True,
        fields=(OWNER, "coded", "readable"),
        group=OWNER if page.group else "",
        distinct=OWNER,
        best=page.best,
        collapse=Collapse("moment_key", _preferred(page.reads, asked.said) if page.limit else ()),
        together=asked.together if first else None,
    )
    return _answered(engine.search(request, mask=mask, snapshot=state), page.facets)


def _preferred(reads: str, said: Node | None) -> tuple[str | Node, ...]:
    """Say which language of a moment is shown, of those in which the words were said if any were.

    The reader's, else the original; if nobody says what is read, the best-scoring one.
    """
    best = ("-score", "translation", "language")
    words = () if said is None else (said,)
    return (*words, Among("language", (reads,)), "translation", *best) if reads else best


def _only(filters: Filters, state: Snapshot) -> tuple[Only, ...]:
    columns = {
        "language": filters.languages,
        "original": filters.originals,
        "readable": filters.readable,
        "branch": filters.branches,
        "rank": filters.ranks,
    }
    chosen = [Only(name, values) for name, values in columns.items() if values]
    if filters.themes:
        chosen.append(Only("themes", filters.themes, every=True))
    if filters.interview_ids is not None:
        chosen.append(Only(OWNER, filters.interview_ids))
    if filters.left_from or filters.left_to:
        within = (str(one) for one in state.coded("left_on").values)
        inside = tuple(one for one in within if left_within(one, filters.left_from, filters.left_to))
        chosen.append(Only("left_on", inside, facet="left_year"))
    return tuple(chosen)


def left_within(value: str, first: str, last: str) -> bool:
    """Tell whether a partial date may lie between two others, both included; an empty one never does."""
    return (
        bool(value) and _prefix(value, first) >= _prefix(first, value) and _prefix(value, last) <= _prefix(last, value)
    )


def _prefix(date: str, other: str) -> str:
    return date[: len(other)]


def _answered(found: Found, facets: Sequence[str]) -> Answer:
    return Answer(
        found.count,
        found.group_count,
        tuple(map(_row, found.rows)),
        tuple(Group(int(str(one.value)), one.count, tuple(map(_row, one.rows))) for one in found.groups),
        {name: [(str(value), n) for value, n in found.facets[FACET_COLUMNS[name]]] for name in facets},
    )


def _row(row: FoundRow) -> Row:
    return Row(
        int(str(row.key)),
        int(str(row.values[OWNER])),
        row.score,
        tuple(row.matches),
        _several(row, "coded"),
        _several(row, "readable"),
    )


def _several(row: FoundRow, name: str) -> tuple[str, ...]:
    values = row.values[name]
    return values if isinstance(values, tuple) else ()
