"""Content warnings: what readers are told before a stretch that may be hard to read or to hear."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews import access
from interviews.models.interview import Interview
from interviews.models.stretch import Stretch
from interviews.outbox import Watched, WatchedQuerySet


class WarningQuerySet(WatchedQuerySet["ContentWarning"]):
    """Ways to ask for content warnings."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep those that are shown, of public interviews that have public words."""
        return self.filter(access.public_passages(now=now))


class ContentWarning(Stretch, Watched):
    """What a stretch tells of, by kind alone: a word of its own could tell what was taken out.

    ``is_shown`` is off while an archivist has to look at it again, because words were taken out of the stretch.
    """

    class Kind(models.TextChoices):
        VIOLENCE = "violence", pgettext_lazy("content warning", "violence")
        TORTURE = "torture", pgettext_lazy("content warning", "torture")
        DEATH = "death", pgettext_lazy("content warning", "death")
        SUICIDE = "suicide", pgettext_lazy("content warning", "suicide")
        ABUSE = "abuse", pgettext_lazy("content warning", "sexual violence")
        HUMILIATION = "humiliation", pgettext_lazy("content warning", "humiliation")
        LANGUAGE = "language", pgettext_lazy("content warning", "coarse language")

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="warnings", verbose_name=_("interview"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    is_shown = models.BooleanField(_("shown to readers"), default=True)

    objects = WarningQuerySet.as_manager()

    class Meta(Stretch.Meta):
        verbose_name = _("content warning")
        verbose_name_plural = _("content warnings")
        ordering = ["interview", "start_ms", "first_position", "pk"]
        constraints = [
            *Stretch.Meta.constraints,
            models.CheckConstraint(
                condition=Q(start_ms__isnull=False) | Q(first_position__isnull=False), name="warning_of_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start_ms}"

    def concerned_interviews(self) -> Iterable[int]:
        return [self.interview_id]

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.order_by().values_list("interview_id", flat=True).distinct())
