"""The overview: what waits for whom, the watch list, and how sound files and index are."""

import hashlib
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils.translation import override

from interviews import fixity
from interviews.desk.waiting import waiting_for
from interviews.leaving import cases
from interviews.models import (
    FixityResult,
    Original,
    PathStep,
    PublishRequest,
    ReadingPath,
    Recording,
    Redaction,
    RedactionDecision,
    Transcript,
    WatchWord,
)
from interviews.publication import watching
from interviews.publication.warnings import warnings
from search import sync
from tests.factories import DRAFT, ask_to_publish, make_coding, make_interview, make_ready, make_transcript
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def anna(person):
    return person("archivist", "anna")


@pytest.fixture
def vera(person):
    return person("archivist", "vera")


def badges(waits) -> list[str]:
    with override("en"):
        return [one.badge for one in waits]


def test_a_request_waits_for_the_others_and_not_for_who_asked(anna, vera):
    interview = make_interview(["words"], state=DRAFT)
    ask_to_publish(interview, anna)
    with override("en"):
        assert badges(waiting_for(vera).for_you) == ["publish?"]
        assert badges(waiting_for(anna).for_you) == []
        assert "publish?" in badges(waiting_for(anna).for_anybody)
        interview.save()
        assert badges(waiting_for(vera).for_you) == [], "it changed: it has to be asked for anew"
        assert "asked for" in waiting_for(vera).for_anybody[0].note


def test_everything_that_waits_is_told_with_a_link_to_where_it_is_done(client, anna, vera):
    interview = make_interview(["Пра Алеся."], translations={"en": ["About Ales."]}, accession="OOU-WAIT")
    Transcript.objects.filter(language="en").update(made_from=1, provenance="machine")
    Transcript.objects.filter(language="be").update(version=2)
    make_transcript(interview, "ru", ["слова"], workflow="draft")
    make_coding(interview, "why-war", status="proposed")
    redaction = Redaction.objects.create(interview=interview, reason="other", lift_asked_by=anna)
    RedactionDecision.objects.create(redaction=redaction, transcript=interview.transcripts.get(language="be"))
    path = ReadingPath.objects.create(slug="doubts", title_be="Сумневы")
    PathStep.objects.create(path=path, interview=interview, start_ms=0, end_ms=1, is_shown=False, frame_be="Рамка")
    watching.watch("Алесь", anna)
    case = cases.begin(make_interview(["words"]), anna)
    cases.propose(case, anna, "redact")
    with override("en"):
        found = waiting_for(vera)
    assert badges(found.for_you) == ["lift?", "leave?"]
    expected = {"leaving", "redaction", "reading path", "watch list", "draft", "translation", "machine text", "1"}
    assert expected <= set(badges(found.for_anybody))
    client.force_login(vera)
    for one in (*found.for_you, *found.for_anybody):
        if "/admin/" not in one.address:
            assert client.get(one.address).status_code == 200, one


def test_words_that_somebody_has_judged_warn_no_more_until_others_are_found(anna):
    interview = make_interview(["Пра Алеся."], state=DRAFT)
    watching.watch("Алесь", anna)
    assert warnings().found == [(interview, 1)]
    make_ready(interview, anna, ["be"])
    assert warnings().found == []
    make_transcript(interview, "uk", ["Алесь і Алесь"])
    assert [n for _, n in warnings().found] == [2]


def test_the_overview_looks_through_no_more_records_than_there_is_time_for(anna):
    make_interview(["Пра Алеся."])
    watching.watch("Алесь", anna)
    assert warnings(seconds=-1).unread == 1
    assert len(warnings().found) == 1
    assert warnings(seconds=-1).unread == 0, "what was found is remembered"


def test_the_watch_list_is_kept_at_the_desk(client, anna):
    interview = make_interview(["words"], accession="OOU-LIST")
    client.force_login(anna)
    hostile = "<script>alert(1)</script>"
    for words, accession in ((hostile, ""), ("Менск", "OOU-LIST"), ("Менск", "OOU-LIST")):
        assert client.post(page("watch_list"), {"words": words, "interview": accession}).status_code == 302
    assert client.post(page("watch_list"), {"words": "…", "interview": ""}).status_code == 422
    assert list(WatchWord.objects.order_by("pk").values_list("words", "interview__accession")) == [
        (hostile, None),
        ("Менск", "OOU-LIST"),
    ]
    body = client.get(page("watch_list")).content.decode()
    assert hostile not in body
    assert "&lt;script&gt;" in body
    for one in WatchWord.objects.all():
        client.post(page("unwatch", one.pk))
    assert not WatchWord.objects.exists()
    entries = LogEntry.objects.all()
    assert len(entries) == 4, "each act, once"
    assert all("Менск" not in f"{one.object_repr} {one.change_message}" for one in entries)
    assert interview.transcripts.exists()


def test_a_sentence_of_a_proposed_coding_is_looked_through_again_when_it_changes(anna):
    interview = make_interview(["Словы."], state=DRAFT)
    coding = make_coding(interview, "why-war", status="proposed", gist_be="Пра бацьку.")
    watching.watch("Алесь", anna)
    assert warnings().found == []
    coding.gist_be = "Пра Алеся."
    coding.save()
    assert warnings().found == [(interview, 1)]


@pytest.fixture
def stored(settings):
    interview = make_interview(["words"], accession="OOU-FILE")
    folder = settings.MEDIA_ROOT / "OOU-FILE"
    folder.mkdir()
    (folder / "1.mp3").write_bytes(b"ID3 sound")
    digest = hashlib.sha256(b"ID3 sound").hexdigest()
    Recording.objects.create(interview=interview, file="OOU-FILE/1.mp3", media_type="audio/mpeg", sha256=digest)
    Recording.objects.create(interview=interview, part=2, url="https://videos.example/w/1")
    sha256 = hashlib.sha256(b"box").hexdigest()
    Original.objects.create(
        interview=interview, language="be", version=1, format="srt", box=b"box", key_id="x", sha256=sha256
    )
    return folder / "1.mp3"


def outcomes() -> list[str]:
    return list(FixityResult.objects.order_by("pk").values_list("outcome", flat=True))


def test_what_is_stored_is_read_again_and_held_against_its_checksum(stored, anna):
    call_command("check_fixity", stdout=StringIO())
    assert outcomes() == ["same", "same"]
    assert [one.level for one in waiting_for(anna).health][:1] == ["ok"]
    stored.write_bytes(b"ID3 other sound")
    Original.objects.update(box=b"another box")
    with pytest.raises(CommandError):
        call_command("check_fixity", stdout=StringIO())
    assert outcomes() == ["changed", "changed"]
    assert [one.level for one in waiting_for(anna).health][:2] == ["error", "error"]
    stored.unlink()
    with pytest.raises(CommandError):
        call_command("check_fixity", stdout=StringIO())
    assert outcomes()[0] == "missing"


def test_an_original_from_before_gets_its_checksum_once_and_no_revision_rises(stored):
    Original.objects.update(sha256="")
    before = list(Recording.objects.values_list("interview__revision", flat=True))
    assert [outcome for _name, outcome in fixity.check().found] == ["unknown"]
    assert fixity.check().found == []
    assert list(Recording.objects.values_list("interview__revision", flat=True)) == before


def test_the_overview_tells_whether_the_index_agrees(anna):
    make_interview(["words"])
    assert waiting_for(anna).health[-1].level == "error"
    sync.rebuild()
    assert waiting_for(anna).health[-1].level == "ok"
    assert not PublishRequest.objects.exists()
