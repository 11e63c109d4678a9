"""Redactions: marking, looking at the result in every language, taking out; lifting; what the media editor needs."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Act
from interviews.desk import marking
from interviews.desk.doors import DeskRequest, door
from interviews.exporting import clock
from interviews.models import Interview, Redaction, RedactionDecision, Segment, Transcript
from interviews.numbers import whole_number, whole_numbers
from interviews.publishing import Refused
from interviews.withholding import gaps, redacting, sealing

MOST_PASSAGES = 12


class ReasonForm(forms.Form):
    """Why words are taken out."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[("", gettext_lazy("Choose…")), *Redaction.Reason.choices]
    )


@door(Act.REDACT)
@require_safe
def redactions(request: DeskRequest, accession: str) -> HttpResponseBase:
    """List the redactions of an interview with what is decided and what waits."""
    return _list(request, get_object_or_404(Interview.objects.with_labels(), accession=accession))


def _list(request: DeskRequest, interview: Interview, **more: Any) -> HttpResponseBase:
    rows = interview.redactions.select_related("made_by", "lift_asked_by").prefetch_related(
        "decisions__transcript", "decisions__texts", "edited"
    )
    mutes = redacting.mutes(interview)
    parts = _parts(mutes)
    context = {
        "interview": interview,
        "redactions": [(one, parts.get(one.pk, []), _has_homeless(one)) for one in rows],
        "has_key": sealing.has_key(),
        "undecided": gaps.UNDECIDED,
        "mutes": mutes,
    }
    return render(request, "desk/redactions.html", context | more, status=422 if more else 200)


def _has_homeless(redaction: Redaction) -> bool:
    """Tell whether words of ``redaction`` have no place in the present text."""
    return any(text.position is None for decision in redaction.decisions.all() for text in decision.texts.all())


def _parts(mutes: Iterable[redacting.Mute]) -> dict[int, list[redacting.Mute]]:
    """Return one entry a part of the recording in which a redaction is heard, by the redaction's key."""
    found: dict[int, dict[int, redacting.Mute]] = defaultdict(dict)
    for one in mutes:
        found[one.redaction.pk][one.recording.pk] = one
    return {pk: list(parts.values()) for pk, parts in found.items()}


@door(Act.REDACT)
def redact(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Mark words of a passage in every language, look at the result, take them out."""
    interview = get_object_or_404(Interview.objects.with_labels(), accession=accession)
    asked = request.POST if "transcript" in request.POST else request.GET
    transcript = get_object_or_404(Transcript, interview=interview, language=asked.get("transcript", ""))
    first = _number(asked.get("at", ""))
    last = min(max(first, _number(asked.get("to", "") or str(first))), first + MOST_PASSAGES - 1)
    chosen = list(transcript.segments.filter(position__gte=first, position__lte=last).order_by("position"))
    if not chosen:
        messages.error(request, _("There is no such passage. Choose one below."))
        return redirect(f"{reverse('desk:interview', args=[accession])}?transcript={transcript.language}")
    found = marking.read(request.POST, redacting.counterparts(interview, redacting.stretch_of(chosen)))
    where = {"transcript": transcript, "first": first, "last": last}
    return _marked(request, interview, found, ReasonForm(request.POST or None), where)


def _number(text: str) -> int:
    return whole_number(text) or 0


def _marked(
    request: DeskRequest,
    interview: Interview,
    found: list[marking.MarkedTranscript],
    form: ReasonForm,
    where: dict[str, Any],
) -> HttpResponseBase:
    """Answer with the marking page, its preview, or the act itself if the preview was of these very marks."""
    context: dict[str, Any] = {"interview": interview, "found": found, "form": form, "has_key": sealing.has_key()}
    is_sent = request.method == "POST"
    if is_sent and marking.check(found) and form.is_valid():
        reason = form.cleaned_data["reason"]
        shown = marking.digest(found, reason)
        is_same = request.POST.get("act") == "save" and request.POST.get("shown") == shown
        if is_same and (done := _take_out(request, interview, found, reason)) is not None:
            return done
        context |= _preview(request, interview, found) | {"shown": shown}
    context |= where | {"seen": interview.revision}
    bad = is_sent and "results" not in context
    return render(request, "desk/redact.html", context, status=422 if bad else 200)


def _preview(request: DeskRequest, interview: Interview, found: list[marking.MarkedTranscript]) -> dict[str, Any]:
    choices = [one.choice for one in found]
    results = redacting.preview(choices)
    for one in found:
        texts = {result.segment.pk: result.text for result in results[one.transcript.pk]}
        for passage in one.passages:
            if passage.ranges and not one.nothing:
                passage.result = texts[passage.segment.pk]
    marked = [passage.segment for one in found for passage in one.passages if passage.ranges and not one.nothing]
    stretch = redacting.stretch_of(marked)
    return {
        "results": True,
        "echoes": _with_ways(interview, redacting.echoes(interview, choices)),
        "gists": redacting.gists_in(interview, stretch),
        "kept_gists": _kept_gists(request),
        "uploads": interview.uploads.count(),
    }


def _kept_gists(request: DeskRequest) -> set[int]:
    """Return the keys of the codings whose public sentences are to stay."""
    return set(whole_numbers(request.POST.getlist("keep")))


def _with_ways(interview: Interview, echoes: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return each place with the address at which words are taken out there, if it is a passage."""
    if not echoes:
        return []
    address = reverse("desk:redact", args=[interview.accession])
    segments = Segment.objects.filter(transcript__interview=interview).select_related("transcript")
    ways = {
        redacting.passage_name(one): f"{address}?transcript={one.transcript.language}&at={one.position}"
        for one in segments
    }
    return [(name, where, ways.get(where, "")) for name, where in echoes]


def _take_out(
    request: DeskRequest, interview: Interview, found: list[marking.MarkedTranscript], reason: str
) -> HttpResponseBase | None:
    """Do it, tell what was done and go to the list; None, with a message, if it is refused."""
    try:
        report = redacting.redact(
            interview,
            request.user,
            reason=reason,
            choices=[one.choice for one in found],
            seen=_number(request.POST.get("seen", "")),
            keep_gists=_kept_gists(request),
        )
    except (Refused, sealing.SealError) as error:
        messages.error(request, str(error))
        return None
    _tell(request, report)
    return redirect("desk:redactions", interview.accession)


def _tell(request: DeskRequest, report: redacting.Report) -> None:
    messages.success(request, _("The words are out of the public text, in every language. They are sealed."))
    told = [
        (
            report.codings,
            ngettext(
                "%(n)s public sentence of a coding was set back to proposed.",
                "%(n)s public sentences of codings were set back to proposed.",
                report.codings,
            ),
        ),
        (
            report.chapters,
            ngettext(
                "%(n)s chapter of the table of contents was set back to proposed.",
                "%(n)s chapters of the table of contents were set back to proposed.",
                report.chapters,
            ),
        ),
        (
            report.versions,
            ngettext(
                "%(n)s earlier version was deleted: the place could not be found in it for certain.",
                "%(n)s earlier versions were deleted: the place could not be found in them for certain.",
                report.versions,
            ),
        ),
        (
            report.uploads,
            ngettext(
                "%(n)s upload that was not saved yet was discarded: it held the words.",
                "%(n)s uploads that were not saved yet were discarded: they held the words.",
                report.uploads,
            ),
        ),
        (
            report.waiting,
            ngettext(
                "%(n)s transcript has no passage at that time. Readers do not see it until you decide it here.",
                "%(n)s transcripts have no passage at that time. Readers do not see them until you decide them here.",
                report.waiting,
            ),
        ),
    ]
    for count, sentence in told:
        if count:
            messages.warning(request, sentence % {"n": count})


@door(Act.REDACT)
def decide(request: DeskRequest, accession: str, pk: int, language: str) -> HttpResponseBase:
    """Decide a redaction in one transcript that came later or has changed."""
    decision = get_object_or_404(
        RedactionDecision.objects.select_related("redaction__interview", "transcript"),
        redaction__id=pk,
        redaction__interview__accession=accession,
        transcript__language=language,
    )
    interview, transcript = decision.redaction.interview, decision.transcript
    segments = gaps.covered_by(decision.redaction, transcript.segments.order_by("position"))
    found = marking.read(request.POST, {transcript: segments})
    has_signs = decision.texts.filter(position__isnull=False).exists()
    if request.method == "POST":
        if "confirm" in request.POST and has_signs:
            return _decide(request, decision, {})
        if marking.check(found) or not segments:
            return _decide(request, decision, dict(found[0].choice.ranges))
    context = {
        "interview": interview,
        "decision": decision,
        "found": found if segments else [],
        "others": _others(decision),
        "has_signs": has_signs,
        "seen": interview.revision,
    }
    return render(request, "desk/decide.html", context, status=422 if request.method == "POST" else 200)


def _others(decision: RedactionDecision) -> list[tuple[Transcript, list[Segment]]]:
    """Return the stretch in the other languages, to compare with."""
    versions = redacting.counterparts(decision.redaction.interview, decision.redaction)
    return [(transcript, segments) for transcript, segments in versions.items() if transcript != decision.transcript]


def _decide(request: DeskRequest, decision: RedactionDecision, ranges: dict[int, Any]) -> HttpResponseBase:
    try:
        report = redacting.decide(decision, request.user, ranges=ranges, seen=_number(request.POST.get("seen", "")))
    except (Refused, sealing.SealError) as error:
        messages.error(request, str(error))
        return redirect(request.path)
    if any(ranges.values()):
        _tell(request, report)
    else:
        messages.success(request, _("Decided: nothing more is taken out in this language."))
    return redirect("desk:redactions", decision.redaction.interview.accession)


def _redaction(accession: str, pk: int) -> Redaction:
    rows = Redaction.objects.select_related("interview", "lift_asked_by")
    return get_object_or_404(rows, pk=pk, interview__accession=accession)


def _do(request: DeskRequest, accession: str, act: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, said)
    return redirect("desk:redactions", accession)


@door(Act.ASK_TO_LIFT)
@require_POST
def ask_to_lift(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Ask a second person to lift a redaction."""
    redaction = _redaction(accession, pk)
    said = _("Asked. Another archivist brings the private key and lifts it.")
    return _do(request, accession, lambda: redacting.ask_to_lift(redaction, request.user), said)


@door(Act.ASK_TO_LIFT)
@require_POST
def drop_lifting(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Withdraw or decline a request to lift."""
    redaction = _redaction(accession, pk)
    said = _("The request is closed. The words stay out.")
    return _do(request, accession, lambda: redacting.drop_lifting(redaction, request.user), said)


@sensitive_post_parameters("key")
@door(Act.LIFT)
@require_POST
def lift(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Put the words back with the private key, which is used here and kept nowhere."""
    redaction = _redaction(accession, pk)
    try:
        homeless = redacting.lift(
            redaction, request.user, key=request.POST.get("key", ""), finish="finish" in request.POST
        )
    except (Refused, sealing.SealError) as error:
        interview = Interview.objects.with_labels().get(pk=redaction.interview_id)
        return _list(request, interview, failed=pk, failure=str(error))
    if homeless and "finish" not in request.POST:
        # Shown on this page alone, once: a message would travel in a cookie.
        interview = Interview.objects.with_labels().get(pk=redaction.interview_id)
        return _list(request, interview, homeless=homeless)
    messages.success(request, _("The words are back in the public text. Look at it in every language."))
    return redirect("desk:redactions", accession)


@door(Act.MARK_EDITED)
@require_POST
def mark_edited(request: DeskRequest, accession: str, pk: int, part: int) -> HttpResponseBase:
    """Take the archivist's word that the stretch is no longer heard in one part of the recording."""
    redaction = _redaction(accession, pk)
    recording = get_object_or_404(redaction.interview.recordings, part=part)
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that you listened and the words are gone, then press the button again."))
        return redirect("desk:redactions", accession)
    said = _("Part %(part)s counts as edited for this redaction.") % {"part": part}
    return _do(request, accession, lambda: redacting.mark_edited(redaction, recording, request.user), said)


@door(Act.REDACT)
@require_safe
def mute_list(request: DeskRequest, accession: str, ending: str) -> HttpResponse:
    """Give what has to be silenced: a table (csv), or labels that sound editors such as Audacity read (txt)."""
    interview = get_object_or_404(Interview, accession=accession)
    out = StringIO()
    if ending == "csv":
        table = csv.writer(out)
        table.writerow(["part", "from", "to", "from_ms", "to_ms", "edited"])
        for one in redacting.mutes(interview):
            end = "" if one.end_ms is None else clock(one.end_ms)
            row = [
                one.recording.part,
                clock(one.start_ms),
                end,
                one.start_ms,
                one.end_ms,
                "yes" if one.is_edited else "no",
            ]
            table.writerow(["" if cell is None else cell for cell in row])
    else:
        for one in redacting.mutes(interview):
            end_ms = one.start_ms if one.end_ms is None else one.end_ms
            out.write(f"{one.start_ms / 1000:.3f}\t{end_ms / 1000:.3f}\tmute {one.recording.part}\n")
    kind = "text/csv" if ending == "csv" else "text/plain"
    response = HttpResponse(out.getvalue(), content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{accession}.mutes.{ending}"'
    return response
