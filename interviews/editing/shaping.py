"""Passages cut in two, joined and moved in time: words, cue marks and signs together, without the database.

``signs`` are the offsets in a passage's text of the signs that stand for sealed words, by the key of the words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from interviews.publishing import Refused
from interviews.segmenting import Passage
from interviews.withholding.cutting import LEFT_OUT


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage with its signs."""

    passage: Passage
    signs: dict[int, int] = field(default_factory=dict)


def split(passage: Passage, at: int, signs: Mapping[int, int]) -> tuple[Piece, Piece]:
    """Cut ``passage`` before character ``at`` of its text; in the middle of a word, before that word.

    The second part begins when its first cue does, or at the share of the cue's time that was spoken by then. Raises
    :class:`Refused` where one part would be without words.
    """
    text = passage.text
    at = _word_border(text, max(0, min(at, len(text))))
    first, second = text[:at].rstrip(), text[at:].lstrip()
    if not first or not second:
        raise Refused(_("Put the cursor between two words: each part needs words of its own."))
    begin = len(text) - len(second)
    left_marks, right_marks = _split_marks(passage, begin)
    left = replace(passage, text=first, marks=left_marks)
    right = replace(passage, text=second, marks=right_marks)
    if left_marks and right_marks:
        left = replace(left, end_ms=max(mark[2] for mark in left_marks))
        right = replace(right, start_ms=right_marks[0][1], end_ms=max(mark[2] for mark in right_marks))
    here = {key: offset for key, offset in signs.items() if offset < begin}
    there = {key: offset - begin for key, offset in signs.items() if offset >= begin}
    return Piece(left, here), Piece(right, there)


def _word_border(text: str, at: int) -> int:
    """Return the beginning of the word that ``at`` is in the middle of, its end if nothing stands before it."""
    start = at
    while 0 < start < len(text) and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    if text[:start].strip():
        return start
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _split_marks(passage: Passage, begin: int) -> tuple[list[list[int]], list[list[int]]]:
    """Return the marks of the words before ``begin`` and of those from there on."""
    marks = marks_of(passage)
    if not marks:
        return [], []
    index = max(n for n, mark in enumerate(marks) if mark[0] <= begin)
    offset, start_ms, end_ms = marks[index]
    after = [[mark[0] - begin, mark[1], mark[2]] for mark in marks[index + 1 :]]
    if index and not passage.text[offset:begin].strip():
        return marks[:index], [[0, start_ms, end_ms], *after]
    stop = marks[index + 1][0] if after else len(passage.text)
    border = start_ms + round((end_ms - start_ms) * (begin - offset) / max(1, stop - offset))
    return [*marks[:index], [offset, start_ms, border]], [[0, border, end_ms], *after]


def marks_of(passage: Passage) -> list[list[int]]:
    """Return the marks of ``passage``, the first at its first character; one for the whole if it has none."""
    if passage.start_ms is None or passage.end_ms is None:
        return []
    marks = [list(mark) for mark in passage.marks] or [[0, passage.start_ms, passage.end_ms]]
    marks[0][0] = 0
    return marks


def join(first: Piece, second: Piece, speaker: str) -> Piece:
    """Return the two as one passage of ``speaker``.

    Raises :class:`Refused` where two signs would come to stand side by side: nobody could tell them apart later.
    """
    before, after = first.passage, second.passage
    at_end = len(before.text) - len(LEFT_OUT) in first.signs.values()
    if before.text.endswith(LEFT_OUT) and after.text.startswith(LEFT_OUT) and (at_end or 0 in second.signs.values()):
        raise Refused(
            _(
                "Words were taken out at the end of the first passage and at the beginning of the second. Joined, the "
                "two signs could not be told apart; leave the passages as they are."
            )
        )
    shift = len(before.text) + 1
    marks = [*marks_of(before), *([mark[0] + shift, mark[1], mark[2]] for mark in marks_of(after))]
    starts = [one.start_ms for one in (before, after) if one.start_ms is not None]
    ends = [one.end_ms for one in (before, after) if one.end_ms is not None]
    if marks:
        marks[0][0] = 0
    whole = Passage(speaker, f"{before.text} {after.text}", min(starts, default=None), max(ends, default=None), marks)
    return Piece(whole, {**first.signs, **{key: offset + shift for key, offset in second.signs.items()}})


def retimed(passage: Passage, start_ms: int, end_ms: int) -> Passage:
    """Return ``passage`` with other times; a cue that is left without time gives its words to a neighbour."""
    kept: list[list[int]] = []
    for offset, start, end in marks_of(passage):
        start, end = max(start, start_ms), min(end, end_ms)
        if start < end:
            kept.append([offset, start, end])
    kept = kept or [[0, start_ms, end_ms]]
    kept[0][:2] = [0, start_ms]
    if max(mark[2] for mark in kept) < end_ms:
        kept[-1][2] = end_ms
    return replace(passage, start_ms=start_ms, end_ms=end_ms, marks=kept)


@dataclass(frozen=True, slots=True)
class Edge:
    """A border that moved, in milliseconds."""

    before: int
    after: int


def moved_borders(
    passage: Passage, start_ms: int, end_ms: int, previous: Passage | None, following: Passage | None
) -> tuple[list[Passage | None], list[Edge]]:
    """Return the passages before, at and after one that gets other times, and the borders that moved.

    A border that two passages share moves for both; a neighbour that would be overlapped makes room. None where a
    neighbour stays as it is. Raises :class:`Refused` where no time would be left, or the order would change.
    """
    if passage.start_ms is None or passage.end_ms is None:
        raise Refused(_("This transcript has no times."))
    if start_ms >= end_ms:
        raise Refused(_("The passage would end before it begins. Correct its times."))
    earlier = later = None
    if previous is not None and previous.start_ms is not None and previous.end_ms is not None:
        _refuse_order(previous.start_ms, start_ms)
        if previous.end_ms == passage.start_ms or start_ms < previous.end_ms <= passage.start_ms:
            earlier = _fitted(previous, previous.start_ms, start_ms)
    if following is not None and following.start_ms is not None and following.end_ms is not None:
        if following.start_ms == passage.end_ms or passage.end_ms <= following.start_ms < end_ms:
            later = _fitted(following, end_ms, following.end_ms)
        _refuse_order(start_ms, (later or following).start_ms or 0)
    edges = [Edge(passage.start_ms, start_ms), Edge(passage.end_ms, end_ms)]
    return [earlier, retimed(passage, start_ms, end_ms), later], [one for one in edges if one.before != one.after]


def _fitted(passage: Passage, start_ms: int, end_ms: int) -> Passage | None:
    if (start_ms, end_ms) == (passage.start_ms, passage.end_ms):
        return None
    if start_ms >= end_ms:
        raise Refused(_("No time would be left for the passage beside it. Move that one first, or join the two."))
    return retimed(passage, start_ms, end_ms)


def _refuse_order(first_ms: int, second_ms: int) -> None:
    if first_ms > second_ms:
        raise Refused(_("The passage would come before the one above it, or after the one below. Correct its times."))


def shrunk(stretch: tuple[int, int], edges: Sequence[Edge]) -> tuple[int, int]:
    """Return the stretch of a coding after ``edges`` moved: one that stopped at a border doesn't reach over it now."""
    start, end = stretch
    for edge in edges:
        if start == edge.before < edge.after < end:
            start = edge.after
        if end == edge.before > edge.after > start:
            end = edge.after
    return start, end
