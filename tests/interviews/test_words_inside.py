"""Words marked in an interview without a script: where they stand, what leads from one to the next."""

import re

import pytest

from interviews import inside
from interviews.models import GlossaryTerm, Recording
from tests.factories import HIDDEN_STATES, make_coding, make_interview

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def interview(db):
    texts = ["Мы чыталі прысягу ў полі.", "Нічога.", "Прысяга, зноў прысягаў.", "Без прысягі ніхто."]
    english = ["We read the oath.", "Nothing.", "An oath, again oaths; no loath.", "No one without it."]
    return make_interview(texts, translations={"en": english}, accession="FIND-1")


def page(client, query, language="be"):
    return client.get(f"/{language}/interviews/FIND-1/{query}").content.decode()


def marks(text):
    return re.findall(r"<mark>(.*?)</mark>", text)


def test_forms_and_beginnings_are_marked_counted_and_linked_one_after_the_other(client, interview):
    text = page(client, "?find=прысяга")
    assert marks(text)[:2] == ["прысягу", "Прысяга"]
    assert "прысягі" in marks(text)
    box = text.partition('id="found"')[2].partition("</div>")[0]
    assert re.findall(r'href="#(s\d)"', box) == ["s0", "s2", "s3"]
    assert re.findall(r'href="#(s\d)"', text.partition('id="s2"')[2].partition('id="s3"')[0]) == ["s0", "s3"]
    assert "?interview=FIND-1&amp;q=%D0%BF%D1%80" in box
    assert marks(page(client, "?q=oath&transcript=en", "en")) == ["oath", "oath", "oaths"]
    assert len(marks(page(client, "?find=oath&transcript=be&beside=en"))) == 3


def test_words_are_looked_for_side_by_side_else_each_in_one_passage(client, interview):
    assert marks(page(client, "?find=зноў+прысяг")) == ["зноў прысяг"]
    assert marks(page(client, "?find=полі+чыталі")) == ["чыталі", "полі"]
    assert marks(page(client, "?find=полі+нічога")) == []
    assert "Not in these words" in page(client, "?find=zubrovka", "en")


@pytest.mark.parametrize("typed", ["", "а", "((", "%", "я" * 201])
def test_what_is_no_word_is_not_looked_for(client, interview, typed):
    text = client.get("/en/interviews/FIND-1/", {"find": typed}).content.decode()
    assert "<mark>" not in text
    assert 'id="found"' not in text


def test_hostile_words_stay_words_and_terms_stay_terms(client, db):
    make_interview([f"{HOSTILE} КДБ тут"], accession="FIND-1")
    GlossaryTerm.objects.create(key="kgb", forms_be="КДБ", definition_be="Служба.")
    text = page(client, f"?find={HOSTILE}")
    assert "<img" not in text
    text = page(client, "?find=КДБ+тут")
    assert re.search(r'<a class="term" href="#s0-kgb"><mark>КДБ</mark></a><mark> тут</mark>', text)


def test_it_takes_no_more_statements_and_tells_nothing_of_what_is_hidden(client, interview, django_assert_num_queries):
    page(client, "")
    with django_assert_num_queries(_statements(client, "")):
        page(client, "?find=прысяга")
    hidden = make_interview(["прысяга"], accession="FIND-2", state=HIDDEN_STATES["draft"])
    answers = [client.get(f"/be/interviews/{one}/?find=прысяга") for one in (hidden.accession, "FIND-9")]
    assert answers[0].status_code == 404
    assert answers[0].content.replace(b"FIND-2", b"FIND-9") == answers[1].content


def _statements(client, query):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        page(client, query)
    return len(asked)


def test_ranges_that_overlap_are_one():
    words = inside.wanted("раз")
    assert words.side_by_side("Раз, разы; зараз.") == [(0, 3), (5, 9)]
    assert inside.wanted("прысяга").side_by_side("прыся\u0301га") == [(0, 8)]
    assert inside.wanted("п'яты елка").side_by_side("п’яты ёлка") == [(0, 10)]


def test_no_more_words_are_looked_for_than_a_search_takes():
    assert inside.wanted(" ".join(["так"] * 16)) is not None
    assert inside.wanted(" ".join(["так"] * 17)) is None
    found = inside.find(inside.wanted("загад няма прысяга"), ["Прысяга і загад.", "Загад, а няма прысягі."])
    assert found == {"Прысяга і загад.": [], "Загад, а няма прысягі.": [(0, 5), (9, 13), (14, 21)]}


def test_without_a_script_the_player_stands_at_the_moment_and_a_part_kept_elsewhere_says_so(client, interview):
    Recording.objects.create(interview=interview, part=1, file="a.mp3", media_type="audio/mpeg")
    Recording.objects.create(interview=interview, part=2, url="https://video.example/w/2", offset_ms=40_000)
    text = page(client, "?t=25", "en")
    here = text.partition('id="s1"')[2].partition('id="s2"')[0]
    assert '<noscript><p class="passage-player" lang="en"><audio controls preload="none" src="/en/' in here
    assert "recording.1#t=25" in here
    assert text.count("passage-time plays-away") == 2
    assert text.count("passage-time plays") == 4
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    make_coding(interview, "why-war", start_ms=41_000, end_ms=60_000)
    theme = client.get("/en/themes/why-war/").content.decode()
    assert re.findall(r'<a class="(play|go)" href="[^"]*t=(\d+)', theme) == [("play", "0"), ("go", "40")]
    away = page(client, "?t=45", "en").partition('id="s2"')[2].partition('id="s3"')[0]
    assert "passage-player" not in away
    assert 'href="https://video.example/w/2?start=5"' in away
    Recording.objects.create(interview=interview, part=3, file="b.mp3", media_type="audio/mpeg", offset_ms=40_000)
    assert "plays-away" not in page(client, "", "en")
