"""Other names for what a reader looks for: which words name an entry, what is looked for besides, and what never is."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from interviews.models import GlossaryTerm
from search import query
from search.expanding import MOST_IN_ALL, MOST_OTHERS, expand, glossary
from search.finding import Criteria, find
from search.query import And, Any, Not, Or, Phrase, Word
from tests.factories import HIDDEN_STATES, make_interview

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    GlossaryTerm.objects.create(
        key="zampolit",
        forms_be="намеснік па выхаванні|ідэолаг",
        forms_ru="воспитатель",
        forms_uk="вихователь",
        forms_en="ideology officer|zampolit",
    )
    GlossaryTerm.objects.create(key="officer", forms_be="афіцэр", forms_ru="офицер", forms_en="officer")
    GlossaryTerm.objects.create(
        key="minsk", kind="place", forms_be="Мінск|Менск|Miensk", forms_ru="Минск", forms_uk="Мінськ", forms_en="Minsk"
    )
    GlossaryTerm.objects.create(
        key="lukashenko",
        kind="person",
        forms_be="Лукашэнка|Аляксандр Лукашэнка",
        forms_ru="Лукашенко|Александр Лукашенко",
        forms_en="Lukashenko|Alexander Lukashenko",
    )


def expanded(text, without=(), mode="all"):
    return expand(query.parse(text, mode=mode).tree, glossary(), without)


def shown(text, without=(), mode="all"):
    """Return for each entry that was recognised the forms that are looked for besides."""
    return {one.key: {form.text for form in one.forms} for one in expanded(text, without, mode).expansions if one.on}


ALIKE = {"воспитатель", "вихователь"}  # the analysis may take one for a form of the other
ZAMPOLIT = {"намеснік па выхаванні", "ідэолаг", "ideology officer", "zampolit"}


@pytest.mark.parametrize("text", ["замполита", "Замполитами", "замполіта", "ідэолагамі", "идеологами", "ідеологів"])
def test_a_loan_word_is_recognised_in_the_forms_of_each_language(text):
    GlossaryTerm.objects.create(
        key="deputy", forms_be="замполіт|ідэолаг", forms_ru="замполит|идеолог", forms_uk="замполіт|ідеолог"
    )
    assert set(shown(text)) == {"deputy"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ідэолаг", {"ідэолаг"}),
        ("воспитателя", {"воспитатель"}),
        ("ВОСПИТАТЕЛИ", {"воспитатель"}),
        ("ідэолагаў", {"ідэолаг"}),
        ("ideology officers", {"ideology officer"}),
        ('"ideology officer"', {"ideology officer"}),
        ("намеснікам па выхаванні", {"намеснік па выхаванні"}),
        ("zampolits", {"zampolit"}),
    ],
)
def test_a_form_in_any_inflection_asks_for_the_others(entries, text, said):
    found = shown(text)
    assert set(found) == {"zampolit"}
    assert ZAMPOLIT - said <= found["zampolit"] <= (ZAMPOLIT | ALIKE) - said


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Мінску", {"Менск", "Minsk", "Miensk"}),
        ("Менска", {"Мінск", "Minsk", "Miensk"}),
        ("Минска", {"Менск", "Minsk", "Miensk"}),
        ("Minsk", {"Мінск", "Менск", "Miensk"}),
        ("Miensk", {"Мінск", "Менск", "Minsk"}),
    ],
)
def test_a_place_is_found_by_all_its_names(entries, text, others):
    assert others <= shown(text)["minsk"]
    assert text not in shown(text)["minsk"]


def test_a_surname_asks_for_the_surname_alone_which_finds_the_full_name_too(entries):
    assert {"Lukashenko"} <= shown("Лукашэнкі")["lukashenko"] <= {"Лукашенко", "Lukashenko"}
    assert shown("Lukashenko")["lukashenko"] <= {"Лукашэнка", "Лукашенко"}
    assert "Lukashenko" in shown("Аляксандр Лукашэнка")["lukashenko"]


def test_the_longest_name_is_meant(entries):
    assert set(shown("ideology officer")) == {"zampolit"}
    assert set(shown("the officer spoke")) == {"officer"}
    assert set(shown("officer ideology")) == {"officer"}


def test_what_was_typed_stays_and_the_rest_of_the_query_too(entries):
    tree = expanded("дом афіцэра ідэолага вуліца").tree
    assert isinstance(tree, And)
    kinds = [type(part) for part in tree.parts]
    assert kinds == [Word, Any, Any, Word]
    assert [part.typed for part in tree.parts[1:3]] == [Word("афіцэра"), Word("ідэолага")]


def test_words_that_are_a_name_together_are_one_part_of_the_query(entries):
    tree = expanded("злы ideology officer OR хата").tree
    assert isinstance(tree, Or)
    named = tree.parts[0].parts[1]
    assert named.typed == And((Word("ideology"), Word("officer")))
    assert Phrase(("намеснік", "па", "выхаванні")) in named.others
    assert Word("ідэолаг") in named.others


@pytest.mark.parametrize("text", ["ідэо*", "ідэолаг~", "дом -ідэолаг", "дом -(Мінск OR ідэолаг)", '"злы ідэолаг"'])
def test_beginnings_near_words_words_left_out_and_longer_phrases_stay_as_typed(entries, text):
    parsed = query.parse(text).tree
    assert expanded(text).tree == parsed
    assert expanded(text).expansions == ()


def test_words_left_out_beside_a_name_stay_as_typed(entries):
    tree = expanded("Мінск -ідэолаг").tree
    assert tree.parts[1] == Not(Word("ідэолаг"))


def test_what_is_looked_for_exactly_is_not_expanded(entries):
    assert shown("ідэолаг", mode="exact") == shown('"ideology officer"', mode="exact") == {}


def test_an_entry_that_is_switched_off_is_told_and_not_looked_for(entries):
    found = expanded("ідэолаг у Мінску", without=["zampolit", "nothing"])
    assert [(one.key, one.typed, one.on) for one in found.expansions] == [
        ("zampolit", "ідэолаг", False),
        ("minsk", "мінску", True),
    ]
    assert found.tree.parts[0] == Word("ідэолаг")


def test_without_the_longer_name_the_shorter_ones_in_it_count(entries):
    assert set(shown("ideology officer", without=["zampolit"])) == {"officer"}


def test_two_entries_with_one_form_are_told_apart_and_switched_off_apart(entries):
    GlossaryTerm.objects.create(key="city", forms_be="Мінск|сталіца")
    assert set(shown("Мінск")) == {"city", "minsk"}
    assert "сталіца" not in {form for forms in shown("Мінск", without=["city"]).values() for form in forms}


def test_without_a_glossary_a_query_stays_as_it_is():
    assert expanded("ідэолаг дом").tree == query.parse("ідэолаг дом").tree


def test_the_glossary_is_read_again_after_any_write_and_not_before(entries):
    glossary()
    with CaptureQueriesContext(connection) as statements:
        glossary()
    assert len(statements) == 1
    GlossaryTerm.objects.filter(key="minsk").update(forms_en="Mensk")
    assert "Mensk" in shown("Мінск")["minsk"]
    term = GlossaryTerm.objects.get(key="minsk")
    term.forms_en = "Miensk"
    term.save(update_fields=["forms_en"])
    assert "Mensk" not in shown("Мінск")["minsk"]
    GlossaryTerm.objects.bulk_create([GlossaryTerm(key="city", forms_be="Мінск|сталіца")])
    assert "city" in shown("Мінск")
    GlossaryTerm.objects.filter(key="city").delete()
    assert "city" not in shown("Мінск")


def test_one_entry_and_one_query_ask_for_a_bounded_number_of_forms():
    for number in range(20):
        forms = [f"слова{number}ш{form}ж" for form in range(12)]
        GlossaryTerm.objects.create(
            key=f"e{number}", forms_be="|".join(forms), forms_ru="|".join(f"р{f}" for f in forms)
        )
    found = expanded(" ".join(f"слова{number}ш1ж" for number in range(10)))
    assert max(len(one.forms) for one in found.expansions) <= MOST_OTHERS
    assert sum(len(one.forms) for one in found.expansions) == MOST_IN_ALL


def test_a_term_finds_passages_in_every_language_those_with_the_words_typed_first(entries, indexed):
    make_interview(["the ideology officer came"], language="en", accession="OOU-EN")
    make_interview(["пришёл воспитатель"], language="ru", accession="OOU-RU")
    make_interview(["прыйшоў ідэолаг"], accession="OOU-BE")
    make_interview(["прыйшоў камандзір"], accession="OOU-NO")
    indexed()
    for text in ("ідэолагаў", "воспитателя", "ideology officer", "zampolit"):
        assert {hit.interview.accession for hit in find(Criteria(q=text)).hits} == {"OOU-EN", "OOU-RU", "OOU-BE"}
    assert find(Criteria(q="ідэолаг")).hits[0].interview.accession == "OOU-BE"
    assert find(Criteria(q="воспитатель")).hits[0].interview.accession == "OOU-RU"
    assert find(Criteria(q="ідэолаг", without=("zampolit",))).count == 1
    assert find(Criteria(q="ідэолаг", mode="exact")).count == 1


def test_other_forms_are_marked_in_the_passage(entries, indexed):
    make_interview(["яго воспитатель крычаў"])
    indexed()
    assert find(Criteria(q="ideology officer")).hits[0].matches == [(4, 15)]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_searched_besides_tells_nothing_of_hidden_passages(entries, indexed, state):
    make_interview(["прыйшоў ідэолаг"])
    indexed()
    before = find(Criteria(q="воспитатель"))
    make_interview(["zampolit воспитатель ідэолаг"], state=HIDDEN_STATES[state])
    indexed()
    after = find(Criteria(q="воспитатель"))
    assert (after.count, after.expansions, [hit.score for hit in after.hits]) == (
        before.count,
        before.expansions,
        [hit.score for hit in before.hits],
    )


@given(st.text(alphabet='ідэолаг idelgy офицр"()-* OR', max_size=200))
def test_whatever_is_typed_is_expanded(text):
    GlossaryTerm.objects.update_or_create(
        key="a", defaults={"forms_be": "ідэолаг|ideology officer", "forms_ru": "офицер"}
    )
    try:
        tree = query.parse(text).tree
    except query.QueryRefused:
        return
    began = time.process_time()
    expand(tree, glossary())
    assert time.process_time() - began < 1
