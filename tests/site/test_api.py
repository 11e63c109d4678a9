"""The JSON API of the records: shapes, paging, languages, limits, and nothing that is hidden."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Recording, Series, Theme
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme, make_transcript

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
TEXT, CODES, TIME = str, [str], (int, type(None))
PERHAPS = (str, type(None))
INTERVIEW = {
    "accession": TEXT,
    "title": TEXT,
    "narrator": PERHAPS,
    "language": TEXT,
    "languages": CODES,
    "branch": PERHAPS,
    "rank": PERHAPS,
    "left_on": PERHAPS,
    "recorded_on": PERHAPS,
    "duration_ms": TIME,
    "summary": TEXT,
    "themes": CODES,
    "notice": TEXT,
    "url": TEXT,
}
THEME = {
    "code": TEXT,
    "parent": PERHAPS,
    "label": TEXT,
    "definition": TEXT,
    "interviews": int,
    "passages": int,
    "url": TEXT,
}
SEGMENT = {"start_ms": TIME, "end_ms": TIME, "speaker": TEXT, "text": TEXT, "themes": CODES}
TRANSCRIPT = {
    "interview": TEXT,
    "language": TEXT,
    "kind": TEXT,
    "provenance": TEXT,
    "version": int,
    "segments": [SEGMENT],
    "citation": TEXT,
    "licence": TEXT,
    "notice": TEXT,
}
HIT = {
    "interview": TEXT,
    "title": TEXT,
    "language": TEXT,
    "speaker": TEXT,
    "start_ms": TIME,
    "end_ms": TIME,
    "text": TEXT,
    "matches": [[int]],
    "score": (int, float),
    "url": TEXT,
    "themes": CODES,
}
FACETS = {
    name: [{"code": TEXT, "label": TEXT, "count": int}]
    for name in ("theme", "language", "original", "readable", "branch", "rank", "left_year")
}
FOUND = {
    "count": int,
    "interviews": int,
    "page": int,
    "pages": int,
    "results": [HIT],
    "facets": FACETS,
    "did_you_mean": PERHAPS,
    "also_searched": [{"key": TEXT, "typed": TEXT, "forms": [{"text": TEXT, "language": TEXT}]}],
    "notices": [str],
}
SUGGESTIONS = {"suggestions": [{"text": TEXT, "kind": TEXT, "url": TEXT}]}


def listed(row):
    return {"count": int, "page": int, "pages": int, "results": [row]}


def check_shape(value, shape):
    """Fail unless ``value`` has exactly the fields of ``shape``, in its order, and each the right kind of value."""
    if isinstance(shape, dict):
        assert list(value) == list(shape)
        for name, kind in shape.items():
            check_shape(value[name], kind)
    elif isinstance(shape, list):
        assert isinstance(value, list)
        for one in value:
            check_shape(one, shape[0])
    else:
        assert isinstance(value, shape)
        assert not isinstance(value, bool)


def get(client, path, status=200, **parameters):
    response = client.get(f"/api/v1/{path}", parameters)
    assert response.status_code == status, response.content
    return response.json()


def test_an_interview_has_exactly_the_documented_fields(client):
    interview = make_interview(
        ["words"] * 3,
        accession="OOU-1",
        translations={"en": ["words"]},
        themes=["why-war", "how-fear"],
        branch="border",
        rank="major",
        narrator="Ales",
        left_on="2021-03",
        recorded_on="2023",
        summary_en="A summary",
        series=Series.objects.create(code="sample", notice_en="Sample text."),
    )
    Theme.objects.filter(code="how").update(position=2)
    Theme.objects.filter(code="why").update(position=1)
    Recording.objects.create(interview=interview, part=1, url="https://example.org/1", duration_ms=5000)
    Recording.objects.create(interview=interview, part=2, url="https://example.org/2", offset_ms=5000, duration_ms=70)
    answer = get(client, "interviews/OOU-1")
    check_shape(answer, INTERVIEW)
    assert answer == {
        "accession": "OOU-1",
        "title": interview.title_en,
        "narrator": "Ales",
        "language": "be",
        "languages": ["be", "en"],
        "branch": "border",
        "rank": "major",
        "left_on": "2021-03",
        "recorded_on": "2023",
        "duration_ms": 5070,
        "summary": "A summary",
        "themes": ["why-war", "how-fear"],
        "notice": "Sample text.",
        "url": "/en/interviews/OOU-1/",
    }
    assert get(client, "interviews")["results"] == [answer]


def test_an_interview_about_which_little_is_known_says_so_with_nulls(client):
    interview = make_interview(accession="OOU-1", published_on="")
    interview.__class__.objects.filter(pk=interview.pk).update(narrator=None)
    answer = get(client, "interviews/OOU-1")
    check_shape(answer, INTERVIEW)
    for name in ("narrator", "branch", "rank", "left_on", "recorded_on", "duration_ms"):
        assert answer[name] is None
    assert (answer["summary"], answer["notice"], answer["themes"], answer["languages"]) == ("", "", [], ["be"])


def test_without_a_recording_an_interview_lasts_until_its_last_public_passage(client):
    interview = make_interview(["words"] * 3, accession="OOU-1")
    make_transcript(interview, "en", ["words"] * 9, workflow="draft")
    assert get(client, "interviews/OOU-1")["duration_ms"] == 60_000


@pytest.mark.parametrize("ui", ["be", "ru", "uk", "en"])
def test_titles_notices_labels_and_addresses_come_in_the_language_asked_for(client, ui):
    notices = {f"notice_{code}": f"notice {code}" for code in ("be", "ru", "uk", "en")}
    interview = make_interview(
        ["words"], accession="OOU-1", themes=["why-war"], series=Series.objects.create(code="s", **notices)
    )
    answer = get(client, "interviews/OOU-1", ui=ui)
    assert answer["title"] == getattr(interview, f"title_{ui}")
    assert answer["notice"] == f"notice {ui}"
    assert answer["url"] == f"/{ui}/interviews/OOU-1/"
    theme = get(client, "themes/why-war", ui=ui)
    assert (theme["label"], theme["url"]) == (f"why-war {ui}", f"/{ui}/themes/why-war/")


def test_what_the_browser_prefers_does_not_change_the_answer(client):
    make_interview(["words"], accession="OOU-1")
    plain = client.get("/api/v1/interviews/OOU-1")
    asked = client.get("/api/v1/interviews/OOU-1", headers={"Accept-Language": "uk"})
    assert plain.content == asked.content
    assert plain.headers["Content-Language"] == asked.headers["Content-Language"] == "en"


def test_a_transcript_comes_passage_by_passage_with_the_themes_that_cover_each(client):
    interview = make_interview(["one", "two", "three"], accession="OOU-1", translations={"ru": ["раз", "два"]})
    make_coding(interview, "why-war", start_ms=20_000, end_ms=40_000)
    make_coding(interview, "how-fear", start_ms=0, end_ms=20_001)
    make_coding(interview, "how-media", start_ms=0, end_ms=20_001, status="proposed")
    answer = get(client, "interviews/OOU-1/transcripts/be")
    check_shape(answer, TRANSCRIPT)
    assert {name: value for name, value in answer.items() if name != "segments"} == {
        "interview": "OOU-1",
        "language": "be",
        "kind": "original",
        "provenance": "reviewed",
        "version": 1,
        "citation": f"{interview.narrator.name}. “{interview.title_en}”. OOU-1.",
        "licence": "No licence was given. Quote with the citation; ask the archive for more.",
        "notice": "",
    }
    assert [(s["start_ms"], s["end_ms"], s["text"]) for s in answer["segments"]] == [
        (0, 20_000, "one"),
        (20_000, 40_000, "two"),
        (40_000, 60_000, "three"),
    ]
    assert [sorted(s["themes"]) for s in answer["segments"]] == [["how-fear"], ["how-fear", "why-war"], []]
    russian = get(client, "interviews/OOU-1/transcripts/ru")
    assert (russian["kind"], [s["text"] for s in russian["segments"]]) == ("translation", ["раз", "два"])


def test_an_untimed_transcript_has_null_times_and_themes_by_position(client):
    interview = make_interview(["one", "two"], accession="OOU-1", timed=False)
    make_coding(interview, "why-war", first_position=1, last_position=1)
    answer = get(client, "interviews/OOU-1/transcripts/be")
    check_shape(answer, TRANSCRIPT)
    assert [(s["start_ms"], s["end_ms"], s["themes"]) for s in answer["segments"]] == [
        (None, None, []),
        (None, None, ["why-war"]),
    ]


def test_hostile_text_is_given_as_it_is_and_as_json(client):
    hostile = "</script><img src=x onerror=alert(1)> \u202e \u2028 \ud83d\ude00".encode(
        "utf-16", "surrogatepass"
    ).decode("utf-16")
    make_interview([hostile], accession="OOU-1", narrator=hostile)
    response = client.get("/api/v1/interviews/OOU-1/transcripts/be")
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.json()["segments"][0]["text"] == hostile
    assert get(client, "interviews/OOU-1")["narrator"] == hostile


def test_themes_are_listed_under_their_questions_with_counts_of_public_records(client):
    make_theme("why-empty", position=1)
    make_theme("how-fear")
    Theme.objects.filter(code="why").update(position=1)
    Theme.objects.filter(code="how").update(position=2)
    first = make_interview(["one", "two"])
    second = make_interview(["one"])
    make_coding(first, "why-war", start_ms=0, end_ms=10_000)
    make_coding(first, "why-war", start_ms=20_000, end_ms=30_000)
    make_coding(second, "why-war", start_ms=0, end_ms=10_000)
    make_coding(make_interview(["one"], state=HIDDEN_STATES["draft"]), "why-war", start_ms=0, end_ms=10_000)
    make_theme("why-secret", is_public=False)
    answer = get(client, "themes")
    check_shape(answer, listed(THEME))
    assert [(t["code"], t["parent"], t["interviews"], t["passages"]) for t in answer["results"]] == [
        ("why", None, 2, 3),
        ("why-war", "why", 2, 3),
        ("why-empty", "why", 0, 0),
        ("how", None, 0, 0),
        ("how-fear", "how", 0, 0),
    ]
    assert answer["count"] == 5
    for theme in answer["results"]:
        assert get(client, f"themes/{theme['code']}") == theme


@pytest.mark.parametrize("path", ["interviews", "themes"])
def test_lists_are_cut_into_pages_that_miss_and_repeat_nothing(client, path):
    for number in range(7):
        make_interview(published_on="2024" if number % 2 else "")
        make_theme(f"why-{number}")
    key = "accession" if path == "interviews" else "code"
    whole = [row[key] for row in get(client, path)["results"]]
    pages = [get(client, path, page=page, page_size=3) for page in (1, 2, 3)]
    assert [row[key] for page in pages for row in page["results"]] == whole
    assert len(set(whole)) == len(whole)
    assert {(page["count"], page["pages"]) for page in pages} == {(len(whole), 3)}
    beyond = get(client, path, page=50, page_size=3)
    assert (beyond["page"], beyond["pages"], beyond["results"]) == (50, 3, [])


def test_an_empty_archive_answers_empty_lists(client):
    for path in ("interviews", "themes"):
        assert get(client, path) == {"count": 0, "page": 1, "pages": 1, "results": []}


@pytest.mark.parametrize(
    ("path", "names", "message"),
    [
        ("interviews?page=51", "page", "at most 50"),
        ("interviews?page=0", "page", "at least 1"),
        ("interviews?page=-1", "page", "at least 1"),
        ("interviews?page=two", "page", "a whole number"),
        ("interviews?page=", "page", "a whole number"),
        ("interviews?page=1.5", "page", "a whole number"),
        ("interviews?page=" + "9" * 5000, "page", ""),
        ("interviews?page_size=101", "page_size", "at most 100"),
        ("interviews?page_size=0", "page_size", "at least 1"),
        ("interviews?ui=fr", "ui", "be, ru, uk or en"),
        ("interviews?ui=", "ui", "be, ru, uk or en"),
        ("themes?page=51", "page", "at most 50"),
        ("themes?ui=EN", "ui", "be, ru, uk or en"),
        ("themes/why-war?ui=xx", "ui", "be, ru, uk or en"),
        ("interviews/OOU-1?ui=xx", "ui", "be, ru, uk or en"),
        ("interviews/OOU-1/transcripts/be?ui=xx", "ui", "be, ru, uk or en"),
        ("suggest?ui=xx", "ui", "be, ru, uk or en"),
        ("search?ui=xx", "ui", "be, ru, uk or en"),
    ],
)
def test_a_bad_parameter_is_a_400_with_a_sentence_that_names_it(client, path, names, message):
    make_interview(["words"], accession="OOU-1", themes=["why-war"])
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 400
    body = response.json()
    assert list(body) == ["detail"]
    assert f"“{names}”" in body["detail"]
    assert message in body["detail"]


OF_AN_INTERVIEW = [
    "interviews/{}",
    "interviews/{}?ui=be",
    "interviews/{}/transcripts/be",
    "interviews/{}/transcripts/en",
]


def answered(client, method, url, name):
    response = getattr(client, method)(url)
    headers = {key: value.replace(name, "X") for key, value in response.headers.items()}
    return response.status_code, headers, response.content.replace(name.encode(), b"X")


@pytest.mark.parametrize("state", HIDDEN_STATES)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options", "patch"])
def test_a_hidden_interview_answers_as_one_that_never_was(client, state, method):
    make_interview(["words"], state=HIDDEN_STATES[state], accession="OOU-HIDDEN", translations={"en": ["words"]})
    for pattern in OF_AN_INTERVIEW:
        hidden = answered(client, method, f"/api/v1/{pattern.format('OOU-HIDDEN')}", "OOU-HIDDEN")
        made_up = answered(client, method, f"/api/v1/{pattern.format('OOU-MADEUP')}", "OOU-MADEUP")
        assert hidden == made_up
        assert hidden[0] == (404 if method in ("get", "head") else 405)
        if method == "get":
            assert json.loads(hidden[2]) == {"detail": "Not found."}


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_lists_are_the_same_with_and_without_a_hidden_interview(client, state):
    make_interview(["words"], themes=["why-war"])
    before = [get(client, path) for path in ("interviews", "themes", "themes/why", "themes/why-war")]
    hidden = make_interview(["words"], state=HIDDEN_STATES[state], themes=["why-war"])
    make_coding(hidden, "why-war", start_ms=0, end_ms=10_000)
    assert [get(client, path) for path in ("interviews", "themes", "themes/why", "themes/why-war")] == before


@pytest.mark.parametrize("change", [{"is_public": False}, {"retired": True}])
@pytest.mark.parametrize("hidden", ["why-war", "why"])
def test_a_hidden_theme_answers_as_one_that_never_was(client, change, hidden):
    make_interview(["words"], accession="OOU-1", themes=["why-war"])
    Theme.objects.filter(code=hidden).update(**change)
    for method in ("get", "head", "post"):
        assert answered(client, method, "/api/v1/themes/why-war", "why-war") == answered(
            client, method, "/api/v1/themes/why-made", "why-made"
        )
    assert "why-war" not in client.get("/api/v1/themes").content.decode()
    assert get(client, "interviews/OOU-1")["themes"] == []
    assert get(client, "interviews/OOU-1/transcripts/be")["segments"][0]["themes"] == []


def test_a_draft_translation_answers_as_one_that_never_was(client):
    interview = make_interview(["words"], accession="OOU-1")
    make_transcript(interview, "en", ["secret"], workflow="draft")
    draft = answered(client, "get", "/api/v1/interviews/OOU-1/transcripts/en", "/en")
    assert draft == answered(client, "get", "/api/v1/interviews/OOU-1/transcripts/uk", "/uk")
    assert draft[0] == 404
    assert get(client, "interviews/OOU-1")["languages"] == ["be"]


@pytest.mark.parametrize(
    "path", ["", "nothing", "interviews/", "interviews/A/B/C", "docs", "themes/a/b", "%00", "é" * 500]
)
def test_an_address_that_does_not_exist_is_not_found(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["interviews/%00", "interviews/A%00/transcripts/be", "themes/%00", "themes/%F0%9F%98%80"]
)
def test_characters_no_identifier_has_are_not_found(client, path):
    assert get(client, path, 404) == {"detail": "Not found."}


PATHS = [
    "interviews",
    "interviews/OOU-1",
    "interviews/OOU-1/transcripts/be",
    "themes",
    "themes/why-war",
    "suggest?q=why",
]


@pytest.mark.parametrize("path", [*PATHS, "openapi.json"])
def test_head_answers_as_get_without_a_body_and_nothing_else_is_taken(client, path):
    make_interview(["words"], accession="OOU-1", themes=["why-war"])
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert (got.status_code, head.status_code) == (200, 200)
    assert head.content == b""
    assert got.headers["Content-Type"] == head.headers["Content-Type"]
    if path != "openapi.json":
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(f"/api/v1/{path}").status_code == 405


@pytest.mark.parametrize("path", [*PATHS, "openapi.json", "nothing", "interviews?page=x"])
def test_scripts_of_any_site_may_read_every_answer_and_none_sets_a_cookie(client, path):
    make_interview(["words"], accession="OOU-1", themes=["why-war"])
    response = client.get(f"/api/v1/{path}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_longer_list_takes_no_more_statements(client):
    def statements(path):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(client, path, page_size=100)
        return len(queries)

    def fill(number):
        for _ in range(number):
            interview = make_interview(["words"] * 2, translations={"en": ["words"]}, themes=["why-war", "how-fear"])
            make_coding(interview, "why-war", start_ms=0, end_ms=10_000)

    fill(2)
    before = [statements(path) for path in ("interviews", "themes")]
    fill(10)
    assert [statements(path) for path in ("interviews", "themes")] == before
    assert max(before) <= 8


def test_a_longer_transcript_takes_no_more_statements(client):
    make_interview(["words"] * 2, accession="OOU-1", themes=["why-war"])
    make_interview(["words"] * 40, accession="OOU-2", themes=["why-war", "how-fear"])
    counts = []
    for accession in ("OOU-1", "OOU-2"):
        with CaptureQueriesContext(connection) as queries:
            get(client, f"interviews/{accession}/transcripts/be")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_the_openapi_description_is_complete_and_names_no_host(client):
    description = get(client, "openapi.json")
    assert description["openapi"].startswith("3.")
    assert "testserver" not in json.dumps(description)
    for path, operations in description["paths"].items():
        assert list(operations) == ["get"], path
        operation = operations["get"]
        assert operation["summary"]
        assert {"200", "400"} <= operation["responses"].keys() <= {"200", "400", "404", "503"}
        assert ("404" in operation["responses"]) == ("{" in path)
        for response in operation["responses"].values():
            assert response["content"]["application/json"]["schema"]
        assert "ui" in {parameter["name"] for parameter in operation["parameters"]}


def test_the_documentation_names_exactly_the_paths_and_parameters_of_the_description(client):
    paths = get(client, "openapi.json")["paths"]
    text = (ROOT / "docs" / "api.md").read_text()
    sections = re.split(r"^## `GET (/api/v1/\S+)`$", text, flags=re.MULTILINE)
    documented = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert set(documented) - {"/api/v1/openapi.json"} == set(paths)
    common = set(re.findall(r"^\| `(\w+)` \|", sections[0], re.MULTILINE))
    for path, operations in paths.items():
        named = set(re.findall(r"^\| `(\w+)` \|", documented[path], re.MULTILINE)) | common
        assert {parameter["name"] for parameter in operations["get"]["parameters"]} == named, path


def test_the_documented_examples_have_the_documented_fields():
    text = (ROOT / "docs" / "api.md").read_text()
    examples = [json.loads(example) for example in re.findall(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]
    shapes = [listed(INTERVIEW), INTERVIEW, TRANSCRIPT, listed(THEME), THEME, FOUND, SUGGESTIONS]
    for example, shape in zip(examples, shapes, strict=True):
        check_shape(example, shape)
    (hit,) = examples[5]["results"]
    assert [hit["text"][start:end] for start, end in hit["matches"]] == ["newspaper"]
