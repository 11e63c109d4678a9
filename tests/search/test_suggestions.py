"""What is suggested to a reader who has begun to type, and what never is."""

import haystack
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from interviews.models import GlossaryTerm, Interview, Theme
from search.suggestions import LIMIT, suggest
from tests.factories import HIDDEN_STATES, make_interview, make_theme

pytestmark = pytest.mark.django_db


def offered(q, ui="en"):
    return {(one.kind, one.text) for one in suggest(q, ui)}


@pytest.fixture
def archive(indexed):
    make_theme("why-oath", label_en="Breaking the oath", label_ru="Нарушить присягу")
    make_interview(
        ["the political officer spoke"],
        accession="OOU-1",
        narrator="Алесь Капуста",
        title_en="A winter in Polatsk",
        title_be="Зіма ў Полацку",
    )
    GlossaryTerm.objects.create(key="officer", forms_en="political officer|zampolit", forms_ru="замполит")
    indexed()


@pytest.mark.parametrize(
    ("q", "kind", "text", "url"),
    [
        ("oath", "theme", "Breaking the oath", "/en/themes/why-oath/"),
        ("BREAK", "theme", "Breaking the oath", "/en/themes/why-oath/"),
        ("oath bre", "theme", "Breaking the oath", "/en/themes/why-oath/"),
        ("прис", "theme", "Нарушить присягу", "/en/themes/why-oath/"),
        ("капу", "narrator", "Алесь Капуста", "/en/interviews/OOU-1/"),
        ("полацк", "interview", "Зіма ў Полацку", "/en/interviews/OOU-1/"),
        ("wint", "interview", "A winter in Polatsk", "/en/interviews/OOU-1/"),
        ("offi", "term", "political officer", "/en/search/?q=political+officer"),
    ],
)
def test_names_are_found_by_the_beginning_of_any_word_in_any_language(archive, q, kind, text, url):
    names = [(one.kind, one.text, one.url) for one in suggest(q, "en") if one.kind != "word"]
    assert names == [(kind, text, url)]


def test_words_of_public_passages_are_offered_behind_names_the_most_frequent_first(archive, indexed):
    make_interview(["officers officers", "offices officers", "offer"], language="en")
    make_interview(["offline"] * 5, state=HIDDEN_STATES["draft"])
    indexed()
    offers = suggest("offi", "en")
    assert [(one.kind, one.text) for one in offers] == [
        ("term", "political officer"),
        ("word", "officers"),
        ("word", "officer"),
        ("word", "offices"),
    ]
    assert offers[1].url == "/en/search/?q=officers"


def test_only_the_word_that_is_being_typed_is_completed(archive):
    assert offered("political offi") == {("term", "political officer")}  # as a word it would lead to the same search
    assert offered("spoke offi") == {("word", "spoke officer")}
    assert ("word", '"the political') in offered('"the polit')
    assert {kind for kind, _text in offered("offi ")} == {"term"}
    assert {kind for kind, _text in offered("officer")} == {"term"}


@pytest.mark.parametrize("q", ["", " ", "o", "…", "*", "xyzzy", "ath", "oath xyzzy"])
def test_too_little_or_nothing_known_suggests_nothing(archive, q):
    assert suggest(q, "en") == []


def test_names_come_in_the_readers_language_where_that_matches(indexed):
    make_theme("why-x", label_en="Radio", label_be="Радыё", label_ru="Радио", label_uk="Радіо")
    assert offered("рад", "be") == {("theme", "Радыё")}
    assert offered("рад", "uk") == {("theme", "Радіо")}
    assert offered("radio", "be") == {("theme", "Radio")}
    assert suggest("рад", "ru")[0].url == "/ru/themes/why-x/"


def test_letters_that_stand_for_one_another_are_the_same(indexed):
    make_theme("why-x", label_be="Сям’я і ёлка")
    assert offered("сям'я", "be") == offered("елк", "be") == {("theme", "Сям’я і ёлка")}


def test_a_form_of_the_glossary_that_no_public_passage_holds_is_not_offered(archive):
    assert offered("zampo") == set()
    assert offered("замп") == set()


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_nothing_of_a_hidden_interview_is_suggested(archive, indexed, state):
    GlossaryTerm.objects.create(key="canary", forms_en="canaryword")
    hidden = make_interview(
        ["canaryword canaryother"],
        narrator="Canaryname",
        title_en="Canarytitle",
        themes=["why-oath"],
        accession="OOU-2",
    )
    indexed()
    assert {kind for kind, _text in offered("canary")} == {"narrator", "term", "interview", "word"}
    Interview.objects.filter(pk=hidden.pk).update(**HIDDEN_STATES[state])
    assert offered("canary") == set()
    indexed()
    assert offered("canary") == set()


@pytest.mark.parametrize("change", [{"is_public": False}, {"retired": True}])
def test_a_hidden_theme_is_not_suggested(archive, change):
    Theme.objects.filter(code="why-oath").update(**change)
    assert offered("oath") == set()


def test_a_narrator_of_a_public_and_a_hidden_interview_leads_to_the_public_one(archive):
    make_interview(["words"], narrator="Алесь Капуста", published_on="2999", state=HIDDEN_STATES["draft"])
    assert [one.url for one in suggest("капуста", "en")] == ["/en/interviews/OOU-1/"]


def test_no_more_than_ten_are_offered_and_none_twice(indexed):
    for number in range(15):
        make_interview(narrator=f"Same {number % 12}", title_en=f"Same title {number}")
        make_theme(f"why-{number}", label_en="Same label" if number < 3 else f"Same label {number}")
    found = suggest("same", "en")
    assert len(found) == len(set(found)) == LIMIT


def test_more_records_take_no_more_statements(indexed):
    counts = []
    suggest("nothing", "en")  # reads the glossary, which the process keeps
    for _ in range(2):
        for _ in range(5):
            make_interview(["words"])
        with CaptureQueriesContext(connection) as queries:
            suggest("nothing", "en")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_without_an_index_names_are_still_suggested_and_terms_are_not(archive, tmp_path):
    haystack.connections.connections_info["default"]["PATH"] = tmp_path / "nowhere"
    haystack.connections.reload("default")
    assert offered("oath") == {("theme", "Breaking the oath")}
    assert offered("offi") == set()


@given(st.text(max_size=250))
def test_any_text_at_all_is_answered(q):
    make_interview(["words"], narrator=q[:200] or "nobody")
    GlossaryTerm.objects.update_or_create(key="any", defaults={"forms_en": q})
    assert len(suggest(q, "be")) <= LIMIT


def test_the_page_asks_with_words_in_the_body_and_is_told_what_has_a_page_of_its_own(client, archive):
    def offers(q):
        answer = client.post("/en/search/suggest/", {"q": q})
        assert (answer.status_code, answer.cookies) == (200, {})
        return answer.json()["suggestions"]

    assert offers("oath") == [{"text": "Breaking the oath", "label": "Theme", "page": "/en/themes/why-oath/"}]
    assert offers("offi") == [
        {"text": "political officer", "label": "Glossary", "page": ""},
        {"text": "officer", "label": "", "page": ""},
    ]
    assert offers("") == offers("o") == []
    assert offers("x" * 10_000) == []
    assert client.get("/en/search/suggest/?q=oath").status_code == 405
    assert client.post("/en/search/suggest/?q=oath").json() == {"suggestions": []}
