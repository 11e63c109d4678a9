"""Ogg (RFC 3533) with Vorbis, Opus, Theora or FLAC: comments are emptied in place, their pages' checksums made anew."""

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass, field

from interviews.media.plan import CannotClean, Plan, Reason
from interviews.media.xiph import Blank, blank_comment, blank_flac_block, check_opus_head

_MAX_STREAMS = 1_000
_MAX_PARTS = 20_000  # of the headers of one stream; a cover picture takes a few hundred
_MAX_REST = 2 * 1024 * 1024
_CONTINUED, _BEGINS = 1, 2
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_PAGE = re.compile(rb"OggS\0[\0-\x07]")

# How the identification packet begins, and what the headers after it begin with.
_CODECS: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    (b"\x01vorbis", (b"\x03vorbis", b"\x05vorbis")),
    (b"OpusHead", (b"OpusTags",)),
    (b"\x80theora", (b"\x81theora", b"\x82theora")),
    (b"\x7fFLAC", ()),
)
_LENGTHS = {b"\x01vorbis": 30, b"\x80theora": 42, b"\x7fFLAC": 51}


def checksum(page: bytes) -> int:
    """Return the CRC-32 of a page whose own checksum field is zeros: not reflected, begun with 0 (RFC 3533, 6)."""
    reflected = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(reflected.to_bytes(4, "little").translate(_REVERSED), "big")


@dataclass(slots=True)
class _Part:
    """A stretch of a header packet: where its page and its bytes are, and from which byte of the packet on."""

    page: int
    start: int
    length: int
    offset: int


@dataclass(slots=True)
class _Packet:
    begins: bytes
    length: int = 0
    parts: list[_Part] = field(default_factory=list)


@dataclass(slots=True)
class _Stream:
    """One logical stream; ``expected`` are the beginnings of its headers to come, None for FLAC until the last one."""

    expected: list[bytes] | None
    open_packet: _Packet | None = None
    packets: list[_Packet] = field(default_factory=list)
    parts: int = 0

    @property
    def has_all_headers(self) -> bool:
        return self.expected == []


def clean(plan: Plan) -> None:
    """Empty the comments of every stream; refuse streams of other kinds, broken pages and gaps between pages."""
    at = 0
    streams: dict[bytes, _Stream] = {}
    count = 0
    while page := _page(plan, at):
        plan.step()
        serial, flags = page[14:18], page[5]
        body = 27 + page[26]
        if flags & _BEGINS:
            count += 1
            if count > _MAX_STREAMS:
                raise CannotClean(Reason.TOO_MANY)
            if serial in streams and not streams[serial].has_all_headers:
                raise CannotClean(Reason.DAMAGED)
            streams[serial] = _identified(page, body)
        else:
            stream = streams.get(serial)
            if stream is None:
                raise CannotClean(Reason.DAMAGED)
            if not stream.has_all_headers:
                _take_headers(plan, stream, page, at, body)
                if stream.has_all_headers:
                    _rewrite(plan, stream)
        at += len(page)
    rest = plan.read(at, _MAX_REST + 1)
    if not streams or len(rest) > _MAX_REST or _PAGE.search(rest, 4):
        raise CannotClean(Reason.DAMAGED)
    if not all(stream.has_all_headers for stream in streams.values()):
        raise CannotClean(Reason.DAMAGED)
    plan.cut(at, plan.size)


def _page(plan: Plan, at: int) -> bytes:
    """Return the whole page at ``at``, or nothing if no sound page is there."""
    head = plan.read(at, 27 + 255)
    if len(head) < 27 or not _PAGE.match(head):
        return b""
    length = 27 + head[26] + sum(head[27 : 27 + head[26]])
    page = plan.read(at, length)
    if len(page) < length or checksum(page[:22] + bytes(4) + page[26:]) != int.from_bytes(page[22:26], "little"):
        return b""
    return page


def _identified(page: bytes, body: int) -> _Stream:
    """Return the stream that a page begins, by the one packet in it."""
    packet = page[body:]
    for begins, headers in _CODECS:
        if packet.startswith(begins):
            if begins == b"OpusHead":
                check_opus_head(packet)
            if (
                len(packet) != _LENGTHS.get(begins, len(packet))
                or page[26] != len(packet) // 255 + 1
                or page[26 + page[26]] == 255
            ):
                raise CannotClean(Reason.DAMAGED)
            return _Stream(list(headers) if headers else None)
    raise CannotClean(Reason.UNKNOWN)


def _take_headers(plan: Plan, stream: _Stream, page: bytes, at: int, body: int) -> None:
    """Note where the header packets lie that begin, go on or end in this page."""
    if bool(page[5] & _CONTINUED) != (stream.open_packet is not None):
        raise CannotClean(Reason.DAMAGED)
    start = body
    length = 0
    for index in range(page[26]):
        lace = page[27 + index]
        length += lace
        is_end = lace < 255
        if not is_end and index + 1 < page[26]:
            continue
        packet = stream.open_packet or _new_packet(stream, page[start : start + length])
        packet.parts.append(_Part(at, start, length, packet.length))
        stream.parts += 1
        if stream.parts > _MAX_PARTS:
            raise CannotClean(Reason.TOO_MANY)
        packet.length += length
        stream.open_packet = None if is_end else packet
        start, length = start + length, 0
        if is_end:
            _end_packet(stream, packet)
            if stream.has_all_headers:
                if index + 1 < page[26]:  # what follows is sound and must begin on a page of its own
                    raise CannotClean(Reason.DAMAGED)
                return


def _new_packet(stream: _Stream, data: bytes) -> _Packet:
    if stream.expected is None:
        begins = data[:4]
        if len(begins) < 4:
            raise CannotClean(Reason.DAMAGED)
    else:
        begins = stream.expected[0]
        if not data.startswith(begins):
            raise CannotClean(Reason.DAMAGED)
    packet = _Packet(begins)
    stream.packets.append(packet)
    return packet


def _end_packet(stream: _Stream, packet: _Packet) -> None:
    if stream.expected is not None:
        stream.expected.pop(0)
    elif packet.begins[0] & 0x80:  # the last metadata block of FLAC
        stream.expected = []


def _blank(packet: _Packet) -> Blank | None:
    if packet.begins in (b"\x05vorbis", b"\x82theora"):
        return None
    if packet.begins in (b"\x03vorbis", b"\x81theora", b"OpusTags"):
        return blank_comment(packet.begins, packet.length)
    return blank_flac_block(packet.begins, packet.length)


def _rewrite(plan: Plan, stream: _Stream) -> None:
    """Plan the emptied packets and the checksums of the pages that they lie in."""
    pages: defaultdict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for packet in stream.packets:
        if blank := _blank(packet):
            for part in packet.parts:
                new = blank.part(part.offset, part.offset + part.length)
                pages[part.page].append((part.start, new))
    for at, news in pages.items():
        page = bytearray(_page(plan, at))
        for start, new in news:
            page[start : start + len(new)] = new
            plan.put(at + start, new)
        page[22:26] = bytes(4)
        plan.put(at + 22, checksum(bytes(page)).to_bytes(4, "little"))
    stream.packets = []
