"""Publishing, hiding, and the two people it takes to show again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from interviews import access, publishing
from interviews.models import Interview, OutboxRow, Segment, Transcript
from interviews.publishing import Hold, Refused
from tests.factories import CLOSED, DRAFT, EMBARGO_OPEN, PENDING, PUBLIC, RESEARCHERS, WITHDRAWN, make_interview

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
    "publish": publishing.publish,
    "hide": publishing.hide,
    "ask": publishing.ask_to_show_again,
    "show again": publishing.show_again,
    "drop request": publishing.drop_request,
    "set access": lambda interview, by: publishing.set_access(interview, by, **GRANT),
}
# What each act makes of each state: the workflow after it, or None where it is refused.
OUTCOMES = {
    "new draft": ("published", "hidden", None, None, "draft", "draft"),
    "published, pending": ("published", "hidden", None, None, "published", "published"),
    "public": ("published", "hidden", None, None, "published", "published"),
    "hidden, never public": ("published", "hidden", None, None, "hidden", "hidden"),
    "hidden, was public": (None, "hidden", "hidden", None, "hidden", "hidden"),
    "draft, was public": (None, "hidden", "draft", None, "draft", "draft"),
    "withdrawn, was public": ("published", "hidden", None, None, "published", "hidden"),
}
TABLE = [(state, act, after) for state, row in OUTCOMES.items() for act, after in zip(ACTS, row, strict=True)]


@pytest.mark.parametrize(("state", "act", "after"), TABLE)
@pytest.mark.parametrize("role", ["archivist", "editor"])
def test_each_act_does_what_the_table_says(person, role, state, act, after):
    interview = make_interview(["words"], state=STATES[state])
    was_public = interview.was_public
    by = person(role)
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


def test_showing_again_takes_a_second_person(person):
    first, second = person("archivist"), person("archivist", "second")
    interview = make_interview(["words"])
    publishing.hide(interview, first)
    assert not interview.is_public()
    publishing.ask_to_show_again(interview, first)
    with pytest.raises(Refused):
        publishing.show_again(interview, first)
    assert not interview.is_public()
    publishing.show_again(interview, second)
    assert interview.is_public()


def test_the_first_request_stays_when_another_asks_too(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    publishing.ask_to_show_again(interview, first)
    publishing.ask_to_show_again(interview, second)
    interview.refresh_from_db()
    assert interview.show_again_asked_by == first


def test_a_request_lapses_when_its_author_no_longer_works_here(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    publishing.ask_to_show_again(interview, first)
    first.groups.clear()
    with pytest.raises(Refused):
        publishing.show_again(interview, second)


def test_hiding_cancels_a_request(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    publishing.ask_to_show_again(interview, first)
    publishing.hide(interview, second)
    with pytest.raises(Refused):
        publishing.show_again(interview, second)


def test_agreeing_to_a_record_that_changed_meanwhile_is_refused(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=STATES["hidden, was public"])
    seen = publishing.ask_to_show_again(interview, first).revision
    Interview.objects.filter(pk=interview.pk).update(release="researchers")
    with pytest.raises(Refused):
        publishing.show_again(interview, second, seen=seen)


def test_nobody_agrees_to_an_access_they_opened_themselves(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=RESEARCHERS | WAS_PUBLIC | {"workflow": "hidden"})
    publishing.ask_to_show_again(interview, first)
    publishing.set_access(interview, second, **GRANT)
    with pytest.raises(Refused):
        publishing.show_again(interview, second)
    publishing.show_again(interview, first)
    assert interview.is_public()


TOMORROW = {"embargo_until": access.today() + timedelta(days=1)}
CLOSED_AGAIN = {
    "consent pending": PENDING,
    "consent withdrawn": WITHDRAWN,
    "closed": CLOSED,
    "researchers only": RESEARCHERS,
    "embargo without end": EMBARGO_OPEN,
    "embargo far away": PUBLIC | {"embargo_until": date(2999, 1, 1)},
}


@pytest.mark.parametrize("wanted", [{}, TOMORROW], ids=["at once", "tomorrow"])
@pytest.mark.parametrize("state", CLOSED_AGAIN)
def test_opening_what_was_public_hides_it_until_a_second_person_agrees(person, state, wanted):
    first, second = person("archivist"), person("editor")
    interview = make_interview(state=CLOSED_AGAIN[state] | WAS_PUBLIC)
    publishing.set_access(interview, first, **(GRANT | wanted))
    in_a_week = datetime.now(UTC) + timedelta(days=7)
    assert not interview.is_public(in_a_week)
    with pytest.raises(Refused):
        publishing.show_again(interview, first)
    publishing.show_again(interview, second)
    assert interview.is_public(in_a_week)


@pytest.mark.parametrize("state", CLOSED_AGAIN)
def test_opening_what_was_never_public_takes_one_person(person, state):
    interview = make_interview(state=CLOSED_AGAIN[state])
    publishing.set_access(interview, person("archivist"), **GRANT)
    interview.refresh_from_db()
    assert interview.is_public()
    assert interview.was_public


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
    with pytest.raises(Refused):
        publishing.publish(interview, by)


def test_only_the_chosen_draft_transcripts_are_published(person):
    interview = make_interview(["words"], translations={"en": ["words"], "ru": ["words"]}, state=DRAFT)
    interview.transcripts.filter(language__in=["be", "en"]).update(workflow="draft")
    interview.transcripts.filter(language="ru").update(workflow="hidden")
    publishing.publish(interview, person("archivist"), languages=["be", "ru"])
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be"}


def test_a_hidden_transcript_comes_back_by_two_people_only(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(["words"], translations={"en": ["words"]})
    publishing.hide_transcript(interview.transcripts.get(language="en"), first)
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be"}
    publishing.publish(interview, first, languages=["en"])
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be"}
    publishing.ask_to_show_again(interview, first)
    publishing.show_again(interview, second, languages=["en"])
    assert set(Transcript.objects.public().values_list("language", flat=True)) == {"be", "en"}


def test_agreeing_to_nothing_is_refused(person):
    first, second = person("archivist"), person("editor")
    interview = make_interview(["words"], translations={"en": ["words"]})
    publishing.hide_transcript(interview.transcripts.get(language="en"), first)
    publishing.ask_to_show_again(interview, first)
    with override("en"), pytest.raises(Refused, match="tick a transcript"):
        publishing.show_again(interview, second, languages=["be"])
    interview.refresh_from_db()
    assert interview.show_again_asked_by == first


@pytest.mark.parametrize(("drops", "act"), [("archivist", "withdrew"), ("editor", "declined")])
def test_a_request_is_withdrawn_by_its_author_and_declined_by_others(person, drops, act):
    people = {name: person(name) for name in ("archivist", "editor")}
    interview = make_interview(state=STATES["hidden, was public"])
    publishing.ask_to_show_again(interview, people["archivist"])
    after = publishing.drop_request(interview, people[drops])
    assert (after.show_again_asked_by, after.workflow) == (None, "hidden")
    with override("en"):
        assert publishing.history(interview)[0][1].startswith(act)
    with pytest.raises(Refused):
        publishing.show_again(interview, people["editor"])


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
    publishing.publish(interview, first)
    publishing.set_access(interview, first, **(GRANT | {"consent": "withdrawn"}))
    publishing.set_access(interview, first, **GRANT)
    publishing.show_again(interview, second)
    publishing.hide(interview, second)
    publishing.ask_to_show_again(interview, second)
    entries = list(LogEntry.objects.order_by("pk"))
    assert [entry.user for entry in entries] == [first, first, first, second, second, second]
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
