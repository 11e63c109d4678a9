"""Elements of Matroska and WebM: what playing doesn't need is a Void of the same size."""

import io

import pytest

from interviews.media import CannotClean, clean
from tests.interviews.media.cleaned import WORD, cleaned
from tests.media_files import (
    BLOCKS,
    EBML,
    FLAC_INFO,
    INFO,
    OPUS_HEAD,
    TRACKS,
    VORBIS_HEAD,
    WEBM,
    cluster,
    comments,
    element,
    flac_block,
    webm,
    webm_track,
)

SIMPLE = [element(0xA3, block) for block in BLOCKS]
TAGS = element(0x1254C367, element(0x7373, element(0x67C8, element(0x45A3, b"TITLE"), element(0x4487, WORD))))
CHAPTERS = element(0x1043A770, element(0x45B9, element(0xB6, element(0x80, element(0x85, WORD)))))
ATTACHED = element(0x1941A469, element(0x61A7, element(0x466E, WORD), element(0x465C, WORD * 50)))
TITLED = element(
    0x1549A966,
    *(element(0x2AD7B1, b"\x0f\x42\x40"), element(0x7BA9, WORD), element(0x4D80, WORD), element(0x5741, WORD)),
    *(element(0x4461, b"CANARY!!"), element(0x73A4, WORD[:16]), element(0x7384, WORD), element(0x4489, b"\0" * 8)),
)
SETUP = comments(b"\x03vorbis", WORD, WORD, tail=b"\x01")
LACED = b"\x02" + bytes([30]) + b"\xff" * (len(SETUP) // 255) + bytes([len(SETUP) % 255])
VORBIS = element(0x63A2, LACED, VORBIS_HEAD, SETUP, b"\x05vorbis", bytes(range(99)))
FLAC = element(0x63A2, b"fLaC", FLAC_INFO, flac_block(4, comments(b"", WORD, WORD)), flac_block(6, WORD, last=True))
GROUPS = [element(0xA0, element(0xA1, block), element(0x9B, b"\x14"), element(0x75A1, WORD)) for block in BLOCKS]
SUBTITLE = element(
    0x1654AE6B, webm_track(element(0x63A2, OPUS_HEAD)), webm_track(number=2, kind=0x11, codec=b"S_TEXT/UTF8")
)
SPOKEN = b"\x82\0\0\x80" + WORD

FILES = {
    "tags": webm(TITLED, TRACKS, cluster(*SIMPLE), TAGS),
    "tags in front": webm(TAGS, INFO, TRACKS, TAGS, cluster(*SIMPLE)),
    "chapters and attachments": webm(INFO, CHAPTERS, TRACKS, ATTACHED, cluster(*SIMPLE)),
    "names of tracks": webm(
        INFO,
        element(
            0x1654AE6B,
            webm_track(
                element(0x536E, WORD), element(0x258688, WORD), element(0x22B59D, WORD), element(0x22B59C, WORD)
            ),
        ),
        cluster(*SIMPLE),
    ),
    "Vorbis with comments": webm(INFO, element(0x1654AE6B, webm_track(VORBIS, codec=b"A_VORBIS")), cluster(*SIMPLE)),
    "FLAC with comments": webm(INFO, element(0x1654AE6B, webm_track(FLAC, codec=b"A_FLAC")), cluster(*SIMPLE)),
    "Voids and checksums": webm(
        element(0xEC, WORD), element(0xBF, b"CNRY"), INFO, TRACKS, cluster(*SIMPLE, element(0xEC, WORD))
    ),
    "groups of blocks": webm(INFO, TRACKS, cluster(*GROUPS), TAGS),
    "clusters of unknown size": webm(
        INFO, TRACKS, cluster(*SIMPLE, TAGS, unknown=True), TAGS, cluster(element(0xC2, b"x"), unknown=True)
    ),
    "a segment of unknown size": EBML
    + element(0x18538067, TITLED, TRACKS, cluster(*SIMPLE, unknown=True), TAGS, unknown=True),
    "two files joined": (EBML + element(0x18538067, TITLED, TRACKS, cluster(*SIMPLE, unknown=True), unknown=True)) * 2,
    "something after the segment": WEBM + element(0xEC, WORD) + TAGS,
    "words in the header": WEBM.replace(
        EBML, element(0x1A45DFA3, EBML[5:], element(0x4283, WORD), element(0xEC, WORD))
    ),
    "an unknown element in each": webm(
        element(0x4242, WORD),
        element(0x1549A966, element(0x4242, WORD)),
        element(
            0x1654AE6B, element(0x4242, WORD), webm_track(element(0x4242, WORD), element(0xE1, element(0x4242, WORD)))
        ),
        cluster(*SIMPLE, element(0x4242, WORD)),
        element(0x1C53BB6B, element(0xBB, element(0xB3, b"\0"), element(0x4242, WORD), element(0xB3, WORD))),
    ),
    "subtitles": webm(INFO, SUBTITLE, cluster(*SIMPLE, element(0xA3, SPOKEN), element(0xA0, element(0xA1, SPOKEN)))),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_needed_is_void_and_nothing_moves(name):
    data = FILES[name]
    out = cleaned(data, ".webm")
    assert len(out) == len(data)
    for block in BLOCKS:
        assert out.count(block) == data.count(block) > 0
        assert out.index(block) == data.index(block)


def test_a_clean_file_stays_as_it_is():
    assert cleaned(WEBM, ".webm") == WEBM


@pytest.mark.parametrize("length", [0, 1, 2, 7, 8, 9, 125, 126, 127, 128, 129, 300, 17_000])
def test_a_void_is_as_long_as_what_it_takes_the_place_of(length):
    data = webm(INFO, TRACKS, element(0x1254C367, b"!" * length), cluster(*SIMPLE))
    out = cleaned(data, ".webm")
    assert len(out) == len(data)
    assert b"!" not in out


def test_pointers_to_what_is_void_now_are_void_too():
    seeks = [
        element(0x4DBB, element(0x53AB, code.to_bytes(4, "big")), element(0x53AC, b"\7"))
        for code in (0x1254C367, 0x1654AE6B)
    ]
    out = cleaned(webm(element(0x114D9B74, *seeks), INFO, TRACKS, cluster(*SIMPLE)), ".webm")
    assert seeks[1] in out
    assert bytes.fromhex("1254c367") not in out


BAD = {
    "nothing": b"",
    "no header": WEBM[len(EBML) :],
    "another kind": WEBM.replace(b"webm", b"mp4a"),
    "no segment": EBML,
    "no tracks": webm(INFO, cluster()),
    "cut off": WEBM[:-3],
    "an element longer than the one around it": webm(INFO, element(0x1654AE6B, b"\xae\x90" + b"x" * 9)),
    "tags of unknown size": webm(INFO, TRACKS, element(0x1254C367, WORD, unknown=True)),
    "an unknown codec": webm(INFO, element(0x1654AE6B, webm_track(codec=b"V_MS/VFW/FOURCC")), cluster(*SIMPLE)),
    "packed blocks": webm(element(0x1654AE6B, webm_track(element(0x6D80, WORD)))),
    "a track without a kind": webm(element(0x1654AE6B, element(0xAE, element(0xD7, b"\1")))),
    "Vorbis that is none": webm(element(0x1654AE6B, webm_track(element(0x63A2, WORD), codec=b"A_VORBIS"))),
    "an identifier of no length": webm(INFO, TRACKS, b"\0" * 40),
}


@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_followed_is_refused(name):
    with pytest.raises(CannotClean):
        clean(io.BytesIO(BAD[name]), ".webm")
