"""The list of interviews with its filters."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Substr
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from interviews import reading
from interviews.languages import Language, shown
from interviews.models import Branch, Coding, Interview, Rank, Theme, Transcript
from interviews.models.interview import newest_first

INTERVIEWS_A_PAGE = 24
CODE = re.compile(r"[-\w]{1,64}")

Rows = QuerySet[Interview]
Counts = list[tuple[str, int]]


def _readable_in(code: str) -> Q:
    return Q(pk__in=Transcript.objects.public().filter(language=code).values("interview"))


def _count_languages(rows: Rows) -> Counts:
    texts = Transcript.objects.public().filter(interview__in=rows.values("pk")).order_by("language")
    return list(texts.values_list("language").annotate(Count("interview", distinct=True)))


def _coded_with(code: str) -> Q:
    return Q(pk__in=Coding.objects.public().filter(reading.with_theme(code)).values("interview"))


def _count_themes(rows: Rows) -> Counts:
    """Count questions too: an interview coded with any of its themes answers a question."""
    codings = Coding.objects.public().filter(interview__in=rows.values("pk"))
    of_question = codings.annotate(code=Coalesce("theme__parent__code", "theme__code"))
    counts: dict[str, int] = {}
    for tally in (codings.values_list("theme__code"), of_question.values_list("code")):
        counts |= dict(tally.order_by().annotate(Count("interview", distinct=True)))
    in_order = (
        Theme.objects.public()
        .filter(code__in=counts)
        .order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent__code", "code"),
            F("parent").asc(nulls_first=True),
        )
    )
    return [(code, counts[code]) for code in in_order.values_list("code", flat=True)]


def _count_column(column: str) -> Callable[[Rows], Counts]:
    def count(rows: Rows) -> Counts:
        known = rows.exclude(**{f"{column}__isnull": True})
        position = column.replace("__code", "__position")
        return list(known.order_by(position, column).values_list(column).annotate(Count("pk")))

    return count


def _count_years(rows: Rows) -> Counts:
    years = rows.exclude(left_on="").annotate(year=Substr("left_on", 1, 4)).order_by("-year")
    return list(years.values_list("year").annotate(Count("pk")))


@dataclass(frozen=True)
class Filter:
    """A filter of the list: which interviews a value keeps, and how many each value would."""

    name: str
    label: str | Promise
    any: str | Promise
    keeps: Callable[[str], Q]
    counts: Callable[[Rows], Counts]


FILTERS = (
    Filter("language", _("Can be read in"), _("any language"), _readable_in, _count_languages),
    Filter(
        "branch",
        _("Branch of service"),
        _("any branch"),
        lambda code: Q(branch__code=code),
        _count_column("branch__code"),
    ),
    Filter("rank", _("Rank"), _("any rank"), lambda code: Q(rank__code=code), _count_column("rank__code")),
    Filter("left", _("Year of leaving"), _("any year"), lambda code: Q(left_on__startswith=code), _count_years),
    Filter("theme", _("Theme"), _("any theme"), _coded_with, _count_themes),
)
SORTS: Mapping[str, tuple[str | Promise, list[Any]]] = {
    "newest": (_("newest first"), newest_first()),
    "recorded": (_("most recently recorded first"), [F("recorded_on").desc(), "accession"]),
    "left": (_("most recently left first"), [F("left_on").desc(), "accession"]),
    "left-first": (_("earliest left first"), [F("left_on").asc(), "accession"]),
}


@dataclass
class Option:
    """A value of a filter as it stands in the form."""

    code: str
    text: tuple[str, str]
    count: int
    selected: bool
    group: tuple[str, str] = ("", "")


@dataclass
class Control:
    """A filter as it stands in the form."""

    filter: Filter
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        """The value in force."""
        return next((one for one in self.options if one.selected), None)


@require_safe
def interview_list(request: HttpRequest) -> HttpResponse:
    """List public interviews; a filter that is not known lists nothing and says so."""
    rows = Interview.objects.public()
    asked = {one.name: value for one in FILTERS if (value := request.GET.get(one.name, ""))}
    chosen = {name: value for name, value in asked.items() if CODE.fullmatch(value)}
    controls = _controls(rows, chosen)
    themes = next(one for one in controls if one.filter.name == "theme")
    if "theme" in chosen and themes.chosen is None and (led_to := reading.successor(chosen["theme"])):
        chosen["theme"] = led_to
        controls = _controls(rows, chosen)
    unknown = [one.filter for one in controls if one.filter.name in asked and one.chosen is None]
    for one in FILTERS:
        if one.name in chosen:
            rows = rows.filter(one.keeps(chosen[one.name]))
    if unknown:
        rows = rows.none()
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "newest"
    page = Paginator(rows.with_labels().order_by(*SORTS[sort][1]), INTERVIEWS_A_PAGE).get_page(request.GET.get("page"))
    interviews = list(page.object_list)
    return render(
        request,
        "interviews/interview_list.html",
        {
            "controls": controls,
            "chips": _chips(request.GET, controls),
            "unknown": [gettext("There is nothing by this name under the filter “%s”.") % one.label for one in unknown],
            "sorts": [(code, label, code == sort) for code, (label, _order) in SORTS.items()],
            "page": page,
            "lines": reading.interview_lines(interviews),
            "notices": reading.notices(interviews),
            "here": _here(controls, sort),
        },
    )


def _here(controls: list[Control], sort: str) -> str:
    """Return the address of the list as it is narrowed and ordered, for paper."""
    pairs = [(one.filter.name, one.chosen.code) for one in controls if one.chosen]
    if sort != "newest":
        pairs.append(("sort", sort))
    return reverse("interviews:interview_list") + (f"?{urlencode(pairs)}" if pairs else "")


def _controls(rows: Rows, chosen: Mapping[str, str]) -> list[Control]:
    """Return the filters with the values that public interviews have; each counts under all the other filters."""
    controls = []
    for one in FILTERS:
        others = rows
        for other in FILTERS:
            if other is not one and other.name in chosen:
                others = others.filter(other.keeps(chosen[other.name]))
        counts = dict(one.counts(others))
        value = chosen.get(one.name, "")
        if value and value not in counts and value in dict(one.counts(rows)):
            counts[value] = 0
        controls.append(Control(one, _options(one.name, counts, value)))
    return controls


def _options(name: str, counts: Mapping[str, int], value: str) -> list[Option]:
    labels, groups = _labels(name, counts)
    return [
        Option(code, labels.get(code, (code, "")), count, code == value, groups.get(code, ("", "")))
        for code, count in counts.items()
    ]


def _labels(name: str, codes: Mapping[str, int]) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Return the label of each code, with its language, and the group it stands in."""
    if name == "language":
        return {code: (str(Language(code).label), code) for code in codes}, {}
    if name == "theme":
        themes = list(Theme.objects.public().filter(code__in=codes).select_related("parent"))
        labels = {one.code: shown(one, "label") for one in themes}
        return labels, {one.code: shown(one.parent or one, "label") for one in themes}
    entries: dict[str, QuerySet[Any]] = {"branch": Branch.objects.all(), "rank": Rank.objects.all()}
    if name not in entries:
        return {}, {}
    labelled = {one.code: shown(one, "label") for one in entries[name].filter(code__in=codes)}
    return {code: label for code, label in labelled.items() if label[0]}, {}


@dataclass
class Chip:
    """A filter in force and the address of the list without it."""

    label: str | Promise
    text: tuple[str, str]
    url: str


def _chips(query: QueryDict, controls: list[Control]) -> list[Chip]:
    chips = []
    for control in controls:
        if control.chosen:
            rest = query.copy()
            rest.pop(control.filter.name, None)
            rest.pop("page", None)
            chips.append(Chip(control.filter.label, control.chosen.text, f"?{rest.urlencode()}"))
    return chips
