"""Every kind of page read as text, in w3m: no script, no style, and all of it there."""

import re
import subprocess
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from tests.browser.install import REMEDY_TEXT, find_text_browser

PAGES = {
    "home": "/en/",
    "interviews": "/en/interviews/",
    "interview": "/en/interviews/OOU-7K3M/?transcript=en",
    "interview at a second": "/en/interviews/OOU-7K3M/?t=60&transcript=en",
    "themes": "/en/themes/",
    "question": "/en/themes/why/",
    "theme": "/en/themes/why-orders/",
    "search": "/en/search/",
    "found": "/en/search/?q=oath",
    "search help": "/en/search/help/",
    "safety": "/en/safety/",
    "belarusian": "/be/safety/",
}


class Words(HTMLParser):
    """The heading of a page and the words of its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.heading, self.links, self._in = "", [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in ("a", "h1"):
            self._in.append(tag)
            if tag == "a":
                self.links.append("")

    def handle_endtag(self, tag):
        if tag in self._in:
            self._in.remove(tag)

    def handle_data(self, data):
        if "a" in self._in:
            self.links[-1] += data
        if "h1" in self._in:
            self.heading += data


@pytest.fixture(scope="module")
def read(served, tmp_path_factory):
    """Return a function that reads an address as text; w3m keeps its own files in a folder of the test."""
    program = find_text_browser()
    if not program:
        pytest.fail(REMEDY_TEXT)
    home = tmp_path_factory.mktemp("w3m")

    def dump(address: str, *options: str, sent: str | None = None) -> str:
        command = [program, "-dump", "-cols", "200", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", *options]
        done = subprocess.run(
            [*command, served.base + address],
            env={"HOME": str(home), "LC_ALL": "C.UTF-8"},
            input=sent,
            capture_output=True,
            text=True,
            timeout=30,
        )
        return done.stdout

    return dump


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_its_heading_its_links_and_the_way_out(served, read, name):
    html = served.get(PAGES[name])[2].decode()
    words, text = Words(html), _flat(read(PAGES[name]))
    assert _flat(words.heading).strip() in text
    missing = [link for link in words.links if _flat(link).strip() not in text]
    assert missing == []
    assert ("Leave now" if name != "belarusian" else "Хуткі выхад") in text


def test_what_a_sheet_sets_apart_is_apart_without_one(read):
    share = {"coded": 12, "found": 6, "uncoded": 1, "elsewhere": 0}
    for one in (share, share | {"coded": 0}):
        facts = render_to_string("interviews/_share.html", {"share": one})
        assert len(re.findall(r"</span>\s+<span", facts)) == 1
    assert re.search(r"What they do now \d+:\d\d What they do now \d+:\d\d", _flat(read(PAGES["interview"])))


def test_an_interview_can_be_read_from_its_first_word_to_its_last(served, read):
    text = _flat(read(PAGES["interview"]))
    passages = re.findall(r'<p class="passage-text">(.*?)</p>', served.get(PAGES["interview"])[2].decode(), re.DOTALL)
    assert len(passages) > 5
    for passage in passages:
        passage = re.sub(r"</?a\b[^>]*>", "", passage)  # terms of the glossary are links
        assert _flat(passage.replace("&#x27;", "'").replace("&quot;", '"')).strip() in text
    assert "[audio]" in text.lower() or "The recording as a file" in text


def test_searching_by_the_address_finds_and_a_refusal_explains(read):
    assert "oath" in read("/en/search/?q=oath")
    assert "passages" in read("/en/search/?q=oath")
    assert "three letters" in _flat(read("/en/search/?q=a*"))


def test_a_discreet_search_finds_too(served, read, tmp_path):
    body = tmp_path / "body"
    body.write_text("q=oath")
    text = _flat(read("/en/search/", "-post", str(body)))
    assert "Discreet search is on." in text
    assert "passages" in text


def test_a_page_that_is_not_there_says_so(read):
    assert "Nothing is here" in read("/en/interviews/OOU-NONE/")


@pytest.mark.parametrize(("name", "place"), [("theme", "passages"), ("found", "found")])
def test_a_link_leads_past_the_filters_to_the_passages(served, read, name, place):
    html = served.get(PAGES[name])[2].decode()
    text = _flat(read(PAGES[name]))
    assert text.index("To the passages") < text.index("Narrow")
    past, filters = f'href="#{place}"', html.index('<nav class="facets')
    assert html.index(past) < filters < html.index(f'id="{place}"') < html.index('class="quote-group"')
