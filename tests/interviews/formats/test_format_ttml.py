"""TTML files are read as the W3C describes them, in time and in voices."""

import pytest

from interviews.formats import FormatError, read
from interviews.formats.cues import Alternative

HEAD = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'
    ' xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:tts="http://www.w3.org/ns/ttml#styling"'
)

SMPTE = 'ttp:timeBase="smpte" ttp:frameRateMultiplier="1000 1001"'


def ttml(body, attributes="", head=""):
    reading = read(f"{HEAD} {attributes}>\n<head>{head}</head>\n<body>{body}</body></tt>".encode())
    assert reading.format == "ttml"
    return reading


def times(reading):
    return [(cue.start_ms, cue.end_ms) for cue in reading.cues]


def said(reading):
    return [(cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    ("written", "attributes", "expected"),
    [
        ('begin="00:00:01.5" end="00:00:02.25"', "", (1500, 2250)),
        ('begin="00:00:01,500" end="00:00:02,250"', "", (1500, 2250)),
        ('begin="99:00:01" end="99:00:02"', "", (356_401_000, 356_402_000)),
        ('begin="1.5s" end="2250ms"', "", (1500, 2250)),
        ('begin="0.5m" dur="2s"', "", (30_000, 32_000)),
        ('begin="1h" end="3601s"', "", (3_600_000, 3_601_000)),
        ('begin="00:00:01:15" end="00:00:02:00"', "", (1500, 2000)),
        ('begin="00:00:01:12" end="50f"', 'ttp:frameRate="25"', (1480, 2000)),
        ('begin="00:00:01:12.1" end="2s"', 'ttp:frameRate="25" ttp:subFrameRate="2"', (1500, 2000)),
        ('begin="24f" end="48f"', 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', (1001, 2002)),
        ('begin="24f" end="48f"', 'ttp:frameRate="24" ttp:frameRateMultiplier="1000:1001"', (1001, 2002)),
        ('begin="15000000t" end="20000000t"', 'ttp:tickRate="10000000"', (1500, 2000)),
        ('begin="30t" end="60t"', 'ttp:frameRate="30"', (1000, 2000)),
        ('begin="1t" end="2t"', "", (1000, 2000)),
        # A time code counts frames: at 29.97 an hour of it lasts 3.6 seconds longer, but for the numbers left out.
        ('begin="01:00:00:00" dur="30f"', f'{SMPTE} ttp:frameRate="30"', (3_603_600, 3_604_601)),
        (
            'begin="01:00:00:00" dur="30f"',
            f'{SMPTE} ttp:frameRate="30" ttp:dropMode="dropNTSC"',
            (3_599_996, 3_600_997),
        ),
        ('begin="00:01:00:02" dur="30f"', f'{SMPTE} ttp:frameRate="30" ttp:dropMode="dropNTSC"', (60_060, 61_061)),
        ('begin="00:02:00:04" dur="30f"', f'{SMPTE} ttp:frameRate="30" ttp:dropMode="dropPAL"', (120_120, 121_121)),
        ('begin="10:00:00:00" end="10:00:02:12"', 'ttp:timeBase="smpte" ttp:frameRate="25"', (36_000_000, 36_002_480)),
    ],
)
def test_every_form_of_time_is_read(written, attributes, expected):
    reading = ttml(f"<div><p {written}>Я служыў.</p></div>", attributes)
    assert times(reading) == [expected]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<div><p begin="1s" timeContainer="seq"><span begin="1s" dur="1s">а</span>'
            '<span dur="2s">б</span></p></div>',
            [(2000, 3000), (3000, 5000)],
        ),
        ('<div begin="10s"><p begin="1s" end="2s">а</p></div>', [(11_000, 12_000)]),
        ('<div begin="10s" end="15s"><p begin="1s">а</p></div>', [(11_000, 15_000)]),
        ('<div begin="10s" dur="5s"><p>а</p></div>', [(10_000, 15_000)]),
        (
            '<div begin="10s" timeContainer="seq"><p dur="2s">а</p><p begin="1s" dur="3s">б</p></div>',
            [(10_000, 12_000), (13_000, 16_000)],
        ),
        ('<div><p begin="1s">а</p><p begin="3s" end="4s">б</p></div>', [(1000, 3000), (3000, 4000)]),
        ('<div><p><span begin="1s" end="2s">а</span> <span begin="2s" end="3s">б</span></p></div>', None),
        ('<div><p begin="5s"><span begin="1s" dur="1s">а</span><span begin="2s" end="3s">б</span></p></div>', None),
    ],
)
def test_times_count_from_the_element_around(body, expected):
    reading = ttml(body)
    if expected is None:
        base = 5000 if "5s" in body else 0
        expected = [(base + 1000, base + 2000), (base + 2000, base + 3000)]
        assert [text for _, text in said(reading)] == ["а", "б"]
    assert times(reading) == expected


def test_the_body_can_begin_late():
    reading = read(f'{HEAD}><body begin="1m"><div><p begin="1s" end="2s">а</p></div></body></tt>'.encode())
    assert times(reading) == [(61_000, 62_000)]


def test_words_timed_one_by_one_stay_one_cue_where_the_paragraph_has_times():
    reading = ttml('<div><p begin="1s" end="3s"><span begin="0s">Я</span> <span begin="1s">служыў</span>.</p></div>')
    assert times(reading) == [(1000, 3000)]
    assert said(reading) == [("", "Я служыў.")]


def test_line_breaks_stay_and_other_white_space_is_one_space():
    reading = ttml('<div><p begin="1s" end="2s">\n   Я  <span>служыў</span><br/>\n  тры\n гады.  </p></div>')
    assert said(reading) == [("", "Я служыў\nтры гады.")]
    kept = ttml('<div><p begin="1s" end="2s">Я  служыў\nтры</p></div>', 'xml:space="preserve"')
    assert said(kept) == [("", "Я  служыў\nтры")]


AGENTS = (
    '<metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Ян Іваноў</ttm:name></ttm:agent>'
    '<ttm:agent xml:id="b"><ttm:name type="given">Анна</ttm:name><ttm:name type="family">Р.</ttm:name></ttm:agent>'
    "</metadata>"
)


def test_agents_are_the_speakers_and_voices_inside_a_paragraph_are_parted():
    body = (
        '<div ttm:agent="a"><p begin="1s" end="2s">Так.</p><p begin="2s" end="3s" ttm:agent="b">Не.</p>'
        '<p begin="3s" end="4s">Чаму? <span ttm:agent="b">Таму.</span></p><p begin="4s" end="5s" ttm:agent="a b">Мы</p>'
        '<p begin="5s" end="6s" ttm:agent="хтосьці">Ага</p></div>'
    )
    reading = ttml(body, head=AGENTS)
    assert said(reading) == [
        ("Ян Іваноў", "Так."),
        ("Анна Р.", "Не."),
        ("Ян Іваноў", "Чаму?"),
        ("Анна Р.", "Таму."),
        ("Ян Іваноў, Анна Р.", "Мы"),
        ("хтосьці", "Ага"),
    ]
    assert codes(reading) == ["voices-split", "overlap"]


def test_what_is_not_said_is_told():
    head = "<ttm:title>Гутарка</ttm:title><styling><style xml:id='s'/></styling><layout><region xml:id='r'/></layout>"
    words = '<p begin="1s" end="2s">Так<metadata><ttm:desc>усмешка</ttm:desc></metadata></p>'
    body = f"<div>Нататка<!-- каментар -->{words}</div>"
    reading = ttml(body, head=head)
    assert said(reading) == [("", "Так")]
    assert sorted(codes(reading)) == ["header-text", "note", "note", "note", "styling-left-out"]
    told = " ".join(problem.message for problem in reading.problems)
    assert all(words in told for words in ("Гутарка", "Нататка", "усмешка", "каментар"))


def test_divisions_in_two_languages_are_a_transcript_and_its_translation():
    body = (
        '<div xml:lang="be"><p begin="1s" end="2s">Так</p></div><div xml:lang="en"><p begin="1s" end="2s">Yes</p></div>'
    )
    reading = ttml(body)
    assert (reading.language, said(reading)) == ("be", [("", "Так")])
    (other,) = reading.extras.alternatives
    assert isinstance(other, Alternative)
    assert (other.language, other.cues[0].text) == ("en", "Yes")
    assert codes(reading) == ["other-language"]
    assert "“en”" in reading.problems[0].message


def test_the_language_that_is_asked_for_is_the_transcript():
    body = (
        '<div xml:lang="be"><p begin="1s" end="2s">Так</p></div><div xml:lang="en"><p begin="1s" end="2s">Yes</p></div>'
    )
    data = f"{HEAD}><body>{body}</body></tt>".encode()
    reading = read(data, language="en")
    assert (reading.language, said(reading)) == ("en", [("", "Yes")])
    assert [(one.language, one.cues[0].text) for one in reading.extras.alternatives] == [("be", "Так")]
    assert "“be”" in reading.problems[0].message
    assert said(read(data, language="uk")) == [("", "Так")]


def test_a_paragraph_without_times_is_kept_without():
    reading = ttml('<div><p>Раз</p><p begin="1s" end="2s">Два</p></div>')
    assert times(reading) == [(None, None), (1000, 2000)]
    assert codes(reading) == ["untimed"]
    assert times(ttml("<div><p>Раз</p><p>Два</p></div>")) == [(None, None)] * 2


def test_times_that_cannot_be_read_quote_the_words():
    reading = ttml('<div><p begin="soon" end="2s">Так</p>\n<p begin="00:61:00" end="2h">Не</p></div>')
    assert codes(reading) == ["no-cues", "time-wrong", "time-wrong"]
    assert all(problem.refuses for problem in reading.problems[1:])
    assert "Так" in reading.problems[1].message
    assert reading.problems[2].line == 4


def test_times_outside_of_their_part_are_told():
    reading = ttml('<div begin="1s" end="2s"><p begin="2s" end="5s">Так</p></div>')
    assert times(reading) == [(3000, 6000)]
    assert codes(reading) == ["outside-parent"]


def test_labels_are_read_where_there_are_no_agents():
    reading = ttml('<div><p begin="1s" end="2s">Ян: Так</p><p begin="2s" end="3s">Ян: Не</p></div>')
    assert said(reading) == [("Ян", "Так"), ("Ян", "Не")]


def test_lines_are_those_of_the_file():
    reading = ttml('\n<div>\n<p begin="1s"\n end="2s">а</p>\n<p begin="2s" end="3s">б</p></div>')
    assert [cue.line for cue in reading.cues] == [5, 7]


def test_a_file_without_a_body_has_no_cues():
    assert codes(read(f"{HEAD}/>".encode())) == ["no-cues"]


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u", "utf-16"])
def test_the_encoding_that_the_file_declares_is_used(encoding):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}><body><div><p begin="1s" end="2s">Так</p></div></body></tt>'
    )
    reading = read(text.encode(encoding))
    assert said(reading) == [("", "Так")]
    assert reading.problems == ()


def test_utf_8_is_read_whatever_the_file_declares():
    text = f'<?xml version="1.0" encoding="windows-1251"?>{HEAD}><body><div><p begin="1s">Так</p></div></body></tt>'
    assert said(read(text.encode())) == [("", "Так")]


def test_a_broken_file_is_refused_with_its_line():
    with pytest.raises(FormatError) as caught:
        read(f'{HEAD}>\n<body>\n<div><p begin="1s">Так</div></body></tt>'.encode())
    assert (caught.value.problem.code, caught.value.problem.line) == ("xml-broken", 3)


def test_in_a_file_of_one_line_numbers_count_the_elements_of_a_name():
    body = f'<p begin="1s" end="2s">{"a" * 1000}</p><p begin="3s" end="2s">b</p><p begin="x" end="2s">c</p>'
    reading = read(f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{body}</div></body></tt>'.encode())
    told = [(problem.code, problem.line) for problem in reading.problems]
    assert told == [("lines-are-elements", 1), ("ends-before-start", 2), ("time-wrong", 3)]


def test_words_of_a_body_in_the_wrong_place_are_read_and_those_of_a_second_one_told():
    misplaced = read(f'{HEAD}>\n<head><body><p begin="1s" end="2s">Так</p></body></head></tt>'.encode())
    assert said(misplaced) == [("", "Так")]
    twice = read(f'{HEAD}>\n<body><p begin="1s" end="2s">Так</p></body>\n<body><p>Не</p></body></tt>'.encode())
    assert said(twice) == [("", "Так")]
    assert [(one.line, one.refuses) for one in twice.problems if "Не" in one.message] == [(3, True)]


def test_frames_after_a_semicolon_are_those_of_dropped_numbers():
    text = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="30">'
        '<body><div><p begin="00:10:00;15" end="00:10:01;00">a</p></div></body></tt>'
    )
    assert [(cue.start_ms, cue.end_ms) for cue in read(text.encode()).cues] == [(600_500, 601_000)]
