"""The search page: it works without JavaScript, says what it did, and shows what is public alone."""

import re
import shutil

import haystack
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Coding, GlossaryTerm, Interview, Narrator, Segment, Series, Theme
from tests.factories import HIDDEN_STATES, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db


def page(client, query="", language="en", status=200):
    """Return the HTML of the search page."""
    response = client.get(f"/{language}/search/{query}")
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def archive(indexed):
    """Make two public interviews that speak of an oath and one that nobody may see."""
    first = make_interview(
        ["We took the oath in May.", "Nothing here.", "The oath again.", "Oath, oath.", "One more oath."],
        language="en",
        accession="FIND-1",
        branch="academy",
        rank="major",
        left_on="2021-03",
        themes=["how-ritual"],
    )
    make_coding(first, "why-war", start_ms=0, end_ms=20_000)
    make_interview(
        ["Another oath."],
        language="en",
        accession="FIND-2",
        branch="interior-troops",
        left_on="2022",
        themes=["how-fear"],
    )
    make_interview(["A hidden oath, canary."], language="en", accession="FIND-3", state=HIDDEN_STATES["draft"])
    indexed()
    return first


def test_the_empty_page_offers_a_box_and_the_themes(client, archive):
    text = page(client)
    assert '<input type="search" id="q" name="q" value=""' in text
    assert 'href="/en/themes/how-ritual/"' in text
    assert "Nothing found" not in text


def test_hits_stand_under_their_interview_marked_and_open_at_their_second(client, archive):
    text = page(client, "?q=oath")
    assert "5 passages" in text
    assert "in 2 interviews" in text
    assert "The <mark>oath</mark> again." in text
    assert 'href="/en/interviews/FIND-1/?t=40&amp;transcript=en#s2"' in text
    assert text.count('class="quote-group"') == 2
    assert "canary" not in text


def test_more_from_one_interview_is_a_link_that_finds_it(client, archive):
    text = page(client, "?q=oath")
    assert "1 more from this interview" in text
    inside = page(client, "?q=oath&interview=FIND-1")
    assert 'href="?q=oath&amp;interview=FIND-1"' in text
    assert "Search in one interview" in inside
    assert "FIND-2" not in inside


def test_facets_are_links_that_narrow_and_widen_again(client, archive):
    text = page(client, "?q=oath")
    assert 'href="?q=oath&amp;branch=academy"' in text
    assert 'href="?q=oath&amp;left_from=2022&amp;left_to=2022"' in text
    assert 'href="?q=oath&amp;theme=how-ritual"' in text
    narrowed = page(client, "?q=oath&branch=academy")
    assert "FIND-2" not in narrowed
    assert re.search(r'<a href="\?q=oath" rel="nofollow" aria-current="true">', narrowed)
    year = page(client, "?q=oath&left_from=2022&left_to=2022")
    assert "FIND-1" not in year
    assert re.search(r'<a href="\?q=oath" rel="nofollow" aria-current="true">', year)


def test_themes_stand_under_their_question(client, archive):
    facets = page(client, "?q=oath").split('<nav class="facets"')[1].split("</nav>")[0]
    assert facets.index("<h3>how en</h3>") < facets.index("how-ritual en")
    assert "<h3>why en</h3>" in facets


def test_filters_in_force_are_chips_that_can_be_taken_away(client, archive):
    text = page(client, "?q=oath&branch=academy&left_from=2021&left_to=2021&sort=date")
    chips = text.split('<ul class="chips no-print" aria-label')[1].split("</ul>")[0]
    assert 'href="?q=oath&amp;left_from=2021&amp;left_to=2021&amp;sort=date"' in chips
    assert 'href="?q=oath&amp;branch=academy&amp;sort=date"' in chips
    assert chips.count("<li>") == 2


def test_asking_again_keeps_the_filters_and_leaves_the_page_number(client, archive):
    text = page(client, "?q=oath&branch=academy&page=1")
    form = text.split('<form action="/en/search/"')[1].split("</form>")[0]
    assert '<input type="hidden" name="branch" value="academy">' in form
    assert 'name="page"' not in form


def test_an_empty_result_helps(client, archive):
    text = page(client, "?q=zzzzzz&branch=academy")
    assert "Nothing found" in text
    assert 'href="?q=zzzzzz"' in text
    assert "sounds like" in text
    assert 'href="/en/themes/how-ritual/"' in text


def test_a_misspelt_word_is_offered_again(client, archive):
    assert re.search(r'Did you mean <a href="\?q=oath">', page(client, "?q=oazh"))


@pytest.mark.parametrize("query", ["?q=" + "a" * 201, "?q=a*", "?branch=canary", "?page=99", "?left_from=20x"])
def test_what_is_refused_is_explained_and_lists_nothing(client, archive, query):
    text = page(client, query, status=400)
    assert "notice-error" in text
    assert "FIND-1" not in text


def test_operators_alone_find_nothing_and_say_so(client, archive):
    text = page(client, "?q=***")
    assert "FIND-1" not in text
    assert '<p class="notice">' in text


def test_a_broken_index_is_said_to_be_broken_and_never_empty(client, archive):
    path = haystack.connections["default"].options["PATH"]
    shutil.rmtree(path)
    response = client.get("/en/search/?q=oath")
    assert response.status_code == 503
    assert "Search is being repaired" in response.content.decode()
    assert "Nothing found" not in response.content.decode()
    assert client.get("/en/search/").status_code == 200


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_hidden_is_gone_from_page_facets_and_counts_at_once(client, archive, state):
    Interview.objects.filter(accession="FIND-1").update(**HIDDEN_STATES[state])
    text = page(client, "?q=oath")
    assert "1 passage" in text
    for trace in ("FIND-1", "academy", "2021", "how-ritual", "in May"):
        assert trace not in text


def test_hidden_and_made_up_filters_answer_alike(client, archive):
    make_theme("why-secret", is_public=False)
    for name, hidden, made_up in (("theme", "why-secret", "why-madeup"), ("interview", "FIND-3", "FIND-9")):
        answers = [page(client, f"?q=oath&{name}={code}", status=400).replace(code, "X") for code in (hidden, made_up)]
        assert answers[0] == answers[1]


def test_other_names_that_were_searched_are_shown_and_switched_off_by_a_link(client, archive):
    GlossaryTerm.objects.create(key="oath", forms_be="прысяга", forms_en="oath|vow")
    text = page(client, "?q=прысяга&branch=academy")
    assert 'Also searched: <bdi lang="en">oath</bdi>, <bdi lang="en">vow</bdi>' in text
    assert "4 passages" in text
    off = "?q=%D0%BF%D1%80%D1%8B%D1%81%D1%8F%D0%B3%D0%B0&amp;branch=academy&amp;without=oath"
    assert f'href="{off}"' in text
    left_out = page(client, off.replace("&amp;", "&"))
    assert "Nothing found" in left_out
    assert 'Not searched: <bdi lang="en">oath</bdi>, <bdi lang="en">vow</bdi>' in left_out
    assert f'href="{off.removesuffix("&amp;without=oath")}"' in left_out


def test_what_was_left_out_stays_so_in_every_link_and_form(client, archive):
    text = page(client, "?q=oath&without=vow&mode=exact")
    assert '<input type="hidden" name="without" value="vow">' in text
    assert "q=oath&amp;without=vow&amp;mode=exact&amp;theme=how-ritual" in text
    assert ">vow</bdi>" not in text


def test_other_names_are_switched_off_discreetly_too(client, archive):
    GlossaryTerm.objects.create(key="oath", forms_be="прысяга", forms_en="oath")
    text = client.post("/en/search/", {"q": "прысяга"}).content.decode()
    step = re.search(r'name="step" value="([^"]*without=oath)"', text)[1]
    assert "Not searched:" in client.post("/en/search/", {"step": step.replace("&amp;", "&")}).content.decode()


def test_the_notice_of_a_series_stands_over_its_hits(client, archive, indexed):
    Interview.objects.filter(accession="FIND-2").update(
        series=Series.objects.create(code="s", title_en="S", notice_en="Only a sample.")
    )
    indexed()
    assert "Only a sample." in page(client, "?q=another", "en")
    assert "Only a sample." not in page(client, "?q=may")


def test_a_word_in_another_language_is_marked_as_such(client, archive):
    assert '<p class="passage-text" lang="en">' in page(client, "?q=oath", "be")
    assert '<p class="passage-text">' in page(client, "?q=oath", "en")


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_it_answers_in_every_language_without_a_cookie(client, archive, language):
    response = client.get(f"/{language}/search/?q=oath")
    assert f'<html lang="{language}">' in response.content.decode()
    assert not response.cookies


def test_more_hits_take_no_more_statements(client, archive, indexed):
    def statements(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, query)
        return len(queries)

    one, many = statements("?q=may"), statements("?q=oath")
    assert one == many <= 10
    assert statements("?q=zzzzzz") <= 15


def test_hostile_words_come_out_as_words(client, archive, indexed):
    hostile = "<script>alert(1)</script>\"><img src=x onerror='alert(2)'>]]> oath"
    languages = ("be", "ru", "uk", "en")
    Segment.objects.update(text=hostile, speaker=hostile)
    Narrator.objects.filter(interviews__accession="FIND-1").update(name=hostile)
    Interview.objects.update(**{f"title_{code}": hostile for code in languages})
    Theme.objects.update(**{f"label_{code}": hostile for code in languages})
    Coding.objects.update(**{f"gist_{code}": hostile for code in languages})
    GlossaryTerm.objects.create(key="oath", forms_en=f"oath|{hostile}")
    indexed()
    for query in ("?q=oath", "?q=oath&branch=academy&theme=how-ritual"):
        text = page(client, query)
        assert "<mark>oath</mark>" in text
        assert "<img" not in text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
    asked = client.get("/en/search/", {"q": hostile, "branch": hostile}).content.decode()
    assert "<img" not in asked
    assert "<script>alert" not in asked


def test_long_findings_have_pages(client, indexed):
    for number in range(21):
        make_interview(["An oath."], language="en", accession=f"LONG-{number}")
    indexed()
    assert 'href="?q=oath&amp;page=2"' in page(client, "?q=oath")
    assert page(client, "?q=oath&page=2").count('class="quote-group"') == 1


def test_a_theme_or_an_interview_of_that_name_is_pointed_to(client, archive):
    Theme.objects.filter(code="how-ritual").update(label_en="Oath and parade")
    assert 'Theme: <a href="/en/themes/how-ritual/">' in page(client, "?q=oath")
    assert 'Interview: <a href="/en/interviews/FIND-1/">' in page(client, "?q=find-1")
    assert "Interview: <a" not in page(client, "?q=FIND-3")  # nobody may see that one
    Theme.objects.filter(code="how-ritual").update(is_public=False)
    assert "Theme: <a" not in page(client, "?q=oath")


def test_a_narrator_of_that_name_is_pointed_to(client, archive):
    for accession, name in (("FIND-1", "Vera"), ("FIND-3", "Canary")):
        Interview.objects.filter(accession=accession).update(narrator=Narrator.objects.create(name=name))
    assert 'Narrator: <a href="/en/interviews/FIND-1/"><bdi>Vera</bdi></a>' in page(client, "?q=vera")
    assert "Narrator:" not in page(client, "?q=ver")  # a word that somebody typed to its end
    assert "Narrator:" not in page(client, "?q=canary")  # nobody may see her interview


def test_past_the_last_page_the_last_one_is_shown(client, archive):
    assert "FIND-1" in page(client, "?q=oath&page=40")


@pytest.mark.parametrize(
    ("typed", "label", "address"),
    [
        ("oa*", "Search instead for", "?q=oa"),
        ("oazh", "Did you mean", "?q=oath"),
        ("(oath", "Read as:", "?q=oath"),
        ("щфер", "Search for the words as typed:", "?q=%3D%D1%89%D1%84%D0%B5%D1%80"),
        ("theme:qqqq oath", "Did you mean", "?q=oath"),
        ("speeker:Narrator", "Did you mean", "?q=speaker%3ANarrator"),
    ],
)
@pytest.mark.parametrize("discreetly", [False, True])
def test_another_query_is_a_press_away(client, archive, typed, label, address, discreetly):
    if discreetly:
        text = client.post("/en/search/", {"q": typed, "branch": "academy"}).content.decode()
        told = re.search(f'{label} <button class="step" type="submit" name="step" value="([^"]*)"', text)
        assert text.count("<form") == text.count("</form>")
    else:
        text = client.get("/en/search/", {"q": typed, "branch": "academy"}).content.decode()
        told = re.search(f'{label} <a href="([^"]*)"', text)
    assert told
    assert set(told[1].replace("&amp;", "&")[1:].split("&")) == {address[1:], "branch=academy"}


def test_a_name_that_is_not_there_leads_to_the_list_it_could_be_in(client, archive):
    assert '<a href="/en/themes/">All themes</a>' in page(client, "?q=theme:qqqq")
    assert '<a href="/en/interviews/">All interviews</a>' in page(client, "?q=speaker:qqqq")
    assert "All themes" not in page(client, "?q=qqqq")


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_the_page_leads_to_its_explanation(client, archive, language):
    assert f'<a href="/{language}/search/help/">' in page(client, "", language)
    response = client.get(f"/{language}/search/help/")
    assert response.status_code == 200
    assert not response.cookies
    assert f'href="/{language}/search/?q=' in response.content.decode()
    assert client.post(f"/{language}/search/help/").status_code == 405
