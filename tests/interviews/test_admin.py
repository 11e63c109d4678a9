"""The tables for archivists: they open, they can be searched, and they show nothing to anybody."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from interviews import models, publishing
from interviews.desk.urls import app_name
from interviews.models import Coding, Interview, Segment, Theme, Transcript
from tests.factories import DRAFT, HIDDEN, PENDING, PUBLIC, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db

# What was withheld, kept for a restore or buried is nobody's to browse.
NOT_SHOWN = {
    *("CodingRound", "HeldFile", "UploadPart"),
    *("EditedRecording", "Original", "OutboxRow", "Presence", "RedactedText", "Redaction", "RedactionDecision"),
    *("Tombstone", "TranscriptVersion", "Chapter", "ContentWarning"),
    *("ConsentScope", "Departure", "DepartureItem", "FixityResult", "Judgement", "PublishRequest", "WatchWord"),
    *("FeaturedPassage", "Page", "PageVersion", "PathStep", "ReadingPath"),  # they have pages of their own at the desk
}
TABLES = [name.lower() for name in models.__all__ if name not in NOT_SHOWN]
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(client, person):
    user = person("archivist")
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def editor(person):
    user = person("editor")
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def root(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="correct horse battery staple"))
    return client


def _change(row) -> str:
    return reverse(f"admin:interviews_{row._meta.model_name}_change", args=[row.pk])


def _form(client, row) -> dict:
    """Return what the browser would send back for ``row`` if nothing was changed."""
    context = client.get(_change(row)).context
    form = context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for inline in context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {management.add_prefix(name): management[name].value() for name in management.fields}
    return {name: value for name, value in data.items() if value is not None}


def test_what_was_withheld_is_no_table_of_the_admin():
    assert not {model.__name__ for model in admin.site._registry} & NOT_SHOWN


@pytest.mark.parametrize("table", TABLES)
def test_every_table_opens_and_can_be_searched(desk, table):
    make_interview(["words"], themes=["why-war"], narrator=HOSTILE, title_be=HOSTILE)
    for query in ("", "?q=words", "?all=1"):
        response = desk.get(reverse(f"admin:interviews_{table}_changelist") + query, follow=True)
        assert response.status_code == 200
        assert HOSTILE not in response.content.decode()


@pytest.mark.parametrize("table", TABLES)
def test_archivists_delete_nothing_and_have_no_bulk_act(desk, table):
    model_admin = next(one for model, one in admin.site._registry.items() if model._meta.model_name == table)
    request = desk.get(reverse(f"admin:interviews_{table}_changelist")).wsgi_request
    assert model_admin.get_actions(request) == {}
    assert not model_admin.has_delete_permission(request)


@pytest.mark.parametrize("role", ["researcher", None])
def test_nobody_else_sees_the_tables(client, person, role):
    client.force_login(person(role))
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_record_page_opens_shows_hostile_text_as_text_and_links_the_desk(desk):
    interview = make_interview(["words"], title_be=HOSTILE, summary_be=HOSTILE, themes=["why-war"])
    body = desk.get(_change(interview)).content.decode()
    assert HOSTILE not in body
    assert reverse(f"{app_name}:interview", args=[interview.accession]) in body


@pytest.mark.parametrize("name", ["archivist", "editor"])
@pytest.mark.parametrize("state", [DRAFT, HIDDEN, PENDING])
def test_a_record_saved_here_is_never_shown_by_it(desk, editor, name, state):
    client = desk if name == "archivist" else editor
    interview = make_interview(["words"], state=state | {"was_public": True})
    grant = {"workflow": "published", "consent": "granted", "release": "public", "embargo_until": "", "was_public": ""}
    response = client.post(_change(interview), _form(client, interview) | grant | {"title_be": "Новая назва"})
    assert response.status_code == 302
    interview.refresh_from_db()
    assert interview.title_be == "Новая назва"
    assert (interview.workflow, interview.consent) == (state["workflow"], state["consent"])
    assert interview.was_public


def test_a_record_added_here_is_a_closed_draft(desk):
    form = {"accession": "OOU-ADMN", "language": "be", "title_be": "Назва"}
    form |= {"workflow": "published", "consent": "granted", "release": "public"}
    for prefix in ("transcripts", "recordings", "codings"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = desk.post(reverse("admin:interviews_interview_add"), form)
    assert response.status_code == 302
    assert not Interview.objects.get().is_public()
    assert Interview.objects.get().consent == "pending"


def test_an_accession_number_never_changes(desk):
    interview = make_interview()
    desk.post(_change(interview), _form(desk, interview) | {"accession": "OOU-ELSE"})
    assert Interview.objects.get().accession == interview.accession


def test_a_transcript_is_not_published_here(desk):
    transcript = make_interview(["words"]).transcripts.get()
    Transcript.objects.update(workflow="draft", provenance="machine")
    desk.post(_change(transcript), {"workflow": "published", "provenance": "corrected", "language": "en"})
    transcript.refresh_from_db()
    assert (transcript.workflow, transcript.provenance, transcript.language) == ("draft", "corrected", "be")


def test_an_old_window_brings_no_words_back_and_names_the_speaker_alone(desk):
    interview = make_interview(["Першыя словы."])
    Transcript.objects.update(provenance="machine")
    segment = Segment.objects.get()
    before = segment.text
    desk.post(_change(segment), {"speaker": "Капітан", "text": "Словы са старога акна.", "start_ms": "5"})
    segment.refresh_from_db()
    assert (segment.text, segment.speaker, segment.start_ms) == (before, "Капітан", 0)
    # Another speaker makes a version, like every change of what readers see.
    assert (interview.transcripts.get().version, interview.transcripts.get().provenance) == (2, "machine")


def test_a_coding_is_neither_accepted_nor_moved_here(desk):
    hidden = make_coding(make_interview(state=HIDDEN), "why-war", status="proposed")
    public = make_interview()
    form = _form(desk, hidden) | {"status": "accepted", "interview": public.pk, "gist_be": "Новы змест"}
    assert desk.post(_change(hidden), form).status_code == 302
    hidden.refresh_from_db()
    assert (hidden.status, hidden.gist_be) == ("proposed", "Новы змест")
    assert hidden.interview != public


def test_a_coding_added_here_is_proposed(desk):
    interview, theme = make_interview(), make_theme("why-war")
    form = {"interview": interview.pk, "theme": theme.pk, "status": "accepted"}
    assert desk.post(reverse("admin:interviews_coding_add"), form).status_code == 302
    assert Coding.objects.get().status == "proposed"


@pytest.mark.parametrize("hidden", [{"is_public": False}, {"retired": True}])
def test_a_theme_is_hidden_by_any_archivist_and_shown_again_by_an_editor(desk, editor, hidden):
    make_coding(make_interview(), "why-war")
    theme = Theme.objects.get(code="why-war")
    shown = _form(desk, theme) | {"is_public": "on"}
    shown.pop("retired", None)
    form = dict(shown)
    if "retired" in hidden:
        form["retired"] = "on"
    else:
        del form["is_public"]
    assert desk.post(_change(theme), form).status_code == 302
    assert not Coding.objects.public().exists()
    desk.post(_change(theme), shown)
    assert not Coding.objects.public().exists()
    assert editor.post(_change(theme), shown).status_code == 302
    assert Coding.objects.public().exists()


@pytest.mark.parametrize("key", ["", "x", "²", "9" * 30])
def test_rows_by_keys_that_are_no_numbers_are_refused(editor, key):
    make_theme("why-war")
    bulk = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    assert editor.post(reverse("admin:interviews_theme_changelist"), bulk).status_code == 400
    assert Theme.objects.filter(code="why-war").exists()


def _deleted(client, row) -> bool:
    """Tell whether ``row`` is gone after it was deleted in both of the ways that the tables offer."""
    kind = row._meta.model_name
    client.post(reverse(f"admin:interviews_{kind}_delete", args=[row.pk]), {"post": "yes"})
    bulk = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(reverse(f"admin:interviews_{kind}_changelist"), bulk)
    return not type(row).objects.filter(pk=row.pk).exists()


SHOWN_OR_HIDDEN = {
    "public": PUBLIC,
    "was public": DRAFT | {"was_public": True},
    "hidden": HIDDEN,
    "embargo that ended by itself": PUBLIC | {"embargo_until": date(2020, 1, 1)},
}


@pytest.mark.parametrize("state", SHOWN_OR_HIDDEN)
def test_what_was_shown_or_hidden_is_deleted_by_nobody(root, state):
    interview = make_interview(["words"], state=SHOWN_OR_HIDDEN[state])
    assert not _deleted(root, interview.transcripts.get())
    assert not _deleted(root, interview)
    assert not _deleted(root, interview.narrator)


def test_a_hidden_transcript_or_one_that_was_hidden_is_deleted_by_nobody(root, person):
    interview = make_interview(["words"], state=DRAFT)
    transcript = interview.transcripts.get()
    publishing.hide_transcript(transcript, person("archivist"))
    for workflow in ("hidden", "draft"):
        Transcript.objects.update(workflow=workflow)
        assert not _deleted(root, transcript)
        assert not _deleted(root, interview)


def test_a_draft_that_nobody_saw_can_be_deleted(root):
    interview = make_interview(["words"], state=DRAFT)
    Transcript.objects.update(workflow="draft")
    assert _deleted(root, interview.transcripts.get())
    assert _deleted(root, interview)


def test_no_page_loads_anything_from_another_host(desk):
    interview = make_interview(["words"], themes=["why-war"])
    for address in (_change(interview), _change(Theme.objects.get(code="why-war"))):
        body = desk.get(address).content.decode()
        assert 'src="http' not in body
        assert 'rel="stylesheet" href="http' not in body


def test_signing_in_here_pauses_after_failures_too(client):
    User.objects.create_superuser("root", password="correct horse battery staple")
    cache.clear()
    for _ in range(8):
        client.post(reverse("admin:login"), {"username": "root", "password": "wrong"})
    client.post(reverse("admin:login"), {"username": "root", "password": "correct horse battery staple"})
    assert "_auth_user_id" not in client.session
    cache.clear()


def test_the_times_of_a_recording_are_fixed_once_words_were_taken_out(desk):
    interview = make_interview(["words"])
    recording = models.Recording.objects.create(interview=interview, part=1, url="https://video.example/1")
    address = reverse("admin:interviews_recording_change", args=[recording.pk])
    assert 'name="offset_ms"' in desk.get(address).content.decode()
    models.Redaction.objects.create(interview=interview, reason="other", start_ms=0, end_ms=1000)
    assert 'name="offset_ms"' not in desk.get(address).content.decode()
