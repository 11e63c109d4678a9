"""SubRip files are read as people and programs write them."""

import pytest

from interviews.formats import read


def srt(text):
    reading = read(text.encode())
    assert reading.format == "srt"
    return reading


def said(reading):
    return [(cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


GOOD = "1\n00:00:01,000 --> 00:00:02,000\nЯ служыў\nтры гады.\n\n2\n00:00:02,500 --> 00:00:04,000\nПотым пайшоў.\n"


def test_a_plain_file_is_read_without_a_word():
    reading = srt(GOOD)
    assert [(cue.start_ms, cue.end_ms, cue.line) for cue in reading.cues] == [(1000, 2000, 2), (2500, 4000, 7)]
    assert said(reading) == [("", "Я служыў\nтры гады."), ("", "Потым пайшоў.")]
    assert reading.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("1\n00", "00").replace("2\n00:00:02,5", "00:00:02,5"),
        GOOD.replace("\n\n2\n", "\n2\n"),
        GOOD.replace("2\n00:00:02,5", "2\n\n00:00:02,5"),
        GOOD.replace(",", "."),
        GOOD.replace("00:00:0", "0:0:"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r\r\n"),
        GOOD.replace("\n", "\n\n"),
        "\n\n" + GOOD,
    ],
)
def test_missing_numbers_and_blank_lines_change_nothing(text):
    reading = srt(text)
    assert said(reading) == [("", "Я служыў\nтры гады."), ("", "Потым пайшоў.")]


@pytest.mark.parametrize("point", [":", ";"])
def test_thousandths_after_another_sign_are_read_and_told(point):
    reading = srt(GOOD.replace(",", point))
    assert [(cue.start_ms, cue.end_ms) for cue in reading.cues] == [(1000, 2000), (2500, 4000)]
    assert codes(reading) == ["fraction-colon"]
    # Two figures may be frames, of which nobody knows how many a second has.
    assert "time-unreadable" in codes(srt(GOOD.replace(",500 -->", f"{point}50 -->")))


def test_a_name_that_is_kept_in_the_words_of_another_is_told():
    turns = "1\n00:00:01,000 --> 00:00:02,000\nАнна: Так.\nЯн: Не.\n\n2\n00:00:03,000 --> 00:00:04,000\nАнна: Ну.\n"
    reading = srt(f"{turns}\n3\n00:00:05,000 --> 00:00:06,000\nА потым: усё.\n")
    assert said(reading)[0] == ("Анна", "Так.\nЯн: Не.")
    assert [one.params["label"] for one in reading.problems if one.code == "label-kept"] == ["Ян"]


def test_a_number_that_is_said_stays_text():
    reading = srt("1\n00:00:01,000 --> 00:00:02,000\nУ якім годзе?\n1994\n\n2\n00:00:03,000 --> 00:00:04,000\n33\n\n")
    assert said(reading) == [("", "У якім годзе?\n1994"), ("", "33")]


def test_a_number_said_before_times_without_a_blank_line_stays_text():
    reading = srt("1\n00:00:01,000 --> 00:00:02,000\nГод?\n1994\n00:00:03,000 --> 00:00:04,000\nТак.\n")
    assert said(reading) == [("", "Год?\n1994"), ("", "Так.")]


def test_a_jump_in_the_numbers_is_told():
    reading = srt(GOOD.replace("\n2\n", "\n7\n"))
    assert codes(reading) == ["number-odd"]
    assert reading.problems[0].line == 6


def test_blank_lines_inside_a_cue_keep_its_words():
    reading = srt(GOOD.replace("служыў\n", "служыў\n\n"))
    assert said(reading)[0] == ("", "Я служыў\nтры гады.")
    assert codes(reading) == ["text-after-blank"]


def test_tags_and_codes_are_stripped():
    body = '1\n00:00:01,000 --> 00:00:02,000 X1:1 X2:2\n{\\an8}<font color="#fff"><i>Так</i></font>, &amp; <b>не</b>\n'
    assert said(srt(body)) == [("", "Так, & не")]


def test_dialogue_dashes_stay():
    assert said(srt("00:00:01,000 --> 00:00:02,000\n- Так?\n- Так.\n")) == [("", "- Так?\n- Так.")]


def test_words_beside_the_times_are_kept():
    reading = srt("1\n00:00:01,000 --> 00:00:02,000 Першыя словы\nдругія\n")
    assert said(reading) == [("", "Першыя словы\nдругія")]
    assert codes(reading) == ["timing-words"]


@pytest.mark.parametrize("end", ["00:00:0x,000", "00:00:02,0x0", "00:00:2O", "0x:00:02,000"])
def test_a_broken_end_is_told_once_and_is_no_word(end):
    reading = srt(f"1\n00:00:01,000 --> {end}\nПершы\n\n2\n00:00:03,000 --> 00:00:04,000\nДругі\n")
    assert said(reading) == [("", "Другі")]
    [problem] = reading.problems
    assert (problem.code, problem.line, problem.params["text"], problem.refuses) == (
        "time-unreadable",
        2,
        "Першы",
        True,
    )


def two_cues(first, second):
    return f"1\n00:00:01,000 --> 00:00:02,000\n{first}\n\n2\n00:00:03,000 --> 00:00:04,000\n{second}\n"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Анна: Так", "Анна: Не", [("Анна", "Так"), ("Анна", "Не")]),
        ("Інтэрв'юер: Чаму?", "Таму", [("Інтэрв'юер", "Чаму?"), ("", "Таму")]),
        ("Інтэрв’юерка: Чаму?", "Таму", [("Інтэрв’юерка", "Чаму?"), ("", "Таму")]),
        ("Интервьюер: Почему?", "Потому", [("Интервьюер", "Почему?"), ("", "Потому")]),
        ("Інтерв'юер: Чому?", "Тому", [("Інтерв'юер", "Чому?"), ("", "Тому")]),
        ("Interviewer: Why?", "Because", [("Interviewer", "Why?"), ("", "Because")]),
        ("SPEAKER_00: a", "SPEAKER_00: b", [("SPEAKER_00", "a"), ("SPEAKER_00", "b")]),
        ("Анна: Так\nАнна: Ну так", "Анна: Не", [("Анна", "Так"), ("Анна", "Ну так"), ("Анна", "Не")]),
        ("Анна: Так", "Не", [("", "Анна: Так"), ("", "Не")]),
        ("ён сказаў: так", "ён сказаў: не", [("", "ён сказаў: так"), ("", "ён сказаў: не")]),
        ("Я кажу: так", "Я кажу: не", [("", "Я кажу: так"), ("", "Я кажу: не")]),
        ("Так, пане: так", "Так, пане: не", [("", "Так, пане: так"), ("", "Так, пане: не")]),
        ("Вельмі доўгі выраз з пяці слоў: а", "Вельмі доўгі выраз з пяці слоў: б", None),
        ("Http://a.b", "Http://a.b", [("", "Http://a.b"), ("", "Http://a.b")]),
        ("У 10:30 раніцы", "У 10:30 вечара", [("", "У 10:30 раніцы"), ("", "У 10:30 вечара")]),
    ],
)
def test_labels_are_taken_only_where_they_are_plain(first, second, expected):
    assert said(srt(two_cues(first, second))) == (expected or [("", first), ("", second)])


def test_voices_win_over_labels():
    reading = srt(two_cues("<v Анна>Слова: так", "Слова: не"))
    assert said(reading) == [("Анна", "Слова: так"), ("", "Слова: не")]


def test_a_label_alone_in_its_cue_stays_text():
    assert said(srt(two_cues("Анна:", "Анна: Так"))) == [("", "Анна:"), ("Анна", "Так")]


def test_the_text_is_not_subrip_without_readable_times():
    assert read("Ад A --> да B\n".encode()).format == "text"


def test_labels_in_brackets_name_the_speaker():
    lines = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n[SPEAKER_0{n % 2}]: a" for n in range(1, 5))
    assert [cue.speaker for cue in read(lines.encode()).cues] == ["SPEAKER_01", "SPEAKER_00"] * 2
    assert [cue.text for cue in read(lines.encode()).cues] == ["a"] * 4
    assert [cue.speaker for cue in read(b"[SPEAKER_00]: a\n[SPEAKER_01]: b\n[SPEAKER_00]: c").cues][:2] == [
        "SPEAKER_00",
        "SPEAKER_01",
    ]


@pytest.mark.parametrize("arrow", ["--", "-", "\u2013", "="])
def test_two_times_without_an_arrow_are_told_and_not_taken_for_words(arrow):
    text = f"1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:03,000 {arrow} 00:00:04,000\nb\n"
    reading = read(text.encode())
    assert [cue.text for cue in reading.cues] == ["a"]
    assert [(one.code, one.line) for one in reading.problems if one.refuses] == [("time-unreadable", 6)]
