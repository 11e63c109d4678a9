"""From a file to a draft transcript: read, look at what was read, save. Nothing is stored as testimony before that."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from interviews import contents, formats, outbox, returning
from interviews.access import Act
from interviews.contents import Proposed
from interviews.desk import columns, receiving, tidying
from interviews.desk.columns import ChosenColumns, Rows
from interviews.desk.doors import DeskRequest, door
from interviews.desk.forms import SaveUploadForm, UploadForm
from interviews.desk.frugal import frugal
from interviews.desk.mending import MendForm
from interviews.desk.playing import place_to_play
from interviews.desk.receiving import Received, Told, forget_old_uploads
from interviews.formats import Ask
from interviews.formats.cues import Cue, FormatError, Problem
from interviews.importing import Imported, TranscriptError, check_cues, import_passages, segments_from_cues
from interviews.models import HeldFile, Upload
from interviews.problems import line_of, translated
from interviews.publishing import Act as LoggedAct
from interviews.publishing import note_act
from interviews.states import Workflow
from interviews.withholding.originals import keep_original

PAGE_SIZE = 100
WAITING_SHOWN = 20
MOST_BOXES = 100
# What a file may leave behind in the address of the page that asks for it again.
KEPT = ("interview", "language", "provenance", "encoding")


@door(Act.UPLOAD)
@frugal
def upload(request: DeskRequest) -> HttpResponseBase:
    """Take transcript files and read them; what was read waits for a look on the preview page.

    Files that can't be read yet are held, so that a form that comes again need not bring them again.
    """
    if request.method != "POST":
        known = {name: request.GET[name] for name in KEPT if name in request.GET}
        waiting = Upload.objects.light().filter(by=request.user)[:WAITING_SHOWN]
        return _ask(request, UploadForm(initial=known), waiting)
    forget_old_uploads()
    held = receiving.held_by(request.user, request.POST.getlist("held"))
    form = UploadForm(request.POST, request.FILES, held=bool(held))
    received = Received()
    said = {one.name: found for one in held if (found := columns.chosen(str(one.pk), request.POST)) is not None}
    wrong = [(name, one) for name, one in said.items() if isinstance(one, str)]
    if form.is_valid() and not wrong:
        data = form.cleaned_data
        told = Told(
            data["interview"],
            data["language"],
            data["provenance"],
            data["encoding"],
            Ask.ALWAYS if data["choose_columns"] else Ask.UNSURE,
            {name: one for name, one in said.items() if not isinstance(one, str)},
        )
        files = receiving.sent_files(data["file"], held)
        received = receiving.receive(files, told, request.user)
        if not received.failed:
            return _to_the_first(request, received.uploads)
        _explain(form, received)
    elif "file" not in form.errors:
        sent = receiving.sent_files(request.FILES.getlist("file"), held)
        receiving.hold(sent, request.user)
    for name, sentence in wrong:
        form.add_error(None, f"{name}: {sentence}")
    tables = received.tables | receiving.tables_of([one for one in held if one.name in said])
    return _ask(request, form, received.uploads, tables, status=422)


def _ask(
    request: DeskRequest,
    form: UploadForm,
    uploads: Iterable[Upload] = (),
    tables: Mapping[str, Rows] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the form; with files that are held the browser need not ask for another one.

    ``tables`` are the first rows of those held files whose columns have to be chosen.
    """
    held = list(HeldFile.objects.filter(by=request.user).defer("data"))
    form.fields["file"].required = form.fields["file"].widget.is_required = not held
    rows = tables or {}
    asked = [columns.ask(str(one.pk), one.name, rows[one.name], request.POST) for one in held if one.name in rows]
    context = {"form": form, "held": held, "uploads": uploads, "tables": asked}
    return render(request, "desk/upload.html", context, status=status)


def _to_the_first(request: DeskRequest, uploads: list[Upload]) -> HttpResponseBase:
    if len(uploads) > 1:
        messages.success(
            request,
            _("%(count)s files were read. This is the first; the others wait below.") % {"count": len(uploads)},
        )
    return redirect("desk:preview", uploads[0].pk)


def _explain(form: UploadForm, received: Received) -> None:
    """Say what is wrong with each file, with its name where there are several."""
    several = len(received.failed) + len(received.uploads) > 1
    for sent, reasons in received.failed:
        for reason in reasons[:PAGE_SIZE]:
            message = reason if isinstance(reason, str) else translated(reason)
            form.add_error("file", f"{sent.name}: {message}" if several else message)
    if received.asks_for_an_encoding():
        form.add_error("encoding", _("Choose the encoding here. The file is still there: send the form once more."))


@door(Act.UPLOAD)
@frugal
def preview(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show what was read from a file, mend lines of it, and save it as a draft transcript."""
    kept = get_object_or_404(Upload.objects.light().select_related("interview", "by"), pk=pk)
    if request.method == "POST" and "columns" in request.POST and kept.has_table:
        return _choose_columns(request, kept)
    if request.method == "POST" and (mended := MendForm.sent(request.POST, kept)):
        return _mend(request, kept, mended)
    cues, problems = _read_from(kept)
    loses_lines = any(problem.refuses for problem in problems)
    offers = tidying.offers(cues)
    boxes = [(one.key, one.label) for one in offers]
    if request.method == "POST":
        form = SaveUploadForm(request.POST, loses_lines=loses_lines, tidy=boxes)
        if form.is_valid():
            cues, done = tidying.tidied(cues, form.cleaned_data["tidy"])
            try:
                imported = _save_as_draft(kept, cues, problems, form.cleaned_data, request.user)
            except TranscriptError as error:
                form.add_error(None, error.message)
                cues = kept.read_cues()
            else:
                if form.cleaned_data["for_others"]:
                    _choose_for(_undecided(kept, request.user), form.cleaned_data)
                if done:
                    messages.success(request, done)
                _tell(request, *imported)
                page = reverse("desk:interview", args=[kept.interview.accession])
                return redirect(f"{page}?transcript={form.cleaned_data['language']}")
    else:
        form = SaveUploadForm(initial=_initial(kept), loses_lines=loses_lines, tidy=boxes)
    status = 422 if form.errors else 200
    mending = MendForm.opened(request.GET.get("line", ""), kept)
    shown = _shown(request, kept, form, cues, problems, mending)
    shown["offers"] = list(zip(offers, form["tidy"], strict=True))
    if "columns" in request.GET and kept.has_table:
        shown["table"] = columns.asked_anew(kept, request.POST)
    return render(request, "desk/preview.html", shown, status=status)


def _choose_columns(request: DeskRequest, kept: Upload) -> HttpResponseBase:
    """Read the table again with the columns that were chosen; what is chosen beside them stays."""
    _remember(request, kept)
    said = columns.chosen(columns.ANEW, request.POST)
    if not isinstance(said, ChosenColumns):
        return _show_again(request, kept, None, wrong=said or _("Choose the column that holds the words."))
    pk = kept.pk
    try:
        count = columns.read_again(kept, said)
    except FormatError as error:
        return _show_again(request, kept, None, wrong=translated(error.problem))
    told = _("The table was read again with these columns.")
    if count > 1:
        told += " " + _("Its translation waits below.")
    messages.success(request, told)
    return redirect("desk:preview", pk)


def _read_from(kept: Upload) -> tuple[list[Cue], list[Problem]]:
    return kept.read_cues(), kept.read_problems()


def _mend(request: DeskRequest, kept: Upload, form: MendForm) -> HttpResponseBase:
    """Put a typed line into the file, read it again, and lead back to what was read; what is chosen beside it stays."""
    _remember(request, kept)
    if form.is_valid() and form.mend(kept):
        messages.success(request, _("Line %(line)s is mended, and the file was read again.") % {"line": form.number})
        return redirect("desk:preview", kept.pk)
    return _show_again(request, kept, form)


def _remember(request: DeskRequest, kept: Upload) -> None:
    """Keep what was chosen in the form that saves, which is not saved yet."""
    chosen = SaveUploadForm(request.POST, loses_lines=False)
    chosen.full_clean()
    if language := chosen.cleaned_data.get("language"):
        kept.language, kept.language_is_chosen = language, True
    kept.provenance = chosen.cleaned_data.get("provenance", kept.provenance)
    kept.tidy = request.POST.getlist("tidy")[:MOST_BOXES]
    kept.save(update_fields=["language", "language_is_chosen", "provenance", "tidy"])


def _show_again(
    request: DeskRequest, kept: Upload, mending: MendForm | None, *, wrong: "str | None" = None
) -> HttpResponseBase:
    """Show what was read before, with what is wrong about a line or, as ``wrong`` says, the columns."""
    cues, problems = _read_from(kept)
    offers = tidying.offers(cues)
    save = SaveUploadForm(
        initial=_initial(kept),
        loses_lines=any(problem.refuses for problem in problems),
        tidy=[(one.key, one.label) for one in offers],
    )
    shown = _shown(request, kept, save, cues, problems, mending)
    shown["offers"] = list(zip(offers, save["tidy"], strict=True))
    if wrong:
        shown |= {"table": columns.asked_anew(kept, request.POST), "wrong": wrong}
    return render(request, "desk/preview.html", shown, status=422)


def _initial(kept: Upload) -> dict[str, Any]:
    """Return what is chosen already; what only a name says is no choice."""
    language = kept.language if kept.language_is_chosen else ""
    return {"language": language, "provenance": kept.provenance, "tidy": kept.tidy}


def _shown(
    request: DeskRequest,
    kept: Upload,
    form: SaveUploadForm,
    cues: list[Cue],
    problems: list[Problem],
    mending: MendForm | None,
) -> dict[str, Any]:
    sheet = returning.sheet_in(problems)
    passages = segments_from_cues(cues, joined=sheet is None)
    found_language = sheet.into if sheet else formats.language_of(cues) or ""
    named = "" if kept.language_is_chosen else kept.language
    suggested = named or found_language
    speakers = Counter(cue.speaker for cue in cues)
    # Numbers are paged: what a template was given stays in memory for a while after it, and all passages are much.
    page = Paginator(range(len(passages)), PAGE_SIZE).get_page(request.GET.get("page"))
    recordings = list(kept.interview.recordings.exclude(file="").select_related("interview"))
    shown = [one for one in problems if not returning.unneeded(one, problems, kept.interview)]
    told = Paginator(range(len(shown)), PAGE_SIZE).get_page(request.GET.get("problems"))
    return {
        "upload": kept,
        "remarks": returning.remarks(problems, kept.interview),
        "form": form,
        "cue_count": len(cues),
        "passage_count": len(passages),
        "speakers": speakers.most_common(50),
        "suggested": suggested,
        "looks_like": found_language,
        "named": named,
        "differs": bool(found_language and kept.language and found_language != kept.language),
        "problem_count": len(shown),
        "problems": told,
        "told": [
            (line_of(problem) or "", translated(problem), problem.refuses) for problem in map(shown.__getitem__, told)
        ],
        "passages": page,
        "rows": [(passages[n], place_to_play(recordings, passages[n].start_ms)) for n in page],
        "existing": {t.language: t for t in kept.interview.transcripts.all()},
        "recordings": recordings,
        "mending": mending,
        "waiting": _waiting(kept, request.user),
        "undecided": _undecided(kept, request.user).count(),
    }


def _waiting(kept: Upload, by: User) -> QuerySet[Upload]:
    """Return the other files that ``by`` has sent and not saved, those of the same interview first."""
    others = Upload.objects.filter(by=by).exclude(pk=kept.pk).select_related("interview")
    nearest = Case(When(interview=kept.interview, then=0), default=1)
    return others.light().order_by(nearest, "pk")[:WAITING_SHOWN]


def _undecided(kept: Upload, by: User) -> QuerySet[Upload]:
    """Return the files for other interviews that wait for ``by`` and of which nobody, and no name, said a language."""
    return Upload.objects.filter(by=by, language="").exclude(interview=kept.interview_id)


def _choose_for(rows: QuerySet[Upload], data: Mapping[str, Any]) -> None:
    """Choose for ``rows`` what was chosen for the one that was saved; each is still looked at before it is."""
    rows.update(language=data["language"], language_is_chosen=True, provenance=data["provenance"])


@transaction.atomic
def _save_as_draft(
    kept: Upload, cues: list[Cue], problems: list[Problem], data: dict[str, Any], by: User
) -> tuple[Imported, Proposed]:
    """Store the transcript, propose the table of contents that came with it, and drop the upload.

    ``cues`` are used up: beside the passages that they become, a long transcript's would be in memory twice.
    """
    way = returning.way_in(problems, kept.interview, data["language"])
    check_cues(cues)
    passages = segments_from_cues(cues, joined=way.joined)
    cues.clear()
    imported = import_passages(
        interview=kept.interview,
        passages=passages,
        language=data["language"],
        provenance=data["provenance"],
        made_from=way.made_from,
        by=by,
    )
    if kept.box and imported.outcome != "unchanged":
        keep_original(imported.transcript, bytes(kept.box), format=kept.format, by=by)
    proposed = contents.propose(kept.interview, contents.unpacked(kept.contents), language=data["language"])
    note_act(kept.interview, by, LoggedAct.TRANSCRIPT_SAVED)
    _forget_others(kept, kept.by, data["language"])
    kept.delete()
    _scrub(kept)
    return imported, proposed


def _scrub(kept: Upload) -> None:
    """Have the journal cleaned of an upload's words where some of the interview's are redacted."""
    if kept.interview.redactions.exists():
        outbox.scrub(kept.interview_id)


def _forget_others(kept: Upload, by: User, *languages: str) -> None:
    """Delete the other uploads of ``by`` for the same interview in ``languages``, or that of ``kept``."""
    wanted = {*languages, _language(kept)}
    others = Upload.objects.light().filter(interview=kept.interview, by=by).exclude(pk=kept.pk)
    Upload.objects.filter(pk__in=[one.pk for one in others if _language(one) in wanted]).delete()


def _language(kept: Upload) -> str:
    """Return the language that was chosen for ``kept``, or the one that its words suggest."""
    return kept.language or formats.language_of(kept.read_cues()) or ""


def _tell(request: DeskRequest, imported: Imported, proposed: Proposed) -> None:
    if proposed:
        messages.success(
            request,
            _("Proposed: chapters of the contents %(chapters)s, codings %(codings)s. Readers see what you accept.")
            % {"chapters": proposed.chapters, "codings": proposed.codings},
        )
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
    """Drop what was read from a file."""
    kept = get_object_or_404(Upload.objects.light().select_related("interview"), pk=pk)
    with transaction.atomic():
        note_act(kept.interview, request.user, LoggedAct.UPLOAD_DISCARDED)
        kept.delete()
        _scrub(kept)
    messages.success(request, _("The upload is discarded. Nothing of it was kept."))
    return redirect("desk:interview", kept.interview.accession)
