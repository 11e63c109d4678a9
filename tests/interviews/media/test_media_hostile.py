"""Files made to break the cleaning: it ends with a clean file or a refusal, never with the words it should take out."""

import contextlib
import io
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.media import CannotClean, clean, plan
from tests.interviews.media.cleaned import FORMS, WORD, cleaned
from tests.media_files import (
    EBML,
    ESDS,
    FMT,
    FTYP,
    INFO,
    MP3,
    OPUS_HEAD,
    PCM,
    SAMPLES,
    SOUND,
    TRACKS,
    ape,
    box,
    chunk,
    cluster,
    comments,
    element,
    flac_block,
    full,
    id3v1,
    id3v1_extended,
    id3v2,
    lyrics3,
    movie,
    mp4,
    ogg_flac,
    opus,
    page,
    riff,
    sound_entry,
    track,
    vorbis,
    webm,
    webm_track,
)

SIZE = 2 * 1024**3


class Endless(io.RawIOBase):
    """A file of 2 GB that begins with ``head`` and goes on with ``unit`` over and over, and is not there at all."""

    def __init__(self, head: bytes, unit: bytes) -> None:
        self.head, self.unit, self.at = head, unit, 0
        self.block = unit * (2**20 // len(unit) + 2)

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset if whence == 0 else SIZE + offset
        return self.at

    def read(self, size: int = -1) -> bytes:
        size = max(0, min(size, SIZE - self.at))
        found = self.head[self.at : self.at + size] if self.at < len(self.head) else b""
        while len(found) < size:
            start = (self.at + len(found) - len(self.head)) % len(self.unit)
            found += self.block[start : start + min(size - len(found), 2**20)]
        self.at += len(found)
        return found


MOOV = FTYP + struct.pack(">I4sQ", 1, b"moov", SIZE - len(FTYP))
SEGMENT = b"\x18\x53\x80\x67\x01" + b"\xff" * 7
CLUSTER = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7
TAG_START = page(7, 0, [19], OPUS_HEAD, flags=2) + page(7, 1, [255], (b"OpusTags" + bytes(300))[:255])

ENDLESS = {
    "free boxes": (FTYP, box(b"free"), ".mp4"),
    "user boxes": (FTYP, box(b"udta", b"x"), ".mp4"),
    "boxes in a movie": (MOOV, box(b"free"), ".mp4"),
    "tracks": (MOOV, track([], []), ".mp4"),
    "fragments": (FTYP + movie(track([], [])), box(b"moof", box(b"traf", full(b"tfhd", bytes(4)))), ".mp4"),
    "movies in movies": (FTYP, struct.pack(">I4s", 0x7FFFFFFF, b"moov"), ".mp4"),
    "chunks": (b"RIFF" + struct.pack("<I", SIZE - 8) + b"WAVE", chunk(b"LIST", b""), ".wav"),
    "empty pages": (opus(), page(7, 9, [0], b""), ".ogg"),
    "beginnings of streams": (b"", page(7, 0, [19], OPUS_HEAD, flags=2), ".opus"),
    "a comment without end": (TAG_START, page(7, 2, [255], bytes(255), flags=1), ".opus"),
    "marks of pages": (opus(), b"OggS\0\0", ".ogg"),
    "voids": (EBML + SEGMENT, element(0xEC), ".webm"),
    "tags": (EBML + SEGMENT + TRACKS, element(0x1254C367, b"x"), ".webm"),
    "headers": (b"", EBML, ".webm"),
    "segments": (EBML, SEGMENT + TRACKS, ".webm"),
    "clusters": (EBML + SEGMENT + TRACKS, CLUSTER, ".webm"),
    "masters in masters": (EBML + SEGMENT, b"\xa0\x01" + bytes(3) + b"\x70" + bytes(3), ".webm"),
    "sync words": (MP3, b"\xff\xfb\x90\x00", ".mp3"),
    "empty ID3v2 tags": (MP3, id3v2(b""), ".mp3"),
    "ID3v1 tags": (MP3, id3v1(b"x"), ".mp3"),
    "Lyrics3 of no length": (MP3, b"000000LYRICS200", ".mp3"),
    "frames and gaps": (b"", MP3 + b"xx", ".mp3"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_two_gigabytes_of_small_parts_are_refused_after_so_many(name, monkeypatch):
    monkeypatch.setattr(plan, "MAX_STEPS", 20_000)
    monkeypatch.setattr(plan, "MAX_CHANGES", 20_000)
    head, unit, ending = ENDLESS[name]
    with pytest.raises(CannotClean):
        clean(Endless(head, unit), ending)


@pytest.mark.parametrize("ending", SOUND)
@pytest.mark.parametrize("other", SOUND)
def test_a_file_under_the_name_of_another_type_is_refused_or_clean(ending, other):
    survives(SOUND[other] + WORD, ending)


def survives(data: bytes, ending: str) -> None:
    """Clean ``data``, which may be refused, but may not fail otherwise or keep a canary."""
    with contextlib.suppress(CannotClean):
        cleaned(data, ending)


def mixed(tree, kinds, build):
    """Build a nested part out of ``tree``: a word, or a kind with parts in it."""
    if isinstance(tree, bytes):
        return tree
    kind, parts = tree
    return build(kinds[kind % len(kinds)], *[mixed(part, kinds, build) for part in parts])


WORDS = st.sampled_from([WORD, WORD * 20, b"", b"\0\0\0\0"])
TREES = st.recursive(WORDS, lambda inner: st.tuples(st.integers(0, 99), st.lists(inner, max_size=4)), max_leaves=12)
FOREST = st.lists(st.tuples(st.integers(0, 99), st.lists(TREES, max_size=4)), max_size=6)

BOXES = [
    b"udta",
    b"meta",
    b"uuid",
    b"free",
    b"skip",
    b"trak",
    b"mdia",
    b"minf",
    b"stbl",
    b"moof",
    b"traf",
    b"ilst",
    b"wide",
]
BOXES += [b"hdlr", b"sidx", b"styp", b"edts", b"elst", b"mvex", b"trex", b"stsd", b"mdat", b"\xa9nam", b"chpl", b"tref"]
ELEMENTS = [0x1254C367, 0x1043A770, 0x1941A469, 0xEC, 0xBF, 0x1549A966, 0x1654AE6B, 0xAE, 0x536E, 0x7BA9, 0x4D80, 0xB7]
ELEMENTS += [0x4461, 0x1C53BB6B, 0xBB, 0x114D9B74, 0x4DBB, 0x53AB, 0xE0, 0xE1, 0xD7, 0x4242, 0xA0, 0xA1, 0xA3, 0x22B59C]
CHUNKS = [
    b"LIST",
    b"bext",
    b"iXML",
    b"_PMX",
    b"id3 ",
    b"cue ",
    b"JUNK",
    b"fact",
    b"ds64",
    b"PAD ",
    b"\xff\0\0\0",
    b"RIFF",
]


@given(FOREST, FOREST, FOREST)
def test_random_boxes_keep_no_word(inside, before, behind):
    parts = [b"".join(mixed(tree, BOXES, box) for tree in trees) for trees in (inside, before, behind)]
    survives(mp4(parts[0], before=parts[1], after=parts[2]), ".mp4")
    survives(mp4(more={"trak": parts[0], "stbl": parts[1], "mdia": parts[2]}), ".m4a")


@given(FOREST, FOREST, FOREST, st.booleans())
def test_random_elements_keep_no_word(first, second, third, unknown):
    parts = [[mixed(tree, ELEMENTS, element) for tree in trees] for trees in (first, second, third)]
    survives(webm(*parts[0], INFO, TRACKS, cluster(*parts[1], unknown=unknown), *parts[2]), ".webm")
    survives(webm(INFO, element(0x1654AE6B, webm_track(*parts[0])), *parts[1]), ".webm")


@given(FOREST, FOREST)
def test_random_chunks_keep_no_word(before, behind):
    def build(name, *content):
        return chunk(name, b"".join(content))

    parts = [[mixed(tree, CHUNKS, build) for tree in trees] for trees in (before, behind)]
    survives(riff(*parts[0], FMT, chunk(b"data", PCM), *parts[1]), ".wav")


TAGS = st.lists(
    st.sampled_from(
        [
            id3v2(WORD),
            id3v2(WORD, footer=True),
            id3v1(WORD),
            id3v1_extended(WORD) + id3v1(WORD),
            ape(WORD),
            lyrics3(WORD),
        ]
        + [ape(WORD, header=False), WORD, id3v2(WORD)[:-9], b"TAG", b"APETAGEX", b"ID3", b"\xff\xfb\x90\x00" + WORD]
    ),
    max_size=5,
).map(b"".join)


@given(TAGS, TAGS, TAGS)
def test_random_tags_keep_no_word(before, between, behind):
    survives(before + MP3 + between + MP3 + behind, ".mp3")


@given(st.lists(WORDS, max_size=5), WORDS, st.integers(1, 255), st.lists(st.integers(1, 20), max_size=4))
def test_random_comments_keep_no_word(values, vendor, per_page, kinds):
    blocks = [flac_block(kind, comments(b"", vendor, *values)) for kind in kinds]
    streams = [
        opus(vendor, *values, per_page=per_page, tail=WORD),
        vorbis(vendor, *values, per_page=per_page),
        ogg_flac(*blocks, flac_block(1, WORD, last=True)),
    ]
    for stream in [*streams, b"".join(streams)]:
        survives(stream, ".ogg")


ENTRY = sound_entry(ESDS, box(b"what", WORD))
RICH = {
    ".mp3": id3v2(WORD) + MP3 + ape(WORD) + lyrics3(WORD) + id3v1(WORD),
    ".mp4": mp4(box(b"udta", WORD), before=box(b"uuid", WORD), after=box(b"meta", WORD), entry=ENTRY, name=WORD),
    ".ogg": vorbis(WORD, WORD) + opus(WORD, WORD),
    ".opus": ogg_flac(flac_block(4, comments(b"", WORD, WORD)), flac_block(6, WORD, last=True)),
    ".wav": riff(chunk(b"bext", WORD), FMT, chunk(b"LIST", WORD), chunk(b"data", PCM), chunk(b"id3 ", WORD)),
    ".webm": webm(
        element(0x1549A966, element(0x7BA9, WORD), element(0x4D80, WORD)),
        element(0x1654AE6B, webm_track(element(0x63A2, OPUS_HEAD), element(0x536E, WORD))),
        cluster(element(0xA3, b"\x81\0\0\x80" + SAMPLES[0])),
        element(0x1254C367, WORD),
    ),
}


@pytest.mark.parametrize("ending", RICH)
def test_a_file_cut_off_anywhere_keeps_no_word(ending):
    data = RICH[ending]
    for length in range(0, len(data), max(1, len(data) // 400)):
        survives(data[:length], ending)


def _of_the_sound(ending: str, at: int) -> bool:
    """Tell whether a byte says how long the sound itself is: what it takes in then is sound, for every reader."""
    data = RICH[ending]
    return ending == ".wav" and 0 <= at - data.index(b"data") < 8


@pytest.mark.parametrize("ending", RICH)
def test_a_file_with_changed_bytes_keeps_no_word(ending):
    data = RICH[ending]
    chance = random.Random(ending)
    for _attempt in range(1_500):
        changed = bytearray(data)
        for _time in range(chance.randint(1, 3)):
            at = chance.randrange(len(data))
            if not _of_the_sound(ending, at):
                changed[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        survives(bytes(changed), ending)


@given(st.sampled_from(sorted(SOUND)), st.binary(max_size=300), st.data())
def test_noise_ends_in_a_refusal_or_a_clean_file(ending, noise, data):
    start = data.draw(st.integers(0, len(SOUND[ending])))
    for made in (noise, SOUND[ending][:start] + noise, SOUND[ending][:start] + noise + SOUND[ending][start:]):
        with contextlib.suppress(CannotClean):
            clean(io.BytesIO(made), ending)


def test_the_canary_is_seen_where_nothing_is_taken_out():
    assert all(form in WORD for form in FORMS[:3])
    for data in RICH.values():
        assert WORD in data
