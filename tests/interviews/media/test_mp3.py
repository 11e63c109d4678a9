"""Tags of MP3 files: wherever they stand they are cut, and every frame of the sound stays."""

import io
from pathlib import Path

import pytest

from interviews.media import CannotClean, clean
from tests.interviews.media.cleaned import WORD, cleaned
from tests.media_files import MP3, ape, id3v1, id3v1_extended, id3v2, lyrics3, lyrics3_old, mp3_frame

SAMPLE = Path(__file__).parents[3] / "sample" / "media" / "OOU-7K3M-1.mp3"
XING = mp3_frame(bytes(32) + b"Xing" + bytes(100) + b"LAME3.100" + bytes(300))

TAGGED = {
    "ID3v2.2": id3v2(WORD, version=2) + MP3,
    "ID3v2.3": id3v2(WORD, version=3) + MP3,
    "ID3v2.4 with a footer": id3v2(WORD, footer=True) + MP3,
    "several ID3v2 in a row": id3v2(WORD) + id3v2(WORD * 9, footer=True) + id3v2(bytes(500)) + MP3,
    "ID3v2 with more than it says": id3v2(WORD) + WORD * 2 + MP3,
    "ID3v2 with a picture that looks like frames": id3v2(b"\xff\xfb\x90\x00" * 50 + WORD) + MP3,
    "ID3v2 with a size that is none": b"ID3\4\0\0\xff\xff\xff\xff" + WORD + MP3,
    "ID3v1": MP3 + id3v1(WORD),
    "ID3v1 extended": MP3 + id3v1_extended(WORD) + id3v1(WORD),
    "appended ID3v2": MP3 + id3v2(WORD, footer=True),
    "appended ID3v2 without a footer": MP3 + id3v2(WORD),
    "APEv1": MP3 + ape(WORD, header=False, version=1000),
    "APEv2": MP3 + ape(WORD),
    "APEv2 at the start": ape(WORD) + MP3,
    "Lyrics3": MP3 + lyrics3_old(WORD) + id3v1(WORD),
    "Lyrics3v2": MP3 + lyrics3(WORD) + id3v1(WORD),
    "all at once": id3v2(WORD) + MP3 + id3v2(WORD, footer=True) + ape(WORD) + lyrics3(WORD) + id3v1(WORD),
    "two tagged files joined": id3v2(WORD) + MP3[: 417 * 4] + id3v1(WORD) + id3v2(WORD) + MP3[417 * 4 :] + ape(WORD),
    "APE without a footer behind": MP3 + ape(WORD)[: 32 + 40],
    "a last frame that a tag cut off": MP3 + mp3_frame()[:200] + id3v1(WORD),
    "words before the sound": id3v2(b"") + WORD + MP3,
}


@pytest.mark.parametrize("name", TAGGED)
def test_tags_are_cut_and_the_sound_stays_byte_for_byte(name):
    assert cleaned(TAGGED[name], ".mp3") == MP3


def test_words_that_are_no_tag_go_with_the_frame_before_which_may_have_been_cut_off():
    assert cleaned(MP3 + WORD, ".mp3") == MP3[:-417]
    assert cleaned(MP3[: 417 * 4] + WORD + MP3[417 * 4 :], ".mp3") == MP3[: 417 * 3] + MP3[417 * 4 :]


@pytest.mark.parametrize("tag", [id3v1(WORD), ape(WORD), id3v2(WORD), lyrics3(WORD)])
@pytest.mark.parametrize("behind", [MP3, b"", id3v2(WORD)])
def test_a_frame_that_was_cut_off_is_not_filled_up_with_tags(tag, behind):
    assert cleaned(MP3 + mp3_frame()[: 417 - len(tag)] + tag + behind, ".mp3") == MP3 + behind.removeprefix(id3v2(WORD))


def test_the_frame_that_tells_the_length_stays():
    assert cleaned(id3v2(WORD) + XING + MP3, ".mp3") == XING + MP3


def test_frames_of_changing_bit_rates_stay():
    small = b"\xff\xfb\x50\x00" + bytes(205)  # 64 kbit/s with padding
    small = small[: 144_000 * 64 // 44_100]
    assert cleaned(id3v2(WORD) + MP3 + small * 3 + MP3, ".mp3") == MP3 + small * 3 + MP3


def test_the_sample_recording_is_clean_already():
    assert cleaned(SAMPLE.read_bytes(), ".mp3") == SAMPLE.read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        id3v2(WORD),
        id3v2(WORD) + WORD * 1000,
        b"\xff\xfb\x90\x00",
        b"\xff\xfb\x00\x00" * 500,
        MP3 + WORD * 9000,
    ],
    ids=["empty", "three letters", "tag only", "no sound", "half a frame", "free format", "mostly something else"],
)
def test_what_has_no_sound_to_keep_is_refused(data):
    with pytest.raises(CannotClean):
        clean(io.BytesIO(data), ".mp3")
