"""A word to the terms that all its forms share, whatever language it is in."""

import re
from functools import lru_cache

from search.analysis import belarusian, english, russian, ukrainian
from search.analysis.guessing import GUESSED, guess
from search.analysis.latin import cyrillic, is_lacinka, is_latin

_REMEMBERED = 1 << 15
_letters = re.compile("[^\\W\\d_]")


@lru_cache(maxsize=_REMEMBERED)
def lemmas(word: str) -> tuple[str, ...]:
    """Return the terms of the folded ``word`` from every dictionary that knows it, each with that one's letter first.

    b is Belarusian, r Russian, u Ukrainian, e English; g is a guess for a word that none of them knows. A word of
    digits is its own term. Two words are forms of one if they share a term.
    """
    if not _letters.search(word):
        return (word,)
    return known(word) or guess(_readable(word))


def open_dictionaries() -> None:
    """Load what is otherwise loaded by the first word that is read: about a second."""
    for word in ("мова", "language"):
        known(word)
        is_name(word)


def known(word: str) -> tuple[str, ...]:
    """Return the terms of the folded ``word`` from the dictionaries alone."""
    if not is_latin(word):
        return _cyrillic(word)
    found = () if is_lacinka(word) else english.lemmas(word)
    return found or _cyrillic(cyrillic(word))


@lru_cache(maxsize=_REMEMBERED)
def is_name(word: str) -> bool:
    """Tell whether the folded ``word`` may be a name: no dictionary knows it as anything else."""
    if not _letters.search(word):
        return False
    if lemmas(word)[0].startswith(GUESSED):
        return True
    if is_latin(word):
        return english.may_be_name(word)
    return belarusian.may_be_name(word) and russian.may_be_name(word) and ukrainian.may_be_name(word)


def _readable(word: str) -> str:
    return cyrillic(word) if is_lacinka(word) else word


def _cyrillic(word: str) -> tuple[str, ...]:
    by_russian, by_ukrainian = russian.lemmas(word), ukrainian.lemmas(word)
    meant = belarusian.may_be_meant(word, russian=bool(by_russian), ukrainian=bool(by_ukrainian))
    return (*(belarusian.lemmas(word) if meant else ()), *by_russian, *by_ukrainian)
