"""Several files at once, files that are held, lines that are mended in place."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from interviews import purging
from interviews.desk import forms, receiving
from interviews.models import HeldFile, Transcript, Upload
from tests.factories import DRAFT, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

BE = "WEBVTT\n\n00:00.000 --> 00:02.000\nМы прымалі прысягу пад дажджом.\n"
RU = "WEBVTT\n\n00:00.000 --> 00:02.000\nМы принимали присягу под дождём.\n"
BROKEN = "WEBVTT\n\n00:00.000 --> 00:02.000\nраз\n\n00:99 --> x\nдва\n\n00:04.000 --> 00:05.000\nтры\n"
UNSURE = "Не ў лад".encode("cp1251")


@pytest.fixture
def record():
    interview = make_interview(state=DRAFT, accession="OOU-UPLD")
    interview.transcripts.all().delete()
    return interview


def _send(client, *files: tuple[str, str | bytes], **fields):
    sent = [SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data) for name, data in files]
    form = {"interview": "OOU-UPLD", "language": "", "provenance": "machine", "encoding": "", **fields}
    return client.post(page("upload"), form | ({"file": sent} if sent else {}))


def _uploads() -> list[tuple[str, str, str]]:
    return list(Upload.objects.order_by("pk").values_list("name", "interview__accession", "language"))


def test_several_files_go_in_at_once_each_in_the_language_of_its_name(archivist_client, record):
    response = _send(archivist_client, ("talk.be.vtt", BE), ("talk.ru.vtt", RU), ("notes.vtt", BE))
    assert _uploads() == [
        ("talk.be.vtt", "OOU-UPLD", "be"),
        ("talk.ru.vtt", "OOU-UPLD", "ru"),
        ("notes.vtt", "OOU-UPLD", ""),
    ]
    body = archivist_client.get(response.url).content.decode()
    assert "3 files were read" in body
    assert body.count("notes.vtt") == 1
    assert "talk.ru.vtt" in body


def test_a_name_tells_the_interview_and_the_language(archivist_client, record):
    make_interview(state=DRAFT, accession="OOU-2")
    _send(archivist_client, ("OOU-2.uk.vtt", BE), ("OOU-UPLD.ru.srt", RU), interview="")
    assert _uploads() == [("OOU-2.uk.vtt", "OOU-2", "uk"), ("OOU-UPLD.ru.srt", "OOU-UPLD", "ru")]


def test_one_language_goes_for_all_files_that_are_named_after_their_interviews(archivist_client, record):
    make_interview(state=DRAFT, accession="OOU-2")
    _send(archivist_client, ("OOU-2.vtt", BE), ("OOU-UPLD.vtt", BE), ("OOU-2.ru.vtt", RU), interview="", language="be")
    assert _uploads() == [
        ("OOU-2.vtt", "OOU-2", "be"),
        ("OOU-UPLD.vtt", "OOU-UPLD", "be"),
        ("OOU-2.ru.vtt", "OOU-2", "ru"),
    ]
    assert list(Upload.objects.order_by("pk").values_list("language_is_chosen", flat=True)) == [True, True, False]


def test_a_language_is_chosen_once_for_the_files_of_other_interviews_that_wait(archivist_client, record):
    for accession in ("OOU-2", "OOU-3", "OOU-4"):
        make_interview(state=DRAFT, accession=accession)
    files = [(f"{accession}.vtt", BE) for accession in ("OOU-2", "OOU-3", "OOU-UPLD")]
    _send(archivist_client, *files, ("OOU-4.ru.vtt", RU), ("OOU-2.en.vtt", BE), interview="")
    first = Upload.objects.get(name="OOU-2.vtt")
    assert "for_others" in archivist_client.get(page("preview", first.pk)).content.decode()
    archivist_client.post(page("preview", first.pk), {"language": "be", "provenance": "reviewed", "for_others": "on"})
    rows = Upload.objects.order_by("pk").values_list("name", "language", "language_is_chosen", "provenance")
    assert list(rows) == [
        ("OOU-3.vtt", "be", True, "reviewed"),
        ("OOU-UPLD.vtt", "be", True, "reviewed"),
        ("OOU-4.ru.vtt", "ru", False, "machine"),
        ("OOU-2.en.vtt", "en", False, "machine"),
    ]


def test_a_name_that_contradicts_the_choice_is_refused_and_the_file_is_held(archivist_client, record):
    make_interview(state=DRAFT, accession="OOU-2")
    response = _send(archivist_client, ("OOU-2.be.vtt", BE))
    assert response.status_code == 422
    assert "belongs to OOU-2, but OOU-UPLD is chosen" in response.content.decode()
    assert not Upload.objects.exists()
    assert HeldFile.objects.get().name == "OOU-2.be.vtt"


def test_without_an_interview_the_file_is_held_and_goes_in_without_being_chosen_again(archivist_client, record):
    response = _send(archivist_client, ("talk.vtt", BE), interview="", language="be", provenance="reviewed")
    body = response.content.decode()
    assert response.status_code == 422
    assert "talk.vtt" in body
    for kept in ("be", "reviewed"):
        assert f'value="{kept}" selected' in body
    assert not re.search(r'<input type="file"[^>]* required', body)
    assert "talk.vtt" in archivist_client.get(page("upload")).content.decode()
    again = _send(archivist_client, held=[str(HeldFile.objects.get().pk)], language="be")
    assert again.status_code == 302
    assert _uploads() == [("talk.vtt", "OOU-UPLD", "be")]
    assert not HeldFile.objects.exists()


def test_a_form_with_an_error_loses_no_file(archivist_client, record):
    response = _send(archivist_client, ("a.vtt", BE), ("b.vtt", RU), interview="OOU-NONE")
    assert response.status_code == 422
    assert sorted(HeldFile.objects.values_list("name", flat=True)) == ["a.vtt", "b.vtt"]
    assert response.content.decode().count('name="held"') == 2


def test_a_held_file_is_read_in_the_encoding_that_is_chosen_then(archivist_client, record):
    _send(archivist_client, ("talk.txt", UNSURE))
    held = [str(one.pk) for one in HeldFile.objects.all()]
    _send(archivist_client, held=held, encoding="cp1251")
    assert Upload.objects.get().cues[0]["text"] == "Не ў лад"


def test_one_bad_file_of_several_is_named_and_the_others_go_in(archivist_client, record):
    response = _send(archivist_client, ("good.be.vtt", BE), ("bad.pdf", b"%PDF-1.7"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "bad.pdf: " in body
    assert page("preview", Upload.objects.get().pk) in body
    assert not HeldFile.objects.exists()


def test_more_files_than_anybody_means_are_refused(archivist_client, record):
    response = _send(archivist_client, *[(f"{n}.vtt", BE) for n in range(receiving.MOST_FILES + 1)])
    assert f"At most {receiving.MOST_FILES} files" in response.content.decode()
    assert not Upload.objects.exists()


def test_files_that_are_too_large_together_are_refused(archivist_client, record, monkeypatch):
    monkeypatch.setattr(forms, "MOST_BYTES", 2 * len(BE.encode()) - 1)
    response = _send(archivist_client, ("a.vtt", BE), ("b.vtt", BE))
    assert "Together the files are larger" in response.content.decode()
    assert not Upload.objects.exists()


def test_a_held_file_is_for_whoever_sent_it_alone(archivist_client, person, record):
    other = Client()
    other.force_login(person("editor"))
    _send(other, ("secret.vtt", BE), interview="")
    pk = str(HeldFile.objects.get().pk)
    response = _send(archivist_client, held=[pk])
    assert response.status_code == 422
    assert "secret.vtt" not in response.content.decode()
    assert not Upload.objects.exists()
    assert HeldFile.objects.exists()


def test_held_files_go_after_a_day_and_with_a_purge(archivist_client, record):
    _send(archivist_client, ("talk.vtt", BE), interview="")
    HeldFile.objects.update(created_at=timezone.now() - timedelta(hours=25))
    archivist_client.post(page("overview"))
    assert not HeldFile.objects.exists()
    _send(archivist_client, ("talk.vtt", BE), interview="")
    purging.purge(record)
    assert not HeldFile.objects.exists()


def test_the_same_name_again_takes_the_place_of_what_is_held(archivist_client, record):
    for words in (BE, RU):
        _send(archivist_client, ("talk.vtt", words), interview="")
    assert bytes(HeldFile.objects.get().data).decode() == RU


def _open(client, line: int):
    return client.get(page("preview", Upload.objects.get().pk), {"line": line})


def _mend(client, line: int, words: str, *, button: bool = True, opened_on: str | None = None, **fields):
    opened = _open(client, line).context["mending"].line.opened_on if opened_on is None else opened_on
    form = {"mended_line": str(line), "words": words, "opened_on": opened, "language": "be", "provenance": "corrected"}
    return client.post(
        page("preview", Upload.objects.get().pk), form | ({"mend": "1"} if button else {}) | fields, follow=True
    )


def test_a_line_is_mended_in_its_place_and_the_file_is_read_again(archivist_client, record):
    _send(archivist_client, ("talk.vtt", BROKEN))
    line = BROKEN[: BROKEN.index("00:99")].count("\n") + 1
    first = archivist_client.get(page("preview", Upload.objects.get().pk)).content.decode()
    assert f'href="?line={line}#mend"' in first
    body = _open(archivist_client, line).content.decode()
    assert "<mark>00:99 --&gt; x</mark>" in body
    done = _mend(archivist_client, line, "00:02.000 --> 00:03.000")
    assert f"Line {line} is mended" in done.content.decode()
    kept = Upload.objects.get()
    assert [cue["text"] for cue in kept.cues] == ["раз", "два", "тры"]
    assert not [problem for problem in kept.problems if problem["refuses"]]
    assert (kept.language, kept.provenance) == ("be", "corrected")
    assert not Transcript.objects.exists()


def test_typing_into_a_line_and_saving_reads_the_file_again_first(archivist_client, record):
    _send(archivist_client, ("talk.vtt", BROKEN))
    done = _mend(archivist_client, 4, "Раз і два.", button=False)
    assert "Line 4 is mended" in done.content.decode()
    assert not Transcript.objects.exists()
    archivist_client.post(
        page("preview", Upload.objects.get().pk),
        {"language": "be", "provenance": "machine", "without_lines": "on"},
    )
    assert Transcript.objects.get().segments.first().text.startswith("Раз і два.")


def test_a_mended_file_that_can_t_be_read_changes_nothing_and_keeps_what_was_typed(archivist_client, record):
    _send(archivist_client, ("talk.vtt", BE))
    done = _mend(archivist_client, 4, "слова " * 1700)
    assert done.status_code == 422
    assert "слова слова" in done.content.decode()
    assert Upload.objects.get().text == BE


def test_a_line_that_somebody_else_mended_is_not_overwritten(archivist_client, record):
    _send(archivist_client, ("talk.vtt", BE))
    done = _mend(archivist_client, 4, "іншае", opened_on="stale")
    assert done.status_code == 422
    assert "Somebody mended this file" in done.content.decode()
    assert Upload.objects.get().text == BE


def test_a_letter_that_the_file_s_encoding_has_not_is_kept_all_the_same(archivist_client, record):
    text = "WEBVTT\n\n00:00.000 --> 00:02.000\n" + "Мы прымалі прысягу пад дажджом. " * 9
    _send(archivist_client, ("talk.vtt", text.encode("cp1251")), encoding="cp1251")
    _mend(archivist_client, 4, "漢 і слова")
    assert Upload.objects.get().cues[0]["text"] == "漢 і слова"


@pytest.mark.parametrize("line", ["0", "99", "x", "-1", "٣", ""])
def test_a_line_that_is_not_there_opens_nothing(archivist_client, record, line):
    _send(archivist_client, ("talk.vtt", BE))
    response = _open(archivist_client, line)
    assert response.status_code == 200
    assert response.context["mending"] is None


def test_hostile_lines_and_names_are_shown_as_text(archivist_client, record):
    hostile = "<script>alert(1)</script>"
    _send(archivist_client, (f"{hostile}.vtt", BROKEN.replace("два", hostile)))
    body = _open(archivist_client, 7).content.decode()
    assert "alert(1)" in body
    assert hostile not in body
    held = _send(archivist_client, (f"{hostile}.vtt", BE), interview="").content.decode()
    assert hostile not in held
