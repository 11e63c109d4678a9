"""OpenDocument texts: words as they are read on the page, and what is out of sight left out and told."""

import pytest

from interviews.formats import FormatError, read
from tests.interviews.formats.making import odt, packed


def text(body, **more):
    reading = read(odt(body, **more))
    assert reading.format == "odt"
    return reading


def said(reading):
    return [(cue.speaker, cue.text) for cue in reading.cues]


def whole(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def told(reading):
    return {problem.code: problem for problem in reading.problems}


def paragraphs(*texts):
    return "".join(f"<text:p>{one}</text:p>" for one in texts)


def test_white_space_and_breaks_are_those_of_the_page():
    body = (
        "<text:h>Размова</text:h><text:p>\n  Пры<text:span>ся</text:span>га   і\n загад<text:line-break/>далей"
        '<text:s text:c="3"/>і<text:tab/>край<text:soft-page-break/></text:p>'
    )
    reading = text(body)
    assert [cue.text for cue in reading.cues] == ["Размова", "Прысяга і загад\nдалей   і\tкрай"]
    assert reading.problems == ()


def test_stamps_labels_and_lists_are_read():
    body = "<text:list><text:list-item><text:p>[00:00:01] Анна: Так.</text:p></text:list-item></text:list>"
    reading = text(body + paragraphs("[00:01:23] Ян: Не.", "[00:01:30]"))
    assert whole(reading) == [(1000, 83000, "Анна", "Так."), (83000, 90000, "Ян", "Не.")]
    assert told(reading)["list-marks"].params["count"] == 1


def test_a_table_of_times_speakers_and_words_is_read_by_rows():
    rows = [("Час", "Хто", "Тэкст"), ("0:01", "Анна", "Так."), ("0:04", "Ян", "Не."), ("0:09", "Анна", "Ну.")]
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{paragraphs(cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    reading = text(f"<table:table>{cells}</table:table>")
    assert whole(reading)[:2] == [(1000, 4000, "Анна", "Так."), (4000, 9000, "Ян", "Не.")]


def test_a_paragraph_that_a_field_hides_is_left_out_whole():
    field = '<text:hidden-paragraph text:condition="ooow:1" text:is-hidden="%s"/>'
    hidden = f"<text:p>Пятро {field % 'true'}з <text:span>Гомеля</text:span></text:p>"
    reading = text(f"{hidden}<text:p>Мы {field % 'false'}былі</text:p>")
    assert said(reading) == [("", "Мы былі")]
    assert told(reading)["hidden-left-out"].params["count"] == 3
    assert "Гомеля" not in str(reading.problems)


def test_deletions_comments_and_hidden_words_are_left_out_and_not_quoted():
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        "<dc:creator>Сапраўднае Імя</dc:creator><text:p>тайнае слова</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = "<office:annotation><dc:creator>Імя</dc:creator><text:p>гэта Пятро</text:p></office:annotation>"
    body = changes + (
        f'<text:p>Мы<text:change text:change-id="c1"/>{comment} былі'
        '<text:span text:style-name="T1"> схаваныя</text:span><text:hidden-text text:string-value="ціха"/></text:p>'
        '<text:section text:display="none"><text:p>Раздзел</text:p></text:section>'
    )
    styles = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    reading = text(body, styles=styles)
    assert said(reading) == [("", "Мы былі")]
    problems = told(reading)
    assert problems["hidden-left-out"].params["count"] == 3
    assert {"deletions-left-out", "comments-left-out"} <= problems.keys()
    everything = " ".join(problem.message for problem in reading.problems)
    for word in ("тайнае", "Сапраўднае", "Пятро", "схаваныя", "ціха", "Раздзел"):
        assert word not in everything


def test_footnotes_stand_where_their_marks_are():
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>атрад</text:p><text:p>міліцыі</text:p></text:note-body></text:note>"
    )
    reading = text(paragraphs(f"АМАП{note} прыйшоў"))
    assert said(reading) == [("", "АМАП [атрад міліцыі] прыйшоў")]
    assert told(reading)["footnote-inlined"].params["text"] == "атрад міліцыі"


def test_headers_are_quoted_and_properties_are_not():
    outer = (
        "<office:master-styles><style:master-page><style:header><text:p>Старонка размовы</text:p></style:header>"
        "</style:master-page></office:master-styles>"
    )
    meta = '<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Сапраўднае Імя</dc:creator></m>'
    reading = text(paragraphs("так"), outer=outer, **{"meta.xml": meta})
    assert told(reading)["header-footer"].params["text"] == "Старонка размовы"
    assert "properties-left-out" in told(reading)
    assert "Сапраўднае" not in " ".join(problem.message for problem in reading.problems)


def test_a_document_with_a_password_is_refused():
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    with pytest.raises(FormatError) as caught:
        text(paragraphs("так"), **{"META-INF/manifest.xml": manifest})
    assert caught.value.problem.code == "package-locked"


def test_other_opendocuments_are_refused_by_what_they_are():
    data = packed({"mimetype": "application/vnd.oasis.opendocument.graphics", "content.xml": "<a/>"})
    with pytest.raises(FormatError) as caught:
        read(data, name="plan.odt")
    assert caught.value.problem.code == "not-a-transcript"
