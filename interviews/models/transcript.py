"""Transcripts and their segments, the unit of search, display, citation and redaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.languages import Language
from interviews.models.interview import Interview
from interviews.outbox import Watched, WatchedQuerySet
from interviews.states import Provenance, TranscriptKind, Workflow


class TranscriptQuerySet(WatchedQuerySet["Transcript"]):
    """Ways to ask for transcripts."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep the published transcripts of public interviews."""
        return self.filter(access.public_transcripts(now=now))


class Transcript(Watched):
    """An interview's words in one language. ``made_from`` is the version of the original that a translation renders."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="transcripts", verbose_name=_("interview"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=TranscriptKind.choices)
    provenance = models.CharField(
        _("provenance"), max_length=10, choices=Provenance.choices, default=Provenance.MACHINE
    )
    workflow = models.CharField(_("workflow"), max_length=10, choices=Workflow.choices, default=Workflow.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    made_from = models.PositiveIntegerField(_("made from version"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        ordering = ["interview", "kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "language"], name="transcript_language_once"),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(kind=TranscriptKind.ORIGINAL), name="transcript_one_original"
            ),
            models.CheckConstraint(condition=Q(workflow__in=Workflow.values), name="transcript_workflow_known"),
        ]

    def __str__(self) -> str:
        return f"{self.interview.accession} {self.language}"

    def concerned_interviews(self) -> Iterable[int]:
        return [self.interview_id]

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.values_list("interview_id", flat=True))

    @property
    def how_checked(self) -> str:
        """How far the words were checked, in words: what a machine heard is told from what a machine translated."""
        if self.kind == TranscriptKind.TRANSLATION and self.provenance == Provenance.MACHINE:
            return gettext("Machine translation, not checked")
        return str(Provenance(self.provenance).label)


class SegmentQuerySet(WatchedQuerySet["Segment"]):
    """Ways to ask for segments."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep the segments of published transcripts of public interviews."""
        return self.filter(access.public_transcripts("transcript__", now))


class Segment(Watched):
    """A stored passage of one speaker. ``text`` is the public text: what is taken out is not in it.

    ``start_ms`` and ``end_ms`` count from the interview's beginning and are null in an untimed transcript. ``marks``
    is a list of ``[offset, start_ms, end_ms]``, one for each cue the passage was joined from, so that captions come
    out cue for cue. ``moment`` is the position of the original's segment that this one renders: passages of one
    interview with equal moments say the same thing in different languages. ``made_of`` is a digest of the words
    of the original that a person last compared a rendering with, empty where nobody did. ``checked_at`` is
    when somebody compared the passage with the recording; readers don't see it, so that it is set without raising a
    revision.
    """

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="segments", verbose_name=_("transcript"))
    position = models.PositiveIntegerField(_("position"))
    speaker = models.CharField(_("speaker"), max_length=200, blank=True, default="")
    start_ms = models.PositiveBigIntegerField(_("start (ms)"), null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(_("end (ms)"), null=True, blank=True)
    text = models.TextField(_("text"))
    marks = models.JSONField(default=list, blank=True)
    moment = models.PositiveIntegerField(default=0, editable=False)
    made_of = models.CharField(max_length=16, blank=True, default="", editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["transcript", "position"]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "position"], name="segment_position_once"),
            models.CheckConstraint(
                condition=Q(start_ms__isnull=True, end_ms__isnull=True) | Q(end_ms__gte=F("start_ms")),
                name="segment_times_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transcript_id}/{self.position}"

    def concerned_interviews(self) -> Iterable[int]:
        return [self.transcript.interview_id]

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.order_by().values_list("transcript__interview_id", flat=True).distinct())


class Presence(models.Model):
    """An open window of the transcript editor: who is in it, and in which passage. Gone a minute after the last sign.

    ``window`` is the page's own random word: one person may have two windows.
    """

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    window = models.CharField(max_length=32)
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transcript", "user", "window"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.transcript_id} {self.user_id}"
