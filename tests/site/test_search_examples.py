"""The queries that readers are shown find something in the sample archive, and the docs show the same ones."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from search.examples import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("be", "ru", "uk", "en")
SHOWN = [(language, example.typed[language]) for example in EXAMPLES for language in LANGUAGES]
MISTYPED = EXAMPLES[-1]


@pytest.mark.parametrize(("language", "typed"), SHOWN)
def test_an_example_finds_something_as_it_is_written(served, language, typed):
    _status, _headers, body = served.get(f"/api/v1/search?ui={language}&q={quote(typed)}")
    found = json.loads(body)
    assert found["count"] > 0
    assert len(found["notices"]) == (typed == MISTYPED.typed[language])
    assert found["did_you_mean"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_example_as_a_link(served, language):
    status, _headers, body = served.get(f"/{language}/search/help/")
    assert status == 200
    for example in EXAMPLES:
        typed = example.typed[language]
        assert f"<code>{typed}</code>" in body.decode()
        assert f"?q={quote(typed, safe='')}".replace("%20", "+") in body.decode()


def test_the_docs_show_the_same_examples():
    text = (ROOT / "docs/search.md").read_text()
    for example in EXAMPLES:
        assert f"| {' | '.join(f'`{example.typed[language]}`' for language in LANGUAGES)} |" in text
