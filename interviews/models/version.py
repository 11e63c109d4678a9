"""What is kept beside a transcript: its versions, of public text only, and the files it came from, sealed."""

import json
import zlib
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.languages import Language
from interviews.models.interview import Interview
from interviews.models.transcript import Transcript
from interviews.segmenting import Passage


class TranscriptVersion(models.Model):
    """The words of a transcript as they were at one version. What was redacted since is not in it.

    An hour of speech takes about 20 kB: the passages are kept as compressed JSON. ``packed`` is empty for the latest
    version, whose words are the transcript's own, and :data:`SAME` for one that says what the next one says. Of a
    sitting only the last words are kept: the row stands for every number from ``first`` to its own.
    """

    SAME = b"="

    class Act(models.TextChoices):
        IMPORTED = "imported", pgettext_lazy("version", "read from a file")
        CORRECTED = "corrected", pgettext_lazy("version", "corrected")
        REDACTED = "redacted", pgettext_lazy("version", "words taken out")
        LIFTED = "lifted", pgettext_lazy("version", "words put back")
        RESTORED = "restored", pgettext_lazy("version", "an earlier version restored")
        TRANSLATED = "translated", pgettext_lazy("version", "translated at the desk")
        CHECKED = "checked", pgettext_lazy("version", "kind or checking changed")

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    first = models.PositiveIntegerField(null=True, editable=False)
    act = models.CharField(max_length=10, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["transcript", "-number"]
        constraints = [models.UniqueConstraint(fields=["transcript", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.transcript_id} v{self.number}"

    @staticmethod
    def pack(passages: list[Passage]) -> bytes:
        """Return ``passages`` as they are stored."""
        rows: list[dict[str, Any]] = [asdict(one) for one in passages]
        return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)

    def passages(self) -> list[Passage]:
        """Return the passages of this version."""
        return [Passage(**row) for row in json.loads(zlib.decompress(bytes(self.packed)))]


class Original(models.Model):
    """A file that an archivist uploaded, sealed: only the private key opens it. Its name is not kept."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="originals")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    version = models.PositiveIntegerField(_("version"))
    format = models.CharField(_("format"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    box = models.BinaryField()
    key_id = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering = ["interview", "language", "-at"]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.language}"


class Tombstone(models.Model):
    """The mark of an interview that was purged: a digest of its number, so that it never comes back."""

    digest = models.CharField(max_length=64, unique=True)
    purged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")
        ordering = ["purged_at"]

    def __str__(self) -> str:
        return self.digest[:8]
