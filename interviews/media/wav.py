"""WAV (RIFF, RF64 and BW64; EBU Tech 3306): the format, the sound and its length stay, other chunks become JUNK."""

import struct

from interviews.media.plan import CannotClean, Plan, Reason

_PLAYED = {1, 3, 6, 7, 0xFFFE}  # PCM, float, A-law, µ-law, extensible: what browsers play
_EXTENSIBLE = 0xFFFE
_MAX_CHUNKS = 10_000
_IN_DS64 = 0xFFFFFFFF
_LARGEST = 2**40  # more than that is no size but words


def clean(plan: Plan) -> None:
    """Blank every chunk but ``fmt``, ``fact``, ``ds64`` and ``data``, and cut what follows the RIFF."""
    kind, size, form = struct.unpack("<4sI4s", plan.need(0, 12, plan.size))
    if form != b"WAVE" or kind not in (b"RIFF", b"RF64", b"BW64"):
        raise CannotClean(Reason.UNKNOWN)
    is_long = kind != b"RIFF"
    riff_size, data_size = _long_sizes(plan) if is_long else (size, None)
    end = min(8 + riff_size, plan.size)
    seen: list[bytes] = []
    at = 12
    while end - at >= 8:
        name, size = struct.unpack("<4sI", plan.need(at, 8, end))
        if name == b"data" and is_long and size == _IN_DS64:
            size = data_size or 0
        if not all(32 <= letter < 127 for letter in name) or at + 8 + size > end:
            raise CannotClean(Reason.DAMAGED)
        seen.append(name)
        if len(seen) > _MAX_CHUNKS:
            raise CannotClean(Reason.TOO_MANY)
        _chunk(plan, name, at, at + 8 + size, is_long=is_long)
        after = min(at + 8 + size + size % 2, end)
        plan.blank(at + 8 + size, after)
        at = after
    plan.cut(at, plan.size)
    if seen.count(b"fmt ") != 1 or seen.count(b"data") != 1 or seen.index(b"fmt ") > seen.index(b"data"):
        raise CannotClean(Reason.DAMAGED)


def _long_sizes(plan: Plan) -> tuple[int, int]:
    """Return the sizes of the RIFF and of its data from the chunk ``ds64``, which has to be the first."""
    name, size, riff_size, data_size, samples = struct.unpack("<4sIQQQ", plan.need(12, 32, plan.size))
    if name != b"ds64" or size < 28 or max(riff_size, data_size, samples) > _LARGEST:
        raise CannotClean(Reason.DAMAGED)
    return riff_size, data_size


def _chunk(plan: Plan, name: bytes, start: int, end: int, *, is_long: bool) -> None:
    body = start + 8
    if name == b"fmt ":
        code = int.from_bytes(plan.need(body, 16, end)[:2], "little")
        if code not in _PLAYED:
            raise CannotClean(Reason.UNKNOWN)
        plan.blank(body + (40 if code == _EXTENSIBLE else 16), end)
    elif name == b"fact":
        plan.blank(body + 4, end)
    elif name == b"ds64" and start == 12 and is_long:
        plan.blank(body + 24, end)  # the table of other long chunks too: none of them stays
    elif name != b"data":
        plan.put(start, b"JUNK")
        plan.blank(body, end)
