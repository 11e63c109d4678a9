"""What the pages and the API ask for: counts, denominators, languages and passages of public records."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from interviews import circumstances, evidence, reading
from interviews.models import Interview, Recording, Segment, Theme
from interviews.templatetags.archive import clock, partial_date, shortened
from tests.factories import DRAFT, make_coding, make_interview, make_theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("available", "original", "wanted", "shown"),
    [
        (["be", "en", "ru"], "be", "ru", "ru"),
        (["be", "en"], "be", "", "en"),
        (["be", "ru"], "be", "uk", "be"),
        (["uk", "ru"], "be", "", "ru"),
        ([], "be", "be", ""),
    ],
)
def test_the_language_shown_is_the_wanted_else_the_readers_else_the_original(available, original, wanted, shown):
    with override("en"):
        assert reading.shown_language(available, original, wanted) == shown


def test_the_address_of_a_passage_has_its_second_its_language_and_its_place():
    make_interview(["a", "b"], accession="READ-1")
    make_interview(["a", "b"], accession="READ-2", timed=False)
    with override("uk"):
        timed, untimed = Segment.objects.filter(position=1).order_by("transcript__interview__accession")
        assert reading.passage_url(timed) == "/uk/interviews/READ-1/?t=20&transcript=be#s1"
        assert reading.passage_url(untimed) == "/uk/interviews/READ-2/?s=1&transcript=be#s1"


def test_themes_of_segments_leave_out_what_only_touches_and_hold_what_speaks_of_the_whole():
    interview = make_interview(["a", "b", "c"], themes=["how-fear"])
    make_coding(interview, "why-war", start_ms=10_000, end_ms=20_000)
    make_coding(interview, "why-orders", start_ms=15_000, end_ms=45_000)
    found = reading.themes_of_segments(interview.transcripts.get())
    assert [set(found[one.pk]) for one in Segment.objects.order_by("position")] == [
        {"how-fear", "why-war", "why-orders"},
        {"how-fear", "why-orders"},
        {"how-fear", "why-orders"},
    ]


def test_counts_are_of_public_records_and_a_question_counts_each_interview_once():
    interview = make_interview(["a", "b"], themes=["why-war"])
    make_coding(interview, "why-war", start_ms=0, end_ms=20_000)
    make_coding(interview, "why-orders", start_ms=0, end_ms=20_000)
    make_interview(["a"], themes=["why-war"], state=DRAFT)
    counts = reading.theme_counts()
    by_code = {one.code: counts.get(one.pk) for one in Theme.objects.all()}
    assert by_code["why-war"] == reading.ThemeCount(interviews=1, passages=1)
    assert by_code["why"] == reading.ThemeCount(interviews=1, passages=2)


def test_the_codebook_takes_three_statements_and_shows_what_is_public():
    make_interview(["a"], themes=["why-war", "why-orders", "how-fear"])
    make_theme("how-secret", is_public=False)
    make_theme("who-peers")
    Theme.objects.filter(code="who").update(retired=True)
    with CaptureQueriesContext(connection) as queries:
        book = reading.codebook()
    assert len(queries) == 3
    assert {one.question.code: [theme.code for theme, _count in one.themes] for one in book} == {
        "how": ["how-fear"],
        "why": ["why-orders", "why-war"],
    }


def test_a_share_counts_what_was_met_outside_the_coded_interviews_apart():
    why = make_theme("why")
    coded, uncoded = (make_interview(["a"], themes=["why-war"]) for _ in range(2))
    coded.coded_for.set([why])
    make_interview(["a"])
    met = evidence.tally(why)
    among = circumstances.known(why).interviews
    war = met[make_theme("why-war").pk]
    assert evidence.share(war, among) == evidence.Share(found=1, coded=1, uncoded=2, elsewhere=1)
    assert evidence.share(evidence.together(met.values()), among) == evidence.share(war, among)
    assert uncoded.pk


def test_the_passages_of_a_theme_take_two_statements():
    for _ in range(4):
        make_coding(make_interview(["a", "b", "c"]), "why-war", start_ms=20_000, end_ms=60_000)
    codings = list(reading.codings_of(make_theme("why")))
    with CaptureQueriesContext(connection) as queries:
        passages = reading.passages(codings)
    assert len(queries) == 2
    assert [[one.text for one in passage.segments] for passage in passages] == [["b", "c"]] * 4


def test_a_passage_that_no_public_words_cover_opens_the_page_of_its_interview():
    interview = make_interview(["a"], accession="READ-3")
    make_coding(interview, "why-war", start_ms=70_000, end_ms=80_000)
    (passage,) = reading.passages(list(reading.codings_of(make_theme("why-war"))))
    assert passage.segments == []
    assert passage.url.endswith("/interviews/READ-3/")


def test_a_recording_says_how_long_an_interview_lasts_else_its_last_words_do():
    words, recorded = make_interview(["a", "b"]), make_interview(["a"])
    Recording.objects.create(interview=recorded, url="https://v.example/1", duration_ms=50_000)
    Recording.objects.create(interview=recorded, part=2, url="https://v.example/2", offset_ms=50_000, duration_ms=9_000)
    assert reading.durations_ms([words, recorded]) == {words.pk: 40_000, recorded.pk: 59_000}


def test_the_themes_of_interviews_come_in_the_order_of_the_codebook():
    interview = make_interview(["a"], themes=["why-war", "how-fear", "how-war"])
    Theme.objects.filter(code="how").update(position=9)
    found = reading.themes_of_interviews(Interview.objects.all())
    assert found[interview.pk] == ["why-war", "how-fear", "how-war"]


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0:00"), (83_999, "1:23"), (3_600_000, "1:00:00"), (None, ""), (360_000_000, "100:00:00")]
)
def test_times_are_written_as_players_write_them(ms, text):
    assert clock(ms) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("2021", "2021"), ("2021-03", "March 2021"), ("2021-03-05", "5 March 2021"), ("", ""), ("?", "?")],
)
def test_dates_are_written_as_far_as_they_are_known(value, text):
    with override("en"):
        assert partial_date(value) == text


@pytest.mark.parametrize(
    ("text", "words", "short"),
    [
        ("One two three. Four five six.", 5, "One two three. Four five six."),
        ("One two three. Four five six seven.", 5, "One two three. …"),
        ("One. Two three four five six seven.", 5, "One. Two three four five …"),
        ("Пан М. Іванавіч ляжаў у шпіталі цэлы год.", 4, "Пан М. Іванавіч ляжаў …"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_sentence_and_not_for_a_few_words(text, words, short):
    assert shortened(text, words) == short
