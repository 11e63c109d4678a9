"""Documents, TEI, translation sheets, and two languages side by side."""

import io
import xml.etree.ElementTree as ET
import zipfile

import pytest
from django.utils.translation import override

from interviews import exporting, formats
from interviews.models import Series
from tests.factories import make_interview

pytestmark = pytest.mark.django_db

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
T = "{http://www.tei-c.org/ns/1.0}"
SAID = (f"{W}t", f"{W}br")
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
HOSTILE = "<b>&amp; ]]> \"'\n=1+1 {\\an8} \x0b _x0041_"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def interview():
    series = Series.objects.create(code="oou", title_en="One of Us", notice_en="Handle\nwith care.")
    return make_interview(
        ["Чаму?", "Не мог\nінакш."],
        accession="OOU-7K3M",
        narrator="Лявон",
        speakers=["Журналіст", "Ян & Кос"],
        translations={"en": ["Why?", "I could not do otherwise."]},
        series=series,
        title_en="A gate",
    )


def written(name: str, transcript) -> str | bytes:
    return exporting.FILES[name].write(transcript, exporting.colophon(transcript))


def part(data: bytes, name: str) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def paragraphs(root: ET.Element) -> list[str]:
    found = []
    for paragraph in root.iter(f"{W}p"):
        pieces = [("\n" if one.tag == f"{W}br" else one.text or "") for one in paragraph.iter() if one.tag in SAID]
        found.append("".join(pieces))
    return found


def test_every_file_that_has_room_says_whose_words_it_holds_which_version_and_how_they_may_be_used(interview, settings):
    settings.LICENCE = "CC BY-NC-ND 4.0"
    transcript = interview.transcripts.get(language="en")
    told = ["Лявон. “A gate”. One of Us, OOU-7K3M. Translation (be → en).", "CC BY-NC-ND 4.0", "Version 1"]
    texts = {name: written(name, transcript) for name in ("vtt", "txt", "tei")}
    texts["docx"] = "".join(part(written("docx", transcript), "word/footer1.xml").itertext())
    for kind, of_sheet in (("docx", "word/footer1.xml"), ("xlsx", "xl/worksheets/sheet2.xml")):
        sheet = exporting.SHEETS[kind][1](transcript, exporting.colophon(transcript), "uk")
        texts[f"sheet.{kind}"] = "".join(part(sheet, of_sheet).itertext())
    for name, text in texts.items():
        for words in [*told, "Handle"]:
            assert words.replace("→", "›" if name == "vtt" else "→") in text, (name, words)
    data = exporting.colophon(transcript).as_data()
    assert data == {"citation": told[0], "licence": "CC BY-NC-ND 4.0", "notice": "Handle\nwith care."}


def test_without_a_licence_the_files_say_that_none_was_given(interview):
    assert "No licence was given." in written("txt", interview.transcripts.get(language="be"))


def test_a_title_with_an_arrow_ends_no_note(interview):
    interview.title_en = "00:00:01.000 --> 00:00:02.000"
    interview.save()
    transcript = interview.transcripts.get(language="be")
    head, _, body = written("vtt", transcript).partition("\n\n00:")
    assert "-->" not in head
    assert body.count("-->") == 2


def test_a_document_has_a_paragraph_a_passage_and_no_word_of_who_made_it(interview):
    data = written("docx", interview.transcripts.get(language="be"))
    assert paragraphs(part(data, "word/document.xml")) == [
        "A gate",
        "[00:00:00] Журналіст: Чаму?",
        "[00:00:20] Ян & Кос: Не мог\nінакш.",
    ]
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert not [name for name in archive.namelist() if name.startswith(("docProps", "customXml"))]
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["docx", "tei", "vtt", "txt"])
def test_the_same_transcript_is_the_same_file_to_the_byte(interview, name):
    transcript = interview.transcripts.get(language="be")
    assert written(name, transcript) == written(name, transcript)


def test_tei_has_a_timeline_and_a_block_a_cue(interview):
    root = ET.fromstring(written("tei", interview.transcripts.get(language="be")))
    moments = {one.get(XML_ID): one.get("interval") for one in root.iter(f"{T}when")}
    people = {one.get(XML_ID): one.find(f"{T}persName").text for one in root.iter(f"{T}person")}
    blocks = list(root.iter(f"{T}annotationBlock"))
    assert [(moments[b.get("start")[1:]], moments[b.get("end")[1:]]) for b in blocks] == [
        (None, "20.000"),
        ("20.000", "40.000"),
    ]
    assert [people[b.get("who")[1:]] for b in blocks] == ["Журналіст", "Ян & Кос"]
    assert ["".join(b.itertext()) for b in blocks] == ["Чаму?", "Не могінакш."]
    assert len(list(blocks[1].iter(f"{T}lb"))) == 1


def test_tei_says_who_publishes_before_anything_else_of_the_publication(interview):
    root = ET.fromstring(written("tei", interview.transcripts.get(language="be")))
    published = root.find(f".//{T}publicationStmt")
    assert [one.tag.removeprefix(T) for one in published] == ["authority", "idno", "availability"]
    assert published[0].text == "Archive “One of Us”"


def test_an_untimed_transcript_has_no_timeline_and_documents_no_stamps():
    transcript = make_interview(["раз", "два"], timed=False, speakers=["Ян", ""]).transcripts.get()
    root = ET.fromstring(written("tei", transcript))
    assert list(root.iter(f"{T}timeline")) == []
    assert [(b.get("who"), b.get("start")) for b in root.iter(f"{T}annotationBlock")] == [("#SPK1", None), (None, None)]
    assert paragraphs(part(written("docx", transcript), "word/document.xml"))[1:] == ["Ян: раз", "два"]


def test_hostile_text_is_text_in_every_document():
    interview = make_interview([HOSTILE], speakers=['"><x y="'], narrator=HOSTILE, title_en=HOSTILE)
    transcript = interview.transcripts.get()
    said = HOSTILE.replace("\x0b", "")
    assert paragraphs(part(written("docx", transcript), "word/document.xml"))[1:] == [f'[00:00:00] "><x y=": {said}']
    block = next(ET.fromstring(written("tei", transcript)).iter(f"{T}annotationBlock"))
    assert "".join(block.itertext()) == said.replace("\n", "")
    sheet = exporting.sheet_xlsx(transcript, exporting.colophon(transcript), "en")
    assert _cells(sheet)[1][4] == said
    assert not [one for number in (1, 2) for one in part(sheet, f"xl/worksheets/sheet{number}.xml").iter(f"{X}f")]


def _cells(data: bytes) -> list[list[str]]:
    sheet = part(data, "xl/worksheets/sheet1.xml")
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{X}c")] for row in sheet.iter(f"{X}row")]
    return [[cell.replace("_x005F_", "_") for cell in row] for row in rows]


def test_every_sheet_of_a_workbook_has_a_name_of_its_own_and_a_style_to_stand_on(interview):
    transcript = interview.transcripts.get(language="be")
    data = exporting.sheet_xlsx(transcript, exporting.colophon(transcript), "uk")
    assert [one.get("name") for one in part(data, "xl/workbook.xml").iter(f"{X}sheet")] == ["be-uk", "Citation"]
    assert [one.get("name") for one in part(data, "xl/styles.xml").iter(f"{X}cellStyle")] == ["Normal"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_translation_sheet_has_the_words_and_an_empty_column(interview, kind):
    transcript = interview.transcripts.get(language="be")
    data = exporting.SHEETS[kind][1](transcript, exporting.colophon(transcript), "uk")
    if kind == "xlsx":
        rows = _cells(data)
    else:
        table = part(data, "word/document.xml").iter(f"{W}tr")
        rows = [["\n".join(paragraphs(cell)) for cell in row.iter(f"{W}tc")] for row in table]
    assert rows == [
        ["OOU-7K3M.be.v1", "start", "end", "speaker", "be", "uk"],
        ["1", "00:00:00.000", "00:00:20.000", "Журналіст", "Чаму?", ""],
        ["2", "00:00:20.000", "00:00:40.000", "Ян & Кос", "Не мог\nінакш.", ""],
    ]


def test_two_languages_stand_side_by_side_by_moment(interview):
    english = interview.transcripts.get(language="en")
    second = english.segments.get(position=1)
    second.moment = 0
    second.save()
    moments = exporting.beside(interview.transcripts.get(language="be"), english)
    assert [([s.text for s in one.one], [s.text for s in one.other]) for one in moments] == [
        (["Чаму?"], ["Why?", "I could not do otherwise."]),
        (["Не мог\nінакш."], []),
    ]


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?language=be", ["Чаму?"], ["Why?", "has no public transcript"]),
        ("?language=be&beside=en", ["Чаму?", "Why?"], ["has no public transcript"]),
        ("?language=en&beside=en", ["Why?"], ["Чаму?"]),
        ("?language=uk", ["Why?", "has no public transcript"], []),
        ("?language=be&beside=uk", ["Чаму?", "has no public transcript"], ["Why?"]),
    ],
)
def test_the_page_to_print_shows_one_language_or_two(client, interview, query, there, not_there):
    body = client.get(f"/en/interviews/OOU-7K3M/print/{query}").content.decode()
    assert [words for words in there if words not in body] == []
    assert [words for words in not_there if words in body] == []
    assert "Citation" in body
    assert "<script" not in body.partition("<main")[2].partition("</main>")[0]


def test_a_draft_translation_is_not_printed(client, interview):
    interview.transcripts.filter(language="en").update(workflow="draft")
    body = client.get("/en/interviews/OOU-7K3M/print/?language=be&beside=en").content.decode()
    assert "Why?" not in body
    assert "has no public transcript" in body


def test_the_page_of_an_interview_offers_every_file(client, interview):
    body = client.get("/en/interviews/OOU-7K3M/").content.decode()
    for ending in (*exporting.FILES, "json"):
        assert f"transcript.en.{ending}" in body
    assert "/print/?language=en&amp;beside=be" in body


def test_the_title_above_a_document_is_no_part_of_the_transcript(interview):
    reading = formats.read(written("docx", interview.transcripts.get(language="be")))
    assert [cue.start_ms for cue in reading.cues] == [0, 20_000]
    assert not any("A gate" in cue.text for cue in reading.cues)
    [title] = [problem for problem in reading.problems if problem.code == "title-left-out"]
    assert (title.line, title.params["text"]) == (1, "A gate")
