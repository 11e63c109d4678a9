"""MP4 and M4A (ISO/IEC 14496-12): the boxes that playing needs are named here; every other becomes a free one.

Lengths stay, so offsets stay right. In ``mdat`` only what the sound and pictures refer to is left: subtitles, chapters,
places (GPS) and covers have tracks of their own, whose samples lie between.
"""

import struct
from collections.abc import Callable

from interviews.media import samples
from interviews.media.boxes import Box, boxes, child, free
from interviews.media.plan import CannotClean, Plan, Reason
from interviews.media.sample_entries import clean_description, is_still

_BRANDS = frozenset(
    (
        *(b"M4A ", b"M4B ", b"M4V ", b"MSNV", b"av01", b"avc1", b"cmf2", b"cmfc", b"dash", b"dby1", b"hvc1", b"mp41"),
        *(
            b"mp42",
            b"msdh",
            b"msix",
            b"qt  ",
            b"isom",
            *(b"iso%d" % n for n in range(2, 10)),
            b"3gp4",
            b"3gp5",
            b"3gp6",
        ),
    )
)

Rule = Callable[[Plan, Box], None]
Rules = dict[bytes, "Rule | Rules"]


def clean(plan: Plan) -> None:
    """Free what isn't needed, blank times and names, keep of the data what the kept tracks refer to."""
    used = samples.Used()
    kinds: list[bytes] = []
    data: list[Box] = []
    kept: dict[int, int] = {}
    end = 0
    for box in boxes(plan, 0, plan.size, top=True):
        end = box.end
        if box.kind in (b"ftyp", b"styp"):
            _brands(plan, box)
        elif box.kind == b"moov":
            _movie(plan, box, used, kept)
        elif box.kind == b"moof":
            _fragment(plan, box, used, kept)
        elif box.kind == b"mdat":
            data.append(box)
        else:
            _apply(plan, box, _TOP)
        if box.kind in (b"ftyp", b"moov", b"mdat"):
            kinds.append(box.kind)
    plan.blank(end, plan.size)
    if kinds[:1] != [b"ftyp"] or kinds.count(b"moov") != 1 or not kept:
        raise CannotClean(Reason.DAMAGED)
    used.blank_the_rest(plan, [(box.body, box.end) for box in data])


def _inside(plan: Plan, box: Box, rules: Rules) -> None:
    """Apply ``rules`` to the boxes in ``box``; no deeper than the rules are."""
    end = box.body
    for inner in boxes(plan, box.body, box.end):
        _apply(plan, inner, rules)
        end = inner.end
    plan.blank(end, box.end)


def _apply(plan: Plan, box: Box, rules: Rules) -> None:
    rule = rules.get(box.kind)
    if rule is None:
        free(plan, box)
    elif isinstance(rule, dict):
        _inside(plan, box, rule)
    else:
        rule(plan, box)


def _brands(plan: Plan, box: Box) -> None:
    """Keep the brands that are known; makers of cameras have their own."""
    if box.end - box.body > 1024:
        raise CannotClean(Reason.DAMAGED)
    for at in range(box.body, box.end, 4):
        if at != box.body + 4 and plan.read(at, 4) not in _BRANDS:  # the second four are the version
            plan.put(at, b"isom"[: box.end - at])
    plan.blank(box.body + 4, min(box.body + 8, box.end))


def _sized(*lengths: int) -> Rule:
    """Keep a box whose content has the length that belongs to its version; ``lengths`` are those of 0, 1 …"""

    def rule(plan: Plan, box: Box) -> None:
        version = plan.need(box.body, 4, box.end)[0]
        if version >= len(lengths) or box.end - box.body < lengths[version]:
            raise CannotClean(Reason.DAMAGED)
        plan.blank(box.body + lengths[version], box.end)

    return rule


def _dated(*lengths: int, unused: tuple[tuple[int, int], ...] = ()) -> Rule:
    """Keep such a box without the times at which it was made and changed, and without what has no use.

    ``unused`` are stretches, counted back from the end of the box.
    """
    sized = _sized(*lengths)

    def rule(plan: Plan, box: Box) -> None:
        sized(plan, box)
        version = plan.read(box.body, 1)[0]
        plan.blank(box.body + 4, box.body + (20 if version else 12))
        for start, end in unused:
            plan.blank(box.body + lengths[version] - start, box.body + lengths[version] - end)

    return rule


def _table(*entries: int, head: int = 4) -> Rule:
    """Keep a table: after ``head`` bytes the number of its entries, whose length goes by the version."""

    def rule(plan: Plan, box: Box) -> None:
        version = plan.need(box.body, 4, box.end)[0]
        count = int.from_bytes(plan.need(box.body + head, 4, box.end), "big")
        end = box.body + head + 4 + count * entries[min(version, len(entries) - 1)]
        if version > 1 or end > box.end:
            raise CannotClean(Reason.DAMAGED)
        plan.blank(end, box.end)

    return rule


def _sizes(plan: Plan, box: Box) -> None:
    same = int.from_bytes(plan.need(box.body + 4, 4, box.end), "big")
    if same:
        plan.blank(box.body + 12, box.end)
    else:
        _table(4, head=8)(plan, box)


def _segment_index(plan: Plan, box: Box) -> None:
    version = plan.need(box.body, 4, box.end)[0]
    head = 28 if version else 20
    reserved, count = struct.unpack(">HH", plan.need(box.body + head, 4, box.end))
    end = box.body + head + 4 + 12 * count
    if version > 1 or reserved or end > box.end:
        raise CannotClean(Reason.DAMAGED)
    plan.blank(end, box.end)


def _handler(plan: Plan, box: Box) -> None:
    """Keep what a track is; who made it, and its name, go."""
    plan.need(box.body, 12, box.end)
    if plan.read(box.body + 4, 4) != b"mhlr":  # QuickTime's mark
        plan.blank(box.body + 4, box.body + 8)
    plan.blank(box.body + 12, box.end)


def _references(plan: Plan, box: Box) -> None:
    """Keep references to this file itself, without words; a file elsewhere may not be named."""
    plan.need(box.body, 8, box.end)
    end = box.body + 8
    for entry in boxes(plan, box.body + 8, box.end):
        if not plan.need(entry.body, 4, entry.end)[3] & 1 or entry.kind not in (b"url ", b"alis"):
            raise CannotClean(Reason.UNKNOWN)
        plan.blank(entry.body + 4, entry.end)
        end = entry.end
    plan.blank(end, box.end)


_TRACK: Rules = {
    b"tkhd": _dated(84, 96, unused=((60, 52), (46, 44))),
    b"edts": {b"elst": _table(12, 20)},
    b"mdia": {
        b"mdhd": _dated(24, 36),
        b"hdlr": _handler,
        b"minf": {
            b"vmhd": _sized(12),
            b"smhd": _sized(8),
            b"hdlr": _handler,
            b"dinf": {b"dref": _references},
            b"stbl": {
                b"stsd": clean_description,
                b"stts": _table(8),
                b"ctts": _table(8),
                b"stsc": _table(12),
                b"stco": _table(4),
                b"co64": _table(8),
                b"stss": _table(4),
                b"stps": _table(4),
                b"stsz": _sizes,
            },
        },
    },
}
_MOVIE: Rules = {
    b"mvhd": _dated(100, 112, unused=((74, 64), (28, 4))),
    b"mvex": {b"mehd": _sized(8, 12), b"trex": _sized(24)},
}
_FRAGMENT: Rules = {
    b"mfhd": _sized(8),
    b"traf": {b"tfhd": samples.keep_head, b"tfdt": _sized(8, 12), b"trun": samples.keep_run},
}
_TOP: Rules = {b"sidx": _segment_index}


def _movie(plan: Plan, box: Box, used: samples.Used, kept: dict[int, int]) -> None:
    """Clean the movie; note the tracks that stay, with the default size of their samples, and what they refer to."""
    defaults = samples.default_sizes(plan, child(plan, box, b"mvex"))
    end = box.body
    for inner in boxes(plan, box.body, box.end):
        end = inner.end
        if inner.kind != b"trak":
            _apply(plan, inner, _MOVIE)
        elif _is_kept(plan, inner):
            number = samples.track_number(plan, inner)
            if number in kept:
                raise CannotClean(Reason.DAMAGED)
            kept[number] = defaults.get(number, 0)
            _inside(plan, inner, _TRACK)
            used.take_table(plan, inner, number)
        else:
            free(plan, inner)
    plan.blank(end, box.end)


def _is_kept(plan: Plan, track: Box) -> bool:
    """Tell whether a track is sound or moving pictures."""
    handler = child(plan, track, b"mdia", b"hdlr")
    if handler is None:
        raise CannotClean(Reason.DAMAGED)
    if plan.need(handler.body, 12, handler.end)[8:] not in (b"soun", b"vide"):
        return False
    description = child(plan, track, b"mdia", b"minf", b"stbl", b"stsd")
    return description is not None and not is_still(plan, description)


def _fragment(plan: Plan, box: Box, used: samples.Used, kept: dict[int, int]) -> None:
    """Clean a movie fragment and note what of the data it refers to."""
    end = box.body
    data_end = box.start
    for inner in boxes(plan, box.body, box.end):
        end = inner.end
        if inner.kind != b"traf":
            _apply(plan, inner, _FRAGMENT)
            continue
        number, data_end = used.take_fragment(plan, inner, box.start, data_end, kept)
        if number in kept:
            _apply(plan, inner, _FRAGMENT)
        else:
            free(plan, inner)
    plan.blank(end, box.end)
