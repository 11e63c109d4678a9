"""Editorial pages, reading paths and featured passages at the desk."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied

from interviews import editorial
from interviews.importing import import_transcript
from interviews.models import ContentWarning, FeaturedPassage, Page, PathStep, ReadingPath, Redaction
from interviews.publishing import Refused
from interviews.segmenting import Passage
from interviews.withholding import redacting
from interviews.withholding.redacting import Choice
from tests.factories import make_interview, make_transcript
from tests.interviews.desk_pages import page as address

pytestmark = pytest.mark.django_db


def shown_form(client, url) -> dict:
    """Return what a browser would send back from the form on a page."""
    context = client.get(url).context
    form = context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {"seen": context.get("seen", "")}


def save(client, url, **changes):
    return client.post(url, shown_form(client, url) | changes, follow=True)


def test_a_page_is_written_previewed_saved_and_published(archivist_client, client):
    url = address("edit_page", "about")
    preview = save(archivist_client, url, title_en="About", body_en="Some *words*.", preview="1")
    assert "<em>words</em>" in preview.content.decode()
    assert not Page.objects.exists()
    save(archivist_client, url, title_en="About", body_en="Some *words*.")
    assert client.get("/en/pages/about/").status_code == 404
    archivist_client.post(address("page_state", "about"), {"state": "published"})
    assert "<em>words</em>" in client.get("/en/pages/about/").content.decode()
    archivist_client.post(address("page_state", "about"), {"state": "draft"})
    assert client.get("/en/pages/about/").status_code == 404
    log = [one.change_message for one in LogEntry.objects.order_by("pk")]
    assert log == ["editorial saved", "editorial published", "editorial withdrawn"]


def test_what_is_still_to_be_filled_in_is_not_published(archivist_client):
    url = address("edit_page", "contact")
    save(archivist_client, url, title_en="Contact", body_en="Write to [[address]].")
    archivist_client.post(address("page_state", "contact"), {"state": "published"})
    assert not Page.objects.get().is_published
    save(archivist_client, url, body_en="Write to us.")
    archivist_client.post(address("page_state", "contact"), {"state": "published"})
    assert Page.objects.get().is_published
    save(archivist_client, url, body_en="Write to [[address]].")
    assert Page.objects.get().body_en == "Write to us."


def test_an_empty_page_is_not_published(archivist_client):
    save(archivist_client, address("edit_page", "about"), title_en="About")
    archivist_client.post(address("page_state", "about"), {"state": "published"})
    assert not Page.objects.get().is_published


def test_a_link_that_readers_must_not_follow_is_refused_by_name(archivist_client):
    text = save(archivist_client, address("edit_page", "about"), title_en="A", body_en="[x](http://a.example/)")
    assert "http://a.example/" in text.content.decode()
    assert not Page.objects.exists()


def test_earlier_versions_are_kept_and_come_back(archivist_client):
    url = address("edit_page", "about")
    for words in ("First.", "Second.", "Second."):
        save(archivist_client, url, title_en="About", body_en=words)
    assert [one.number for one in Page.objects.get().versions.all()] == [2, 1]
    assert "First." in archivist_client.get(address("page_version", "about", 1)).content.decode()
    archivist_client.post(address("page_version", "about", 1))
    page = Page.objects.get()
    assert (page.body_en, page.versions.first().number, page.versions.first().act) == ("First.", 3, "restored")


def test_two_windows_do_not_undo_each_other(archivist_client):
    url = address("edit_page", "about")
    save(archivist_client, url, title_en="About", body_en="First.")
    old = shown_form(archivist_client, url)
    save(archivist_client, url, body_en="Second.")
    archivist_client.post(url, old | {"body_en": "Mine."})
    assert Page.objects.get().body_en == "Second."


def test_only_a_free_page_is_deleted_and_only_with_a_tick(archivist_client):
    for slug in ("about", "thanks"):
        Page.objects.create(slug=slug)
        archivist_client.post(address("delete_page", slug))
        archivist_client.post(address("delete_page", slug), {"sure": "1"})
    assert [one.slug for one in Page.objects.all()] == ["about"]


def test_a_free_page_has_an_address_that_is_its_own(archivist_client):
    form = {"title_en": "Thanks", "position": "9"}
    for slug in ("new", "thanks", "thanks"):
        archivist_client.post(address("new_page"), form | {"slug": slug})
    assert [one.slug for one in Page.objects.all()] == ["thanks"]


@pytest.fixture
def path(archivist_client):
    interview = make_interview(["One.", "Two.", "Three."], accession="OOU-STEPS")
    archivist_client.post(address("new_path"), {"slug": "doubts", "title_en": "Doubts", "position": "1"})
    for begins, ends in (("0", "0:20"), ("20", "40"), ("0:00:40", "60")):
        form = {"accession": "OOU-STEPS", "begins": begins, "ends": ends, "frame_en": f"From {begins}"}
        archivist_client.post(address("new_step", "doubts"), form)
    return interview, ReadingPath.objects.get()


def test_steps_are_added_moved_changed_and_taken_out(archivist_client, path):
    _, found = path
    first, second, third = found.steps.all()
    assert [(one.start_ms, one.end_ms) for one in found.steps.all()] == [
        (0, 20_000),
        (20_000, 40_000),
        (40_000, 60_000),
    ]
    archivist_client.post(address("move_step", "doubts", third.pk), {"do": "up"})
    archivist_client.post(address("move_step", "doubts", first.pk), {"do": "up"})
    assert list(found.steps.all()) == [first, third, second]
    save(archivist_client, address("edit_step", "doubts", first.pk), ends="0:30")
    assert found.steps.first().end_ms == 30_000
    archivist_client.post(address("move_step", "doubts", third.pk), {"do": "remove"})
    assert list(found.steps.all()) == [first, second]
    assert not LogEntry.objects.filter(object_repr__contains="OOU").exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"accession": "OOU-NONE"}, "accession"),
        ({"begins": "soon"}, "begins"),
        ({"begins": "50", "ends": "20"}, "ends"),
        ({"begins": "900", "ends": "901"}, "begins"),
        ({"ends": ""}, "ends"),
    ],
)
def test_a_step_that_leads_nowhere_is_refused(archivist_client, path, fields, wrong):
    form = {"accession": "OOU-STEPS", "begins": "0", "ends": "20"} | fields
    answer = archivist_client.post(address("new_step", "doubts"), form)
    assert wrong in answer.context["form"].errors
    assert PathStep.objects.count() == 3


def test_without_times_a_step_is_told_by_numbers_of_passages(archivist_client, path):
    make_interview(["One.", "Two."], accession="OOU-FLAT", timed=False)
    form = {"accession": "OOU-FLAT", "begins": "2", "ends": "2"}
    archivist_client.post(address("new_step", "doubts"), form)
    step = PathStep.objects.get(interview__accession="OOU-FLAT")
    assert (step.first_position, step.last_position) == (1, 1)
    assert archivist_client.get(address("edit_step", "doubts", step.pk)).context["form"].initial["begins"] == "2"


def test_a_step_follows_its_passage_when_a_text_without_times_comes_anew(archivist_client, path):
    interview = make_interview(["One here.", "Two here."], accession="OOU-FLAT", timed=False)
    form = {"accession": "OOU-FLAT", "begins": "2", "ends": "2"}
    archivist_client.post(address("new_step", "doubts"), form)
    archivist_client.post(address("featured"), form)
    ContentWarning.objects.create(interview=interview, kind="death", first_position=1, last_position=1)
    cues = [Passage("Narrator", text) for text in ("Before all.", "One here.", "Two here.")]
    import_transcript(interview=interview, cues=cues, language="be", joined=False)
    assert PathStep.objects.get(interview=interview).first_position == 2
    assert FeaturedPassage.objects.get().first_position == 2
    assert ContentWarning.objects.get().first_position == 2


def test_a_frame_that_speaks_of_words_taken_out_waits_for_a_look(archivist_client, client, path, person, seal_key):
    interview, found = path
    archivist_client.post(address("path_state", "doubts"), {"state": "published"})
    first = interview.transcripts.get().segments.get(position=0)
    choices = [
        Choice(transcript, {0: [(0, 3)]})
        for transcript in redacting.counterparts(interview, redacting.stretch_of([first]))
    ]
    redacting.redact(interview, person("editor"), reason="other", choices=choices, seen=interview.revision)
    assert Redaction.objects.exists()
    text = client.get("/en/paths/doubts/").content.decode()
    assert "From 0<" not in text
    assert "From 20" in text
    save(archivist_client, address("edit_step", "doubts", found.steps.first().pk), frame_en="A careful frame.")
    assert "A careful frame." in client.get("/en/paths/doubts/").content.decode()


def test_a_step_that_is_saved_unchanged_keeps_its_times(archivist_client, path):
    _, found = path
    step = found.steps.first()
    PathStep.objects.filter(pk=step.pk).update(start_ms=123, end_ms=3_750_996)
    make_transcript(step.interview, "en", ["word"] * 200)
    save(archivist_client, address("edit_step", "doubts", step.pk), frame_en="Other words.")
    step.refresh_from_db()
    assert (step.frame_en, step.start_ms, step.end_ms) == ("Other words.", 123, 3_750_996)


@pytest.mark.parametrize("act", [editorial.publish, editorial.withdraw])
def test_publishing_brings_no_older_words_back(archivist_client, person, act):
    save(archivist_client, address("edit_page", "about"), title_en="About", body_en="Old words.")
    old = Page.objects.get()
    save(archivist_client, address("edit_page", "about"), body_en="New words.")
    act(old, person("editor"))
    assert Page.objects.get().body_en == "New words."


def test_what_somebody_left_open_meanwhile_is_not_published(archivist_client, person):
    save(archivist_client, address("edit_page", "about"), title_en="About", body_en="Words.")
    old = Page.objects.get()
    save(archivist_client, address("edit_page", "about"), body_en="Write to [[contact]].")
    with pytest.raises(Refused):
        editorial.publish(old, person("editor"))
    assert not Page.objects.get().is_published


@pytest.mark.parametrize("change", ["somebody else", "words taken out"])
def test_a_step_that_was_opened_before_is_not_saved_over_what_happened_since(
    archivist_client, path, person, seal_key, change
):
    interview, found = path
    step = found.steps.first()
    url = address("edit_step", "doubts", step.pk)
    typed = shown_form(archivist_client, url) | {"frame_en": "Typed here."}
    if change == "somebody else":
        PathStep.objects.filter(pk=step.pk).update(frame_en="Of another.")
    else:
        Redaction.objects.create(interview=interview, reason="other")
    before = PathStep.objects.get(pk=step.pk).frame_en
    answer = archivist_client.post(url, typed)
    assert answer.status_code == 422
    assert "Typed here." in answer.content.decode()
    assert PathStep.objects.get(pk=step.pk).frame_en == before
    archivist_client.post(url, typed | {"seen": answer.context["seen"]})
    assert PathStep.objects.get(pk=step.pk).frame_en == "Typed here."


def test_passages_are_featured_for_the_front_and_for_themes(archivist_client, path):
    form = {"accession": "OOU-STEPS", "begins": "0", "ends": "20", "theme": ""}
    for _ in range(2):
        archivist_client.post(address("featured"), form)
    first, second = FeaturedPassage.objects.all()
    archivist_client.post(address("move_featured", second.pk), {"do": "up"})
    assert list(FeaturedPassage.objects.all()) == [second, first]
    archivist_client.post(address("move_featured", first.pk), {"do": "remove"})
    assert list(FeaturedPassage.objects.all()) == [second]


def test_a_researcher_writes_nothing(person):
    with pytest.raises(PermissionDenied):
        editorial.save_page(Page(slug="about"), person("researcher"))
    assert not Page.objects.exists()
