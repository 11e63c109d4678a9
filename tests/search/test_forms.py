"""The parameters of a search: what is taken, and how what is wrong is refused."""

import pytest
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from interviews.models import Interview, Theme
from search.forms import MAX_VALUES, SearchForm
from tests.factories import HIDDEN_STATES, make_interview, make_theme

pytestmark = pytest.mark.django_db


def form(query):
    return SearchForm(QueryDict(query))


def refusals(query):
    with override("en"):
        checked = form(query)
        assert not checked.is_valid(), query
        return checked.sentences()


def criteria(query):
    checked = form(query)
    assert checked.is_valid(), checked.errors
    return checked.criteria()


@pytest.fixture
def archive():
    make_interview(accession="OOU-1", themes=["why-war", "how-fear"], branch="border", rank="major")
    make_interview(accession="OOU-2", branch="police", rank="captain")


def test_every_parameter_reaches_the_criteria(archive):
    found = criteria(
        "q=+oath++&mode=exact&language=be&language=en&original=ru&theme=why-war&theme=how&branch=border&branch=police"
        "&rank=major&interview=oou-1&left_from=2020-03&left_to=2021&sort=date&page=3&page_size=50"
    )
    assert (found.q, found.mode, found.sort, found.page, found.page_size) == ("oath", "exact", "date", 3, 50)
    assert (found.languages, found.originals) == (("be", "en"), ("ru",))
    assert (found.themes, found.branches, found.ranks) == (("why-war", "how"), ("border", "police"), ("major",))
    assert (found.interview, found.left_from, found.left_to) == ("OOU-1", "2020-03", "2021")
    assert found.is_filtered


@pytest.mark.parametrize(
    "query", ["", "q=", "q=&language=&theme=&branch=&rank=&interview=&left_from=&left_to=&mode=&sort=&page=&page_size="]
)
def test_fields_left_empty_ask_for_nothing_in_particular(query):
    found = criteria(query)
    assert (found.q, found.mode, found.sort, found.page) == ("", "all", "relevance", 1)
    assert not found.is_filtered


def test_a_value_given_twice_counts_once(archive):
    assert criteria("theme=why-war&theme=why-war&language=be&language=be").themes == ("why-war",)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("language=fr", "Write be, ru, uk or en"),
        ("language=be&language=BE", "“BE” is not a language"),
        ("original=xx", "“xx” is not a language"),
        ("theme=why-made-up", "There is no theme “why-made-up”"),
        ("theme=why-war&theme=%00", "There is no theme"),
        ("theme=why-war,how-fear", "There is no theme “why-war,how-fear”"),
        ("branch=navy", "There is no branch “navy”"),
        ("rank=king", "There is no rank “king”"),
        ("interview=OOU-9", "There is no interview “OOU-9”"),
        ("interview=%27+or+1%3D1", "There is no interview"),
        ("interview=" + "A" * 40, "There is no interview"),
        ("left_from=yesterday", "Write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("left_to=2021-13", "is not a date"),
        ("left_to=2021-02-30", "is not a date"),
        ("left_from=2022&left_to=2021-12", "Swap them"),
        ("left_from=2021-05&left_to=2021-04-30", "Swap them"),
        ("mode=magic", "Write all, exact or sounds"),
        ("sort=up", "Write relevance or date"),
        ("page=51", "Only the first 50 pages"),
        ("page=0", "from 1 to 50"),
        ("page=two", "from 1 to 50"),
        ("page_size=101", "from 1 to 100"),
        ("page_size=-1", "from 1 to 100"),
        ("page=" + "9" * 5000, "50"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence_that_says_what_to_change(archive, query, says):
    sentences = refusals(query)
    assert any(says in sentence for sentence in sentences), sentences


@pytest.mark.parametrize(
    "query", ["left_from=2021&left_to=2021", "left_from=2021-05&left_to=2021", "left_from=2021-05&left_to=2021-05-01"]
)
def test_a_range_within_one_year_is_not_backwards(query):
    assert criteria(query).left_from


@pytest.mark.parametrize("name", ["theme", "language", "branch", "rank", "original"])
def test_more_values_than_anybody_chooses_are_refused_before_the_database_is_asked(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        (sentence,) = refusals("&".join(f"{name}=x{number}" for number in range(MAX_VALUES + 1)))
    assert "Leave some out" in sentence


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_only_a_hidden_interview_has_is_refused_as_made_up(archive, state):
    make_interview(accession="OOU-7", branch="secret", rank="general", state=HIDDEN_STATES[state])
    for name, hidden in (("interview", "OOU-7"), ("branch", "secret"), ("rank", "general")):
        refused = refusals(f"{name}={hidden}")
        assert refused == [one.replace("MADE-UP", hidden) for one in refusals(f"{name}=MADE-UP")]
        assert hidden not in str(form("")[name])


@pytest.mark.parametrize("change", [{"is_public": False}, {"retired": True}])
@pytest.mark.parametrize("hidden", ["why", "why-war"])
def test_a_hidden_theme_is_refused_as_made_up(archive, change, hidden):
    Theme.objects.filter(code=hidden).update(**change)
    assert refusals("theme=why-war") == [one.replace("made-up", "why-war") for one in refusals("theme=made-up")]
    assert "why-war" not in str(form("")["theme"])


def test_withdrawing_an_interview_takes_its_codes_out_of_the_filters_at_once(archive):
    assert criteria("branch=police").branches == ("police",)
    Interview.objects.filter(accession="OOU-2").update(consent="withdrawn")
    assert refusals("branch=police")
    assert refusals("interview=OOU-2")


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_lists_to_choose_from_are_in_the_readers_language(archive, language):
    with override(language):
        assert f"why-war {language}" in str(form("")["theme"])


def test_hostile_labels_and_values_come_out_escaped(archive):
    make_theme("why-x", label_en="<script>alert(1)</script>")
    with override("en"):
        html = form("q=%3Cscript%3E&theme=%3Cimg+src%3Dx%3E&language=%22%3E%3Cscript%3E").as_p()
    assert "<script" not in html
    assert "<img" not in html


names = st.sampled_from(
    [
        "q",
        "language",
        "original",
        "theme",
        "branch",
        "rank",
        "interview",
        "left_from",
        "left_to",
        "mode",
        "sort",
        "page",
        "page_size",
    ]
)


@given(st.lists(st.tuples(names, st.text(max_size=30)), max_size=8))
def test_no_parameters_whatsoever_break_the_form(pairs):
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value.encode("utf-8", "replace").decode())
    checked = SearchForm(data)
    if checked.is_valid():
        found = checked.criteria()
        assert 1 <= found.page <= 50
        assert 1 <= found.page_size <= 100
    else:
        assert all(checked.sentences())
