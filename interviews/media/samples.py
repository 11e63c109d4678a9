"""Which bytes of an MP4's data the kept tracks refer to (ISO/IEC 14496-12, 8.7 and 8.8)."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import accumulate, pairwise

from interviews.media.boxes import Box, boxes, child
from interviews.media.plan import CannotClean, Plan, Reason

_MAX_SAMPLES = 5_000_000
_MAX_RANGES = 3_000_000
_MAX_OUT_OF_ORDER = 500_000
_PIECE = 32 * 1024
_RUN_FIELDS = (0x100, 0x200, 0x400, 0x800)  # each sample's duration, size, flags, time offset


class Used:
    """The stretches of the file that samples lie in, by track."""

    def __init__(self) -> None:
        self._tracks: defaultdict[int, tuple[array[int], array[int]]] = defaultdict(lambda: (array("Q"), array("Q")))
        self._count = 0

    def add(self, track: int, start: int, length: int) -> None:
        """Note a stretch."""
        starts, ends = self._tracks[track]
        if length <= 0:
            return
        if ends and ends[-1] == start:
            ends[-1] = start + length
            return
        self._count += 1
        if self._count > _MAX_RANGES:
            raise CannotClean(Reason.TOO_MANY)
        starts.append(start)
        ends.append(start + length)

    def _in_order(self) -> Iterator[tuple[int, int]]:
        """Give the stretches as they follow each other in the file, without a list of all where tracks are in order."""
        return merge(*(_sorted(starts, ends) for starts, ends in self._tracks.values()))

    def blank_the_rest(self, plan: Plan, data: list[tuple[int, int]]) -> None:
        """Blank what of the stretches ``data`` no sample lies in; a sample outside of them is a fault."""
        index = 0
        at = data[0][0] if data else 0
        for start, end in self._in_order():
            while index < len(data) and start >= data[index][1]:
                plan.blank(at, data[index][1])
                index += 1
                at = data[index][0] if index < len(data) else 0
            if index == len(data) or start < data[index][0] or end > data[index][1]:
                raise CannotClean(Reason.DAMAGED)
            plan.blank(at, start)
            at = max(at, end)
        for begin, stop in data[index:]:
            plan.blank(max(at, begin), stop)

    def take_table(self, plan: Plan, track: Box, number: int) -> None:
        """Note the chunks of a track by its sample tables, which were checked for their lengths."""
        table = child(plan, track, b"mdia", b"minf", b"stbl")
        sizes = child(plan, table, b"stsz") if table else None
        runs = child(plan, table, b"stsc") if table else None
        if table is None or sizes is None or runs is None:
            raise CannotClean(Reason.DAMAGED)
        offsets = _offsets(plan, table)
        ends = _ends_of_samples(plan, sizes)
        count = len(ends) - 1
        sample = 0
        for chunk, per_chunk in _chunks(plan, runs, len(offsets)):
            if sample + per_chunk > count:
                raise CannotClean(Reason.DAMAGED)
            self.add(number, offsets[chunk], ends[sample + per_chunk] - ends[sample])
            sample += per_chunk
        if sample != count:
            raise CannotClean(Reason.DAMAGED)

    def take_fragment(self, plan: Plan, traf: Box, moof: int, data_end: int, kept: dict[int, int]) -> tuple[int, int]:
        """Note the runs of a track fragment; return the number of its track and where its data end.

        ``moof`` is where the fragment begins, ``data_end`` where the data of the track fragment before end. ``kept``
        has the default size of samples by track; what other tracks refer to is not noted.
        """
        head = child(plan, traf, b"tfhd")
        if head is None:
            raise CannotClean(Reason.DAMAGED)
        fields = plan.need(head.body, _length_of_head(plan, head), head.end)
        flags = int.from_bytes(fields[1:4], "big")
        number = int.from_bytes(fields[4:8], "big")
        at = 8
        base = moof if flags & 0x20000 else data_end
        if flags & 0x1:
            base, at = int.from_bytes(fields[8:16], "big"), 16
        at += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
        size = int.from_bytes(fields[at : at + 4], "big") if flags & 0x10 else kept.get(number, 0)
        end = base
        for run in boxes(plan, traf.body, traf.end):
            if run.kind == b"trun":
                start, length = _run(plan, run, base, end, size)
                end = start + length
                if number in kept:
                    self.add(number, start, length)
        return number, end


def track_number(plan: Plan, track: Box) -> int:
    """Return the number of a track."""
    head = child(plan, track, b"tkhd")
    if head is None:
        raise CannotClean(Reason.DAMAGED)
    at = head.body + (20 if plan.need(head.body, 4, head.end)[0] else 12)
    return int.from_bytes(plan.need(at, 4, head.end), "big")


def default_sizes(plan: Plan, extends: Box | None) -> dict[int, int]:
    """Return the default size of the samples in fragments, by track."""
    sizes: dict[int, int] = {}
    for box in boxes(plan, extends.body, extends.end) if extends else ():
        if box.kind == b"trex":
            fields = plan.need(box.body, 24, box.end)
            sizes[int.from_bytes(fields[4:8], "big")] = int.from_bytes(fields[16:20], "big")
    return sizes


def keep_head(plan: Plan, box: Box) -> None:
    """Keep the head of a track fragment, as long as its flags say."""
    plan.blank(box.body + _length_of_head(plan, box), box.end)


def keep_run(plan: Plan, box: Box) -> None:
    """Keep a run of samples, as long as its flags say."""
    head, entry, count, _flags = _shape_of_run(plan, box)
    plan.blank(box.body + head + entry * count, box.end)


def _length_of_head(plan: Plan, box: Box) -> int:
    flags = int.from_bytes(plan.need(box.body, 8, box.end)[1:4], "big")
    length = 8 + 8 * (flags & 1) + sum(4 for flag in (0x2, 0x8, 0x10, 0x20) if flags & flag)
    plan.need(box.body, length, box.end)
    return length


def _shape_of_run(plan: Plan, box: Box) -> tuple[int, int, int, int]:
    """Return the length of a run's head and of each entry, the number of entries, and its flags."""
    head = plan.need(box.body, 8, box.end)
    flags, count = int.from_bytes(head[1:4], "big"), int.from_bytes(head[4:8], "big")
    length = 8 + 4 * (flags & 1) + 4 * bool(flags & 0x4)
    entry = sum(4 for flag in _RUN_FIELDS if flags & flag)
    if box.body + length + entry * count > box.end:
        raise CannotClean(Reason.DAMAGED)
    return length, entry, count, flags


def _run(plan: Plan, box: Box, base: int, after: int, size: int) -> tuple[int, int]:
    """Return where the samples of a run begin and how long they are; ``after`` is where the run before ended."""
    head, entry, count, flags = _shape_of_run(plan, box)
    start = base + int.from_bytes(plan.need(box.body + 8, 4, box.end), "big", signed=True) if flags & 1 else after
    if start < 0:
        raise CannotClean(Reason.DAMAGED)
    if not flags & 0x200:
        return start, size * count
    first = box.body + head + 4 * bool(flags & 0x100)
    length = 0
    for index in range(count):
        plan.step()
        length += int.from_bytes(plan.read(first + index * entry, 4), "big")
    return start, length


def _offsets(plan: Plan, table: Box) -> "array[int]":
    """Return where each chunk begins."""
    short, long = child(plan, table, b"stco"), child(plan, table, b"co64")
    box = short or long
    if box is None or (short and long):
        raise CannotClean(Reason.DAMAGED)
    count = int.from_bytes(plan.need(box.body + 4, 4, box.end), "big")
    if count > _MAX_RANGES:
        raise CannotClean(Reason.TOO_MANY)
    return _numbers(plan, box, box.body + 8, count, 4 if short else 8)


def _numbers(plan: Plan, box: Box, start: int, count: int, width: int) -> "array[int]":
    if count > _MAX_SAMPLES:
        raise CannotClean(Reason.TOO_MANY)
    if start + count * width > box.end:
        raise CannotClean(Reason.DAMAGED)
    found = array("Q")
    for at in range(start, start + count * width, _PIECE):
        piece = array("I" if width == 4 else "Q", plan.read(at, min(_PIECE, start + count * width - at)))
        if sys.byteorder == "little":
            piece.byteswap()
        found.extend(iter(piece))
    return found


def _ends_of_samples(plan: Plan, box: Box) -> "array[int]":
    """Return the sum of the sizes before each sample, and of all at the end."""
    fields = plan.need(box.body, 12, box.end)
    same, count = int.from_bytes(fields[4:8], "big"), int.from_bytes(fields[8:12], "big")
    if count > _MAX_SAMPLES:
        raise CannotClean(Reason.TOO_MANY)
    if same:
        return array("Q", range(0, same * count + 1, same))
    return array("Q", accumulate(_numbers(plan, box, box.body + 12, count, 4), initial=0))


def _chunks(plan: Plan, box: Box, count: int) -> Iterator[tuple[int, int]]:
    """Give each chunk's number, from 0, and how many samples it has."""
    entries = int.from_bytes(plan.need(box.body + 4, 4, box.end), "big")
    runs = _numbers(plan, box, box.body + 8, 3 * entries, 4)
    after = 0
    for index in range(0, len(runs), 3):
        first = runs[index] - 1
        until = runs[index + 3] - 1 if index + 3 < len(runs) else count
        if first != after or until > count or until < first:
            raise CannotClean(Reason.DAMAGED)
        for after in range(first, until):
            yield after, runs[index + 1]
        after = until
    if after != count:
        raise CannotClean(Reason.DAMAGED)


def _sorted(starts: "array[int]", ends: "array[int]") -> Iterable[tuple[int, int]]:
    pairs = zip(starts, ends, strict=True)
    if all(one <= other for one, other in pairwise(starts)):
        return pairs
    if len(starts) > _MAX_OUT_OF_ORDER:
        raise CannotClean(Reason.TOO_MANY)
    return sorted(pairs)
