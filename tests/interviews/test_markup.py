"""The markup of editorial pages: what it knows becomes elements, everything else is text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.markup import is_allowed, refused_links, rendered

ELEMENTS = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "em", "strong", "hr", "br", "a"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# A", "<h2>A</h2>\n"),
        ("## A", "<h2>A</h2>\n"),
        ("#### A", "<h3>A</h3>\n"),
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a", '<ol start="3"><li>a</li></ol>\n'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("[a](/pages/about/)", '<p><a href="/pages/about/">a</a></p>'),
        ("[a](https://a.example/)", '<p><a href="https://a.example/" rel="noreferrer noopener external">a</a></p>'),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("`a`", "<p>`a`</p>"),
        ("[[contact]]", "<p>[[contact]]</p>"),
    ],
)
def test_a_text_becomes_these_elements(text, html):
    assert rendered(text) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://a.example/",
        "//a.example/",
        "/\\a.example/",
        "https://user@a.example/",
        "https:a",
        "mailto:a@a.example",
        "file:///etc/passwd",
        "pages/about",
    ],
)
def test_such_an_address_is_not_linked(address):
    assert not is_allowed(address)
    assert "<a " not in rendered(f"[x]({address})")


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d#e", "/pages/about/", "#discreet", f"http://{'a' * 56}.onion/"]
)
def test_such_an_address_is_linked(address):
    assert is_allowed(address)
    assert f'<a href="{address}"' in rendered(f"[x]({address})")


def test_the_refused_links_of_a_text_are_named():
    assert refused_links("[a](http://a.example/) [b](/b/) [c](http://a.example/)") == ["http://a.example/"]


class Read(HTMLParser):
    """Collects what a browser would take for elements, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


@given(st.text(alphabet="ab*_[](){}<>#-+.1!\\`~&;:/\"' \n\tаі", max_size=200) | st.text(max_size=80))
def test_no_text_becomes_anything_else(text):
    read = Read()
    read.feed(rendered(text))
    assert read.tags <= ELEMENTS
    for name, value in read.attributes:
        assert name in ("href", "rel", "start")
        assert name != "href" or is_allowed(value)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://a.example/x.png)"]
)
def test_hostile_text_stays_text(hostile):
    html = rendered(f"## {hostile}\n\n- {hostile}\n\n> {hostile}\n\n[{hostile}](https://a.example/)")
    assert not re.search(r"<(?:script|img)", html)


@pytest.mark.parametrize("piece", ["[", "> ", "- ", "[a](", "*a_ ", "_a"])
def test_the_longest_text_is_read_to_its_end(piece):
    assert rendered((piece * 20_000)[:20_000])
