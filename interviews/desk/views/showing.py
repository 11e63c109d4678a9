"""Hiding, and dropping a request to publish. Every act is a POST and acts at once."""

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
from interviews.numbers import whole_number
from interviews.publication import asking
from interviews.states import Workflow
from interviews.templatetags.archive import in_this_language


def act_on(
    request: DeskRequest,
    accession: str,
    act: Callable[[Interview], object],
    said: str = "",
    *,
    shows: str = "",
    back: str = "desk:interview",
) -> HttpResponseBase:
    """Do ``act``, tell what came of it, and go to the interview's page, or ``back`` where it was refused.

    ``said`` is told of any act that is not refused; ``shows`` of one that published the record itself.
    """
    interview = get_object_or_404(Interview, accession=accession)
    was_published, before = interview.workflow == Workflow.PUBLISHED, _published(interview)
    try:
        act(interview)
    except publishing.Refused as refused:
        messages.error(request, str(refused.message))
        return redirect(back, accession)
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


def revision_seen(request: DeskRequest) -> int:
    """Return the revision of the record that the form was made of; -1, which none has, where it does not say."""
    seen = whole_number(request.POST.get("seen", ""))
    return -1 if seen is None else seen


@door(Act.HIDE)
@require_POST
def hide(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Hide the record from everybody outside the desk."""
    return act_on(
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
    return act_on(
        request,
        accession,
        lambda interview: publishing.hide_transcript(transcript, request.user),
        _("The transcript is hidden."),
    )


@door(Act.ASK_TO_PUBLISH)
@require_POST
def drop_request(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Withdraw one's own request to publish, or decline another person's."""
    return act_on(
        request,
        accession,
        lambda interview: asking.drop_request(interview, request.user),
        _("The request is closed. The record stays as it was."),
    )
