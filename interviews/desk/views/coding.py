"""The work page of coding: the transcript with bars beside it, and what is done to a coding from there."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Act, may
from interviews.coding import acts, rounds
from interviews.coding.stretches import stretch_of
from interviews.desk import coding as page
from interviews.desk.coding import ChangeCodingForm, WordsForm
from interviews.desk.doors import DeskRequest, door
from interviews.desk.forms import CodingForm, theme_choices
from interviews.desk.views.reviewing import changed_since, doubtful_of, is_another
from interviews.models import Coding, Interview, Segment, Theme, Transcript
from interviews.numbers import whole_number
from interviews.publication import seen
from interviews.publishing import Refused
from interviews.states import CodingStatus
from interviews.templatetags.archive import clock


@door(Act.CODE)
@require_safe
def coding(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Show the transcript with the codings beside it; ``at`` opens the plain form under a passage."""
    record = get_object_or_404(Interview.objects.with_labels(), accession=accession)
    transcripts = list(record.transcripts.order_by("kind", "language"))
    chosen = _chosen(transcripts, request.GET.get("transcript", ""))
    at = request.GET.get("at", "")
    context = {
        "interview": record,
        "transcripts": transcripts,
        "chosen": chosen,
        "recordings": list(record.recordings.select_related("interview")),
        "options": page.options(request.user),
        "at": whole_number(at, figures=8),
        "form": CodingForm(auto_id="t-%s") if at else None,
        "theme_options": render_to_string(
            "desk/_theme_options.html", {"groups": theme_choices(Theme.objects.filter(retired=False))}
        )
        if at
        else "",
        **_beside(request, record, chosen),
    }
    return render(request, "desk/coding.html", context)


def _chosen(transcripts: list[Transcript], wanted: str) -> Transcript | None:
    return next((one for one in transcripts if one.language == wanted), transcripts[0] if transcripts else None)


def _beside(request: DeskRequest, record: Interview, chosen: Transcript | None) -> dict[str, Any]:
    """Return what changes with every act: the rows with their bars, and the checklist."""
    seen = Coding.objects.seen_by(request.user).filter(interview=record).select_related("theme__parent")
    codings = list(seen.order_by("start_ms", "first_position", "pk"))
    segments = list(chosen.segments.order_by("position")) if chosen else []
    standing = page.standing(codings)
    return {
        "interview": record,
        "chosen": chosen,
        "rows": page.rows_of(segments, standing, list(record.recordings.select_related("interview"))),
        "whole": [one for one in standing if one.is_whole],
        "rejected": len(codings) - len(standing),
        "proposed": sum(one.status == CodingStatus.PROPOSED for one in standing),
        "checklist": rounds.checklist(record, request.user),
        "is_blind": rounds.is_blind(record, request.user),
    }


def _wants_json(request: DeskRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _done(request: DeskRequest, record: Interview, said: str, undo: str = "", *, status: int = 200) -> HttpResponseBase:
    """Answer an act: to the page's script with what stands beside the passages now, else by a way back to the page."""
    language = request.POST.get("transcript", "")
    if _wants_json(request):
        chosen = _chosen(list(record.transcripts.order_by("kind", "language")), language)
        html = render_to_string("desk/_coding_beside.html", _beside(request, record, chosen), request)
        return JsonResponse({"said": said, "undo": undo, "html": html}, status=status)
    (messages.success if status < 400 else messages.error)(request, said)
    query = f"?{urlencode({'transcript': language})}" if language else ""
    place = request.POST.get("position", "") or request.POST.get("first", "")
    anchor = f"#s{place}" if place.isdecimal() else ""
    return redirect(f"{reverse('desk:coding', args=[record.accession])}{query}{anchor}")


@door(Act.CODE)
@require_POST
def code_words(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Code the selected words: from a letter of one passage to a letter of another."""
    record = get_object_or_404(Interview, accession=accession)
    form = WordsForm(request.POST)
    segments: list[Segment] = []
    if form.is_valid():
        data = form.cleaned_data
        segments = list(
            Segment.objects.filter(
                transcript__interview=record,
                transcript__language=data["transcript"],
                position__range=(data["first"], data["last"]),
            ).order_by("position")
        )
    if not segments:
        errors = [str(error) for several in form.errors.values() for error in several]
        return _done(request, record, " ".join(errors) or _("Select words of the transcript first."), status=422)
    data = form.cleaned_data
    stretch = stretch_of(segments, data["begin"] or 0, data["end"])
    made, is_new = acts.code(record, data["theme"], stretch, request.user)
    if not is_new:
        return _done(request, record, _("“%(name)s” is there already.") % {"name": made.theme})
    undo = acts.way_back([(made.pk, record, None, acts.state_of(made))], request.user)
    if made.start_ms is None:
        said = _("Coded: %(name)s.") % {"name": made.theme}
    else:
        times = {"name": made.theme, "start": clock(made.start_ms), "end": clock(made.end_ms)}
        said = _("Coded: %(name)s, %(start)s–%(end)s.") % times
    return _done(request, record, said, undo)


def _coding(request: DeskRequest, accession: str, pk: int, *, lock: bool = False) -> Coding:
    rows = Coding.objects.seen_by(request.user).select_related("interview", "theme")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return get_object_or_404(rows, pk=pk, interview__accession=accession)


@door(Act.CODE)
def edit_coding(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Change a coding: theme, stretch, public sentences, private note."""
    if request.method != "POST":
        return _edit(request, _coding(request, accession, pk))
    with transaction.atomic():
        return _edit(request, _coding(request, accession, pk, lock=True))


def _edit(request: DeskRequest, found: Coding) -> HttpResponseBase:
    form = ChangeCodingForm(request.POST if request.method == "POST" else None, coding=found)
    if request.method == "POST" and form.is_valid():
        form.compare(ChangeCodingForm(coding=found), seen.besides(found.interview_id))
    if request.method == "POST" and not form.errors:
        before = acts.state_of(found)
        changed = acts.change(found, request.user, form.values())
        if "accept" in request.POST and may(request.user, Act.ACCEPT_CODINGS):
            acts.decide([changed], request.user, CodingStatus.ACCEPTED)
        undo = acts.way_back([(found.pk, found.interview, before, acts.state_of(changed))], request.user)
        return _done(request, found.interview, _("The coding is saved."), undo)
    return _form(request, found, form)


def _form(request: DeskRequest, found: Coding, form: ChangeCodingForm, told: str = "") -> HttpResponseBase:
    """Show a coding to be changed and decided; ``told`` is why it was not accepted."""
    seen.marked([found])
    context = {
        "coding": found,
        "interview": found.interview,
        "is_doubtful": bool(doubtful_of([found])),
        "form": form,
        "told": told,
        "passages": page.told(found.interview, found),
        "transcript": request.GET.get("transcript", "") or request.POST.get("transcript", ""),
        "theme_options": theme_choices(Theme.objects.filter(retired=False)),
        "may_decide": may(request.user, Act.ACCEPT_CODINGS),
    }
    return render(request, "desk/edit_coding.html", context, status=422 if form.errors or told else 200)


@door(Act.ACCEPT_CODINGS)
@require_POST
def decide_coding(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Accept, reject, propose again or remove a coding, from the coding page."""
    with transaction.atomic():
        return _decided(request, _coding(request, accession, pk, lock=True))


def _decided(request: DeskRequest, found: Coding) -> HttpResponseBase:
    wanted, before, record = request.POST.get("status", ""), acts.state_of(found), found.interview
    if wanted == "remove":
        key = found.pk
        is_gone = acts.remove(found, request.user)
        after = None if is_gone else acts.state_of(found)
        said = _("The coding is removed.") if is_gone else _("The coding is rejected; a later import leaves it so.")
        return _done(request, record, said, acts.way_back([(key, record, before, after)], request.user))
    if wanted not in CodingStatus.values:
        return _done(request, record, _("Choose what to do with the coding."), status=422)
    if is_another(request, found, wanted):
        return _form(request, found, ChangeCodingForm(coding=found), changed_since(1))
    acts.decide([found], request.user, wanted)
    said = _("The coding is now: %(status)s.") % {"status": found.get_status_display()}
    return _done(request, record, said, acts.way_back([(found.pk, record, before, acts.state_of(found))], request.user))


@door(Act.CODE)
@require_POST
def undo_coding(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Take the last act back, by the sealed note that the page got for it."""
    record = get_object_or_404(Interview, accession=accession)
    try:
        acts.undo(request.POST.get("undo", ""), request.user)
    except Refused as refused:
        return _done(request, record, str(refused.message), status=409)
    return _done(request, record, _("Undone."))


@door(Act.CODE)
@require_POST
def coding_rounds(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Tick or untick a question of the checklist; begin or end a second coding."""
    record = get_object_or_404(Interview, accession=accession)
    wanted, codes = request.POST.get("act", ""), request.POST.getlist("question")
    questions = list(Theme.objects.questions().filter(code__in=codes, retired=False))
    try:
        if wanted in ("tick", "untick") and len(questions) == 1:
            rounds.tick(record, questions[0], request.user, done=wanted == "tick")
            said = _("The checklist is saved: shares are counted of it from now on.")
        elif wanted == "blind":
            rounds.open_blind(record, questions, request.user)
            said = _("You code this interview a second time: you see your own codings alone.")
        elif wanted == "done":
            rounds.finish(record, request.user)
            said = _("Your second coding is done. Now you see all codings, and they are compared.")
        else:
            return _done(request, record, _("Choose what to do."), status=422)
    except Refused as refused:
        return _done(request, record, str(refused.message), status=422)
    return _done(request, record, said)
