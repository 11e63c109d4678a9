"""A narrator asks to leave: one page for the night it happens, and the proof and the note that follow."""

import json
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from interviews import publishing, tombstones
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.fields import clean_text
from interviews.languages import Language
from interviews.leaving import cases, proof
from interviews.leaving.letters import letter
from interviews.models import Departure, DepartureItem, Interview


@door(Act.LEAVE)
def leaving(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Hide the record and open the case with one press; show the case, also of an interview that is purged."""
    interview = Interview.objects.with_labels().filter(accession=accession).first()
    case = cases.case_of_number(accession) if interview is None else cases.case_of(interview)
    if interview is None and case is None:
        raise Http404
    if request.method == "POST":
        if interview is not None:
            case = cases.begin(interview, request.user)
            messages.success(request, _("The record is hidden. Nobody outside the desk finds or opens it from now on."))
        return redirect("desk:leaving", accession)
    if case is None or (case.closed_at is not None and interview is not None):
        return render(request, "desk/leaving_begin.html", {"interview": interview, "closed": case})
    return _page(request, case, accession)


@door(Act.LEAVE)
@require_safe
def leaving_case(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show a case by its own number: the one way to it when the interview's number is forgotten."""
    case = get_object_or_404(Departure, pk=pk)
    return _page(request, case, case.interview.accession if case.interview else "")


def _page(request: DeskRequest, case: Departure, accession: str) -> HttpResponseBase:
    items = list(case.items.select_related("done_by"))
    context: dict[str, Any] = {
        "case": case,
        "interview": case.interview,
        "accession": accession,
        "command": f"manage.py purge_interview {accession}",
        "items": [(one, json.dumps(astuple(cases.line_of(one)))) for one in items],
        "open_items": sum(one.done_at is None for one in items),
        "kinds": DepartureItem.Kind.choices,
        "ways": Departure.Way.choices,
        "is_public": case.interview is not None and case.interview.is_public(),
        "redactions": case.interview.redactions.count() if case.interview else 0,
    }
    return render(request, "desk/leaving.html", context)


def _line(request: DeskRequest, key: str) -> cases.Line:
    def text(name: str) -> str:
        return clean_text(request.POST.get(f"{name}-{key}", ""))

    return cases.Line(text("address"), text("owner"), text("note"), bool(request.POST.get(f"done-{key}")))


def _had(seen: str) -> cases.Line | None:
    """Return the line that a page showed, from what it sends back of it."""
    try:
        address, owner, note, is_done = json.loads(seen)
    except (ValueError, TypeError):
        return None
    return cases.Line(str(address), str(owner), str(note), bool(is_done))


@door(Act.LEAVE)
@require_POST
def leaving_list(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Save the list of copies outside: what was filled in, what was ticked, and a new line."""
    case = get_object_or_404(Departure, pk=pk)
    sent = {one.pk: request.POST.get(f"seen-{one.pk}", "") for one in case.items.all()}
    lines = {pk: (had, _line(request, str(pk))) for pk, seen in sent.items() if (had := _had(seen)) is not None}
    new = _line(request, "new")
    is_new = bool(new.address or new.owner or new.note)
    kind = request.POST.get("kind-new", "")
    cases.save_list(case, request.user, lines, new=new if is_new else None, kind=kind)
    messages.success(request, _("The list is saved."))
    return redirect("desk:leaving_case", pk)


def _do(request: DeskRequest, case: Departure, act: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        act()
    except publishing.Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, said)
    return redirect("desk:leaving_case", case.pk)


@door(Act.LEAVE)
@require_POST
def leaving_propose(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Say what is to be done."""
    case, way = get_object_or_404(Departure, pk=pk), request.POST.get("way", "")
    return _do(request, case, lambda: cases.propose(case, request.user, way), _("Proposed. Another archivist decides."))


@door(Act.AGREE_TO_LEAVING)
@require_POST
def leaving_agree(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Agree, as the second person, to what is to be done."""
    case, way = get_object_or_404(Departure, pk=pk), request.POST.get("way", "")
    return _do(request, case, lambda: cases.agree(case, request.user, way=way), _("Agreed. Now it can be done."))


@door(Act.LEAVE)
@require_POST
def leaving_close(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Close the case when everything is done."""
    case = get_object_or_404(Departure, pk=pk)
    return _do(request, case, lambda: cases.close(case, request.user), _("The case is closed."))


@sensitive_post_parameters("number")
@door(Act.LEAVE)
def leaving_proof(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show what is gone, looked at this moment; of a purged interview somebody has to type the number."""
    case = get_object_or_404(Departure, pk=pk)
    number = case.interview.accession if case.interview else request.POST.get("number", "").strip().upper()[:32]
    wrong = bool(number) and case.interview is None and tombstones.mark(number) != case.digest
    lines = proof.look(number, case.interview, request.get_host()) if number and not wrong else []
    context = {
        "case": case,
        "interview": case.interview,
        "number": number,
        "wrong": wrong,
        "lines": lines,
        "now": date_format(timezone.localtime(), "j E Y, H:i"),
        "is_gone": bool(lines) and all(one.ok for one in lines),
        "items": case.items.select_related("done_by") if lines else [],
    }
    return render(request, "desk/leaving_proof.html", context, status=422 if wrong else 200)


@door(Act.LEAVE)
@require_safe
def leaving_letter(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Draft the note to the narrator; it is changed and copied on the page, and kept nowhere."""
    case = get_object_or_404(Departure, pk=pk)
    spoken = case.interview.language if case.interview else Language.BE.value
    wanted = request.GET.get("language", "")
    chosen = wanted if wanted in Language.values else spoken
    context = {"case": case, "interview": case.interview, "chosen": chosen, "text": letter(case, chosen)}
    return render(request, "desk/leaving_letter.html", context | {"languages": Language.choices})
