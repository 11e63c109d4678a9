"""The front page and the page on reading safely."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interviews import reading
from interviews.models import Coding, FeaturedPassage, Interview, Transcript
from interviews.models.interview import newest_first
from interviews.reading import Passage, QuestionThemes, ThemePassage
from interviews.views import editorial

NEWEST = 5
VOICES = 3  # featured passages that open the page
FRONT_DOOR = 2  # the questions shown large; those that follow are shown small


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, a voice, the reading paths, the questions with their themes, and the newest interviews."""
    newest = list(Interview.objects.public().with_labels().order_by(*newest_first())[:NEWEST])
    questions = reading.codebook()
    voices: list[Passage[FeaturedPassage] | Passage[Coding]] = [*editorial.featured(None)[:VOICES]]
    if not voices and (voice := _voice(questions)):
        voices.append(voice)
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
            "paths": editorial.paths(),
            "notices": reading.notices(shown),
        },
    )


def _voice(questions: list[QuestionThemes]) -> ThemePassage | None:
    """Return a passage to open the page with, one that answers the first question.

    It is of the newest interview that the reader can read in their language, else of the newest one.
    """
    answered = next((one.question for one in questions if one.count.passages), None)
    if answered is None:
        return None
    rows = reading.codings_of(answered)
    readable = Transcript.objects.public().filter(language=get_language()).values("interview")
    first = rows.filter(interview__in=readable).first() or rows.first()
    passages = reading.passages([first]) if first else []
    voice = next((one for one in passages if one.segments), None)
    if voice:
        voice.segments = [max(voice.segments, key=lambda one: len(one.text))]  # the answer rather than the question
    return voice


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """Say what the site keeps, what it can't protect from, and how to read more safely."""
    return render(request, "interviews/safety.html")
