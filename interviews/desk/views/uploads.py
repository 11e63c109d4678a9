"""From a file to a draft transcript: read, look at what was read, save. Nothing is stored as testimony before that."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from interviews import formats, outbox
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.forms import SaveUploadForm, UploadForm
from interviews.desk.playing import place_to_play
from interviews.formats.cues import Cue, FormatError, Problem, Reading
from interviews.importing import Imported, TranscriptError, import_transcript, segments_from_cues
from interviews.models import Upload
from interviews.problems import line_of, translated
from interviews.states import Workflow
from interviews.withholding import sealing
from interviews.withholding.originals import keep_original

PAGE_SIZE = 100
DAYS_KEPT = 7
# What a file may leave behind in the address of the page that asks for it again.
KEPT = ("interview", "language", "provenance", "encoding")


@door(Act.UPLOAD)
def upload(request: DeskRequest) -> HttpResponseBase:
    """Take a transcript file and read it; what was read waits for a look on the preview page."""
    if request.method != "POST":
        known = {name: request.GET[name] for name in KEPT if name in request.GET}
        return render(request, "desk/upload.html", {"form": UploadForm(initial=known)})
    forget_old_uploads()
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            content = data["file"].read()
            reading = formats.read(content, name=data["file"].name, encoding=data["encoding"] or None)
        except FormatError as error:
            _explain(form, error.problem)
        else:
            if reading.cues:
                return redirect("desk:preview", _keep(reading, data, content, request).pk)
            for problem in reading.problems[:PAGE_SIZE]:
                _explain(form, problem)
    # A browser never sends a file twice by itself; everything else that was typed is still there.
    return render(request, "desk/upload.html", {"form": form}, status=422)


def _explain(form: UploadForm, problem: Problem) -> None:
    form.add_error("file", translated(problem))
    if problem.code.startswith("encoding-"):
        form.add_error("encoding", _("Choose the encoding here, then choose the file once more."))


def _keep(reading: Reading, data: dict[str, Any], content: bytes, request: DeskRequest) -> Upload:
    return Upload.objects.create(
        interview=data["interview"],
        by=request.user,
        language=data["language"],
        provenance=data["provenance"],
        format=reading.format,
        encoding=reading.encoding,
        cues=[asdict(cue) for cue in reading.cues],
        problems=[asdict(problem) for problem in reading.problems],
        box=sealing.seal(content) if sealing.has_key() else b"",
    )


@door(Act.UPLOAD)
def preview(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show what was read from a file and save it as a draft transcript."""
    kept = get_object_or_404(Upload.objects.select_related("interview", "by"), pk=pk)
    cues = [Cue(**row) for row in kept.cues]
    problems = [Problem(**row) for row in kept.problems]
    loses_lines = any(problem.refuses for problem in problems)
    if request.method == "POST":
        form = SaveUploadForm(request.POST, loses_lines=loses_lines)
        if form.is_valid():
            try:
                imported = _save_as_draft(kept, cues, form.cleaned_data, request.user)
            except TranscriptError as error:
                form.add_error(None, error.message)
            else:
                _tell(request, imported)
                page = reverse("desk:interview", args=[kept.interview.accession])
                return redirect(f"{page}?transcript={imported.transcript.language}")
    else:
        form = SaveUploadForm(
            initial={"language": kept.language, "provenance": kept.provenance}, loses_lines=loses_lines
        )
    status = 422 if form.errors else 200
    return render(request, "desk/preview.html", _shown(request, kept, form, cues, problems), status=status)


def _shown(
    request: DeskRequest, kept: Upload, form: SaveUploadForm, cues: list[Cue], problems: list[Problem]
) -> dict[str, Any]:
    passages = segments_from_cues(cues)
    suggested = formats.detect_language(" ".join(cue.text for cue in cues)) or ""
    speakers = Counter(cue.speaker for cue in cues)
    page = Paginator(passages, PAGE_SIZE).get_page(request.GET.get("page"))
    recordings = list(kept.interview.recordings.exclude(file="").select_related("interview"))
    found = [(line_of(problem) or "", translated(problem), problem.refuses) for problem in problems]
    return {
        "upload": kept,
        "form": form,
        "cue_count": len(cues),
        "passage_count": len(passages),
        "speakers": speakers.most_common(50),
        "suggested": suggested,
        "differs": bool(suggested and kept.language and suggested != kept.language),
        "problem_count": len(found),
        "problems": Paginator(found, PAGE_SIZE).get_page(request.GET.get("problems")),
        "passages": page,
        "rows": [(passage, place_to_play(recordings, passage.start_ms)) for passage in page],
        "existing": {t.language: t for t in kept.interview.transcripts.all()},
        "recordings": recordings,
    }


@transaction.atomic
def _save_as_draft(kept: Upload, cues: list[Cue], data: dict[str, Any], by: User) -> Imported:
    """Store the transcript and drop the upload."""
    imported = import_transcript(
        interview=kept.interview, cues=cues, language=data["language"], provenance=data["provenance"], by=by
    )
    if kept.box and imported.outcome != "unchanged":
        keep_original(imported.transcript, bytes(kept.box), format=kept.format, by=by)
    _forget_others(kept, kept.by, data["language"])
    kept.delete()
    _scrub(kept)
    return imported


def _scrub(kept: Upload) -> None:
    """Have the journal cleaned of an upload's words where some of the interview's are redacted."""
    if kept.interview.redactions.exists():
        outbox.scrub(kept.interview_id)


def forget_old_uploads() -> int:
    """Delete what was read and not saved within a week; return how many files that was."""
    return old_uploads().delete()[0]


def old_uploads() -> QuerySet[Upload]:
    """Return the uploads that nobody saved within a week."""
    return Upload.objects.filter(created_at__lt=timezone.now() - timedelta(days=DAYS_KEPT))


def _forget_others(kept: Upload, by: User, *languages: str) -> None:
    """Delete the other uploads of ``by`` for the same interview in ``languages``, or that of ``kept``."""
    wanted = {*languages, _language(kept)}
    others = Upload.objects.filter(interview=kept.interview, by=by).exclude(pk=kept.pk)
    Upload.objects.filter(pk__in=[one.pk for one in others if _language(one) in wanted]).delete()


def _language(kept: Upload) -> str:
    """Return the language that was chosen for ``kept``, or the one that its words suggest."""
    return kept.language or formats.detect_language(" ".join(cue["text"] for cue in kept.cues)) or ""


def _tell(request: DeskRequest, imported: Imported) -> None:
    if imported.outcome == "unchanged":
        messages.success(request, _("The archive has exactly this transcript already; nothing was changed."))
        return
    if imported.transcript.workflow == Workflow.HIDDEN:
        messages.warning(
            request, _("Saved. This transcript is hidden and stays hidden: showing it again takes two people.")
        )
        return
    if imported.transcript.workflow == Workflow.PUBLISHED:  # the same words, so readers keep seeing them
        provenance = imported.transcript.get_provenance_display()
        messages.success(request, _("The transcript is now: %(provenance)s.") % {"provenance": provenance})
        return
    if imported.undecided:
        messages.warning(
            request,
            ngettext(
                "%(count)s redaction has to be decided in this text before readers see it: open the page "
                "of redactions.",
                "%(count)s redactions have to be decided in this text before readers see it: open the page of "
                "redactions.",
                imported.undecided,
            )
            % {"count": imported.undecided},
        )
    count = imported.transcript.segments.count()
    messages.success(
        request,
        ngettext(
            "Saved as a draft of %(count)s passage. Readers see it when it is published.",
            "Saved as a draft of %(count)s passages. Readers see it when it is published.",
            count,
        )
        % {"count": count},
    )


@door(Act.UPLOAD)
@require_POST
def discard(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Drop what was read from a file, and all like it where another file is to take its place."""
    kept = get_object_or_404(Upload.objects.select_related("interview"), pk=pk)
    if "again" in request.POST:
        _forget_others(kept, request.user)
        kept.delete()
        known = {"interview": kept.interview.accession, "language": kept.language, "provenance": kept.provenance}
        return redirect(f"{reverse('desk:upload')}?{urlencode(known)}")
    kept.delete()
    _scrub(kept)
    messages.success(request, _("The upload is discarded. Nothing of it was kept."))
    return redirect("desk:interview", kept.interview.accession)
