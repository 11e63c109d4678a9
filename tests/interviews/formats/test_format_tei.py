"""TEI transcriptions of speech are read by timeline, utterance and voice."""

import pytest

from interviews.formats import read

HEADER = (
    "<teiHeader><fileDesc><titleStmt><title>Гутарка</title></titleStmt></fileDesc><profileDesc><particDesc>"
    '<person xml:id="P1"><persName>Ян</persName></person><person xml:id="P2" n="АН"/></particDesc></profileDesc>'
    "</teiHeader>"
)
TIMELINE = (
    '<timeline unit="s" origin="#T0"><when xml:id="T0"/><when xml:id="T1" interval="1.5" since="#T0"/>'
    '<when xml:id="T2" interval="2" since="#T1"/><when xml:id="T3" absolute="00:00:07.25"/><when xml:id="T4"/>'
    "</timeline>"
)


def tei(body, *, timeline=TIMELINE, header=HEADER):
    inside = f'{header}\n<text xml:lang="be">{timeline}<body>{body}</body></text>'
    reading = read(f'<TEI xmlns="http://www.tei-c.org/ns/1.0">\n{inside}</TEI>'.encode())
    assert reading.format == "tei"
    return reading


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems if problem.code != "header-text"]


def test_an_utterance_between_two_points_of_the_timeline():
    body = '<u who="#P1" start="#T0" end="#T1">Я служыў.</u><u who="#P2" start="#T1" end="#T2">Доўга?</u>'
    reading = tei(body)
    assert cues(reading) == [(0, 1500, "Ян", "Я служыў."), (1500, 3500, "АН", "Доўга?")]
    assert (reading.language, codes(reading)) == ("be", [])


def test_blocks_of_annotation_as_iso_24624_has_them():
    body = (
        '<annotationBlock who="#P1" start="#T1" end="#T3"><u><seg type="utterance"><w>Так</w><pc>,</pc> '
        "<w>служыў</w> <pc>(</pc><w>доўга</w><pc>)</pc><pc>.</pc></seg></u>"
        '<spanGrp type="en"><span>Yes I served</span></spanGrp></annotationBlock>'
    )
    reading = tei(body)
    assert cues(reading) == [(1500, 7250, "Ян", "Так, служыў (доўга).")]
    assert codes(reading) == ["note"]
    assert "Yes I served" in reading.problems[-1].message


def test_anchors_cut_an_utterance_where_their_time_is_known():
    body = (
        '<u who="#P1"><anchor synch="#T0"/>Адзін <anchor synch="#T4"/>два <anchor synch="#T1"/>тры'
        '<anchor synch="#T2"/></u>'
    )
    assert cues(tei(body)) == [(0, 1500, "Ян", "Адзін два"), (1500, 3500, "Ян", "тры")]


def test_points_given_together_and_words_apart():
    body = '<div><u synch="#T1 #T2" who="#P2"><w>well</w><w>I</w><w>do</w><w join="left">n\'t</w></u></div>'
    assert cues(tei(body)) == [(1500, 3500, "АН", "well I don't")]


def test_sounds_become_words_in_brackets_and_pauses_are_told():
    body = (
        '<u who="#P1" start="#T0" end="#T1">Так <vocal><desc>смех</desc></vocal><pause dur="PT2S"/> не '
        '<gap reason="неразборліва"/> <unclear>мо</unclear><lb/>было</u>'
        '<incident start="#T1" end="#T2"><desc>стук</desc></incident><pause/>'
    )
    reading = tei(body)
    assert cues(reading) == [
        (0, 1500, "Ян", "Так [смех] не [неразборліва] мо\nбыло"),
        (1500, 3500, "", "[стук]"),
    ]
    assert sorted(codes(reading)) == ["pauses-left-out", "sounds-kept"]


def test_utterances_come_in_the_order_of_their_beginnings():
    body = '<u start="#T2" end="#T3">другі</u><u start="#T0" end="#T1">першы</u>'
    assert [cue[3] for cue in cues(tei(body))] == ["першы", "другі"]


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        (' unit="ms"><when xml:id="T0" absolute="0"/><when xml:id="T1" absolute="1500"/>', (0, 1500)),
        ('><when xml:id="T0" absolute="12.5"/><when xml:id="T1" interval="2"/>', (12_500, 14_500)),
        (' unit="min" interval="1"><when xml:id="T0" absolute="00:00"/><when xml:id="T1"/>', (0, 60_000)),
        ('><when xml:id="T0" since="#T1" interval="1"/><when xml:id="T1" since="#T0" interval="1"/>', None),
        (
            ' origin="#T9"><when xml:id="T1" since="#T0" interval="1"/>'
            '<when xml:id="T0" since="#T9" interval="1"/><when xml:id="T9"/>',
            (1000, 2000),
        ),
        # As EXMARaLDA's corpora have them: the first point is the beginning, and no origin is named.
        (' unit="s"><when xml:id="T0"/><when xml:id="T1" interval="1.5" since="#T0"/>', (0, 1500)),
        (' unit="s"><when xml:id="T0" interval="0.5"/><when xml:id="T1" interval="1.5" since="#T0"/>', (500, 2000)),
        (' origin="T0"><when xml:id="T0"/><when xml:id="T1" interval="2" since="T0"/>', (0, 2000)),
        (
            ' origin="#T9"><when xml:id="T0" interval="1" since="#T9"/><when xml:id="T1" interval="2" since="#T9"/>',
            (1000, 2000),
        ),
    ],
)
def test_every_form_of_timeline(timeline, expected):
    reading = tei('<u start="#T0" end="#T1">Так</u>', timeline=f"<timeline{timeline}</timeline>")
    assert cues(reading) == [(*(expected or (None, None)), "", "Так")]


def test_times_that_no_point_gives_are_told():
    reading = tei('<u start="#T0" end="#T1">Так</u>', timeline="")
    assert cues(reading) == [(None, None, "", "Так")]
    assert [problem.code for problem in reading.problems if problem.code == "untimed"]


def test_of_a_choice_the_words_as_they_were_said_are_read_and_the_others_told():
    body = "<u>Ну <choice><reg>нармальна</reg><orig>нрм</orig></choice> было</u>"
    reading = tei(body)
    assert [cue[3] for cue in cues(reading)] == ["Ну нрм было"]
    assert [one.params["text"] for one in reading.problems if one.code == "note"] == ["нармальна"]


def test_a_text_without_a_timeline_is_read_without_times():
    body = (
        "<head>Раздзел</head><sp who='#P1'><speaker>Я</speaker><p>Так.</p></sp>"
        "<sp><speaker>Анна:</speaker><p>Не.</p><stage>смяецца</stage></sp><p>Канец.</p>"
    )
    reading = tei(body, timeline="")
    assert cues(reading) == [
        (None, None, "Ян", "Так."),
        (None, None, "Анна", "Не."),
        (None, None, "", "Канец."),
    ]
    told = " ".join(problem.message for problem in reading.problems)
    assert all(words in told for words in ("Раздзел", "“Я”", "смяецца", "Гутарка"))


def test_stray_text_is_told():
    reading = tei('<div>Заўвага<u start="#T0" end="#T1">Так</u></div>')
    assert codes(reading) == ["note"]
    assert "Заўвага" in reading.problems[-1].message


def test_a_person_who_is_not_described_is_called_by_the_identifier():
    assert cues(tei('<u who="#P9" start="#T0" end="#T1">Так</u>'))[0][2] == "P9"


def test_words_that_strayed_into_the_timeline_are_told():
    stray = TIMELINE.replace("</timeline>", "згубленыя словы</timeline>")
    data = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>{stray}<body><u>а</u></body></text></TEI>'
    assert "згубленыя словы" in " ".join(problem.message for problem in read(data.encode()).problems)
