"""Who else has a transcript open in the editor, and in which passage they are: kept for a minute, never longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from interviews.models import Presence, Transcript

HERE = timedelta(seconds=35)
"""Who was heard of so lately counts as present; an open page tells every ten seconds."""
KEPT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Other:
    """Another open window: whose, and in which passage."""

    name: str
    segment: int | None
    is_own: bool


def note(transcript: Transcript, user: User, window: str, segment: int | None, now: datetime | None = None) -> None:
    """Remember that ``user`` has the transcript open in ``window`` and is in ``segment``; forget who is gone."""
    now = now or timezone.now()
    Presence.objects.filter(seen_at__lt=now - KEPT).delete()
    if segment is not None and not transcript.segments.filter(pk=segment).exists():
        segment = None
    Presence.objects.update_or_create(
        transcript=transcript, user=user, window=window[:32], defaults={"segment_id": segment, "seen_at": now}
    )


def leave(transcript: Transcript, user: User, window: str) -> None:
    """Forget a window that was closed."""
    Presence.objects.filter(transcript=transcript, user=user, window=window[:32]).delete()


def others(transcript: Transcript, user: User, window: str, now: datetime | None = None) -> list[Other]:
    """Return who else is in ``transcript`` now, other windows of ``user`` too."""
    rows = Presence.objects.filter(transcript=transcript, seen_at__gt=(now or timezone.now()) - HERE)
    rows = rows.exclude(user=user, window=window[:32]).select_related("user").order_by("user__username", "window")
    return [Other(one.user.get_username(), one.segment_id, one.user_id == user.pk) for one in rows]
