"""Series, narrators and interviews, the unit of description."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interviews import access, tombstones
from interviews.addresses import address
from interviews.languages import Language, PartialDateField
from interviews.outbox import Watched, WatchedQuerySet
from interviews.states import Consent, Release, Workflow

ACCESSION = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_ACCESSION_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread aloud or in print

check_accession = RegexValidator(
    re.compile(rf"\A{ACCESSION.pattern}\Z"),
    _("An accession number holds capital Latin letters and digits in groups joined by hyphens, such as OOU-7K3M."),
    code="accession",
)


def new_accession() -> str:
    """Return an unused accession number, drawn at random so that a gap in the numbers tells nothing."""
    while True:
        number = "OOU-" + "".join(secrets.choice(_ACCESSION_LETTERS) for _ in range(4))
        if not Interview.objects.filter(accession=number).exists() and not tombstones.buried([number]):
            return number


class Series(models.Model):
    """A series of interviews, with the notice shown on every page of its records."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    notice = models.TextField(_("notice"), blank=True, default="")

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title or self.code


class Narrator(models.Model):
    """The person heard, by public name or pseudonym. There is no field for anything that identifies beyond it."""

    name = models.CharField(_("public name or pseudonym"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("narrator")
        verbose_name_plural = _("narrators")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VocabularyEntry(models.Model):
    """An entry of an editable vocabulary: a permanent code and a label in four languages."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    label = models.CharField(_("label"), max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label or self.code


class Branch(VocabularyEntry):
    """A branch of service."""

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("branch")
        verbose_name_plural = _("branches")


class Rank(VocabularyEntry):
    """A rank, in ascending order of position."""

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")


class InterviewQuerySet(WatchedQuerySet["Interview"]):
    """Ways to ask for interviews; pages start from :meth:`public`."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep what anybody may see at this moment (or at ``now``)."""
        return self.filter(access.public_interviews(now=now))

    def for_researchers(self, now: datetime | None = None) -> Self:
        """Keep what a signed-in researcher may read."""
        return self.filter(access.researchers_interviews(now=now))

    def update(self, **kwargs: Any) -> int:
        """Update, but remember first which of the rows were public: showing those again takes two people."""
        with transaction.atomic():
            models.QuerySet(Interview).filter(pk__in=self.public().values("pk"), was_public=False).update(
                was_public=True
            )
            return super().update(**kwargs)

    def with_labels(self) -> Self:
        """Fetch what a line of a list shows."""
        return self.select_related("narrator", "series", "branch", "rank")


class Interview(Watched):
    """One conversation. It is public only if workflow, consent, release and embargo all say so (``access.py``)."""

    accession = models.CharField(
        _("accession number"), max_length=32, unique=True, default=new_accession, validators=[check_accession]
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="interviews", verbose_name=_("series")
    )
    narrator = models.ForeignKey(
        Narrator, models.PROTECT, null=True, blank=True, related_name="interviews", verbose_name=_("narrator")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    summary = models.TextField(_("summary"), blank=True, default="")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="interviews", verbose_name=_("branch")
    )
    rank = models.ForeignKey(
        Rank, models.PROTECT, null=True, blank=True, related_name="interviews", verbose_name=_("rank")
    )
    recorded_on = PartialDateField(_("recorded on"))
    published_on = PartialDateField(_("published on"))
    served_from = PartialDateField(_("served from"))
    served_to = PartialDateField(_("served to"))
    left_on = PartialDateField(_("left on"))
    coded_for: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Theme",
        blank=True,
        related_name="coded_interviews",
        limit_choices_to={"parent__isnull": True},
        verbose_name=_("fully coded for"),
        help_text=_(
            "The questions for which this interview is coded from beginning to end: what shares are counted of."
        ),
    )

    workflow = models.CharField(_("workflow"), max_length=10, choices=Workflow.choices, default=Workflow.DRAFT)
    consent = models.CharField(_("consent"), max_length=10, choices=Consent.choices, default=Consent.PENDING)
    release = models.CharField(_("release"), max_length=12, choices=Release.choices, default=Release.CLOSED)
    embargo_until = models.DateField(
        _("embargo until"), null=True, blank=True, help_text=_("The first day on which the record is open, in Minsk.")
    )
    embargo_open = models.BooleanField(_("embargo without an end"), default=False)
    was_public = models.BooleanField(_("has been public"), default=False, editable=False)
    revision = models.PositiveBigIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["-published_on", "accession"]
        indexes = [models.Index(fields=["workflow", "consent", "release"], name="interview_access")]
        constraints = [
            models.CheckConstraint(condition=Q(workflow__in=Workflow.values), name="interview_workflow_known"),
            models.CheckConstraint(condition=Q(consent__in=Consent.values), name="interview_consent_known"),
            models.CheckConstraint(condition=Q(release__in=Release.values), name="interview_release_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="interview_language_known"),
            models.CheckConstraint(
                condition=Q(embargo_open=False) | Q(embargo_until__isnull=True), name="interview_one_embargo"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accession} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return address("interviews:interview", self.accession)

    def clean(self) -> None:
        if self.embargo_open and self.embargo_until:
            raise ValidationError(
                {"embargo_until": _("An embargo either has a date or no end. Clear the date or the tick.")}
            )
        if self.pk and self.transcripts.filter(kind="original").exclude(language=self.language).exists():
            message = _("There is an original transcript in another language. Correct that before the language.")
            raise ValidationError({"language": message})

    def concerned_interviews(self) -> Iterable[int]:
        return [self.pk] if self.pk else []

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        return set(rows.values_list("pk", flat=True))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but ``revision``, which only ever rises, in the database; then read it back.

        Raises ``tombstones.Buried`` for a new record under a number that was purged.
        """
        if self._state.adding:
            tombstones.refuse_buried(self.accession)
        if self.pk and not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name for field in self._meta.concrete_fields if not field.primary_key and field.name != "revision"
            ]
        with transaction.atomic():
            if not self._state.adding and not self.was_public and self.is_public():
                # An embargo that ended by itself opened the record with nobody there to note it.
                self.was_public = True
                if fields := kwargs.get("update_fields"):
                    kwargs["update_fields"] = {*fields, "was_public"}
            super().save(*args, **kwargs)
            self.revision = models.QuerySet(Interview).values_list("revision", flat=True).get(pk=self.pk)

    def is_public(self, now: datetime | None = None) -> bool:
        """Tell whether anybody may see this interview at this moment, asking the database."""
        return Interview.objects.public(now).filter(pk=self.pk).exists()

    @property
    def left_year(self) -> str:
        """The year of leaving, or ``""``."""
        return self.left_on[:4]


def newest_first() -> list[Any]:
    """Return the order of "newest": published last first, then by accession number."""
    return [F("published_on").desc(), "accession"]
