"""What a reader's query is made of: frozen dataclasses that two equal queries share.

A new kind of node has to be known to ``positive_leaves``, to ``printing.printed`` and to ``asking.emit``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Mode = Literal["all", "exact", "sounds"]
FieldName = Literal["speaker", "theme", "language", "interview"]


@dataclass(frozen=True)
class Word:
    """A folded word; which of its forms will do is told by ``mode``."""

    text: str
    mode: Mode = "all"


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True)
class Fuzzy:
    """Words that become this one by at most ``distance`` changes of a letter."""

    text: str
    distance: int = 1


@dataclass(frozen=True)
class Phrase:
    """Words side by side in this order."""

    words: tuple[str, ...]
    mode: Mode = "all"


@dataclass(frozen=True)
class Near:
    """Each part at most ``distance`` words from the next, in either order; 1 is side by side.

    The parts are leaves, or ``Or`` of leaves.
    """

    parts: tuple["Node", ...]
    distance: int


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """One part or more holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AtLeast:
    """Parts hold that weigh ``least`` together, each 1 or what ``weights`` says; no query that is typed reads so."""

    parts: tuple["Node", ...]
    least: int
    weights: tuple[int, ...] = ()


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True)
class Field:
    """What is said stands under a name: ``value`` is in the reader's words, as typed."""

    name: FieldName
    value: str


@dataclass(frozen=True)
class Having:
    """A column of the index has one of ``values``: what a ``Field`` means once its value is known."""

    column: str
    values: tuple[str | int, ...]


@dataclass(frozen=True)
class Any:
    """What was typed, or another name for the same; ``others`` weigh less. No query that is typed reads so."""

    typed: "Node"
    others: tuple[Word | Phrase, ...]


Leaf = Word | Prefix | Fuzzy | Phrase
Node = Leaf | Near | And | Or | AtLeast | Not | Field | Having | Any


def positive_leaves(tree: Node | None) -> Iterator[Leaf]:
    """Yield what the tree looks for, in the order of the query, without what it leaves out."""
    match tree:
        case And(parts) | Or(parts) | AtLeast(parts) | Near(parts):
            for part in parts:
                yield from positive_leaves(part)
        case Any(typed):
            yield from positive_leaves(typed)
        case Word() | Prefix() | Fuzzy() | Phrase():
            yield tree
