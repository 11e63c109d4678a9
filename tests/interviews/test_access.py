"""The public domain rule and what raises a revision."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override

from interviews.models import Coding, ConsentScope, Interview, OutboxRow, Recording, Segment, Transcript
from interviews.outbox import held_back
from tests.factories import EMBARGO_OPEN, HIDDEN_STATES, PUBLIC, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db
URL = "https://video.example.org/w/1"


def test_a_published_consented_released_interview_is_public():
    assert make_interview().is_public()


@pytest.mark.parametrize("name", HIDDEN_STATES)
def test_no_other_state_is_public(name):
    interview = make_interview(["words"], state=HIDDEN_STATES[name], themes=["why-war"])
    assert not interview.is_public()
    for rows in (Interview, Transcript, Segment, Coding):
        assert not rows.objects.public().exists()


def test_a_new_record_is_closed_until_somebody_opens_it():
    assert not Interview.objects.create(language="be").is_public()


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2030, 4, 30, 20, 59, tzinfo=UTC), False),  # 23:59 in Minsk
        (datetime(2030, 4, 30, 21, 0, tzinfo=UTC), True),  # 00:00 on 1 May in Minsk
    ],
)
def test_an_embargo_ends_at_midnight_in_minsk(moment, is_open):
    interview = make_interview(state=PUBLIC | {"embargo_until": date(2030, 5, 1)})
    assert interview.is_public(moment) is is_open


def test_an_embargo_without_an_end_never_ends():
    interview = make_interview(state=EMBARGO_OPEN)
    assert not interview.is_public(datetime(9998, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2030, 4, 30, 20, 59, tzinfo=UTC), True),  # 23:59 of its last day in Minsk
        (datetime(2030, 4, 30, 21, 0, tzinfo=UTC), False),
    ],
)
def test_a_consent_with_a_last_day_ends_with_it(moment, is_open):
    interview = make_interview(["words"], themes=["why-war"])
    ConsentScope.objects.create(interview=interview, languages=["be"], until=date(2030, 4, 30))
    assert interview.is_public(moment) is is_open
    for rows in (Interview, Transcript, Segment, Coding):
        assert rows.objects.public(moment).exists() is is_open
    ConsentScope.objects.update(until=None)
    assert interview.is_public(moment)


def test_no_recording_shows_more_than_the_consent_covers():
    interview = make_interview(["words"])
    for part, fields in enumerate(
        ({"file": "a.mp3", "media_type": "audio/mpeg"}, {"file": "b.mp4", "media_type": "video/mp4"}, {"url": URL}), 1
    ):
        Recording.objects.create(interview=interview, part=part, **fields)
    parts = Recording.objects.public().order_by("part").values_list("part", flat=True)
    assert list(parts.all()) == [1, 2, 3]
    scope = ConsentScope.objects.create(interview=interview, languages=["be"], heard="pictures")
    shown = {}
    for heard in ("pictures", "sound", "text"):
        scope.heard = heard
        scope.save()
        shown[heard] = list(parts.all())
    assert shown == {"pictures": [1, 2, 3], "sound": [1], "text": []}


def test_a_draft_translation_stays_hidden_in_a_public_interview():
    interview = make_interview(["words"], translations={"en": ["words"]})
    interview.transcripts.filter(language="en").update(workflow="draft")
    assert list(Transcript.objects.public().values_list("language", flat=True)) == ["be"]
    assert Segment.objects.public().count() == 1


def test_a_proposed_coding_or_a_hidden_theme_is_not_public():
    interview = make_interview(["words"])
    make_coding(interview, "why-war", status="proposed")
    make_theme("how-fear", is_public=False)
    make_coding(interview, "how-fear")
    make_coding(interview, "who-peers")
    make_theme("who").__class__.objects.filter(code="who").update(retired=True)
    assert not Coding.objects.public().exists()


def test_codings_go_with_the_last_public_transcript():
    interview = make_interview(["words"], translations={"en": ["words"]}, themes=["why-war"])
    interview.transcripts.filter(language="be").update(workflow="hidden")
    assert Coding.objects.public().exists()
    interview.transcripts.update(workflow="hidden")
    assert not Coding.objects.public().exists()


def _revision(interview: Interview) -> int:
    return Interview.objects.values_list("revision", flat=True).get(pk=interview.pk)


CHANGES = {
    "save": lambda i: i.save(),
    "update": lambda i: Interview.objects.filter(pk=i.pk).update(consent="withdrawn"),
    "transcript saved": lambda i: i.transcripts.get().save(),
    "transcripts updated": lambda i: i.transcripts.update(workflow="draft"),
    "segment saved": lambda i: Segment.objects.get(transcript__interview=i).save(),
    "segments updated": lambda i: Segment.objects.filter(transcript__interview=i).update(text="other"),
    "segments deleted": lambda i: Segment.objects.filter(transcript__interview=i).delete(),
    "segments added": lambda i: Segment.objects.bulk_create(
        [Segment(transcript=i.transcripts.get(), position=7, text="more")]
    ),
    "segments bulk-updated": lambda i: Segment.objects.bulk_update(
        Segment.objects.filter(transcript__interview=i), ["text"]
    ),
    "transcript deleted": lambda i: i.transcripts.get().delete(),
    "coding added": lambda i: make_coding(i, "why-orders"),
    "coding deleted": lambda i: i.codings.all().delete(),
    "coding updated": lambda i: i.codings.update(status="rejected"),
    "theme hidden": lambda i: make_theme("why-war").__class__.objects.filter(code="why-war").update(is_public=False),
    "question hidden": lambda i: make_theme("why").__class__.objects.filter(code="why").update(is_public=False),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_the_public_face_raises_the_revision_and_fills_the_outbox(name):
    interview = make_interview(["words"], themes=["why-war"])
    OutboxRow.objects.all().delete()
    before = _revision(interview)
    CHANGES[name](interview)
    assert _revision(interview) > before
    assert OutboxRow.objects.filter(interview_id=interview.pk).exists()


def test_saving_a_stale_copy_never_lowers_the_revision():
    interview = make_interview(["words"])
    stale = Interview.objects.get(pk=interview.pk)
    for _ in range(3):
        Interview.objects.get(pk=interview.pk).save()
    before = _revision(interview)
    stale.save()
    assert _revision(interview) > before
    assert stale.revision == _revision(interview)


def test_a_deleted_interview_leaves_a_row_for_the_indexer():
    interview = make_interview(["words"])
    OutboxRow.objects.all().delete()
    pk = interview.pk
    interview.delete()
    assert OutboxRow.objects.filter(interview_id=pk).exists()


def test_rows_are_written_even_while_the_indexer_is_held_back():
    with held_back():
        interview = make_interview(["words"])
        assert OutboxRow.objects.filter(interview_id=interview.pk).exists()


@pytest.mark.parametrize("way", ["save", "update"])
def test_a_record_that_an_ended_embargo_opened_counts_as_public_once_somebody_closes_it(way):
    interview = make_interview(state=PUBLIC | {"embargo_until": date(2020, 1, 1)})
    models.QuerySet(Interview).filter(pk=interview.pk).update(was_public=False)  # nobody was there to note it
    interview = Interview.objects.get(pk=interview.pk)
    if way == "save":
        interview.consent = "withdrawn"
        interview.save()
    else:
        Interview.objects.filter(pk=interview.pk).update(consent="withdrawn")
    assert Interview.objects.get(pk=interview.pk).was_public


def test_the_language_of_an_interview_stays_while_its_original_is_there():
    interview = make_interview(["words"])
    interview.language = "ru"
    with override("en"), pytest.raises(ValidationError, match="original transcript"):
        interview.clean()
