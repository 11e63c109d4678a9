"""The themes: all of them, a question with its evidence, a theme with its passages."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from interviews import circumstances, evidence, matrix, reading
from interviews.circumstances import Narrowed
from interviews.models import Coding, Interview, Theme
from interviews.models.interview import newest_first
from interviews.reading import Passage, ThemeCount
from interviews.views import editorial

PASSAGES_A_PAGE = 20


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Show the questions with their themes."""
    return render(request, "interviews/theme_list.html", {"questions": reading.codebook()})


@require_safe
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Show a theme, or a question, with what is said about it; lead on from a retired one."""
    found = public_theme(code)
    if found is None:
        if successor := reading.successor(code):
            return redirect("interviews:theme", successor)
        raise Http404
    return _question(request, found) if found.parent is None else _theme(request, found, found.parent)


def public_theme(code: str) -> Theme | None:
    """Return the public theme, or question, of this code."""
    return Theme.objects.public().select_related("parent").filter(code=code).first()


def _question(request: HttpRequest, found: Theme) -> HttpResponse:
    """Show what the interviews say to a question: each theme with its share and a passage, and the years."""
    themes = list(Theme.objects.public().filter(parent=found).order_by("position", "code"))
    among = circumstances.known(found).interviews
    met = evidence.tally(found)
    told = evidence.of_themes(themes, met, among)
    evidence.add_passages(told, found)
    own = list(reading.codings_of(found).filter(theme=found)[:PASSAGES_A_PAGE]) if met.get(found.pk) else []
    reading.share_interviews(own)
    passages = reading.passages(own)
    heard = [one.passage.interview for one in told if one.passage]
    context = {
        "theme": found,
        "share": evidence.share(evidence.together(met.values()), among),
        "told": told,
        "themes": [(one.theme, ThemeCount(len(one.met), one.passages)) for one in told],
        "years": evidence.years(among),
        "groups": _by_interview(passages),
        "notices": reading.notices([*heard, *(one.interview for one in passages)]),
    }
    return render(request, "interviews/question.html", context)


@dataclass
class InterviewPassages:
    """The passages of one interview on a page of passages."""

    interview: Interview
    passages: list[Passage[Any]]


def _theme(request: HttpRequest, found: Theme, question: Theme) -> HttpResponse:
    """Show the passages of a theme by interview, narrowed by what the address asks for."""
    met = evidence.tally(question)
    own = met.get(found.pk, evidence.NOT_MET)
    narrowed = circumstances.narrowed(circumstances.known(question), circumstances.asked(request.GET), own)
    fitting = narrowed.ids & own.keys()
    paginator = Paginator(codings(found, narrowed), PASSAGES_A_PAGE)
    paginator.count = sum(own[pk] for pk in fitting)
    page = paginator.get_page(request.GET.get("page"))
    marked = list(page.object_list)
    featured = [one for one in editorial.featured(found.pk) if one.interview_id in narrowed.ids]
    featured = featured if page.number == 1 else []
    stretches: list[Any] = [*featured, *marked]
    reading.share_interviews(stretches)
    heard: list[Passage[Any]] = reading.passages(stretches)
    whole = [pk for pk in fitting if not own[pk]] if page.number == paginator.num_pages else []
    interviews = _interviews(whole) if whole else []
    siblings = Theme.objects.public().filter(parent=question).order_by("position", "code")
    context = {
        "theme": found,
        "narrowed": narrowed,
        "unknown": [
            gettext("There is nothing by this name under the filter “%s”.") % one.label for one in narrowed.unknown
        ],
        "query": circumstances.address(narrowed.asked),
        "here": found.get_absolute_url() + (circumstances.address(narrowed.asked) if narrowed.asked else ""),
        "share": evidence.share(own, narrowed.fitting),
        "interviews": len(fitting),
        "page": page,
        "featured": [one for one in heard[: len(featured)] if one.segments],
        "groups": _by_interview(heard[len(featured) :]),
        "whole": interviews,
        "notices": reading.notices([*interviews, *(one.interview for one in heard)]),
        "together": matrix.together(found),
        "siblings": [(one, _count(met.get(one.pk, evidence.NOT_MET))) for one in siblings],
    }
    return render(request, "interviews/theme.html", context)


def codings(found: Theme, narrowed: Narrowed) -> QuerySet[Coding]:
    """Return the marked passages of the interviews that fit, the newest interview first."""
    rows = reading.codings_of(found)
    return rows.filter(interview__in=narrowed.ids) if narrowed.asked else rows


def not_known(narrowed: Narrowed) -> list[str]:
    """Say which filters ask for what no public interview has."""
    return [gettext("There is nothing by this name under the filter “%s”.") % one.label for one in narrowed.unknown]


def _count(met: evidence.Met) -> ThemeCount:
    return ThemeCount(len(met), sum(met.values()))


def _by_interview(passages: list[Passage[Any]]) -> list[InterviewPassages]:
    groups: dict[int, InterviewPassages] = {}
    for one in passages:
        groups.setdefault(one.interview.pk, InterviewPassages(one.interview, [])).passages.append(one)
    return list(groups.values())


def _interviews(ids: list[int]) -> list[Interview]:
    """Return the interviews that speak of a theme as a whole, without a passage that is marked."""
    return list(Interview.objects.public().filter(pk__in=ids).with_labels().order_by(*newest_first()))
