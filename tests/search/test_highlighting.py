"""Matches are marked in text that is escaped first."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from search.highlighting import mark

HOSTILE = "<img src=x onerror=alert(1)> & \"'</mark><mark> &amp; <script>"
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        ([], "a &lt;b&gt; c"),
        ([(0, 1)], "<mark>a</mark> &lt;b&gt; c"),
        ([(3, 4)], "a &lt;<mark>b</mark>&gt; c"),
        ([(6, 7), (0, 1)], "<mark>a</mark> &lt;b&gt; <mark>c</mark>"),
        ([(0, 4), (2, 5)], "<mark>a &lt;b&gt;</mark> c"),
        ([(0, 1), (1, 2)], "<mark>a </mark>&lt;b&gt; c"),
        ([(2, 5), (3, 4)], "a <mark>&lt;b&gt;</mark> c"),
        ([(6, 400)], "a &lt;b&gt; <mark>c</mark>"),
        ([(-5, 1)], "<mark>a</mark> &lt;b&gt; c"),
        ([(400, 500), (3, 3), (5, 2)], "a &lt;b&gt; c"),
    ],
)
def test_matches_in_any_order_and_of_any_extent_are_marked_once(matches, expected):
    assert mark("a <b> c", matches) == expected


spans = st.lists(st.tuples(st.integers(-10, 80), st.integers(-10, 80)), max_size=12)
hostile_text = st.text(st.sampled_from("<>&\"'/ markаё́;x#1"), max_size=60) | st.text(max_size=60)


@given(hostile_text, spans)
def test_without_its_marks_the_html_says_exactly_the_text(text, matches):
    html = mark(text, matches)
    assert unescape(re.sub(r"</?mark>", "", html)) == text
    assert not re.search(r"<(?!/?mark>)", html)
    assert re.findall(r"</?mark>", html) == ["<mark>", "</mark>"] * html.count("<mark>")


@given(hostile_text, spans)
def test_exactly_the_matched_characters_are_inside_the_marks(text, matches):
    inside = unescape("\0".join(re.findall(r"<mark>(.*?)</mark>", mark(text, matches), re.DOTALL)))
    wanted = {n for start, end in matches for n in range(max(0, start), min(len(text), end))}
    assert inside.replace("\0", "") == "".join(text[n] for n in sorted(wanted)).replace("\0", "")


def test_the_filter_marks_hostile_text_without_letting_it_out():
    template = engines["django"].from_string("{% load search_marks %}{{ text|marked:matches }}")
    html = template.render({"text": HOSTILE, "matches": [(0, 4)]})
    assert html.startswith("<mark>&lt;img</mark> src=x")
    assert "<script" not in html


def test_the_filter_shows_text_without_matches_escaped():
    template = engines["django"].from_string("{% load search_marks %}{{ text|marked:matches }}")
    assert template.render({"text": "<b>", "matches": None}) == "&lt;b&gt;"


def test_no_other_module_declares_text_safe():
    house = [path for room in ("archive_site", "interviews", "search") for path in (ROOT / room).rglob("*.py")]
    assert len(house) > 20
    homes = {
        str(path.relative_to(ROOT))
        for path in house
        if re.search(r"mark_safe\(|SafeString\(|SafeData|html_safe|import .*\bmark_safe\b|__html__", path.read_text())
    }
    assert homes == {"search/highlighting.py"}


def test_no_template_switches_escaping_off_or_uses_the_stock_highlighter():
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            found = re.search(
                r"\|\s*safe(seq)?\b|\{%-?\s*autoescape\s+off|\{%-?\s*load[^%]*\bhighlight\b|\{%-?\s*highlight\b",
                path.read_text(),
            )
            assert not found, f"{path.relative_to(ROOT)}: {found[0]}"
