"""A stretch of an interview, told so that it survives a new upload and serves every language."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Stretch(models.Model):
    """Times, or positions of segments where the transcript is untimed; neither means the whole interview."""

    start_ms = models.PositiveBigIntegerField(_("start (ms)"), null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(_("end (ms)"), null=True, blank=True)
    first_position = models.PositiveIntegerField(_("first position"), null=True, blank=True)
    last_position = models.PositiveIntegerField(_("last position"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(start_ms__isnull=True, end_ms__isnull=True) | Q(end_ms__gt=F("start_ms")),
                name="%(class)s_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(first_position__isnull=True, last_position__isnull=True)
                | Q(last_position__gte=F("first_position")),
                name="%(class)s_positions_in_order",
            ),
            models.CheckConstraint(
                condition=Q(start_ms__isnull=True) | Q(first_position__isnull=True),
                name="%(class)s_times_or_positions",
            ),
        ]

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole interview."""
        return self.start_ms is None and self.first_position is None

    def covers(self, *, start_ms: int | None, end_ms: int | None, moment: int) -> bool:
        """Tell whether a segment with these times and this moment shares time with the stretch.

        Touching ends don't count. A segment without length counts where it lies inside.
        """
        if self.is_whole:
            return True
        if self.first_position is not None and self.last_position is not None:
            return self.first_position <= moment <= self.last_position
        if self.start_ms is None or self.end_ms is None or start_ms is None or end_ms is None:
            return False
        if start_ms == end_ms:
            return self.start_ms <= start_ms < self.end_ms
        return self.start_ms < end_ms and start_ms < self.end_ms
