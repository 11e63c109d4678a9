"""Two transcripts of an interview read side by side: aligned by moment, each with what is known of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Segment
from tests.factories import make_interview, make_transcript

pytestmark = pytest.mark.django_db

PAGE = "/en/interviews/SIDE-1/"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def interview(db):
    return make_interview(
        ["першае", "другое", "трэцяе"], translations={"en": ["first", "second", "third"]}, accession="SIDE-1"
    )


def rows(client, query):
    """Return, for each passage of the page, its words and those beside it, each with the language of the latter."""
    text = client.get(f"{PAGE}{query}").content.decode()
    found = []
    for one in re.split(r'<div class="passage[ "]', text.partition("interview-foot")[0])[1:]:
        own, _, beside = one.partition('<div class="passage-beside"')
        language = re.search(r'lang="(\w+)"', beside)
        found.append((_texts(own), language and language[1], _texts(beside)))
    return found


def _texts(html):
    return re.findall(r'<p class="passage-(?:text|none unchecked)"[^>]*>(.*?)</p>', html)


def test_each_passage_has_its_moment_in_the_other_language_beside_it(client, interview):
    assert rows(client, "?transcript=be&beside=en") == [
        (["першае"], "en", ["first"]),
        (["другое"], "en", ["second"]),
        (["трэцяе"], "en", ["third"]),
    ]
    assert rows(client, "?transcript=en&beside=be")[1] == (["second"], "be", ["другое"])


def test_passages_that_share_a_moment_stand_together_and_none_is_lost(client, interview):
    english = interview.transcripts.get(language="en")
    english.segments.filter(position=1).update(moment=0)
    assert [row[2] for row in rows(client, "?transcript=be&beside=en")] == [["first", "second"], [], ["third"]]
    # The other way round: the words of a moment that no passage renders follow what was said before them.
    assert [row[2] for row in rows(client, "?transcript=en&beside=be")] == [["першае"], ["другое"], ["трэцяе"]]


@pytest.mark.parametrize("query", ["?transcript=be&beside=en", "?transcript=en&beside=be"])
def test_what_nobody_has_translated_is_said_so_and_shown_once(client, interview, query):
    Segment.objects.filter(transcript__language="en", position=1).delete()
    own, _language, beside = rows(client, query)[1]
    assert sorted([*own, *beside]) == ["not translated yet", "другое"]


def test_between_two_translations_the_original_stands_in_for_what_one_lacks(client, interview):
    make_transcript(interview, "ru", ["раз", "два", "три"])
    Segment.objects.filter(transcript__language="en", position=1).delete()
    assert rows(client, "?transcript=en&beside=ru")[1] == (["другое"], "ru", ["два"])


def test_each_of_the_two_says_how_far_it_was_checked(client, interview):
    interview.transcripts.filter(language="en").update(provenance="machine")
    text = client.get(f"{PAGE}?transcript=be&beside=en").content.decode()
    assert text.count("The words as spoken, in Belarusian.") == 1
    assert text.count("Translated by a machine and not checked by a person") == 1


def test_links_keep_both_and_change_places(client, interview):
    make_transcript(interview, "ru", ["раз", "два", "три"])
    text = client.get(f"{PAGE}?t=20&transcript=be&beside=en").content.decode()
    assert 'href="/en/interviews/SIDE-1/?t=20&amp;transcript=be&amp;beside=en#s1"' in text
    offered = re.findall(r'<a href="\?(.*?)"(?: aria-current="true")? hreflang="(\w+)"', text)
    assert [(query.replace("&amp;", "&"), code) for query, code in offered] == [
        ("t=20&transcript=be&beside=en", "be"),
        ("t=20&transcript=en&beside=be", "en"),
        ("t=20&transcript=ru&beside=en", "ru"),
        ("t=20&transcript=be&beside=en", "en"),
        ("t=20&transcript=be&beside=ru", "ru"),
    ]
    assert 'href="?t=20&amp;transcript=be">Only one language</a>' in text


def test_the_page_in_one_language_offers_both(client, interview):
    text = client.get(PAGE).content.decode()
    assert 'href="?transcript=en&amp;beside=be">Read both side by side</a>' in text
    assert "passage-beside" not in text


def test_a_second_opens_in_both(client, interview):
    text = client.get(f"{PAGE}?t=25&transcript=be&beside=en").content.decode()
    assert re.findall(r'<div class="passage is-current[^"]*" id="(s\d)"', text) == ["s1"]


def test_a_transcript_that_is_not_public_is_beside_nothing(client, interview):
    make_transcript(interview, "ru", [HOSTILE, "секрет", "canary"], workflow="draft")
    hidden, made_up = (client.get(f"{PAGE}?transcript=be&beside={code}").content.decode() for code in ("ru", "uk"))
    assert hidden.replace("beside=ru", "beside=uk") == made_up
    assert "no public transcript in the language asked for" in made_up
    assert "passage-beside" not in made_up
    assert client.get(f"{PAGE}?transcript=be&beside=be").content.decode().count("passage-beside") == 0


def test_hostile_words_are_only_words_beside_others_too(client, interview):
    interview.transcripts.get(language="en").segments.filter(position=1).update(text=HOSTILE)
    text = client.get(f"{PAGE}?transcript=be&beside=en").content.decode()
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("query", ["?transcript=be&beside=en", "?transcript=en&beside=be", "?transcript=en&beside=ru"])
def test_two_languages_take_no_more_statements_than_a_page_may(client, interview, query):
    make_transcript(interview, "ru", ["раз", "два", "три"])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{PAGE}{query}&t=25").status_code == 200
    assert len(queries) <= 15
