"""Redactions: text taken out of the public text. The words themselves are in :class:`RedactedText` alone, sealed."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.models.interview import Interview
from interviews.models.recording import Recording
from interviews.models.transcript import Transcript
from interviews.outbox import Watched


class Redaction(Watched):
    """One decision to take a stretch of an interview out of the public text, in every language.

    ``start_ms`` and ``end_ms`` enclose all that was taken out; both null in an untimed interview, where the stretch is
    ``first_position`` to ``last_position`` of the original. ``spans`` is a list of ``[start_ms, end_ms]``, the parts of
    the recording in which the words are heard. Lifted, the row is deleted; the log tells who did what.
    """

    class Reason(models.TextChoices):
        NARRATOR = "narrator", pgettext_lazy("reason", "It tells who the narrator is")
        FAMILY = "family", pgettext_lazy("reason", "It endangers family or friends")
        OTHERS = "others", pgettext_lazy("reason", "It endangers somebody else")
        PLACE = "place", pgettext_lazy("reason", "A place or unit by which people are found")
        WAY_OUT = "way-out", pgettext_lazy("reason", "A way of leaving that others still use")
        WISH = "wish", pgettext_lazy("reason", "The narrator wishes it")
        LAW = "law", pgettext_lazy("reason", "The law requires it")
        OTHER = "other", pgettext_lazy("reason", "Another reason")

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="redactions", verbose_name=_("interview"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    start_ms = models.PositiveBigIntegerField(null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(null=True, blank=True)
    first_position = models.PositiveIntegerField(null=True, blank=True)
    last_position = models.PositiveIntegerField(null=True, blank=True)
    spans = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["interview", F("start_ms").asc(nulls_first=True), "first_position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_ms__isnull=True, end_ms__isnull=True) | Q(end_ms__gte=F("start_ms")),
                name="redaction_times_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.interview_id}/{self.pk}"

    def concerned_interviews(self) -> Iterable[int]:
        return [self.interview_id]

    def covers(self, *, start_ms: int | None, end_ms: int | None, first: int, last: int) -> bool:
        """Tell whether what has these times, and renders the original's passages ``first`` to ``last``, lies in it.

        In part is enough. Positions count only where one of the two has no times.
        """
        if self.start_ms is None or self.end_ms is None or start_ms is None or end_ms is None:
            if self.first_position is None or self.last_position is None:
                return True  # nobody knows where it lies: it may be anywhere
            return self.first_position <= last and first <= self.last_position
        return self.start_ms < max(end_ms, start_ms + 1) and start_ms < max(self.end_ms, self.start_ms + 1)


class RedactionDecision(Watched):
    """What was decided for a redaction in one transcript. While one is undecided, the transcript isn't public."""

    class Outcome(models.TextChoices):
        UNDECIDED = "undecided", pgettext_lazy("redaction", "Not decided yet")
        TAKEN_OUT = "taken out", pgettext_lazy("redaction", "Words taken out")
        NOTHING = "nothing", pgettext_lazy("redaction", "Nothing to take out in this language")

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="decisions")
    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="redaction_decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.UNDECIDED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["redaction", "transcript"]
        constraints = [
            models.UniqueConstraint(fields=["redaction", "transcript"], name="redaction_decided_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["undecided", "taken out", "nothing"]), name="redaction_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.redaction_id} {self.outcome}"

    def concerned_interviews(self) -> Iterable[int]:
        return [self.redaction.interview_id]

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.order_by().values_list("redaction__interview_id", flat=True).distinct())


class RedactedText(models.Model):
    """The words behind one ``[…]``: the one table that holds what was taken out. Only the desk's own modules read it.

    The sign stands in the segment at ``position`` of the decision's transcript, at character ``offset`` of its text;
    both null if a later version of the transcript has no place for it. ``boxes`` are sealed boxes in base64: put one
    after the other, what is in them is the words.
    """

    decision = models.ForeignKey(RedactionDecision, models.CASCADE, related_name="texts")
    position = models.PositiveIntegerField(null=True, blank=True)
    offset = models.PositiveIntegerField(null=True, blank=True)
    boxes = models.JSONField(default=list)
    key_id = models.CharField(max_length=8)

    class Meta:
        ordering = ["decision", "position", "offset"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__isnull=True, offset__isnull=True)
                | Q(position__isnull=False, offset__isnull=False),
                name="redacted_text_placed_or_not",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}/{self.offset}"


class EditedRecording(Watched):
    """A person's word that the stretch of a redaction is no longer heard in this very file (or behind this address)."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="edited")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="edited")
    fingerprint = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["redaction", "recording"], name="edited_once"),
            models.CheckConstraint(condition=~Q(fingerprint=""), name="edited_which_file"),
        ]

    def __str__(self) -> str:
        return f"{self.redaction_id} {self.recording_id}"

    def concerned_interviews(self) -> Iterable[int]:
        return [self.recording.interview_id]

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.order_by().values_list("recording__interview_id", flat=True).distinct())


def fingerprint_of(recording: Recording) -> str:
    """Return what tells this file or address from the one that may take its place."""
    return recording.sha256 or recording.url or str(recording.file)
