"""A text cut into words, each with its place in the text as written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.folding import APOSTROPHES, ZERO_WIDTH, fold

LONGEST = 64  # letters of a word that are told apart; no real word is longer, and index terms stay small
_MARKS = f"\u0300-\u036f{ZERO_WIDTH}"
_LETTER = "[^\\W_ʼʹ]"
WORDS = f"{_LETTER}(?:{_LETTER}|[{_MARKS}]|[{APOSTROPHES}](?={_LETTER}))*"
"""Finds every word, of any length, with the apostrophes inside it."""

_word = re.compile(WORDS)


class Token(NamedTuple):
    """A folded word and the half-open range of characters in the original text that it was read from."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of ``text`` in order: every word, of any length, with the apostrophes inside it."""
    for match in _word.finditer(text):
        yield Token(fold(match[0])[:LONGEST], match.start(), match.end())


def as_written(text: str) -> dict[str, str]:
    """Return how each folded word of ``text`` is written there, at its first place."""
    return {token.text: text[token.start : token.end] for token in reversed(list(tokens(text)))}
