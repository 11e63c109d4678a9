"""The page of a theme: its passages by interview, narrowed by circumstances, counted with their denominators."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Coding, FeaturedPassage, Interview, Segment, Theme
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme, make_transcript

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>{{ 7|add:7 }}"


def coded(texts=("адно", "два"), theme="why-war", **fields):
    """Make an interview whose first passage is marked with ``theme``."""
    interview = make_interview(texts, **fields)
    make_coding(interview, theme, start_ms=0, end_ms=20_000)
    return interview


@pytest.fixture
def three(db):
    """Make three interviews of the theme in different circumstances, and one without it."""
    one = coded(accession="ONE-1", branch="army", rank="brigadier", left_on="2021-03", translations={"en": ["a", "b"]})
    two = coded(accession="TWO-2", branch="army", rank="lancer", left_on="2022")
    six = coded(accession="SIX-6", branch="gendarmes", rank="brigadier", left_on="2022-01", language="ru")
    none = make_interview(["няма"], accession="NONE-0", branch="navy", left_on="2019")
    one.coded_for.add(make_theme("why"))
    none.coded_for.add(make_theme("why"))
    return one, two, six


def page(client, query="", code="why-war", language="en"):
    return client.get(f"/{language}/themes/{code}/{query}").content.decode()


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?branch=army", {"ONE-1", "TWO-2"}),
        ("?rank=brigadier", {"ONE-1", "SIX-6"}),
        ("?left=2022", {"TWO-2", "SIX-6"}),
        ("?original=ru", {"SIX-6"}),
        ("?readable=en", {"ONE-1"}),
        ("?branch=army&left=2022", {"TWO-2"}),
        ("?branch=gendarmes&readable=en", set()),
    ],
)
def test_the_passages_of_a_theme_are_narrowed_by_what_the_address_says(client, three, query, left):
    text = page(client, query)
    assert {one for one in ("ONE-1", "TWO-2", "SIX-6") if f"/en/interviews/{one}/" in text} == left
    assert f"in {len(left)} interview" in text


def test_the_count_of_a_value_holds_under_all_the_other_filters(client, three):
    text = page(client, "?rank=brigadier")
    counts = dict(re.findall(r'<span class="facet-label">([^<]*)</span> <span class="facet-count">(\d+)', text))
    assert {name: counts.get(name) for name in ("army", "gendarmes", "2021", "2022", "lancer", "brigadier")} == {
        "army": "1",
        "gendarmes": "1",
        "2021": "1",
        "2022": "1",
        "lancer": "1",
        "brigadier": "2",
    }
    assert "navy" not in counts  # no passage of the theme is of it


def test_filters_are_added_in_one_order_and_taken_away_one_by_one(client, three):
    text = page(client, "?left=2022&branch=army")
    assert 'href="?branch=army&amp;rank=lancer&amp;left=2022"' in text
    assert 'class="chip chip-on" href="?left=2022"' in text
    assert 'class="chip chip-on" href="?branch=army"' in text


def test_a_share_is_counted_among_the_interviews_that_fit(client, three):
    assert "in 1 of 2 coded interviews" in page(client)
    assert "in 1 of 1 coded interview<" in page(client, "?branch=army")


def test_an_empty_choice_says_so_and_leads_back(client, three):
    text = page(client, "?branch=gendarmes&readable=en")
    assert "No passage of this theme fits all of these filters." in text
    assert '<a href="/en/themes/why-war/">Show all its passages</a>' in text


@pytest.mark.parametrize(
    "query", ["?branch=nothing", "?left=((", "?rank=%00", "?original=xx", "?readable=" + "x" * 999]
)
def test_an_unknown_value_leaves_nothing_and_is_said(client, three, query):
    text = page(client, query)
    assert "There is nothing by this name under the filter" in text
    assert "0 passages" in text


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_hidden_is_met_counted_and_offered_nowhere(client, three, state):
    hidden = coded(
        accession="HID-0", branch="secret", rank="brigadier", left_on="1999", state=HIDDEN_STATES[state], language="uk"
    )
    hidden.coded_for.add(make_theme("why"))
    asked = ["", "?rank=brigadier", "?branch=secret", "?left=1999", "?original=uk"]
    files = ["why-war/passages.csv?rank=brigadier", "why/passages.json", "why/counts.csv"]
    before = [page(client, one) for one in asked] + [page(client, code="why")]
    before += [client.get(f"/en/themes/{one}").content for one in files]
    Coding.objects.filter(interview=hidden).delete()
    Interview.objects.filter(pk=hidden.pk).delete()
    after = [page(client, one) for one in asked] + [page(client, code="why")]
    assert before == after + [client.get(f"/en/themes/{one}").content for one in files]
    assert "secret" not in page(client, "?rank=brigadier")


def test_a_redacted_word_is_in_no_page_and_no_file_of_a_theme(client, three):
    Segment.objects.filter(transcript__interview=three[1], position=0).update(text="адно […]")
    for address in ("why-war/", "why-war/passages.csv", "why/passages.json"):
        assert "адно […]" in client.get(f"/be/themes/{address}").content.decode()


@pytest.mark.parametrize("name", ["passages.csv", "passages.json", "counts.csv"])
def test_the_files_of_a_hidden_theme_answer_like_those_of_a_made_up_one(client, three, name):
    Theme.objects.create(code="hidden-one", is_public=False)
    hidden, made_up = (client.get(f"/en/themes/{code}/{name}") for code in ("hidden-one", "made-up-1"))
    assert hidden.status_code == made_up.status_code == 404
    assert hidden.content == made_up.content


def test_counts_of_one_theme_are_its_own_line_and_files_are_of_known_kinds(client, three):
    make_coding(three[0], "why-fear")
    of_all, of_one = (client.get(f"/en/themes/{code}/counts.csv").content.decode() for code in ("why", "why-war"))
    assert "why-fear" in of_all
    assert "why-fear" not in of_one
    assert next(line for line in of_all.splitlines() if line.startswith("why-war")) in of_one
    assert client.get("/en/themes/why-war/passages.exe").status_code == 404


def test_long_themes_have_pages_that_keep_the_filters(client):
    interview = make_interview([str(n) for n in range(45)], branch="army", accession="LONG-1")
    for number in range(45):
        make_coding(interview, "why-war", start_ms=number * 20_000, end_ms=(number + 1) * 20_000)
    text = page(client, "?branch=army&page=2")
    assert text.count('<article class="quote">') == 20
    assert "45 passages" in text
    assert 'href="?branch=army&amp;page=3"' in text
    assert page(client, "?page=3").count('<article class="quote">') == 5


def test_an_interview_marked_as_a_whole_is_named_at_the_end(client):
    make_interview(["words"], themes=["why-war"], accession="WHOLE-1")
    text = page(client)
    assert "Interviews that speak of it from beginning to end" in text
    assert "/en/interviews/WHOLE-1/" in text


def test_what_is_not_translated_stands_as_it_was_spoken_and_says_so(client):
    interview = make_interview(["першае", "другое", "трэцяе"], accession="PART-1")
    make_transcript(interview, "en", ["first", "second", "third"])
    Segment.objects.filter(transcript__language="en", position=1).delete()
    make_coding(interview, "why-war", start_ms=0, end_ms=60_000)
    text = page(client)
    places = [text.index(one) for one in (">first<", 'lang="be">другое<', ">third<")]
    assert places == sorted(places)
    assert text.count("not translated yet; as spoken") == 1
    assert "першае" not in text


def test_a_passage_cut_otherwise_in_translation_is_not_shown_twice(client):
    interview = make_interview(["першае", "другое"], accession="CUT-1")
    other = make_transcript(interview, "en", ["both"])
    Segment.objects.filter(transcript=other).update(end_ms=40_000)
    make_coding(interview, "why-war", start_ms=25_000, end_ms=40_000)
    text = page(client)
    assert ">both<" in text
    assert "другое" not in text


def test_hostile_words_are_text_on_the_pages_of_themes(client):
    interview = coded([HOSTILE], branch="army", narrator=HOSTILE, title_en=HOSTILE)
    Theme.objects.update(label_en=HOSTILE, definition_en=HOSTILE)
    interview.branch.label_en = HOSTILE
    interview.branch.save()
    Coding.objects.update(gist_en=HOSTILE)
    for address in ("why-war/", "why-war/?branch=army", "why/"):
        text = client.get(f"/en/themes/{address}").content.decode()
        assert "alert(1)" in text
        assert not re.search(r"<script>alert|<img src=x|14\b.{0,3}$", text)
    told = client.get("/en/themes/why/counts.csv").content.decode("utf-8-sig")
    assert HOSTILE in next(csv.reader(io.StringIO(told.split("\r\n", 1)[1])))


def test_a_file_of_passages_has_citations_and_what_was_asked(client, three):
    text = client.get("/en/themes/why-war/passages.csv?left=2022").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text.split("\r\n\r\n")[0])))
    assert {one["interview"] for one in rows} == {"TWO-2", "SIX-6"}
    assert all("Version 1." in one["citation"] and one["themes"] == "why-war" for one in rows)
    assert "why-war?left=2022" in text
    address = rows[0]["url"]
    assert client.get(address).status_code == 200
    found = json.loads(client.get("/en/themes/why/passages.json").content)
    assert len(found["passages"]) == 3


def test_a_formula_in_the_words_is_no_formula_in_the_file(client):
    coded(["=1+1"])
    assert ",'=1+1," in client.get("/be/themes/why-war/passages.csv").content.decode()


# ---- The page of a question


def test_a_question_tells_each_theme_with_its_share_and_a_passage(client, three):
    text = page(client, code="why")
    section = text[text.index('id="why-war"') :]
    assert "in 1 of 2 coded interviews" in section
    assert section.count('<figure class="quote">') == 1
    assert "3 passages on this theme" in section


def test_the_counts_of_a_question_by_year_lead_to_the_passages(client, three):
    text = page(client, code="why")
    cell = re.search(r'href="/en/themes/why-war/\?left=2022">(\d+)<span class="visually-hidden">, (\d+) passages', text)
    assert cell.groups() == ("2", "2")
    assert "2 passages" in page(client, "?left=2022")
    told = client.get("/en/themes/why/counts.csv").content.decode("utf-8-sig")
    head, war, _empty, every, fully = csv.reader(io.StringIO(told))
    line = dict(zip(head, war, strict=True))
    assert [line[name] for name in ("interviews", "found_in_coded", "coded", "passages", "left_2022")] == list("31232")
    assert line["left_2019"] == "0"
    assert every[2] == "4"
    assert dict(zip(head, fully, strict=True))["left_2019"] == "1"


def test_the_archivists_choice_stands_before_any_other(client):
    first = coded(["звычайнае", "выбранае"], accession="A-1")
    make_coding(first, "why-war", start_ms=20_000, end_ms=40_000)
    Coding.objects.filter(start_ms=0).update(gist_be="Сказ.")
    assert "звычайнае" in page(client, code="why", language="be")
    FeaturedPassage.objects.create(interview=first, theme=None, start_ms=20_000, end_ms=40_000)
    assert "звычайнае" not in page(client, code="why", language="be")
    assert "выбранае" in page(client, code="why", language="be")
    FeaturedPassage.objects.create(interview=first, theme=make_theme("why-war"), start_ms=0, end_ms=20_000)
    assert "звычайнае" in page(client, code="why", language="be")


def test_else_a_checked_passage_with_a_sentence_speaks_in_the_readers_language(client):
    machine = coded(["машына"], accession="M-1", translations={"en": ["machine"]})
    machine.transcripts.update(provenance="machine")
    coded(["толькі"], accession="B-1")
    checked = coded(["чалавек"], accession="C-1", translations={"en": ["human"]})
    Coding.objects.update(gist_en="A gist.", gist_be="Сказ.")
    text = page(client, code="why")
    assert ">human<" in text
    assert "machine<" not in text
    checked.transcripts.filter(language="en").delete()
    assert ">machine<" in page(client, code="why")


def test_no_interview_speaks_twice_while_another_can(client):
    for name in ("A-1", "B-1"):
        interview = make_interview(["адно", "два"], accession=name)
        make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
        make_coding(interview, "why-fear", start_ms=20_000, end_ms=40_000)
    text = page(client, code="why", language="be")
    assert len(set(re.findall(r'<li><a href="(/be/interviews/[^"]+)">', text))) == 2


def test_a_theme_that_is_marked_only_in_wholes_has_no_passage_but_its_count(client):
    make_interview(["words"], themes=["why-war"])
    text = page(client, code="why")
    assert "in 1 interview<" in text
    assert "<figure" not in text


@pytest.mark.parametrize("address", ["themes/why/", "themes/why-war/", "themes/why-war/?branch=army", ""])
def test_pages_with_featured_passages_paths_and_years_take_few_statements(client, three, address):
    from tests.interviews.test_pages_editorial import make_path

    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/{address}").status_code == 200
        return len(queries)

    war = make_theme("why-war")
    for one in three:
        FeaturedPassage.objects.create(interview=one, theme=war, start_ms=0, end_ms=20_000)
        FeaturedPassage.objects.create(interview=one, theme=None, start_ms=0, end_ms=20_000)
        make_interview(["whole"], themes=["why-war"])
    make_path({"interview": three[0]}, {"interview": three[1]})
    before = statements()
    for number in range(4):
        more = coded(branch="army", rank="lancer", left_on=f"200{number}", translations={"en": ["x"]})
        make_coding(more, "why-fear", start_ms=0, end_ms=20_000)
        FeaturedPassage.objects.create(interview=more, theme=war, start_ms=0, end_ms=20_000)
        make_path({"interview": more}, slug=f"path-{number}")
    assert before <= 15
    assert statements() <= 15


def test_the_matrix_of_years_takes_no_statement_a_year(client, three):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/matrix/?rows=why&columns=year")
        return len(queries)

    before = statements()
    for number in range(5):
        coded(left_on=f"200{number}")
    assert statements() == before <= 15
