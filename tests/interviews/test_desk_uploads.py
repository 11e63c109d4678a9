"""Upload, preview, save as draft, publish; and files that can't be read."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from interviews.desk.correcting import fingerprint
from interviews.formats import limits
from interviews.models import HeldFile, Interview, Segment, Transcript, Upload, UploadPart
from interviews.models import upload as upload_model
from tests.factories import DRAFT, make_coding, make_interview, publish_by_two
from tests.interviews.desk_pages import page
from tests.interviews.formats.making import docx, p

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
WORDS = [
    "Я прыйшоў у войска ў дзевятнаццаць гадоў, і мы прымалі прысягу пад дажджом.",
    "Потым быў загад, і ніхто не сказаў нам, навошта мы едзем у сталіцу.",
]
VTT = "WEBVTT\n\n" + "\n\n".join(
    f"00:00:{20 * n:02d}.000 --> 00:00:{20 * n + 20:02d}.000\n<v Капітан>{words}</v>" for n, words in enumerate(WORDS)
)
LOSING = VTT + "\n\n00:99 --> x\nстрачаны радок\n"


@pytest.fixture
def record():
    interview = make_interview(state=DRAFT, accession="OOU-UPLD")
    interview.transcripts.all().delete()
    return interview


def _send(client, content: str | bytes, name="talk.vtt", **fields):
    data = content.encode() if isinstance(content, str) else content
    form = {"interview": "OOU-UPLD", "language": "", "provenance": "machine", "encoding": "", **fields}
    return client.post(page("upload"), form | {"file": SimpleUploadedFile(name, data)})


def _save(client, **fields):
    form = {"language": "be", "provenance": "machine"} | fields
    return client.post(page("preview", Upload.objects.get().pk), form)


def test_a_file_goes_from_upload_to_preview_to_draft_to_the_public(archivist_client, record, person):
    response = _send(archivist_client, VTT)
    assert response.url == page("preview", Upload.objects.get().pk)
    assert not Transcript.objects.exists()
    body = archivist_client.get(response.url).content.decode()
    assert "Капітан" in body
    assert WORDS[1] in body
    saved = _save(archivist_client)
    assert saved.url == f"{page('interview', 'OOU-UPLD')}?transcript=be"
    transcript = Transcript.objects.get()
    assert (transcript.workflow, transcript.kind, transcript.provenance) == ("draft", "original", "machine")
    assert [segment.text for segment in transcript.segments.order_by("position")] == WORDS
    assert not Upload.objects.exists()
    assert not Segment.objects.public().exists()
    publish_by_two(record, User.objects.get(), person("editor"), ["be"])
    with override("en"):
        public = reverse("interviews:interview", args=["OOU-UPLD"])
    assert WORDS[0] in Client().get(public).content.decode()


def test_the_language_is_suggested_and_never_set(archivist_client, record):
    _send(archivist_client, VTT)
    address = page("preview", Upload.objects.get().pk)
    shown = archivist_client.get(address)
    assert shown.context["suggested"] == "be"
    assert not re.search(r'type="radio"[^>]* checked', shown.content.decode())
    response = archivist_client.post(address, {"provenance": "machine"})
    assert response.status_code == 422
    assert not Transcript.objects.exists()


def test_a_language_that_does_not_look_right_is_said(archivist_client, record):
    _send(archivist_client, VTT, language="en")
    body = archivist_client.get(page("preview", Upload.objects.get().pk)).content.decode()
    assert "You chose English, but the words look like Belarusian" in body


def test_what_could_not_be_read_is_listed_by_line_and_has_to_be_accepted(archivist_client, record):
    _send(archivist_client, LOSING)
    body = archivist_client.get(page("preview", Upload.objects.get().pk)).content.decode()
    line = LOSING[: LOSING.index("00:99")].count("\n") + 1
    assert f'<td class="num">{line}</td>' in body
    assert f">Mend line {line}</a>" in body
    assert "страчаны радок" in body
    assert _save(archivist_client).status_code == 422
    assert not Transcript.objects.exists()
    assert _save(archivist_client, without_lines="on").status_code == 302
    assert Transcript.objects.exists()


BAD_FILES = {
    "empty": (b"", "talk.vtt", "is empty"),
    "only zeros": (b"\0\0\0\0", "talk.vtt", "is empty"),
    "a PDF named .vtt": (b"%PDF-1.7\n1 0 obj\n", "talk.vtt", "PDF"),
    "a zip named .srt": (b"PK\x03\x04" + b"\0" * 40, "talk.srt", "talk.srt"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "talk.txt", "talk.txt"),
    "an encoding that can't be told": (b"\xe0\xff\xfe" * 3, "talk.txt", "ncoding"),
    "a line that is too long": (b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"a" * 10_001, "talk.vtt", "10000"),
    "no cues": (b"WEBVTT\n\n", "talk.vtt", "no cue"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_can_t_be_read_gives_the_reason_and_leaves_nothing(archivist_client, record, kind):
    data, name, said = BAD_FILES[kind]
    response = _send(archivist_client, data, name, language="ru", provenance="reviewed")
    body = response.content.decode()
    assert response.status_code == 422
    error = " ".join(response.context["form"].errors["file"])
    assert said in error
    assert not error.startswith("Line 1:")
    for kept in ("OOU-UPLD", "ru", "reviewed"):
        assert f'value="{kept}" selected' in body
    assert not Upload.objects.exists()
    assert not Transcript.objects.exists()
    # Only what can be read once an encoding is chosen is held.
    assert HeldFile.objects.exists() == (kind == "an encoding that can't be told")


def test_a_file_over_the_limit_is_refused_before_it_is_read(archivist_client, record, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 1024 * 1024)
    response = _send(archivist_client, b"WEBVTT\n\n" + b"a" * 1024 * 1024)
    assert "at most 1 MB" in response.content.decode()
    assert not Upload.objects.exists()


def test_an_encoding_that_is_unclear_is_asked_for_and_then_used(archivist_client, record):
    data = "Не ў лад".encode("cp1251")
    response = _send(archivist_client, data, "talk.txt")
    assert "encoding" in response.context["form"].errors
    _send(archivist_client, data, "talk.txt", encoding="cp1251")
    assert Upload.objects.get().cues[0]["text"] == "Не ў лад"


@pytest.mark.parametrize("wrong", [{"interview": "OOU-NONE"}, {"language": "xx"}, {"encoding": "rot13"}])
def test_a_wrong_choice_stores_nothing(archivist_client, record, wrong):
    assert _send(archivist_client, VTT, **wrong).status_code == 422
    assert not Upload.objects.exists()


def test_words_that_were_taken_out_don_t_come_back_by_upload(archivist_client):
    make_interview(["Мы жылі ў […] недалёка."], accession="OOU-UPLD")
    _send(archivist_client, "Мы жылі ў Барысаве недалёка.", "talk.txt")
    response = _save(archivist_client)
    assert response.status_code == 422
    assert "taken out" in response.content.decode()
    assert Upload.objects.exists()
    assert "Барысаве" not in Segment.objects.get().text


def test_a_published_transcript_whose_words_change_becomes_a_draft_and_keeps_its_codings(archivist_client):
    interview = make_interview(["old words"], accession="OOU-UPLD")
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    _send(archivist_client, VTT)
    _save(archivist_client)
    assert interview.transcripts.get().workflow == "draft"
    assert interview.codings.count() == 1
    assert not Segment.objects.public().exists()


def test_a_hidden_transcript_stays_hidden_when_it_is_uploaded_again(archivist_client):
    interview = make_interview(["old words"], accession="OOU-UPLD")
    interview.transcripts.update(workflow="hidden")
    _send(archivist_client, VTT)
    body = archivist_client.get(_save(archivist_client).url).content.decode()
    assert "stays hidden" in body
    assert "Readers see it when it is published" not in body
    assert interview.transcripts.get().workflow == "hidden"
    assert not Segment.objects.public().exists()


def test_the_same_file_again_changes_nothing(archivist_client, record):
    _send(archivist_client, VTT)
    _save(archivist_client)
    revision = Interview.objects.get().revision
    _send(archivist_client, VTT)
    body = archivist_client.post(
        page("preview", Upload.objects.get().pk), {"language": "be", "provenance": "machine"}, follow=True
    ).content.decode()
    assert "exactly this transcript" in body
    assert Interview.objects.get().revision == revision


def test_the_same_words_checked_by_a_person_stay_published_and_the_page_says_what_they_are(archivist_client, record):
    _send(archivist_client, VTT)
    _save(archivist_client)
    Interview.objects.get().transcripts.update(workflow="published")
    _send(archivist_client, VTT)
    body = archivist_client.get(_save(archivist_client, provenance="reviewed").url).content.decode()
    assert "The transcript is now: Reviewed by a second person." in body
    transcript = Interview.objects.get().transcripts.get()
    assert (transcript.workflow, transcript.provenance) == ("published", "reviewed")


def test_discarding_leaves_nothing(archivist_client, record):
    _send(archivist_client, VTT)
    archivist_client.post(page("discard", Upload.objects.get().pk))
    assert not Upload.objects.exists()
    assert not Transcript.objects.exists()


def _three_uploads(client, person) -> Upload:
    """Send the same words twice and others once; another person sends them too. Return the first upload."""
    other = Client()
    other.force_login(person("editor"))
    for by, language in ((client, ""), (client, "be"), (client, "ru"), (other, "be")):
        _send(by, VTT, language=language)
    return Upload.objects.order_by("pk")[0]


def _left() -> set[tuple[str, str]]:
    return set(Upload.objects.values_list("by__username", "language"))


def test_saving_an_upload_discards_the_same_person_s_others_in_that_language(archivist_client, person, record):
    first = _three_uploads(archivist_client, person)
    archivist_client.post(page("preview", first.pk), {"language": "be", "provenance": "machine"})
    assert _left() == {("archivist", "ru"), ("editor", "be")}


def test_uploading_another_file_leads_to_the_form_and_the_one_that_waits_stays(archivist_client, person, record):
    first = _three_uploads(archivist_client, person)
    before = _left()
    body = archivist_client.get(page("preview", first.pk)).content.decode()
    [link] = re.findall(rf'href="({page("upload")}\?[^"]*)"', body)
    again = archivist_client.get(link.replace("&amp;", "&"))
    assert again.context["form"].initial["interview"] == "OOU-UPLD"
    assert _left() == before
    own = [one.pk for one in Upload.objects.filter(by__username="archivist")]
    assert {one.pk for one in again.context["uploads"]} == set(own)
    assert all(f'href="{page("preview", pk)}"' in again.content.decode() for pk in own)


@pytest.mark.parametrize("name", ["overview", "upload"])
def test_uploads_of_more_than_a_week_ago_go_with_a_post_and_never_with_a_look(archivist_client, record, name):
    _send(archivist_client, VTT)
    _send(archivist_client, VTT)
    old = Upload.objects.order_by("pk")[0]
    Upload.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    archivist_client.get(page(name))
    assert Upload.objects.count() == 2
    archivist_client.post(page(name))
    assert not Upload.objects.filter(pk=old.pk).exists()
    assert Upload.objects.count() == 1


def test_the_overview_shows_ten_uploads_and_counts_the_rest(archivist_client, record):
    for _ in range(12):
        _send(archivist_client, VTT)
    body = archivist_client.get(page("overview")).content.decode()
    assert body.count("Upload for OOU-UPLD") == 10
    assert "and 2 more uploads" in body
    assert "older than a week" not in body


def test_a_long_file_is_shown_in_pages(archivist_client, record):
    cues = (
        f"{n // 60:02d}:{n % 60:02d}.000 --> {n // 60:02d}:{n % 60:02d}.900\n<v S{n % 2}>Слова {n}." for n in range(450)
    )
    _send(archivist_client, "WEBVTT\n\n" + "\n\n".join(cues))
    address = page("preview", Upload.objects.get().pk)
    assert "Слова 1." in archivist_client.get(address).content.decode()
    last = archivist_client.get(address, {"page": 5}).content.decode()
    assert "Слова 449." in last
    assert "Слова 1." not in last


def test_hostile_text_of_a_file_is_shown_as_text(archivist_client, record):
    cue = f"00:00.000 --> 00:02.000\n<v {HOSTILE}>{HOSTILE}"
    text = f"WEBVTT\n\nNOTE {HOSTILE}\n\n{cue}\n\n00:99 --> x\n{HOSTILE}\n"
    for content, name in ((text, "talk.vtt"), (f"Размова {HOSTILE}\n\nКапітан: {HOSTILE}", "talk.txt")):
        Upload.objects.all().delete()
        response = _send(archivist_client, content, name)
        seen = archivist_client.get(response.url) if response.status_code == 302 else response
        assert "alert(1)" in seen.content.decode()
        assert HOSTILE not in seen.content.decode()
    body = _send(archivist_client, b"%PDF-1.7", f"{HOSTILE}.vtt").content.decode()
    assert HOSTILE not in body


MACHINE = (
    "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Міхась>Мы, э-э, пайшлі.\n\n00:03.000 --> 00:04.000\n<v МІХАСЬ>Дадому.\n\n"
    "00:05.000 --> 00:06.000\n<v Міхась>Дзякуй за прагляд!\n"
)


def _stored():
    rows = Segment.objects.filter(transcript__language="be").order_by("position").values_list("speaker", "text")
    return [(speaker, text) for speaker, text in rows]


def test_what_looks_like_a_machines_work_is_offered_and_nothing_is_ticked(archivist_client, record):
    _send(archivist_client, MACHINE)
    shown = archivist_client.get(page("preview", Upload.objects.get().pk))
    body = shown.content.decode()
    assert [offer.key for offer, _box in shown.context["offers"]] == ["speaker:Міхась", "credits", "fillers"]
    assert 'name="tidy"' in body
    assert not re.search(r'name="tidy"[^>]* checked', body)
    assert _save(archivist_client).status_code == 302
    assert _stored() == [("Міхась", "Мы, э-э, пайшлі."), ("МІХАСЬ", "Дадому."), ("Міхась", "Дзякуй за прагляд!")]


def test_what_is_ticked_is_done_and_told(archivist_client, record):
    _send(archivist_client, MACHINE)
    saved = _save(archivist_client, tidy=["speaker:Міхась", "credits"])
    assert _stored() == [("Міхась", "Мы, э-э, пайшлі. Дадому.")]
    told = archivist_client.get(saved.url).content.decode()
    assert "Tidied up:" in told
    assert "credits" in told


def test_ticks_stay_when_the_form_comes_back_and_unknown_ones_are_refused(archivist_client, record):
    _send(archivist_client, MACHINE)
    again = _save(archivist_client, language="", tidy=["fillers"])
    assert again.status_code == 422
    assert re.search(r'value="fillers"[^>]* checked', again.content.decode())
    assert _save(archivist_client, tidy=["<script>"]).status_code == 422
    assert not Transcript.objects.exists()


def test_hostile_names_and_words_are_shown_as_text_in_the_offers(archivist_client, record):
    hostile = f"Speaker,Text\n{HOSTILE},Дзякуй за прагляд! {HOSTILE}\n{HOSTILE.upper()},так\n"
    _send(archivist_client, hostile, "talk.csv")
    body = archivist_client.get(page("preview", Upload.objects.get().pk)).content.decode()
    assert 'id="tidy"' in body
    assert HOSTILE not in body


def test_a_word_document_goes_from_upload_to_draft(archivist_client, record):
    deleted = "<w:del w:author='Імя'><w:r><w:delText>тайна</w:delText></w:r></w:del>"
    _send(archivist_client, docx(p("[0:01] Анна: Мы пайшлі", deleted, ".") + p("[0:05]")), "talk.docx")
    kept = Upload.objects.get()
    assert kept.format == "docx"
    assert "тайна" not in f"{kept.cues} {kept.problems} {kept.text}"
    _save(archivist_client)
    assert _stored() == [("Анна", "Мы пайшлі.")]


@pytest.mark.parametrize("indent", [None, 1])
def test_a_file_of_one_long_line_is_read_and_offers_no_line_to_mend(archivist_client, record, indent):
    items = [{"start": n, "end": n + 1, "text": WORDS[n % 2]} for n in range(200)]
    content = json.dumps({"segments": [*items, {"start": "x", "text": "х"}]}, ensure_ascii=False, indent=indent)
    assert _send(archivist_client, content, name="talk.json").status_code == 302
    kept = Upload.objects.get()
    assert len(kept.cues) == 200
    assert bool(kept.text) == bool(indent)
    assert bool(re.search(r'href="[^"]*line=\d', archivist_client.get(page("preview", kept.pk)).content.decode())) == (
        bool(indent)
    )


def test_a_long_file_is_kept_in_parts_shown_and_saved_whole(archivist_client, record, seal_key, monkeypatch):
    monkeypatch.setattr(upload_model, "PART_CUES", 20)
    lines = [f"00:{n:02d}:00.000 --> 00:{n:02d}:20.000\nрадок {n}" for n in range(50)]
    _send(archivist_client, "WEBVTT\n\n" + "\n\n".join(lines) + "\n\n00:99 --> x\nзгублены\n")
    kept = Upload.objects.get()
    assert [len(kept.cues), *(len(part.cues) for part in kept.parts.all())] == [20, 20, 10]
    assert [cue.text for cue in kept.read_cues()] == [f"радок {n}" for n in range(50)]
    address = page("preview", kept.pk)
    with CaptureQueriesContext(connection) as asked:
        shown = archivist_client.get(address)
    assert shown.context["cue_count"] == 50
    # The file itself, sealed or as text, stays where it is until somebody needs it.
    assert not any(f'"interviews_upload"."{name}",' in one["sql"] for one in asked for name in ("box", "text", "table"))
    line = kept.text.split("\n").index("00:99 --> x") + 1
    typed = {
        "mended_line": line,
        "opened_on": fingerprint("00:99 --> x"),
        "words": "00:50:00.000 --> 00:50:09.000",
        "mend": "1",
    }
    assert archivist_client.post(address, typed | {"mended_line": "9" * 5000}).status_code == 422
    archivist_client.post(address, typed | {"provenance": "machine"})
    assert [len(part.cues) for part in kept.parts.all()] == [20, 11]
    _save(archivist_client)
    assert not UploadPart.objects.exists()
    texts = Segment.objects.filter(transcript__language="be").order_by("position").values_list("text", flat=True)
    assert list(texts) == [*(f"радок {n}" for n in range(50)), "згублены"]
