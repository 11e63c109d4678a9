"""Content warnings: set at the desk, told before their stretch, and silent about what was taken out."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from interviews import content_warnings
from interviews.models import ContentWarning, Interview
from interviews.withholding import redacting
from tests.factories import DRAFT, HIDDEN_STATES, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db

PAGE = "/en/interviews/WARN-1/"


@pytest.fixture
def record(db):
    return make_interview(["Раз.", "Два.", "Тры.", "Чатыры."], accession="WARN-1", translations={"en": list("abcd")})


def warn(interview, start_ms=20_000, end_ms=60_000, kind="violence", **fields):
    return ContentWarning.objects.create(interview=interview, kind=kind, start_ms=start_ms, end_ms=end_ms, **fields)


def told(client, query=""):
    """Return what is told before passages: of what, the anchor past it, and the anchor of the passage that follows."""
    text = client.get(f"{PAGE}{query}").content.decode()
    said = r"What comes next tells of: (.*?)\. <a href=\"#(.*?)\">[^<]*</a></p>"
    return re.findall(rf'{said}\s*<div class="passage[^>]*id="(\w+)"', text)


@pytest.mark.parametrize("query", ["?transcript=be", "?transcript=en", "?transcript=be&beside=en"])
def test_readers_are_told_before_the_stretch_and_can_skip_to_after_it(client, record, query):
    warn(record)
    assert told(client, query) == [("violence", "s3", "s1")]
    assert "This interview tells of: violence." in client.get(f"{PAGE}{query}").content.decode()


def test_warnings_that_begin_together_are_told_together_and_past_the_last_word_there_is_more(client, record):
    warn(record)
    warn(record, kind="death", end_ms=80_000)
    warn(record, kind="death", end_ms=40_000)
    assert told(client) == [("violence, death", "words-end", "s1")]
    assert 'id="words-end"' in client.get(PAGE).content.decode()


def test_a_stretch_without_times_is_told_by_its_positions(client):
    untimed = make_interview(["раз", "два", "тры"], accession="WARN-1", timed=False)
    ContentWarning.objects.create(interview=untimed, kind="suicide", first_position=1, last_position=1)
    assert told(client) == [("suicide", "s2", "s1")]


def test_a_page_without_warnings_says_nothing(client, record):
    assert "content-warning" not in client.get(PAGE).content.decode()


def test_a_warning_is_of_a_part(record):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentWarning.objects.create(interview=record, kind="violence")


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_the_warnings_of_what_is_hidden_are_hidden(state):
    warn(make_interview(["Раз."], state=HIDDEN_STATES[state]), 0, 20_000)
    assert not ContentWarning.objects.public().exists()


def test_what_is_not_shown_or_has_no_public_words_is_not_told(record):
    warn(record, is_shown=False)
    assert not ContentWarning.objects.public().exists()
    ContentWarning.objects.update(is_shown=True)
    record.transcripts.update(workflow="draft")
    assert not ContentWarning.objects.public().exists()


def test_an_archivist_sets_a_warning_and_removes_it(client, archivist_client, record):
    address = page("contents", "WARN-1")
    archivist_client.post(address, {"do": "warn", "kind": "torture", "begins": "0:20", "ends": "1:00"})
    assert told(client) == [("torture", "s3", "s1")]
    made = record.warnings.get()
    assert "torture" in archivist_client.get(address).content.decode()
    archivist_client.post(address, {"do": "unwarn", "warning": made.pk})
    assert told(client) == []


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "joy", "begins": "0:20", "ends": "1:00"},
        {"kind": "torture", "begins": "1:00", "ends": "0:20"},
        {"kind": "torture", "begins": "9:00:00", "ends": "9:00:01"},
        {"kind": "torture", "begins": "<script>alert(1)</script>", "ends": "1:00"},
    ],
)
def test_what_names_no_stretch_or_no_kind_is_refused_with_a_word_why(archivist_client, record, form):
    answer = archivist_client.post(page("contents", "WARN-1"), {"do": "warn", **form})
    assert answer.status_code == 422
    assert b"errorlist" in answer.content
    assert b"<script>alert" not in answer.content
    assert not record.warnings.exists()


def test_the_number_of_another_interview_in_the_form_changes_nothing_there(archivist_client, record):
    make_interview(["Раз."], accession="WARN-2", state=DRAFT)
    form = {"do": "warn", "kind": "death", "begins": "0", "ends": "20", "accession": "WARN-2"}
    archivist_client.post(page("contents", "WARN-1"), form)
    assert ContentWarning.objects.get().interview == record
    other = warn(Interview.objects.get(accession="WARN-2"), 0, 20_000)
    archivist_client.post(page("contents", "WARN-1"), {"do": "unwarn", "warning": other.pk})
    assert ContentWarning.objects.filter(pk=other.pk).exists()


def test_a_redaction_inside_takes_a_warning_from_readers_until_somebody_shows_it_again(
    client, archivist_client, person, seal_key, record
):
    inside, elsewhere = warn(record, 20_000, 40_000), warn(record, 60_000, 80_000, "death")
    choices = [redacting.Choice(one, {1: [(0, 1)]}) for one in record.transcripts.order_by("language")]
    seen = Interview.objects.get(pk=record.pk).revision
    redacting.redact(record, person("editor"), reason="other", choices=choices, seen=seen)
    assert list(ContentWarning.objects.public()) == [elsewhere]
    assert "words were taken out in this stretch" in archivist_client.get(page("contents", "WARN-1")).content.decode()
    archivist_client.post(page("contents", "WARN-1"), {"do": "show-warning", "warning": inside.pk})
    assert set(ContentWarning.objects.public()) == {inside, elsewhere}


def test_a_new_warning_raises_the_revision(record):
    before = Interview.objects.get(pk=record.pk).revision
    by = User.objects.create_superuser("admin")
    content_warnings.warn(record, by, ContentWarning(kind="death", start_ms=0, end_ms=20_000))
    assert Interview.objects.get(pk=record.pk).revision > before
