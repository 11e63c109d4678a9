"""The two people it takes to show readers more: one asks, another looks at the same record and agrees.

It holds for what was never public and for what was hidden, for records and for single transcripts. There is no way
around it for one person alone: a second account is needed.
"""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.models import Interview, PublishRequest, Transcript
from interviews.publication.checks import still_open
from interviews.publishing import Act, Refused, acting, has_been_public, note_act
from interviews.states import Workflow


def request_for(interview: Interview) -> PublishRequest | None:
    """Return the request that waits for ``interview``, if whoever asked still may."""
    found = PublishRequest.objects.select_related("by").filter(interview=interview).first()
    return found if found is not None and access.may(found.by, access.Act.ASK_TO_PUBLISH) else None


def is_stale(request: PublishRequest, interview: Interview) -> bool:
    """Tell whether the record has changed since it was asked for."""
    return request.revision != interview.revision


def unseen(interview: Interview) -> list[Transcript]:
    """Return the transcripts that readers of the record do not have: drafts and hidden ones."""
    return [one for one in interview.transcripts.all() if one.workflow != Workflow.PUBLISHED]


def ask_to_publish(
    interview: Interview, by: User, *, languages: Collection[str] = (), seen: int | None = None
) -> PublishRequest:
    """Ask another person to publish the record with its transcripts in ``languages``; return the request.

    ``seen`` is the revision that ``by`` looked at. The first request stays while it is about the record as it is.
    Raises :class:`Refused` where there is nothing to show, a check is open, or the record has changed.
    """
    with acting(interview, by, access.Act.ASK_TO_PUBLISH, seen=seen) as row:
        wanted = sorted(one.language for one in unseen(row) if one.language in languages)
        if row.workflow == Workflow.PUBLISHED and not wanted:
            raise Refused(_("Nothing would be shown that readers do not see already. Tick a transcript."))
        _refuse_open_checks(row, wanted)
        waiting = request_for(row)
        if waiting and not is_stale(waiting, row) and waiting.languages == wanted:
            return waiting
        values = {"by": by, "revision": row.revision, "languages": wanted}
        request, _new = PublishRequest.objects.update_or_create(interview=row, defaults=values)
        note_act(row, by, Act.ASKED if has_been_public(row) else Act.ASKED_TO_PUBLISH)
    return request


def publish(interview: Interview, by: User, *, seen: int | None = None) -> Interview:
    """Agree to what another person asked: publish the record and the transcripts of the request; return the record.

    Published is not public: consent, release and embargo still decide. ``seen`` is the revision that ``by`` looked at.
    Raises :class:`Refused` where nobody asked, the asker is ``by``, the record has changed since, or a check is open.
    """
    with acting(interview, by, access.Act.PUBLISH, seen=seen) as row:
        request = request_for(row)
        if request is None:
            raise Refused(_("Nobody has asked to publish this. Ask first; another person then agrees."))
        if request.by == by:
            raise Refused(_("You asked for this yourself. Another archivist has to agree."))
        if is_stale(request, row):
            raise Refused(_("The record has changed since it was asked for. Look at it again and ask anew."))
        _refuse_open_checks(row, request.languages)
        shown_before = has_been_public(row)
        fresh = [one.pk for one in unseen(row) if one.language in request.languages]
        request.delete()
        row.workflow = Workflow.PUBLISHED
        row.save()
        Transcript.objects.filter(pk__in=fresh).update(workflow=Workflow.PUBLISHED)
        note_act(row, by, Act.SHOWN_AGAIN if shown_before else Act.PUBLISHED)
    return row


def _refuse_open_checks(row: Interview, languages: Collection[str]) -> None:
    if waiting := still_open(row, list(languages)):
        named = "; ".join(str(one.key.label) for one in waiting)
        raise Refused(_("It is not ready to be shown. Still open: %(checks)s.") % {"checks": named})


def drop_request(interview: Interview, by: User) -> Interview:
    """End a request, as the one who asked or as anybody else at the desk; nothing else changes."""
    with acting(interview, by, access.Act.ASK_TO_PUBLISH) as row:
        request = PublishRequest.objects.filter(interview=row).first()
        if request is not None:
            request.delete()
            note_act(row, by, Act.REQUEST_WITHDRAWN if request.by_id == by.pk else Act.REQUEST_DECLINED)
    return row


def someone_else_may_agree(by: User) -> bool:
    """Tell whether there is a second account that could agree to what ``by`` asks."""
    others = User.objects.filter(is_active=True).exclude(pk=by.pk)
    return any(access.may(one, access.Act.PUBLISH) for one in others)
