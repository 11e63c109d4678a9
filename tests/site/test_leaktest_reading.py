"""How the leak test reads, tried on small sites of its own that leak in one way each."""

from collections import Counter
from urllib.parse import parse_qs

import pytest

from archive_site.leaktest.canaries import Canary, stem_for
from archive_site.leaktest.crawl import Crawl
from archive_site.leaktest.links import canonical, links_and_forms
from archive_site.leaktest.planting import Plot
from archive_site.leaktest.reading import Answer, Answers, Asked, Site
from archive_site.leaktest.seeds import Seeds, Thoroughness

WORD = Canary("a place", stem_for("a word"))
FORM = (
    '<form method="post" action="/be/search/"><input name="q"><select name="mode"><option value="all">'
    '<option value="sounds"></select><input type="hidden" name="page" value="1"></form>'
)


def site(pages):
    """Return a WSGI application that answers a path with what ``pages`` says of it, given method, query and body."""

    def application(environ, start_response):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].encode("latin-1").decode()
        sent = environ["QUERY_STRING"] if method == "GET" else environ["wsgi.input"].read().decode()
        text = pages(method, path, {name: values[0] for name, values in parse_qs(sent).items()})
        start_response("404 Not Found" if text is None else "200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [(text or "nothing").encode()]

    return application


def read(pages, tmp_path, *seeds, **how):
    plot = Plot([WORD], {})
    thorough = Thoroughness(**{"languages": ("be",), "asks": (), **how})
    with Answers(tmp_path / "answers") as answers:
        report = Crawl(Site(site(pages)), plot, answers, thorough).run(Seeds([Asked(one) for one in seeds]))
    return [(one.place, one.where) for one in report.findings], report


def test_a_word_that_only_the_answer_to_a_sent_form_holds_is_found(tmp_path):
    def pages(method, path, sent):
        return f"<p>{WORD.stem}ам" if method == "POST" and sent.get("mode") == "sounds" else FORM

    found, _ = read(pages, tmp_path, "/be/search/")
    assert found == [("a place", "POST /be/search/ mode=sounds&page=1")]


def test_questions_are_sent_as_the_form_of_the_page_sends_them(tmp_path):
    def pages(method, path, sent):
        asked = sent.get("q", "")
        return FORM + asked + ("one found" if method == "POST" and WORD.stem in asked else "")

    found, _ = read(pages, tmp_path, "/be/search/", asks=None)
    assert {where.partition(" ")[0] for _place, where in found} == {"POST"}


def test_an_answer_that_counts_a_word_is_told_from_one_that_repeats_it(tmp_path):
    def pages(method, path, sent):
        asked = sent.get("q", "")
        return f"{asked}: {1 if asked == WORD.stem else 0}"

    found, _ = read(pages, tmp_path, f"/be/?q={WORD.stem}", f"/be/?q={WORD.stem}ам")
    assert found == [("a place", f"/be/?q={WORD.stem} is answered otherwise than a word that was never planted")]


def test_links_of_links_are_read(tmp_path):
    tree = {"/be/": '<a href="a">', "/be/a": '<img srcset="/be/b 1x, /be/c 2x">', "/be/c": WORD.root}
    found, _ = read(lambda method, path, sent: tree.get(path), tmp_path, "/be/")
    assert found == [("a place", "/be/c")]


def test_links_past_the_limit_of_a_page_are_counted(tmp_path):
    def pages(method, path, sent):
        return "".join(f'<a href="/be/?t={n}">' for n in range(10))

    _, report = read(pages, tmp_path, "/be/", per_path=3)
    assert report.skipped["/be/"] >= 7
    assert any("Links not followed" in line for line in report.lines())


def test_pages_of_one_kind_share_a_limit_and_each_has_a_few(tmp_path):
    asked = Counter()

    def pages(method, path, sent):
        asked[path] += bool(sent)
        return "".join(f'<a href="/be/themes/{path[11:12]}/?rank={n}">' for n in range(10))

    read(pages, tmp_path, *(f"/be/themes/{letter}/" for letter in "abcdefgh"), per_path=5)
    assert [asked[f"/be/themes/{letter}/"] for letter in "abcdefgh"] == [5, 5, 5, 5, 3, 3, 3, 3]


def test_an_error_of_the_server_fails_the_run(tmp_path):
    def broken(environ, start_response):
        start_response("500 Internal Server Error", [])
        return [b""]

    with Answers(tmp_path / "answers") as answers:
        report = Crawl(Site(broken), Plot(), answers, Thoroughness(asks=())).run(Seeds([Asked("/be/")]))
    assert "/be/ was answered with 500" in report.failed


@pytest.mark.parametrize(
    ("base", "link", "expected"),
    [
        ("/be/", "?b=2&a=1#s3", "/be/?a=1&b=2"),
        ("/be/a/?x=1", "../c", "/be/c"),
        ("/be/", "https://elsewhere.example/", ""),
        ("/be/", "mailto:a@example.org", ""),
        ("/be/", "http://[", ""),
        ("/be/", "/be/?q=%D1%8F", "/be/?q=%D1%8F"),
    ],
)
def test_an_address_has_one_spelling(base, link, expected):
    assert canonical(base, link) == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/css", "a { background: url('/there') }"),
        ("application/json", '{"url": "/there"}'),
        ("application/xml", "<loc>http://archive.test/there</loc>"),
        ("text/javascript", "fetch('/there')"),
        ("text/html", '<div data-source="/there">'),
    ],
)
def test_addresses_are_found_in_every_kind_of_answer(kind, text):
    links, _ = links_and_forms("/be/", Answer(200, (("Content-Type", kind),), text.encode()))
    assert links == ["/there"]
