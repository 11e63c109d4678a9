"""What is asked of the engine and what it answers."""

from dataclasses import dataclass, field

FACETS = ("theme", "language", "branch", "rank", "left_year")


class SearchUnavailable(Exception):
    """The index is missing or broken. Never to be shown as "no results"; the indexing worker rebuilds it."""


class IndexLocked(Exception):
    """Another process is writing the index and did not finish in time. Nothing was written."""


@dataclass(frozen=True)
class Filters:
    """Which passages may be found. Within a field any value will do; of ``themes`` all must hold.

    ``left_from`` and ``left_to`` are partial dates, both included, and compared as far as both sides are known: 2020
    lies after 2020-03 and before it. An interview without a date of leaving is outside of every such range.
    """

    languages: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    interview_ids: tuple[int, ...] | None = None
    left_from: str = ""
    left_to: str = ""


@dataclass(frozen=True)
class Row:
    """A passage found: the best-scoring language of its moment."""

    segment_id: int
    interview_id: int
    score: float


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
    notices: tuple[str, ...] = ()
