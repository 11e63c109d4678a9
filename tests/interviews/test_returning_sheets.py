"""Translation sheets that come back filled in: by the desk, the command and a batch."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from interviews import exporting, versions
from interviews.desk.correcting import correct, fingerprint
from interviews.models import Segment, Transcript, Upload
from tests.factories import DRAFT, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

WORDS = ["Мы прымалі прысягу пад дажджом,", "а потым быў загад.", "І ніхто не сказаў нам, навошта мы едзем у сталіцу."]
TRANSLATION = ["We took the oath in the rain;", "then came an order =1+1", "<b>nobody</b> told us\nwhy & where"]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def record():
    return make_interview(WORDS, state=DRAFT, accession="OOU-UPLD", speakers=["Капітан", "Журналіст"])


def filled(data: bytes, texts: list[str], changes: dict[str, str] | None = None) -> bytes:
    """Return a sheet as a translator saves it: ``texts`` in the last cells, ``changes`` made in what stands there."""
    escape = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            xml = old.read(name).decode()
            for row, text in enumerate(texts, 2):
                written = text.translate(escape)
                cell = f'<c r="F{row}" s="1" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'
                xml = xml.replace(f'<c r="F{row}" s="1"/>', cell if text else "")
            if name == "word/document.xml":
                xml = _filled_cells(xml, [text.translate(escape) for text in texts])
            for before, after in (changes or {}).items():
                xml = xml.replace(before, after)
            new.writestr(name, xml)
    return kept.getvalue()


def _filled_cells(xml: str, texts: list[str]) -> str:
    waiting = iter(["", *texts])

    def fill(row: re.Match[str]) -> str:
        head, empty, tail = row[0].rpartition('preserve"></w:t>')
        text = next(waiting)
        return (
            f'{head}preserve">{text.replace(chr(10), "</w:t><w:br/><w:t>")}</w:t>{tail}' if text and empty else row[0]
        )

    return re.sub(r"<w:tr>.*?</w:tr>", fill, xml, flags=re.DOTALL)


def sheet(transcript: Transcript, kind: str = "xlsx", into: str = "en") -> bytes:
    return exporting.SHEETS[kind][1](transcript, exporting.colophon(transcript), into)


def _send(client, data: bytes, **fields):
    form = {"interview": "OOU-UPLD", "language": "", "provenance": "corrected", "encoding": "", **fields}
    return client.post(page("upload"), form | {"file": SimpleUploadedFile("sheet.xlsx", data)})


def _save(client, language: str = "en"):
    return client.post(page("preview", Upload.objects.get().pk), {"language": language, "provenance": "corrected"})


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("timed", [True, False])
def test_a_filled_sheet_becomes_a_translation_segment_for_segment(archivist_client, kind, timed):
    record = make_interview(WORDS, state=DRAFT, accession="OOU-UPLD", speakers=["Капітан", "Журналіст"], timed=timed)
    original = record.transcripts.get()
    with override("en"):
        data = archivist_client.get(page("sheet", "OOU-UPLD", "be", "en", kind)).content
    response = _send(archivist_client, filled(data, TRANSLATION))
    assert response.status_code == 302, response.content.decode()
    body = archivist_client.get(response.url).content.decode()
    assert "translation sheet of OOU-UPLD" in body
    assert "were changed" not in body
    assert _save(archivist_client).status_code == 302
    fields = ("position", "moment", "speaker", "start_ms", "end_ms")
    made = record.transcripts.get(language="en")
    assert list(made.segments.values_list(*fields)) == list(original.segments.values_list(*fields))
    assert [one.text for one in made.segments.order_by("position")] == TRANSLATION
    assert (made.kind, made.made_from, made.workflow) == ("translation", 1, "draft")


def test_the_same_sheet_again_changes_nothing(archivist_client, record):
    data = filled(sheet(record.transcripts.get()), TRANSLATION)
    for _ in range(2):
        _send(archivist_client, data)
        _save(archivist_client)
    assert record.transcripts.get(language="en").version == 1


def test_rows_without_a_translation_are_left_out_and_listed(archivist_client, record):
    data = filled(sheet(record.transcripts.get()), [TRANSLATION[0], "", TRANSLATION[2]])
    body = archivist_client.get(_send(archivist_client, data).url).content.decode()
    assert "no translation and are left out: 3 (1 in all)" in body
    _save(archivist_client)
    made = record.transcripts.get(language="en").segments.order_by("position")
    assert [(one.moment, one.text) for one in made] == [(0, TRANSLATION[0]), (2, TRANSLATION[2])]


def test_a_sheet_of_another_interview_or_for_another_language_is_refused(archivist_client, record):
    other = make_interview(WORDS, state=DRAFT, accession="OOU-2")
    _send(archivist_client, filled(sheet(other.transcripts.get()), TRANSLATION))
    assert "translation sheet of OOU-2. Choose that interview" in _save(archivist_client).content.decode()
    Upload.objects.all().delete()
    _send(archivist_client, filled(sheet(record.transcripts.get()), TRANSLATION))
    assert "translated into “en”" in _save(archivist_client, "uk").content.decode()
    assert not record.transcripts.filter(kind="translation").exists()


def test_what_changed_in_the_original_since_is_told_by_its_numbers_and_the_translation_is_flagged(
    archivist_client, person, record
):
    original = record.transcripts.get()
    versions.begin(original, None, "imported")
    data = filled(sheet(original), TRANSLATION)
    second = original.segments.get(position=1)
    correct(second, "а потым быў іншы загад.", opened_on=fingerprint(second.text))
    body = archivist_client.get(_send(archivist_client, data).url).content.decode()
    assert "(version 1, now 2)" in body
    assert "with these numbers: 2." in body
    _save(archivist_client)
    original.refresh_from_db()
    made = record.transcripts.get(language="en")
    assert made.made_from == 1
    assert versions.is_outdated(made, original)


def test_a_change_since_of_a_version_that_is_gone_is_told(archivist_client, record):
    original = record.transcripts.get()
    data = filled(sheet(original), TRANSLATION)
    Transcript.objects.filter(pk=original.pk).update(version=4)
    body = archivist_client.get(_send(archivist_client, data).url).content.decode()
    assert "that version is not kept" in body


def test_words_changed_in_the_column_of_the_original_are_told_and_not_lost(archivist_client, record):
    data = filled(sheet(record.transcripts.get()), TRANSLATION, {"а потым быў загад.": "а потым быў іншы загад."})
    body = archivist_client.get(_send(archivist_client, data).url).content.decode()
    assert "In the column “be” words were changed" in body
    assert "іншы загад" in body
    _save(archivist_client)
    assert not Segment.objects.filter(text__contains="іншы").exists()


def test_the_command_and_a_batch_take_a_sheet_too(record, tmp_path, capsys):
    data = filled(sheet(record.transcripts.get()), TRANSLATION)
    (tmp_path / "transcripts").mkdir()
    file = tmp_path / "transcripts" / "OOU-UPLD.en.xlsx"
    file.write_bytes(data)
    with pytest.raises(CommandError, match="translated into"):
        call_command("import_transcript", str(file), interview="OOU-UPLD", language="uk")
    call_command("import_transcript", str(file), interview="OOU-UPLD", language="en")
    segments = record.transcripts.get(language="en").segments
    assert [one.text for one in segments.order_by("position")] == TRANSLATION
    record.transcripts.get(language="en").delete()
    call_command("import_archive", str(tmp_path))
    assert [one.text for one in record.transcripts.get(language="en").segments.order_by("position")] == TRANSLATION


@pytest.mark.parametrize(
    "address", [("be", "be", "xlsx"), ("be", "xx", "xlsx"), ("be", "en", "pdf"), ("uk", "en", "docx")]
)
def test_a_sheet_that_makes_no_sense_is_not_found(archivist_client, record, address):
    language, into, ending = address
    assert archivist_client.get(page("sheet", "OOU-UPLD", language, into, ending)).status_code == 404


def test_a_sheet_is_for_the_desk_alone(client, person, record):
    address = page("sheet", "OOU-UPLD", "be", "en", "xlsx")
    assert client.get(address).status_code == 302
    reader = Client()
    reader.force_login(person("researcher"))
    assert reader.get(address).status_code == 403


def test_the_page_of_the_record_offers_the_sheets(archivist_client, record):
    body = archivist_client.get(page("interview", "OOU-UPLD")).content.decode()
    assert page("sheet", "OOU-UPLD", "be", "uk", "docx") in body
    assert page("sheet", "OOU-UPLD", "be", "be", "docx") not in body
