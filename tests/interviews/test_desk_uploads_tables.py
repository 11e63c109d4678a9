"""Tables whose columns are not known: the archivist chooses them, sees the first rows, and loses nothing typed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interviews.models import HeldFile, Upload
from tests.factories import DRAFT, make_interview
from tests.interviews.desk_pages import page
from tests.interviews.formats.making import ods, xlsx

pytestmark = pytest.mark.django_db

UNKNOWN = "Пач;Кан;Прозвішча;Сказ\n0:01;0:03;Анна;Мы прымалі прысягу.\n0:04;0:05;Ян;Так.\n0:06;0:07;Ян;Ну.\n"


@pytest.fixture
def record():
    interview = make_interview(state=DRAFT, accession="OOU-UPLD")
    interview.transcripts.all().delete()
    return interview


def send(client, name="", data="", **fields):
    data = data.encode() if isinstance(data, str) else data
    form = {"interview": "OOU-UPLD", "language": "", "provenance": "reviewed", "encoding": "", **fields}
    return client.post(page("upload"), form | ({"file": SimpleUploadedFile(name, data)} if name else {}))


def choose(client, *roles, headed=True, **fields):
    held = HeldFile.objects.get()
    said = {f"column-{held.pk}-{number}": role for number, role in enumerate(roles, 1)}
    said |= {f"headed-{held.pk}": "1"} if headed else {}
    return send(client, held=[str(held.pk)], **{f"table-{held.pk}": "1"}, **said, **fields)


def cues():
    return [[cue[name] for name in ("start_ms", "end_ms", "speaker", "text")] for cue in Upload.objects.get().cues]


READ = [
    [1000, 3000, "Анна", "Мы прымалі прысягу."],
    [4000, 5000, "Ян", "Так."],
    [6000, 7000, "Ян", "Ну."],
]


def table(row, cell):
    return "".join(row % "".join(cell % text for text in line.split(";")) for line in UNKNOWN.splitlines())


def as_xlsx(**beside):
    rows = table("<row>%s</row>", '<c t="inlineStr"><is><t>%s</t></is></c>')
    return xlsx({"A": f"<sheetData>{rows}</sheetData>"}, **beside)


def as_ods():
    cell = "<table:table-cell><text:p>%s</text:p></table:table-cell>"
    return ods({"A": table("<table:table-row>%s</table:table-row>", cell)})


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", UNKNOWN), ("a.tsv", UNKNOWN.replace(";", "\t")), ("a.xlsx", as_xlsx()), ("a.ods", as_ods())],
)
def test_columns_that_are_not_known_are_asked_for_and_then_read(archivist_client, record, name, data):
    response = send(archivist_client, name, data)
    body = response.content.decode()
    assert response.status_code == 422
    assert "Прозвішча" in body
    assert "Мы прымалі прысягу." in body
    assert 'value="reviewed" selected' in body
    assert re.findall(r'<option value="(\w+)" selected>', body.partition("<thead>")[2])[:2] == ["start", "end"]
    assert choose(archivist_client, "start", "end", "speaker", "text").status_code == 302
    assert cues() == READ
    assert not HeldFile.objects.exists()


def test_without_words_or_with_a_role_twice_the_choice_is_shown_again_as_it_was(archivist_client, record):
    send(archivist_client, "a.csv", UNKNOWN)
    for roles, sentence in ((("start", "", "speaker"), "holds the words"), (("text", "", "", "text"), "both be")):
        response = choose(archivist_client, *roles)
        body = response.content.decode()
        assert response.status_code == 422
        assert sentence in body
        assert f'<option value="{roles[0]}" selected>' in body
    assert not Upload.objects.exists()
    assert HeldFile.objects.count() == 1


def test_a_table_without_headings_is_read_from_its_first_row(archivist_client, record):
    send(archivist_client, "a.csv", UNKNOWN.partition("\n")[2], choose_columns="on")
    choose(archivist_client, "start", "end", "speaker", "text", headed=False)
    assert cues() == READ


def test_a_column_of_translations_waits_beside_the_words(archivist_client, record):
    send(archivist_client, "a.csv", "Пач;Тут;Там;Нешта\n0:01;Так;Yes;1\n0:03;Не;No;2\n0:04;Ну;Well;3\n")
    choose(archivist_client, "start", "text", "translation")
    assert [[cue["text"] for cue in one.cues] for one in Upload.objects.order_by("pk")] == [
        ["Так", "Не", "Ну"],
        ["Yes", "No", "Well"],
    ]


def test_a_table_that_is_sure_is_not_asked_for_unless_somebody_wants_to(archivist_client, record):
    sure = "start,end,speaker,text\n0:01,0:03,Анна,Так\n"
    assert send(archivist_client, "a.csv", sure).status_code == 302
    assert send(archivist_client, "b.csv", sure, choose_columns="on").status_code == 422


@pytest.mark.parametrize("head", ["start;text;transcript", "Пач;speaker;text", "time;be;ru"])
def test_two_columns_of_words_or_times_without_a_name_are_asked_for(archivist_client, record, head):
    response = send(archivist_client, "a.csv", f"{head}\n0:01;Анна;Так\n0:04;Ян;Не\n")
    assert response.status_code == 422
    assert HeldFile.objects.exists()


def test_text_with_even_commas_may_be_text_all_the_same(archivist_client, record):
    send(archivist_client, "a.txt", "раз, два, тры\nчатыры, пяць, шэсць\nсем, восем, дзевяць\n")
    held = HeldFile.objects.get()
    send(archivist_client, held=[str(held.pk)], **{f"table-{held.pk}": "1", f"plain-{held.pk}": "1"})
    assert Upload.objects.get().format == "text"


def test_a_mended_line_is_read_with_the_columns_and_the_ticked_boxes_stay(archivist_client, record):
    broken = UNKNOWN.replace("0:04;", "0:0x;").replace("Ну.", "Эээ, ну.")
    send(archivist_client, "a.csv", broken)
    choose(archivist_client, "start", "end", "speaker", "text")
    address = page("preview", Upload.objects.get().pk)
    opened = archivist_client.get(address, {"line": 3}).context["mending"].line.opened_on
    form = {"mended_line": "3", "words": "0:04;0:05;Ян;Так.", "opened_on": opened, "mend": "1", "tidy": ["fillers"]}
    body = archivist_client.post(address, {**form, "provenance": "corrected"}, follow=True).content.decode()
    assert len(Upload.objects.get().cues) == 3
    assert re.search(r'value="fillers"[^>]* checked', body)
    assert not re.search(r'name="language"[^>]* checked', body)


SURE = UNKNOWN.replace("Пач;Кан;Прозвішча;Сказ", "start;end;speaker;text")


def choose_anew(client, *roles, headed=True, **fields):
    said = {f"column-anew-{number}": role for number, role in enumerate(roles, 1)}
    said |= {"headed-anew": "1"} if headed else {}
    form = {"columns": "1", "table-anew": "1", "provenance": "corrected", **said, **fields}
    return client.post(page("preview", Upload.objects.order_by("pk")[0].pk), form)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods"])
def test_the_columns_of_a_table_that_was_read_can_be_chosen_anew(archivist_client, record, monkeypatch, name):
    monkeypatch.setattr(f"{__name__}.UNKNOWN", SURE)
    send(archivist_client, name, {"a.csv": SURE, "a.xlsx": as_xlsx(), "a.ods": as_ods()}[name])
    kept = Upload.objects.get()
    assert cues() == READ
    assert "?columns=1" in archivist_client.get(page("preview", kept.pk)).content.decode()
    body = archivist_client.get(page("preview", kept.pk), {"columns": "1"}).content.decode()
    chosen = re.findall(r'<option value="(\w*)" selected>', body.partition("named-columns")[2].partition("</thead>")[0])
    assert chosen == ["start", "end", "speaker", "text"]
    assert choose_anew(archivist_client, "start", "end", "text", "", language="be").status_code == 302
    assert [cue[3] for cue in cues()] == ["Анна", "Ян", "Ян"]
    again = Upload.objects.get()
    assert (again.pk, again.language, again.provenance, again.format) == (kept.pk, "be", "corrected", kept.format)
    assert any("Мы прымалі прысягу." in one["message"] for one in again.problems)
    body = archivist_client.get(page("preview", kept.pk), {"columns": "1"}).content.decode()
    chosen = re.findall(r'<option value="(\w*)" selected>', body.partition("named-columns")[2].partition("</thead>")[0])
    assert chosen == ["start", "end", "text", ""]


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [(("start",), "holds the words"), (("text", "text"), "both be"), (("text", "end", "", "start"), "no cue")],
)
def test_columns_that_cannot_be_read_change_nothing_and_stay_as_they_were_chosen(
    archivist_client, record, roles, sentence
):
    send(archivist_client, "a.csv", SURE)
    response = choose_anew(archivist_client, *roles)
    body = response.content.decode()
    assert response.status_code == 422
    assert sentence in body
    assert f'<option value="{roles[0]}" selected>' in body
    assert cues() == READ


def test_a_column_of_translations_chosen_anew_waits_beside_the_words(archivist_client, record):
    send(archivist_client, "a.csv", "start;text;Там\n0:01;Так;Yes\n0:03;Не;No\n", language="be")
    assert choose_anew(archivist_client, "start", "text", "translation", language="be").status_code == 302
    first, second = Upload.objects.order_by("pk")
    assert [[cue["text"] for cue in one.cues] for one in (first, second)] == [["Так", "Не"], ["Yes", "No"]]
    assert (first.language, second.language) == ("be", "")


def test_what_a_workbook_says_of_its_author_is_still_told_and_no_longer_kept(archivist_client, record, monkeypatch):
    monkeypatch.setattr(f"{__name__}.UNKNOWN", SURE)
    author = {"docProps/core.xml": "<p><creator>Прозвішча</creator></p>"}
    send(archivist_client, "a.xlsx", as_xlsx(beside=author))
    choose_anew(archivist_client, "start", "end", "", "text")
    kept = Upload.objects.get()
    assert any(one["code"] == "properties-left-out" for one in kept.problems)
    assert b"docProps" not in bytes(kept.table)


def test_hostile_cells_are_shown_as_text(archivist_client, record):
    hostile = "<script>alert(1)</script>"
    body = send(archivist_client, "a.csv", UNKNOWN.replace("Прозвішча", hostile)).content.decode()
    assert "alert(1)" in body
    assert hostile not in body


@pytest.mark.parametrize("names", [["OOU-UPLD.be.vtt"], ["OOU-UPLD.be.vtt", "talk.be.vtt"]])
def test_the_name_of_a_file_suggests_its_language_and_chooses_nothing(archivist_client, record, names):
    words = b"WEBVTT\n\n00:00.000 --> 00:02.000\n\xd0\xa2\xd0\xb0\xd0\xba.\n"
    form = {"interview": "OOU-UPLD", "language": "", "provenance": "machine", "encoding": ""}
    archivist_client.post(page("upload"), form | {"file": [SimpleUploadedFile(name, words) for name in names]})
    for kept in Upload.objects.all():
        body = archivist_client.get(page("preview", kept.pk)).content.decode()
        assert "suggested by the name" in body
        assert not re.search(r'type="radio"[^>]* checked', body)


def test_a_language_that_was_chosen_stays_chosen(archivist_client, record):
    send(archivist_client, "OOU-UPLD.be.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nТак.\n", language="be")
    body = archivist_client.get(page("preview", Upload.objects.get().pk)).content.decode()
    assert re.search(r'value="be"[^>]* checked', body)
