"""Taking words out of a passage and putting them back: text, cue marks and the signs that stand in their place."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEFT_OUT = "[…]"
"""What stands in the public text where words were taken out."""

Marks = Sequence[Sequence[int]]
_INSIDE_WORDS = frozenset("-‐‑'’ʼ`´\u00ad·")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a text to take out; ``tag`` is given back with what was taken.

    An empty one takes out nothing and puts the sign at ``start``: words that are gone already.
    """

    start: int
    end: int
    tag: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What one new sign stands for: ``parts`` in order, words or the key of an older sign that was taken out too."""

    offset: int
    parts: tuple[str | int, ...]
    tags: frozenset[int] = frozenset()


@dataclass(slots=True)
class Cut:
    """A passage after the cut. ``gaps`` says where the older signs stand now, by their key."""

    text: str
    marks: list[list[int]]
    pieces: list[Piece] = field(default_factory=list)
    gaps: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Hole:
    start: int
    end: int
    tags: set[int] = field(default_factory=set)
    keys: dict[int, int] = field(default_factory=dict)  # older signs in it: key by offset
    is_new: bool = True


def cut(text: str, marks: Marks, stretches: Iterable[Stretch], gaps: Mapping[int, int] | None = None) -> Cut:
    """Take ``stretches`` out of ``text``, each widened to whole words; ``gaps`` gives the offset of older signs by key.

    Stretches that overlap, nest or touch become one, and so do older signs that lie in or beside one. White space alone
    is nothing to take out. A cue that is left without words gives its time to the one before it.
    """
    old = dict(gaps or {})
    holes = _holes(text, stretches, old)
    made: list[str] = []
    pieces: list[Piece] = []
    places: dict[int, int] = {}
    moves: list[tuple[int, int, int]] = []  # start and end of a hole, and where its sign stands
    done = length = 0
    for hole in holes:
        made.append(text[done : hole.start])
        length += hole.start - done
        sign = _sign(text, hole)
        at = length + sign.index(LEFT_OUT)
        made.append(sign)
        length += len(sign)
        done = hole.end
        moves.append((hole.start, hole.end, at))
        if hole.is_new:
            pieces.append(Piece(at, _parts(text, hole), frozenset(hole.tags)))
        else:
            places[next(iter(hole.keys.values()))] = at
    made.append(text[done:])
    public = "".join(made)
    return Cut(public, _with_words(public, _moved(marks, moves)), pieces, places)


def _sign(text: str, hole: _Hole) -> str:
    if hole.start < hole.end:
        return LEFT_OUT
    before = "" if hole.start == 0 or text[hole.start - 1].isspace() else " "
    after = "" if hole.end == len(text) or text[hole.end].isspace() else " "
    return f"{before}{LEFT_OUT}{after}"


def _parts(text: str, hole: _Hole) -> tuple[str | int, ...]:
    parts: list[str | int] = []
    done = hole.start
    for offset, key in sorted(hole.keys.items()):
        parts += [text[done:offset], key]
        done = offset + len(LEFT_OUT)
    parts.append(text[done : hole.end])
    return tuple(part for part in parts if part != "")


def _holes(text: str, stretches: Iterable[Stretch], gaps: Mapping[int, int]) -> list[_Hole]:
    """Return what is to be replaced by signs, in order and apart from each other."""
    found = []
    for one in stretches:
        start, end = widened(text, one.start, one.end)
        if start < end or one.start == one.end:
            found.append(_Hole(start, end, {one.tag}))
    for key, offset in gaps.items():
        found.append(_Hole(offset, offset + len(LEFT_OUT), set(), {offset: key}, is_new=False))
    found.sort(key=lambda hole: (hole.start, hole.end))
    joined: list[_Hole] = []
    for hole in found:
        last = joined[-1] if joined else None
        if last is None or not _touch(text, last, hole):
            joined.append(hole)
            continue
        last.end = max(last.end, hole.end)
        last.tags |= hole.tags
        last.keys |= hole.keys
        last.is_new = last.is_new or hole.is_new
    return joined


def _touch(text: str, first: _Hole, second: _Hole) -> bool:
    """Tell whether the two are one: they overlap, or nothing but white space parts them and one of them is new."""
    if second.start < first.end:
        return True
    return (first.is_new or second.is_new) and not text[first.end : second.start].strip()


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without white space at its ends, widened to the whole words that it begins and ends in.

    Half a name would tell the other half. Punctuation outside the stretch stays; a sign is taken whole.
    """
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return start, start
    while start and _joins(text, start - 1) and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end) and _joins(text, end - 1):
        end += 1
    for offset in (start - 2, start - 1, end - 2, end - 1):
        if offset >= 0 and text.startswith(LEFT_OUT, offset):
            start, end = min(start, offset), max(end, offset + len(LEFT_OUT))
    return start, end


def _joins(text: str, index: int) -> bool:
    """Tell whether the character belongs to a word: no white space, and punctuation only inside (12.05)."""
    if text[index] in _INSIDE_WORDS or _is_plain(text[index]):
        return True
    between = text[max(0, index - 1) : index + 2]
    return not text[index].isspace() and len(between) == 3 and _is_plain(between[0]) and _is_plain(between[2])


def _is_plain(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char)[0] != "P"


def _moved(marks: Marks, moves: Sequence[tuple[int, int, int]]) -> list[list[int]]:
    """Return ``marks`` for the text with signs: a cue that began in a hole begins after its sign."""
    moved: list[list[int]] = []
    for offset, start_ms, end_ms in marks:
        place = offset
        for start, end, at in moves:
            if offset >= end and (offset > start or start == end):
                place = offset + at + len(LEFT_OUT) - end
            elif offset > start:
                place = at + len(LEFT_OUT)
            elif offset == start:
                place = at
        moved.append([place, start_ms, end_ms])
    return moved


def _with_words(text: str, marks: list[list[int]]) -> list[list[int]]:
    """Return ``marks`` without those that no words of ``text`` follow; the one before takes their time."""
    kept: list[list[int]] = []
    for mark, following in zip(marks, [*marks[1:], [len(text)]], strict=False):
        if kept and not text[mark[0] : following[0]].strip():
            kept[-1][2] = max(kept[-1][2], mark[2])
        else:
            kept.append(mark)
    return kept


def paste(text: str, marks: Marks, offset: int, words: str, gaps: Mapping[int, int]) -> Cut:
    """Put ``words`` in the place of the sign at ``offset``; later marks and signs move along."""
    end = offset + len(LEFT_OUT)
    if text[offset:end] != LEFT_OUT:
        raise ValueError("There is no sign at this place.")
    longer = len(words) - len(LEFT_OUT)
    moved = [[at + longer if at >= end else at, start, stop] for at, start, stop in marks]
    return Cut(
        text[:offset] + words + text[end:],
        moved,
        gaps={key: at + longer if at > offset else at for key, at in gaps.items()},
    )


def heard(marks: Marks, start: int, end: int) -> list[list[int]]:
    """Return when characters ``start`` to ``end`` are heard: ``[start_ms, end_ms]`` of their cues."""
    begins = [0, *(mark[0] for mark in marks[1:])][: len(marks)]
    ends = [*begins[1:], max(end, begins[-1]) + 1] if marks else []
    return [
        [mark[1], mark[2]]
        for mark, here, there in zip(marks, begins, ends, strict=True)
        if here < max(end, start + 1) and start < there
    ]


def joined_spans(spans: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return ``spans`` in order, those that overlap or touch as one."""
    joined: list[list[int]] = []
    for start, end in sorted((one[0], one[1]) for one in spans):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined
