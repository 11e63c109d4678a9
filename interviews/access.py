"""Who may see what, asked anew at every request. The public domain rule lives here and nowhere else."""

from datetime import date, datetime

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from interviews.states import Consent, Release, Workflow


def today(now: datetime | None = None) -> date:
    """Return the day in Minsk (the zone of the settings) at ``now``, or at this moment."""
    return timezone.localdate(now) if now else timezone.localdate()


def _open_on(day: date, path: str) -> Q:
    """Consent given and no embargo on ``day``. What is empty or unknown stays closed."""
    return Q(
        **{f"{path}workflow": Workflow.PUBLISHED, f"{path}consent": Consent.GRANTED, f"{path}embargo_open": False}
    ) & (Q(**{f"{path}embargo_until__isnull": True}) | Q(**{f"{path}embargo_until__lte": day}))


def public_interviews(path: str = "", now: datetime | None = None) -> Q:
    """Match interviews that anybody may see now; ``path`` is the way to the interview, such as ``"interview__"``.

    All of: published, consent granted, released to the public, no embargo in force (``embargo_until`` is the first
    open day; an embargo marked open never ends).
    """
    return _open_on(today(now), path) & Q(**{f"{path}release": Release.PUBLIC})


def researchers_interviews(path: str = "", now: datetime | None = None) -> Q:
    """Match interviews that a signed-in researcher may read: the public ones and those released to researchers."""
    return _open_on(today(now), path) & Q(**{f"{path}release__in": [Release.PUBLIC, Release.RESEARCHERS]})


def public_transcripts(path: str = "", now: datetime | None = None) -> Q:
    """Match published transcripts of public interviews; ``path`` is the way to the transcript."""
    return Q(**{f"{path}workflow": Workflow.PUBLISHED}) & public_interviews(f"{path}interview__", now)


def public_themes(path: str = "") -> Q:
    """Match themes that readers may see: shown, in use, and under a question that is."""
    shown = Q(**{f"{path}is_public": True, f"{path}retired": False})
    parent = Q(**{f"{path}parent__isnull": True}) | Q(
        **{f"{path}parent__is_public": True, f"{path}parent__retired": False}
    )
    return shown & parent


def public_codings(path: str = "", now: datetime | None = None) -> Q:
    """Match accepted codings of public interviews with public themes, while some transcript of it is public too.

    A gist tells what is said; when the last transcript is taken away, what it said goes with it.
    """
    transcripts = apps.get_model("interviews", "Transcript").objects.filter(workflow=Workflow.PUBLISHED)
    return (
        Q(**{f"{path}status": "accepted"})
        & public_interviews(f"{path}interview__", now)
        & public_themes(f"{path}theme__")
        & Q(**{f"{path}interview__in": transcripts.order_by().values("interview")})
    )
