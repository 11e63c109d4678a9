"""Terms of the glossary in an interview: found in any form, marked now and then, explained in the reader's language."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import GlossaryTerm
from search import expanding
from tests.factories import make_interview

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def oath(db):
    return GlossaryTerm.objects.create(
        key="oath",
        forms_be="прысяга",
        forms_ru="присяга|воинская присяга",
        forms_en="oath|military oath",
        definition_be="Урачыстае абяцанне.",
        definition_en="A solemn promise.",
    )


def named(text, language="be"):
    _version, find = expanding.names()
    return [(text[one.start : one.end], one.key) for one in find(text, language)]


def page(client, query="", language="en"):
    return client.get(f"/{language}/interviews/TERM-1/{query}").content.decode()


def marked(text):
    return re.findall(r'<a class="term" href="#([\w-]+)">(.*?)</a>', text)


def test_any_form_of_a_term_names_it(oath):
    assert named("Мы стаялі без прысягі, а пасля прысягай хваліліся.") == [("прысягі", "oath"), ("прысягай", "oath")]
    assert named("The oaths of others", "en") == [("oaths", "oath")]


def test_the_longest_name_is_meant_and_a_foreign_one_only_as_it_is_written(oath):
    assert named("Принял воинскую присягу.", "ru") == [("воинскую присягу", "oath")]
    assert named("Сказалі: присяга. Без присягой.") == [("присяга", "oath")]


def test_a_word_of_the_same_origin_is_no_form_of_a_name_and_abbreviations_stand_in_capitals(db):
    GlossaryTerm.objects.create(key="interrogation", forms_en="interrogation|questioning", forms_uk="допит")
    GlossaryTerm.objects.create(key="defence", forms_uk="ППО", forms_en="air defence")
    assert named("Questions? The only normal question. Then a questioning.", "en") == [("questioning", "interrogation")]
    GlossaryTerm.objects.create(key="pazniak", forms_be="Пазняк", kind="person")
    assert named("Пазнака на мапе. Верылі Пазняку.") == [("Пазняку", "pazniak")]
    assert named("Ходили по полю, а ППО мовчала, ппо.", "uk") == [("ППО", "defence")]


def test_a_place_is_named_with_a_capital(oath):
    GlossaryTerm.objects.create(key="krychaw", kind="place", forms_be="Крычаў")
    assert named("Ён крычаў. Мы паехалі ў Крычаў.") == [("Крычаў", "krychaw")]


def test_a_term_is_marked_where_it_is_first_met_and_leads_to_what_it_means(client, oath):
    make_interview(["Да прысягі.", "Пасля прысягі."], accession="TERM-1")
    text = page(client, "?transcript=be")
    assert marked(text) == [("s0-oath", "прысягі")]
    assert '<p class="term-told" id="s0-oath" role="note" lang="en"><strong>oath</strong> A solemn promise.' in text
    assert "Урачыстае абяцанне." in page(client, "?transcript=be", "be")


def test_it_is_marked_again_after_a_while(client, oath):
    make_interview(["Прысяга."] * 20, accession="TERM-1")
    assert [anchor for anchor, _word in marked(page(client))] == ["s0-oath", "s8-oath", "s16-oath"]


def test_the_words_stay_as_they_are(client, oath):
    make_interview(["Да прысягі,\nі пасля."], accession="TERM-1")
    words = re.search(r'<p class="passage-text">(.*?)</p>', page(client, "?transcript=be"), re.DOTALL)[1]
    assert re.sub(r"</?a[^>]*>", "", words) == "Да прысягі,\nі пасля."


def test_a_term_without_an_explanation_is_not_marked(client, oath):
    make_interview(["Да прысягі."], accession="TERM-1")
    oath.definition_be = oath.definition_en = ""
    oath.save()
    assert marked(page(client)) == []


def test_a_change_of_the_glossary_or_of_the_words_is_seen_at_once(client, oath):
    interview = make_interview(["Да прысягі."], accession="TERM-1")
    assert len(marked(page(client))) == 1
    interview.transcripts.get().segments.update(text="Да […].")
    assert marked(page(client)) == []
    oath.forms_be = "да"
    oath.save()
    assert marked(page(client)) == [("s0-oath", "Да")]
    oath.delete()
    assert marked(page(client)) == []


def test_an_explanation_is_only_words(client, oath):
    make_interview([f"Да прысягі {HOSTILE}"], accession="TERM-1")
    GlossaryTerm.objects.update(definition_en=HOSTILE, forms_en=HOSTILE)
    text = page(client)
    assert HOSTILE not in text
    assert text.count("&lt;script&gt;") == 3


def test_terms_take_two_statements_however_many_there_are(client, oath):
    interview = make_interview(["Слова."], accession="TERM-1")
    page(client)  # reads the glossary
    with CaptureQueriesContext(connection) as without:
        page(client)
    for number, word in enumerate(("салдат", "афіцэр", "камандзір", "генерал")):
        GlossaryTerm.objects.create(key=f"t{number}", forms_be=word, definition_en="A person.")
    interview.transcripts.get().segments.update(text="Прысяга, салдат, афіцэр, камандзір, генерал.")
    page(client)
    with CaptureQueriesContext(connection) as found:
        assert len(marked(page(client))) == 5
    assert len(found) == len(without) + 1 <= 15


def test_a_term_that_is_not_to_be_explained_is_searched_and_left_alone_in_the_words(client, oath):
    make_interview(["The oath."], language="en", accession="TERM-1")
    assert marked(page(client))
    GlossaryTerm.objects.filter(key="oath").update(explained=False)
    assert not marked(page(client))
    assert named("The oath.", "en")
