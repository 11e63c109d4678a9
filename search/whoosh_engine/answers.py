"""What is asked of the engine and what it answers."""

from dataclasses import dataclass, field

from search.whoosh_engine.fields import Value, Values
from search.whoosh_engine.queries import Everything, Node, Term


@dataclass(frozen=True)
class Only:
    """Keep documents whose ``column`` has one of ``values`` (all of them if ``every``), or lies between two values.

    Both ends are included; None is no bound. A facet of the same column is counted without this filter, so that it
    offers the other values too, unless ``every``: values that must all hold narrow each other. ``facet`` names the
    facet it is lifted for, where that is another column.
    """

    column: str
    values: tuple[Value, ...] | None = None
    every: bool = False
    low: Value = None
    high: Value = None
    facet: str = ""


@dataclass(frozen=True)
class Collapse:
    """Let documents with the same value of ``column`` (a number, which every document should have) be one finding.

    The document shown for it is the first by ``prefer``: columns ("-" in front: descending), "-score", or a query
    (those that match it first). The finding has the best score of its documents. Facets count findings.
    """

    column: str
    prefer: tuple[str | Node, ...] = ()


@dataclass(frozen=True)
class Buckets:
    """Ranges of a column of numbers, from each edge (included) to the next (excluded); edges ascend."""

    column: str
    edges: tuple[Value, ...]


@dataclass(frozen=True)
class Together:
    """Words that should stand near one another: each slot lists the terms of one, all of texts of the same source.

    Of the ``most`` documents that come first by their scores alone, each one's score is raised by up to ``boost`` times
    itself: by all of that where every word stands beside the next. What comes after them stays as it is.
    """

    slots: tuple[tuple[Term, ...], ...] = ()
    boost: float = 0.5
    most: int = 500


@dataclass(frozen=True)
class Request:
    """What is wanted. ``order`` is made of columns and "-score"; "-" in front is descending, ties go by the key. Of a
    query in it, those that match come first.

    ``group`` names a column: then ``offset`` and ``limit`` count groups, each with its ``best`` rows. ``fields`` are
    the columns and stored texts that come with each row. ``offsets`` asks for the places of the matches in a source,
    by its name; True is the first source. ``distinct`` names a column whose values are to be counted. ``counts`` asks
    how many findings match each of these queries as well, and ``buckets`` how many have a number of a column between
    one edge and the next. ``together`` lets documents come first in which the words of the query are near each other.
    """

    query: Node = field(default_factory=Everything)
    filters: tuple[Only, ...] = ()
    facets: tuple[str, ...] = ()
    order: tuple[str | Node, ...] = ()
    offset: int = 0
    limit: int | None = 20
    offsets: bool | str = False
    fields: tuple[str, ...] = ()
    group: str = ""
    best: int = 3
    collapse: Collapse | None = None
    distinct: str = ""
    counts: tuple[Node, ...] = ()
    buckets: tuple[Buckets, ...] = ()
    together: Together | None = None


@dataclass(slots=True)  # made for every hit: a frozen one costs four times as much
class Row:
    """A document found. ``matches`` are half-open ranges of characters in its source, ascending, none overlapping."""

    key: Value
    score: float
    values: dict[str, Values] = field(default_factory=dict)
    matches: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The findings that share a value: how many, and the best of them."""

    value: Value
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Answer:
    """``count`` findings in ``group_count`` groups, or with as many ``distinct`` values; ``facets`` are of all of them.

    ``rows`` or ``groups`` are one page. A facet lists its values with their numbers of findings, most frequent first.
    """

    count: int
    rows: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()
    group_count: int = 0
    facets: dict[str, list[tuple[Value, int]]] = field(default_factory=dict)
    counts: tuple[int, ...] = ()
    buckets: tuple[tuple[int, ...], ...] = ()
