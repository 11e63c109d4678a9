"""The page on which two people publish: what becomes public, what stays hidden, what was checked, and the two acts."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import OperationalError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews import publishing
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.fields import clean_text
from interviews.desk.views.showing import act_on, revision_seen
from interviews.languages import Language, in_language
from interviews.models import Interview, PublishRequest
from interviews.publication import asking, checks
from interviews.publication.checks import Key
from interviews.publication.preview import Preview, preview
from interviews.states import Provenance, Workflow

_MENDED_AT = {
    Key.CONSENT: "desk:access",
    Key.SCOPE: "desk:access",
    Key.LEAVING: "desk:leaving",
    Key.REDACTIONS: "desk:redactions",
    Key.RECORDING: "desk:redactions",
    Key.MACHINE: "desk:interview",
    Key.COMBINATION: "desk:record",
    Key.NAMED: "desk:interview",
    Key.WATCH_LIST: "desk:interview",  # the words are mended there; the list has a page of its own
}


@door(Act.ASK_TO_PUBLISH)
def publish(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Show what would become public and what was checked; a POST asks another person to publish it."""
    interview = get_object_or_404(Interview.objects.with_labels(), accession=accession)
    if request.method == "POST":
        return _ask(request, interview)
    waiting = asking.request_for(interview)
    unseen = [one.language for one in asking.unseen(interview)]
    languages = _languages(request, interview, waiting)
    found = checks.checks(interview, languages)
    shown = preview(interview, languages)
    context: dict[str, Any] = {
        "interview": interview,
        "later_holds": [one for one in publishing.holds(interview) if one.value != interview.workflow],
        "waiting": waiting,
        "is_stale": waiting is not None and asking.is_stale(waiting, interview),
        "is_other_choice": waiting is not None and sorted(languages) != sorted(waiting.languages),
        "unseen": unseen,
        "languages": languages,
        "checks": [(one, _mended_at(one.key, interview)) for one in found],
        "open": sum(one.is_open for one in found),
        "shown": shown,
        "faces": [(Language(code), _face(interview, shown, code)) for code in Language.values],
        "nothing_new": interview.workflow == Workflow.PUBLISHED and not languages,
        "alone": not asking.someone_else_may_agree(request.user),
        "been_public": publishing.has_been_public(interview),
    }
    return render(request, "desk/publish.html", context)


def _mended_at(key: Key, interview: Interview) -> str:
    """Return where what the check ``key`` found is mended: machine text beside the recording."""
    machine = interview.transcripts.filter(provenance=Provenance.MACHINE).first() if key == Key.MACHINE else None
    if machine is not None:
        return reverse("desk:editor", args=[interview.accession, machine.language])
    return reverse(_MENDED_AT[key], args=[interview.accession])


def _languages(request: DeskRequest, interview: Interview, waiting: PublishRequest | None) -> list[str]:
    """Return the transcripts that are looked at: the chosen ones, else those of the request, else every draft."""
    unseen = {one.language: one.workflow for one in asking.unseen(interview)}
    if "choose" in request.GET:
        return [code for code in unseen if code in request.GET.getlist("transcripts")]
    if waiting is not None:
        return [code for code in unseen if code in waiting.languages]
    return [code for code, workflow in unseen.items() if workflow == Workflow.DRAFT] or list(unseen)


def _face(interview: Interview, shown: Preview, code: str) -> SafeString:
    """Return the record as the page of its interview tells it in the language ``code``."""
    with in_language(code):
        return render_to_string("desk/_face.html", {"interview": interview, "shown": shown, "code": code})


def _back(accession: str, languages: Sequence[str], place: str = "") -> HttpResponseBase:
    query = urlencode({"choose": "1", "transcripts": list(languages)}, doseq=True)
    return redirect(f"{reverse('desk:publish', args=[accession])}?{query}{place}")


def _ask(request: DeskRequest, interview: Interview) -> HttpResponseBase:
    languages = request.POST.getlist("transcripts")
    try:
        asking.ask_to_publish(interview, request.user, languages=languages, seen=revision_seen(request))
    except publishing.Refused as refused:
        messages.error(request, str(refused.message))
        return _back(interview.accession, languages)
    except OperationalError:
        return render(request, "desk/busy.html", status=503)
    messages.success(request, _("Asked. Another archivist sees the request on the overview, looks at it and decides."))
    return redirect("desk:publish", interview.accession)


@door(Act.PUBLISH)
@require_POST
def agree(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Agree, as the second person, to what another one asked."""
    return act_on(
        request,
        accession,
        lambda interview: asking.publish(interview, request.user, seen=revision_seen(request)),
        shows=_("The record is published."),
        back="desk:publish",
    )


@door(Act.ASK_TO_PUBLISH)
@require_POST
def looked(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Write down why what a check has found may be shown."""
    interview = get_object_or_404(Interview, accession=accession)
    languages, key = request.POST.getlist("transcripts"), request.POST.get("check", "")
    try:
        checks.judge(
            interview,
            request.user,
            key=key,
            about=request.POST.get("about", ""),
            reason=clean_text(request.POST.get("reason", "")),
            languages=languages,
        )
    except publishing.Refused as refused:
        messages.error(request, str(refused.message))
    return _back(accession, languages, "#checks")
