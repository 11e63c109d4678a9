"""What a query is made of. Every node matches a set of documents and gives each of them a score.

A term's score is Whoosh's BM25F, its numbers counted over the documents that exist for this search. ``And``, ``Or``
and ``AtLeast`` add the scores of their parts, ``DisMax`` takes the best. Conditions on columns and ``Not`` score
nothing.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Literal, TypeAlias

from search.whoosh_engine.fields import Value


@dataclass(frozen=True)
class Term:
    """A term of a text field, as the field's ``terms`` makes it."""

    field: str
    text: str


@dataclass(frozen=True)
class Phrase:
    """Places one after another; each of ``slots`` lists the terms that will do there.

    A place may follow up to ``slop`` words behind the one before; 1 is side by side. ``onward``: the phrase may end in
    the document that follows (``Schema.succession``) the one in which it begins, and to which it belongs.
    """

    field: str
    slots: tuple[tuple[str, ...], ...]
    slop: int = 1
    onward: bool = False


@dataclass(frozen=True)
class Near:
    """Each part at most ``distance`` words from the next, in either order; 1 is side by side. No word is in both.

    The parts are leaves, or ``Or``, ``DisMax`` and ``Boost`` of leaves; those of texts with another source than
    ``field`` stand nowhere near. It occurs once for each occurrence of its first part from which the others are reached
    one after another, and counts as one word of ``field``.
    """

    field: str
    parts: tuple["Node", ...]
    distance: int


@dataclass(frozen=True)
class Prefix:
    """Terms that begin with ``text``; all of them count as one word."""

    field: str
    text: str


@dataclass(frozen=True)
class Fuzzy:
    """Terms at most ``distance`` letters changed, added or left out apart (Levenshtein).

    All of them count as one word, to which near ones give more.
    """

    field: str
    text: str
    distance: int = 1


@dataclass(frozen=True)
class Pattern:
    """Terms that contain or end with ``text``, or match it as a wildcard of ``*`` and ``?``; one word."""

    field: str
    how: Literal["contains", "endswith", "wildcard"]
    text: str


@dataclass(frozen=True)
class And:
    """All parts match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """One part or more matches."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AtLeast:
    """Parts match that weigh ``least`` together or more; the scores of those that do are added.

    Each weighs 1, or what ``weights`` says; those do not change scores.
    """

    parts: tuple["Node", ...]
    least: int
    weights: tuple[int, ...] = ()


@dataclass(frozen=True)
class DisMax:
    """One part or more matches; the best score counts: forms of one word do not add up."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Maybe:
    """Inside ``And``: the part need not match; where it does, it adds its score."""

    part: "Node"


@dataclass(frozen=True)
class Not:
    """The part does not match."""

    part: "Node"


@dataclass(frozen=True)
class Boost:
    """The part's scores, multiplied. Raises ValueError unless the factor is a finite number."""

    part: "Node"
    factor: float

    def __post_init__(self) -> None:
        if not isfinite(self.factor):
            raise ValueError("A boost is a finite number.")


@dataclass(frozen=True)
class Everything:
    """Every document."""


@dataclass(frozen=True)
class Nothing:
    """No document."""


@dataclass(frozen=True)
class Among:
    """A column has one of ``values`` (None: has no value)."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Between:
    """A column's value lies between two others; None is no bound. A document without a value is outside."""

    column: str
    low: Value = None
    high: Value = None
    include_low: bool = True
    include_high: bool = True


@dataclass(frozen=True)
class Related:
    """Documents that share a value of ``column`` with one that the part matches, and the best score of those."""

    part: "Node"
    column: str


@dataclass(frozen=True)
class Like:
    """A column of texts has a value that contains, begins or ends with ``text``, or fits it as a wildcard."""

    column: str
    how: Literal["contains", "startswith", "endswith", "wildcard"]
    text: str


Leaf: TypeAlias = Term | Phrase | Near | Prefix | Fuzzy | Pattern
Condition: TypeAlias = Among | Between | Like
Node: TypeAlias = Leaf | And | Or | AtLeast | DisMax | Maybe | Not | Boost | Related | Everything | Nothing | Condition
