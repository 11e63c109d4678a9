"""From criteria to what is found, on a real index and a real database."""

from dataclasses import replace

import haystack
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from interviews.models import Branch, Coding, Interview, Segment, Theme, Transcript
from search.finding import FACETS, Criteria, find
from search.query import QueryRefused
from search.whoosh_engine import SearchUnavailable
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def texts(found):
    return [hit.segment.text for hit in found.hits]


def test_a_hit_brings_all_that_a_line_about_it_shows(indexed):
    interview = make_interview(
        ["nothing here", "we took the oath <b>"], themes=["why-war"], branch="unit-a", rank="major", language="en"
    )
    make_coding(interview, "how-ritual", start_ms=20_000, end_ms=30_000)
    make_coding(interview, "how-fear", start_ms=0, end_ms=20_000)
    make_coding(interview, "how-media", start_ms=20_000, end_ms=30_000, status="proposed")
    indexed()
    found = find(Criteria(q="oath"))
    (hit,) = found.hits
    assert (found.count, found.interviews, found.page, found.pages) == (1, 1, 1, 1)
    assert [hit.segment.text[start:end] for start, end in hit.matches] == ["oath"]
    assert hit.url == f"/en/interviews/{interview.accession}/?t=20&transcript=en#s1"
    assert [theme.code for theme in hit.themes] == ["how-ritual", "why-war"]
    assert hit.score > 0
    with CaptureQueriesContext(connection) as queries:
        assert hit.interview.narrator.name
        assert hit.interview.branch.code == "unit-a"
        assert hit.interview.rank.code == "major"
        assert hit.interview.series is None
        assert hit.themes[0].parent.code == "how"
    assert not queries.captured_queries


def test_finding_more_takes_no_more_statements(indexed):
    def statements(size):
        with CaptureQueriesContext(connection) as queries:
            found = find(Criteria(q="oath", page_size=size))
        assert len(found.hits) == size
        return len(queries)

    for _ in range(12):
        make_interview(["an oath", "another oath"], themes=["why-war", "how-fear"], branch="unit-a", rank="major")
    indexed()
    few = statements(2)
    assert statements(20) == few <= 8


def test_the_moment_found_in_two_languages_is_one(indexed):
    make_interview(["oath"], language="be", translations={"en": ["oath"], "ru": ["oath"]})
    make_interview(["oath"])
    indexed()
    found = find(Criteria(q="oath"))
    assert (found.count, found.interviews, len(found.hits)) == (2, 2, 2)
    assert find(Criteria(q="oath", languages=("ru",))).hits[0].segment.transcript.language == "ru"


def test_grouped_findings_come_by_interview_with_their_best_and_their_count(indexed):
    first = make_interview(["oath"] * 5)
    second = make_interview(["oath and more words to make the passage longer"])
    indexed()
    found = find(Criteria(q="oath"), grouped=True)
    assert (found.count, found.interviews) == (6, 2)
    assert {group.interview: (group.count, len(group.hits)) for group in found.groups} == {
        first: (5, 3),
        second: (1, 1),
    }
    assert find(Criteria(q="oath", page_size=1), grouped=True).pages == 2
    assert len(find(Criteria(q="oath", page_size=1, page=2), grouped=True).groups) == 1


@pytest.fixture
def varied(indexed):
    made = {
        "a": make_interview(["oath one"], themes=["why-war"], branch="unit-a", rank="major", left_on="2020-08"),
        "b": make_interview(
            ["oath two"], themes=["why-war", "how-fear"], branch="unit-b", rank="major", left_on="2021"
        ),
        "c": make_interview(["oath three"], language="ru", themes=["how-fear"], branch="unit-b", left_on="2022-02-24"),
        "d": make_interview(["oath four"], language="ru", translations={"en": ["oath four"]}),
    }
    indexed()
    return {interview.pk: name for name, interview in made.items()}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "abcd"),
        ({"languages": ("en",)}, "d"),
        ({"languages": ("en", "be")}, "abd"),
        ({"originals": ("ru",)}, "cd"),
        ({"themes": ("why-war",)}, "ab"),
        ({"themes": ("why",)}, "ab"),
        ({"themes": ("why-war", "how-fear")}, "b"),
        ({"branches": ("unit-a",)}, "a"),
        ({"branches": ("unit-a", "unit-b")}, "abc"),
        ({"ranks": ("major",)}, "ab"),
        ({"left_from": "2021"}, "bc"),
        ({"left_to": "2020"}, "a"),
        ({"left_from": "2020-08", "left_to": "2021"}, "ab"),
        ({"left_from": "2022-02-25"}, ""),
        ({"branches": ("unit-a",), "themes": ("how-fear",)}, ""),
    ],
)
@pytest.mark.parametrize("q", ["oath", ""])
def test_filters_narrow_with_words_and_without(varied, filters, expected, q):
    if not filters and not q:
        return
    found = find(Criteria(q=q, **filters))
    assert "".join(sorted(varied[hit.interview.pk] for hit in found.hits)) == expected
    assert found.count == len(expected)


def test_a_search_stays_inside_one_interview(varied):
    for pk in varied:
        accession = Interview.objects.get(pk=pk).accession
        assert [hit.interview.pk for hit in find(Criteria(q="oath", interview=accession)).hits] == [pk]
    assert find(Criteria(q="oath", interview="OOU-MADEUP")).count == 0


def test_filters_without_words_list_their_passages_in_order(indexed):
    make_interview(["one", "two", "three"], themes=["why-war"])
    indexed()
    found = find(Criteria(themes=("why-war",)))
    assert texts(found) == ["one", "two", "three"]
    assert all(hit.matches == [] for hit in found.hits)


@pytest.mark.parametrize("q", ["", "   ", "*", '"', "(((", "NOT", "-", "OR", "😀", "«»"])
def test_a_query_with_nothing_to_look_for_finds_nothing_and_says_so(varied, q):
    found = find(Criteria(q=q.strip()))
    assert (found.count, found.interviews, found.hits, found.groups) == (0, 0, [], [])
    assert all(found.facets[name] == [] for name in FACETS)
    assert [notice for notice in found.notices if notice]
    assert found.did_you_mean is None


def test_operators_alone_find_nothing_even_behind_a_filter(varied):
    found = find(Criteria(q="(((", themes=("why-war",)))
    assert (found.count, found.hits) == (0, [])
    assert found.notices


def test_facets_are_labelled_counted_and_know_what_is_chosen(varied):
    Branch.objects.filter(code="unit-a").update(label_en="Border guard")
    facets = find(Criteria(q="oath", branches=("unit-a",))).facets
    assert list(facets) == list(FACETS)
    branches = {value.code: (value.label, value.count, value.selected) for value in facets["branch"]}
    assert branches == {"unit-a": ("Border guard", 1, True), "unit-b": ("unit-b", 2, False)}
    assert {value.code: value.count for value in facets["theme"]} == {"why-war": 1, "why": 1}
    assert {value.code: value.label for value in facets["theme"]}["why-war"] == "why-war en"
    assert {value.label for value in facets["language"]} == {"Беларуская"}


def test_the_year_of_leaving_is_chosen_when_both_ends_are_that_year(varied):
    years = find(Criteria(q="oath", left_from="2021", left_to="2021")).facets["left_year"]
    assert {value.code: value.selected for value in years} == {"2020": False, "2021": True, "2022": False}


def test_a_chosen_value_that_finds_nothing_stays_to_be_taken_back(varied):
    found = find(Criteria(q="one", themes=("how-fear",)))
    assert found.count == 0
    assert [(value.code, value.count, value.selected) for value in found.facets["theme"]] == [("how-fear", 0, True)]


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_labels_are_in_the_readers_language(varied, language):
    with override(language):
        labels = {value.code: value.label for value in find(Criteria(q="oath")).facets["theme"]}
    assert labels["why-war"] == f"why-war {language}"


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_nothing_tells_a_hidden_interview_from_none(indexed, state):
    public = make_interview(["an oath was taken", "words"], themes=["why-war"], branch="unit-a", left_on="2021")
    indexed()
    asked = [Criteria(q="oath"), Criteria(q="canary"), Criteria(q="canari"), Criteria(themes=("why-war",))]
    before = [find(criteria) for criteria in asked]
    hidden = make_interview(
        ["canary oath"], themes=["why-war", "how-fear"], branch="secret", rank="general", left_on="1999"
    )
    indexed()
    assert find(Criteria(q="canary")).count == 1
    Interview.objects.filter(pk=hidden.pk).update(**HIDDEN_STATES[state])
    for _ in ("with the old index", "with the new index"):
        assert [find(criteria) for criteria in asked] == before
        indexed()
    assert public.is_public()


WITHDRAWALS = {
    "interview withdrawn": lambda i: Interview.objects.filter(pk=i.pk).update(consent="withdrawn"),
    "transcript unpublished": lambda i: Transcript.objects.filter(interview=i).update(workflow="draft"),
    "passage changed": lambda i: Segment.objects.filter(transcript__interview=i).update(text="[…]"),
    "interview deleted": lambda i: i.delete(),
}


@pytest.mark.parametrize("name", WITHDRAWALS)
def test_what_is_taken_out_is_gone_at_once_though_the_index_still_has_it(indexed, name):
    interview = make_interview(["oath"])
    make_interview(["oath elsewhere"])
    indexed()
    WITHDRAWALS[name](interview)
    found = find(Criteria(q="oath"))
    assert (found.count, found.interviews, texts(found)) == (1, 1, ["oath elsewhere"])
    assert sum(value.count for value in found.facets["language"]) == 1


def test_a_row_that_vanished_without_a_trace_is_neither_shown_nor_counted(indexed):
    """A row deleted beneath the models raises no revision; the rows are asked for anew all the same."""
    interview = make_interview(["oath one", "oath two"])
    indexed()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM interviews_segment WHERE text = 'oath one'")
    found = find(Criteria(q="oath"))
    assert (found.count, texts(found)) == (1, ["oath two"])
    groups = find(Criteria(q="oath"), grouped=True).groups
    assert [(group.interview, group.count, len(group.hits)) for group in groups] == [(interview, 1, 1)]


def test_a_hidden_theme_is_in_no_facet_and_on_no_hit(indexed):
    make_interview(["oath"], themes=["why-war", "how-fear"])
    indexed()
    Theme.objects.filter(code="why-war").update(is_public=False)
    indexed()
    found = find(Criteria(q="oath"))
    assert {value.code for value in found.facets["theme"]} == {"how", "how-fear"}
    assert [theme.code for theme in found.hits[0].themes] == ["how-fear"]


def test_a_proposed_coding_is_in_no_facet(indexed):
    make_coding(make_interview(["oath"]), "why-war", status="proposed")
    indexed()
    assert find(Criteria(q="oath")).facets["theme"] == []


def test_pages_follow_one_another_without_gap_or_repetition(indexed):
    for _ in range(7):
        make_interview(["oath"] * 3)
    indexed()
    seen = []
    for page in range(1, 6):
        found = find(Criteria(q="oath", page=page, page_size=5))
        assert (found.count, found.pages, found.page) == (21, 5, page)
        seen += [hit.segment.pk for hit in found.hits]
    assert len(seen) == len(set(seen)) == 21
    beyond = find(Criteria(q="oath", page=6, page_size=5))
    assert (beyond.count, beyond.hits) == (21, [])


def test_by_date_means_by_the_day_of_recording(indexed):
    for day in ("2022", "2024-05", "2023-01-01"):
        make_interview([f"oath {day}"], recorded_on=day)
    indexed()
    days = [hit.interview.recorded_on for hit in find(Criteria(q="oath", sort="date")).hits]
    assert days == sorted(days, reverse=True)


def test_a_query_past_a_limit_is_refused(varied):
    with pytest.raises(QueryRefused):
        find(Criteria(q="x" * 201))


def test_a_missing_index_is_not_an_empty_answer(tmp_path):
    make_interview(["oath"])
    haystack.connections.connections_info["default"]["PATH"] = tmp_path / "nowhere"
    haystack.connections.reload("default")
    with pytest.raises(SearchUnavailable):
        find(Criteria(q="oath"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("indoctrinatoin", "indoctrination"),
        ("ptriotic", "patriotic"),
        ("lecture patriotik", "lecture patriotic"),
        ('"patriotik lecture"', '"patriotic lecture"'),
        ("прысяза", "прысяга"),
    ],
)
def test_another_spelling_is_offered_that_finds_something(indexed, typed, meant):
    make_interview(["a patriotic lecture of indoctrination", "прысяга"])
    indexed()
    criteria = Criteria(q=typed)
    found = find(criteria)
    assert found.did_you_mean == meant
    assert find(replace(criteria, q=meant)).count > 0
    assert find(replace(criteria, q=meant)).notices == []


@pytest.mark.parametrize("typed", ["zzzzzzzz", "qx", "patriotic zzzzzzz"])
def test_no_spelling_is_offered_where_none_is_near(indexed, typed):
    make_interview(["a patriotic lecture"])
    indexed()
    assert find(Criteria(q=typed)).did_you_mean is None


def test_no_spelling_is_offered_that_the_filters_exclude(indexed):
    make_interview(["a patriotic lecture"], branch="unit-a")
    make_interview(["words"], branch="unit-b")
    indexed()
    assert find(Criteria(q="patriotik", branches=("unit-a",))).did_you_mean == "patriotic"
    assert find(Criteria(q="patriotik", branches=("unit-b",))).did_you_mean is None


def test_no_spelling_is_offered_from_words_that_are_no_longer_public(indexed):
    secret = make_interview(["a clandestine meeting"])
    make_interview(["words"])
    indexed()
    assert find(Criteria(q="clandestime")).did_you_mean == "clandestine"
    Interview.objects.filter(pk=secret.pk).update(consent="withdrawn")
    assert find(Criteria(q="clandestime")).did_you_mean is None


def test_untimed_passages_open_at_their_place_and_are_coded_by_position(indexed):
    interview = make_interview(["words", "oath"], timed=False, language="ru")
    make_coding(interview, "why-war", first_position=1, last_position=1)
    make_theme("how-fear")
    indexed()
    (hit,) = find(Criteria(q="oath")).hits
    assert hit.url == f"/en/interviews/{interview.accession}/?s=1&transcript=ru#s1"
    assert [theme.code for theme in hit.themes] == ["why-war"]
    assert find(Criteria(themes=("why-war",))).count == Coding.objects.count() == 1


@pytest.mark.parametrize(("reader", "language"), [("en", "en"), ("ru", "ru"), ("uk", "be")])
def test_a_moment_found_in_several_languages_is_shown_in_the_readers_else_as_it_was_spoken(indexed, reader, language):
    make_interview(["Minsk"], translations={"en": ["Minsk"], "ru": ["Minsk Minsk"]})
    indexed()
    with override(reader):
        found = find(Criteria(q="Minsk"))
    assert [hit.segment.transcript.language for hit in found.hits] == [language]
    assert found.count == 1


def test_a_moment_keeps_its_place_whichever_language_is_shown(indexed):
    make_interview(["Мінск Мінск Мінск", "Мінск і шмат іншых слоў"], translations={"en": ["Minsk, said", "Minsk"]})
    make_interview(["Minsk Minsk"], language="en")
    indexed()
    with override("be"):
        shown_in_be = [hit.score for hit in find(Criteria(q="Minsk OR Мінск")).hits]
    with override("en"):
        shown_in_en = [hit.score for hit in find(Criteria(q="Minsk OR Мінск")).hits]
    assert shown_in_be == shown_in_en
