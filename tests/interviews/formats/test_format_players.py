"""Subtitles of MPlayer, TMPlayer and players of songs: read by their marks, with every word kept or told."""

import pytest

from interviews.formats import read

SPOKEN = {
    "be": ("Чаму вы сышлі са службы?", "Бо быў загад, і я не змог."),
    "ru": ("Почему вы ушли со службы?", "Был приказ, и я не смог."),
    "uk": ("Чому ви пішли зі служби?", "Бо був наказ, і я не зміг."),
    "en": ("Why did you leave?", "There was an order, and I could not."),
}
WAYS = pytest.mark.parametrize(
    "way",
    [
        lambda text: text.encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.encode("utf-16"),
    ],
)
LANGUAGES = pytest.mark.parametrize("language", SPOKEN)


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


def refused(reading):
    return [(problem.code, problem.line) for problem in reading.problems if problem.refuses]


@LANGUAGES
@WAYS
def test_mpl2_counts_tenths_of_a_second(language, way):
    asks, answers = SPOKEN[language]
    reading = read(way(f"[10][45]{asks}\n[604][640]{answers}\n"))
    assert reading.format == "mpl2"
    assert cues(reading) == [(1000, 4500, "", asks), (60_400, 64_000, "", answers)]
    assert reading.problems == ()


def test_mpl2_has_strokes_for_lines_and_slanted_letters_codes_and_names():
    reading = read("[10][20]{y:i}Ян: так|/і не\n[20][]Ян: ну\n[40][50]-Не|-Так\n".encode())
    assert cues(reading) == [
        (1000, 2000, "Ян", "так\nі не"),
        (2000, 4000, "Ян", "ну"),
        (4000, 5000, "", "-Не\n-Так"),
    ]
    assert codes(reading) == ["override-codes", "ends-taken"]


def test_mpl2_in_an_old_encoding_is_read():
    body = "".join(f"[{n}0][{n}5]Мы стаялі на пляцы і чакалі загаду.\n" for n in range(1, 9))
    reading = read(body.replace("і", "i").encode("cp1251"))
    assert (reading.format, reading.encoding, len(reading.cues)) == ("mpl2", "cp1251", 8)


@pytest.mark.parametrize(
    ("line", "code"), [("[2x][30]два", "time-wrong"), ("[30][20]два", "ends-before-start"), ("[][20]два", "time-wrong")]
)
def test_mpl2_times_that_cannot_be_read_quote_the_words(line, code):
    reading = read(f"[10][20]раз\n{line}\n[40][50]тры\n".encode())
    assert [cue.text for cue in reading.cues] == ["раз", "тры"]
    assert refused(reading) == [(code, 2)]
    assert any("два" in problem.message for problem in reading.problems)


def test_lines_of_mpl2_and_microdvd_without_times_are_told_with_their_numbers():
    for text in ("[10][20]раз\nпрацяг\n[40][50]тры\n", "{1}{1}25\n{10}{20}раз\nпрацяг\n{40}{50}тры\n"):
        reading = read(text.encode())
        [problem] = reading.problems
        assert (problem.code, problem.line) == ("note", text.split("\n").index("працяг") + 1)
        assert "працяг" in problem.message


def test_a_frame_of_microdvd_that_cannot_be_read_refuses_its_words():
    reading = read("{1}{1}25\n{10}{20}раз\n{3x}{40}два\n{50}{60}тры\n".encode())
    assert refused(reading) == [("time-wrong", 3)]
    assert "два" in reading.problems[0].message


def test_footnotes_in_brackets_are_no_mpl2():
    text = "[1][2] Гл. таксама кнігу.\n\nМы стаялі.\n\nПотым пайшлі.\n"
    assert read(text.encode()).format == "text"


def test_a_file_of_mpl2_that_is_cut_off_keeps_what_is_whole():
    reading = read("[10][20]раз\n[30][40]два\n[50][6".encode())
    assert [cue.text for cue in reading.cues] == ["раз", "два"]
    assert [(problem.code, problem.line) for problem in reading.problems] == [("note", 3)]


@LANGUAGES
@WAYS
@pytest.mark.parametrize("mark", [":", "="])
def test_tmplayer_shows_a_line_until_the_next(language, way, mark):
    asks, answers = SPOKEN[language]
    reading = read(way(f"00:00:01{mark}{asks}\n00:00:07{mark}{answers}|—\n00:01:23{mark}\n"))
    assert reading.format == "tmplayer"
    assert cues(reading) == [(1000, 7000, "", asks), (7000, 83_000, "", f"{answers}\n—")]
    assert codes(reading) == ["ends-taken"]


def test_tmplayer_numbers_the_lines_of_a_cue_and_names_speakers():
    reading = read("0:00:01,1=Анна: раз\n0:00:01,2=два\n0:00:09,1=Анна: тры\n0:00:12,1=\n".encode())
    assert cues(reading) == [(1000, 9000, "Анна", "раз\nдва"), (9000, 12_000, "Анна", "тры")]


def test_tmplayer_tells_what_has_no_time_and_keeps_it():
    reading = read("00:00:01:раз\n00:00:03:два\nпрацяг\n00:00:05:тры\n00:00:07:чатыры\n00:00:09:\n".encode())
    assert [cue.text for cue in reading.cues] == ["раз", "два\nпрацяг", "тры", "чатыры"]
    assert [(one.code, one.line) for one in reading.problems] == [("ends-taken", 1), ("text-without-time", 3)]


def test_a_time_of_tmplayer_that_cannot_be_read_refuses_its_words():
    reading = read("00:00:01:раз\n00:0x:03:два\n00:00:05:тры\n00:00:07:чатыры\n00:00:09:пяць\n00:00:11:\n".encode())
    # A letter that is no figure is no time: the line goes on with the cue above it, and is told.
    assert [(one.code, one.line) for one in reading.problems][-1] == ("text-without-time", 2)
    reading = read("00:00:01:раз\n00:OO:03:два\n00:00:05:тры\n00:00:07:чатыры\n00:00:09:пяць\n00:00:11:\n".encode())
    assert refused(reading) == [("time-wrong", 2)]
    assert "два" in next(one for one in reading.problems if one.refuses).message


def test_clocks_with_frames_before_words_are_no_tmplayer():
    reading = read("00:00:01:12 раз\n00:00:03:05 два\n00:00:05:20 тры\n".encode())
    assert (reading.format, reading.cues[0].start_ms) == ("text", 1480)


LRC = "[ti:Размова]\n[ar:Ян Кос]\n[00:12.00]{}\n[01:15.305]{}\n[02:00]\n"


@LANGUAGES
@WAYS
def test_lrc_has_tags_and_a_stamp_before_every_line(language, way):
    asks, answers = SPOKEN[language]
    reading = read(way(LRC.format(asks, answers)))
    assert reading.format == "lrc"
    assert cues(reading) == [(12_000, 75_305, "", asks), (75_305, 120_000, "", answers)]
    assert codes(reading) == ["header-text", "ends-taken"]
    assert "Размова" in reading.problems[0].message


def test_lrc_repeats_lines_shifts_all_times_and_drops_the_stamps_of_words():
    text = "[offset:+500]\n[00:10.00][00:30.00]Прыпеў\n[00:20.00]<00:20.00>Адзін <00:21.00>два <00:22.50>\n[00:40.00]\n"
    assert cues(read(text.encode())) == [
        (9500, 19_500, "", "Прыпеў"),
        (19_500, 22_000, "", "Адзін два"),
        (29_500, 39_500, "", "Прыпеў"),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("працяг", ("text-without-time", 3)),
        ("[00:xx.00] два", ("text-without-time", 3)),
        ("[0O:2O.00]два", ("time-wrong", 3)),
        ("[00:20.00", ("text-without-time", 3)),
    ],
)
def test_a_line_of_lrc_without_a_stamp_that_can_be_read_is_told(line, told):
    body = "[ti:x]\n[00:10.00]раз\n{}\n[00:30.00]тры\n[00:40.00]чатыры\n[00:50.00]пяць\n[01:00.00]\n"
    reading = read(body.format(line).encode())
    assert told in [(one.code, one.line) for one in reading.problems]
    kept = " ".join(cue.text for cue in reading.cues) + " ".join(one.message for one in reading.problems)
    assert all(word in kept for word in line.replace("]", "] ").split())


def test_stamps_alone_are_plain_text():
    assert read("[00:12.00]раз\n[00:15.30]два\n".encode()).format == "text"
