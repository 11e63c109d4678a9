"""The front page and the page on reading safely."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interviews import reading
from interviews.models import Coding, Interview, Transcript
from interviews.models.interview import newest_first
from interviews.reading import Passage, QuestionThemes
from interviews.views import editorial

NEWEST = 5
VOICES = 3  # featured passages that open the page
FRONT_DOOR = 2  # the questions shown large; those that follow are shown small


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, a voice, the reading paths, the questions with their themes, and the newest interviews."""
    newest = list(Interview.objects.public().with_labels().order_by(*newest_first())[:NEWEST])
    questions = reading.codebook()
    steps = editorial.steps_of_all()
    opening: list[Any] = editorial.featured(None)[:VOICES] or _answers(questions)
    reading.share_interviews(opening)
    heard: list[Passage[Any]] = reading.passages([*opening, *steps])
    voices = [_voice(one) for one in heard[: len(opening)] if one.segments]
    shown = [*newest, *(one.interview for one in voices)]
    return render(
        request,
        "interviews/home.html",
        {
            "questions": questions[:FRONT_DOOR],
            "other_questions": questions[FRONT_DOOR:],
            "lines": reading.interview_lines(newest),
            "total": Interview.objects.public().count(),
            "voices": voices,
            "paths": editorial.counted(heard[len(opening) :]),
            "notices": reading.notices(shown),
        },
    )


def _answers(questions: list[QuestionThemes]) -> list[Coding]:
    """Return a passage to open the page with where none is featured, one that answers the first question.

    It is of the newest interview that the reader can read in their language, else of the newest one.
    """
    answered = next((one.question for one in questions if one.count.passages), None)
    if answered is None:
        return []
    readable = Transcript.objects.public().filter(language=get_language(), interview=OuterRef("interview"))
    rows = reading.codings_of(answered).annotate(is_readable=Exists(readable))
    return list(rows.order_by("-is_readable", *reading.NEWEST_FIRST)[:1])


def _voice(one: Passage[Any]) -> Passage[Any]:
    """Cut a passage to one segment where it is marked, not featured: the answer rather than the question."""
    if isinstance(one.stretch, Coding):
        one.segments = [max(one.segments, key=lambda segment: len(segment.text))]
    return one


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """Say what the site keeps, what it can't protect from, and how to read more safely."""
    return render(request, "interviews/safety.html")
