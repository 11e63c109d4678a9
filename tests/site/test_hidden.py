"""Hidden means absent: what is not public answers as what never existed, byte for byte."""

import pytest
from django.urls import get_resolver

from search import sync
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db

HIDDEN, MADE_UP = "OOU-HIDDEN", "OOU-MADEUP"
OF_AN_INTERVIEW = [
    "/{lang}/interviews/{accession}/",
    "/{lang}/interviews/{accession}/?t=20",
    "/{lang}/interviews/{accession}/?transcript=be",
    "/{lang}/interviews/{accession}/?transcript=be&beside=en",
    "/{lang}/interviews/{accession}",
    "/{lang}/interviews/{accession}/transcript.be.vtt",
    "/{lang}/interviews/{accession}/transcript.be.srt",
    "/{lang}/interviews/{accession}/transcript.be.txt",
    "/{lang}/interviews/{accession}/transcript.be.json",
    "/{lang}/interviews/{accession}/transcript.be.tei",
    "/{lang}/interviews/{accession}/transcript.be.docx",
    "/{lang}/interviews/{accession}/passage/0-20/",
    "/{lang}/interviews/{accession}/passage/0-20/?transcript=be&v=1",
    "/{lang}/interviews/{accession}/passage/0-20/?transcript=be&v=1&title=none",
    "/{lang}/interviews/{accession}/passage/0-20/citation.ris",
    "/{lang}/interviews/{accession}/passage/0-20/citation.txt",
    "/{lang}/interviews/{accession}/print/",
    "/{lang}/interviews/{accession}/print/?language=be&beside=en",
    "/{lang}/interviews/{accession}/recording.1",
    "/{lang}/search/?interview={accession}",
    "/{lang}/search/?interview={accession}&q=canaryword",
    "/{lang}/desk/interviews/{accession}/",
    "/{lang}/desk/reading/{accession}/",
    "/api/v1/interviews/{accession}",
    "/api/v1/interviews/{accession}/transcripts/be",
    "/api/v1/search?interview={accession}&ui={lang}",
    "/api/v1/search?interview={accession}&q=canaryword",
]
# Bodies of a discreet search, as a form sends them and as a button does.
BODIES = [
    {"interview": "{accession}"},
    {"interview": "{accession}", "q": "canaryword"},
    {"q": "{accession}"},
    {"step": "?interview={accession}"},
    {"step": "?q=canaryword&interview={accession}&page=2"},
    {"step": "?q={accession}"},
]
METHODS = ("get", "head", "options", "post", "put", "delete")


def _answer(client, method, url, name, **headers):
    response = getattr(client, method)(url, **headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    shown = {key: value.replace(name, "X") for key, value in response.headers.items()}
    return response.status_code, shown, body.replace(name.encode(), b"X")


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_hidden_interview_answers_as_a_made_up_one(client, state):
    make_interview(["a public one"], accession="OOU-PUBLIC")
    make_interview(["canaryword"], state=HIDDEN_STATES[state], accession=HIDDEN, themes=["why-war"])
    for pattern in OF_AN_INTERVIEW:
        hidden = pattern.format(lang="en", accession=HIDDEN)
        made_up = pattern.format(lang="en", accession=MADE_UP)
        for method in METHODS:
            assert _answer(client, method, hidden, HIDDEN) == _answer(client, method, made_up, MADE_UP), (
                method,
                hidden,
            )
        conditional = {"HTTP_IF_NONE_MATCH": '"x"', "HTTP_IF_MODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT"}
        assert _answer(client, "get", hidden, HIDDEN, **conditional) == _answer(
            client, "get", made_up, MADE_UP, **conditional
        )


def _sent(client, body, name, language="en"):
    fields = {key: value.format(accession=name) for key, value in body.items()}
    return _answer(client, "post", f"/{language}/search/", name, data=fields)


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_discreet_search_tells_no_more_of_a_hidden_interview(client, state):
    make_interview(["a public one"], accession="OOU-PUBLIC")
    make_interview(["canaryword"], state=HIDDEN_STATES[state], accession=HIDDEN, themes=["why-war"])
    sync.work_off()
    for body in BODIES:
        for language in ("be", "en"):
            assert _sent(client, body, HIDDEN, language) == _sent(client, body, MADE_UP, language), body
    # Its words are found as little as words that nobody said.
    said, unsaid = (
        _answer(client, "post", "/en/search/", word, data={"q": word}) for word in ("canaryword", "nobodysaid")
    )
    assert said == unsaid


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_collection_tells_no_more_of_a_hidden_interview(client, state):
    make_interview(["a public one"], accession="OOU-PUBLIC", language="en")
    make_interview(["canaryword"], state=HIDDEN_STATES[state], accession=HIDDEN)
    for names in (["{}/0-20/be/1"], ["OOU-PUBLIC/0-20/en/1", "{}/0-20/be/1"]):
        for fields in ({}, {"file": "csv"}, {"file": "html"}, {"file": "csl.json"}):
            hidden, made_up = (
                _answer(
                    client,
                    "post",
                    "/en/collection/",
                    name,
                    data={**fields, "pick": [one.format(name) for one in names]},
                )
                for name in (HIDDEN, MADE_UP)
            )
            assert hidden == made_up
            assert b"canaryword" not in hidden[2]


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_in_every_language(client, language):
    make_interview(["canaryword"], state=HIDDEN_STATES["draft"], accession=HIDDEN)
    for pattern in OF_AN_INTERVIEW:
        hidden, made_up = (pattern.format(lang=language, accession=name) for name in (HIDDEN, MADE_UP))
        assert _answer(client, "get", hidden, HIDDEN) == _answer(client, "get", made_up, MADE_UP), hidden


def test_a_hidden_theme_answers_as_a_made_up_one(client):
    make_interview(["words"], themes=["why-war", "why-hidden"])
    make_theme("why-hidden").__class__.objects.filter(code="why-hidden").update(is_public=False)
    for body in ({"theme": "{accession}"}, {"step": "?theme={accession}&q=words"}):
        assert _sent(client, body, "why-hidden") == _sent(client, body, "why-madeup"), body
    files = [f"/en/themes/{{}}/{name}" for name in ("passages.csv", "passages.json", "counts.csv")]
    for pattern in (
        *files,
        "/en/themes/{}/",
        "/en/themes/{}/?branch=x",
        "/api/v1/themes/{}",
        "/en/search/?theme={}",
        "/api/v1/search?theme={}",
    ):
        hidden, made_up = pattern.format("why-hidden"), pattern.format("why-madeup")
        assert _answer(client, "get", hidden, "why-hidden") == _answer(client, "get", made_up, "why-madeup"), pattern


def test_a_hidden_translation_answers_as_one_that_was_never_made(client):
    interview = make_interview(["words"], translations={"en": ["words"]}, accession="OOU-PUBLIC")
    interview.transcripts.filter(language="en").update(workflow="draft")
    for pattern in (
        "/en/interviews/OOU-PUBLIC/?transcript={}",
        "/en/interviews/OOU-PUBLIC/?transcript=be&beside={}",
        "/en/interviews/OOU-PUBLIC/transcript.{}.vtt",
        "/en/interviews/OOU-PUBLIC/transcript.{}.docx",
        "/en/interviews/OOU-PUBLIC/transcript.{}.tei",
        "/en/interviews/OOU-PUBLIC/print/?language={}",
        "/en/interviews/OOU-PUBLIC/print/?language=be&beside={}",
        "/api/v1/interviews/OOU-PUBLIC/transcripts/{}",
    ):
        hidden, made_up = pattern.format("en"), pattern.format("uk")
        status, headers, body = _answer(client, "get", hidden, "transcript.en")
        other = _answer(client, "get", made_up, "transcript.uk")
        assert (status, headers) == (other[0], other[1]), pattern
        if status != 200:
            assert body == other[2]


PAGES = [
    "/en/",
    "/en/interviews/",
    "/en/themes/",
    "/en/themes/why/",
    "/en/themes/why-war/",
    "/en/search/?theme=why-war",
]
ROWS = ["/api/v1/interviews", "/api/v1/themes", "/api/v1/themes/why-war", "/api/v1/suggest?q=can"]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_lists_counts_and_neighbours_are_the_same_with_and_without_hidden_records(client, state):
    make_interview(["a public one"], accession="OOU-PUBLIC", themes=["why-war"], branch="academy", left_on="2021")
    make_theme("how-fear")
    before = {url: _answer(client, "get", url, HIDDEN) for url in PAGES + ROWS}
    hidden = make_interview(
        ["canaryword"],
        state=HIDDEN_STATES[state],
        accession=HIDDEN,
        themes=["why-war", "how-fear"],
        narrator="Canary",
        branch="canary-branch",
        rank="canary-rank",
        left_on="1999",
    )
    make_coding(hidden, "why-war", start_ms=0, end_ms=5000, gist_en="canary gist")
    for url, answer in before.items():
        assert _answer(client, "get", url, HIDDEN) == answer, url


def test_every_public_address_with_an_accession_is_in_the_table_above():
    """A new kind of address that takes an accession number must be added to the table and to this list."""
    found = set()

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            elif "accession" in route and "desk/" not in route:
                found.add(pattern.name)

    walk(get_resolver().url_patterns)
    assert found == {"interview", "transcript_file", "print", "passage", "citation_file", "recording", "transcript"}
