"""Codings to review: of all interviews, many accepted at once; and what two coders see differently."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Act
from interviews.coding import acts, comparing, rounds
from interviews.coding.agreement import Table
from interviews.coding.codebook import GISTS
from interviews.desk.doors import DeskRequest, door
from interviews.desk.playing import Place, place_to_play
from interviews.models import Coding, Interview, Recording, Redaction, Segment, Theme
from interviews.publication import seen
from interviews.publishing import Refused
from interviews.states import CodingStatus, TranscriptKind
from interviews.withholding.redacting import speaks_of

PAGE_SIZE = 50
MOST_PASSAGES = 4


@dataclass
class Line:
    """A coding with the passages of the original that it covers, and where it plays.

    ``is_doubtful``: words were taken out of its stretch, and its sentence may tell them.
    """

    coding: Coding
    segments: list[Segment]
    more: int
    place: Place | None
    is_doubtful: bool


def lines_of(codings: Sequence[Coding]) -> list[Line]:
    """Return ``codings``, which have their interviews at hand, with what is said there."""
    ids = {one.interview_id for one in codings}
    segments: dict[int, list[Segment]] = {pk: [] for pk in ids}
    originals = Segment.objects.filter(transcript__interview__in=ids, transcript__kind=TranscriptKind.ORIGINAL)
    for segment in originals.select_related("transcript").order_by("position").defer("marks"):
        segments[segment.transcript.interview_id].append(segment)
    recordings: dict[int, list[Recording]] = {pk: [] for pk in ids}
    for recording in Recording.objects.filter(interview__in=ids).select_related("interview"):
        recordings[recording.interview_id].append(recording)
    doubtful = {one.pk for one in doubtful_of(codings)}
    return [_line(one, segments[one.interview_id], recordings[one.interview_id], one.pk in doubtful) for one in codings]


def doubtful_of(codings: Sequence[Coding]) -> list[Coding]:
    """Return those of ``codings`` with a sentence that may tell words which were taken out."""
    told = [one for one in codings if any(getattr(one, name) for name in GISTS)]
    taken_out = list(Redaction.objects.filter(interview__in={one.interview_id for one in told}))
    return [
        one
        for one in told
        if any(speaks_of(one, stretch) for stretch in taken_out if stretch.interview_id == one.interview_id)
    ]


def _line(coding: Coding, segments: Sequence[Segment], recordings: Sequence[Recording], is_doubtful: bool) -> Line:
    if coding.is_whole:
        return Line(coding, [], 0, None, is_doubtful)
    here = [s for s in segments if coding.covers(start_ms=s.start_ms, end_ms=s.end_ms, moment=s.moment)]
    place = place_to_play(recordings, coding.start_ms)
    return Line(coding, here[:MOST_PASSAGES], max(0, len(here) - MOST_PASSAGES), place, is_doubtful)


@door(Act.ACCEPT_CODINGS)
def codings(request: DeskRequest) -> HttpResponseBase:
    """List codings by status, theme, coder and interview; a POST accepts or rejects the ticked ones."""
    if request.method == "POST":
        return _take_back(request) if "take_back" in request.POST else _decide(request)
    status = request.GET.get("status", "") if request.GET.get("status") in CodingStatus.values else "proposed"
    everything = Coding.objects.seen_by(request.user).filter(status=status)
    wanted = {name: request.GET.get(name, "") for name in ("theme", "coder", "interview")}
    rows = _narrowed(everything, wanted).select_related("theme__parent", "interview__narrator")
    in_order = rows.order_by("interview__accession", "start_ms", "first_position", "pk")
    page = Paginator(in_order, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "status": status,
        "statuses": CodingStatus.choices,
        "wanted": wanted,
        "themes": Theme.objects.filter(pk__in=everything.values("theme")),
        "coders": everything.order_by("coder").values_list("coder", flat=True).distinct(),
        "interviews": Interview.objects.filter(pk__in=everything.values("interview")).order_by("accession"),
        "page": page,
        "lines": lines_of(seen.marked(list(page))),
        "count": page.paginator.count,
        "last": _last_decision(request),
    }
    return render(request, "desk/codings.html", context)


_LAST = "codings_decided"  # in the session: the sealed note of the last decision, and in words what it was


def _last_decision(request: DeskRequest) -> str:
    """Return what was decided last on this page, in words, while it can be taken back."""
    kept = request.session.get(_LAST)
    return kept["said"] if kept and acts.is_undoable(kept["note"], request.user) else ""


def _take_back(request: DeskRequest) -> HttpResponseBase:
    kept = request.session.pop(_LAST, None)
    try:
        n = len(acts.undo(kept["note"] if kept else "", request.user))
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        told = ngettext("Taken back: %(n)s coding is as it was.", "Taken back: %(n)s codings are as they were.", n)
        messages.success(request, told % {"n": n})
    return _list(request)


def _list(request: DeskRequest) -> HttpResponseBase:
    """Return to the list, narrowed as it was."""
    query = request.GET.urlencode()
    return redirect(reverse("desk:codings") + (f"?{query}" if query else ""))


def _narrowed(rows: QuerySet[Coding], wanted: dict[str, str]) -> QuerySet[Coding]:
    names = {"theme": "theme__code", "coder": "coder", "interview": "interview__accession"}
    return rows.filter(**{names[name]: value for name, value in wanted.items() if value})


def _decide(request: DeskRequest) -> HttpResponseBase:
    ticked = request.POST.getlist("coding")
    keys = seen.keys(ticked)
    wanted = request.POST.get("to", "")
    if wanted not in CodingStatus.values or not keys:
        messages.error(request, _("Tick the codings, then choose what to do with them."))
        return _list(request)
    with transaction.atomic():
        rows = Coding.objects.seen_by(request.user).filter(pk__in=keys).select_related("interview", "theme")
        chosen = [one for one in rows if one.status != wanted]
        others = 0
        if wanted == CodingStatus.ACCEPTED:
            known = seen.unchanged(chosen, ticked)
            others, chosen = len(chosen) - len(known), known
        before = {one.pk: one.status for one in chosen}
        n = len(acts.decide(chosen, request.user, wanted))
        told = {
            "accepted": ngettext("%(n)s coding is accepted.", "%(n)s codings are accepted.", n),
            "rejected": ngettext("%(n)s coding is rejected.", "%(n)s codings are rejected.", n),
            "proposed": ngettext("%(n)s coding is proposed again.", "%(n)s codings are proposed again.", n),
        }
        said = told[wanted] % {"n": n}
    if others:
        messages.error(request, changed_since(others))
    if chosen or not others:
        messages.success(request, said)
        note = acts.way_back_of_decisions(chosen, before, request.user)
        request.session[_LAST] = {"note": note, "said": said}
    return _list(request)


def is_another(request: DeskRequest, coding: Coding, wanted: str) -> bool:
    """Tell whether ``wanted`` would let readers have a coding that is another than whoever sent it looked at."""
    accepts = wanted == CodingStatus.ACCEPTED != coding.status
    return accepts and not seen.unchanged([coding], request.POST.getlist("seen"))


def changed_since(n: int) -> str:
    """Say that so many codings are not accepted, because they are others than were looked at."""
    told = ngettext(
        "%(n)s coding is not accepted: it was changed, or words were taken out, after you opened the page. Look again.",
        "%(n)s codings are not accepted: they were changed, or words were taken out, after you opened the page. "
        "Look again.",
        n,
    )
    return told % {"n": n}


@dataclass
class Figure:
    """A theme's line in a table of agreement."""

    theme: Theme
    table: Table

    @property
    def percent(self) -> int | None:
        """Percent agreement, rounded."""
        return None if self.table.agreement is None else round(self.table.agreement * 100)

    @property
    def kappa(self) -> float | None:
        """κ, for people."""
        return None if self.table.kappa is None else float(self.table.kappa)


def _figures(tables: dict[Theme, Table]) -> list[Figure]:
    """Return the lines of a table, themes that neither coder ever used last."""
    rows = [Figure(theme, table) for theme, table in tables.items()]
    return sorted(rows, key=lambda one: one.table.neither == one.table.n)


@door(Act.SETTLE_CODINGS)
@require_safe
def agreement(request: DeskRequest) -> HttpResponseBase:
    """Show agreement theme by theme over all interviews that two people have coded."""
    pairs = comparing.all_pairs(request.user)
    codings = Coding.objects.seen_by(request.user)
    context = {
        "figures": _figures(comparing.pooled(pairs)),
        "pairs": pairs,
        "interviews": len({pair.interview.pk for pair in pairs}),
        "coders": codings.values("coder").annotate(n=Count("pk")).order_by("-n"),
    }
    return render(request, "desk/agreement.html", context)


@door(Act.SETTLE_CODINGS)
@require_safe
def interview_agreement(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Show the agreement of each two coders of an interview, and what is to be settled between them."""
    record = get_object_or_404(Interview.objects.with_labels(), accession=accession)
    pairs = comparing.pairs_of(record, request.user)
    context = {
        "interview": record,
        "pairs": [(pair, _figures(pair.tables), _open(pair)) for pair in pairs],
        "is_blind": rounds.is_blind(record, request.user),
        "keeps": comparing.KEEPS,
    }
    return render(request, "desk/interview_agreement.html", context)


def _open(pair: comparing.Pair) -> list[tuple[comparing.Cluster, list[Line]]]:
    return [(one, lines_of(seen.marked(one.codings))) for one in pair.clusters if one.is_open]


@door(Act.SETTLE_CODINGS)
@require_POST
def settle(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Settle the differences for which something was chosen."""
    record = get_object_or_404(Interview, accession=accession)
    n = others = 0
    with transaction.atomic():
        for pair in comparing.pairs_of(record, request.user):
            for cluster in pair.clusters:
                keep = request.POST.get(f"keep-{cluster.key}", "")
                if not cluster.is_open or keep not in comparing.KEEPS:
                    continue
                if len(seen.unchanged(cluster.codings, request.POST.getlist("seen"))) < len(cluster.codings):
                    others += 1
                else:
                    comparing.settle(cluster, keep, request.user)
                    n += 1
    if others:
        messages.error(request, changed_since(others))
    if n:
        said = ngettext("%(n)s difference is settled.", "%(n)s differences are settled.", n)
        messages.success(request, said % {"n": n})
    elif not others:
        messages.error(request, _("Nothing was chosen."))
    return redirect("desk:interview_agreement", accession)
