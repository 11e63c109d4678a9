"""Selected words → a stretch of the interview, and back: which words of a passage a coding covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol


class Passage(Protocol):
    """What of a segment is needed here."""

    text: str
    start_ms: int | None
    end_ms: int | None
    marks: list[list[int]]
    moment: int


@dataclass(frozen=True)
class Stretch:
    """Times on the interview's clock, or positions where the transcript has none; neither is the whole interview."""

    start_ms: int | None = None
    end_ms: int | None = None
    first_position: int | None = None
    last_position: int | None = None


@dataclass(frozen=True)
class _Cue:
    first: int
    last: int  # past its last letter
    start_ms: int
    end_ms: int


def stretch_of(passages: Sequence[Passage], first: int = 0, last: int | None = None) -> Stretch:
    """Return what is heard from character ``first`` of the first of ``passages`` to before ``last`` of the last one.

    Times are those of the cues that the words stand in; within a cue they follow the letters. White space around the
    words counts for nothing, so that the stretch never touches a passage of which no word was chosen. Where a passage
    has no times, the stretch is told by positions, passage by passage.
    """
    begun, ended = passages[0], passages[-1]
    last = len(ended.text) if last is None else min(last, len(ended.text))
    first = min(max(first, 0), len(begun.text))
    first += len(begun.text[first:]) - len(begun.text[first:].lstrip())
    last = len(ended.text[:last].rstrip())
    start, end = _time_at(begun, first), _time_at(ended, last, is_end=True)
    if start is None or end is None:
        moments = [one.moment for one in passages]
        return Stretch(first_position=min(moments), last_position=max(moments))
    start, end = max(start, begun.start_ms or 0), min(end, ended.end_ms or end)
    return Stretch(start_ms=start, end_ms=max(end, start + 1))


def _cues(passage: Passage) -> list[_Cue]:
    """Return the cues of ``passage`` with the letters of each; the whole of it is one where it keeps no marks."""
    if passage.start_ms is None or passage.end_ms is None:
        return []
    marks = passage.marks or [[0, passage.start_ms, passage.end_ms]]
    borders = [0, *(mark[0] for mark in marks[1:]), len(passage.text)]
    return [
        _Cue(first, first + max(1, len(passage.text[first:last].rstrip())), start, end)
        for (first, last), (_offset, start, end) in zip(pairwise(borders), marks, strict=False)
    ]


def _time_at(passage: Passage, offset: int, *, is_end: bool = False) -> int | None:
    """Return when the letter at ``offset`` begins to be heard, or when the one before it has been."""
    letter = offset - 1 if is_end else offset
    cue = next((one for one in reversed(_cues(passage)) if one.first <= max(letter, 0)), None)
    if cue is None:
        return None
    share = min(max(offset - cue.first, 0), cue.last - cue.first)
    length = cue.end_ms - cue.start_ms
    if is_end:
        return cue.start_ms - (-share * length // (cue.last - cue.first))
    return cue.start_ms + share * length // (cue.last - cue.first)


def words_in(passage: Passage, start_ms: int | None, end_ms: int | None) -> tuple[int, int]:
    """Return the letters of ``passage``, from and to, that are heard between two times; whole words alone.

    All of them where the stretch or the passage has no times; none is an empty range.
    """
    cues = _cues(passage)
    if start_ms is None or end_ms is None or not cues:
        return 0, len(passage.text)
    heard = [
        place
        for cue in cues
        for place in range(cue.first, min(cue.last, len(passage.text)))
        if not passage.text[place].isspace()  # times are rounded outwards: a space would bring the next word in
        and start_ms < _heard_until(cue, place)
        and _heard_from(cue, place) < end_ms
    ]
    if not heard:
        return 0, 0
    first, last = heard[0], heard[-1] + 1
    while first > 0 and not passage.text[first - 1].isspace():
        first -= 1
    while last < len(passage.text) and not passage.text[last].isspace():
        last += 1
    return first, last


def _heard_from(cue: _Cue, place: int) -> float:
    return cue.start_ms + (place - cue.first) * (cue.end_ms - cue.start_ms) / (cue.last - cue.first)


def _heard_until(cue: _Cue, place: int) -> float:
    return _heard_from(cue, place + 1)
