"""OHMS records give their transcript, its times, its second language and its index."""

from xml.sax.saxutils import escape

import pytest

from interviews.formats import read

EMPTY = "<title>Гутарка</title><interviewee>Ян</interviewee><language>Belarusian</language><version>{version}</version>"


def ohms(*, version="5.4", **elements):
    record = "".join(f"<{name}>{escape(text)}</{name}>\n" for name, text in elements.items())
    reading = read(
        '<?xml version="1.0" encoding="UTF-8"?>\n<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms">'
        f'<record id="1" dt="2024-01-01">{EMPTY.format(version=version)}\n{record}</record></ROOT>'.encode()
    )
    assert reading.format == "ohms"
    return reading


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems if problem.code != "header-text"]


def test_marks_at_every_minute_give_the_times():
    transcript = "ІВАН: адзін два. тры\nчатыры пяць.\n\nАННА: шэсць сем.\nІВАН: восем."
    # Line 1, word 4 (the label is a word too); line 4, word 1; line 5, word 2.
    reading = ohms(sync="1:|1(4)|4(1)|5(2)", transcript=transcript)
    assert cues(reading) == [
        (0, 60_000, "ІВАН", "адзін два."),
        (60_000, 120_000, "ІВАН", "тры\nчатыры пяць."),
        (120_000, 165_000, "АННА", "шэсць сем."),
        (180_000, 198_000, "ІВАН", "восем."),
    ]
    assert [cue.line for cue in reading.cues] == [4, 4, 7, 8]
    assert codes(reading) == ["label-once"]


def test_passages_between_two_marks_get_times_by_their_words():
    reading = ohms(sync="1:|3(2)", transcript="ІВАН: адзін два\nАННА: тры\nІВАН: чатыры")
    assert [cue[:2] for cue in cues(reading)] == [(0, 30_000), (30_000, 50_000), (60_000, 70_000)]
    assert codes(reading) == ["times-shared-out", "label-once"]


def test_marks_can_stand_at_every_second_minute():
    reading = ohms(sync="2:|1(3)", transcript="адзін два! тры чатыры")
    assert [cue[:2] for cue in cues(reading)] == [(0, 120_000), (120_000, 240_000)]


@pytest.mark.parametrize("sync", ["1:|1(3)|1(1)", "1:|1(3)|9(1)", "1:|1(3)|x", "1:|1(3)|1(99)"])
def test_marks_that_do_not_fit_are_left_out_and_told(sync):
    reading = ohms(sync=sync, transcript="адзін два. тры")
    assert [cue[3] for cue in cues(reading)] == ["адзін два.", "тры"]
    assert cues(reading)[1][0] == 60_000
    assert codes(reading) == ["sync-mark"]


def test_marks_that_cannot_be_read_leave_the_text_without_times():
    reading = ohms(sync="часта", transcript="адзін два тры")
    assert cues(reading) == [(None, None, "", "адзін два тры")]
    assert codes(reading) == ["sync-unreadable"]


def test_a_text_without_marks_has_no_times_unless_it_holds_stamps():
    assert cues(ohms(sync="", transcript="Ян: Так\n\nЯн: Не")) == [(None, None, "Ян", "Так"), (None, None, "Ян", "Не")]
    stamped = ohms(sync="", transcript="[00:00:01] Так\n[00:00:05] Не\n[00:00:09]")
    assert cues(stamped) == [(1000, 5000, "", "Так"), (5000, 9000, "", "Не")]


def test_footnotes_are_told_and_their_lines_still_count():
    transcript = "адзін[[footnote]]1[[/footnote]] два\n[[footnotes]]\n[[note]]Заўвага[[/note]]\n[[/footnotes]]\nтры"
    reading = ohms(sync="1:|5(1)", transcript=transcript)
    assert [cue[3] for cue in cues(reading)] == ["адзін два", "тры"]
    assert cues(reading)[1][0] == 60_000
    assert codes(reading) == ["footnote-marks", "note"]
    assert "Заўвага" in reading.problems[-1].message
    assert reading.problems[-1].line == 5


VTT = "WEBVTT\n\nNOTE пачатак\n\n00:01.000 --> 00:02.000\n<v Ян>Так\n\n00:02.000 --> 00:03.000\n<v Анна>Не\n"


def test_version_six_holds_captions_with_voices():
    reading = ohms(version="6.0", vtt_transcript=VTT)
    assert cues(reading) == [(1000, 2000, "Ян", "Так"), (2000, 3000, "Анна", "Не")]
    assert [cue.line for cue in reading.cues] == [7, 10]
    assert codes(reading) == ["note"]
    assert reading.problems[-1].line == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nТак", [(1000, 2000, "", "Так")]),
        ("Проста тэкст", [(None, None, "", "Проста тэкст")]),
    ],
)
def test_captions_that_are_none_are_read_for_what_they_are(text, expected):
    assert cues(ohms(vtt_transcript=text)) == expected


def test_a_second_language_is_an_alternative():
    reading = ohms(
        sync="1:|1(2)",
        transcript="адзін. два",
        sync_alt="1:|1(2)",
        transcript_alt="one. two",
        transcript_alt_lang="English",
    )
    (other,) = reading.extras.alternatives
    assert other.language == "English"
    assert [(cue.start_ms, cue.text) for cue in other.cues] == [(0, "one."), (60_000, "two")]
    assert codes(reading) == ["other-language"]
    assert reading.language == "be"


def test_a_second_language_alone_is_the_transcript():
    reading = ohms(transcript="", transcript_alt="one two", transcript_alt_lang="English")
    assert cues(reading) == [(None, None, "", "one two")]
    assert reading.extras.alternatives == ()


INDEX = (
    "<index><point><time>83</time><title>Прысяга</title><title_alt>The oath</title_alt>"
    "<partial_transcript>мы прысягалі</partial_transcript><synopsis>Пра прысягу</synopsis><synopsis_alt/>"
    "<keywords>прысяга;войска</keywords><subjects>войска;статут</subjects>"
    "<gpspoints><gps>53.9, 27.5</gps><gps_text>Мінск</gps_text></gpspoints></point>"
    "<point><time>soon</time><title>Калі</title></point></index>"
)


def test_index_points_are_extras_in_each_of_their_languages():
    text = (
        "<ROOT><record><language>Belarusian</language><transcript_alt_lang>English</transcript_alt_lang>"
        f"{INDEX}<transcript>Так</transcript></record></ROOT>"
    )
    reading = read(text.encode())
    points = [
        (one.start_ms, one.title, one.synopsis, one.keywords, one.language) for one in reading.extras.index_points
    ]
    assert points == [
        (83_000, "Прысяга", "Пра прысягу", ("прысяга", "войска", "статут"), "be"),
        (83_000, "The oath", "", (), "en"),
    ]
    told = " ".join(problem.message for problem in reading.problems)
    assert all(words in told for words in ("мы прысягалі", "Мінск", "Калі"))
    assert "index-points" in codes(reading)


def test_what_the_record_says_of_the_interview_is_told():
    reading = ohms(transcript="Так", description="Доўгая гутарка", usage="Толькі чытаць")
    (told,) = [problem.message for problem in reading.problems]
    assert all(words in told for words in ("Гутарка", "Доўгая гутарка", "Толькі чытаць"))


def test_a_record_without_a_transcript_has_no_cues():
    assert codes(ohms(transcript="")) == ["no-cues"]
