"""What the makers say themselves: pages, reading paths through the interviews, featured passages."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews import access
from interviews.languages import Language
from interviews.models.codebook import Theme
from interviews.models.interview import Interview
from interviews.models.stretch import Stretch
from interviews.states import EditorialState

PLACEHOLDER = "[["
"""What stands before the name of something that the makers still have to write: ``[[contact]]``."""


class EditorialQuerySet(models.QuerySet[Any]):
    """Ways to ask for what is written for readers."""

    def public(self) -> Self:
        """Keep what is published."""
        return self.filter(access.published_editorial())


class Editorial(models.Model):
    """Something with an address of its own that is written for readers, a draft until somebody publishes it."""

    slug = models.SlugField(
        _("address"),
        max_length=64,
        unique=True,
        help_text=_("Latin letters, digits and hyphens; it stands in the address and never changes."),
    )
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=EditorialState.choices, default=EditorialState.DRAFT, editable=False
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    changed_at = models.DateTimeField(auto_now=True)

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EditorialState.values), name="%(class)s_state_known")
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_published(self) -> bool:
        """Whether readers see it."""
        return self.state == EditorialState.PUBLISHED


class Page(Editorial):
    """A page in four languages. The fixed ones exist in every archive and can't be deleted; others are free."""

    class Fixed(models.TextChoices):
        ABOUT = "about", pgettext_lazy("page", "About the archive")
        NARRATORS = "narrators", pgettext_lazy("page", "How narrators were chosen")
        RIGHTS = "rights", pgettext_lazy("page", "Rights and re-use")
        PRESS = "press", pgettext_lazy("page", "For the press")
        CORRECTIONS = "corrections", pgettext_lazy("page", "Corrections")
        CONTACT = "contact", pgettext_lazy("page", "Contact by safe means")
        HELP = "help", pgettext_lazy("page", "Help for those who leave")
        REMOVAL = "removal", pgettext_lazy("page", "How to ask for removal")

    body = models.TextField(_("text"), blank=True, default="")

    class Meta(Editorial.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "slug"]

    def get_absolute_url(self) -> str:
        return reverse("interviews:page", args=[self.slug])

    @property
    def is_fixed(self) -> bool:
        """Whether every archive has this page."""
        return self.slug in self.Fixed.values

    @classmethod
    def texts(cls) -> list[str]:
        """Return the names of the columns that hold words."""
        return [f"{name}_{code}" for name in ("title", "body") for code in Language.values]


class PageVersion(models.Model):
    """What a page said after one change: the texts by column. The latest is what the page says now."""

    class Act(models.TextChoices):
        BROUGHT = "brought", pgettext_lazy("page version", "brought in by a file")
        CHANGED = "changed", pgettext_lazy("page version", "changed")
        RESTORED = "restored", pgettext_lazy("page version", "an earlier version restored")

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    act = models.CharField(max_length=10, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    texts = models.JSONField(default=dict)

    class Meta:
        ordering = ["page", "-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_version_number_once")]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"


class ReadingPath(Editorial):
    """A way through the interviews for one kind of reader: passages in order, each with a short frame."""

    frame = models.TextField(_("introduction"), blank=True, default="")

    class Meta(Editorial.Meta):
        verbose_name = _("reading path")
        verbose_name_plural = _("reading paths")
        ordering = ["position", "slug"]

    def get_absolute_url(self) -> str:
        return reverse("interviews:path", args=[self.slug])


class StepQuerySet(models.QuerySet["PathStep"]):
    """Ways to ask for steps."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep the shown steps of published paths whose interview is public and has a public transcript."""
        return self.filter(access.public_passages(now=now), access.published_editorial("path__"))


class PathStep(Stretch):
    """A passage on a reading path. ``is_shown`` is off while an archivist has to look at the frame again."""

    path = models.ForeignKey(ReadingPath, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField(_("position"), default=0)
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="path_steps", verbose_name=_("interview"))
    frame = models.CharField(_("frame"), max_length=1000, blank=True, default="")
    is_shown = models.BooleanField(_("shown to readers"), default=True)

    objects = StepQuerySet.as_manager()

    class Meta(Stretch.Meta):
        ordering = ["path", "position", "id"]

    def __str__(self) -> str:
        return f"{self.path_id}/{self.position}"


class FeaturedQuerySet(models.QuerySet["FeaturedPassage"]):
    """Ways to ask for featured passages."""

    def public(self, now: datetime | None = None) -> Self:
        """Keep those of public interviews with a public transcript, on the front page or on a public theme."""
        of_a_theme = Q(theme__isnull=True) | access.public_themes("theme__")
        return self.filter(access.public_passages(now=now), of_a_theme)


class FeaturedPassage(Stretch):
    """A passage that opens the front page, or that stands first on the page of ``theme``."""

    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="featured", verbose_name=_("theme")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="featured", verbose_name=_("interview"))
    is_shown = models.BooleanField(_("shown to readers"), default=True)

    objects = FeaturedQuerySet.as_manager()

    class Meta(Stretch.Meta):
        ordering = ["theme", "position", "id"]

    def __str__(self) -> str:
        return f"{self.theme_id}/{self.position}"
