"""Which terms of the index fit what is asked for, and where their postings stand."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.fields import Text
from search.whoosh_engine.segments import TextPart
from search.whoosh_engine.snapshot import Snapshot, View
from search.whoosh_engine.stretches import Ints

Weighed = tuple[int, int, int, float]
"""A segment's number, between which of its postings those of a term stand, and what the term weighs."""

Spend = Callable[[int], None]
_FURTHEST = 30  # letters: two words further apart than that have nothing in common


def encoded(text: str) -> bytes:
    """Return ``text`` as the index keeps terms."""
    return text.encode("utf-8", "surrogatepass")


def parts(snapshot: Snapshot, text: Text) -> Iterator[tuple[int, TextPart]]:
    """Yield this field of each segment, with the segment's number."""
    for n, segment in enumerate(snapshot.segments):
        yield n, segment.texts[text.name]


def exactly(snapshot: Snapshot, text: Text, term: str) -> list[tuple[int, int, int]]:
    """Return where the postings of ``term`` stand."""
    wanted = encoded(term)
    found = []
    for n, part in parts(snapshot, text):
        number = part.terms.find(wanted)
        if number >= 0:
            found.append((n, *part.range_of(number)))
    return found


def beginning(snapshot: Snapshot, text: Text, prefix: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where the postings of all terms that begin so stand: terms are sorted, so they are one stretch."""
    wanted = encoded(prefix)
    for n, part in parts(snapshot, text):
        first, last = part.terms.beginning(wanted)
        if first < last:
            yield n, (part.range_of(first)[0], part.range_of(last - 1)[1])


@dataclass(frozen=True)
class _Counted:
    """The terms of a segment from number ``first`` on, and how many documents that exist have each of them."""

    part: TextPart
    first: int
    counts: Ints

    def count(self, term: bytes) -> int:
        at = self.part.terms.find(term) - self.first
        return int(self.counts[at]) if 0 <= at < len(self.counts) else 0

    def texts(self, numbers: Ints) -> list[bytes]:
        return [self.part.terms[self.first + number] for number in numbers.tolist()]


def _counted(view: View, n: int, part: TextPart, prefix: bytes) -> _Counted:
    first, last = part.terms.beginning(prefix)
    ends = part.postings[first : last + 1].astype(np.int64)
    if first >= last:
        return _Counted(part, first, np.empty(0, dtype=np.int64))
    if view.whole:
        return _Counted(part, first, np.diff(ends))
    exist = view.allowed[part.documents[ends[0] : ends[-1]].astype(np.int64) + view.snapshot.bases[n]]
    before = np.concatenate([[0], np.cumsum(exist)])
    return _Counted(part, first, np.diff(before[ends - ends[0]]))


def most_frequent(view: View, text: Text, prefix: str, limit: int, spend: Spend) -> list[tuple[str, int]]:
    """Return the terms that begin so and that most documents have, at most ``limit``, with how many have them.

    All postings of the prefix are counted at once. A term that ``threshold`` documents or more have must have its
    share of them in one of the segments: only such terms are looked at one by one.
    """
    counted = [_counted(view, n, part, encoded(prefix)) for n, part in parts(view.snapshot, text)]
    spend(sum(int(one.counts.sum()) for one in counted))
    tops = {term for one in counted for term in one.texts(np.argsort(-one.counts, kind="stable")[:limit])}
    best = sorted((sum(one.count(term) for one in counted) for term in tops), reverse=True)
    threshold = max(1, best[limit - 1] if 0 < limit <= len(best) else 1)
    share = -(-threshold // max(1, len(counted)))
    likely = {term for one in counted for term in one.texts(np.flatnonzero(one.counts >= share))}
    found = [(term, sum(one.count(term) for one in counted)) for term in likely]
    found.sort(key=lambda one: (-one[1], one[0]))
    return [(term.decode("utf-8", "surrogatepass"), count) for term, count in found[:limit]]


def near(snapshot: Snapshot, text: Text, word: str, distance: int, spend: Spend) -> list[Weighed]:
    """Return the terms at most ``distance`` letters apart from ``word``, weighed by how near they are."""
    found: list[Weighed] = []
    for n, part in parts(snapshot, text):
        for number, changes in near_numbers(part, word, distance, spend):
            found.append((n, *part.range_of(number), 1 / (1 + changes)))
    return found


def near_numbers(part: TextPart, word: str, distance: int, spend: Spend) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the terms at most ``distance`` letters apart from ``word``, each with its distance."""
    if not word:
        return
    distance = min(distance, _FURTHEST)
    candidates = part.alike(word, distance)
    spend(len(candidates) * len(word))
    if not len(candidates):
        return
    apart = distances(part, candidates, word, distance)
    close = apart <= distance
    yield from zip(candidates[close].tolist(), apart[close].tolist(), strict=True)


def distances(part: TextPart, candidates: Ints, word: str, most: int) -> Ints:
    """Return Levenshtein's distance between ``word`` and each candidate, or ``most`` + 1 where it is more."""
    texts = [part.terms.text(number) for number in candidates.tolist()]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    found = np.full(len(texts), most + 1)
    for length in np.unique(lengths).tolist():
        own = np.flatnonzero(lengths == length)
        if abs(length - len(word)) > most:
            continue
        joined = "".join([texts[n] for n in own.tolist()]).encode("utf-32-le", "surrogatepass")
        letters = np.frombuffer(joined, dtype=np.uint32).reshape(len(own), length)
        asked = np.frombuffer(word.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        found[own] = _one_letter(letters, asked) if most == 1 else _any_letters(letters, asked, most)
    return found


def _one_letter(letters: NDArray[np.uint32], word: NDArray[np.uint32]) -> Ints:
    """Return 0, 1 or 2 (for more): a letter apart are those that agree up to one place and again behind it."""
    length = letters.shape[1]
    if length == len(word):
        return np.minimum((letters != word).sum(axis=1), 2)
    shared = min(length, len(word))
    ahead = np.minimum.accumulate(letters[:, :shared] == word[:shared], axis=1).sum(axis=1)
    behind = letters[:, length - shared :] == word[len(word) - shared :]
    after = np.minimum.accumulate(behind[:, ::-1], axis=1).sum(axis=1)
    return np.where(ahead + after >= shared, 1, 2)


def _any_letters(letters: NDArray[np.uint32], word: NDArray[np.uint32], most: int) -> Ints:
    """Return the distance of each row of ``letters``: all rows at once, and only where it can still be ``most``."""
    columns = np.ascontiguousarray(letters.T)
    count, length = letters.shape
    far = np.full(count, most + 1, dtype=np.int16)
    before = [np.full(count, min(column, most + 1), dtype=np.int16) for column in range(length + 1)]
    for row, letter in enumerate(word, 1):
        low, high = max(1, row - most), min(length, row + most)
        now = [far] * (length + 1)
        if row <= most:
            now[0] = np.full(count, row, dtype=np.int16)
        for column in range(low, high + 1):
            changed = before[column - 1] + (columns[column - 1] != letter)
            now[column] = np.minimum(np.minimum(before[column], now[column - 1]) + 1, changed)
        before = now
    return np.minimum(before[length], most + 1).astype(np.int64)


def fitting(
    snapshot: Snapshot, text: Text, how: Literal["contains", "endswith", "wildcard"], wanted: str, spend: Spend
) -> list[Weighed]:
    """Return the terms that fit a pattern."""
    found: list[Weighed] = []
    for n, part in parts(snapshot, text):
        spend(part.terms.count)
        if how == "contains":
            numbers = part.terms.containing(encoded(wanted)) if wanted else []
        elif how == "endswith":
            numbers = part.terms.ending(encoded(wanted))
        else:
            numbers = _wild(part, wanted)
        found += [(n, *part.range_of(number), 1.0) for number in numbers]
    return found


def wildcard(pattern: str) -> Callable[[str], object]:
    """Return what matches a text against a pattern of ``*`` and ``?``."""
    return re.compile(translate(pattern.replace("[", "[[]"))).match


def _wild(part: TextPart, pattern: str) -> list[int]:
    fits = wildcard(pattern)
    begin = re.split(r"[*?]", pattern)[0]
    first, last = part.terms.beginning(encoded(begin)) if begin else (0, part.terms.count)
    return [number for number in range(first, last) if fits(part.terms.text(number))]
