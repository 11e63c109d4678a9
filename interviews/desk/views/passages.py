"""The desk's page of an interview, where passages are corrected and coded on the spot."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews import publishing, versions
from interviews.access import Act, may
from interviews.coding import acts
from interviews.coding.stretches import Stretch, stretch_of
from interviews.desk.correcting import Changed, SignsMissing, correct, fingerprint
from interviews.desk.doors import DeskRequest, desk_required, door
from interviews.desk.forms import CodingForm, CorrectionForm, theme_choices
from interviews.desk.playing import Place, place_to_play
from interviews.desk.views.reviewing import changed_since, is_another
from interviews.editing.checking import set_provenance as set_provenance_of
from interviews.languages import Language
from interviews.models import (
    Coding,
    Interview,
    Recording,
    RedactionDecision,
    Segment,
    Theme,
    Transcript,
)
from interviews.publication import asking, seen
from interviews.segmenting import clean_text
from interviews.states import CodingStatus, Provenance, TranscriptKind, Workflow

PAGE_SIZE = 40


@dataclass
class Row:
    """A passage with its codings and its two small forms."""

    segment: Segment
    correction: CorrectionForm
    coding: CodingForm
    codings: list[Coding]
    place: Place | None


@desk_required
@require_safe
def interview(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Show a record with all its states, and its transcript to correct and code."""
    record = get_object_or_404(Interview.objects.with_labels(), accession=accession)
    return _page(request, record, _chosen(record, request.GET.get("transcript", "")))


def _chosen(record: Interview, wanted: str) -> Transcript | None:
    transcripts = list(record.transcripts.all())
    return next((t for t in transcripts if t.language == wanted), transcripts[0] if transcripts else None)


def _page(
    request: DeskRequest,
    record: Interview,
    transcript: Transcript | None,
    *,
    failed: CorrectionForm | CodingForm | None = None,
    position: int | None = None,
) -> HttpResponseBase:
    """Render the page; ``failed`` is a form with errors that belongs to the passage at ``position``."""
    page = _passages(request, transcript, position)
    shown = Coding.objects.seen_by(request.user).filter(interview=record).select_related("theme")
    codings = seen.marked(list(shown.order_by("start_ms", "first_position", "pk")))
    transcripts = list(record.transcripts.all())
    recordings = list(record.recordings.select_related("interview"))
    context: dict[str, Any] = {
        "interview": record,
        "holds": publishing.holds(record),
        "history": publishing.history(record),
        "transcripts": transcripts,
        "provenances": Provenance.choices,
        "drafts": [t for t in transcripts if t.workflow == Workflow.DRAFT],
        "hidden": [t for t in transcripts if t.workflow == Workflow.HIDDEN],
        "been_public": publishing.has_been_public(record),
        "waiting": asking.request_for(record),
        "recordings": recordings,
        "uploads": record.uploads.select_related("by").defer("cues", "problems", "text"),
        "languages": Language.values,
        "chosen": transcript,
        "chapters": list(record.chapters.all()),
        "redaction_count": record.redactions.count(),
        "undecided": record.redactions.filter(decisions__outcome=RedactionDecision.Outcome.UNDECIDED)
        .distinct()
        .count(),
        "outdated": _outdated(transcripts),
        "page": page,
        "rows": [_row(one, codings, recordings, failed if one.position == position else None) for one in page],
        "whole": [coding for coding in codings if coding.is_whole],
        "failed_at": position if failed else None,
        "theme_options": render_to_string(
            "desk/_theme_options.html", {"groups": theme_choices(Theme.objects.filter(retired=False))}
        ),
    }
    return render(request, "desk/interview.html", context, status=422 if failed else 200)


def _outdated(transcripts: list[Transcript]) -> set[int]:
    """Return the keys of the translations that were made from an older version of the original."""
    original = next((one for one in transcripts if one.kind == TranscriptKind.ORIGINAL), None)
    return {one.pk for one in transcripts if versions.is_outdated(one, original)}


def _passages(request: DeskRequest, transcript: Transcript | None, position: int | None) -> "Page[Segment]":
    rows = Segment.objects.filter(transcript=transcript) if transcript else Segment.objects.none()
    paginator = Paginator(rows.order_by("position"), PAGE_SIZE)
    if position is not None:
        return paginator.get_page(position // PAGE_SIZE + 1)
    return paginator.get_page(request.GET.get("page"))


def _row(
    segment: Segment,
    codings: list[Coding],
    recordings: list[Recording],
    failed: CorrectionForm | CodingForm | None,
) -> Row:
    correction = CorrectionForm(
        initial={"text": segment.text, "opened_on": fingerprint(segment.text)}, auto_id=f"c{segment.position}-%s"
    )
    coding = CodingForm(auto_id=f"t{segment.position}-%s")
    if isinstance(failed, CorrectionForm):
        correction = failed
    elif isinstance(failed, CodingForm):
        coding = failed
    start, end, moment = segment.start_ms, segment.end_ms, segment.moment
    parts = [one for one in codings if not one.is_whole]
    covering = [one for one in parts if one.covers(start_ms=start, end_ms=end, moment=moment)]
    return Row(segment, correction, coding, covering, place_to_play(recordings, start))


def _back(segment: Segment, accession: str) -> HttpResponseBase:
    """Return to the passage, on its page."""
    query = {"transcript": segment.transcript.language, "page": segment.position // PAGE_SIZE + 1}
    page = reverse("desk:interview", args=[accession])
    return redirect(f"{page}?{urlencode(query)}#s{segment.position}")


def _segment(accession: str, language: str, position: int) -> Segment:
    return get_object_or_404(
        Segment.objects.select_related("transcript__interview"),
        transcript__interview__accession=accession,
        transcript__language=language,
        position=position,
    )


@door(Act.CORRECT)
def correct_passage(request: DeskRequest, accession: str, language: str, position: int) -> HttpResponseBase:
    """Change the words of a passage."""
    segment = _segment(accession, language, position)
    if request.method != "POST":  # the page of a failed form was opened again, perhaps in another language
        return _back(segment, accession)
    form = CorrectionForm(request.POST, auto_id=f"c{position}-%s")
    if form.is_valid():
        try:
            words, opened_on = clean_text(form.cleaned_data["text"]), form.cleaned_data["opened_on"]
            changed = correct(segment, words, opened_on=opened_on, by=request.user)
        except SignsMissing as error:
            form.add_error("text", error.message)
        except Changed as error:
            # Saved a second time, the words replace what is shown above them now.
            form.data = {"text": form.cleaned_data["text"], "opened_on": fingerprint(segment.text)}
            form.add_error("text", error.message)
        else:
            messages.success(request, _("The passage is corrected.") if changed else _("Nothing was changed."))
            return _back(segment, accession)
    return _page(request, segment.transcript.interview, segment.transcript, failed=form, position=position)


@door(Act.CORRECT)
@require_POST
def set_provenance(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Record how far a transcript has been checked."""
    transcript = get_object_or_404(Transcript, interview__accession=accession, language=language)
    wanted = request.POST.get("provenance", "")
    if wanted in Provenance.values and set_provenance_of(transcript, wanted, request.user):
        transcript.refresh_from_db()
        said = _("The transcript is now: %(provenance)s.") % {"provenance": transcript.get_provenance_display()}
    else:
        said = _("Nothing was changed.")
    messages.success(request, said)
    return redirect(f"{reverse('desk:interview', args=[accession])}?{urlencode({'transcript': language})}")


@door(Act.CODE)
def add_coding(request: DeskRequest, accession: str, language: str, position: int) -> HttpResponseBase:
    """Apply a theme to a passage, or to the whole interview."""
    segment = _segment(accession, language, position)
    if request.method != "POST":
        return _back(segment, accession)
    form = CodingForm(request.POST, auto_id=f"t{position}-%s")
    if not form.is_valid():
        return _page(request, segment.transcript.interview, segment.transcript, failed=form, position=position)
    if form.cleaned_data["accepted"] and not may(request.user, Act.ACCEPT_CODINGS):
        raise PermissionDenied
    is_whole = form.cleaned_data["stretch"] == CodingForm.WHOLE
    wanted = form.coding()
    acts.code(
        segment.transcript.interview,
        wanted.theme,
        Stretch() if is_whole else stretch_of([segment]),
        request.user,
        status=wanted.status,
        texts={name: getattr(wanted, name) for name in ("note", *CodingForm.GISTS)},
    )
    messages.success(request, _("The coding is added."))
    if request.POST.get("back") == "coding":
        page = reverse("desk:coding", args=[accession])
        return redirect(f"{page}?{urlencode({'transcript': language})}#s{position}")
    return _back(segment, accession)


@door(Act.ACCEPT_CODINGS)
@require_POST
def change_coding(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Accept, reject or propose a coding again, or remove it."""
    with transaction.atomic():
        rows = Coding.objects.seen_by(request.user).select_for_update(of=("self",))
        coding = get_object_or_404(rows.select_related("interview", "theme"), pk=pk, interview__accession=accession)
        _decide(request, coding)
    where = {name: value for name in ("transcript", "page") if (value := request.POST.get(name, ""))}
    anchor = f"#s{place}" if (place := request.POST.get("position", "")).isdecimal() else "#codings"
    return redirect(f"{reverse('desk:interview', args=[accession])}?{urlencode(where)}{anchor}")


def _decide(request: DeskRequest, coding: Coding) -> None:
    wanted = request.POST.get("status", "")
    if wanted == "remove":
        is_gone = acts.remove(coding, request.user)
        said = _("The coding is removed.") if is_gone else _("The coding is rejected; a later import leaves it so.")
        messages.success(request, said)
    elif is_another(request, coding, wanted):
        messages.error(request, changed_since(1))
    elif wanted in CodingStatus.values:
        acts.decide([coding], request.user, wanted)
        messages.success(request, _("The coding is now: %(status)s.") % {"status": coding.get_status_display()})
    else:
        messages.error(request, _("Choose what to do with the coding."))
