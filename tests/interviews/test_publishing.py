"""Publishing and hiding, and the two people it takes to show readers more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from interviews import access, publishing
from interviews.models import ConsentScope, Interview, OutboxRow, PublishRequest, Segment, Transcript
from interviews.publication import asking
from interviews.publishing import Hold, Refused
from tests.factories import (
    CLOSED,
    DRAFT,
    EMBARGO_OPEN,
    PENDING,
    PUBLIC,
    RESEARCHERS,
    WITHDRAWN,
    ask_to_publish,
    make_interview,
    make_ready,
    publish_by_two,
)

pytestmark = pytest.mark.django_db

WAS_PUBLIC = {"was_public": True}
STATES = {
    "new draft": DRAFT,
    "published, pending": PENDING,
    "public": PUBLIC,
    "hidden, never public": PUBLIC | {"workflow": "hidden"},
    "hidden, was public": PUBLIC | WAS_PUBLIC | {"workflow": "hidden"},
    "draft, was public": DRAFT | WAS_PUBLIC,
    "withdrawn, was public": WITHDRAWN | WAS_PUBLIC,
}
GRANT = {"consent": "granted", "release": "public", "embargo_until": None, "embargo_open": False}
ACTS: dict[str, Callable] = {
    "ask": asking.ask_to_publish,
    "publish": asking.publish,
    "hide": publishing.hide,
    "drop request": asking.drop_request,
    "set access": lambda interview, by: publishing.set_access(interview, by, **GRANT),
}
# What each act makes of each state: the workflow after it, or None where it is refused.
OUTCOMES = {
    "new draft": ("draft", None, "hidden", "draft", "draft"),
    "published, pending": (None, None, "hidden", "published", "draft"),
    "public": (None, None, "hidden", "published", "published"),
    "hidden, never public": ("hidden", None, "hidden", "hidden", "hidden"),
    "hidden, was public": ("hidden", None, "hidden", "hidden", "hidden"),
    "draft, was public": ("draft", None, "hidden", "draft", "draft"),
    "withdrawn, was public": (None, None, "hidden", "published", "hidden"),
}
TABLE = [(state, act, after) for state, row in OUTCOMES.items() for act, after in zip(ACTS, row, strict=True)]


@pytest.mark.parametrize(("state", "act", "after"), TABLE)
@pytest.mark.parametrize("role", ["archivist", "editor"])
def test_each_act_does_what_the_table_says(person, role, state, act, after):
    interview = make_interview(["words"], state=STATES[state])
    was_public = interview.was_public
    by = person(role)
    make_ready(interview, by)
    if after is None:
        with pytest.raises(Refused) as refused:
            ACTS[act](interview, by)
        assert str(refused.value.message)
    else:
        ACTS[act](interview, by)
    interview.refresh_from_db()
    assert interview.workflow == (after or STATES[state]["workflow"])
    if was_public:
        assert not interview.is_public()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["researcher", None])
@pytest.mark.parametrize("state", STATES)
def test_nobody_else_may_do_anything(person, role, state, act):
    interview = make_interview(state=STATES[state])
    before = interview.revision
    with pytest.raises(PermissionDenied):
        ACTS[act](interview, person(role))
    interview.refresh_from_db()
    assert interview.revision == before


@pytest.mark.parametrize("state", ["new draft", "hidden, never public", "hidden, was public", "draft, was public"])
def test_nobody_publishes_alone(person, state):
    first, second = person("archivist"), person("archivist", "second")
    interview = make_interview(["words"], state=STATES[state])
    ask_to_publish(interview, first)
    with override("en"), pytest.raises(Refused, match="You asked for this yourself"):
        asking.publish(interview, first)
    assert not interview.is_public()
    asking.publish(interview, second)
    assert interview.is_public()
    assert not PublishRequest.objects.exists()


def test_the_first_request_stays_when_another_asks_for_the_same(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    ask_to_publish(interview, first)
    ask_to_publish(interview, second)
    assert PublishRequest.objects.get().by == first


def test_a_request_lapses_when_its_author_no_longer_works_here(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    ask_to_publish(interview, first)
    first.groups.clear()
    with pytest.raises(Refused):
        asking.publish(interview, second)


def test_hiding_cancels_a_request(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    ask_to_publish(interview, first)
    publishing.hide(interview, second)
    with pytest.raises(Refused):
        asking.publish(interview, second)


def test_what_changed_since_it_was_asked_for_has_to_be_asked_for_anew(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(["words"], state=DRAFT)
    ask_to_publish(interview, first)
    Segment.objects.update(text="other words")
    with override("en"), pytest.raises(Refused, match="changed since it was asked for"):
        asking.publish(interview, second)
    publish_by_two(interview, second, first)
    assert interview.is_public()


def test_agreeing_to_a_page_that_is_no_longer_true_is_refused(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=DRAFT)
    seen = ask_to_publish(interview, first).revision
    with pytest.raises(Refused):
        asking.publish(interview, second, seen=seen - 1)
    asking.publish(interview, second, seen=seen)
    assert interview.is_public()


def test_nobody_agrees_to_an_access_they_opened_themselves(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=RESEARCHERS | WAS_PUBLIC | {"workflow": "hidden"})
    ask_to_publish(interview, first)
    publishing.set_access(interview, second, **GRANT)
    with pytest.raises(Refused):
        asking.publish(interview, second)
    asking.publish(interview, first)
    assert interview.is_public()


def test_setting_access_makes_no_old_request_new(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(["words"], state=RESEARCHERS | {"workflow": "draft"})
    ask_to_publish(interview, first)
    Segment.objects.update(text="other words")
    publishing.set_access(interview, second, **GRANT)
    with override("en"), pytest.raises(Refused, match="changed since it was asked for"):
        asking.publish(interview, first)


TOMORROW = {"embargo_until": access.today() + timedelta(days=1)}
CLOSED_AGAIN = {
    "consent pending": PENDING,
    "consent withdrawn": WITHDRAWN,
    "closed": CLOSED,
    "researchers only": RESEARCHERS,
    "embargo without end": EMBARGO_OPEN,
    "embargo far away": PUBLIC | {"embargo_until": date(2999, 1, 1)},
}


@pytest.mark.parametrize("before", [{}, WAS_PUBLIC], ids=["never public", "was public"])
@pytest.mark.parametrize("wanted", [{}, TOMORROW], ids=["at once", "tomorrow"])
@pytest.mark.parametrize("state", CLOSED_AGAIN)
def test_opening_what_is_published_takes_it_back_until_a_second_person_agrees(person, state, wanted, before):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=CLOSED_AGAIN[state] | before)
    publishing.set_access(interview, first, **(GRANT | wanted))
    in_a_week = datetime.now(UTC) + timedelta(days=7)
    assert not interview.is_public(in_a_week)
    make_ready(interview, first)
    with pytest.raises(Refused):
        asking.publish(interview, first)
    asking.publish(interview, second)
    assert interview.is_public(in_a_week)


@pytest.mark.parametrize(
    "wanted",
    [{"consent": "withdrawn"}, {"release": "researchers"}, {"embargo_open": True}, {"embargo_until": date(2999, 1, 1)}],
)
def test_closing_acts_at_once_and_is_remembered(person, wanted):
    interview = make_interview(["words"])
    publishing.set_access(interview, person("archivist"), **(GRANT | wanted))
    interview.refresh_from_db()
    assert not interview.is_public()
    assert interview.was_public
    assert not Segment.objects.public().exists()


def test_an_embargo_that_ended_by_itself_counts_as_having_been_public(person):
    by = person("archivist")
    interview = make_interview(state=PUBLIC | {"embargo_until": date(2020, 1, 1)})
    assert not interview.was_public
    publishing.hide(interview, by)
    interview.refresh_from_db()
    assert interview.was_public


def test_only_the_transcripts_that_were_asked_for_are_published(person):
    interview = make_interview(["words"], translations={"en": ["words"], "ru": ["words"]}, state=DRAFT)
    interview.transcripts.filter(language__in=["be", "en"]).update(workflow="draft")
    interview.transcripts.filter(language="ru").update(workflow="hidden")
    publish_by_two(interview, person("archivist"), person("editor"), ["be"])
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be"}


@pytest.mark.parametrize("workflow", ["draft", "hidden"])
def test_a_transcript_that_readers_do_not_have_comes_to_them_by_two_people_only(person, workflow):
    first, second = person("archivist"), person("editor")
    interview = make_interview(["words"], translations={"en": ["words"]})
    interview.transcripts.filter(language="en").update(workflow=workflow)
    ask_to_publish(interview, first, ["en"])
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be"}
    asking.publish(interview, second)
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be", "en"}


def test_asking_for_nothing_is_refused(person):
    by = person("archivist")
    interview = make_ready(make_interview(["words"], translations={"en": ["words"]}), by)
    publishing.hide_transcript(interview.transcripts.get(language="en"), by)
    with override("en"), pytest.raises(Refused, match="Tick a transcript"):
        asking.ask_to_publish(interview, by, languages=["be"])
    assert not PublishRequest.objects.exists()


@pytest.mark.parametrize(("drops", "act"), [("archivist", "withdrew"), ("editor", "declined")])
def test_a_request_is_withdrawn_by_its_author_and_declined_by_others(person, drops, act):
    people = {name: person(name) for name in ("archivist", "editor")}
    interview = make_interview(state=STATES["hidden, was public"])
    ask_to_publish(interview, people["archivist"])
    assert asking.drop_request(interview, people[drops]).workflow == "hidden"
    with override("en"):
        assert publishing.history(interview)[0][1].startswith(act)
    with pytest.raises(Refused):
        asking.publish(interview, people["editor"])


def test_the_history_tells_what_changed_in_access(person):
    by = person("archivist")
    interview = make_interview(state=PENDING)
    publishing.set_access(interview, by, **(GRANT | {"embargo_until": date(2999, 1, 5)}))
    with override("en"):
        told = publishing.history(interview)[0][1]
    assert told.endswith("Consent: Pending → Granted; Embargo: none → 5 January 2999")
    assert "Release" not in told


def test_every_act_is_logged_with_the_name_and_without_the_title(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(["words"], state=DRAFT, title_be="Сакрэтная назва", narrator="Хтосьці")
    publish_by_two(interview, first, second)
    publishing.set_access(interview, first, **(GRANT | {"consent": "withdrawn"}))
    publishing.set_access(interview, first, **GRANT)
    asking.publish(interview, second)
    publishing.hide(interview, second)
    ask_to_publish(interview, second)
    entries = list(LogEntry.objects.order_by("pk"))
    assert [entry.user for entry in entries] == [first, second, first, first, second, second, second]
    for entry in entries:
        assert entry.object_repr == interview.accession
        assert "Сакрэтная" not in entry.change_message
    assert all(label for _entry, label in publishing.history(interview))


def test_an_act_raises_the_revision_and_fills_the_outbox(person):
    interview = make_interview(["words"])
    OutboxRow.objects.all().delete()
    before = interview.revision
    assert publishing.hide(interview, person("archivist")).revision > before
    assert OutboxRow.objects.filter(interview_id=interview.pk).exists()


def test_what_holds_a_record_back_never_disagrees_with_the_rule():
    day = access.today()
    embargoes = [(None, False), (None, True), (day, False), (day + timedelta(days=1), False)]
    workflows, consents, releases = (
        ("draft", "published", "hidden"),
        ("pending", "granted", "withdrawn"),
        ("public", "researchers", "closed"),
    )
    for workflow, consent, release, (until, is_open) in product(workflows, consents, releases, embargoes):
        state = {"workflow": workflow, "consent": consent, "release": release}
        interview = make_interview(state=state | {"embargo_until": until, "embargo_open": is_open})
        assert interview.is_public() is (publishing.holds(interview) == [])


def test_a_consent_that_is_over_is_a_reason():
    interview = make_interview()
    for until, held in ((access.today(), []), (access.today() - timedelta(days=1), [Hold.CONSENT_OVER])):
        ConsentScope.objects.update_or_create(interview=interview, defaults={"languages": ["be"], "until": until})
        now = Interview.objects.get()
        assert publishing.holds(now) == held
        assert now.is_public() is (held == [])


def test_every_reason_is_named():
    interview = make_interview(state=DRAFT | {"consent": "withdrawn", "release": "closed", "embargo_open": True})
    assert publishing.holds(interview) == [
        Hold.DRAFT,
        Hold.CONSENT_WITHDRAWN,
        Hold.CLOSED,
        Hold.EMBARGO_OPEN,
    ]


def test_nothing_is_logged_when_access_stays_as_it_was(person):
    interview = make_interview()
    publishing.set_access(interview, person("archivist"), **GRANT)
    assert not LogEntry.objects.exists()


def test_only_a_record_that_readers_lost_is_to_be_shown_again(client, person):
    client.force_login(person("archivist"))
    record = make_interview(["words"], accession="OOU-AGAIN")
    address = "/en/desk/interviews/OOU-AGAIN/publish/"
    assert "<h1>Publish</h1>" in client.get(address).content.decode()
    publishing.hide(record, person("editor"))
    assert "<h1>Show it again</h1>" in client.get(address).content.decode()
