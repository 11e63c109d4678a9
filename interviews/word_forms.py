"""Which words are forms of one; the grammar belongs to search, which registers it here and is not imported."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Known(Enum):
    """How well the dictionaries know a word: not at all, as what may be a name, as a common word."""

    NOT = 0
    AS_NAME = 1
    AS_WORD = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, from ``start`` to ``end`` there. Forms of one word share a term, in whatever language."""

    terms: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """What reads the words of a text in order, and what tells how well the dictionaries know a word."""

    read: Callable[[str], list[Word]]
    known: Callable[[str], Known]


_registered: list[Grammar] = []


def register_grammar(grammar: Grammar) -> None:
    """Have the desk read words by ``grammar``; the room of search does this when it starts."""
    _registered[:] = [grammar]


def read(text: str) -> list[Word]:
    """Return the words of ``text`` in order; none if no grammar is registered."""
    return _registered[0].read(text) if _registered else []


def known(word: str) -> Known:
    """Tell how well the dictionaries know ``word``."""
    return _registered[0].known(word) if _registered else Known.NOT
