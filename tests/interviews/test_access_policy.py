"""The tables of access.py, the rule in the database and the answers of the pages say one and the same."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from interviews import access, publishing, roles
from interviews.access import ALLOWED, NO_END, READING, SECOND_PERSON, Act, Audience, Viewer
from interviews.models import Interview
from interviews.publication import asking
from interviews.states import Consent, Release, Workflow
from tests.factories import HIDDEN, make_interview

TODAY = date(2030, 5, 1)
NOON = datetime(2030, 5, 1, 9, tzinfo=UTC)
LAST_SECOND = datetime(2030, 4, 30, 20, 59, 59, tzinfo=UTC)  # 23:59:59 in Minsk
MIDNIGHT = datetime(2030, 4, 30, 21, tzinfo=UTC)
EMBARGOES = {
    "none": None,
    "ended": TODAY - timedelta(days=1),
    "ends today": TODAY,
    "ends tomorrow": TODAY + timedelta(days=1),
    "without an end": NO_END,
}
STATES = list(product(Workflow.values, Consent.values, Release.values, EMBARGOES.values()))


def _stored(embargo) -> dict:
    return {"embargo_open": embargo == NO_END, "embargo_until": None if embargo == NO_END else embargo}


@pytest.fixture
def records(db):
    """Make a record of every state, with its state by accession."""
    made = {f"S-{number}": state for number, state in enumerate(STATES)}
    Interview.objects.bulk_create(
        Interview(
            accession=accession,
            language="be",
            title_be="Назва",
            workflow=workflow,
            consent=consent,
            release=release,
            **_stored(embargo),
        )
        for accession, (workflow, consent, release, embargo) in made.items()
    )
    return made


def _with(records, day: date, *audiences: Audience) -> set[str]:
    return {name for name, state in records.items() if access.audience(*state, on=day) in audiences}


def test_a_record_is_public_in_three_states_of_all():
    found = [state for state in STATES if access.audience(*state, on=TODAY) == Audience.PUBLIC]
    assert found == [("published", "granted", "public", EMBARGOES[name]) for name in ("none", "ended", "ends today")]


@pytest.mark.parametrize(
    "state", [("", "granted", "public"), ("published", "yes", "public"), ("published", "granted", "all")]
)
def test_what_is_unknown_stays_with_the_desk(state):
    assert access.audience(*state, None, on=TODAY) == Audience.DESK
    assert access.audience("published", "granted", "public", "sometime", on=TODAY) == Audience.DESK


@pytest.mark.parametrize("moment", [LAST_SECOND, MIDNIGHT, NOON, NOON + timedelta(days=1)])
def test_the_table_and_the_database_agree_about_every_state(records, moment):
    day = access.today(moment)
    public = set(Interview.objects.public(moment).values_list("accession", flat=True))
    released = set(Interview.objects.for_researchers(moment).values_list("accession", flat=True))
    assert public == _with(records, day, Audience.PUBLIC)
    assert released == _with(records, day, Audience.PUBLIC, Audience.RESEARCHERS)


def _client(person, viewer: Viewer) -> Client:
    client = Client()
    if viewer == Viewer.ADMINISTRATOR:
        user = person(None, "administrator")
        user.is_superuser = user.is_staff = True
        user.save()
        client.force_login(user)
    elif viewer != Viewer.ANONYMOUS:
        client.force_login(person(viewer.value))
    return client


PAGES = {
    "/en/interviews/{}/": Audience.PUBLIC,
    "/en/desk/reading/{}/": Audience.RESEARCHERS,
    "/en/desk/interviews/{}/": Audience.DESK,
}


def _expected(page: str, viewer: Viewer, reached: Audience) -> int:
    """Return the status by which ``page`` answers about a record that reaches ``reached``."""
    if viewer not in ALLOWED[READING[PAGES[page]]]:
        return 302 if viewer == Viewer.ANONYMOUS else 403
    return 200 if reached >= PAGES[page] else 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("viewer", Viewer)
@pytest.mark.parametrize("moment", [pytest.param(LAST_SECOND, marks=pytest.mark.slow), MIDNIGHT])
def test_the_pages_answer_as_the_table_says_about_every_state(records, person, monkeypatch, moment, viewer, page):
    monkeypatch.setattr(timezone, "now", lambda: moment)
    client, day = _client(person, viewer), access.today(moment)
    wrong = {
        state: answer
        for accession, state in records.items()
        if (answer := client.get(page.format(accession)).status_code)
        != _expected(page, viewer, access.audience(*state, on=day))
    }
    assert wrong == {}


@pytest.mark.parametrize("viewer", Viewer)
def test_a_viewer_reads_a_record_somewhere_exactly_if_the_audience_includes_them(viewer):
    for reached in Audience:
        reads = any(_expected(page, viewer, reached) == 200 for page in PAGES)
        assert reads == any(viewer in ALLOWED[READING[one]] for one in Audience if one <= reached)


def test_the_table_knows_every_act():
    assert list(ALLOWED) == list(Act)


def test_each_viewer_may_do_what_those_before_may():
    ladder = list(Viewer)
    for act, viewers in ALLOWED.items():
        assert not viewers or viewers == set(ladder[ladder.index(min(viewers, key=ladder.index)) :]), act


def test_whoever_agrees_as_a_second_person_may_also_ask():
    assert all(ALLOWED[act] <= ALLOWED[asking] for act, asking in SECOND_PERSON.items())


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", [Viewer.RESEARCHER, Viewer.ARCHIVIST, Viewer.EDITOR])
def test_a_group_makes_a_viewer_until_the_account_is_switched_off(person, viewer):
    user = person(viewer.value)
    assert access.viewer_of(user) == viewer
    user.is_active = False
    assert access.viewer_of(user) == Viewer.ANONYMOUS


@pytest.mark.django_db
def test_the_most_trusted_group_counts(person):
    user = person(roles.RESEARCHER)
    user.groups.add(*person(roles.EDITOR).groups.all())
    assert access.viewer_of(user) == Viewer.EDITOR


@pytest.mark.django_db
def test_strangers_and_accounts_without_a_group_are_anonymous(person):
    user = person(None)
    user.is_staff = True
    assert access.viewer_of(user) == access.viewer_of(AnonymousUser()) == Viewer.ANONYMOUS


ACTS = {
    Act.ASK_TO_PUBLISH: lambda row, user: asking.ask_to_publish(row, user),
    Act.PUBLISH: lambda row, user: asking.publish(row, user),
    Act.HIDE: lambda row, user: publishing.hide(row, user),
    Act.SET_ACCESS: lambda row, user: publishing.set_access(
        row, user, consent="granted", release="closed", embargo_until=None, embargo_open=False
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
def test_an_act_asks_the_table(person, monkeypatch, act):
    record = make_interview(state=HIDDEN | {"was_public": True})
    editor = person(roles.EDITOR)
    monkeypatch.setitem(ALLOWED, act, frozenset({Viewer.ADMINISTRATOR}))
    with pytest.raises(PermissionDenied):
        ACTS[act](record, editor)
    with pytest.raises(PermissionDenied):
        ACTS[act](record, person(roles.RESEARCHER))


@pytest.mark.django_db
def test_a_coding_is_not_accepted_by_somebody_who_may_only_propose(client, person, monkeypatch):
    record = make_interview(["words"], accession="OOU-REAL", themes=["why-war"])
    client.force_login(person(roles.ARCHIVIST))
    monkeypatch.setitem(ALLOWED, Act.ACCEPT_CODINGS, frozenset({Viewer.EDITOR}))
    form = {"theme": "why-war", "stretch": "passage", "accepted": "on"}
    page = "/en/desk/interviews/OOU-REAL/transcripts/be/0/codings/"
    assert client.post(page, form).status_code == 403
    assert record.codings.count() == 1
    client.post(page, form | {"accepted": ""})
    assert record.codings.filter(status="proposed").count() == 1
