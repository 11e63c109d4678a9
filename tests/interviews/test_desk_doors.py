"""Who may come to the desk: every address, every role, both methods."""

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from interviews.desk.forms import SignInForm
from interviews.desk.urls import urlpatterns
from interviews.models import (
    Chapter,
    Departure,
    FeaturedPassage,
    GlossaryTerm,
    Interview,
    Original,
    Page,
    PageVersion,
    PathStep,
    ReadingPath,
    Recording,
    Redaction,
    RedactionDecision,
    TranscriptVersion,
    Upload,
    WatchWord,
)
from interviews.segmenting import Passage
from tests.factories import make_coding, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

MADE_UP = "OOU-NONE"
# The arguments of each page, for the record that exists ("A") and one that doesn't.
PAGES: dict[str, tuple] = {
    "overview": (),
    "new_record": (),
    "interview": ("A",),
    "record": ("A",),
    "access": ("A",),
    "publish": ("A",),
    "agree": ("A",),
    "looked": ("A",),
    "hide": ("A",),
    "drop_request": ("A",),
    "leaving": ("A",),
    "leaving_case": (1,),
    "leaving_list": (1,),
    "leaving_propose": (1,),
    "leaving_agree": (1,),
    "leaving_close": (1,),
    "leaving_proof": (1,),
    "leaving_letter": (1,),
    "recordings": ("A",),
    "recording_file": ("A", 1),
    "remove_recording": ("A", 1),
    "working_copy": ("A", 1),
    "hide_transcript": ("A", "be"),
    "set_provenance": ("A", "be"),
    "editor": ("A", "be"),
    "editor_now": ("A", "be"),
    "editor_find": ("A", "be"),
    "correct": ("A", "be", 0),
    "translate": ("A", "en"),
    "translate_passage": ("A", "en", 0),
    "sheet": ("A", "be", "en", "xlsx"),
    "add_coding": ("A", "be", 0),
    "change_coding": ("A", 1),
    "edit_coding": ("A", 1),
    "decide_coding": ("A", 1),
    "coding": ("A",),
    "code_words": ("A",),
    "undo_coding": ("A",),
    "coding_rounds": ("A",),
    "interview_agreement": ("A",),
    "settle_codings": ("A",),
    "codings": (),
    "agreement": (),
    "contents": ("A",),
    "chapter": ("A", 1),
    "new_chapter": ("A",),
    "redactions": ("A",),
    "redact": ("A",),
    "mute_list": ("A", "csv"),
    "decide_redaction": ("A", 1, "be"),
    "ask_to_lift": ("A", 1),
    "drop_lifting": ("A", 1),
    "lift": ("A", 1),
    "mark_edited": ("A", 1, 1),
    "versions": ("A", "be"),
    "version": ("A", "be", 1),
    "compare_versions": ("A", "be", 1, 2),
    "restore_version": ("A", "be", 1),
    "forget_versions": ("A", "be"),
    "original": ("A", 1),
    "upload": (),
    "preview": (1,),
    "discard": (1,),
    "codebook": (),
    "new_theme": (),
    "theme": ("why-war",),
    "move_theme": ("why-war",),
    "merge_theme": ("why-war",),
    "split_theme": ("why-war",),
    "retire_theme": ("why-war",),
    "bring_theme_back": ("why-war",),
    "record_table": (),
    "record_csv": (),
    "record_changes": (),
    "save_row": ("A",),
    "watch_list": (),
    "components": (),
    "unwatch": (1,),
    "glossary": (),
    "new_entry": (),
    "entry": ("oath",),
    "delete_entry": ("oath",),
    "pages": (),
    "new_page": (),
    "edit_page": ("about",),
    "page_state": ("about",),
    "delete_page": ("about",),
    "page_version": ("about", 1),
    "new_path": (),
    "edit_path": ("doubts",),
    "path_state": ("doubts",),
    "delete_path": ("doubts",),
    "new_step": ("doubts",),
    "edit_step": ("doubts", 1),
    "move_step": ("doubts", 1),
    "featured": (),
    "move_featured": (1,),
    "reading": (),
    "reading_interview": ("A",),
}
FOR_READING = ("reading", "reading_interview")
METHODS = ("get", "post")


@pytest.fixture(autouse=True)
def _no_failures_kept():
    cache.clear()


@pytest.fixture
def record(person, settings):
    interview = make_interview(["words"], accession="OOU-REAL")
    make_coding(interview, "why-war", pk=1)
    Recording.objects.create(interview=interview, part=1, file="OOU-REAL/1.mp3", media_type="audio/mpeg")
    folder = settings.MEDIA_ROOT / "OOU-REAL"
    folder.mkdir()
    (folder / "1.mp3").write_bytes(b"ID3 sound")
    Upload.objects.create(
        pk=1, interview=interview, by=person("editor"), language="be", format="webvtt", encoding="utf-8"
    )
    GlossaryTerm.objects.create(key="oath", forms_be="прысяга")
    WatchWord.objects.create(pk=1, words="words")
    Departure.objects.create(pk=1, interview=interview, begun_by=User.objects.get())
    Chapter.objects.create(pk=1, interview=interview, start_ms=0, title_be="Прысяга")
    redaction = Redaction.objects.create(pk=1, interview=interview, reason="other", start_ms=0, end_ms=1)
    transcript = interview.transcripts.get()
    RedactionDecision.objects.create(redaction=redaction, transcript=transcript)
    packed = TranscriptVersion.pack([Passage("", "words")])
    TranscriptVersion.objects.create(transcript=transcript, number=1, act="imported", packed=packed)
    TranscriptVersion.objects.create(transcript=transcript, number=2, act="corrected", packed=b"")
    Original.objects.create(pk=1, interview=interview, language="be", version=1, format="srt", box=b"x", key_id="x")
    PageVersion.objects.create(page=Page.objects.create(slug="about"), number=1, act="changed", texts={})
    path = ReadingPath.objects.create(slug="doubts")
    PathStep.objects.create(pk=1, path=path, interview=interview, start_ms=0, end_ms=1)
    FeaturedPassage.objects.create(pk=1, interview=interview, start_ms=0, end_ms=1)
    return interview


def _address(name: str, accession: str) -> str:
    if name == "redact":
        return f"{page(name, accession)}?transcript=be&at=0"
    return page(name, *(accession if arg == "A" else arg for arg in PAGES[name]))


def test_the_table_knows_every_page():
    assert {pattern.name for pattern in urlpatterns} == {*PAGES, "sign_in", "sign_out"}


def _answer(client, method: str, name: str) -> tuple[int, str]:
    """Return the status and, if it sends somewhere, where to."""
    response = getattr(client, method)(_address(name, "OOU-REAL"))
    return response.status_code, response.url.partition("?")[0] if response.status_code == 302 else ""


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_sent_to_the_sign_in_page(client, record, method):
    assert {name: _answer(client, method, name) for name in PAGES} == dict.fromkeys(PAGES, (302, page("sign_in")))


@pytest.mark.parametrize("role", ["researcher", None])
@pytest.mark.parametrize("method", METHODS)
def test_who_does_not_work_here_is_refused_and_changes_nothing(client, person, record, method, role):
    client.force_login(person(role))
    before = Interview.objects.get(pk=record.pk).revision
    refused = dict.fromkeys([name for name in PAGES if name not in FOR_READING], (403, ""))
    led = {"overview": (302, page("reading"))} if role else {}
    for name, answer in (refused | led).items():
        assert _answer(client, method, name) == answer, name
        assert Interview.objects.get(pk=record.pk).revision == before, name
        assert Upload.objects.exists(), name


POSTS_ONLY = {
    *("page_state", "delete_page", "path_state", "delete_path", "move_step", "move_featured"),
    *("save_row", "unwatch", "leaving_list", "leaving_propose", "leaving_agree", "leaving_close"),
    *("agree", "looked", "hide", "remove_recording", "working_copy", "hide_transcript"),
    *("change_coding", "discard", "drop_request", "set_provenance", "delete_entry"),
    *("move_theme", "bring_theme_back", "decide_coding", "code_words", "undo_coding", "coding_rounds"),
    "settle_codings",
    *("ask_to_lift", "drop_lifting", "lift", "mark_edited", "restore_version", "forget_versions", "original"),
}
READS_ONLY = {
    *("record_table", "record_csv", "leaving_case", "leaving_letter"),
    *("interview", "recording_file", "reading", "reading_interview"),
    *("codebook", "coding", "interview_agreement", "agreement", "components"),
    *("redactions", "mute_list", "versions", "version", "compare_versions", "glossary", "sheet", "pages", "translate"),
}
EDITORS_ONLY = {"forget_versions", "bring_theme_back"}


def _comes_in(client, person, record, method: str, role: str, names: Iterable[str]) -> None:
    client.force_login(User.objects.get(username="editor") if role == "editor" else person(role))
    before = Interview.objects.get(pk=record.pk).revision
    for name in names:
        response = getattr(client, method)(_address(name, "OOU-REAL"))
        if name in EDITORS_ONLY and role == "archivist":
            assert response.status_code == 403, name
        elif name in (POSTS_ONLY if method == "get" else READS_ONLY):
            assert response.status_code == 405, name
        else:
            assert response.status_code in (200, 302, 422), name
            assert not (response.status_code == 302 and response.url.startswith(page("sign_in"))), name
        if method == "get":
            assert Interview.objects.get(pk=record.pk).revision == before, name


@pytest.mark.parametrize("role", ["archivist", "editor"])
def test_archivists_and_editors_come_in_and_looking_changes_nothing(client, person, record, role):
    _comes_in(client, person, record, "get", role, PAGES)


@pytest.mark.parametrize("role", ["archivist", pytest.param("editor", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", PAGES)
def test_archivists_and_editors_act(client, person, record, name, role):
    _comes_in(client, person, record, "post", role, [name])


def test_a_number_that_no_row_can_have_is_not_found(client, person, record):
    client.force_login(User.objects.get(username="editor"))
    for name in (name for name, args in PAGES.items() if 1 in args):
        args = ["OOU-REAL" if one == "A" else 2**63 if one == 1 else one for one in PAGES[name]]
        for method in METHODS:
            assert getattr(client, method)(page(name, *args)).status_code in (404, 405), name


@pytest.mark.parametrize("name", FOR_READING)
def test_a_researcher_reads(client, person, record, name):
    client.force_login(person("researcher"))
    assert client.get(_address(name, "OOU-REAL")).status_code == 200


@pytest.mark.parametrize("role", ["researcher", None, "nobody signed in"])
@pytest.mark.parametrize("method", METHODS)
def test_a_record_that_exists_answers_like_one_that_does_not(client, person, record, method, role):
    if role != "nobody signed in":
        client.force_login(person(role))
    for name in (name for name, args in PAGES.items() if "A" in args and name not in FOR_READING):
        real, made_up = (getattr(client, method)(_address(name, one)) for one in ("OOU-REAL", MADE_UP))
        assert real.status_code == made_up.status_code, name
        assert _blank(real, "OOU-REAL") == _blank(made_up, MADE_UP), name


def _blank(response, accession: str) -> tuple[str, str]:
    body = response.content.decode().replace(accession, "X")
    return response.headers.get("Location", "").replace(accession, "X"), _without_token(body)


def _without_token(body: str) -> str:
    before, mark, after = body.partition('name="csrfmiddlewaretoken" value="')
    return before + mark + after.partition('"')[2] if mark else body


def test_a_post_without_its_token_is_refused(person, record):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="editor"))
    for name in (name for name in PAGES if name not in READS_ONLY):
        assert client.post(_address(name, "OOU-REAL")).status_code == 403, name


def test_sign_out_takes_a_post(client, person):
    client.force_login(person("archivist"))
    assert client.get(page("sign_out")).status_code == 405
    assert client.get(page("overview")).status_code == 200
    client.post(page("sign_out"))
    assert client.get(page("overview")).status_code == 302


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, person, record):
    person("archivist")
    asked = client.get(_address("interview", "OOU-REAL"))
    form = {"username": "archivist", "password": "correct horse battery staple"}
    response = client.post(asked.url, form | {"next": _address("interview", "OOU-REAL")})
    assert response.url == _address("interview", "OOU-REAL")


def _sent_back_to(client, referrer: str) -> str:
    response = client.post(_address("hide", "OOU-REAL"), headers={"Referer": referrer})
    return parse_qs(urlsplit(response.url).query)["next"][0]


def test_who_was_signed_out_meanwhile_comes_back_to_the_page_of_the_form(client, record):
    asked = _address("interview", "OOU-REAL") + "?transcript=be"
    assert _sent_back_to(client, f"http://testserver{asked}") == asked


@pytest.mark.parametrize("path", ["https://example.org/en/desk/", "/en/desk/sign-in/", "/en/search/?q=x", ""])
def test_who_was_signed_out_comes_back_to_no_other_place(client, record, path):
    referrer = f"http://testserver{path}" if path.startswith("/") else path
    assert _sent_back_to(client, referrer) == page("overview")


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_a_form_from_before_another_sign_in_is_answered_with_what_to_do(person, record, language):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="editor"))
    response = client.post(f"/{language}/desk/interviews/OOU-REAL/hide/")
    body = response.content.decode()
    assert response.status_code == 403
    assert f'<html lang="{language}"' in body
    assert f"/{language}/desk/sign-in/" in body
    assert language != "en" or "your words are still in the form" in body
    assert Interview.objects.get().is_public()


def test_signing_in_leads_to_no_other_site(client, person):
    person("archivist")
    form = {"username": "archivist", "password": "correct horse battery staple", "next": "https://example.org/"}
    assert client.post(page("sign_in"), form).url.endswith("/desk/")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, person):
    person("archivist", "known-name")
    bodies = []
    for name in ("known-name", "other-name"):
        response = client.post(page("sign_in"), {"username": name, "password": "wrong"})
        assert response.status_code == 200
        bodies.append(_without_token(response.content.decode().replace(name, "X")))
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("name", ["archivist", "somebody"])
def test_many_failures_make_a_name_wait_whether_it_exists_or_not(client, person, name):
    person("archivist")
    for _ in range(SignInForm.TRIES):
        client.post(page("sign_in"), {"username": name, "password": "wrong"})
    response = client.post(page("sign_in"), {"username": name, "password": "correct horse battery staple"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    assert "Wait a minute" in response.content.decode()


def test_a_switched_off_account_does_not_come_in(client, person):
    user = person("archivist")
    client.force_login(user)
    user.is_active = False
    user.save()
    assert client.get(page("overview")).status_code == 302
