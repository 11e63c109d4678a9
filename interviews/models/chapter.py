"""Chapters: the headings of an interview's table of contents."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.languages import Language
from interviews.models.interview import Interview
from interviews.outbox import Watched, WatchedQuerySet
from interviews.states import ChapterStatus

TITLE_LIMIT = 500


class ChapterQuerySet(WatchedQuerySet["Chapter"]):
    """Ways to ask for chapters."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep accepted chapters of public interviews that have public words."""
        return self.filter(access.public_chapters(now=now))


class Chapter(Watched):
    """A heading and a few sentences about what is told from ``start_ms`` on, until ``end_ms`` (None: to the end).

    It is proposed until a person accepts it, and public only then. A redaction inside of it makes it proposed again.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="chapters", verbose_name=_("interview"))
    start_ms = models.PositiveBigIntegerField(_("start (ms)"))
    end_ms = models.PositiveBigIntegerField(_("end (ms)"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=TITLE_LIMIT, blank=True, default="")
    synopsis = models.TextField(_("synopsis"), blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=ChapterStatus.choices, default=ChapterStatus.PROPOSED)

    objects = ChapterQuerySet.as_manager()

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["interview", "start_ms", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_ms__isnull=True) | Q(end_ms__gt=F("start_ms")), name="chapter_times_in_order"
            ),
            models.CheckConstraint(condition=Q(status__in=ChapterStatus.values), name="chapter_status_known"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.start_ms)

    def concerned_interviews(self) -> Iterable[int]:
        return [self.interview_id]

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.order_by().values_list("interview_id", flat=True).distinct())

    def texts(self) -> dict[str, str]:
        """Return every text of the chapter by the name of its field, in the languages that have one."""
        names = [f"{field}_{code}" for field in ("title", "synopsis") for code in Language.values]
        return {name: text for name in names if (text := getattr(self, name))}

    def shares_time(self, start_ms: int | None, end_ms: int | None) -> bool:
        """Tell whether the stretch lies in the chapter, in part at least; one without times may."""
        if start_ms is None or end_ms is None:
            return True
        return start_ms < (self.end_ms or end_ms + 1) and self.start_ms < end_ms
