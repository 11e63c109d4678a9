"""Ways into an interview and out of it: contents, the path of leaving, and the same theme elsewhere."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Chapter, Coding, Theme
from interviews.neighbours import neighbours_of
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def interview(db):
    return make_interview(["раз", "два", "тры", "чатыры"], accession="OUT-5")


def page(client, query="", accession="OUT-5"):
    return client.get(f"/en/interviews/{accession}/{query}").content.decode()


def part(text, start, end):
    """Return the words of a part of the page, tags away, each link on a line of its own."""
    inside = re.search(f"{start}(.*?){end}", text, re.DOTALL)
    lines = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', inside[1] if inside else "", re.DOTALL)
    return [(url.replace("&amp;", "&"), " ".join(re.sub(r"<[^>]*>", " ", said).split())) for url, said in lines]


def contents(text):
    return part(text, '<details class="contents"', "</details>")


def stages(text):
    return part(text, '<nav class="stages"', "</nav>")


def test_where_nobody_has_made_chapters_the_themes_in_order_of_time_are_the_contents(client, interview):
    make_coding(interview, "why-war", start_ms=40_000, end_ms=80_000)
    make_coding(interview, "how-fear", start_ms=0, end_ms=60_000)
    make_coding(interview, "path-doubt", start_ms=45_000, end_ms=60_000)
    make_coding(interview, "who-peers")
    assert contents(page(client)) == [
        ("/en/interviews/OUT-5/?t=0&transcript=be#s0", "0:00 how-fear en"),
        ("/en/interviews/OUT-5/?t=40&transcript=be#s2", "0:40 path-doubt en · why-war en"),
    ]


def test_chapters_come_before_themes(client, interview):
    make_coding(interview, "why-war", start_ms=40_000, end_ms=80_000)
    Chapter.objects.create(interview=interview, start_ms=20_000, title_en="The oath", status="accepted")
    assert contents(page(client)) == [("/en/interviews/OUT-5/?t=20&transcript=be#s1", "0:20 The oath")]


def test_contents_of_what_has_no_times_lead_to_places(client):
    untimed = make_interview(["раз", "два"], accession="OUT-6", timed=False)
    make_coding(untimed, "why-war", first_position=1, last_position=1)
    assert contents(page(client, accession="OUT-6")) == [("/en/interviews/OUT-6/?s=1&transcript=be#s1", "¶ why-war en")]


def test_what_is_only_proposed_is_no_way_in(client, interview):
    make_coding(interview, "path-doubt", start_ms=0, end_ms=20_000, status="proposed")
    text = page(client)
    assert contents(text) == stages(text) == []


def path(interview):
    question = make_theme("path")
    for number, (code, start_ms) in enumerate((("joining", 60_000), ("doubt", 0), ("stand", 20_000))):
        theme = make_theme(f"path-{code}")
        Theme.objects.filter(pk=theme.pk).update(position=number, parent=question)
        make_coding(interview, f"path-{code}", start_ms=start_ms, end_ms=start_ms + 20_000)


def test_the_path_of_leaving_is_in_the_order_of_its_stages_with_times(client, interview):
    path(interview)
    make_coding(interview, "path-doubt", start_ms=40_000, end_ms=60_000)
    assert stages(page(client)) == [
        ("/en/interviews/OUT-5/?t=60&transcript=be#s3", "path-joining en 1:00"),
        ("/en/interviews/OUT-5/?t=0&transcript=be#s0", "path-doubt en 0:00"),
        ("/en/interviews/OUT-5/?t=40&transcript=be#s2", "path-doubt en 0:40"),
        ("/en/interviews/OUT-5/?t=20&transcript=be#s1", "path-stand en 0:20"),
    ]


def test_the_stage_that_is_heard_is_the_current_step(client, interview):
    path(interview)
    assert re.findall(r'href="[^"]*t=(\d+)[^"]*" aria-current="step"', page(client, "?t=25")) == ["20"]
    assert 'aria-current="step"' not in page(client)


def test_the_way_in_keeps_both_languages(client):
    both = make_interview(["раз"], translations={"en": ["one"]}, accession="OUT-7")
    make_coding(both, "path-doubt", start_ms=0, end_ms=20_000)
    text = page(client, "?transcript=be&beside=en", "OUT-7")
    assert [url for url, _said in (*contents(text), *stages(text))] == [
        "/en/interviews/OUT-7/?t=0&transcript=be&beside=en#s0"
    ] * 2


def test_labels_are_only_words(client, interview):
    make_coding(interview, "path-doubt", start_ms=0, end_ms=20_000)
    Theme.objects.filter(code="path-doubt").update(label_en=HOSTILE)
    text = page(client)
    assert HOSTILE not in text
    assert stages(text)[0][1].startswith("&lt;script&gt;")


def elsewhere(text):
    """Return where the themes lead, with what is said of it."""
    lines = "".join(re.findall(r'<p class="note-elsewhere">In other interviews:(.*?)</p>', text))
    found = re.findall(r'<a href="([^"]*)">(?:<span aria-hidden="true">←</span> )?(\w+)<', lines)
    return [(url.replace("&amp;", "&"), said) for url, said in found]


def test_a_theme_leads_to_its_first_passage_in_the_interviews_before_and_after(client, interview):
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    for accession in ("OUT-3", "OUT-4", "OUT-6", "OUT-7"):
        other = make_interview(["а", "б", "в"], accession=accession)
        make_coding(other, "why-war", start_ms=40_000, end_ms=60_000)
        make_coding(other, "why-war", start_ms=21_500, end_ms=30_000)
    assert elsewhere(page(client)) == [
        ("/en/interviews/OUT-4/?t=21", "previous"),
        ("/en/interviews/OUT-6/?t=21", "next"),
    ]
    # What is coded as a whole is no passage, and the last one leads on to none.
    make_coding(make_interview(["а"], accession="OUT-8"), "why-war")
    assert set(elsewhere(page(client, accession="OUT-7"))) == {("/en/interviews/OUT-6/?t=21", "previous")}


def test_a_passage_without_times_is_led_to_by_its_place_in_the_original(client, interview):
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    untimed = make_interview(["раз", "два"], accession="OUT-6", timed=False)
    make_coding(untimed, "why-war", first_position=1, last_position=1)
    assert elsewhere(page(client)) == [("/en/interviews/OUT-6/?s=1&transcript=be", "next")]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_not_public_is_no_neighbour(client, interview, state):
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    before = page(client)
    hidden = make_interview(["а"], accession="OUT-6", state=HIDDEN_STATES[state])
    make_coding(hidden, "why-war", start_ms=0, end_ms=20_000)
    assert page(client) == before


def test_a_coding_that_is_only_proposed_is_no_neighbour_and_its_words_must_be_public(client, interview):
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    other = make_interview(["а"], accession="OUT-6")
    coding = make_coding(other, "why-war", start_ms=0, end_ms=20_000, status="proposed")
    assert elsewhere(page(client)) == []
    Coding.objects.filter(pk=coding.pk).update(status="accepted")
    assert len(elsewhere(page(client))) == 1
    other.transcripts.update(workflow="draft")
    assert elsewhere(page(client)) == []


def test_neighbours_take_two_statements_however_many_themes_there_are(interview):
    for number in range(30):
        for one in (interview, make_interview(["а"])):
            make_coding(one, f"why-{number}", start_ms=0, end_ms=20_000)
    themes = set(Theme.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        found = neighbours_of(interview, themes)
    assert len(queries) == 2
    assert len(found) == 30
