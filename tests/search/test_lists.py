"""All that was found as lines and as files: what they hold, how lines are sorted, what is hidden."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.models import Interview
from search import concordance
from search.finding import Criteria, Hit
from tests.factories import HIDDEN_STATES, make_coding, make_interview

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(indexed):
    interview = make_interview(
        ["we took the oath in may", "an oath, says Ann", "before the oath came zeal and the oath again"],
        accession="OOU-1",
        language="en",
        title_en="The oath",
    )
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    indexed()
    return interview


def lines(client, query):
    text = client.get(f"/en/search/lines/?{query}").content.decode()
    rows = re.findall(r'<td class="before".*?><span>(.*?)</span></td>.*?<mark>(.*?)</mark></td><td.*?>(.*?)</td>', text)
    return [tuple(part.strip() for part in row) for row in rows]


def test_lines_are_sorted_as_people_look_words_up(client, indexed):
    follow = ["яму", "іншым", "зноў", "ўсё", "жыццё", "ёсць", "устаў", "фронт"]
    make_interview([f"прысяга {word}" for word in follow], accession="OOU-1")
    indexed()
    found = [after for _before, _match, after in lines(client, "q=прысяга&order=right")]
    assert found == ["ёсць", "жыццё", "зноў", "іншым", "устаў", "ўсё", "фронт", "яму"]


def test_every_match_has_a_line_sorted_by_the_words_on_a_side(client, archive):
    assert [after for _before, _match, after in lines(client, "q=oath&order=right")] == [
        "again",
        "came zeal and the oath again",
        "in may",
        ", says Ann",
    ]
    assert [before for before, _match, _after in lines(client, "q=oath&order=left")] == [
        "an",
        "before the oath came zeal and the",
        "before the",
        "we took the",
    ]
    assert {match for _before, match, _after in lines(client, "q=oath")} == {"oath"}


@given(st.text("аб вг\n.", min_size=1, max_size=400), st.data())
def test_a_line_is_cut_from_its_passage_and_nothing_is_added(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    class Of:
        class segment:  # noqa: N801
            pass

    Of.segment.text = text
    line = concordance._line(Of, start, end)
    assert line.match == text[start:end]
    assert text[:start].replace("\n", " ").endswith(line.before.removeprefix("…"))
    assert text[end:].replace("\n", " ").startswith(line.after.removesuffix("…"))
    assert max(len(line.before), len(line.after)) <= concordance.WIDTH + 1


def test_more_passages_than_are_gathered_are_told(client, archive, monkeypatch):
    monkeypatch.setattr(concordance, "MOST", 2)
    monkeypatch.setattr(concordance, "_AT_ONCE", 1)
    text = client.get("/en/search/lines/?q=oath").content.decode()
    assert "These are the first 2 of 3 passages." in text
    assert len(lines(client, "q=oath")) in (2, 3)
    assert "These are the first 2 of 3 passages." in client.get("/en/search/passages.csv?q=oath").content.decode()


def test_passages_found_without_words_have_no_line_and_are_counted(client, archive):
    text = client.get("/en/search/lines/?theme=why-war").content.decode()
    assert "1 passage was found by its theme or description and has no line." in text


def test_the_files_hold_every_passage_with_its_citation_and_the_query(client, archive):
    answer = client.get("/en/search/passages.json?q=oath&sort=date&page=7")
    found = json.loads(answer.content)
    assert found["query"] == "q=oath&sort=date"
    assert len(found["passages"]) == 3
    one = next(one for one in found["passages"] if one["start_ms"] == 20_000)
    assert one["interview"] == "OOU-1"
    assert one["citation"].endswith("At 00:00:20–00:00:40. Version 1.")
    assert [one["text"][slice(*match)] for match in one["matches"]] == ["oath"]
    rows = list(csv.reader(io.StringIO(client.get("/en/search/passages.csv?q=oath").content.decode("utf-8-sig"))))
    assert len([row for row in rows if row and row[0] == "OOU-1"]) == 3
    assert ["Query", "q=oath"] in rows


def test_no_text_is_a_formula_or_code(client, indexed):
    make_interview(["=1+1 <b>oath</b>"], accession="OOU-2", language="en", speakers=("@evil",))
    indexed()
    rows = list(csv.reader(io.StringIO(client.get("/en/search/passages.csv?q=oath").content.decode("utf-8-sig"))))
    assert "'=1+1 <b>oath</b>" in rows[1]
    assert "'@evil" in rows[1]
    text = client.get("/en/search/lines/?q=oath").content.decode()
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES.keys())
def test_what_is_hidden_is_in_no_list(client, archive, state):
    before = [client.get(f"/en/search/{one}?q=oath").content for one in ("lines/", "passages.csv", "passages.json")]
    Interview.objects.filter(pk=archive.pk).update(**state)
    after = [client.get(f"/en/search/{one}?q=oath").content for one in ("lines/", "passages.csv", "passages.json")]
    never = [client.get(f"/en/search/{one}?q=xoathx").content for one in ("lines/", "passages.csv", "passages.json")]
    assert all(b"OOU-1" in one for one in before)
    assert not any(b"OOU-1" in one for one in after)
    assert after[1].replace(b"oath", b"xoathx") == never[1]


@pytest.mark.parametrize(("query", "status"), [("q=a*", 400), ("theme=never", 400), ("", 200), ("q=***", 200)])
def test_what_can_not_be_asked_is_told_and_gives_nothing(client, archive, query, status):
    assert client.get(f"/en/search/lines/?{query}").status_code == status
    answer = client.get(f"/en/search/passages.csv?{query}")
    assert answer.status_code == status
    assert b"OOU-1" not in answer.content


def test_the_search_page_leads_to_both_and_a_discreet_one_does_not(client, archive):
    assert b"/en/search/passages.csv?q=oath" in client.get("/en/search/?q=oath").content
    text = client.post("/en/search/", {"q": "oath", "discreet": "on"}).content
    assert b"passages.csv" not in text
    assert b"search/lines" not in text


def test_hits_are_what_find_returns(archive):
    found, hits = concordance.gather(Criteria(q="oath", page=3))
    assert found.count == len(hits) == 3
    assert all(isinstance(hit, Hit) for hit in hits)
