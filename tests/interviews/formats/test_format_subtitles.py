"""Subtitles of YouTube, SubViewer, MicroDVD, SubStation and SAMI are read as those programs write them."""

import pytest

from interviews.formats import FormatError, read


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


SBV = "0:00:01.000,0:00:02.500\nЯ служыў\nтры гады.\n\n0:00:02.500,0:00:04.000\nПотым сышоў.\n"


@pytest.mark.parametrize("text", [SBV, SBV.replace("\n", "\r\n"), SBV.replace(",", ", "), f"\n\n{SBV}"])
def test_sbv_is_read_without_a_word(text):
    reading = read(text.encode())
    assert reading.format == "sbv"
    assert cues(reading) == [(1000, 2500, "", "Я служыў\nтры гады."), (2500, 4000, "", "Потым сышоў.")]
    assert reading.problems == ()


def test_sbv_keeps_words_after_blank_lines_and_reads_labels_and_tags():
    text = SBV.replace("тры", "\nЯн: тры").replace("Потым", "Ян: <i>Потым</i>")
    reading = read(text.encode())
    assert cues(reading) == [
        (1000, 2500, "", "Я служыў"),
        (1000, 2500, "Ян", "тры гады."),
        (2500, 4000, "Ян", "Потым сышоў."),
    ]
    assert codes(reading) == ["voices-split", "text-after-blank"]


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ("0:00:04.000,0:00:03.000", "ends-before-start"),
        ("0:00:04.000,0:00:0x.000", None),
        ("0:00:04:000:1,0:00:05.000", "time-unreadable"),
    ],
)
def test_sbv_times_that_cannot_be_kept_quote_the_words(times, code):
    reading = read(f"{SBV}\n{times}\nканец\n".encode())
    if code is None:
        assert reading.cues[-1].text.endswith("канец")
        return
    (told,) = [problem for problem in reading.problems if problem.refuses]
    assert (told.code, told.line) == (code, 8)
    assert "канец" in told.message


def test_subviewer_has_hundredths_and_a_head():
    head = "[INFORMATION]\n[TITLE]Гутарка\n[END INFORMATION]\n[SUBTITLE]\n[COLF]&HFFFFFF,[STYLE]bd\n"
    reading = read(f"{head}00:00:01.00,00:00:02.50\nЯ служыў[br]тры гады.\n".encode())
    assert cues(reading) == [(1000, 2500, "", "Я служыў\nтры гады.")]
    assert codes(reading) == ["header-text"]
    assert "Гутарка" in reading.problems[0].message


MICRODVD = "{1}{1}25.000\n{25}{50}{y:i}Я служыў|тры гады.\n{50}{}Потым\n{100}{125}Так\n"


def test_microdvd_frames_become_times_by_the_rate_in_its_first_line():
    reading = read(MICRODVD.encode())
    assert reading.format == "microdvd"
    assert cues(reading) == [
        (1000, 2000, "", "Я служыў\nтры гады."),
        (2000, 4000, "", "Потым"),
        (4000, 5000, "", "Так"),
    ]
    assert codes(reading) == ["override-codes", "ends-taken"]
    assert cues(read(MICRODVD.replace("25.000", "12,5").encode()))[0][:2] == (2000, 4000)


@pytest.mark.parametrize("rate", ["", "0", "кадры", "Добры дзень"])
def test_microdvd_without_a_rate_is_refused_with_the_remedy(rate):
    with pytest.raises(FormatError) as caught:
        read(f"{{1}}{{1}}{rate}\n{{25}}{{50}}Так\n".encode())
    assert caught.value.problem.code == "frame-rate-missing"
    assert "{1}{1}25" in str(caught.value)


def test_microdvd_lines_that_are_no_cues_are_told():
    reading = read(f"{MICRODVD}працяг\n".encode())
    assert codes(reading)[-1] == "note"
    assert "працяг" in reading.problems[-1].message


ASS = (
    "[Script Info]\nTitle: Гутарка\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ян,0,0,0,,{\\i1}Я{\\i0} служыў,\\Nтры гады.\n"
    "Comment: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,заўвага\n"
    "Dialogue: 0,0:00:02.50,0:00:04.00,Default,,0,0,0,,Потым\\hсышоў.\n"
    "Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}\n"
)


def test_substation_events_are_cues_and_the_actor_speaks():
    reading = read(ASS.encode())
    assert reading.format == "substation"
    assert cues(reading) == [(1000, 2500, "Ян", "Я служыў,\nтры гады."), (2500, 4000, "", "Потым сышоў.")]
    assert [cue.line for cue in reading.cues] == [10, 12]
    assert codes(reading) == ["header-text", "style", "override-codes", "note", "style"]
    told = " ".join(problem.message for problem in reading.problems)
    assert all(words in told for words in ("Гутарка", "заўвага", "m 0 0 l 100 0"))


def test_substation_fields_are_those_that_the_file_names():
    text = "[Script Info]\n\n[Events]\nFormat: Start, End, Actor, Text\nDialogue: 0:00:01.00,0:00:02.00,Ян,Так, было\n"
    assert cues(read(text.encode())) == [(1000, 2000, "Ян", "Так, было")]


def test_substation_times_that_cannot_be_read_quote_the_words():
    reading = read(ASS.replace("0:00:02.50,0:00:04.00", "x,0:00:04.00").encode())
    (told,) = [problem for problem in reading.problems if problem.refuses]
    assert "сышоў" in told.message


SAMI = (
    "<SAMI><HEAD><TITLE>Гутарка</TITLE><STYLE><!-- P { color: white; } --></STYLE></HEAD><BODY>\n"
    "<!-- рэклама -->\n<SYNC Start=1000><P Class=BYCC>Я служыў<br>тры &amp; больш\n"
    "<SYNC Start=2500><P Class=BYCC>&nbsp;\n"
    '<sync start="3000"><p class="BYCC">Потым\n   сышоў.</p></sync>\n'
    "<SYNC Start=4000><P Class=BYCC>&nbsp;</BODY></SAMI>"
)


def test_sami_marks_begin_and_end_cues():
    reading = read(SAMI.encode())
    assert reading.format == "sami"
    assert cues(reading) == [(1000, 2500, "", "Я служыў\nтры & больш"), (3000, 4000, "", "Потым сышоў.")]
    assert [cue.line for cue in reading.cues] == [3, 5]
    assert sorted(codes(reading)) == ["header-text", "style"]
    told = " ".join(problem.message for problem in reading.problems)
    assert all(words in told for words in ("Гутарка", "рэклама", "color: white"))


def test_sami_classes_are_tiers():
    text = (
        "<SAMI><BODY><SYNC Start=0><P Class=BE>Так<P Class=EN>Yes<SYNC Start=1000><P Class=BE>&nbsp;<P Class=EN>&nbsp;"
    )
    reading = read(text.encode())
    assert cues(reading) == [(0, 1000, "BE", "Так"), (0, 1000, "EN", "Yes")]
    assert codes(reading) == ["tiers-read"]


def test_sami_without_a_time_quotes_the_words():
    reading = read("<SAMI><BODY><SYNC Start=1000><P>Так<SYNC Start=soon><P>Не".encode())
    (told,) = [problem for problem in reading.problems if problem.refuses]
    assert "Не" in told.message


def test_a_substation_file_that_lost_its_head_is_read_whole():
    lines = ["[Events]", "Format: Start, End, Text", "Dialogue: 0:00:01.00,0:00:02.00,Так, і не", "Dialogue: x,y,Тут"]
    reading = read("\n".join(lines).encode())
    assert reading.format == "substation"
    assert [(cue.start_ms, cue.text) for cue in reading.cues] == [(1000, "Так, і не")]
    assert "Тут" in " ".join(problem.message for problem in reading.problems)


def test_a_plain_text_that_begins_with_a_word_in_brackets_is_no_substation():
    reading = read("[Events]\n\nМы стаялі на пляцы і чыталі прысягу.\n".encode())
    assert reading.format == "text"
    assert "прысягу" in reading.cues[-1].text
