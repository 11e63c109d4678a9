"""What stands beside a passage that was found: the same moment in the reader's language, or as it was spoken."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from interviews.models import Segment, Transcript
from search.aligned import Aligned
from search.finding import Criteria, find
from tests.factories import make_interview, make_transcript
from tests.search.test_search_page import page

pytestmark = pytest.mark.django_db


def beside(words: str, reads: str = "en", **criteria) -> list[Aligned | None]:
    """Return what stands beside each hit, in their order."""
    with override(reads):
        found = find(Criteria(q=words, **criteria), grouped=True)
        return [hit.aligned for group in found.groups for hit in group.hits]


def test_the_reader_s_language_stands_beside_what_was_said(indexed):
    make_interview(
        ["Мы прысягалі.", "Іншае."], translations={"en": ["We swore.", "Other."], "ru": ["Клялись.", "Иное."]}
    )
    indexed()
    assert beside("прысягалі") == [Aligned("en", "translation", "reviewed", "We swore.")]
    assert beside("прысягалі", "ru") == [Aligned("ru", "translation", "reviewed", "Клялись.")]
    assert beside("прысягалі", "uk") == beside("прысягалі", "be") == [None]


def test_beside_a_translation_in_the_reader_s_language_stands_what_was_said(indexed):
    make_interview(["Мы прысягалі.", "Іншае."], translations={"en": ["We swore.", "Other."]})
    indexed()
    assert beside("swore") == [Aligned("be", "original", "reviewed", "Мы прысягалі.")]
    assert beside("swore", "uk") == [Aligned("be", "original", "reviewed", "Мы прысягалі.")]


def test_several_passages_of_the_same_moment_stand_together_in_their_order(indexed):
    interview = make_interview(["Мы прысягалі тады."], translations={"en": ["We swore,", "back then."]})
    Segment.objects.filter(transcript__interview=interview).update(moment=0)
    indexed()
    assert [one.text for one in beside("прысягалі")] == ["We swore, back then."]


def test_a_translation_cut_more_coarsely_is_aligned_by_shared_time(indexed):
    interview = make_interview(["Адзін", "Два", "Прысяга", "Чатыры"])
    english = make_transcript(interview, "en", ["One, two, oath.", "Four."])
    for position, (start, end, moment) in enumerate([(0, 60_000, 0), (60_000, 80_000, 3)]):
        Segment.objects.filter(transcript=english, position=position).update(start_ms=start, end_ms=end, moment=moment)
    indexed()
    assert [one.text for one in beside("прысяга")] == ["One, two, oath."]


def test_an_untimed_translation_cut_more_coarsely_is_aligned_by_the_moment_before(indexed):
    interview = make_interview(["Адзін", "Два", "Прысяга", "Чатыры"], timed=False)
    english = make_transcript(interview, "en", ["One, two, oath.", "Four."], timed=False)
    Segment.objects.filter(transcript=english, position=1).update(moment=3)
    indexed()
    assert [one.text for one in beside("прысяга")] == ["One, two, oath."]


@pytest.mark.parametrize("workflow", ["draft", "hidden"])
def test_a_hidden_translation_stands_beside_nothing(indexed, workflow):
    make_interview(["Прысяга"], translations={"en": ["Hidden oath"]})
    Transcript.objects.filter(language="en").update(workflow=workflow)
    indexed()
    assert beside("прысяга") == [None]


def test_a_translation_hidden_after_indexing_is_not_shown(indexed):
    make_interview(["Прысяга"], translations={"en": ["Hidden oath"]})
    indexed()
    Transcript.objects.filter(language="en").update(workflow="hidden")
    assert beside("прысяга") == []  # until the index has followed, the interview is not found at all
    indexed()
    assert beside("прысяга") == [None]


def test_more_hits_take_no_more_statements(indexed, client):
    def statements(count):
        with CaptureQueriesContext(connection) as queries:
            assert page(client, "?q=прысяга").count('class="aligned"') == count
        return len(queries)

    make_interview(["Прысяга"], translations={"en": ["Oath"]})
    indexed()
    one = statements(1)
    for _ in range(9):
        make_interview(["Прысяга", "Прысяга"], translations={"en": ["Oath", "Oath"]})
    indexed()
    assert statements(19) == one


def test_the_page_says_whose_words_they_are_and_how_far_they_were_checked(indexed, client):
    make_interview(["Мы <b>прысягалі</b>."], translations={"en": ["We <b>swore</b>."]})
    Transcript.objects.filter(language="en").update(provenance="machine")
    indexed()
    text = page(client, "?q=прысягалі")
    assert "We &lt;b&gt;swore&lt;/b&gt;." in text
    assert 'lang="be">Мы &lt;b&gt;<mark>прысягалі</mark>&lt;/b&gt;.' in text
    _, original, translation = text.partition('class="quote"')[2].partition('class="aligned"')[0::1]
    assert "machine translation, not checked" not in original
    assert (
        translation.partition("passage-text")[0].count("translation") == 1
    )  # said once, not "translation" before it too
    assert "machine translation, not checked" in translation


def test_what_was_said_is_a_step_away_beside_its_translation(indexed, client):
    make_interview(["Мы прысягалі."], translations={"en": ["We swore."]})
    indexed()
    text = page(client, "?q=swore")
    assert "We <mark>swore</mark>." in text
    assert text.index("We <mark>swore") < text.index('<details class="aligned">') < text.index("Мы прысягалі.")
