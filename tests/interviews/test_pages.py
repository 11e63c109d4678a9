"""Every page that readers see: it answers, in its language, for public records alone, in few statements."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from interviews.models import Interview, Recording, Series
from tests.factories import DRAFT, HIDDEN_STATES, make_coding, make_interview, make_theme, make_transcript

pytestmark = pytest.mark.django_db

LANGUAGES = ("be", "ru", "uk", "en")
PAGES = (
    "",
    "interviews/",
    "interviews/?language=be&branch=academy&rank=major&left=2021&theme=why-war&sort=left",
    "interviews/PAGE-1/",
    "interviews/PAGE-1/?t=25&transcript=en",
    "themes/",
    "themes/why/",
    "themes/why-war/",
    "safety/",
    "search/",
)


@pytest.fixture
def archive(db):
    """Make a public interview with everything a page can show, and one that nobody may see."""
    series = Series.objects.create(code="pages", title_en="Pages", notice_en="Every page says this.")
    interview = make_interview(
        ["першае", "другое", "трэцяе"],
        translations={"en": ["first", "second", "third"]},
        themes=["how-fear"],
        branch="academy",
        rank="major",
        narrator="Лявон",
        accession="PAGE-1",
        left_on="2021-03",
        recorded_on="2024-05-17",
        published_on="2024-06",
        summary_en="A summary.",
        series=series,
    )
    make_coding(interview, "why-war", start_ms=20_000, end_ms=60_000, gist_en="The gist.")
    make_interview(["canary"], state=DRAFT, themes=["why-hidden"], accession="PAGE-2", branch="canary-branch")
    Recording.objects.create(interview=interview, url="https://video.example/watch?v=1", duration_ms=60_000)
    return interview


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_its_language_and_leaves_no_cookie(client, archive, language, page):
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_inline_code_or_another_host(client, archive, page, settings):
    text = client.get(f"/en/{page}", HTTP_HOST="mirror.example").content.decode()
    assert "mirror.example" not in text
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', text)
    away = ("video.example", settings.LEAVE_FOR)  # nothing but links that wait for a tap
    assert [one for one in addresses if "//" in one and not any(name in one for name in away)] == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_take_few_statements_however_much_they_show(client, archive, page):
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/{page}").status_code == 200
        return len(queries)

    before = statements()
    for _ in range(3):
        more = make_interview(
            ["a", "b", "c"], translations={"en": ["d", "e", "f"]}, branch="academy", rank="major", left_on="2021"
        )
        make_coding(more, "why-war", start_ms=0, end_ms=20_000)
        make_coding(archive, "who-peers", start_ms=0, end_ms=20_000)
    assert before <= statements() <= 15


def test_the_language_links_keep_page_and_query_and_name_no_host(client, archive):
    text = client.get("/be/interviews/PAGE-1/?t=25&transcript=en").content.decode()
    assert 'href="/ru/interviews/PAGE-1/?t=25&amp;transcript=en" lang="ru" hreflang="ru"' in text


def test_text_in_another_language_is_marked_with_it(client, archive):
    Interview.objects.filter(pk=archive.pk).update(title_uk="", title_ru="Русский заголовок", title_be="")
    text = client.get("/uk/interviews/").content.decode()
    assert '<span lang="ru">Русский заголовок</span>' in text
    assert '<span lang="ru">' not in client.get("/ru/interviews/").content.decode()


@pytest.mark.parametrize("page", ["", "interviews/", "interviews/PAGE-1/", "themes/why/", "themes/why-war/"])
def test_the_notice_of_a_series_is_on_every_page_of_its_records(client, archive, page):
    assert "Every page says this." in client.get(f"/en/{page}").content.decode()
    Interview.objects.update(series=None)
    assert "Every page says this." not in client.get(f"/en/{page}").content.decode()


@pytest.mark.parametrize("page", ["", "interviews/", "themes/", "themes/why/", "themes/why-war/"])
def test_what_is_not_public_leaves_no_trace(client, archive, page):
    text = client.get(f"/en/{page}").content.decode()
    assert "PAGE-2" not in text
    assert "canary" not in text


@pytest.mark.parametrize("path", ["interviews/{}/", "themes/{}/", "interviews/{}/transcript.be.vtt"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_and_made_up_are_the_same_not_found(client, archive, language, path):
    make_theme("why-secret", is_public=False)
    hidden, made_up = ("why-secret", "why-madeup") if "themes" in path else ("PAGE-2", "PAGE-9")
    answers = [client.get(f"/{language}/{path.format(name)}?q={name}") for name in (hidden, made_up)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert made_up.encode() not in answers[1].content
    assert answers[0].headers == answers[1].headers


def test_the_list_filters_by_everything_it_offers(client, archive):
    make_interview(["x"], language="ru", accession="PAGE-3", branch="kgb", left_on="2022")
    for query in ("branch=academy", "rank=major", "left=2021", "theme=why-war", "theme=why", "language=en"):
        text = client.get(f"/en/interviews/?{query}").content.decode()
        assert "PAGE-1" in text, query
        assert "PAGE-3" not in text, query
    text = client.get("/en/interviews/?language=ru").content.decode()
    assert "PAGE-3" in text
    assert "PAGE-1" not in text


def test_the_counts_of_a_filter_hold_under_the_other_filters(client, archive):
    make_interview(["x"], accession="PAGE-3", branch="academy", rank="captain", left_on="2022")
    text = client.get("/en/interviews/?rank=captain").content.decode()
    assert re.search(r'<option value="academy"[^>]*>[^<]*\(1\)', text)
    assert re.search(r'<option value="captain" selected[^>]*>[^<]*\(1\)', text)
    assert re.search(r'<option value="major"[^>]*>[^<]*\(1\)', text)


@pytest.mark.parametrize(
    "query", ["branch=canary-branch", "branch=madeup", "theme=why-hidden", "left=20%00", "rank=(("]
)
def test_an_unknown_filter_lists_nothing_and_says_so(client, archive, query):
    response = client.get(f"/en/interviews/?{query}")
    assert response.status_code == 200
    assert "PAGE-1" not in response.content.decode()
    assert "notice-warn" in response.content.decode()


def test_a_filter_in_force_can_be_taken_away(client, archive):
    text = client.get("/en/interviews/?branch=academy&rank=major&page=1").content.decode()
    assert 'class="chip chip-on" href="?rank=major"' in text


def test_long_lists_have_pages(client):
    for _ in range(25):
        make_interview()
    first = client.get("/en/interviews/?sort=newest").content.decode()
    second = client.get("/en/interviews/?page=2").content.decode()
    assert first.count('<li class="entry">') == 24
    assert second.count('<li class="entry">') == 1
    assert 'href="?sort=newest&amp;page=2"' in first


def test_a_share_names_its_denominator(client):
    why = make_theme("why")
    for number in range(3):
        interview = make_interview(["words"], themes=["why-war"] if number == 0 else [])
        interview.coded_for.set([why] if number < 2 else [])
    make_interview(["words"], state=DRAFT, themes=["why-war"]).coded_for.set([why])
    text = client.get("/en/themes/why-war/").content.decode()
    assert "in 1 of 2 coded interviews" in text
    assert "1 not fully coded yet" in text


def test_a_count_without_a_denominator_says_that_it_is_no_share(client, archive):
    assert "the number is not a share" in client.get("/en/themes/why-war/").content.decode()


def test_a_passage_of_a_theme_shows_its_words_and_opens_at_its_second(client, archive):
    text = client.get("/en/themes/why-war/").content.decode()
    assert "The gist." in text
    assert "second" in text
    assert "third" in text
    assert ">first<" not in text
    assert 'href="/en/interviews/PAGE-1/?t=20&amp;transcript=en#s1"' in text


def test_passages_are_in_the_readers_language_where_there_is_a_public_transcript(client, archive):
    assert "другое" in client.get("/ru/themes/why-war/").content.decode()
    make_transcript(archive, "ru", ["раз", "два", "три"], workflow="draft")
    assert "два" not in client.get("/ru/themes/why-war/").content.decode()
    archive.transcripts.filter(language="ru").update(workflow="published")
    assert "два" in client.get("/ru/themes/why-war/").content.decode()


def test_an_untimed_passage_is_found_by_its_position(client):
    interview = make_interview(["a", "b"], timed=False, accession="PAGE-5")
    make_coding(interview, "why-war", first_position=1, last_position=1)
    text = client.get("/be/themes/why-war/").content.decode()
    assert 'href="/be/interviews/PAGE-5/?s=1&amp;transcript=be#s1"' in text


def test_the_front_page_shows_the_questions_with_counts_and_the_newest(client, archive):
    text = client.get("/en/").content.decode()
    for code in ("why", "why-war", "how", "how-fear"):
        assert f'href="/en/themes/{code}/"' in text
    assert 'action="/en/search/"' in text
    assert "PAGE-1" in text
    assert 'href="/en/safety/"' in text


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_the_front_page_of_an_archive_with_nothing_public_is_a_page(client, state):
    make_interview(["words"], state=HIDDEN_STATES[state], themes=["why-war"])
    response = client.get("/en/")
    assert response.status_code == 200
    assert "TEST-" not in response.content.decode()


def test_the_page_for_our_own_mistakes_stands_alone():
    for language in LANGUAGES:
        with override(language):
            text = render_to_string("500.html")
        assert f'<html lang="{language}">' in text
        assert f'href="/{language}/"' in text


def test_public_pages_take_no_writes(client, archive):
    for page in PAGES:
        # A discreet search is asked for by POST, and it writes nothing either.
        assert client.post(f"/en/{page}").status_code == (200 if page.startswith("search/") else 405)


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_every_page_links_the_page_on_safety_and_the_way_out(client, archive, language, settings):
    settings.LEAVE_FOR = "https://weather.example/"
    texts = [client.get(f"/{language}/{page}").content.decode() for page in (*PAGES, "no-such/", "search/?q=a*")]
    with override(language):
        texts += [render_to_string("500.html"), render_to_string("400.html")]
    for text in texts:
        assert f'href="/{language}/safety/"' in text
        assert text.count('<a class="leave" href="https://weather.example/" rel="noreferrer noopener"') == 1
        assert text.count("js/site.js") == 1


def test_the_page_on_safety_says_what_each_control_does_not_do(client, settings):
    settings.LEAVE_FOR = "https://weather.example/tomorrow"
    text = client.get("/en/safety/").content.decode()
    for said in (
        "It does not clear the history",
        "opens weather.example in place of the page",
        "It does not hide that you were on this site",
        "Someone who takes your phone",
        "Someone who takes this server",
        "Someone who measures the traffic",
    ):
        assert said in text
    assert 'id="discreet"' in text
    assert 'id="leave"' in text


def test_the_onion_is_named_on_the_page_on_safety_if_there_is_one(client, settings):
    assert ".onion" not in client.get("/en/safety/").content.decode()
    settings.ONION_ADDRESS = f"http://{'a' * 56}.onion"
    assert f'href="http://{"a" * 56}.onion/"' in client.get("/en/safety/").content.decode()


def test_how_to_search_is_linked_from_the_box_and_from_the_foot_of_every_page(client, db):
    assert client.get("/en/").content.decode().count('href="/en/search/help/"') == 2
    for address in ("interviews/", "safety/", "themes/"):
        assert 'href="/en/search/help/"' in client.get(f"/en/{address}").content.decode()
