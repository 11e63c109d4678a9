"""Recordings: media files kept here and videos hosted elsewhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.models.interview import Interview
from interviews.outbox import Watched, WatchedQuerySet

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}

WORKING = "working"
"""The folder of copies to work with, in that of their interview."""


def check_media_url(value: str) -> None:
    """Raise ``ValidationError`` unless ``value`` is an https address on an allowed host. Never fetches it."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme != "https" or parts.username or parts.password:
        raise ValidationError(_("A hosted video needs an address that starts with https://."), code="media-url")
    allowed = settings.MEDIA_HOSTS
    if allowed and host not in allowed:
        raise ValidationError(
            _("Videos may be linked only on these hosts: %(hosts)s."),
            code="media-host",
            params={"hosts": ", ".join(allowed)},
        )


class RecordingQuerySet(WatchedQuerySet["Recording"]):
    """Ways to ask for recordings."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep the recordings of public interviews in which nothing is heard that was redacted."""
        return self.filter(access.public_recordings(now))


class Recording(Watched):
    """One part of an interview's recording. ``offset_ms`` is where the part begins on the interview's own clock."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="recordings", verbose_name=_("interview"))
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    file = models.FileField(_("file"), blank=True, default="", max_length=200)
    url = models.URLField(
        _("address of a hosted video"), blank=True, default="", validators=[check_media_url], max_length=500
    )
    offset_ms = models.PositiveBigIntegerField(_("begins at (ms)"), default=0)
    duration_ms = models.PositiveBigIntegerField(_("duration (ms)"), null=True, blank=True)
    media_type = models.CharField(_("media type"), max_length=60, blank=True, default="")
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, default="", editable=False)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["interview", "part"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "part"], name="recording_part_once"),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")), name="recording_file_or_url"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview.accession} {self.part}"

    def clean(self) -> None:
        if bool(self.file) == bool(self.url):
            raise ValidationError(_("Give either a file or the address of a hosted video."))

    def concerned_interviews(self) -> Iterable[int]:
        return [self.interview_id]

    @cached_property
    def working_copy(self) -> str:
        """The name of the stored copy of a hosted video that the desk alone plays, "" without one.

        It is a file beside the others and no column, so that nothing that readers get is ever made of it.
        """
        if self.file or not self.url:
            return ""
        names = (f"{self.interview.accession}/{WORKING}/{self.part}{ending}" for ending in MEDIA_TYPES)
        return next((name for name in names if default_storage.exists(name)), "")

    @property
    def plays_at_desk(self) -> bool:
        """Whether the archive keeps something of it that archivists can hear beside the words."""
        return bool(self.file or self.working_copy)

    @property
    def is_video(self) -> bool:
        """Whether the file has pictures; hosted videos are links and answer False."""
        return self.media_type.startswith("video/")
