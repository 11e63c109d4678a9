"""Who may see what, asked anew at every request. The public domain rule lives here and nowhere else."""

from datetime import date, datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
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


def settled_transcripts(path: str = "") -> Q:
    """Match published transcripts in which every redaction of their interview has been decided.

    Whoever may read the interview may read these.
    """
    undecided = apps.get_model("interviews", "RedactionDecision").objects.filter(outcome="undecided")
    waiting = Q(**{f"{path.removesuffix('__') or 'pk'}__in": undecided.order_by().values("transcript")})
    return Q(**{f"{path}workflow": Workflow.PUBLISHED}) & ~waiting


def public_transcripts(path: str = "", now: datetime | None = None) -> Q:
    """Match published, settled transcripts of public interviews; ``path`` is the way to the transcript."""
    return settled_transcripts(path) & public_interviews(f"{path}interview__", now)


def public_recordings(now: datetime | None = None) -> Q:
    """Match recordings of public interviews in which no redacted stretch is heard any more.

    A stretch is heard in every part that it overlaps, until somebody marked that very file or address as edited.
    What has no times is heard anywhere.
    """
    redactions = apps.get_model("interviews", "Redaction").objects.filter(interview=OuterRef("interview"))
    heard = Q(start_ms__isnull=True) | Q(end_ms__gt=OuterRef("offset_ms"))
    heard &= Q(start_ms__isnull=True) | Q(start_ms__lt=OuterRef("offset_ms") + OuterRef("duration_ms"))
    long = Q(start_ms__isnull=True) | Q(end_ms__gt=OuterRef("offset_ms"))
    edited = apps.get_model("interviews", "EditedRecording").objects.filter(
        Q(fingerprint=OuterRef(OuterRef("sha256"))) | Q(fingerprint=OuterRef(OuterRef("url"))),
        redaction=OuterRef("pk"),
        recording=OuterRef(OuterRef("pk")),
    )
    unedited = redactions.filter(~Exists(edited))
    still_heard = Q(Q(duration_ms__isnull=False), Exists(unedited.filter(heard)))
    still_heard |= Q(Q(duration_ms__isnull=True), Exists(unedited.filter(long)))
    return public_interviews("interview__", now) & ~still_heard


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
    transcripts = apps.get_model("interviews", "Transcript").objects.filter(settled_transcripts())
    return (
        Q(**{f"{path}status": "accepted"})
        & public_interviews(f"{path}interview__", now)
        & public_themes(f"{path}theme__")
        & Q(**{f"{path}interview__in": transcripts.order_by().values("interview")})
    )
