"""Belarusian words by a table of their forms. LICENCE says whose the words are, ``building`` makes the table."""

import re
from functools import cache, lru_cache
from pathlib import Path

import marisa_trie

from search.analysis.belarusian.spelling import plain, without_assimilation, without_orthography

TABLE = Path(__file__).parent / "forms.marisa"
"""form → numbers of the words it is a form of, each with 1 if that is a name; made by ``building``."""

RECORD = "<I"
LOWER = "="
"""Begins the keys of the lower tier, which know no orthography."""

_PREFIX = "b"
_SHORTEST_REFLEXIVE = 6
# Consonants that neither orthography softens: with a soft sign or these vowels the word is another language's.
_not_belarusian = re.compile("[дтршчж][еіюяь]")
# Taraškievica writes it in words from Western languages (плян, кляса), whose Russian has a hard one.
_soft_l = re.compile("(?<![аеёіоуыэюя])л[яюе]")


@cache
def table() -> marisa_trie.RecordTrie:
    """Return the table, mapped into memory."""
    trie: marisa_trie.RecordTrie = marisa_trie.RecordTrie(RECORD)
    return trie.mmap(str(TABLE))


@lru_cache(maxsize=1 << 10)
def _numbers(word: str) -> tuple[int, ...]:
    """Look a folded word up in tiers: official spelling, then soft signs, then all that the orthographies differ in."""
    found = _as_spelt(word)
    if not found and not _not_belarusian.search(word):
        known, key = table(), _key(word)
        lower = without_orthography(key)
        found = [*known.get(lower, ()), *known.get(LOWER + lower, ())]
    if not found and (base := _without_reflexive(word)):
        return _numbers(base)
    return tuple(record for (record,) in found or ())


def _key(word: str) -> str:
    return plain(word).replace("\0", "")  # marisa reads a key up to its first zero byte alone


@lru_cache(maxsize=1 << 10)
def _as_spelt(word: str) -> list[tuple[int]]:
    """Look a folded word up as official spelling has it, then without the soft signs of taraškievica."""
    known, key = table(), _key(word)
    found: list[tuple[int]] = known.get(key, [])
    if not found and "ь" in key and (softer := without_assimilation(key)) != key:
        found = known.get(softer, [])
    return found


def _without_reflexive(word: str) -> str:
    """Return a verb without -ся: the dictionary has it where it changes the meaning, and speakers everywhere."""
    if len(word) < _SHORTEST_REFLEXIVE:
        return ""
    if word.endswith("цца"):
        return word[:-3] + "ць"
    return word[:-2] if word.endswith("ся") else ""


def lemmas(word: str) -> tuple[str, ...]:
    """Return the terms of the words that the folded ``word`` is a form of; none if it is not in the table."""
    return tuple(sorted({f"{_PREFIX}{record >> 1:x}" for record in _numbers(word)}))


def may_be_meant(word: str, *, russian: bool, ukrainian: bool) -> bool:
    """Tell whether the folded ``word`` is to be read as Belarusian, if dictionaries of other languages know it.

    As it is spelt it always is. The tiers that make spellings equal are for what no other dictionary knows: Russian
    был is no біл, a form of біла.
    """
    if _as_spelt(word):
        return True
    return not russian and (not ukrainian or _soft_l.search(word) is not None)


def may_be_name(word: str) -> bool:
    """Tell whether the folded ``word`` is a form of names alone, or not known at all."""
    return all(record & 1 for record in _numbers(word))
