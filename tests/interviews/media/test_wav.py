"""Chunks of WAV files: what isn't format or sound becomes JUNK of the same size."""

import io
import struct

import pytest

from interviews.media import CannotClean, clean
from tests.interviews.media.cleaned import WORD, cleaned
from tests.media_files import FMT, PCM, WAV, chunk, riff

DATA = chunk(b"data", PCM)
INFO = chunk(b"LIST", b"INFO" + chunk(b"INAM", WORD) + chunk(b"IART", WORD))
NAMES = [b"bext", b"iXML", b"_PMX", b"id3 ", b"ID3 ", b"cue ", b"LIST", b"smpl", b"inst", b"axml", b"chna", b"JUNK"]


def ds64(riff_size: int, data_size: int, more: bytes = b"") -> bytes:
    return chunk(b"ds64", struct.pack("<QQQI", riff_size, data_size, 0, 0) + more)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_a_chunk_that_is_not_needed_is_blanked_in_its_place(name, place):
    extra = chunk(name, WORD + b"!")
    parts = {"before": (extra, FMT, DATA), "between": (FMT, extra, DATA), "behind": (FMT, DATA, extra)}[place]
    data = riff(*parts)
    out = cleaned(data, ".wav")
    assert len(out) == len(data)
    assert out == data.replace(extra, chunk(b"JUNK", bytes(len(WORD) + 1)))


def test_list_and_what_follows_the_riff_go():
    assert cleaned(riff(FMT, INFO, DATA) + WORD, ".wav") == riff(FMT, chunk(b"JUNK", bytes(len(INFO) - 8)), DATA)


def test_padding_and_surplus_of_the_format_are_blanked():
    odd = chunk(b"JUNK", b"\0")[:-1] + b"!"
    fmt = chunk(b"fmt ", FMT[8:] + WORD)
    out = cleaned(riff(fmt, odd, chunk(b"fact", b"\1\0\0\0" + WORD), DATA), ".wav")
    assert out == riff(
        chunk(b"fmt ", FMT[8:] + bytes(len(WORD))),
        chunk(b"JUNK", b"\0"),
        chunk(b"fact", b"\1" + bytes(3 + len(WORD))),
        DATA,
    )


def test_sizes_of_the_long_forms_hold_no_words():
    short = riff(chunk(b"ds64", WORD), FMT, DATA)
    assert cleaned(short, ".wav") == riff(chunk(b"JUNK", bytes(len(WORD))), FMT, DATA)
    with pytest.raises(CannotClean):
        clean(io.BytesIO(riff(chunk(b"ds64", WORD), FMT, DATA, kind=b"RF64")), ".wav")


@pytest.mark.parametrize("kind", [b"RF64", b"BW64"])
def test_long_forms_are_followed_by_their_sizes(kind):
    data = b"data" + b"\xff" * 4 + PCM
    body = ds64(0, len(PCM), WORD) + FMT + data + INFO
    body = ds64(len(body) + 4, len(PCM), WORD) + body[len(ds64(0, 0, WORD)) :]
    out = cleaned(kind + b"\xff" * 4 + b"WAVE" + body, ".wav")
    assert data in out


@pytest.mark.parametrize(
    "data",
    [
        WAV[:-1],
        WAV[:20],
        riff(DATA),
        riff(FMT),
        riff(DATA, FMT),
        riff(FMT, DATA, DATA),
        riff(FMT, b"data" + b"\xff" * 4 + PCM),
        riff(FMT, b"data" + bytes(4) + PCM),
        riff(FMT.replace(b"\x01\0\x01\0", b"\x55\0\x01\0"), DATA),
        b"RIFX" + WAV[4:],
        riff(FMT, DATA, kind=b"RF64"),
        riff(FMT, *[chunk(b"JUNK", b"")] * 20_000, DATA),
    ],
)
def test_what_can_not_be_followed_is_refused(data):
    with pytest.raises(CannotClean):
        clean(io.BytesIO(data), ".wav")
