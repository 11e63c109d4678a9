"""Discreet search: sent by POST, and from then on no word of it stands in an address, a title or a link."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from tests.factories import make_interview, make_theme

pytestmark = pytest.mark.django_db
LANGUAGES = ("be", "ru", "uk", "en")
WORD = "oath"


@pytest.fixture
def archive(indexed):
    """Make one interview with more passages than are shown at first, and another."""
    make_interview(["The oath."] * 5, language="en", accession="MORE-1", branch="academy", left_on="2021")
    make_interview(["An oath."], language="en", accession="LONG-0", branch="academy", themes=["how-ritual"])
    indexed()


@pytest.fixture
def long_archive(archive, indexed):
    """Make so many more that the findings have two pages."""
    for number in range(1, 20):
        make_interview(["An oath."], language="en", accession=f"LONG-{number}", branch="academy")
    indexed()


class Page(HTMLParser):
    """What a page would send and fetch: every address in it, and every button with the form it stands in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses, self.steps, self._form = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.addresses += [given[name] for name in ("href", "src", "action", "formaction", "poster") if name in given]
        if tag == "form":
            assert self._form is None, "a form inside a form is dropped by browsers"
            self._form = given
        elif given.get("name") == "step":
            assert self._form is not None, "a button outside a form does nothing"
            assert self._form["method"] == "post"
            self.steps.append((self._form["action"], given["value"]))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


def ask(client, status=200, language="en", **fields):
    """Return the HTML of a search that is sent as a form."""
    response = client.post(f"/{language}/search/", fields)
    assert response.status_code == status
    return response.content.decode()


def test_it_finds_what_the_ordinary_search_finds(client, archive):
    by_address = client.get("/en/search/?q=oath&branch=academy").content.decode()
    sent = ask(client, q=WORD, branch="academy")
    for marked in ('class="quote-group"', "<mark>oath</mark>", "6 passages", 'class="facet-count"'):
        assert sent.count(marked) == by_address.count(marked) > 0


@pytest.mark.parametrize(
    "fields",
    [
        {"q": WORD},
        {"q": WORD, "branch": "academy", "mode": "exact", "sort": "date", "theme": "how-ritual"},
        {"q": WORD, "page": "2"},
        {"q": "oazh"},
        {"q": "oathoath zzz", "branch": "academy"},
        {"q": WORD + "*" * 3 + "!"},
        {"q": WORD, "theme": "no-such"},
        {"q": WORD * 60},
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_it_stands_in_an_address_or_in_the_title(client, archive, fields, language):
    response = client.post(f"/{language}/search/", fields)
    text = response.content.decode()
    page = Page(text)
    asked = [WORD, "oazh", "no-such", "exact"]
    for address in page.addresses:
        assert not [word for word in asked if word in address], address
    title = re.search(r"<title>(.*?)</title>", text)[1]
    assert title in ("Нататкі", "Заметки", "Нотатки", "Notes")
    assert not [name for name, value in response.headers.items() if WORD in value]
    assert "blank.svg" in text
    assert "mark.svg" not in text


def test_every_step_from_the_findings_is_a_button_that_works(client, long_archive):
    pages = [ask(client, q=WORD, branch="academy", page=number) for number in ("1", "2")]
    steps = list(dict.fromkeys(step for text in pages for step in Page(text).steps))
    kept = {value for _, value in steps if QueryDict(value.removeprefix("?")).get("q") == WORD}
    assert len(kept) == len({value for _, value in steps})
    kinds = {
        "page": "page=2",
        "facet": "theme=how-ritual",
        "chip": "?q=oath",
        "more": "interview=MORE-1",
        "year": "left_from=2021",
    }
    for kind, part in kinds.items():
        assert any(part in value for value in kept), kind
    assert {action for action, _ in steps} == {f"/{language}/search/" for language in LANGUAGES}
    for action, value in steps:
        answer = client.post(action, {"step": value})
        assert answer.status_code == 200, (action, value)
        assert "step" in answer.content.decode()


def test_the_language_switch_takes_the_search_along(client, long_archive):
    steps = Page(ask(client, q=WORD, page="2")).steps
    value = next(value for action, value in steps if action == "/be/search/")
    there = client.post("/be/search/", {"step": value}).content.decode()
    assert '<html lang="be">' in there
    assert 'value="oath"' in there
    assert '<span aria-current="page">2</span>' in there


def test_a_step_after_a_correction_and_after_an_empty_page(client, archive):
    steps = [value for _, value in Page(ask(client, q="oazh", branch="academy")).steps]
    assert any(QueryDict(value.removeprefix("?")).get("q") == WORD for value in steps)
    assert "?q=oazh" in steps


def test_the_form_stays_discreet_and_the_way_back_carries_no_words(client, archive):
    text = ask(client, q=WORD)
    form = text.split('role="search"')[0].rsplit("<form", 1)[1]
    assert 'method="post"' in form
    assert '<a href="/en/search/">Back to ordinary search</a>' in text


def test_the_switch_stands_at_every_search_box(client, archive):
    for address in ("/en/", "/en/search/", "/en/search/?q=oath", "/en/interviews/MORE-1/", "/en/interviews/NO-SUCH/"):
        text = client.get(address).content.decode()
        assert text.count('role="search"') == text.count('formmethod="post"') == 1, address


def test_an_empty_discreet_search_is_the_switch_itself(client, archive):
    text = ask(client, q="", discreet="on")
    assert "Discreet search is on." in text
    assert "Nothing found" not in text


def test_a_browser_that_sends_it_by_address_all_the_same_is_told(client, archive):
    response = client.get("/en/search/?q=oath&discreet=on")
    text = response.content.decode()
    assert response.status_code == 400
    assert "wrote your words into the address" in text
    assert "LONG-" not in text
    assert not [address for address in Page(text).addresses if WORD in address]


def test_words_in_the_address_of_a_discreet_search_are_not_repeated(client, archive):
    text = client.post("/en/search/?q=canaryword", {"q": WORD}).content.decode()
    assert "canaryword" not in text


@pytest.mark.parametrize(
    "fields",
    [
        {"q": "a" * 201},
        {"q": "a*"},
        {"q": " ".join("abcdefghijklmnopqrs")},
        {"branch": "canary"},
        {"theme": [str(number) for number in range(30)]},
        {"page": "99"},
        {"page": "9" * 5000},
        {"left_from": "20x"},
        {"q": "oath", "mode": "no"},
        {"q": "oath\0"},
        {"q": "x" * 60_000},
        {"interview": "x" * 60_000},
    ],
)
def test_the_same_is_refused_with_the_same_words(client, archive, fields):
    def told(text):
        return re.findall(r'<p class="notice notice-error" role="alert">(.*?)</p>', text, re.DOTALL)

    by_address = client.get("/en/search/?" + urlencode(fields, doseq=True))
    sent, stepped = ask(client, 400, **fields), ask(client, 400, step=f"?{urlencode(fields, doseq=True)}")
    assert by_address.status_code == 400
    assert told(sent) == told(stepped) == told(by_address.content.decode()) != []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 6000), 400),
        ("application/x-www-form-urlencoded", b"step=" + b"a%3Db%26" * 6000, 400),
        ("application/x-www-form-urlencoded", b"q=%ff%feoath", 200),
        ("application/x-www-form-urlencoded; charset=utf-7", b"q=oath", 400),
        ("multipart/form-data", b"q=oath", 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\noath', 200),
        ("application/json", b'{"q": "oath"}', 200),
        ("text/plain", b"q=oath", 200),
    ],
)
def test_a_body_of_any_shape_has_an_answer(client, archive, content_type, body, status):
    response = client.generic("POST", "/en/search/", body, content_type=content_type)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "no-store"
    if status == 400:
        assert b"This request cannot be read" in response.content
        assert b"/safety/" in response.content


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_is_taken(client, archive, method):
    response = getattr(client, method)("/en/search/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


def test_it_takes_no_token_sets_no_cookie_and_writes_nothing(client, archive, django_assert_max_num_queries):
    client.handler.enforce_csrf_checks = True
    with django_assert_max_num_queries(15) as statements:
        response = client.post("/en/search/", {"q": WORD})
    assert response.status_code == 200
    assert not response.cookies
    assert all(statement["sql"].startswith("SELECT") for statement in statements.captured_queries)


def test_hostile_words_come_out_as_words(client, archive):
    make_theme("x")
    hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)> oath"
    for text in (ask(client, q=hostile), ask(client, step="?" + urlencode({"q": hostile}))):
        assert "<img" not in text
        assert "<script>alert" not in text
