"""MP3: the frames of the sound stay, one after the other; whatever stands before, between and behind them is cut."""

import re

from interviews.media.plan import CannotClean, Plan, Reason

_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2 and 2.5
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_SAME = 0xFFFE0C00  # version, layer and sampling rate: they never change within a stream
_SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]", re.DOTALL)
_TAGS = (b"ID3", b"TAG", b"APETAGEX", b"LYRICSBEGIN")
_MARK = re.compile(rb"APETAGEX|LYRICSBEGIN|ID3[\x02-\x04]\x00")
_SHORT_MARK = re.compile(rb"APETAGEX|LYRICSBEGIN|ID3|TAG")  # in the few frames before a tag or the end, not in all
_PIECE = 64 * 1024
_MAY_BE_LOST = 64 * 1024  # between frames, and a twentieth of the sound: more than that is no mere tag


def _frame_length(header: bytes) -> int:
    """Return the length in bytes of the Layer III frame that begins with ``header``, or 0 if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hertz = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hertz == 3:
        return 0
    samples = 144_000 if version == 3 else 72_000
    return samples * _KBITS[version == 3][rate] // _HERTZ[version][hertz] + (header[2] >> 1 & 1)


def clean(plan: Plan) -> None:
    """Cut ID3v1, TAG+, ID3v2, APEv1, APEv2, Lyrics3 and all else that is no frame, wherever it stands."""
    end = _end_of_sound(plan)
    at = _start_of_sound(plan, end)
    plan.cut(0, at)
    first = sound = lost = 0
    while at < end:
        plan.step()
        header = plan.read(at, 4)
        length = _frame_length(header)
        word = int.from_bytes(header, "big") & _SAME
        if length and (not first or word == first) and _is_frame(plan, at, length, end, word):
            first = word
            sound += length
            at += length
            continue
        tagged = _after_tag(plan, at, end)
        found = _next_frame(plan, max(tagged, at + 1), end, first)
        lost += found - tagged
        plan.cut(at, found)
        at = found
    plan.cut(end, plan.size)
    if not sound or lost > _MAY_BE_LOST + sound // 20:
        raise CannotClean(Reason.DAMAGED)


def _is_frame(plan: Plan, at: int, length: int, end: int, word: int) -> bool:
    """Tell whether what begins like a frame is a whole one: the next begins where it ends, or a tag, or nothing.

    A frame that was cut off and the tags behind it can be as long as a frame together, so marks of tags are looked for.
    """
    after = at + length
    if after > end:
        return False
    content = plan.read(at, length)
    following = plan.read(after, 12) if after < end else b""
    if _frame_length(following) and int.from_bytes(following[:4], "big") & _SAME == word:
        return not _MARK.search(content) and content[-128:-125] != b"TAG"
    return (after == end or following.startswith(_TAGS)) and not _SHORT_MARK.search(content)


def _next_frame(plan: Plan, at: int, end: int, first: int) -> int:
    """Return where, from ``at`` on, three frames of a kind stand in a row or the last ones of the file do."""
    while at < end:
        at = _after_tag(plan, at, end)
        piece = plan.read(at, _PIECE)
        for match in _SYNC.finditer(piece):
            plan.step()
            if at + match.start() < end and _is_row(plan, at + match.start(), end, first):
                return at + match.start()
        at += max(len(piece) - 2, 1)
    return end


def _is_row(plan: Plan, at: int, end: int, first: int) -> bool:
    word = first
    for _number in range(3):
        header = plan.read(at, 4)
        length = _frame_length(header)
        word = word or int.from_bytes(header, "big") & _SAME
        if not length or int.from_bytes(header, "big") & _SAME != word:
            return False
        at += length
        if at >= end:
            return at == end
    return True


def _start_of_sound(plan: Plan, end: int) -> int:
    at = 0
    while (after := _after_tag(plan, at, end)) > at:
        plan.step()
        at = after
    return at


def _after_tag(plan: Plan, at: int, end: int) -> int:
    """Return where the ID3v2 or APE tag that begins at ``at`` ends, or ``at`` if none does."""
    head = plan.read(at, 32)
    length = 0
    if head.startswith(b"ID3") and len(head) >= 10 and not any(byte & 0x80 for byte in head[6:10]):
        length = 10 + _seven_bits(head[6:10]) + (10 if head[5] & 0x10 else 0)
    elif head.startswith(b"APETAGEX") and len(head) == 32 and head[23] & 0x20:  # bit 29: this is the header
        length = 32 + int.from_bytes(head[12:16], "little")
    return min(at + length, end)


def _end_of_sound(plan: Plan) -> int:
    """Return where the tags at the end of the file begin; they may stand there in any order."""
    end = plan.size
    while (before := _before_tag(plan, end)) < end:
        plan.step()
        end = before
    return end


def _before_tag(plan: Plan, end: int) -> int:
    """Return where the tag that ends at ``end`` begins, or ``end`` if none does."""
    if end >= 128 and plan.read(end - 128, 3) == b"TAG":
        return end - 355 if end >= 355 and plan.read(end - 355, 4) == b"TAG+" else end - 128
    foot = plan.read(end - 32, 32) if end >= 32 else b""
    length = 0
    if foot.startswith(b"APETAGEX"):
        length = int.from_bytes(foot[12:16], "little") + (32 if foot[23] & 0x80 else 0)  # bit 31: it has a header
        length = length if length >= 32 else 32
    elif foot[22:25] == b"3DI" and not any(byte & 0x80 for byte in foot[28:32]):
        length = 20 + _seven_bits(foot[28:32])
    elif foot.endswith(b"LYRICS200") and foot[17:23].isdigit():
        length = int(foot[17:23]) + 15
    elif foot.endswith(b"LYRICSEND"):
        longest = min(end, 5_100 + 20)
        begin = plan.read(end - longest, longest).rfind(b"LYRICSBEGIN")
        length = longest - begin if begin >= 0 else 0
    return end - length if 0 < length <= end else end


def _seven_bits(data: bytes) -> int:
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
