from datetime import date

import pytest
from django.utils import timezone

from interviews.models import Segment, Theme, Transcript
from search.indexes import documents
from tests.factories import EMBARGOED, HIDDEN_STATES, make_coding, make_interview, make_theme, make_transcript

pytestmark = pytest.mark.django_db


def test_a_document_is_a_public_segment_with_the_facts_of_its_interview():
    interview = make_interview(
        ["Першы", "Другі"],
        branch="army",
        rank="major",
        left_on="2021-03",
        recorded_on="2024",
        translations={"ru": ["Первый"]},
    )
    first, second, russian = documents([interview.pk])
    assert (first.text, first.language, first.original, first.moment, first.start_ms) == ("Першы", "be", "be", 0, 0)
    assert (first.branch, first.rank, first.left_on, first.recorded_on) == ("army", "major", "2021-03", "2024")
    assert (second.moment, second.position, second.start_ms) == (1, 1, 20_000)
    assert (russian.language, russian.original, russian.moment) == ("ru", "be", 0)
    assert {one.revision for one in (first, second, russian)} == {interview.revision}


@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES)
def test_a_hidden_interview_has_no_documents(state):
    assert list(documents([make_interview(["Прысяга"], state=state).pk])) == []


def test_a_draft_transcript_has_no_documents():
    interview = make_interview(["Прысяга"])
    make_transcript(interview, "ru", ["Присяга"], workflow="draft")
    assert [one.language for one in documents([interview.pk])] == ["be"]


def test_a_deleted_interview_has_no_documents():
    interview = make_interview(["Прысяга"])
    pk = interview.pk
    Transcript.objects.filter(interview=interview).delete()
    interview.delete()
    assert list(documents([pk])) == []


def test_an_embargo_that_has_ended_makes_documents():
    interview = make_interview(["Прысяга"], state=EMBARGOED | {"embargo_until": date(2030, 1, 2)})
    before, after = (timezone.make_aware(timezone.datetime(2030, 1, day, 0, 0)) for day in (1, 2))
    assert not list(documents([interview.pk], before))
    assert list(documents([interview.pk], after))


def test_themes_are_those_that_share_time_and_come_with_their_question():
    interview = make_interview(["Адзін", "Два"])
    make_coding(interview, "why-war", start_ms=20_000, end_ms=30_000)
    first, second = documents([interview.pk])
    assert first.themes == ()
    assert second.themes == ("why", "why-war")


def test_an_untimed_transcript_is_coded_by_position():
    interview = make_interview(["Адзін", "Два"], timed=False)
    make_coding(interview, "why-war", first_position=1, last_position=1)
    assert [(one.themes, one.start_ms) for one in documents([interview.pk])] == [((), -1), (("why", "why-war"), -1)]


@pytest.mark.parametrize("how", ["proposed", "theme hidden", "theme retired", "question hidden"])
def test_a_theme_that_is_not_public_is_not_in_the_document(how):
    interview = make_interview(["Адзін"])
    make_coding(interview, "why-war", status="proposed" if how == "proposed" else "accepted")
    theme = Theme.objects.get(code="why-war")
    if how == "theme hidden":
        theme.is_public = False
    elif how == "theme retired":
        theme.retired = True
    elif how == "question hidden":
        theme = make_theme("why")
        theme.is_public = False
    theme.save()
    assert [one.themes for one in documents([interview.pk])] == [()]


def test_a_document_holds_what_is_said_about_the_passage_in_every_language():
    interview = make_interview(["Адзін", "Два"], translations={"ru": ["Один"]})
    gists = {"gist_be": "Пра прысягу", "gist_en": "On the oath"}
    make_coding(interview, "why-war", start_ms=20_000, end_ms=30_000, **gists)
    make_coding(interview, "how-fear", start_ms=20_000, end_ms=30_000, gist_en="proposed", status="proposed")
    first, second, russian = documents([interview.pk])
    assert first.about == russian.about == ()
    assert second.about == ("Пра прысягу", "On the oath", "why-war be", "why-war ru", "why-war uk", "why-war en")


def test_title_and_summary_stand_in_the_first_passage_of_each_transcript():
    interview = make_interview(
        ["Адзін", "Два"], translations={"ru": ["Один", "Два"]}, title_be="Назва", title_ru="Название", summary_en="Sum"
    )
    titles = ("Назва", "Название", interview.title_uk, interview.title_en, "Sum")
    assert [one.whole for one in documents([interview.pk])] == [titles, (), titles, ()]


def test_an_interview_can_be_read_in_the_languages_of_its_public_transcripts():
    interview = make_interview(["Адзін"], translations={"ru": ["Один"], "en": ["One"]})
    Transcript.objects.filter(language="en").update(workflow="hidden")
    assert [one.readable for one in documents([interview.pk])] == [("be", "ru")] * 2


def test_many_interviews_cost_as_many_statements_as_one(django_assert_num_queries):
    ids = [make_interview(["Адзін", "Два"], themes=["why-war"]).pk for _ in range(5)]
    with django_assert_num_queries(3):
        assert len(list(documents(ids))) == 10


def test_private_words_are_in_no_document():
    interview = make_interview(["Тэкст"], narrator="Сведка")
    make_coding(interview, "why-war", note="патаемнае", coder="кадоўшчык")
    assert Segment.objects.get().text == "Тэкст"
    (document,) = documents([interview.pk])
    for word in ("патаемнае", "кадоўшчык", "Сведка"):
        assert word not in repr(document)
