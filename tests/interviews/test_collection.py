"""Passages taken along: what is ticked comes on one page, or in one file, and nothing of it is kept."""

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Interview, Redaction, Segment, Transcript
from search import sync
from tests.factories import HIDDEN_STATES, make_coding, make_interview

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>{{ 7|add:7 }}"


@pytest.fixture
def two(db):
    """Make an interview with a translation and one that has no times."""
    one = make_interview(
        ["першае", "другое", "трэцяе"], translations={"en": ["first", "second", "third"]}, accession="ONE-1"
    )
    make_interview(["без часу", "далей"], timed=False, accession="TWO-2")
    make_coding(one, "why-war", start_ms=20_000, end_ms=60_000)
    return one


def take(client, *picks, language="en", **fields):
    return client.post(f"/{language}/collection/", {"pick": list(picks), **fields})


def text_of(client, *picks, **fields):
    response = take(client, *picks, **fields)
    assert response.status_code == 200
    return response.content.decode()


def test_what_is_ticked_on_a_theme_comes_on_one_page_with_citations(client, two):
    page = client.get("/en/themes/why-war/").content.decode()
    (pick,) = re.findall(r'name="pick" value="([^"]+)"', page)
    assert pick == "ONE-1/20-60/en/1"
    assert '<form class="taking" method="post" action="/en/collection/">' in page
    text = text_of(client, pick, "TWO-2/p0-p0/be/1")
    for said in ("second", "third", "другое", "трэцяе", "без часу", "At 00:00:20–00:01:00", "Version 1.", "2 passages"):
        assert said in text
    assert "</bdi> first" not in text
    assert 'href="/en/interviews/ONE-1/passage/20-60/?transcript=en&amp;v=1"' in text


def test_search_and_its_lines_offer_the_same_ticks(client, two):
    sync.work_off()
    for address in ("/en/search/?q=second", "/en/search/lines/?q=second"):
        assert 'value="ONE-1/20-40/en/1"' in client.get(address).content.decode(), address
    discreet = client.post("/en/search/", {"q": "second"}).content.decode()
    assert 'value="ONE-1/20-40/en/1"' in discreet
    assert 'formaction="/en/collection/"' in discreet


def test_nothing_of_it_stands_in_an_address_a_title_or_a_cookie(client, two):
    response = take(client, "ONE-1/20-60/en/1")
    text = response.content.decode()
    assert "<title>Notes</title>" in text
    assert not response.cookies
    assert not re.search(r'(?:action|href)="[^"]*pick=', text)
    assert 'value="?pick=ONE-1%2F20-60%2Fen%2F1"' in text  # the other languages are asked for by a button
    again = client.post("/be/collection/", {"step": "?pick=ONE-1%2F20-60%2Fen%2F1"}).content.decode()
    assert "другое" in again
    assert "другое" not in client.get("/en/collection/?pick=ONE-1/20-60/be/1").content.decode()


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_hidden_meanwhile_is_left_out_without_a_word(client, two, state):
    asked = ("ONE-1/20-60/be/1", "TWO-2/p0-p0/be/1")
    Interview.objects.filter(accession="ONE-1").update(**HIDDEN_STATES[state])
    for fields in ({}, {"file": "csv"}, {"file": "html"}, {"file": "ris"}):
        hidden = take(client, *asked, **fields).content
        assert "другое".encode() not in hidden
        assert hidden == take(client, "MADE-UP/20-60/be/1", asked[1], **fields).content


def test_a_transcript_that_is_taken_back_takes_its_words_along(client, two):
    Transcript.objects.filter(interview=two, language="be").update(workflow="draft")
    assert "другое" not in text_of(client, "ONE-1/20-60/en/1", "ONE-1/20-60/be/1")


def test_words_edited_since_are_said_to_be_and_withheld_ones_are_gone(client, two):
    Transcript.objects.filter(interview=two, language="be").update(version=3)
    assert "version 1; this is version 3" in text_of(client, "ONE-1/20-60/be/1", "ONE-1/0-20/be/1")
    Redaction.objects.create(interview=two, start_ms=20_000, end_ms=40_000)
    text = text_of(client, "ONE-1/20-60/be/1", "ONE-1/0-20/be/1")
    assert "другое" not in text
    assert "першае" in text
    assert "другое" in text_of(client, "ONE-1/20-60/be/3")  # what stands there now is public


@pytest.mark.parametrize(
    "pick",
    [
        "",
        "ONE-1",
        "ONE-1/20-60/be/0",
        "ONE-1/20-60/be/2",
        "ONE-1/60-20/be/1",
        "ONE-1/20-60/xx/1",
        "ONE-1/9999999-9999999/be/1",
        "ONE-1/p0-p9999999/be/1",
        "one-1/20-60/be/1",
        "ONE-1/20-60/be/1\x00",
        "ONE-1/٢٠-٦٠/be/1",
        HOSTILE,
        "x" * 9_000,
    ],
)
def test_what_is_no_name_of_a_passage_is_nothing(client, two, pick):
    text = text_of(client, pick)
    assert "No passage was ticked" in text
    assert "alert(1)" not in text
    assert take(client, pick, file="csv").headers["Content-Type"].startswith("text/html")


def test_no_more_than_a_hundred_come_at_once_in_few_statements(client):
    for number in range(4):
        make_interview(
            [str(n) for n in range(40)], translations={"en": [str(n) for n in range(40)]}, accession=f"M-{number}"
        )
    picks = [f"M-{number}/{20 * n}-{20 * n + 20}/be/1" for number in range(4) for n in range(40)]
    with CaptureQueriesContext(connection) as queries:
        text = text_of(client, *picks, *picks)
    assert text.count('class="collected stack"') == 100
    assert "One page holds 100 passages" in text
    assert len(queries) <= 15


@pytest.mark.parametrize(("ticks", "status"), [(1_500, 200), (9_000, 413)])
def test_any_number_of_ticks_ends_well(client, two, ticks, status):
    body = urlencode([("pick", f"ONE-1/{n}-{n + 1}/be/1") for n in range(ticks)])
    answer = client.post("/en/collection/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status
    assert answer.content.decode().count('class="collected stack"') <= 100


def test_hostile_words_are_text_on_the_page_and_in_the_file(client):
    make_interview([HOSTILE], accession="HOST-1", narrator=HOSTILE, title_en=HOSTILE)
    for fields in ({}, {"file": "html"}):
        text = text_of(client, "HOST-1/0-20/be/1", **fields)
        assert "&lt;script&gt;alert(1)" in text
        assert not re.search(r"<script>alert|<img src=x", text)


def test_the_files_hold_words_citations_and_licences(client, two):
    picks = ("ONE-1/20-60/en/1", "TWO-2/p0-p1/be/1")
    table = take(client, *picks, file="csv")
    assert table.headers["Content-Disposition"] == 'attachment; filename="passages.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig").split("\r\n\r\n")[0])))
    assert [one["text"] for one in rows] == ["second\nthird", "без часу\nдалей"]
    assert rows[0]["beside_text"] == "другое\nтрэцяе"
    assert client.get(rows[0]["url"]).status_code == 200
    assert "Licence" in table.content.decode()
    items = json.loads(take(client, *picks, file="csl.json").content)
    assert [one["number"] for one in items] == ["ONE-1", "TWO-2"]
    assert take(client, *picks, file="ris").content.count(b"TY  - SOUND") == 2
    assert take(client, *picks, file="bib").content.count(b"@misc{") == 2
    page = take(client, *picks, file="html").content.decode()
    assert "second" in page
    assert not re.search(r"<(?:link|script|img|style)|src=", page)


def test_a_formula_in_the_words_is_no_formula_in_the_table(client):
    make_interview(["=1+1"], accession="F-1")
    assert ",'=1+1," in take(client, "F-1/0-20/be/1", file="csv").content.decode()


def test_without_ticks_the_page_says_how_to_take_something_along(client):
    text = client.get("/en/collection/").content.decode()
    assert "Take along" in text
    assert "No passage was ticked" not in text


def test_a_part_in_another_language_is_taken_by_its_own_name(client):
    interview = make_interview(["першае", "другое"], translations={"en": ["first", "second"]}, accession="PART-1")
    Segment.objects.filter(transcript__language="en", position=0).delete()
    make_coding(interview, "why-war", start_ms=0, end_ms=40_000)
    assert 'value="PART-1/0-20/be/1"' in client.get("/en/themes/why-war/").content.decode()


def test_a_passage_and_a_question_offer_the_same_ticks_and_the_page_says_how_to_come_back(client, two):
    passage = client.get("/en/interviews/ONE-1/passage/20-40/?transcript=en").content.decode()
    assert re.findall(r'name="pick" value="([^"]+)"', passage) == [
        "ONE-1/20-40/en/1", "ONE-1/0-20/en/1", "ONE-1/40-60/en/1"
    ]  # fmt: skip
    question = client.get("/en/themes/why/").content.decode()
    assert re.findall(r'name="pick" value="([^"]+)"', question) == ["ONE-1/20-60/en/1"]
    for text in (passage, question):
        assert re.search(r'<form class="[^"]*taking[^"]*" method="post" action="/en/collection/">', text)
    assert "by the button Back instead, the browser asks whether to send the form again" in text_of(
        client, "ONE-1/0-20/en/1"
    )


def test_files_carry_the_name_the_archive_was_given_else_they_name_it(client, two, settings):
    full = "https://archive.example/en/interviews/ONE-1/passage/20-60/"
    for kind in ("html", "csv", "bib", "ris", "csl.json"):
        settings.SITE_ADDRESS = "https://archive.example"
        assert full in take(client, "ONE-1/20-60/en/1", file=kind).content.decode().replace("\\", "")
        settings.SITE_ADDRESS = ""
        text = take(client, "ONE-1/20-60/en/1", file=kind).content.decode()
        assert "://" not in text
        assert "Archive “One of Us”" in text
    settings.SITE_ADDRESS = "https://archive.example"
    page = text_of(client, "ONE-1/20-60/en/1")
    assert 'href="/en/interviews/ONE-1/passage/20-60/?transcript=en&amp;v=1">https://archive.example/en/' in page
    assert full in client.get("/en/themes/why-war/passages.csv").content.decode()
    sync.work_off()
    assert (
        "https://archive.example/en/interviews/ONE-1/?t=20"
        in client.get("/en/search/passages.csv?q=second").content.decode()
    )
