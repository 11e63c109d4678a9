"""Found by what is said about a passage, in any language; filtered by who can read it; and the best ones first."""

import pytest
from django.utils.translation import override

from interviews.models import Coding, Interview, Segment, Theme, Transcript
from search.finding import Criteria, find
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme, make_transcript
from tests.search.test_search_page import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def texts(words: str, **criteria) -> list[str]:
    return [hit.segment.text for hit in find(Criteria(q=words, **criteria)).hits]


@pytest.fixture
def coded(indexed) -> Interview:
    """Make a Belarusian interview without a translation, one of whose passages is coded with a theme and a gist."""
    interview = make_interview(["Добры дзень", "Мы стаялі на пляцы", "Потым пайшлі"], title_en="An hour before dawn")
    theme = make_theme("how-ritual")
    theme.label_en = "Ceremonies and parades"
    theme.save()
    make_coding(interview, "how-ritual", start_ms=20_000, end_ms=40_000, gist_en="The oath was a show.")
    indexed()
    return interview


@pytest.mark.parametrize("words", ["oath", "oaths", "ceremony", "parade shows", '"ceremonies and parade"'])
def test_an_english_query_reaches_a_belarusian_passage_by_its_theme_and_gist(coded, words):
    (hit,) = find(Criteria(q=words)).hits
    assert (hit.segment.text, hit.matches) == ("Мы стаялі на пляцы", [])


@pytest.mark.parametrize("words", ['"show ceremonies"', "oath -пляцы"])
def test_two_texts_about_a_passage_are_not_one_and_what_was_said_can_be_left_out(coded, words):
    assert texts(words) == []


def test_words_left_out_are_looked_for_in_what_was_said_only(coded):
    assert texts("пляцы -oath") == ["Мы стаялі на пляцы"]


def test_what_is_looked_for_as_typed_must_have_been_said(coded):
    assert texts("oath", mode="exact") == texts("dawn", mode="exact") == []


def test_what_was_said_comes_before_what_is_said_about_it(coded, indexed):
    make_interview(["We took the oath"], language="en")
    indexed()
    assert texts("oath") == ["We took the oath", "Мы стаялі на пляцы"]


def test_many_who_said_it_come_before_the_one_of_whom_it_is_said(coded, indexed):
    make_interview(["We took the oath " + "and so on " * 20] * 4, language="en")
    indexed()
    assert texts("oath")[-1] == "Мы стаялі на пляцы"
    grouped = find(Criteria(q="oath"), grouped=True)
    assert [group.interview.pk == coded.pk for group in grouped.groups] == [False, True]


def test_a_title_finds_its_interview_once_and_stands_by_words_that_were_said(coded):
    assert texts("dawn") == ["Добры дзень"]
    assert texts("dawn пайшлі") == ["Потым пайшлі"]
    assert texts("dawn oath") == ["Мы стаялі на пляцы"]


def test_a_field_beside_a_word_of_the_title_is_a_filter_and_no_word(coded):
    assert texts(f"interview:{coded.accession} dawn") == ["Добры дзень"]
    assert texts("theme:ceremonies dawn") == []
    assert texts("theme:ceremonies OR dawn") == ["Добры дзень", "Мы стаялі на пляцы"]


def test_what_only_a_field_asks_for_comes_in_order(indexed):
    interview = make_interview(["Адзін", "Два"], themes=["why-war"], translations={"en": ["One", "Two"]})
    Transcript.objects.filter(interview=interview, language="be").update(provenance="machine")
    indexed()
    Transcript.objects.filter(interview=interview, language="en").update(workflow="hidden")
    other = make_interview(["Тры"], themes=["why-war"], recorded_on="2020")
    indexed()
    assert texts("theme:why-war") == ["Тры", "Адзін", "Два"]
    assert Transcript.objects.get(interview=other).provenance == "reviewed"


def test_a_gist_that_is_only_proposed_or_of_a_hidden_theme_is_not_searched(coded, indexed):
    make_coding(coded, "why-war", gist_en="proposed secret", status="proposed")
    make_coding(coded, "why-fear", gist_en="hidden secret")
    Theme.objects.filter(code="why-fear").update(is_public=False)
    indexed()
    for words in ("proposed", "hidden", "secret", '"proposed secret"'):
        assert texts(words) == []


@pytest.mark.parametrize("state", ["draft", "consent withdrawn", "embargoed"])
def test_a_hidden_interview_is_found_neither_by_its_title_nor_its_gist_and_weighs_nothing(coded, indexed, state):
    before = find(Criteria(q="oath OR dawn"))
    hidden = make_interview(["oath"], state=HIDDEN_STATES[state], title_en="oath at dawn")
    make_coding(hidden, "how-ritual", gist_en="oath at dawn")
    indexed()
    after = find(Criteria(q="oath OR dawn"))
    assert (after.count, after.facets) == (before.count, before.facets)
    assert [hit.score for hit in after.hits] == [hit.score for hit in before.hits]


def test_a_changed_label_gist_or_title_is_followed_and_the_old_one_finds_nothing(coded, indexed):
    theme = Theme.objects.get(code="how-ritual")
    theme.label_en = "Rites"
    theme.save()
    Coding.objects.update(gist_en="A play for generals.")
    coded.title_en = "Night"
    coded.save()
    assert texts("oath OR parade OR dawn") == []  # what the index still holds is of a revision that is over
    indexed()
    assert texts("oath OR parade OR dawn") == []
    assert texts("rites") == texts("generals") == ["Мы стаялі на пляцы"]
    assert texts("night") == ["Добры дзень"]


def test_a_label_changed_in_bulk_is_followed(coded, indexed):
    Theme.objects.filter(code="how-ritual").update(label_en="Rites")
    indexed()
    assert (texts("parade"), texts("rites")) == ([], ["Мы стаялі на пляцы"])


def test_a_moment_is_shown_in_a_language_in_which_its_words_were_found(indexed):
    interview = make_interview(["Прысяга была", "дома"], translations={"en": ["It was then", "at home"]})
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000, gist_be="прысяга")
    indexed()
    (hit,) = find(Criteria(q="прысяга")).hits
    assert (hit.segment.text, len(hit.matches)) == ("Прысяга была", 1)


def test_readable_keeps_interviews_with_an_original_or_a_public_translation(indexed):
    make_interview(["oath a"], language="en")
    make_interview(["oath b"], translations={"en": ["oath b"]})
    make_interview(["oath c"])
    make_transcript(make_interview(["oath d"]), "en", ["oath d"], workflow="draft")
    indexed()
    assert sorted(texts("oath", readable=("en",))) == ["oath a", "oath b"]
    assert sorted(texts("oath", readable=("en", "be"))) == ["oath a", "oath b", "oath c", "oath d"]
    found = find(Criteria(q="oath", readable=("en",)))
    assert {one.code: (one.count, one.selected) for one in found.facets["readable"]} == {
        "be": (3, False),
        "en": (2, True),
    }
    assert {one.code: one.count for one in found.facets["original"]} == {"be": 1, "en": 1}


def test_the_page_offers_to_keep_what_can_be_read_and_to_choose_the_language_spoken(client, indexed):
    make_interview(["oath a"], language="en")
    make_interview(["oath b"], translations={"ru": ["клятва"]})
    indexed()
    text = page(client, "?q=oath")
    for parameter in ("readable=ru", "readable=be", "original=be"):
        assert f'href="?q=oath&amp;{parameter}"' in text
    narrowed = page(client, "?q=oath&readable=ru")
    assert "1 passage " in narrowed
    assert "oath a" not in narrowed
    assert '<bdi>Русский</bdi> <span aria-hidden="true">×' in narrowed


def test_the_page_says_what_a_passage_without_the_words_was_found_by(client, coded, indexed):
    make_interview(["We took the oath"], language="en")
    indexed()
    assert page(client, "?q=oath").count("found by its theme or description") == 1
    assert "found by its theme" not in page(client, "?theme=how-ritual")


def test_the_words_side_by_side_come_before_the_words_apart(indexed):
    make_interview(["мова далёка ад усяго, што ім тут родная", "родная мова далёка ад усяго, што ім тут"])
    indexed()
    assert texts("родная мова")[0] == "родная мова далёка ад усяго, што ім тут"


def test_of_equal_passages_the_reviewed_one_comes_first(indexed):
    machine, corrected, reviewed = (make_interview(["прысяга"], recorded_on=f"202{n}") for n in (5, 4, 3))
    Transcript.objects.filter(interview=machine).update(provenance="machine")
    Transcript.objects.filter(interview=corrected).update(provenance="corrected")
    for interview in (machine, corrected, reviewed):
        Interview.objects.filter(pk=interview.pk).update(**{f"title_{code}": "" for code in ("be", "ru", "uk", "en")})
    indexed()
    assert [hit.interview for hit in find(Criteria(q="прысяга")).hits] == [reviewed, corrected, machine]
    assert [hit.interview for hit in find(Criteria(q="прысяга", sort="date")).hits] == [machine, corrected, reviewed]


def test_a_phrase_over_the_border_of_two_passages_is_found_where_it_begins(indexed):
    interview = make_interview(
        ["Мы ўзялі правую", "руку і пайшлі", "дадому"], translations={"ru": ["руку", "и", "ушли"]}
    )
    indexed()
    (hit,) = find(Criteria(q='"правай рукой"')).hits
    assert [hit.segment.text[start:end] for start, end in hit.matches] == ["правую"]
    assert texts('"рукой дадому"') == texts('"правую руку дадому"') == []
    Segment.objects.get(transcript__interview=interview, transcript__language="be", position=1).delete()
    indexed()
    assert texts('"правай рукой"') == []
