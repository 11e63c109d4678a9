"""Text is never code: whatever people wrote, in any field, comes out as text on every page."""

import re
from html.parser import HTMLParser

import pytest

from interviews.models import Branch, Coding, Interview, Narrator, Rank, Recording, Segment, Series, Theme
from tests.factories import make_coding, make_interview

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>]]>{{ 7|add:7 }}{% now 'Y' %}\u202etxet\u202c&amp;"
PAGES = (
    "",
    "interviews/",
    "interviews/?branch=unit&rank=major&theme=why-war",
    "interviews/PAGE-1/?t=5",
    "interviews/PAGE-1/?transcript=en",
    "themes/",
    "themes/why/",
    "themes/why-war/",
)
LANGUAGES = ("be", "ru", "uk", "en")


def everywhere(*fields):
    """Return hostile values for translated ``fields`` in all languages."""
    return {f"{field}_{code}": HOSTILE for field in fields for code in LANGUAGES}


@pytest.fixture
def hostile(db):
    interview = make_interview(
        [HOSTILE, HOSTILE],
        translations={"en": [HOSTILE]},
        accession="PAGE-1",
        branch="unit",
        rank="major",
        left_on="2021",
    )
    Interview.objects.filter(pk=interview.pk).update(
        **everywhere("title", "summary"), series=Series.objects.create(code="s", **everywhere("title", "notice"))
    )
    Narrator.objects.update(name=HOSTILE)
    Branch.objects.filter(code="unit").update(**everywhere("label"))
    Rank.objects.filter(code="major").update(**everywhere("label"))
    make_coding(interview, "why-war", start_ms=0, end_ms=40_000)
    make_coding(interview, "how-fear")
    Coding.objects.update(**everywhere("gist"))
    Theme.objects.update(**everywhere("label", "definition"))
    Segment.objects.update(speaker=HOSTILE)
    Recording.objects.create(interview=interview, file="a.mp3", media_type="audio/mpeg")


class Elements(HTMLParser):
    """Collects what a browser would take for elements and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        sources = dict(attrs)
        if tag == "img" or (tag == "script" and not (sources.get("src") or "").startswith("/static/")):
            self.found.append(tag)
        self.found += [name for name, _value in attrs if name.startswith("on")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_text_on_every_page(client, hostile, language, page):
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    text = response.content.decode()
    elements = Elements()
    elements.feed(text)
    assert elements.found == []
    assert "alert(1)" in text
    assert "<script>alert" not in text
    assert "{{ 7|add:7 }}" in text
    assert "txet" in text


@pytest.mark.parametrize(
    "query",
    [
        "interviews/?branch=%22%3E%3Cimg%20src=x%3E",
        "interviews/PAGE-1/?transcript=%22%3E%3Cimg%20src=x%3E",
        "search/?branch=%22%3E%3Cimg%20src=x%3E",
        "search/?q=%22%3E%3Cimg%20src=x%3E",
        "themes/why/?page=%3Cimg%20src=x%3E",
        "nothing/%22%3E%3Cimg%20src=x%3E",
    ],
)
def test_an_address_is_text_too(client, hostile, query):
    text = client.get(f"/en/{query}").content.decode()
    elements = Elements()
    elements.feed(text)
    assert elements.found == []


def test_direction_marks_cannot_turn_what_stands_beside_them(client, hostile):
    text = client.get("/en/interviews/").content.decode()
    assert re.search(r"<bdi>&lt;script&gt;", text)
