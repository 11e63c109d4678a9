"""What the audit log says of codings and themes: who did what and when, never any text of a record."""

from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import pgettext_lazy

from interviews.models import Coding, Theme


class Act(models.TextChoices):
    """What was done to a coding or a theme."""

    CODED = "coded", pgettext_lazy("act", "coded a passage")
    CHANGED = "coding changed", pgettext_lazy("act", "changed a coding")
    ACCEPTED = "coding accepted", pgettext_lazy("act", "accepted a coding")
    PROPOSED = "coding proposed", pgettext_lazy("act", "put a coding back to proposed")
    REJECTED = "coding rejected", pgettext_lazy("act", "rejected a coding")
    REMOVED = "coding removed", pgettext_lazy("act", "removed a coding")
    UNDONE = "undone", pgettext_lazy("act", "undid the last act on a coding")
    SETTLED = "settled", pgettext_lazy("act", "settled what two coders saw differently")
    THEME_MADE = "theme made", pgettext_lazy("act", "made the theme")
    THEME_CHANGED = "theme changed", pgettext_lazy("act", "changed the theme")
    THEME_MOVED = "theme moved", pgettext_lazy("act", "moved the theme up or down")
    MERGED = "theme merged", pgettext_lazy("act", "merged the theme into another")
    SPLIT = "theme split", pgettext_lazy("act", "moved codings of the theme to another")
    RETIRED = "theme retired", pgettext_lazy("act", "retired the theme")
    BROUGHT_BACK = "theme brought back", pgettext_lazy("act", "took the theme into use again")


OF_STATUS = {"accepted": Act.ACCEPTED, "proposed": Act.PROPOSED, "rejected": Act.REJECTED}


def note_codings(codings: Iterable[Coding], by: User, act: Act) -> None:
    """Log ``act`` for each of ``codings``, which must have their interview and theme at hand."""
    content_type = ContentType.objects.get_for_model(Coding)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=by,
            content_type=content_type,
            object_id=str(one.pk),
            object_repr=f"{one.interview.accession} {one.theme.code}",
            action_flag=CHANGE,
            change_message=act.value,
        )
        for one in codings
    )


def note_theme(theme: Theme, by: User, act: Act, other: Theme | None = None, codings: int | None = None) -> None:
    """Log ``act``, below it the code of the theme that it has to do with, and how many codings were moved."""
    lines = [act.value, other.code if other else "", "" if codings is None else str(codings)]
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Theme),
        object_id=str(theme.pk),
        object_repr=theme.code,
        action_flag=CHANGE,
        change_message="\n".join(lines).rstrip(),
    )


def history(theme: Theme, limit: int = 20) -> list[tuple[LogEntry, str]]:
    """Return the last acts on ``theme``, newest first, each in words (``""`` for what the admin logged)."""
    content_type = ContentType.objects.get_for_model(Theme)
    rows = LogEntry.objects.filter(content_type=content_type, object_id=str(theme.pk)).select_related("user")
    return [(entry, _told(entry.change_message)) for entry in rows[:limit]]


def _told(message: str) -> str:
    act, *more = message.split("\n")
    if act not in Act.values:
        return ""
    return " · ".join([str(Act(act).label), *filter(None, more)])
