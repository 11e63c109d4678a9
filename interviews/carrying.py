"""Finding in a new version of a transcript the places at which words were taken out of the old one.

The words themselves are sealed, so a place is known by its neighbours: the words before and after the sign, and the
time. Where that does not tell beyond doubt, everything heard at that time is taken out and the place counts as unsure;
somebody has to decide before the transcript is public again.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from interviews.cutting import LEFT_OUT, Cut, Piece, Stretch, cut, heard
from interviews.segmenting import Passage

_NEIGHBOURS = 8  # words compared on each side
_ENOUGH = 5  # of them have to fit, on both sides together, two on each
_FEWEST = 2
_MOST_WORDS = 400  # between the neighbours; more was never taken out at one place
_NEAR_MS = 60_000
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the old version: character ``offset`` of the passage at ``position``; ``key`` is the caller's."""

    position: int
    offset: int
    key: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A sign in the new version, at ``offset`` of the passage at ``position``.

    ``keys`` are the places of the old version that it stands for; ``words`` what was taken out there just now.
    """

    position: int
    offset: int
    keys: frozenset[int]
    words: tuple[str, ...]


@dataclass(slots=True)
class Carried:
    """The new passages without the words; ``lost`` are keys without a place, ``unsure`` those to be decided anew."""

    passages: list[Passage]
    placed: list[Placed] = field(default_factory=list)
    lost: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, or a sign (``is_sign``), with its place."""

    word: str
    position: int
    start: int
    end: int
    is_sign: bool = False
    key: int = -1


def carry(old: Sequence[Passage], gaps: Iterable[Gap], new: Sequence[Passage]) -> Carried:
    """Take out of ``new`` what stands where ``old`` has ``gaps``, and tell where each came to stand."""
    by_place = {(gap.position, gap.offset): gap.key for gap in gaps}
    before, after = _tokens(old, by_place), _tokens(new, {})
    stretches: dict[int, list[Stretch]] = {}
    groups: list[frozenset[int]] = []
    unsure: set[int] = set()
    for first, last in _groups(before):
        keys = frozenset(token.key for token in before[first:last])
        found = _find(before, first, last, after, old, new)
        if found is None:
            unsure |= keys
            places = _by_time(old, before[first:last], new)
        else:
            places = _between(new, after, *found)
        for position, start, end in places:
            stretches.setdefault(position, []).append(Stretch(start, end, len(groups)))
        groups.append(keys)
    return _carried(new, stretches, groups, frozenset(unsure))


def _carried(
    new: Sequence[Passage],
    stretches: Mapping[int, list[Stretch]],
    groups: Sequence[frozenset[int]],
    unsure: frozenset[int],
) -> Carried:
    passages, placed = list(new), []
    for position, wanted in stretches.items():
        passage = new[position]
        done: Cut = cut(passage.text, passage.marks, wanted)
        passages[position] = replace(passage, text=done.text, marks=done.marks)
        for piece in done.pieces:
            keys = frozenset(key for tag in piece.tags for key in groups[tag])
            placed.append(Placed(position, piece.offset, keys, _words(piece)))
    settled = {key for one in placed for key in one.keys}
    every = {key for keys in groups for key in keys}
    return Carried(passages, placed, frozenset(every - settled), unsure)


def _words(piece: Piece) -> tuple[str, ...]:
    """Return what was taken out, nothing if that was only a sign that the file had."""
    words = tuple(str(part) for part in piece.parts)
    return () if "".join(words).replace(LEFT_OUT, "").strip() == "" else words


def _tokens(passages: Sequence[Passage], keys: Mapping[tuple[int, int], int]) -> list[_Token]:
    tokens = []
    for position, passage in enumerate(passages):
        done = 0
        for sign in re.finditer(re.escape(LEFT_OUT), passage.text):
            tokens += _words_of(passage.text, position, done, sign.start())
            key = keys.get((position, sign.start()), -1)
            tokens.append(_Token(LEFT_OUT, position, sign.start(), sign.end(), True, key))
            done = sign.end()
        tokens += _words_of(passage.text, position, done, len(passage.text))
    return tokens


def _words_of(text: str, position: int, start: int, end: int) -> list[_Token]:
    found = []
    for match in _WORD.finditer(text, start, end):
        word = re.sub(r"\W+", "", unicodedata.normalize("NFKC", match[0])).casefold()
        if word:
            found.append(_Token(word, position, match.start(), match.end()))
    return found


def _groups(tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    """Return the runs of signs with a key that no word parts, as ranges of ``tokens``."""
    runs: list[tuple[int, int]] = []
    for index, token in enumerate(tokens):
        if token.key < 0:
            continue
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _find(
    before: Sequence[_Token],
    first: int,
    last: int,
    after: Sequence[_Token],
    old: Sequence[Passage],
    new: Sequence[Passage],
) -> tuple[int, int] | None:
    """Return the range of ``after`` that stands where ``before[first:last]`` stood, or None if that is in doubt."""
    lefts = _ends_of(after, _context(before[:first][::-1]))
    rights = _starts_of(after, _context(before[last:]))
    pairs = [
        (left + right, i, j)
        for i, left in lefts.items()
        for j, right in rights.items()
        if i <= j <= i + _MOST_WORDS and left + right >= _ENOUGH
    ]
    if not pairs:
        return None
    best = max(score for score, _i, _j in pairs)
    chosen = _innermost([(i, j) for score, i, j in pairs if score == best])
    if len(chosen) > 1:
        chosen = _near(chosen, after, new, old[before[first].position].start_ms)
    return chosen[0] if len(chosen) == 1 else None


def _innermost(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop the pairs that hold another: where the same words come again and again, the nearest neighbours count."""
    return [
        (i, j) for i, j in pairs if not any((i, j) != (low, high) and i <= low and high <= j for low, high in pairs)
    ]


def _context(tokens: Sequence[_Token]) -> list[str]:
    """Return the words next to a sign, the nearest first, as far as the next sign; ``""`` is the end of all words."""
    words: list[str] = []
    for token in tokens[:_NEIGHBOURS]:
        if token.is_sign:
            return words
        words.append(token.word)
    return words if len(words) == _NEIGHBOURS else [*words, *[""] * (_NEIGHBOURS - len(words))]


def _ends_of(tokens: Sequence[_Token], context: Sequence[str]) -> dict[int, int]:
    """Return how many words of ``context`` fit before each index of ``tokens``, where they are enough."""
    return _fits([token.word for token in tokens][::-1], context, lambda index: len(tokens) - index)


def _starts_of(tokens: Sequence[_Token], context: Sequence[str]) -> dict[int, int]:
    return _fits([token.word for token in tokens], context, lambda index: index)


def _fits(words: Sequence[str], context: Sequence[str], place: Callable[[int], int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for index in range(len(words) + 1):
        count = 0
        while count < len(context):
            at = index + count
            word = words[at] if at < len(words) else ""
            if word != context[count]:
                break
            count += 1
        if count >= _FEWEST:
            found[place(index)] = count
    return found


def _near(
    pairs: Sequence[tuple[int, int]], after: Sequence[_Token], new: Sequence[Passage], start_ms: int | None
) -> list[tuple[int, int]]:
    """Keep the pairs that are said at about the time of the old place; all of them if there are no times."""
    if start_ms is None:
        return list(pairs)
    near = []
    for i, j in pairs:
        token = after[min(i, len(after) - 1)]
        time = new[token.position].start_ms
        if time is not None and abs(time - start_ms) <= _NEAR_MS:
            near.append((i, j))
    return near


def _between(new: Sequence[Passage], after: Sequence[_Token], first: int, last: int) -> list[tuple[int, int, int]]:
    """Return the stretches (position, start, end) of the tokens from ``first`` to ``last``; an empty one if none."""
    if first == last:
        if first:
            token = after[first - 1]
            return [(token.position, token.end, token.end)]
        return [(0, 0, 0)] if new else []
    found: dict[int, tuple[int, int]] = {}
    for token in after[first:last]:
        start, _end = found.get(token.position, (token.start, token.end))
        found[token.position] = (start, token.end)
    return [(position, start, end) for position, (start, end) in found.items()]


def _by_time(old: Sequence[Passage], signs: Sequence[_Token], new: Sequence[Passage]) -> list[tuple[int, int, int]]:
    """Return every cue of ``new`` that is heard when the cues with ``signs`` were."""
    spans = []
    for sign in signs:
        passage = old[sign.position]
        spans += heard(passage.marks, sign.start, sign.end) or _whole(passage)
    found = []
    for position, passage in enumerate(new):
        if passage.start_ms is None or passage.end_ms is None:
            continue
        marks = passage.marks or [[0, passage.start_ms, passage.end_ms]]
        begins = [0, *(mark[0] for mark in marks[1:]), len(passage.text)]
        for (_offset, start_ms, end_ms), start, end in zip(marks, begins, begins[1:], strict=False):
            if any(start_ms < until and since < end_ms for since, until in spans):
                found.append((position, start, end))
    return found


def _whole(passage: Passage) -> list[list[int]]:
    if passage.start_ms is None or passage.end_ms is None:
        return []
    return [[passage.start_ms, passage.end_ms]]
