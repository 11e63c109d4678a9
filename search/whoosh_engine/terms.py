"""Which terms of the index fit what is asked for, and where their postings stand."""

import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from typing import Literal

import numpy as np

from search.whoosh_engine.fields import Text
from search.whoosh_engine.segments import Ints, TextPart
from search.whoosh_engine.snapshot import Snapshot

Weighed = tuple[int, int, int, float]
"""A segment's number, between which of its postings those of a term stand, and what the term weighs."""

Spend = Callable[[int], None]


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
    candidates = part.alike(word, distance)
    spend(len(candidates) * len(word))
    if not len(candidates):
        return
    apart = distances(part, candidates, word)
    close = apart <= distance
    yield from zip(candidates[close].tolist(), apart[close].tolist(), strict=True)


def distances(part: TextPart, candidates: Ints, word: str) -> Ints:
    """Return Levenshtein's distance between ``word`` and each candidate, all at once."""
    texts = [part.terms.text(number) for number in candidates.tolist()]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    longest = int(lengths.max())
    padded = "".join(text.ljust(longest, "\0") for text in texts)
    letters = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).reshape(len(texts), longest)
    before = np.repeat(np.arange(longest + 1, dtype=np.int16)[:, None], len(texts), axis=1)
    columns = np.ascontiguousarray(letters.T)
    for row, letter in enumerate(map(ord, word), 1):
        now = np.empty_like(before)
        now[0] = row
        differs = (columns != letter).astype(np.int16)
        np.minimum(before[1:] + 1, before[:-1] + differs, out=now[1:])
        for column in range(1, longest + 1):
            np.minimum(now[column], now[column - 1] + 1, out=now[column])
        before = now
    return before[lengths, np.arange(len(texts))].astype(np.int64)


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
