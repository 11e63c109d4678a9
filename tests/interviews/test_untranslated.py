"""What pages say where nobody has translated the words into the reader's language yet, and what they offer instead."""

import pytest

from interviews.models import PathStep, ReadingPath
from tests.factories import make_coding, make_interview

pytestmark = pytest.mark.django_db
NONE_YET = "There is no translation into English yet."


@pytest.fixture
def spoken(db):
    """Make an interview in Belarusian and Russian, and its path of one step."""
    made = make_interview(["раз", "два"], translations={"ru": ["один", "другой"]}, accession="LACK-1")
    path = ReadingPath.objects.create(slug="doubts", state="published", title_en="The path")
    PathStep.objects.create(path=path, interview=made, start_ms=20_000, end_ms=40_000)
    return made


def page(client, query="", language="en"):
    return client.get(f"/{language}/interviews/LACK-1/{query}").content.decode()


def test_an_interview_says_at_its_head_that_it_is_not_translated_and_what_there_is(client, spoken):
    text = page(client)
    head = text.partition("data-transcript")[0]
    assert f"{NONE_YET} These words are in Belarusian." in head
    assert '<a href="?transcript=ru" hreflang="ru">Russian</a>' in head
    assert "sentences in your language" not in text
    assert f"{NONE_YET} These words are in Russian." in page(client, "?transcript=ru")
    for language in ("be", "ru"):
        assert "notice untranslated" not in page(client, language=language)


def test_a_link_to_a_moment_finds_it_said_beside_the_passage(client, spoken):
    make_coding(spoken, "why-war", start_ms=0, end_ms=20_000, gist_en="What is told.")
    text = page(client, "?t=20")
    assert text.count(NONE_YET) == 2
    assert NONE_YET in text.partition('id="s1"')[2]
    assert "sentences in your language" in text


def test_a_step_of_a_path_offers_a_gist_and_the_other_languages(client, spoken, django_assert_max_num_queries):
    make_coding(spoken, "why-war", start_ms=21_000, end_ms=30_000, gist_en="He was <afraid>.")
    make_coding(spoken, "why-family", start_ms=0, end_ms=10_000, gist_en="Not of this step.")
    make_coding(spoken, "why-truth", start_ms=21_000, end_ms=30_000, gist_en="Proposed.", status="proposed")
    with django_assert_max_num_queries(15):
        text = client.get("/en/paths/doubts/").content.decode()
    assert f"{NONE_YET} These words are in Belarusian." in text
    assert '<a href="/en/interviews/LACK-1/?t=20&amp;transcript=ru" hreflang="ru">Russian</a>' in text
    assert "He was &lt;afraid&gt;." in text
    assert "Not of this step" not in text
    assert "Proposed" not in text
    assert "untranslated" not in client.get("/ru/paths/doubts/").content.decode()


def test_a_translation_that_is_not_public_is_none(client, spoken):
    spoken.transcripts.filter(language="ru").update(workflow="draft")
    assert "Russian" not in page(client).partition("data-transcript")[0].partition("untranslated")[2]
    assert "transcript=ru" not in client.get("/en/paths/doubts/").content.decode()


def test_the_rest_of_a_translation_names_the_language_as_spoken(client, db):
    make_interview(["раз", "два"], translations={"en": ["one"]}, accession="LACK-1")
    text = page(client)
    assert "not translated yet; as spoken, in Belarusian" in text
    assert "notice untranslated" not in text
