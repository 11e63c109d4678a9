"""Publish, hide, and the two people it takes to show again. Every act is a POST and acts at once."""

from collections.abc import Callable

from django.contrib import messages
from django.db import OperationalError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews import publishing
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.models import Interview, Transcript
from interviews.states import Workflow
from interviews.templatetags.archive import in_this_language


def _act(
    request: DeskRequest,
    accession: str,
    act: Callable[[Interview], object],
    said: str = "",
    *,
    shows: str = "",
) -> HttpResponseBase:
    """Do ``act``, tell what came of it, and go back to the interview's page.

    ``said`` is told of any act that is not refused; ``shows`` of one that published the record itself.
    """
    interview = get_object_or_404(Interview, accession=accession)
    was_published, before = interview.workflow == Workflow.PUBLISHED, _published(interview)
    try:
        act(interview)
    except publishing.Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("desk:interview", accession)
    except OperationalError:  # another process held the database too long, or the disk is full
        return render(request, "desk/busy.html", status=503)
    interview.refresh_from_db()
    told = [said] if said else []
    if shows and interview.workflow == Workflow.PUBLISHED and not was_published:
        told.append(shows)
    if fresh := [in_this_language(code) for code in _published(interview) if code not in before]:
        told.append(_("Transcripts published: %(languages)s.") % {"languages": ", ".join(fresh)})
    holds = publishing.holds(interview) if shows and told else []
    if holds:
        told += [_("Readers do not see it yet:"), *(str(hold.label) for hold in holds)]
    (messages.warning if holds else messages.success)(request, " ".join(told) or _("Nothing was changed."))
    return redirect("desk:interview", accession)


def _published(interview: Interview) -> list[str]:
    return list(interview.transcripts.filter(workflow=Workflow.PUBLISHED).values_list("language", flat=True))


@door(Act.PUBLISH)
@require_POST
def publish(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Publish the record and the ticked draft transcripts."""
    languages = request.POST.getlist("transcripts")
    return _act(
        request,
        accession,
        lambda interview: publishing.publish(interview, request.user, languages=languages),
        shows=_("The record is published."),
    )


@door(Act.HIDE)
@require_POST
def hide(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Hide the record from everybody outside the desk."""
    return _act(
        request,
        accession,
        lambda interview: publishing.hide(interview, request.user),
        _("The record is hidden. Nobody outside the desk finds or opens it from now on."),
    )


@door(Act.HIDE)
@require_POST
def hide_transcript(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Hide one transcript."""
    transcript = get_object_or_404(Transcript, interview__accession=accession, language=language)
    return _act(
        request,
        accession,
        lambda interview: publishing.hide_transcript(transcript, request.user),
        _("The transcript is hidden."),
    )


@door(Act.ASK_TO_SHOW_AGAIN)
@require_POST
def ask_to_show_again(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Ask a second person to agree."""
    return _act(
        request,
        accession,
        lambda interview: publishing.ask_to_show_again(interview, request.user),
        _("Asked. Another archivist sees the request on the overview and decides."),
    )


@door(Act.SHOW_AGAIN)
@require_POST
def show_again(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Agree, as the second person, to show the record and the ticked hidden transcripts again."""
    seen = request.POST.get("seen", "")
    return _act(
        request,
        accession,
        lambda interview: publishing.show_again(
            interview,
            request.user,
            languages=request.POST.getlist("transcripts"),
            seen=int(seen) if seen.isdecimal() and len(seen) < 18 else -1,
        ),
        shows=_("The record is published again."),
    )


@door(Act.ASK_TO_SHOW_AGAIN)
@require_POST
def drop_request(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Withdraw one's own request to show again, or decline another person's."""
    return _act(
        request,
        accession,
        lambda interview: publishing.drop_request(interview, request.user),
        _("The request is closed. The record stays as it was."),
    )
