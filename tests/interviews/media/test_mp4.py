"""Boxes of MP4 files: what playing doesn't need is free and of the same size, and only samples are left in the data."""

import io

import pytest

from interviews.media import CannotClean, clean
from tests.interviews.media.cleaned import WORD, cleaned
from tests.media_files import (
    ESDS,
    FLAC_INFO,
    FTYP,
    MP4,
    SAMPLES,
    box,
    comments,
    flac_block,
    full,
    movie,
    mp4,
    numbers,
    picture_entry,
    sound_entry,
    track,
)

META = full(
    b"meta", full(b"hdlr", bytes(4), b"mdir", bytes(12), WORD), box(b"ilst", box(b"\xa9nam", box(b"data", WORD)))
)
UDTA = box(b"udta", box(b"\xa9xyz", WORD), META, bytes(4))
XMP = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), WORD)
EDITS = box(b"edts", full(b"elst", numbers(1, 1000, 0, 1 << 16), WORD))
ELSEWHERE = {"dinf": full(b"url ", b"file:///home/" + WORD, flags=0)}
VIDEO = picture_entry(box(b"avcC", b"\1\2\3"), box(b"colr", b"prof", WORD), name=b"CANARY", vendor=b"CANA")
FLAC = sound_entry(
    full(b"dfLa", FLAC_INFO, flac_block(4, comments(b"", WORD, WORD)), flac_block(6, WORD, last=True)), kind=b"fLaC"
)
MOVED = len(box(b"free", WORD))

FILES = {
    "a user box of the movie": mp4(UDTA),
    "a meta box of the movie": mp4(META),
    "a meta box of the file": mp4(after=META),
    "XMP behind": mp4(after=XMP),
    "XMP before": mp4(before=XMP),
    "free and skip": mp4(box(b"skip", WORD), after=box(b"free", WORD)),
    "a box of 64 bits": mp4(after=box(b"wide", WORD, long=True)),
    "a box to the end of the file": mp4(after=bytes(4) + b"uuid" + WORD),
    "an unknown box everywhere": mp4(
        box(b"what", WORD),
        before=box(b"what", WORD),
        more=dict.fromkeys(("trak", "mdia", "minf", "stbl"), box(b"wh\xa9t", WORD)),
    ),
    "user and meta boxes of the track": mp4(more={"trak": UDTA + META + EDITS, "mdia": UDTA, "minf": META}),
    "the name of a track": mp4(name=WORD),
    "words behind an address in the file": mp4(more={"dinf": full(b"url ", WORD, flags=1)}),
    "a compressor's name and a colour profile": mp4(kind=b"vide", entry=VIDEO),
    "FLAC with comments": mp4(entry=FLAC),
    "a description of a decoder": mp4(entry=sound_entry(ESDS, box(b"what", WORD), vendor=b"CNRY")),
    "brands": mp4().replace(b"M4A isom", b"CANARY. "),
    "two tracks of text": mp4(track([], [], number=2, kind=b"text", name=WORD) + track([], [], number=3, kind=b"meta")),
    "long offsets": mp4(UDTA, long_offsets=True),
    "a rest too short for a box": mp4(after=b"CANARY"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_needed_is_free_and_nothing_moves(name):
    data = FILES[name]
    out = cleaned(data, ".m4a")
    assert len(out) == len(data)
    at = data.index(b"".join(SAMPLES))
    assert out[at : at + 180] == b"".join(SAMPLES)


def test_a_clean_file_stays_as_it_is():
    assert cleaned(MP4, ".m4a") == MP4


def test_the_times_at_which_a_recording_was_made_are_blanked():
    out = cleaned(mp4(time=b"\xe1\xc3\x77\x99"), ".mp4")
    assert b"\xe1\xc3\x77\x99" not in out
    assert out == MP4


def test_samples_of_subtitles_places_and_covers_go_with_their_tracks():
    data = box(b"mdat", SAMPLES[0], WORD, SAMPLES[1], WORD, SAMPLES[2], WORD)
    start = len(FTYP) + 8
    step = 60 + len(WORD)
    sound = track([start, start + step, start + 2 * step], [60] * 3)
    gaps = [start + 60, start + 60 + step]
    for kind, entry in ((b"sbtl", b""), (b"meta", b""), (b"text", b""), (b"vide", picture_entry(kind=b"jpeg"))):
        other = track(gaps, [len(WORD)] * 2, number=2, kind=kind, entry=entry, name=WORD)
        whole = FTYP + data + movie(sound, other)
        out = cleaned(whole, ".mp4")
        assert len(out) == len(whole)
        assert box(b"mdat", *[part for sample in SAMPLES for part in (sample, bytes(len(WORD)))]) in out


def fragment(number: int, start: int, sample: bytes, how: str) -> bytes:
    """Return a fragment of one sample, with words behind it in the data, whose place is told in the way ``how``."""
    flags = {
        "from the fragment": 0x20000,
        "from the file": 1,
        "from what was before": 0,
        "by size in the head": 0x20010,
    }[how]
    moof, length = b"", 0
    for _attempt in range(2):  # the place depends on the length
        length = len(moof)
        base = numbers(0, start) if flags & 1 else b""
        size = numbers(len(sample)) if flags & 0x10 else b""
        sizes = b"" if flags & 0x10 else numbers(1024, len(sample), 0)
        run = full(b"trun", numbers(1, length + 8), sizes, WORD, flags=0x1 | (0 if flags & 0x10 else 0x700))
        head = full(b"tfhd", numbers(1), base, size, WORD, flags=flags)
        traf = box(b"traf", head, full(b"tfdt", numbers(0), WORD), run, UDTA)
        moof = box(b"moof", full(b"mfhd", numbers(number)), traf, UDTA, box(b"uuid", WORD))
    return moof + box(b"mdat", sample, WORD)


@pytest.mark.parametrize("how", ["from the fragment", "from the file", "from what was before", "by size in the head"])
def test_fragments_keep_their_samples_and_nothing_else(how):
    data = FTYP + movie(track([], []), box(b"mvex", full(b"trex", numbers(1, 1, 0, 0, 0))))
    for number, sample in enumerate(SAMPLES):
        data += fragment(number + 1, len(data), sample, how)
    data += box(b"emsg", WORD) + box(b"mfra", WORD)
    out = cleaned(data, ".mp4")
    assert len(out) == len(data)
    for sample in SAMPLES:
        assert box(b"mdat", sample, bytes(len(WORD))) in out


def test_runs_of_subtitles_in_fragments_go_with_their_track():
    subtitles = track([], [], number=1, kind=b"sbtl")
    data = FTYP + movie(subtitles, track([], [], number=2), box(b"mvex", full(b"trex", numbers(1, 1, 0, 0, 0))))
    data += fragment(1, len(data), WORD, "from the fragment")
    assert len(cleaned(data, ".mp4")) == len(data)


def test_an_index_of_segments_stays_without_words_behind():
    index = full(b"sidx", numbers(1, 1000, 0, 0), b"\0\0\0\1", numbers(500, 1000, 0))
    words = full(b"sidx", numbers(1, 1000, 0, 0), b"\0\0\0\1", numbers(500, 1000, 0), WORD)
    assert index[8:] in cleaned(mp4(after=words), ".mp4")


BAD = {
    "an index of segments that is words": mp4(after=box(b"sidx", WORD * 20)),
    "nothing": b"",
    "no movie": FTYP + box(b"mdat", b"x"),
    "no brand": MP4[len(FTYP) :],
    "two movies": MP4 + movie(track([], [])),
    "no sound": FTYP + movie(track([], [], kind=b"text")),
    "cut off": MP4[:-9],
    "a box longer than its box": FTYP + box(b"moov", numbers(999) + b"trak" + bytes(9)),
    "a box shorter than its head": FTYP + numbers(7) + b"free" + MP4[len(FTYP) :],
    "a box of no size inside": FTYP + movie(bytes(4) + b"udta" + WORD),
    "a 64-bit size past the end": FTYP + numbers(1) + b"mdat" + b"\xff" * 8,
    "samples outside the data": mp4(after=movie()).replace(b"mdat", b"free"),
    "another file": mp4(more=ELSEWHERE),
    "an unknown codec": mp4(entry=sound_entry(kind=b"samr")),
    "Vorbis inside": mp4(entry=sound_entry(full(b"esds", b"\x03vorbis" + WORD))),
    "a table longer than its box": MP4.replace(full(b"stts", numbers(1, 3, 1024)), full(b"stts", numbers(9, 3, 1024))),
    "fewer samples than chunks": FTYP + box(b"mdat", bytes(99)) + movie(track([40, 60], [9])),
    "a track twice": FTYP + box(b"mdat") + movie(track([], []), track([], [])),
}


@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_followed_is_refused(name):
    with pytest.raises(CannotClean):
        clean(io.BytesIO(BAD[name]), ".mp4")
