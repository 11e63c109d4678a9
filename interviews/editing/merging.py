"""Two people's changes of the same words, joined word by word where they don't touch each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*")
_COMPARABLE = 4_000_000  # pairs of words; comparing takes time in proportion to them


@dataclass(frozen=True, slots=True)
class _Change:
    """Words ``start`` to ``end`` of the common beginning became ``words``."""

    start: int
    end: int
    words: tuple[str, ...]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Return ``base`` with the changes of both, or None where they touch: then a person has to choose.

    Changes touch if they concern the same word, or if both put something in the same place. The same change made by
    both counts once. White space belongs to the word before it.
    """
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    words = _words(base)
    ours, others = _words(mine), _words(theirs)
    if len(words) * max(len(ours), len(others)) > _COMPARABLE:
        return None
    changes = _joined(list(_changes(words, ours)), list(_changes(words, others)))
    if changes is None:
        return None
    merged: list[str] = []
    done = 0
    for change in changes:
        merged += words[done : change.start]
        merged += change.words
        done = change.end
    return "".join([*merged, *words[done:]]).strip()


def _words(text: str) -> list[str]:
    """Return the words of ``text``, each with the white space after it; the last one has a space too."""
    return _WORD.findall(f"{text.strip()} ")


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Change(i1, i2, tuple(new[j1:j2]))


def _joined(mine: Sequence[_Change], theirs: Sequence[_Change]) -> list[_Change] | None:
    """Return the changes of both in order, or None if one of mine touches one of theirs that is not the same."""
    kept = [one for one in mine if one not in theirs]
    if any(_touch(one, other) for one in kept for other in theirs):
        return None
    return sorted([*kept, *theirs], key=lambda change: (change.start, change.end))


def _touch(one: _Change, other: _Change) -> bool:
    if one.start == one.end or other.start == other.end:  # something put in between two words
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end
