"""A narrator asks to leave: the case, and what has to be done outside of the archive.

A case outlives the purge of its interview, and then holds nothing of it: a digest of the number and the ticks.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.models.interview import Interview


class Departure(models.Model):
    """A narrator's wish to leave, from the hour in which the record was hidden until everything is done.

    ``digest`` is empty until the interview is purged; then it is the mark of its number in the list of tombstones.
    """

    class Way(models.TextChoices):
        REDACT = "redact", pgettext_lazy("leaving", "Take out of the record what may not be known")
        PURGE = "purge", pgettext_lazy("leaving", "Delete the interview without a trace")

    interview = models.ForeignKey(Interview, models.SET_NULL, null=True, blank=True, related_name="departures")
    digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    way = models.CharField(max_length=10, choices=Way.choices, blank=True, default="")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("leaving of a narrator")
        verbose_name_plural = _("leavings of narrators")
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="departure_decided_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class DepartureItem(models.Model):
    """A copy that lies outside of the archive. What people wrote into it is forgotten when the interview is purged."""

    class Kind(models.TextChoices):
        VIDEO = "video", pgettext_lazy("outside", "Hosted video")
        POST = "post", pgettext_lazy("outside", "Posts and announcements")
        PAGE = "page", pgettext_lazy("outside", "Public page in the caches of search engines")
        DATA = "data", pgettext_lazy("outside", "Files and data that others took")
        MIRROR = "mirror", pgettext_lazy("outside", "Mirror or offline copy")
        BACKUP = "backup", pgettext_lazy("outside", "Back-up with its end")
        OTHER = "other", pgettext_lazy("outside", "Something else")

    departure = models.ForeignKey(Departure, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    address = models.CharField(_("address or place"), max_length=500, blank=True, default="")
    owner = models.CharField(_("who sees to it"), max_length=150, blank=True, default="")
    note = models.CharField(_("note, date or end"), max_length=500, blank=True, default="")
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["departure", "pk"]

    def __str__(self) -> str:
        return f"{self.departure_id} {self.kind}"
