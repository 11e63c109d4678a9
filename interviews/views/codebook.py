"""The themes: all of them, and one with its passages."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from interviews import matrix, reading
from interviews.models import Coding, Interview, Theme
from interviews.models.interview import newest_first
from interviews.reading import ThemePassage
from interviews.views import editorial

PASSAGES_A_PAGE = 20
INTERVIEWS = 12


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Show the questions with their themes."""
    return render(request, "interviews/theme_list.html", {"questions": reading.codebook()})


@require_safe
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Show a theme, or a question, with what is said about it; lead on from a retired one."""
    if successor := reading.successor(code):
        return redirect("interviews:theme", successor)
    themes = Theme.objects.public().select_related("parent")
    found = get_object_or_404(themes, code=code)
    paginator = Paginator(reading.codings_of(found), PASSAGES_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    passages = reading.passages(list(page.object_list))
    interviews = _interviews(found)
    book = {one.question.pk: one for one in reading.codebook()}
    featured = editorial.featured(found.pk) if page.number == 1 else []
    heard = [*(one.interview for one in passages), *(one.interview for one in featured)]
    context = {
        "theme": found,
        "featured": featured,
        "share": reading.share(found),
        "page": page,
        "groups": _by_interview(passages),
        "interviews": interviews,
        "notices": reading.notices([*interviews, *heard]),
        "together": matrix.together(found) if found.parent_id else [],
        "book": book.get(found.parent_id or found.pk),
    }
    return render(request, "interviews/question.html" if found.parent_id is None else "interviews/theme.html", context)


@dataclass
class InterviewPassages:
    """The passages of one interview on a page of passages."""

    interview: Interview
    passages: list[ThemePassage]


def _by_interview(passages: list[ThemePassage]) -> list[InterviewPassages]:
    groups: dict[int, InterviewPassages] = {}
    for one in passages:
        groups.setdefault(one.interview.pk, InterviewPassages(one.interview, [])).passages.append(one)
    return list(groups.values())


def _interviews(found: Theme) -> list[Interview]:
    """Return the newest interviews with this theme."""
    codings = Coding.objects.public().filter(reading.with_theme(found.code))
    rows = Interview.objects.public().filter(pk__in=codings.values("interview"))
    return list(rows.with_labels().order_by(*newest_first())[:INTERVIEWS])
