"""WebVTT is read as the W3C specification parses it, and what it would drop is kept or told."""

import pytest

from interviews.formats import read


def vtt(body, header="WEBVTT\n\n"):
    return read((header + body).encode())


def times(reading):
    return [(cue.start_ms, cue.end_ms) for cue in reading.cues]


def said(reading):
    return [(cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


CUE = "00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_file_with_any_line_ends_is_read(end):
    body = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.500\nЯ служыў.\n\n2\n01:00:03.000 --> 01:00:04.000 align:start\nТры гады.\n"
    )
    reading = read(body.replace("\n", end).encode())
    assert reading.format == "webvtt"
    assert times(reading) == [(1000, 2500), (3603000, 3604000)]
    assert [cue.line for cue in reading.cues] == [4, 8]
    assert said(reading) == [("", "Я служыў."), ("", "Тры гады.")]
    assert reading.problems == ()


@pytest.mark.parametrize("header", ["WEBVTT\n\n", "\ufeffWEBVTT\n\n", "WEBVTT \n\n", "WEBVTT\t\n\n", "WEBVTT\n"])
def test_headers_that_the_specification_accepts_pass_without_a_word(header):
    reading = vtt(CUE + "text", header)
    assert (reading.format, said(reading), codes(reading)) == ("webvtt", [("", "text")], [])


@pytest.mark.parametrize(
    ("header", "code"),
    [("\n\nWEBVTT\n\n", "header-late"), (" WEBVTT\n\n", "header-late"), ("WebVTT\n\n", "header-case")],
)
def test_slips_in_the_header_are_mended_and_told(header, code):
    reading = vtt(CUE + "text", header)
    assert (reading.format, said(reading), codes(reading)) == ("webvtt", [("", "text")], [code])


@pytest.mark.parametrize("header", ["WEBVTTX\n\n", "garbage\n\n"])
def test_a_file_without_the_header_is_read_as_subrip_and_its_first_line_told(header):
    reading = vtt(CUE + "text", header)
    assert reading.format == "srt"
    assert header.strip() in reading.problems[0].message


def test_header_lines_are_told():
    reading = vtt(CUE + "Так", "WEBVTT - Размова першая\nKind: captions\nLanguage: be\n\n")
    assert reading.language == "be"
    assert codes(reading) == ["header-text"]
    assert "Размова першая" in reading.problems[0].message
    assert "Kind: captions" in reading.problems[0].message


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("NOTE імя маці\nі адрас\n\n", "note"),
        ("NOTE\nімя маці\nі адрас\n\n", "note"),
        ("STYLE\n::cue { color: red }\n\n", "style"),
        ("REGION\nid:fred\nwidth:40%\n\n", "region"),
    ],
)
def test_blocks_that_are_no_cues_are_quoted_in_full(block, code):
    reading = vtt(block + CUE + "text")
    assert said(reading) == [("", "text")]
    [problem] = reading.problems
    assert (problem.code, problem.line, problem.refuses) == (code, 3, False)
    for line in block.strip().split("\n"):
        assert line.removeprefix("NOTE").strip() in problem.message


def test_a_note_ends_where_a_cue_begins():
    reading = vtt("NOTE one\nline two\n" + CUE + "text")
    assert said(reading) == [("", "text")]
    assert "line two" in reading.problems[0].message


def test_identifiers_are_told_and_numbers_in_order_are_not():
    reading = vtt(
        "1\n" + CUE + "one\n\nпершы ўспамін\n00:02.000 --> 00:03.000\ntwo\n\n2\n00:03.000 --> 00:04.000\nthree"
    )
    assert [text for _, text in said(reading)] == ["one", "two", "three"]
    assert codes(reading) == ["identifier"]
    assert "першы ўспамін" in reading.problems[0].message


def test_a_thousand_made_up_identifiers_are_told_in_a_few_lines():
    body = "".join(
        f"a1b2-{n}\n00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\nx{n}\n\n" for n in range(1000)
    )
    reading = vtt(body)
    assert len(reading.cues) == 1000
    assert len(reading.problems) == 21
    assert "980 more" in " ".join(problem.message for problem in reading.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<v Mary>No way!</v>", [("Mary", "No way!")]),
        ("<v.loud Joe>That's awesome!", [("Joe", "That's awesome!")]),
        ("<v.first.loud Joe  Doe>Hi</v>", [("Joe Doe", "Hi")]),
        ("<v.speaker1>words", [("speaker1", "words")]),
        ("<v>words", [("", "words")]),
        ("<v Ann &amp; Bob>Hi", [("Ann & Bob", "Hi")]),
        ("<v\nІмя>Так", [("Імя", "Так")]),
        ("<v A>one</v>\n<v B>two</v>\n<i>Laughter</i>", [("A", "one"), ("B", "two"), ("", "Laughter")]),
        ("<v A>one</v>\n<v A>two</v>", [("A", "one\ntwo")]),
        ("<v A>one</v>.", [("A", "one.")]),
        ("Intro <v A>one", [("", "Intro"), ("A", "one")]),
        ("<v A>one <v B>two</v> three</v>", [("A", "one"), ("B", "two"), ("A", "three")]),
    ],
)
def test_voices_are_told_apart(text, expected):
    reading = vtt(CUE + text)
    assert said(reading) == expected
    assert times(reading) == [(1000, 2000)] * len(expected)
    assert codes(reading) == (["voices-split"] if len(expected) > 1 else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>a</b> <i.x>b</i> <u>c</u> <c.red.bg_blue>d</c> <lang en>e</lang>", "a b c d e"),
        ("<ruby>Мінск<rt>горад</rt></ruby>", "Мінскгорад"),
        ("This <00:00:01.500>is<00:01.700><c> it</c>", "This is it"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("{\\an8}text {\\i1}more{\\i0}", "text more"),
        ("a &lt;b&gt; &amp;amp; c&nbsp;d &#39;e&#x27; &quot;", "a <b> &amp; c\xa0d 'e' \""),
        ("AT&T and &unknown; and &;", "AT&T and &unknown; and &;"),
        ("<смех> і <[?]> ды <laughs loudly>", "<смех> і <[?]> ды <laughs loudly>"),
        ("2 < 3 і <v не закрыта", "2 < 3 і <v не закрыта"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<<b>i>x", "<i>x"),
        ("&lt;v Bob&gt;x", "<v Bob>x"),
        ("a &lrm;b&rlm; &#8238;c", "a b c"),
        ("&#xD800; &#1114112; &#99999999999999;", "\ufffd \ufffd &#99999999999999;"),
        ("  spaces  \n\ttabs\t", "spaces\ntabs"),
    ],
)
def test_markup_goes_and_words_stay(text, expected):
    assert said(vtt(CUE + text)) == [("", expected)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<laughs> x", "tag-kept"),
        ("a < b", "tag-unclosed"),
        ("<b never said>x</b>", "tag-annotation"),
        ("{\\an8}x", "override-codes"),
        ("&#8238;x", "invisible-bidi"),
        (f"<v {'A' * 200}>x", "voice-too-long"),
    ],
)
def test_what_is_odd_in_markup_is_told(text, code):
    assert codes(vtt(CUE + text)) == [code]


def test_words_that_are_not_kept_are_quoted():
    assert "never said" in vtt(CUE + "<b never said>x</b>").problems[0].message
    assert said(vtt(CUE + f"<v {'A' * 200}>x")) == [("", "A" * 200 + " x")]


@pytest.mark.parametrize(
    ("timing", "expected", "code"),
    [
        ("00:01,000 --> 00:02,000", (1000, 2000), "comma-decimals"),
        ("00:01.5 --> 00:02.000", (1500, 2000), "fraction-digits"),
        ("00:01 --> 00:02", (1000, 2000), "fraction-missing"),
        ("00:75:00.000 --> 00:76:00.000", (4500000, 4560000), "minutes-over-59"),
        ("75:10.000 --> 75:12.000", (4510000, 4512000), "minutes-over-59"),
        ("00:00:61.000 --> 00:01:02.000", (61000, 62000), "seconds-over-59"),
        ("00:00:01. 000 --> 00:00:02.000", (1000, 2000), "time-spaces"),
        ("00:01.000 -> 00:02.000", (1000, 2000), "arrow-odd"),
        ("00:01.000 → 00:02.000", (1000, 2000), "arrow-odd"),
        ("00:01.000 --> 00:01.000", (1000, 1000), "zero-length"),
        ("120:00:00.000 --> 120:00:01.000", (432000000, 432001000), "hours-over-99"),
        ("-00:00:01.000 --> 00:00:02.000", (0, 2000), "start-negative"),
        ("00:01.000 --> 00:02.000 some words", (1000, 2000), "timing-rest"),
    ],
)
def test_odd_times_are_read_and_told(timing, expected, code):
    reading = vtt(f"{timing}\ntext")
    assert times(reading) == [expected]
    assert code in codes(reading)
    assert all(problem.line == 3 for problem in reading.problems)
    assert not any(problem.refuses for problem in reading.problems)


@pytest.mark.parametrize(
    "timing",
    [
        "00:01.000-->00:02.000",
        "00:01.000\t --> \t00:02.000",
        "100:00:00.000 --> 100:00:01.000 line:0",
        "00:01.000 --> 00:02.000line:40%",
    ],
)
def test_times_that_the_specification_accepts_are_read(timing):
    assert len(vtt(f"{timing}\ntext").cues) == 1


@pytest.mark.parametrize(
    ("timing", "code"),
    [
        ("00:05.000 --> 00:04.000", "ends-before-start"),
        ("00:01:99.000 --> 00:02:05.000", "seconds-impossible"),
        ("-00:05.000 --> -00:04.000", "time-negative"),
        ("00:0x.000 --> 00:02.000", "time-unreadable"),
        ("00:000.000 --> 00:02.000", "time-unreadable"),
        ("00.00.000 --> 00:02.000", "time-unreadable"),
        ("999999:00:00.000 --> 999999:00:01.000", "time-too-late"),
        ("120:00.000 --> 120:10.000", "time-ambiguous"),
    ],
)
def test_impossible_times_leave_the_cue_out_with_all_its_words_quoted(timing, code):
    reading = vtt(f"{timing}\n<v Ян>першыя словы\nдругія словы\n\n00:06.000 --> 00:07.000\ntext")
    assert said(reading) == [("", "text")]
    [problem] = reading.problems
    assert (problem.code, problem.line, problem.refuses) == (code, 3, True)
    assert timing in problem.message
    for words in ("Ян", "першыя словы", "другія словы"):
        assert words in problem.message


def test_three_digits_are_minutes_where_they_go_on_from_the_cue_before():
    reading = vtt("99:59.000 --> 100:01.000\none\n\n100:02.000 --> 100:03.000\ntwo")
    assert times(reading)[-1] == (6002000, 6003000)


def test_an_overlap_and_a_step_back_are_told_and_the_order_is_kept():
    reading = vtt("00:01.000 --> 00:09.000\na\n\n00:05.000 --> 00:06.000\nb\n\n00:02.000 --> 00:03.000\nc")
    assert [text for _, text in said(reading)] == ["a", "b", "c"]
    assert [(problem.code, problem.line) for problem in reading.problems] == [("overlap", 6), ("unsorted", 9)]


def test_an_arrow_in_the_text_stays_text():
    reading = vtt(CUE + "ад A --> да B\nдалей\n\n00:03.000 --> 00:04.000\ntext")
    assert said(reading) == [("", "ад A --> да B\nдалей"), ("", "text")]
    assert codes(reading) == ["arrow-in-text"]


def test_times_without_a_blank_line_before_them_begin_a_cue():
    reading = vtt(CUE + "one\n00:02.000 --> 00:03.000\ntwo")
    assert times(reading) == [(1000, 2000), (2000, 3000)]


def test_text_after_a_blank_line_belongs_to_the_cue_above_and_is_told():
    reading = vtt(CUE + "one\n\ntwo\n\nthree\n\n00:03.000 --> 00:04.000\nfour")
    assert said(reading) == [("", "one\ntwo\nthree"), ("", "four")]
    assert codes(reading) == ["text-after-blank"]


def test_text_before_the_first_cue_is_quoted():
    reading = vtt("забытыя словы\nяшчэ\n\n" + CUE + "text")
    assert "забытыя словы ⏎ яшчэ" in reading.problems[0].message


def test_a_cue_without_words_is_left_out_and_told():
    reading = vtt(CUE + "\n00:02.000 --> 00:03.000\n<v A></v>\n\n00:03.000 --> 00:04.000\nx")
    assert said(reading) == [("", "x")]
    assert codes(reading) == ["cue-empty", "cue-empty"]


def test_a_file_without_cues_says_so():
    assert codes(vtt("")) == ["no-cues"]


def test_where_most_cues_name_who_speaks_once_is_enough_and_told():
    said = ["Анна Кос: Чаму?", "Ян: Бо так.", "Анна Кос: І ўсё?", "так: вось", "Марыя: Усё."]
    body = "".join(f"00:0{n}.000 --> 00:0{n}.900\n{line}\n\n" for n, line in enumerate(said))
    reading = read(f"WEBVTT\n\n{body}".encode())
    assert [(one.speaker, one.text) for one in reading.cues] == [
        ("Анна Кос", "Чаму?"),
        ("Ян", "Бо так."),
        ("Анна Кос", "І ўсё?"),
        ("", "так: вось"),
        ("Марыя", "Усё."),
    ]
    assert [(one.code, one.params["label"]) for one in reading.problems] == [
        ("label-once", "Ян"),
        ("label-once", "Марыя"),
    ]
