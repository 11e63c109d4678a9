"""The desk's overview, the record's form, consent and release, publish and hide, the reading room."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from interviews import access
from interviews.desk.forms import RecordForm
from interviews.models import ConsentScope, Interview, Narrator, PublishRequest
from tests.factories import (
    DRAFT,
    EMBARGOED,
    HIDDEN_STATES,
    PENDING,
    RESEARCHERS,
    make_interview,
    make_ready,
    make_theme,
    make_transcript,
)
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
RECORD = {"accession": "OOU-NEW1", "language": "be", "title_be": "Назва", "narrator_name": "Капітан К."}


def test_a_new_record_is_a_closed_draft(archivist_client):
    response = archivist_client.post(page("new_record"), RECORD | {"left_on": "2020-08"})
    interview = Interview.objects.get()
    assert response.url == page("interview", "OOU-NEW1")
    assert (interview.workflow, interview.consent, interview.release) == ("draft", "pending", "closed")
    assert (interview.title_be, interview.left_on, str(interview.narrator)) == ("Назва", "2020-08", "Капітан К.")


def test_a_record_s_form_sets_nothing_of_its_access(archivist_client):
    chosen = {"workflow": "published", "consent": "granted", "release": "public", "was_public": "", "revision": "1"}
    archivist_client.post(page("new_record"), RECORD | chosen)
    address = page("record", make_interview(state=DRAFT).accession)
    assert archivist_client.post(address, _typed(archivist_client.get(address)) | chosen).status_code == 302
    assert not Interview.objects.filter(workflow="published").exists()


def test_an_accession_number_never_changes(archivist_client):
    interview = make_interview()
    address = page("record", interview.accession)
    assert archivist_client.post(address, _typed(archivist_client.get(address)) | RECORD).status_code == 302
    assert Interview.objects.get().accession == interview.accession


def test_a_narrator_who_is_known_is_used_again(archivist_client):
    Narrator.objects.create(name="Капітан К.")
    archivist_client.post(page("new_record"), RECORD)
    assert Narrator.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title_be": ""}, "at least one language"),
        ({"accession": "lower case"}, "capital Latin letters"),
        ({"left_on": "2020-13"}, "is not a date"),
        ({"served_from": "2015", "served_to": "2014-12"}, "ends before it begins"),
        ({"served_from": "2015-03", "left_on": "2015-02-28"}, "leaves before the service begins"),
        ({"recorded_on": "2999"}, "in the future"),
        ({"language": "xx"}, "valid choice"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(archivist_client, wrong, said):
    response = archivist_client.post(page("new_record"), RECORD | {"summary_en": "My summary"} | wrong)
    body = response.content.decode()
    assert said in body
    assert "My summary" in body
    assert "Капітан К." in body
    assert not Interview.objects.exists()


def test_dates_are_compared_as_far_as_they_are_known(archivist_client):
    today = access.today().isoformat()
    dates = {"served_from": "2015-03", "served_to": "2015", "left_on": "2015-03-01", "recorded_on": today[:7]}
    assert archivist_client.post(page("new_record"), RECORD | dates).status_code == 302


def test_a_number_that_is_taken_is_said(archivist_client):
    make_interview(accession=RECORD["accession"])
    body = archivist_client.post(page("new_record"), RECORD).content.decode()
    assert "This number is taken; choose another." in body


def test_text_is_cleaned_like_imported_text(archivist_client):
    archivist_client.post(page("new_record"), RECORD | {"title_be": "И\u0306\u200b на\u202eзва\x00"})
    assert Interview.objects.get().title_be == "Й назва"


def test_the_questions_an_interview_is_coded_for_are_kept(archivist_client):
    make_theme("why-war")
    question = make_theme("why")
    archivist_client.post(page("new_record"), RECORD | {"coded_for": [question.pk]})
    assert list(Interview.objects.get().coded_for.all()) == [question]


def test_a_form_that_was_open_while_somebody_hid_the_record_does_not_show_it_again(archivist_client, person):
    interview = make_interview()
    stale = Interview.objects.get(pk=interview.pk)
    archivist_client.post(page("hide", interview.accession))
    opened = RecordForm(instance=stale)["opened_on"].value()
    form = RecordForm({**RECORD, "opened_on": opened}, instance=stale)
    assert form.is_valid()
    form.save()
    assert Interview.objects.get().workflow == "hidden"
    assert Interview.objects.get().title_be == "Назва"


def _typed(response) -> dict:
    """Return what the browser sends back for the form of ``response``."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def test_an_old_window_of_a_record_undoes_nothing_of_another_s_work(archivist_client):
    interview = make_interview(title_be="Назва", summary_ru="Старое")
    address = page("record", interview.accession)
    opened = _typed(archivist_client.get(address))
    assert archivist_client.post(address, opened | {"summary_ru": "Новое", "title_uk": "Їхня"}).status_code == 302
    mine = {"title_be": "Мая назва", "title_uk": "Моя"}
    refused = archivist_client.post(address, opened | mine)
    interview.refresh_from_db()
    assert (interview.title_be, interview.title_uk, interview.summary_ru) == ("Назва", "Їхня", "Новое")
    again = _typed(refused)
    assert "Somebody changed this after you opened it" in refused.content.decode()
    assert "The archive has now: Їхня" in refused.content.decode()
    assert (again["title_be"], again["title_uk"], again["summary_ru"]) == ("Мая назва", "Моя", "Новое")
    assert archivist_client.post(address, again).status_code == 302
    interview.refresh_from_db()
    assert (interview.title_be, interview.title_uk, interview.summary_ru) == ("Мая назва", "Моя", "Новое")


def test_a_record_saved_as_it_was_opened_is_saved(archivist_client):
    make_theme("why-war")
    interview = make_interview(title_be="Назва", summary_ru="Два\nрадкі", branch="army", left_on="2020-08")
    interview.coded_for.add(make_theme("why"))
    address = page("record", interview.accession)
    opened = _typed(archivist_client.get(address))
    assert archivist_client.post(address, opened | {"summary_ru": "Два\r\nрадкі"}).status_code == 302


ACCESS = {"consent": "granted", "release": "public", "embargo": "none", "embargo_until": ""}


def _set_access(client, interview, **changes):
    """Open the form of access, choose everything anew and save."""
    address = page("access", interview.accession)
    opened = _typed(client.get(address))["opened_on"]
    return client.post(address, ACCESS | changes | {"opened_on": opened})


def test_consent_release_and_embargo_are_set(archivist_client):
    interview = make_interview(state=PENDING)
    _set_access(archivist_client, interview, embargo="date", embargo_until="2999-01-01")
    interview.refresh_from_db()
    assert (interview.consent, str(interview.embargo_until)) == ("granted", "2999-01-01")
    _set_access(archivist_client, interview, embargo="open", embargo_until="2999-01-01")
    interview.refresh_from_db()
    assert (interview.embargo_open, interview.embargo_until) == (True, None)
    _set_access(archivist_client, interview)
    interview.refresh_from_db()
    assert (interview.embargo_open, interview.embargo_until) == (False, None)
    assert interview.workflow == "draft", "opened by one, it waits for a second person"


@pytest.mark.parametrize("again", [False, True])
def test_an_old_window_never_grants_again_what_was_withdrawn(archivist_client, again):
    interview = make_interview()
    address = page("access", interview.accession)
    opened = _typed(archivist_client.get(address))
    _set_access(archivist_client, interview, consent="withdrawn")
    refused = archivist_client.post(address, opened | {"release": "researchers"})
    assert "Somebody changed this after you opened it" in refused.content.decode()
    interview.refresh_from_db()
    assert (interview.consent, interview.release) == ("withdrawn", "public")
    typed = _typed(refused)
    assert (typed["consent"], typed["release"]) == ("withdrawn", "researchers")
    if again:
        assert archivist_client.post(address, typed).status_code == 302
        interview.refresh_from_db()
        assert (interview.consent, interview.release) == ("withdrawn", "researchers")


@pytest.mark.parametrize("lost", ["", "{}", "[]", "nonsense", None])
def test_access_is_not_set_by_a_form_that_lost_what_it_was_opened_on(archivist_client, lost):
    interview = make_interview(state=PENDING)
    sent = ACCESS if lost is None else ACCESS | {"opened_on": lost}
    assert archivist_client.post(page("access", interview.accession), sent).status_code == 200
    interview.refresh_from_db()
    assert interview.consent == "pending"


def test_access_is_not_set_by_a_form_from_before_the_record_was_hidden(archivist_client):
    interview = make_interview()
    opened = _typed(archivist_client.get(page("access", interview.accession)))
    archivist_client.post(page("hide", interview.accession))
    response = archivist_client.post(page("access", interview.accession), opened | {"release": "closed"})
    assert "Somebody changed this after you opened it" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"embargo": "date"}, {"embargo": "date", "embargo_until": "31.02.2030"}, {"consent": ""}, {"release": "x"}],
)
def test_a_wrong_access_changes_nothing(archivist_client, wrong):
    interview = make_interview(state=PENDING)
    assert _set_access(archivist_client, interview, **wrong).status_code == 200
    interview.refresh_from_db()
    assert interview.consent == "pending"


def test_opening_what_is_published_says_that_a_second_person_is_needed(archivist_client):
    interview = make_interview(state=PENDING | {"was_public": True})
    response = archivist_client.get(_set_access(archivist_client, interview).url)
    assert "readers wait until a second person agrees" in response.content.decode()
    assert not interview.is_public()


def _second_person(person) -> Client:
    client = Client()
    client.force_login(person("editor"))
    return client


def _ready(interview: Interview, languages=()) -> Interview:
    return make_ready(interview, User.objects.get(username="archivist"), languages)


def _ask(client: Client, interview: Interview, *languages: str) -> HttpResponse:
    seen = Interview.objects.get(pk=interview.pk).revision
    address = page("publish", interview.accession)
    return client.post(address, {"transcripts": languages, "seen": seen}, follow=True)


def _agree(client: Client, interview: Interview, **more) -> HttpResponse:
    seen = {"seen": Interview.objects.get(pk=interview.pk).revision}
    return client.post(page("agree", interview.accession), seen | more, follow=True)


def test_publishing_says_what_still_holds_the_record_back(archivist_client, person):
    interview = _ready(make_interview(state=DRAFT | {"release": "closed"}))
    _ask(archivist_client, interview)
    body = _agree(_second_person(person), interview).content.decode()
    assert "release is closed" in body
    assert "embargo is in force" not in body


def test_publish_by_two_and_hide_act_on_the_reader_s_next_request(archivist_client, person):
    interview = make_interview(["words"], state=DRAFT)
    interview.transcripts.update(workflow="draft")
    _ready(interview, ["be"])
    with override("en"):
        public = reverse("interviews:interview", args=[interview.accession])
    reader, second = Client(), _second_person(person)
    _ask(archivist_client, interview, "be")
    assert "You asked for this yourself" in _agree(archivist_client, interview).content.decode()
    assert reader.get(public).status_code == 404
    assert "changed since you opened" in _agree(second, interview, seen="1").content.decode()
    assert reader.get(public).status_code == 404
    _agree(second, interview)
    assert reader.get(public).status_code == 200
    archivist_client.post(page("hide", interview.accession))
    assert reader.get(public).status_code == 404


def test_a_draft_translation_may_stay_behind(archivist_client, person):
    interview = make_interview(["words"], translations={"en": ["words"]}, state=DRAFT)
    interview.transcripts.update(workflow="draft")
    _ready(interview, ["be"])
    _ask(archivist_client, interview, "be")
    _agree(_second_person(person), interview)
    assert dict(interview.transcripts.values_list("language", "workflow")) == {"be": "published", "en": "draft"}


def test_only_another_person_is_offered_to_agree_and_only_while_nothing_changed(archivist_client, person):
    interview = _ready(make_interview(["words"], state=DRAFT))
    second, address = _second_person(person), page("agree", interview.accession)
    _ask(archivist_client, interview)
    screen = page("publish", interview.accession)
    assert address not in archivist_client.get(screen).content.decode()
    assert address in second.get(screen).content.decode()
    Interview.objects.filter(pk=interview.pk).update(rank=None)
    body = second.get(screen).content.decode()
    assert address not in body
    assert "asked for anew" in body
    assert "changed since it was asked for" in _agree(second, interview).content.decode()
    assert not interview.is_public()


def test_transcripts_that_were_published_are_named_and_not_a_record_that_was_already(archivist_client, person):
    interview = make_interview(["words"])
    make_transcript(interview, "en", ["words"], workflow="draft")
    _ready(interview, ["en"])
    _ask(archivist_client, interview, "en")
    body = _agree(_second_person(person), interview).content.decode()
    assert "Transcripts published: English." in body
    assert "The record is published." not in body
    assert "Tick a transcript" in _ask(archivist_client, interview).content.decode()


def test_a_request_is_withdrawn_or_declined_on_the_record_s_page(archivist_client, person):
    interview = make_interview()
    second = _second_person(person)
    archivist_client.post(page("hide", interview.accession))
    _ready(interview)
    for client, button in ((archivist_client, "Withdraw the request"), (second, "Decline")):
        _ask(archivist_client, interview)
        assert button in client.get(page("interview", interview.accession)).content.decode()
        client.post(page("drop_request", interview.accession))
        assert not PublishRequest.objects.exists()
        assert not interview.is_public()


@pytest.mark.parametrize(
    ("state", "count"),
    [("", 5), ("public", 1), ("draft", 1), ("held", 2), ("embargo", 1), ("hidden", 1), ("made-up", 5)],
)
def test_the_overview_lists_the_records_by_state(archivist_client, state, count):
    for name in ("draft", "hidden", "consent pending", "embargoed"):
        make_interview(state=HIDDEN_STATES[name])
    make_interview()
    response = archivist_client.get(page("overview"), {"state": state})
    assert len(response.context["lines"]) == count


def test_the_overview_finds_by_number_title_and_narrator(archivist_client):
    make_interview(accession="OOU-FIND", title_ru="Присяга", narrator="Маёр Л.")
    make_interview()
    for wanted in ("oou-find", "Присяга", "Маёр"):
        response = archivist_client.get(page("overview"), {"q": wanted})
        assert [line.interview.accession for line in response.context["lines"]] == ["OOU-FIND"]


def test_the_overview_tells_what_waits(archivist_client, person):
    interview = make_interview(["words"], state=EMBARGOED)
    make_transcript(interview, "en", ["words"], workflow="draft")
    interview.refresh_from_db()
    PublishRequest.objects.create(interview=interview, by=person("editor"), revision=interview.revision)
    body = archivist_client.get(page("overview")).content.decode()
    assert "asked by editor" in body
    assert f"English transcript of {interview.accession}" in body


@pytest.mark.parametrize("state", [name for name in HIDDEN_STATES if name != "researchers only"])
def test_a_researcher_can_t_tell_a_closed_record_from_none(client, person, state):
    client.force_login(person("researcher"))
    interview = make_interview(["secret words"], state=HIDDEN_STATES[state])
    for accession in (interview.accession, "OOU-NONE"):
        response = client.get(page("reading_interview", accession))
        assert response.status_code == 404
        assert "secret" not in response.content.decode()
    assert interview.accession not in client.get(page("reading")).content.decode()


def test_a_researcher_reads_published_transcripts_and_no_drafts(client, person):
    client.force_login(person("researcher"))
    interview = make_interview(["public words"], translations={"en": ["draft words"]}, state=RESEARCHERS)
    interview.transcripts.filter(language="en").update(workflow="draft")
    body = client.get(page("reading_interview", interview.accession), {"transcript": "en"}).content.decode()
    assert "public words" in body
    assert "draft words" not in body
    assert interview.accession in client.get(page("reading")).content.decode()


def test_hostile_text_is_shown_as_text_on_every_page(archivist_client):
    interview = make_interview([HOSTILE], title_en=HOSTILE, narrator=HOSTILE, summary_en=HOSTILE, speakers=[HOSTILE])
    names = ("interview", "record", "access", "recordings", "reading_interview")
    addresses = [page(name, interview.accession) for name in names]
    addresses += [page(name) for name in ("overview", "reading", "upload", "new_record")]
    addresses += [f"{page('overview')}?q={HOSTILE}&state={HOSTILE}", f"{page('upload')}?interview={HOSTILE}"]
    for address in addresses:
        body = archivist_client.get(address).content.decode()
        assert "<script>alert" not in body, address
        assert "<img src=x" not in body, address


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_the_desk_s_pages_are_in_every_language_and_set_the_referrer_that_forms_need(archivist_client, language):
    interview = make_interview(["words"])
    for address in ("", f"interviews/{interview.accession}/", "upload/", "interviews/new/", "reading/"):
        response = archivist_client.get(f"/{language}/desk/{address}")
        body = response.content.decode()
        assert f'<html lang="{language}"' in body
        assert 'content="same-origin"' in body
        assert 'content="no-referrer"' not in body
        assert response.headers["Cache-Control"].find("no-store") >= 0


COVERS = {"languages": ["be", "en"], "heard": "sound", "until": "", "note": "По тэлефоне"}


def test_consent_what_it_covers_and_release_are_set_by_one_form(archivist_client):
    interview = make_interview(state=PENDING | {"workflow": "draft", "release": "closed"})
    _set_access(archivist_client, interview, **COVERS)
    interview.refresh_from_db()
    assert (interview.consent, interview.release) == ("granted", "public")
    scope = interview.consent_scope
    assert (scope.languages, scope.heard, scope.note) == (["be", "en"], "sound", "По тэлефоне")


def test_consent_without_saying_what_it_covers_records_no_scope(archivist_client):
    interview = make_interview(state=PENDING | {"workflow": "draft"})
    _set_access(archivist_client, interview, heard="text")
    assert not ConsentScope.objects.exists()


def test_what_is_covered_is_not_emptied_by_taking_every_language_away(archivist_client):
    interview = make_interview(state=PENDING | {"workflow": "draft"})
    _set_access(archivist_client, interview, **COVERS)
    response = _set_access(archivist_client, interview, heard="text")
    assert "Tick the languages that the consent covers" in response.content.decode()
    assert ConsentScope.objects.get().languages == ["be", "en"]


def test_saving_access_alone_leaves_what_is_covered_and_its_log_alone(archivist_client):
    interview = make_interview(state=PENDING | {"workflow": "draft"})
    _set_access(archivist_client, interview, **COVERS)
    _set_access(archivist_client, interview, **COVERS, release="closed")
    assert LogEntry.objects.filter(change_message="consent scope").count() == 1


def test_a_wrong_last_day_changes_neither_consent_nor_what_it_covers(archivist_client):
    interview = make_interview(state=PENDING | {"workflow": "draft"})
    assert _set_access(archivist_client, interview, **COVERS | {"until": "31.02.2030"}).status_code == 200
    interview.refresh_from_db()
    assert interview.consent == "pending"
    assert not ConsentScope.objects.exists()
