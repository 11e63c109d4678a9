"""Comments of Ogg streams: emptied in place, with pages whose checksums are right again."""

import io

import pytest

from interviews.media import CannotClean, clean
from interviews.media.ogg import checksum
from tests.interviews.media.cleaned import WORD, cleaned
from tests.media_files import (
    FLAC_INFO,
    OPUS_HEAD,
    SOUND_PACKETS,
    THEORA_HEAD,
    VORBIS_HEAD,
    comments,
    flac_block,
    ogg_flac,
    opus,
    page,
    pages,
    vorbis,
)

PICTURE = b"METADATA_BLOCK_PICTURE=" + WORD * 3_000


def theora() -> bytes:
    headers = [comments(b"\x81theora", WORD, b"TITLE=" + WORD), b"\x82theora" + bytes(300)]
    return b"".join([*pages(3, [THEORA_HEAD], flags=2), *pages(3, headers, first=1), *pages(3, SOUND_PACKETS, first=2)])


def multiplexed() -> bytes:
    sound, pictures = [pages(1, [VORBIS_HEAD], flags=2), pages(2, [THEORA_HEAD], flags=2)]
    one = pages(1, [comments(b"\x03vorbis", WORD, WORD, tail=b"\1"), b"\x05vorbis" + bytes(20)], first=1, per_page=1)
    two = pages(2, [comments(b"\x81theora", WORD, WORD), b"\x82theora" + bytes(20)], first=1, per_page=1)
    mixed = [made for pair in zip(one, two, strict=True) for made in pair]
    rest = pages(1, SOUND_PACKETS, first=9) + pages(2, SOUND_PACKETS, first=9)
    return b"".join([*sound, *pictures, *mixed, *rest])


FILES = {
    "Opus": opus(WORD, b"TITLE=" + WORD, b"ARTIST=" + WORD),
    "Opus with padding": opus(WORD, b"TITLE=" + WORD, tail=WORD * 9),
    "Opus with a picture over many pages": opus(WORD, PICTURE),
    "Opus on pages of one segment": opus(WORD, b"TITLE=" + WORD * 9, per_page=1),
    "Vorbis": vorbis(WORD, b"TITLE=" + WORD),
    "Vorbis with a picture that shares a page with the setup": vorbis(WORD, PICTURE),
    "Vorbis on pages of three segments": vorbis(WORD, b"TITLE=" + WORD * 9, per_page=3),
    "Theora": theora(),
    "FLAC": ogg_flac(
        flac_block(4, comments(b"", WORD, WORD)),
        flac_block(6, WORD * 900),
        flac_block(2, WORD),
        flac_block(5, WORD),
        flac_block(1, WORD, last=True),
    ),
    "streams one after the other": opus(WORD, WORD) + vorbis(WORD, WORD) + opus(WORD, WORD),
    "streams side by side": multiplexed(),
}


def split(data: bytes) -> list[bytes]:
    found = []
    while data:
        length = 27 + data[26] + sum(data[27 : 27 + data[26]])
        found.append(data[:length])
        data = data[length:]
    return found


@pytest.mark.parametrize("name", FILES)
def test_comments_are_emptied_and_all_else_stays(name):
    data = FILES[name]
    out = cleaned(data, ".ogg")
    assert len(out) == len(data)
    for old, new in zip(split(data), split(out), strict=True):
        assert checksum(new[:22] + bytes(4) + new[26:]) == int.from_bytes(new[22:26], "little")
        assert (new[:22], new[26]) == (old[:22], old[26])
        if b"CANARY" not in old and b"theora" not in old and old[5] & 2:
            assert new == old
    for packet in [*SOUND_PACKETS]:
        assert out.count(packet) == data.count(packet)


def test_an_emptied_comment_of_vorbis_is_one_without_comments():
    out = cleaned(vorbis(WORD, b"TITLE=" + WORD), ".ogg")
    at = out.index(b"\x03vorbis") + 7
    vendor = int.from_bytes(out[at : at + 4], "little")
    assert out[at + 4 : at + 4 + vendor] == bytes(vendor)
    assert out[at + 4 + vendor : at + 9 + vendor] == b"\0\0\0\0\x01"
    assert out[at + 9 + vendor :].startswith(b"\x05vorbis" + bytes(range(200)))


def test_a_last_page_that_was_cut_off_and_a_tag_behind_go():
    whole = opus(WORD, WORD)
    last = split(whole)[-1]
    assert cleaned(whole + last[:-7], ".opus") == cleaned(whole, ".opus")
    assert cleaned(whole + b"TAG" + WORD.ljust(125), ".opus") == cleaned(whole, ".opus")


SKELETON = page(1, 0, [10], b"fishead\0" + b"ab", flags=2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"OggS",
        WORD + opus(),
        opus()[:60],
        SKELETON + opus(),
        page(1, 0, [20], OPUS_HEAD + b"x", flags=2) + b"".join(pages(1, [comments(b"OpusTags", b"v")])),
        page(7, 0, [19], OPUS_HEAD, flags=2),
        opus() + WORD + opus(),
        opus()[:60] + b"\x99" + opus()[61:],
        opus() + page(99, 0, [4], b"abcd"),
        b"".join(pages(1, [OPUS_HEAD], flags=2)) + page(1, 1, [4], b"Opus"),
        ogg_flac(b"\x84\x00\xff\xff" + FLAC_INFO),
    ],
)
def test_what_can_not_be_followed_is_refused(data):
    with pytest.raises(CannotClean):
        clean(io.BytesIO(data), ".ogg")
