"""The comments of Vorbis, Opus, Theora and FLAC, which several containers carry: emptied at the same length."""

from dataclasses import dataclass

from interviews.media.plan import CannotClean, Plan, Reason

FLAC_COMMENT = 4
FLAC_PADDING = 1
FLAC_INFO = 0
_FRAMED = (b"\x03vorbis",)


@dataclass(slots=True)
class Blank:
    """An emptied packet: ``head``, zeros, ``tail``; made piece by piece, as a cover picture can make it long."""

    head: bytes
    length: int
    tail: bytes = b""

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to ``end`` of the packet."""
        made = bytearray(end - start)
        for at, piece in ((0, self.head), (self.length - len(self.tail), self.tail)):
            low, high = max(start, at), min(end, at + len(piece))
            if low < high:
                made[low - start : high - start] = piece[low - at : high - at]
        return bytes(made)


def blank_comment(magic: bytes, length: int) -> Blank:
    """Return a comment packet without comments; its vendor is zeros that fill it up to ``length``.

    ``magic`` is what the packet begins with (Vorbis I, 5.2.1; RFC 7845, 5.2; Theora, 6.3; RFC 9639, 8.6).
    """
    tail = b"\0\0\0\0\x01" if magic in _FRAMED else b"\0\0\0\0"
    vendor = length - len(magic) - 4 - len(tail)
    if vendor < 0:
        raise CannotClean(Reason.DAMAGED)
    return Blank(magic + vendor.to_bytes(4, "little"), length, tail)


def blank_flac_block(head: bytes, length: int) -> Blank | None:
    """Return what takes the place of a FLAC metadata block of ``length`` bytes; None if it stays (RFC 9639, 8)."""
    if len(head) < 4 or int.from_bytes(head[1:4], "big") != length - 4:
        raise CannotClean(Reason.DAMAGED)
    kind = head[0] & 0x7F
    if kind == FLAC_INFO and length == 38:
        return None
    if kind == FLAC_COMMENT:
        return blank_comment(head, length)
    return Blank(bytes([head[0] & 0x80 | FLAC_PADDING]) + head[1:], length)


def check_opus_head(packet: bytes) -> None:
    """Raise :class:`CannotClean` unless ``packet`` is an identification header of Opus and nothing more."""
    length = 19 if packet[18:19] == b"\0" else 21 + (packet[9] if len(packet) > 9 else 0)
    if not packet.startswith(b"OpusHead") or len(packet) != length:
        raise CannotClean(Reason.DAMAGED)


def clean_flac_blocks(plan: Plan, at: int, end: int) -> None:
    """Clean the FLAC metadata blocks that fill the stretch from ``at`` to ``end``."""
    while at < end:
        plan.step()
        head = plan.need(at, 4, end)
        length = 4 + int.from_bytes(head[1:4], "big")
        plan.need(at, length, end)
        if blank := blank_flac_block(head, length):
            plan.put(at, blank.part(0, length))
        at += length


def clean_vorbis_setup(plan: Plan, start: int, end: int) -> None:
    """Empty the comment among the three laced header packets that Matroska keeps of Vorbis and Theora."""
    if plan.need(start, 1, end) != b"\x02":
        raise CannotClean(Reason.UNKNOWN)
    at = start + 1
    lengths: list[int] = []
    while len(lengths) < 2:
        length = 0
        while (byte := plan.need(at, 1, end)[0]) == 255:
            plan.step()
            length, at = length + 255, at + 1
        lengths.append(length + byte)
        at += 1
    identity, comment = lengths
    head = plan.need(at + identity, 7, end)
    setup = at + identity + comment
    if (identity, head, plan.need(setup, 7, end)) not in (
        (30, b"\x03vorbis", b"\x05vorbis"),
        (42, b"\x81theora", b"\x82theora"),
    ):
        raise CannotClean(Reason.UNKNOWN)
    plan.put(at + identity, blank_comment(head, comment).part(0, comment))
