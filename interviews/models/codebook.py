"""The codebook: questions, themes and the codings that apply them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.addresses import address
from interviews.models.interview import Interview
from interviews.models.stretch import Stretch
from interviews.outbox import Watched, WatchedQuerySet, touch
from interviews.states import CodingStatus


class ThemeQuerySet(WatchedQuerySet["Theme"]):
    """Ways to ask for themes."""

    def public(self) -> Self:
        """Keep the themes that readers may see."""
        return self.filter(access.public_themes())

    def questions(self) -> Self:
        """Keep the top level of the codebook."""
        return self.filter(parent__isnull=True)

    def redirected(self) -> Self:
        """Keep the retired themes whose address leads readers on to their successor."""
        return self.filter(access.redirected_themes())


class Theme(Watched):
    """An entry of the codebook; one without a parent is a question.

    A retired one may have a ``successor``, to which its code leads. ``was_public`` tells that readers saw it when it
    was retired: without that, its code answers like one that never was.
    """

    code = models.SlugField(_("code"), max_length=64, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="themes", verbose_name=_("question")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    label = models.CharField(_("label"), max_length=200, blank=True, default="")
    definition = models.TextField(_("definition"), blank=True, default="")
    is_public = models.BooleanField(_("shown to readers"), default=True)
    retired = models.BooleanField(_("retired"), default=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    was_public = models.BooleanField(_("has been public"), default=False, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="theme_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="theme_not_its_own_successor"),
            models.CheckConstraint(condition=Q(successor__isnull=True) | Q(retired=True), name="theme_in_use_has_none"),
        ]

    def __str__(self) -> str:
        return self.label or self.code

    def get_absolute_url(self) -> str:
        return address("interviews:theme", self.code)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; one that is retired remembers whether readers saw it, one that is in use has no successor."""
        if self.retired and not self._state.adding and Theme.objects.public().filter(pk=self.pk).exists():
            self.was_public = True
        if not self.retired:
            self.successor = None
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "was_public", "successor"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("A theme belongs directly under a question; choose a question.")})

    def concerned_interviews(self) -> Iterable[int]:
        if not self.pk:
            return []
        return (
            Coding.objects.filter(Q(theme=self) | Q(theme__parent=self), status=CodingStatus.ACCEPTED)
            .order_by()
            .values_list("interview_id", flat=True)
            .distinct()
        )


class CodingQuerySet(WatchedQuerySet["Coding"]):
    """Ways to ask for codings."""

    def concerned(self, values: Mapping[str, Any]) -> set[int]:
        """Return the interviews of which readers have one of these codings, or will once ``values`` are stored."""
        if values.get("status", CodingStatus.PROPOSED) in (CodingStatus.PROPOSED, CodingStatus.REJECTED):
            return super().concerned(values)
        return set(self.order_by().values_list("interview_id", flat=True).distinct())

    def public(self, now: datetime | None = None) -> Self:
        """Keep accepted codings of public interviews with public themes."""
        return self.filter(access.public_codings(now=now))

    def apart(self, now: datetime | None = None) -> Self:
        """Keep one public coding of each stretch that is coded with a theme, the one that begins first.

        What two people coded with one theme, at the same place or over one another, is one passage of it until
        somebody settles whose stretch it is.
        """
        before = Coding.objects.public(now).filter(theme=OuterRef("theme"), interview=OuterRef("interview"))
        timed = Q(start_ms__lt=OuterRef("start_ms"), end_ms__gt=OuterRef("start_ms"))
        timed |= Q(start_ms=OuterRef("start_ms"), pk__lt=OuterRef("pk"))
        placed = Q(first_position__lt=OuterRef("first_position"), last_position__gte=OuterRef("first_position"))
        placed |= Q(first_position=OuterRef("first_position"), pk__lt=OuterRef("pk"))
        return self.public(now).exclude(Exists(before.filter(timed | placed)))

    def seen_by(self, user: User) -> Self:
        """Keep what ``user`` may see at the desk: a second coder who isn't done yet sees their own codings alone."""
        return self.filter(access.seen_codings(user))


class Coding(Stretch, Watched):
    """A theme applied to a stretch of an interview.

    ``note`` is never public, ``gist`` is. Readers have accepted codings alone: what is written of one that is not
    accepted, before or after, concerns no interview, so that no revision rises and nothing is indexed.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="codings", verbose_name=_("interview"))
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="codings", verbose_name=_("theme"))
    coder = models.CharField(_("coder"), max_length=150, blank=True, default="")
    note = models.TextField(_("private note"), blank=True, default="")
    gist = models.CharField(_("public gist"), max_length=500, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=CodingStatus.choices, default=CodingStatus.PROPOSED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CodingQuerySet.as_manager()

    class Meta:
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        ordering = ["interview", F("start_ms").asc(nulls_first=True), "first_position", "id"]
        constraints = [
            *Stretch.Meta.constraints,
            models.CheckConstraint(condition=Q(status__in=CodingStatus.values), name="coding_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.theme.code} {self.start_ms}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; one that readers had until now concerns its interview once more."""
        with transaction.atomic():
            had = Coding.concerned(Coding.objects.filter(pk=self.pk)) if self.pk else set()
            super().save(*args, **kwargs)
            touch(had.difference(self.concerned_interviews()))

    def concerned_interviews(self) -> Iterable[int]:
        if self.status == CodingStatus.ACCEPTED:
            return [self.interview_id]
        # Somebody may have accepted it since this row was read, and it is deleted or saved in part.
        return Coding.concerned(Coding.objects.filter(pk=self.pk)) if self.pk else []

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        accepted = rows.filter(status=CodingStatus.ACCEPTED)
        return set(accepted.order_by().values_list("interview_id", flat=True).distinct())

    @property
    def stretch(self) -> tuple[int | None, int | None, int | None, int | None]:
        """Its times and its positions: equal for codings of the very same stretch."""
        return self.start_ms, self.end_ms, self.first_position, self.last_position


class CodingRound(models.Model):
    """One coder's way through one interview for one question.

    ``is_blind``: a second coder, who sees nobody else's codings of this interview until every such round of theirs has
    ``done_at``.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="coding_rounds", verbose_name=_("interview"))
    question = models.ForeignKey(Theme, models.CASCADE, related_name="coding_rounds", verbose_name=_("question"))
    coder = models.CharField(_("coder"), max_length=150)
    is_blind = models.BooleanField(_("without seeing other codings"), default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of coding")
        verbose_name_plural = _("rounds of coding")
        ordering = ["interview", "question", "opened_at"]
        constraints = [models.UniqueConstraint(fields=["interview", "question", "coder"], name="coding_round_once")]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.question_id} {self.coder}"
