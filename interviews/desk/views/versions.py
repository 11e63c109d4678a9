"""Versions of a transcript: what changed, earlier ones to read and to restore, and the sealed files they came from."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from interviews import access, outbox
from interviews import versions as acts
from interviews.desk.doors import DeskRequest, door
from interviews.importing import TranscriptError, restore
from interviews.models import Original, Transcript, TranscriptVersion
from interviews.publishing import Act, acting, note_act
from interviews.states import TranscriptKind


def _transcript(accession: str, language: str) -> Transcript:
    rows = Transcript.objects.select_related("interview")
    return get_object_or_404(rows, interview__accession=accession, language=language)


def _version(transcript: Transcript, number: int) -> TranscriptVersion:
    return get_object_or_404(transcript.versions.select_related("transcript"), number=number)


@door(access.Act.SEE_VERSIONS)
@require_safe
def versions(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """List the versions of a transcript, the latest first."""
    transcript = _transcript(accession, language)
    rows = list(transcript.versions.select_related("by"))
    original = transcript.interview.transcripts.filter(kind=TranscriptKind.ORIGINAL).first()
    context = {
        "interview": transcript.interview,
        "transcript": transcript,
        "versions": [(one, before) for one, before in zip(rows, [*rows[1:], None], strict=False)],
        "outdated": acts.is_outdated(transcript, original),
        "original": original,
        "originals": transcript.interview.originals.filter(language=language).select_related("by").defer("box"),
        "may_forget": access.may(request.user, access.Act.PURGE_VERSIONS),
    }
    return render(request, "desk/versions.html", context)


@door(access.Act.SEE_VERSIONS)
@require_safe
def version(request: DeskRequest, accession: str, language: str, number: int) -> HttpResponseBase:
    """Show what a transcript said at one version."""
    transcript = _transcript(accession, language)
    found = _version(transcript, number)
    context = {
        "interview": transcript.interview,
        "transcript": transcript,
        "version": found,
        "passages": acts.words_of(found),
    }
    return render(request, "desk/version.html", context)


@door(access.Act.SEE_VERSIONS)
@require_safe
def compare(request: DeskRequest, accession: str, language: str, older: int, newer: int) -> HttpResponseBase:
    """Show what changed between two versions, word by word."""
    transcript = _transcript(accession, language)
    first, second = _version(transcript, older), _version(transcript, newer)
    context = {
        "interview": transcript.interview,
        "transcript": transcript,
        "older": first,
        "newer": second,
        "changes": acts.compare(acts.words_of(first), acts.words_of(second)),
    }
    return render(request, "desk/compare.html", context)


@door(access.Act.RESTORE_VERSION)
@require_POST
def restore_version(request: DeskRequest, accession: str, language: str, number: int) -> HttpResponseBase:
    """Make an earlier version the transcript's own again."""
    transcript = _transcript(accession, language)
    found = _version(transcript, number)
    try:
        with acting(transcript.interview, request.user, access.Act.RESTORE_VERSION) as row:
            done = restore(found, request.user)
            if done.outcome != "unchanged":
                note_act(row, request.user, Act.VERSION_RESTORED)
    except TranscriptError as error:
        messages.error(request, error.message)
    else:
        if done.outcome == "unchanged":
            messages.success(request, _("The transcript says this already; nothing was changed."))
        else:
            messages.success(
                request, _("Version %(n)s is restored, as a new version. Look at it, then publish it.") % {"n": number}
            )
    return redirect("desk:versions", accession, language)


@door(access.Act.PURGE_VERSIONS)
@require_POST
def forget_versions(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Delete all earlier versions for good; for editors."""
    transcript = _transcript(accession, language)
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that the versions may be deleted for good, then press the button again."))
        return redirect("desk:versions", accession, language)
    with acting(transcript.interview, request.user, access.Act.PURGE_VERSIONS) as row:
        count = acts.forget(transcript)
        outbox.scrub(row.pk)
        note_act(row, request.user, Act.VERSIONS_DELETED)
    messages.success(
        request,
        ngettext("%(count)s earlier version is deleted.", "%(count)s earlier versions are deleted.", count)
        % {"count": count},
    )
    return redirect("desk:versions", accession, language)


@door(access.Act.SEE_VERSIONS)
@require_POST
def original(request: DeskRequest, accession: str, pk: int) -> HttpResponse:
    """Give a sealed original to take to where the private key is; the act is logged."""
    found = get_object_or_404(Original.objects.select_related("interview"), pk=pk, interview__accession=accession)
    with acting(found.interview, request.user, access.Act.SEE_VERSIONS) as row:
        note_act(row, request.user, Act.ORIGINAL_TAKEN)
    response = HttpResponse(bytes(found.box), content_type="application/octet-stream")
    name = f"{accession}.{found.language}.v{found.version}.sealed"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
