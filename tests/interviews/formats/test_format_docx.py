"""Word documents: words as they are read on the page, and what is out of sight left out and told."""

import io
import zipfile

import pytest

from interviews.formats import FormatError, read
from tests.interviews.formats.making import docx, p, packed, r, relations, tbl, tc

VANISH = "<w:rPr><w:vanish/></w:rPr>"


def word(body, **more):
    reading = read(docx(body, **more))
    assert reading.format == "docx"
    return reading


def said(reading):
    return [(cue.speaker, cue.text) for cue in reading.cues]


def whole(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def told(reading):
    return {problem.code: problem for problem in reading.problems}


def test_paragraphs_keep_their_breaks_and_their_words_over_runs():
    reading = word(
        p(
            "Пры",
            r("ся", "<w:rPr><w:b/></w:rPr>"),
            "га &amp;amp; ",
            "<w:r><w:t>загад</w:t><w:br/><w:t>далей</w:t></w:r>",
        )
        + p()
        + p("Другі ", "<w:r><w:t>да</w:t><w:noBreakHyphen/><w:t>рогі</w:t><w:tab/><w:t>край</w:t></w:r>")
    )
    assert said(reading) == [("", "Прысяга &amp; загад\nдалей"), ("", "Другі да‑рогі\tкрай")]
    assert [cue.line for cue in reading.cues] == [1, 3]
    assert reading.problems == ()


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("[00:00:01] Анна: Так.", "[00:01:23] Ян: Не.", "[00:01:30]"),
        ("Анна [0:01]", "Так.", "Ян [1:23]", "Не.", "[1:30]"),
        ("Анна: 00:00:01", "", "Так.", "", "Ян: 00:01:23", "", "Не.", "", "[00:01:30]"),
        ("00:00:01 Анна", "Так.", "00:01:23 Ян", "Не.", "00:01:25 Анна", "00:01:30 Ян"),
        ("Анна  0:01", "Так.", "Ян  1:23", "Не.", "1:30"),
    ],
)
def test_stamps_are_read_like_those_of_plain_text(paragraphs):
    cues = whole(word("".join(p(text) for text in paragraphs)))
    assert cues[0] == (1000, 83000, "Анна", "Так.")
    assert cues[1][0] == 83000
    assert cues[1][2:] == ("Ян", "Не.")


def test_labels_are_speakers_and_every_paragraph_is_a_passage():
    reading = word(p("Вядучы:", " Чаму?") + p("Анна: Быў загад.") + p("Мы паехалі.") + p("Вядучы: А потым?"))
    assert said(reading) == [
        ("Вядучы", "Чаму?"),
        ("Анна", "Быў загад."),
        ("Анна", "Мы паехалі."),
        ("Вядучы", "А потым?"),
    ]
    assert told(reading)["label-once"].line == 2
    assert "lines-are-paragraphs" in told(reading)


def test_captions_that_were_pasted_are_read_as_captions():
    lines = ("1", "00:00:01,000 --> 00:00:02,000", "Адзін", "радок", "", "2", "00:00:03,000 --> 00:00:04,000", "Два")
    assert whole(word("".join(map(p, lines)))) == [(1000, 2000, "", "Адзін\nрадок"), (3000, 4000, "", "Два")]


@pytest.mark.parametrize(
    "head",
    [
        ("Time", "Speaker", "Text"),
        ("Час", "Хто", "Тэкст"),
        ("Время", "Говорящий", "Текст"),
        ("Час", "Мовець", "Текст"),
        None,
    ],
)
def test_a_table_of_times_speakers_and_words_is_read_by_rows(head):
    rows = [("00:00:01", "Анна", p("Так.") + p("Добра.")), ("00:00:04", "Ян", "Не."), ("0:00:09.5", "Анна", "Ну.")]
    reading = word(p("Размова") + tbl(*([head] if head else []), *rows))
    assert whole(reading)[:2] == [(1000, 4000, "Анна", "Так.\nДобра."), (4000, 9500, "Ян", "Не.")]
    assert whole(reading)[2][0] == 9500
    assert told(reading)["outside-table"].params["text"] == "Размова"


def test_tables_that_go_on_after_a_page_are_one():
    head = ("Speaker", "Text")
    reading = word(tbl(head, ("Ян", "адзін")) + p() + tbl(head, ("Анна", "два")) + tbl(("Ян", "тры")))
    assert said(reading) == [("Ян", "адзін"), ("Анна", "два"), ("Ян", "тры")]


def test_a_table_beside_a_longer_text_is_part_of_the_text():
    reading = word(tbl(("Дата", "2021"), ("Месца", "Горад")) + p("Мы выйшлі з казармы яшчэ да світання."))
    assert [cue.text for cue in reading.cues] == ["Дата\t2021", "Месца\tГорад", "Мы выйшлі з казармы яшчэ да світання."]


def test_wide_cells_keep_the_columns_below_in_place():
    wide = (
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>"
        + p("0:01")
        + "</w:tc><w:tc>"
        + p("так")
        + "</w:tc></w:tr>"
    )
    body = tbl(("Start", "Speaker", "Text"), ("0:00", "Ян", "не")).replace("</w:tbl>", f"{wide}</w:tbl>")
    assert whole(word(body))[1][2:] == ("", "так")


def test_deleted_words_are_left_out_and_counted_but_not_quoted():
    deleted = "<w:del w:author='Сапраўднае Імя'><w:r><w:delText>тайнае прозвішча</w:delText></w:r></w:del>"
    moved = "<w:moveFrom><w:r><w:t>адсюль</w:t></w:r></w:moveFrom>"
    inserted = "<w:ins w:author='x'><w:r><w:t>новае</w:t></w:r></w:ins>"
    reading = word(p("Мы") + p("з ", deleted, moved, inserted, " словам"))
    assert [cue.text for cue in reading.cues] == ["Мы", "з новае словам"]
    assert told(reading)["deletions-left-out"].params == {"line": 2, "count": 2}
    assert told(reading)["insertions-taken"].line == 2
    everything = " ".join(problem.message for problem in reading.problems)
    assert "тайнае" not in everything
    assert "Сапраўднае" not in everything


def test_a_deleted_end_of_a_paragraph_joins_the_next_one():
    mark = "<w:pPr><w:rPr><w:del w:author='x'/></w:rPr></w:pPr>"
    assert said(word(p("Першы ", properties=mark) + p("працяг.") + p("Другі."))) == [
        ("", "Першы працяг."),
        ("", "Другі."),
    ]


def test_a_deleted_row_is_left_out():
    row = f"<w:tr><w:trPr><w:del w:author='x'/></w:trPr>{tc('Ян', 'тайна')}</w:tr>"
    reading = word(tbl(("Speaker", "Text"), ("Анна", "так")).replace("</w:tbl>", f"{row}</w:tbl>"))
    assert said(reading) == [("Анна", "так")]
    assert "deletions-left-out" in told(reading)


def test_notes_of_hidden_paragraphs_and_hidden_rows_are_left_out():
    styles = '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = p("Мы былі.") + p("Пятро", reference, properties='<w:pPr><w:pStyle w:val="H"/></w:pPr>')
    note = f'<w:footnote w:id="2">{p("з Гомеля")}</w:footnote>'
    reading = read(docx(body, styles=styles, footnotes=note))
    assert [cue.text for cue in reading.cues] == ["Мы былі."]
    assert told(reading)["hidden-left-out"].params["count"] == 3
    assert "Гомеля" not in str(reading.problems)
    shown = [f"<w:tr>{tc(f'0:0{n}', 'Ян', 'Так.')}</w:tr>" for n in (1, 3)]
    secret = f"<w:tr><w:trPr><w:hidden/></w:trPr>{tc('0:02', 'Пятро', 'Не.')}</w:tr>"
    reading = read(docx(f"<w:tbl>{shown[0]}{secret}{shown[1]}</w:tbl>"))
    assert [cue.start_ms for cue in reading.cues] == [1000, 3000]
    assert "Пятро" not in str(reading)


def test_hidden_words_are_left_out_by_run_and_by_style():
    styles = (
        "<w:style w:styleId='a1'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:styleId='a2'><w:basedOn w:val='a1'/></w:style>"
        "<w:style w:styleId='a3'><w:basedOn w:val='a1'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>"
    )
    body = (
        p("Бачна ", r("схавана", VANISH), r(" паказана", "<w:rPr><w:vanish w:val='false'/></w:rPr>"))
        + p("і гэта схавана", properties="<w:pPr><w:pStyle w:val='a2'/></w:pPr>")
        + p("а гэта не", properties="<w:pPr><w:pStyle w:val='a3'/></w:pPr>")
        + p("так ", r("таемна", "<w:rPr><w:rStyle w:val='a1'/></w:rPr>"))
        + p("знак", properties="<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>")
    )
    reading = word(body, styles=styles)
    assert [cue.text for cue in reading.cues] == ["Бачна  паказана", "а гэта не", "так", "знак"]
    assert told(reading)["hidden-left-out"].params["count"] == 5
    assert "схавана" not in " ".join(problem.message for problem in reading.problems)


def test_comments_headers_and_footnotes():
    note = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    reading = word(
        p("АМАП", note, " прыйшоў", "<w:r><w:commentReference w:id='0'/></w:r>"),
        footnotes="<w:footnote w:type='separator' w:id='-1'><w:p/></w:footnote><w:footnote w:id='2'>"
        + p("<w:r><w:footnoteRef/></w:r>", " атрад міліцыі")
        + "</w:footnote>",
        comments="<w:comment w:id='0' w:author='Імя'>" + p("насамрэч гэта Пятро") + "</w:comment>",
        header1=p("Размова, старонка"),
    )
    assert said(reading) == [("", "АМАП [атрад міліцыі] прыйшоў")]
    problems = told(reading)
    assert problems["footnote-inlined"].params["text"] == "атрад міліцыі"
    assert problems["comments-left-out"].params["count"] == 3
    assert problems["header-footer"].params["text"] == "Размова, старонка"
    assert "Пятро" not in " ".join(problem.message for problem in reading.problems)


def test_a_text_box_is_read_once():
    box = "<w:txbxContent>" + p("У рамцы") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Вакол</w:t><mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice><w:drawing>" + box + "</w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    reading = word(body)
    assert [cue.text for cue in reading.cues] == ["Вакол", "У рамцы"]
    assert told(reading)["pictures-left-out"].params["count"] == 1


def test_field_codes_are_no_words_and_lists_and_symbols_are_told():
    field = f"<w:r><w:instrText>HYPERLINK secret</w:instrText></w:r><w:hyperlink>{r('спасылка')}</w:hyperlink>"
    symbol = "<w:r><w:sym w:font='Wingdings' w:char='F04A'/></w:r>"
    numbered = "<w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr>"
    reading = word(p(field, symbol, properties=numbered))
    assert said(reading) == [("", "спасылка�")]
    assert {"list-marks", "symbol-unknown"} <= told(reading).keys()


def test_properties_are_left_out_and_not_quoted():
    made = docx(p("так"))
    stream = io.BytesIO(made)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(
            "docProps/core.xml",
            '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Сапраўднае Імя</dc:creator></c>',
        )
    reading = read(stream.getvalue())
    assert "properties-left-out" in told(reading)
    assert "Сапраўднае" not in " ".join(problem.message for problem in reading.problems)


def test_a_strict_document_is_read_too():
    strict = p("так").replace("w:", "v:")
    body = (
        f'<v:document xmlns:v="http://purl.oclc.org/ooxml/wordprocessingml/main"><v:body>{strict}</v:body></v:document>'
    )
    parts = {"_rels/.rels": relations({"a": ("officeDocument", "/word/doc2.xml")}), "word/doc2.xml": body}
    assert said(read(packed(parts))) == [("", "так")]


def test_a_paragraph_that_is_too_long_is_refused_by_its_number():
    with pytest.raises(FormatError) as caught:
        word(p("так") + p("а" * 10_001))
    assert (caught.value.problem.code, caught.value.problem.line) == ("paragraph-too-long", 2)


def test_a_document_without_words_is_empty():
    with pytest.raises(FormatError) as caught:
        word(p() + p(" "))
    assert caught.value.problem.code == "empty"


def test_a_broken_stamp_in_a_paragraph_is_told_with_its_number():
    reading = read(docx(p("[00:00:01] адзін") + p("[00:00:0x] два") + p("[00:00:09] тры")))
    [problem] = [problem for problem in reading.problems if problem.code == "stamp-doubtful"]
    assert (problem.line, problem.params["lines"]) == (2, "2")
    assert reading.cues[0].text == "адзін\n[00:00:0x] два"


def test_names_on_lines_of_their_own_below_the_times_of_a_meeting_are_speakers():
    said = [("0:0:0.0 --&gt; 0:0:2.530", "Анна Кос", "Чаму вы сышлі?"), ("0:0:3.0 --&gt; 0:0:5.1", "Ян", "Бо так.")]
    body = "".join(p(line) for _ in range(2) for lines in said for line in lines)
    reading = read(docx(body))
    assert [(one.start_ms, one.end_ms, one.speaker, one.text) for one in reading.cues][:2] == [
        (0, 2530, "Анна Кос", "Чаму вы сышлі?"),
        (3000, 5100, "Ян", "Бо так."),
    ]


def test_first_lines_that_are_seldom_names_stay_words():
    body = "".join(p(line) for n in range(4) for line in (f"0:0:{n}.0 --&gt; 0:0:{n}.9", f"Так{n}", "і не"))
    assert {one.speaker for one in read(docx(body)).cues} == {""}


def test_a_meeting_with_the_time_beside_the_name_and_the_words_below_it_is_read():
    def turn(name, time, words):
        return p(name, f"<w:r><w:t xml:space='preserve'>   {time}</w:t><w:br/><w:t>{words}</w:t></w:r>")

    reading = read(
        docx(turn("Анна Кос", "0:03", "Чаму?") + turn("Ян", "0:07", "Бо так.") + turn("Анна Кос", "1:13", "І?"))
    )
    assert [(one.start_ms, one.end_ms, one.speaker, one.text) for one in reading.cues][:2] == [
        (3000, 7000, "Анна Кос", "Чаму?"),
        (7000, 73_000, "Ян", "Бо так."),
    ]
