"""The matrix of themes: what its cells count, what its page says and what its file holds."""

import csv
import io
import random
import re

import pytest

from interviews import matrix
from interviews.models import Coding, Interview, Segment, Theme
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db
TEXTS = ["а", "б", "в", "г", "д", "е"]


def table(client, rows="how", columns="why", language="en"):
    """Return the cells of the CSV as numbers of interviews and passages, by row and column."""
    text = client.get(f"/{language}/matrix.csv?rows={rows}&columns={columns}").content.decode("utf-8-sig")
    head, *lines = [line for line in csv.reader(io.StringIO(text)) if len(line) > 1 and "" not in line]
    names = [name.rpartition(" – ")[0] for name in head[1::2]]
    return {
        (line[0], name): (int(line[1 + 2 * n]), int(line[2 + 2 * n])) for line in lines for n, name in enumerate(names)
    }


def slowly(theme):
    """The passages of a theme, found by looking at each."""
    found = {}
    for coding in Coding.objects.public().filter(theme=theme):
        for one in Segment.objects.public().filter(transcript__interview=coding.interview_id):
            if coding.covers(start_ms=one.start_ms, end_ms=one.end_ms, moment=one.moment):
                found.setdefault(coding.interview_id, set()).add(one.moment)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_the_passages_of_a_theme_are_those_that_looking_at_each_finds(db, seed):
    rnd = random.Random(seed)
    themes = [make_theme(f"why-{name}") for name in ("war", "family")]
    for n in range(4):
        interview = make_interview(TEXTS, translations={"en": TEXTS[:4]}, timed=n < 3)
        for one in Segment.objects.filter(transcript__interview=interview, start_ms__isnull=False):
            one.end_ms = one.start_ms + rnd.choice([0, 5_000, 20_000, 70_000])
            one.save()
        for theme in themes:
            for _ in range(3):
                start = rnd.randrange(0, 120) * 1000
                stretch = rnd.choice(
                    [
                        {},
                        {"start_ms": start, "end_ms": start + rnd.choice([1, 1000, 30_000])},
                        {"first_position": rnd.randrange(3), "last_position": 3},
                    ]
                )
                Coding.objects.create(interview=interview, theme=theme, status="accepted", **stretch)
    found = matrix.moments_of([one.pk for one in themes])
    for theme in themes:
        assert {pk: set(moments) for pk, moments in found[theme.pk].items()} == slowly(theme)


def test_a_cell_counts_interviews_and_passages_in_which_both_are_met(client):
    both, apart = (make_interview(TEXTS, translations={"en": TEXTS}) for _ in range(2))
    make_coding(both, "how-fear", start_ms=0, end_ms=60_000)
    make_coding(both, "why-war", start_ms=20_000, end_ms=80_000)
    make_coding(apart, "how-fear", start_ms=0, end_ms=20_000)
    make_coding(apart, "why-war", start_ms=20_000, end_ms=40_000)
    assert table(client) == {("how-fear en", "why-war en"): (1, 2)}
    text = client.get("/en/matrix/?rows=how&columns=why").content.decode()
    assert "?theme=how-fear&amp;theme=why-war" in text
    assert "Of 2 public interviews, 0 are coded from beginning to end" in text


@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES.keys())
def test_what_is_hidden_is_counted_nowhere(client, state):
    shown = make_interview(TEXTS, themes=["how-fear"], left_on="2021-05", branch="army")
    hidden = make_interview(TEXTS, themes=["how-fear", "why-war"], left_on="1999", branch="secret", state=state)
    hidden.coded_for.set(Theme.objects.filter(parent=None))
    pages = [client.get(f"/en/matrix/?rows=how&columns={one}").content for one in ("why", "year", "branch", "rank")]
    files = [table(client, columns=one) for one in ("why", "year", "branch")]
    Interview.objects.filter(pk=hidden.pk).delete()
    assert pages == [
        client.get(f"/en/matrix/?rows=how&columns={one}").content for one in ("why", "year", "branch", "rank")
    ]
    assert files == [table(client, columns=one) for one in ("why", "year", "branch")]
    assert files[1] == {("how-fear en", "2021"): (1, len(TEXTS))}
    assert shown.pk


def test_themes_and_questions_that_are_hidden_are_not_in_it_and_can_not_be_asked_for(client):
    make_interview(TEXTS, themes=["how-fear", "why-war"])
    Theme.objects.filter(code="why-war").update(is_public=False)
    hidden, never = (client.get(f"/en/matrix/?rows=how&columns={code}").content for code in ("why", "never"))
    assert hidden.replace(b"columns=why", b"columns=never") == never
    assert b"why-war" not in hidden


def test_proposed_codings_do_not_count(client):
    interview = make_interview(TEXTS, themes=["why-war"])
    make_coding(interview, "how-fear", status="proposed")
    assert table(client) == {("how-fear en", "why-war en"): (0, 0)}


def test_the_page_of_a_theme_names_those_that_are_met_with_it(client):
    interview = make_interview(TEXTS, themes=["how-fear", "why-war"])
    make_coding(interview, "why-family", start_ms=0, end_ms=20_000)
    text = client.get("/en/themes/how-fear/").content.decode()
    assert "?theme=how-fear&amp;theme=why-war" in text
    assert "?theme=how-fear&amp;theme=why-family" not in text  # one passage may be chance


def test_labels_are_text_in_the_page_and_no_formula_in_the_file(client):
    make_interview(TEXTS, themes=["how-fear", "why-war"])
    Theme.objects.filter(code="how-fear").update(label_en="=1+1<b>")
    assert "=1+1&lt;b&gt;" in client.get("/en/matrix/").content.decode()
    assert ("'=1+1<b>", "why-war en") in table(client)


def test_an_empty_archive_has_an_empty_matrix(client, db):
    assert client.get("/en/matrix/").status_code == 200
    assert client.get("/en/matrix.csv").content == b"\xef\xbb\xbf"


def test_by_year_the_columns_have_totals_and_the_page_says_what_it_counts(client, db):
    one = make_interview(TEXTS, left_on="2021-04")
    make_interview(TEXTS, left_on="2021")
    make_interview(TEXTS, left_on="2023-01")
    make_interview(TEXTS, left_on="2023", state=HIDDEN_STATES["draft"])
    make_coding(one, "why-war", start_ms=0, end_ms=20_000)
    one.coded_for.add(Theme.objects.get(code="why"))
    text = client.get("/en/matrix/?rows=why&columns=year").content.decode()
    assert "<h1>Themes by year of leaving</h1>" in text
    assert "Number of interviews that speak of the theme, by the year in which the narrator left" in text
    foot = text.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert re.findall(r"<td><span>(\d+)</span>", foot) == ["2", "1", "1", "0"]
    file = client.get("/en/matrix.csv?rows=why&columns=year").content.decode()
    assert "all public interviews,2,,1,\r\n" in file
    assert "fully coded for this question,1,,0,\r\n" in file
    for address in ("themes/", "themes/why/", "themes/why-war/", "matrix/?rows=why"):
        assert 'href="/en/matrix/?rows=why&amp;columns=year"' in client.get(f"/en/{address}").content.decode(), address
    assert 'href="/en/themes/why/"' in text
    assert 'href="/en/themes/"' in text
