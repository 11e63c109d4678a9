"""Files of linguists' programs: every tier is read, and the tiers come together in the order of time."""

import pytest

from interviews.formats import FormatError, read


def cues(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def codes(reading):
    return [problem.code for problem in reading.problems]


def aligned(name, start, end, text):
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" TIME_SLOT_REF1="{start}" TIME_SLOT_REF2="{end}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    )


def referring(name, to, text, previous=""):
    before = f' PREVIOUS_ANNOTATION="{previous}"' if previous else ""
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}" ANNOTATION_REF="{to}"{before}>'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


SLOTS = (
    '<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="t2"/>'
    '<TIME_SLOT TIME_SLOT_ID="t3" TIME_VALUE="4000"/><TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="6000"/></TIME_ORDER>'
)


def eaf(*tiers, units="milliseconds"):
    text = f'<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="{units}"/>{SLOTS}{"".join(tiers)}</ANNOTATION_DOCUMENT>'
    reading = read(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode())
    assert reading.format == "eaf"
    return reading


def tier(name, *annotations, participant="", parent=""):
    parts = f' PARTICIPANT="{participant}"' if participant else ""
    parts += f' PARENT_REF="{parent}"' if parent else ""
    return f'<TIER TIER_ID="{name}" LANG_REF="bel"{parts}>{"".join(annotations)}</TIER>'


def test_elan_tiers_come_together_with_their_participants():
    reading = eaf(
        tier("A", aligned("a1", "t1", "t2", "Так"), aligned("a2", "t3", "t4", "Не"), participant="Ян"),
        tier("B", aligned("b1", "t2", "t3", "Чаму?"), aligned("b2", "t3", "t4", " ")),
    )
    assert cues(reading) == [(0, 2000, "Ян", "Так"), (2000, 4000, "B", "Чаму?"), (4000, 6000, "Ян", "Не")]
    assert codes(reading) == ["tiers-read"]
    assert "A (2), B (1)" in reading.problems[0].message
    assert (reading.language, reading.extras.tiers) == ("be", ("A", "B"))


def test_elan_annotations_that_refer_to_others_share_their_time_in_order():
    reading = eaf(
        tier("A", aligned("a1", "t3", "t4", "Так было"), participant="Ян"),
        tier("words", referring("w2", "a1", "было", "w1"), referring("w1", "a1", "Так"), participant="Ян", parent="A"),
        tier("gloss", referring("g1", "w2", "was"), participant="Ян", parent="words"),
    )
    assert cues(reading) == [
        (4000, 6000, "A", "Так было"),
        (4000, 5000, "words", "Так"),
        (5000, 6000, "words", "было"),
        (5000, 6000, "gloss", "was"),
    ]


def test_elan_annotations_in_a_ring_or_without_slots_are_kept_without_times():
    reading = eaf(tier("A", referring("a", "b", "раз"), referring("b", "a", "два"), aligned("c", "x", "y", "тры")))
    assert [(cue[0], cue[3]) for cue in cues(reading)] == [(None, "раз"), (None, "два"), (None, "тры")]


def test_elan_times_can_be_frames():
    reading = eaf(tier("A", aligned("a", "t3", "t4", "Так")), units="PAL-frames")
    assert cues(reading) == [(160_000, 240_000, "A", "Так")]


TRS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans scribe="x" audio_filename="y" version="1" xml:lang="be">
<Topics><Topic id="to1" desc="Служба"/></Topics>
<Speakers><Speaker id="s1" name="Ян"/><Speaker id="s2" name="Анна"/></Speakers>
<Episode><Section type="report" topic="to1" startTime="0" endTime="9">
<Turn speaker="s1" startTime="0" endTime="4.5">
<Sync time="0"/>
Я служыў
<Event desc="смех" type="noise" extent="instantaneous"/>
<Sync time="2.25"/>
<Event desc="pers" type="entities" extent="begin"/>доўга<Event desc="pers" type="entities" extent="end"/>
</Turn>
<Turn speaker="s1 s2" startTime="4.5" endTime="6">
<Sync time="4.5"/>
<Who nb="1"/>
так
<Who nb="2"/>
не
<Comment desc="разам"/>
</Turn>
<Turn startTime="6" endTime="7"><Sync time="6"/></Turn>
<Turn speaker="s9" startTime="7" endTime="8"><Sync time="7"/>&lt;ммм&gt;</Turn>
</Section></Episode></Trans>
"""


def test_transcriber_turns_are_cut_at_their_marks_and_parted_by_voice():
    reading = read(TRS.encode())
    assert (reading.format, reading.language) == ("trs", "be")
    assert cues(reading) == [
        (0, 2250, "Ян", "Я служыў [смех]"),
        (2250, 4500, "Ян", "доўга"),
        (4500, 6000, "Ян", "так"),
        (4500, 6000, "Анна", "не"),
        (7000, 8000, "s9", "<ммм>"),
    ]
    assert [cue.line for cue in reading.cues] == [8, 11, 15, 15, 23]
    assert codes(reading) == ["index-points", "sounds-kept", "note", "voices-split", "note"]
    assert [(point.start_ms, point.title) for point in reading.extras.index_points] == [(0, "Служба")]


def test_transcriber_times_that_cannot_be_read_quote_the_words():
    reading = read(TRS.replace('endTime="8"', 'endTime="x"').encode())
    (told,) = [problem for problem in reading.problems if problem.refuses]
    assert "<ммм>" in told.message
    reading = read(TRS.replace('Sync time="2.25"', 'Sync time="soon"').encode())
    # The mark that can't be read is quoted, not the turn around it.
    assert [one.params["timing"] for one in reading.problems if one.refuses] == ["0 – soon", "soon – 4.5"]


@pytest.mark.parametrize(("written", "ms"), [("2,25", 2250), (".25", 250)])
def test_transcriber_marks_may_have_a_comma_or_no_nought(written, ms):
    reading = read(TRS.replace('Sync time="2.25"', f'Sync time="{written}"').encode())
    assert [cue[:2] for cue in cues(reading)][:2] == [(0, ms), (ms, 4500)]


LONG = '''File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Ян"
        xmin = 0
        xmax = 5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 1.5
            text = "Ён сказаў ""так"""
        intervals [2]:
            xmin = 1.5
            xmax = 3
            text = ""
        intervals [3]:
            xmin = 3
            xmax = 5
            text = "потым
сышоў"
    item [2]:
        class = "TextTier"
        name = "падзеі"
        xmin = 0
        xmax = 5
        points: size = 1
        points [1]:
            number = 2.25
            mark = "стук"
'''
SHORT = '''File type = "ooTextFile"
Object class = "TextGrid"

-0
5
<exists> ! ёсць
2
"IntervalTier" "Ян" 0 5 3 0 1.5 "Ён сказаў ""так""" 1.5 3 "" 3 5 "потым
сышоў"
"TextTier"
"падзеі"
0
5
1
2.25
"стук"
'''


@pytest.mark.parametrize("text", [LONG, SHORT, LONG.replace("\n", "\r\n")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-8-sig"])
def test_textgrids_are_read_in_both_forms(text, encoding):
    reading = read(text.encode(encoding))
    assert reading.format == "textgrid"
    assert cues(reading) == [
        (0, 1500, "Ян", 'Ён сказаў "так"'),
        (2250, 2250, "падзеі", "стук"),
        (3000, 5000, "Ян", "потым\nсышоў"),
    ]
    assert sorted(codes(reading)) == ["tiers-read", "zero-length"]


def test_a_textgrid_in_an_8_bit_encoding_is_read_when_it_is_named():
    assert read(LONG.encode("cp1251"), encoding="cp1251").cues[0].text == 'Ён сказаў "так"'


def test_lines_are_those_of_the_labels():
    assert [cue.line for cue in read(LONG.encode()).cues] == [18, 36, 26]


@pytest.mark.parametrize("cut", ["points: size", '"падзеі"', "number = 2.25", 'mark = "стук"'])
def test_a_textgrid_that_is_cut_off_is_refused_with_its_line(cut):
    with pytest.raises(FormatError) as caught:
        read(LONG[: LONG.index(cut)].encode())
    assert caught.value.problem.code == "textgrid-broken"
    assert caught.value.problem.line >= 28


def test_a_textgrid_without_tiers_has_no_cues():
    assert codes(read(LONG[: LONG.index("tiers?")].replace("xmax = 5", "xmax = 5\n<absent>").encode())) == ["no-cues"]


def test_a_second_value_of_an_annotation_is_read_with_the_first():
    reading = eaf(
        '<TIER TIER_ID="I" PARTICIPANT="Ян">'
        + aligned("a1", "t1", "t3", "Так.</ANNOTATION_VALUE><ANNOTATION_VALUE>І не.")
        + "</TIER>"
    )
    assert [one.text for one in reading.cues] == ["Так. І не."]


def test_a_value_that_stands_in_no_annotation_is_told():
    reading = eaf(tier("A", aligned("a1", "t1", "t3", "Так.")), "<ANNOTATION_VALUE>Згубленае.</ANNOTATION_VALUE>")
    assert [one.text for one in reading.cues] == ["Так."]
    assert "Згубленае." in "".join(problem.message for problem in reading.problems)
