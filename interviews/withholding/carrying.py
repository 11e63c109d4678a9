"""Finding in a new version of a transcript the places at which words were taken out of the old one.

The words themselves are sealed, so a place is known by its neighbours: the words before and after the sign, and the
time. Where that does not tell beyond doubt, everything heard at that time is taken out and the place counts as unsure;
somebody has to decide before the transcript is public again.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from interviews.segmenting import Passage
from interviews.withholding.cutting import LEFT_OUT, Cut, Piece, Stretch, cut, heard

_NEIGHBOURS = 8  # words compared on each side
_ENOUGH = 5  # of them have to fit, on both sides together, two on each
_FEWEST = 2
_FIRM = 5  # neighbours on one side that tell its place, even if those further away have changed
_MOST_WORDS = 400  # between the neighbours; more was never taken out at one place
_NEAR_MS = 60_000
_WORD = re.compile(rf"{re.escape(LEFT_OUT)}|\S+?(?={re.escape(LEFT_OUT)})|\S+")
_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)

Read = dict[str, list[tuple[str, int, int]]]
"""The words of passages by their text: lent by a caller who carries into many versions, and forgotten with it."""


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


def carry(old: Sequence[Passage], gaps: Iterable[Gap], new: Sequence[Passage], *, read: Read | None = None) -> Carried:
    """Take out of ``new`` what stands where ``old`` has ``gaps``, and tell where each came to stand."""
    read = {} if read is None else read
    by_place = {(gap.position, gap.offset): gap.key for gap in gaps}
    before, after = _tokens(old, by_place, read), _tokens(new, {}, read)
    words = _Words(after)
    stretches: dict[int, list[Stretch]] = {}
    groups: list[frozenset[int]] = []
    unsure: set[int] = set()
    for first, last in _groups(before):
        keys = frozenset(token.key for token in before[first:last])
        found = _find(before, first, last, after, words, old, new)
        if found is None:
            unsure |= keys
            places = _by_time(old, before[first:last], new)
        else:
            places = _between(new, after, *found, _around(before, first, last, old))
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


def _tokens(passages: Sequence[Passage], keys: Mapping[tuple[int, int], int], read: Read) -> list[_Token]:
    tokens = []
    for position, passage in enumerate(passages):
        if passage.text not in read:
            read[passage.text] = list(_words_in(passage.text))
        for word, start, end in read[passage.text]:
            is_sign = word == LEFT_OUT
            key = keys.get((position, start), -1) if is_sign else -1
            tokens.append(_Token(word, position, start, end, is_sign, key))
    return tokens


def _words_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of ``text``, without punctuation and capitals, and each sign, with its place."""
    for match in _WORD.finditer(text):
        if match[0] == LEFT_OUT:
            yield LEFT_OUT, match.start(), match.end()
        elif core := _CORE.search(match[0]):
            word = re.sub(r"\W+", "", unicodedata.normalize("NFKC", core[0])).casefold()
            yield word, match.start() + core.start(), match.start() + core.end()


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
    words: "_Words",
    old: Sequence[Passage],
    new: Sequence[Passage],
) -> tuple[int, int] | None:
    """Return the range of ``after`` that stands where ``before[first:last]`` stood, or None if that is in doubt."""
    left_words = _context(before[max(0, first - _NEIGHBOURS) : first][::-1])
    right_words = _context(before[last : last + _NEIGHBOURS])
    lefts, rights = words.end(left_words), words.begin(right_words)
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
    if len(chosen) != 1:
        return None
    left, right = chosen[0]
    nearest_left = {j: i for _score, i, j in sorted(pairs, key=itemgetter(1))}
    nearest_right = {i: j for _score, i, j in sorted(pairs, key=itemgetter(2), reverse=True)}
    ends = [rights[j] for j, i in nearest_left.items() if i == left and j != right]
    starts = [lefts[i] for i, j in nearest_right.items() if j == right and i != left]
    in_doubt = _is_rivalled(rights[right], ends, len(right_words)) or _is_rivalled(lefts[left], starts, len(left_words))
    return None if in_doubt else (left, right)


def _is_rivalled(count: int, others: Iterable[int], length: int) -> bool:
    """Tell whether another place may be meant as well as one at which ``count`` of ``length`` words fit.

    What was taken out may hold the very words that stand beside it. Where words beside the sign have changed, any two
    that fit in another place (``others``) are a rival.
    """
    enough = count if count >= min(_FIRM, length) else _FEWEST
    return any(other >= enough for other in others)


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


class _Words:
    """The words of a version, forwards and backwards, each found at once by what it says."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.forwards = [token.word for token in tokens]
        self.backwards = self.forwards[::-1]
        self.places: dict[str, list[int]] = {"": [len(tokens)]}
        for index, word in enumerate(self.forwards):
            self.places.setdefault(word, []).append(index)

    def begin(self, context: Sequence[str]) -> dict[int, int]:
        """Return how many words of ``context`` follow each index, where they are enough."""
        return _fits(self.forwards, context, self.places.get(context[0], []) if context else [])

    def end(self, context: Sequence[str]) -> dict[int, int]:
        """Return how many words of ``context``, the nearest first, stand before each index, where they are enough."""
        total = len(self.forwards)
        places = (
            [total - 1 - place if place < total else total for place in self.places.get(context[0], [])]
            if context
            else []
        )
        return {total - index: count for index, count in _fits(self.backwards, context, places).items()}


def _fits(words: Sequence[str], context: Sequence[str], places: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for index in places:
        count = 0
        while count < len(context):
            at = index + count
            if (words[at] if at < len(words) else "") != context[count]:
                break
            count += 1
        if count >= _FEWEST:
            found[index] = count
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


def _between(
    new: Sequence[Passage], after: Sequence[_Token], first: int, last: int, around: tuple[str, str]
) -> list[tuple[int, int, int]]:
    """Return the stretches (position, start, end) of the tokens from ``first`` to ``last``; an empty one if none.

    ``around`` is what stood in the old text between the sign and its neighbours: the same stays in the new one.
    """
    if not new:
        return []
    if first == last:
        position, end = (after[first - 1].position, after[first - 1].end) if first else (0, 0)
        at = end + len(around[0]) if new[position].text.startswith(around[0], end) else end
        return [(position, at, at)]
    found: dict[int, tuple[int, int]] = {}
    for token in after[first:last]:
        start, _end = found.get(token.position, (token.start, token.end))
        found[token.position] = (start, token.end)
    stretches = [(position, start, end) for position, (start, end) in found.items()]
    position, start, end = stretches[0]
    low = after[first - 1].end if first and after[first - 1].position == position else 0
    if new[position].text[low:start].startswith(around[0]):
        stretches[0] = (position, low + len(around[0]), end)
    position, start, end = stretches[-1]
    text = new[position].text
    high = after[last].start if last < len(after) and after[last].position == position else len(text)
    if text[end:high].endswith(around[1]):
        stretches[-1] = (position, start, high - len(around[1]))
    return stretches


def _around(before: Sequence[_Token], first: int, last: int, old: Sequence[Passage]) -> tuple[str, str]:
    """Return what stands between the signs ``before[first:last]`` and the words next to them, or the passage's ends."""
    left, right = before[first], before[last - 1]
    low = before[first - 1].end if first and before[first - 1].position == left.position else 0
    text = old[right.position].text
    follows = last < len(before) and before[last].position == right.position
    high = before[last].start if follows else len(text)
    return old[left.position].text[low : left.start], text[right.end : high]


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
