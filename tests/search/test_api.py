"""Searching and suggesting over HTTP: shapes, limits, hidden records, and any text whatsoever."""

import haystack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews.models import GlossaryTerm, Interview, Theme
from tests.factories import HIDDEN_STATES, make_coding, make_interview
from tests.site.test_api import FOUND, SUGGESTIONS, check_shape

pytestmark = pytest.mark.django_db


def get(client, path, status=200, **parameters):
    response = client.get(f"/api/v1/{path}", parameters)
    assert response.status_code == status, response.content
    return response.json()


@pytest.fixture
def archive(indexed):
    interview = make_interview(
        ["words", "we took <the> oath"],
        accession="OOU-1",
        language="en",
        branch="unit-a",
        rank="grade-a",
        left_on="2021-03",
        translations={"be": ["словы", "мы прынялі прысягу"]},
    )
    make_coding(interview, "why-war", start_ms=20_000, end_ms=40_000)
    make_interview(["an oath again"], accession="OOU-2", language="en", timed=False)
    indexed()


def test_a_search_answers_exactly_the_documented_fields(client, archive):
    answer = get(client, "search", q="oath", interview="OOU-1")
    check_shape(answer, FOUND)
    (hit,) = answer.pop("results")
    assert hit.pop("score") > 0
    title = Interview.objects.get(accession="OOU-1").title_en
    assert hit == {
        "interview": "OOU-1",
        "title": title,
        "language": "en",
        "speaker": "Narrator",
        "start_ms": 20_000,
        "end_ms": 40_000,
        "text": "we took <the> oath",
        "matches": [[14, 18]],
        "url": "/en/interviews/OOU-1/?t=20&transcript=en#s1",
        "themes": ["why-war"],
    }
    assert answer == {
        "count": 1,
        "interviews": 1,
        "page": 1,
        "pages": 1,
        "facets": {
            "theme": [
                {"code": "why", "label": "why en", "count": 1},
                {"code": "why-war", "label": "why-war en", "count": 1},
            ],
            "language": [{"code": "en", "label": "English", "count": 1}],
            "original": [{"code": "en", "label": "English", "count": 1}],
            "readable": [
                {"code": "be", "label": "Беларуская", "count": 1},
                {"code": "en", "label": "English", "count": 1},
            ],
            "branch": [{"code": "unit-a", "label": "unit-a", "count": 1}],
            "rank": [{"code": "grade-a", "label": "grade-a", "count": 1}],
            "left_year": [{"code": "2021", "label": "2021", "count": 1}],
        },
        "did_you_mean": None,
        "also_searched": [],
        "notices": [],
    }


def test_matches_point_into_the_text_beside_characters_of_any_width(client, indexed):
    text = "\U0001f600 e\u0301\u0301 \u202e oath \U0001f1e7\U0001f1fe the oaths"
    make_interview([text], language="en")
    indexed()
    (hit,) = get(client, "search", q="oath", mode="exact")["results"]
    assert hit["text"] == text
    assert [text[start:end] for start, end in hit["matches"]] == ["oath"]


def test_an_untimed_hit_has_null_times_and_an_address_with_its_place(client, archive):
    (hit,) = get(client, "search", q="oath", interview="OOU-2")["results"]
    assert (hit["start_ms"], hit["end_ms"]) == (None, None)
    assert hit["url"] == "/en/interviews/OOU-2/?s=0&transcript=en#s0"


@pytest.mark.parametrize("ui", ["be", "ru", "uk", "en"])
def test_labels_titles_notices_and_addresses_are_in_the_language_asked_for(client, archive, ui):
    answer = get(client, "search", q="oath", interview="OOU-1", ui=ui)
    (hit,) = answer["results"]
    assert hit["url"].startswith(f"/{ui}/interviews/OOU-1/?t=20")
    assert hit["title"] == getattr(Interview.objects.get(accession="OOU-1"), f"title_{ui}")
    assert {value["label"] for value in answer["facets"]["theme"]} == {f"why {ui}", f"why-war {ui}"}


def test_repeatable_filters_may_be_repeated(client, archive):
    answer = client.get("/api/v1/search?language=en&language=be&theme=why&theme=why-war").json()
    assert answer["count"] == 1
    assert client.get("/api/v1/search?language=be&language=ru&q=oath").json()["count"] == 0


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%20", "?q=*", "?q=%22", "?q=(((", "?q=NOT", "?q=%F0%9F%98%80", "?q=(((&theme=why"]
)
def test_nothing_to_look_for_is_a_200_with_nothing_and_a_notice(client, archive, query):
    answer = client.get(f"/api/v1/search{query}")
    assert answer.status_code == 200
    check_shape(answer.json(), FOUND)
    assert (answer.json()["count"], answer.json()["results"]) == (0, [])
    assert answer.json()["notices"]


def test_other_names_that_were_searched_are_told_and_left_out_on_demand(client, archive):
    GlossaryTerm.objects.create(key="oath", forms_be="прысяга", forms_en="oath")
    answer = get(client, "search", q="прысягу", interview="OOU-1", language="en")
    check_shape(answer, FOUND)
    assert answer["count"] == 1
    assert answer["also_searched"] == [
        {"key": "oath", "typed": "прысягу", "forms": [{"text": "oath", "language": "en"}]}
    ]
    left_out = get(client, "search", q="прысягу", interview="OOU-1", language="en", without=["oath", "no-more"])
    assert (left_out["count"], left_out["also_searched"]) == (0, [])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("q=oath&without=no+key", "“no key” is not a key"),
        ("q=oath&without=" + "x" * 65, "is not a key"),
        ("q=oath" + "".join(f"&without=k{number}" for number in range(21)), "more than 20 values"),
        ("q=" + "x" * 201, "200"),
        ("q=" + "+".join(["word"] * 17), "16"),
        ("theme=made-up", "There is no theme “made-up”"),
        ("theme=why&theme=made-up&q=oath", "There is no theme “made-up”"),
        ("branch=made-up", "There is no branch"),
        ("rank=made-up", "There is no rank"),
        ("interview=OOU-9", "There is no interview"),
        ("language=fr", "be, ru, uk or en"),
        ("left_from=yesterday", "YYYY"),
        ("mode=magic", "all, exact or sounds"),
        ("sort=up", "relevance or date"),
        ("page=51", "50"),
        ("page=x", "50"),
        ("page_size=101", "100"),
        ("page_size=x", "100"),
        ("ui=fr", "be, ru, uk or en"),
        ("langauge=be", "There is no parameter “langauge”"),
        ("selected_facets=text:oath&x=1", "There are no parameters “selected_facets”, “x”"),
    ],
)
def test_what_is_wrong_is_a_400_with_a_sentence_and_lists_nothing(client, archive, query, says):
    response = client.get(f"/api/v1/search?{query}")
    assert response.status_code == 400
    assert list(response.json()) == ["detail"]
    assert says in response.json()["detail"]


def test_a_suggestion_longer_than_any_query_is_refused(client):
    assert "Shorten" in get(client, "suggest", 400, q="x" * 201)["detail"]


def test_suggestions_have_the_documented_fields(client, archive):
    answer = get(client, "suggest", q="why-w")
    check_shape(answer, SUGGESTIONS)
    assert get(client, "suggest", q="why") == {
        "suggestions": [
            {"text": "why en", "kind": "theme", "url": "/en/themes/why/"},
            {"text": "why-war en", "kind": "theme", "url": "/en/themes/why-war/"},
        ]
    }
    assert get(client, "suggest") == {"suggestions": []}


def test_a_broken_search_says_so_and_leaves_the_rest_standing(client, archive, tmp_path):
    haystack.connections.connections_info["default"]["PATH"] = tmp_path / "nowhere"
    haystack.connections.reload("default")
    answer = get(client, "search", 503, q="oath")
    assert list(answer) == ["detail"]
    assert "repaired" in answer["detail"]
    assert get(client, "interviews")["count"] == 2
    assert get(client, "suggest", q="why")["suggestions"]


def answered(client, url, name):
    response = client.get(url)
    headers = {key: value.replace(name, "X") for key, value in response.headers.items()}
    return response.status_code, headers, response.content.replace(name.encode(), b"X")


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_naming_what_is_hidden_answers_as_naming_what_never_was(client, archive, indexed, state):
    hidden = make_interview(["canary"], accession="OOU-HIDDEN", branch="hidden-b", rank="hidden-r")
    indexed()
    Interview.objects.filter(pk=hidden.pk).update(**HIDDEN_STATES[state])
    for _ in ("old index", "new index"):
        for parameter, secret, made_up in (
            ("interview", "OOU-HIDDEN", "OOU-MADEUP"),
            ("branch", "hidden-b", "madeup-b"),
            ("rank", "hidden-r", "madeup-r"),
        ):
            for rest in ("", "&q=canary", "&q=oath"):
                url = f"/api/v1/search?{parameter}={{}}{rest}"
                answer = answered(client, url.format(secret), secret)
                assert answer == answered(client, url.format(made_up), made_up)
                assert answer[0] == 400
        indexed()


@pytest.mark.parametrize("change", [{"is_public": False}, {"retired": True}])
def test_naming_a_hidden_theme_answers_as_naming_one_that_never_was(client, archive, change):
    Theme.objects.filter(code="why").update(**change)
    for rest in ("", "&q=oath"):
        assert answered(client, f"/api/v1/search?theme=why-war{rest}", "why-war") == answered(
            client, f"/api/v1/search?theme=made-up{rest}", "made-up"
        )
    assert "why" not in str(get(client, "search", q="oath")["facets"])


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_answers_are_the_same_with_and_without_a_hidden_interview(client, archive, indexed, state):
    urls = ["search?q=oath", "search?theme=why-war", "search?q=canari", "search?left_from=1990", "suggest?q=ca"]
    before = [client.get(f"/api/v1/{url}").content for url in urls]
    hidden = make_interview(
        ["canary oath"], themes=["why-war"], narrator="Canary", branch="secret", rank="general", left_on="1999"
    )
    indexed()
    Interview.objects.filter(pk=hidden.pk).update(**HIDDEN_STATES[state])
    assert [client.get(f"/api/v1/{url}").content for url in urls] == before
    indexed()
    assert [client.get(f"/api/v1/{url}").content for url in urls] == before


operators = st.sampled_from(
    ['"', "(", ")", "*", "~", "?", "-", "not ", " or ", " and ", "OR", "oath", "прысяга", ":", "\\", "[", "\0"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    st.text(max_size=220) | st.lists(operators | st.text(max_size=6), max_size=30).map("".join),
    st.sampled_from(["all", "exact", "sounds"]),
)
def test_any_text_is_a_200_or_a_400_with_a_sentence(client, archive, q, mode):
    response = client.get("/api/v1/search", {"q": q.encode("utf-8", "replace").decode(), "mode": mode})
    if response.status_code == 200:
        answer = response.json()
        check_shape(answer, FOUND)
        for hit in answer["results"]:
            assert all(0 <= start < end <= len(hit["text"]) for start, end in hit["matches"])
    else:
        assert response.status_code == 400
        assert response.json()["detail"]
