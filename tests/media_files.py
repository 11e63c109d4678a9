"""Small media files made in code: one sound file of each type, and the parts to build others from."""

import struct
from collections.abc import Sequence

from interviews.media.ogg import checksum

# --- MP3


def mp3_frame(fill: bytes = b"\x55", header: bytes = b"\xff\xfb\x90\x00") -> bytes:
    """Return a frame of 417 bytes: MPEG 1, Layer III, 128 kbit/s, 44.1 kHz."""
    return header + (fill * 417)[: 417 - len(header)]


MP3 = b"".join(mp3_frame(bytes([number])) for number in range(1, 9))


def id3v2(body: bytes, *, footer: bool = False, version: int = 4) -> bytes:
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    rest = bytes([version, 0, 0x10 if footer else 0]) + size
    return b"ID3" + rest + body + (b"3DI" + rest if footer else b"")


def id3v1(title: bytes) -> bytes:
    return b"TAG" + title[:30].ljust(125, b"\0")


def id3v1_extended(title: bytes) -> bytes:
    return b"TAG+" + title.ljust(223, b"\0")


def ape(value: bytes, *, header: bool = True, version: int = 2000) -> bytes:
    item = struct.pack("<II", len(value), 0) + b"Title\0" + value
    ends = struct.pack("<III", version, len(item) + 32, 1)
    flag = 0x80000000 if header else 0
    foot = b"APETAGEX" + ends + struct.pack("<I8x", flag)
    head = b"APETAGEX" + ends + struct.pack("<I8x", flag | 0x20000000)
    return (head if header else b"") + item + foot


def lyrics3(text: bytes) -> bytes:
    body = b"LYRICSBEGINLYR%05d" % len(text) + text
    return body + b"%06dLYRICS200" % len(body)


def lyrics3_old(text: bytes) -> bytes:
    return b"LYRICSBEGIN" + text + b"LYRICSEND"


# --- RIFF


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


FMT = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16))
PCM = bytes(range(256)) * 2


def riff(*chunks: bytes, kind: bytes = b"RIFF") -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return kind + struct.pack("<I", len(body)) + body


WAV = riff(FMT, chunk(b"data", PCM))

# --- Ogg


def page(serial: int, number: int, segments: Sequence[int], body: bytes, flags: int = 0) -> bytes:
    head = b"OggS\0" + bytes([flags]) + struct.pack("<qII", 0, serial, number)
    head, table = head + bytes(4), bytes([len(segments), *segments])
    crc = checksum(head + table + body)
    return head[:22] + struct.pack("<I", crc) + table + body


def pages(serial: int, packets: Sequence[bytes], *, first: int = 0, flags: int = 0, per_page: int = 255) -> list[bytes]:
    """Lay packets into pages of at most ``per_page`` segments, one packet after the other."""
    laces: list[int] = []
    for packet in packets:
        laces += [255] * (len(packet) // 255) + [len(packet) % 255]
    body = b"".join(packets)
    made = []
    goes_on = False
    for start in range(0, len(laces), per_page):
        some = laces[start : start + per_page]
        made.append(page(serial, first + len(made), some, body[: sum(some)], flags | (1 if goes_on else 0)))
        body = body[sum(some) :]
        goes_on = some[-1] == 255
    return made


def comments(magic: bytes, vendor: bytes, *values: bytes, tail: bytes = b"") -> bytes:
    listed = b"".join(struct.pack("<I", len(value)) + value for value in values)
    return magic + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(values)) + listed + tail


OPUS_HEAD = b"OpusHead\x01\x01" + struct.pack("<HIHB", 312, 48000, 0, 0)
VORBIS_HEAD = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 44100, 0, 80000, 0, 0xB8, 1)
THEORA_HEAD = b"\x80theora" + bytes(35)
FLAC_INFO = b"\x00\x00\x00\x22" + bytes(range(34))
SOUND_PACKETS = [bytes([0xFC, number]) * 40 for number in range(4)]


def opus(vendor: bytes = b"\0", *values: bytes, serial: int = 7, per_page: int = 255, tail: bytes = b"") -> bytes:
    tags = pages(serial, [comments(b"OpusTags", vendor, *values, tail=tail)], first=1, per_page=per_page)
    sound = pages(serial, SOUND_PACKETS, first=len(tags) + 1)
    return b"".join([*pages(serial, [OPUS_HEAD], flags=2), *tags, *sound])


def vorbis(vendor: bytes = b"\0", *values: bytes, serial: int = 8, per_page: int = 255) -> bytes:
    headers = [comments(b"\x03vorbis", vendor, *values, tail=b"\x01"), b"\x05vorbis" + bytes(range(200))]
    middle = pages(serial, headers, first=1, per_page=per_page)
    sound = pages(serial, SOUND_PACKETS, first=len(middle) + 1)
    return b"".join([*pages(serial, [VORBIS_HEAD], flags=2), *middle, *sound])


def flac_block(kind: int, body: bytes, *, last: bool = False) -> bytes:
    return bytes([kind | (0x80 if last else 0)]) + len(body).to_bytes(3, "big") + body


def ogg_flac(*blocks: bytes, serial: int = 9) -> bytes:
    head = b"\x7fFLAC\x01\x00" + struct.pack(">H", len(blocks)) + b"fLaC" + FLAC_INFO
    middle = [made for number, block in enumerate(blocks) for made in pages(serial, [block], first=number + 1)]
    sound = pages(serial, SOUND_PACKETS, first=len(middle) + 1)
    return b"".join([*pages(serial, [head], flags=2), *middle, *sound])


# --- MP4


def box(kind: bytes, *content: bytes, long: bool = False) -> bytes:
    body = b"".join(content)
    if long:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def full(kind: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, bytes([version]) + flags.to_bytes(3, "big"), *content)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def sound_entry(*extensions: bytes, kind: bytes = b"mp4a", vendor: bytes = bytes(4)) -> bytes:
    fields = bytes(6) + b"\0\1" + bytes(4) + vendor + struct.pack(">HHHHI", 1, 16, 0, 0, 44100 << 16)
    return box(kind, fields, *extensions)


def picture_entry(*extensions: bytes, name: bytes = b"", kind: bytes = b"avc1", vendor: bytes = bytes(4)) -> bytes:
    fields = bytes(6) + b"\0\1" + bytes(4) + vendor + bytes(8) + struct.pack(">HHIIIH", 64, 64, 72, 72, 0, 1)
    return box(kind, fields, bytes([len(name)]) + name.ljust(31, b"\0"), b"\0\x18\xff\xff", *extensions)


ESDS = full(b"esds", b"\x03\x19\0\1\0\x04\x11\x40\x15" + bytes(11) + b"\x05\x02\x12\x10\x06\x01\x02")


def track(
    offsets: Sequence[int],
    sizes: Sequence[int],
    *,
    number: int = 1,
    kind: bytes = b"soun",
    entry: bytes = b"",
    name: bytes = b"",
    time: bytes = bytes(4),
    more: dict[str, bytes] | None = None,
    long_offsets: bool = False,
) -> bytes:
    """Return a ``trak`` with one sample a chunk; ``more`` has boxes to add to trak, mdia, minf, stbl, dinf."""
    extra = {"trak": b"", "mdia": b"", "minf": b"", "stbl": b"", "dinf": full(b"url ", flags=1), **(more or {})}
    if long_offsets:
        places = full(b"co64", numbers(len(offsets)), struct.pack(f">{len(offsets)}Q", *offsets))
    else:
        places = full(b"stco", numbers(len(offsets)), numbers(*offsets))
    runs = full(b"stsc", numbers(1, 1, 1, 1) if offsets else numbers(0))
    stbl = box(
        b"stbl",
        full(b"stsd", numbers(1), entry or sound_entry(ESDS)),
        full(b"stts", numbers(1, len(sizes), 1024)),
        runs,
        full(b"stsz", numbers(0, len(sizes)), numbers(*sizes)),
        places,
        extra["stbl"],
    )
    header = full(b"smhd", bytes(4)) if kind == b"soun" else full(b"vmhd", bytes(8), flags=1)
    dinf = box(b"dinf", full(b"dref", numbers(1), extra["dinf"]))
    minf = box(b"minf", header, dinf, stbl, extra["minf"])
    hdlr = full(b"hdlr", bytes(4), kind, bytes(12), name + b"\0")
    mdia = box(b"mdia", full(b"mdhd", time, time, numbers(44100, 9), bytes(4)), hdlr, minf, extra["mdia"])
    tkhd = full(b"tkhd", time, time, numbers(number, 0, 9), bytes(60), flags=3)
    return box(b"trak", tkhd, mdia, extra["trak"])


def movie(*content: bytes, time: bytes = bytes(4)) -> bytes:
    return box(b"moov", full(b"mvhd", time, time, numbers(1000, 9), bytes(80)), *content)


FTYP = box(b"ftyp", b"M4A ", numbers(0), b"M4A isom")
SAMPLES = [bytes([0x21, number]) * 30 for number in range(3)]


def mp4(content: bytes = b"", *, before: bytes = b"", after: bytes = b"", **fields: object) -> bytes:
    """Return an M4A whose data come first; ``content`` joins the movie, the others stand around the data."""
    data = box(b"mdat", *SAMPLES)
    start = len(FTYP) + len(before) + 8
    sizes = [len(sample) for sample in SAMPLES]
    offsets = [start + sum(sizes[:index]) for index in range(len(sizes))]
    time = fields.get("time", bytes(4))
    return FTYP + before + data + movie(track(offsets, sizes, **fields), content, time=time) + after  # type: ignore


MP4 = mp4()

# --- Matroska


def size(value: int, length: int = 0) -> bytes:
    length = length or next(n for n in range(1, 9) if value < (1 << 7 * n) - 1)
    return (value | 1 << 7 * length).to_bytes(length, "big")


def element(code: int, *content: bytes, unknown: bool = False, length: int = 0) -> bytes:
    body = b"".join(content)
    name = code.to_bytes((code.bit_length() + 7) // 8, "big")
    return name + (b"\x01" + b"\xff" * 7 if unknown else size(len(body), length)) + body


EBML = element(0x1A45DFA3, element(0x4286, b"\1"), element(0x4282, b"webm"), element(0x4287, b"\4"))
BLOCKS = [b"\x81" + struct.pack(">hB", number, 0x80) + bytes([0x44, number]) * 20 for number in range(3)]
INFO = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40"), element(0x4D80, b"\0"), element(0x5741, b"\0"))


def webm_track(*content: bytes, number: int = 1, kind: int = 2, codec: bytes = b"A_OPUS") -> bytes:
    head = [element(0xD7, bytes([number])), element(0x73C5, bytes([number])), element(0x83, bytes([kind]))]
    return element(0xAE, *head, element(0x86, codec), *content)


def cluster(*content: bytes, unknown: bool = False) -> bytes:
    return element(0x1F43B675, element(0xE7, b"\0"), *content, unknown=unknown)


def webm(*content: bytes) -> bytes:
    return EBML + element(0x18538067, *content)


TRACKS = element(0x1654AE6B, webm_track(element(0x63A2, OPUS_HEAD)))
WEBM = webm(INFO, TRACKS, cluster(*[element(0xA3, block) for block in BLOCKS]))

SOUND: dict[str, bytes] = {
    ".mp3": MP3,
    ".m4a": MP4,
    ".mp4": MP4,
    ".ogg": vorbis(),
    ".opus": opus(),
    ".wav": WAV,
    ".webm": WEBM,
}
