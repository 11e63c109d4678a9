"""The states of a record: three independent dimensions of access, and the kinds of text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Workflow(models.TextChoices):
    """How far the archivists are. Hidden is what was shown once and was taken back."""

    DRAFT = "draft", pgettext_lazy("workflow", "Draft")
    PUBLISHED = "published", pgettext_lazy("workflow", "Published")
    HIDDEN = "hidden", pgettext_lazy("workflow", "Hidden")


class Consent(models.TextChoices):
    """What the narrator agreed to. Pending is also what an unrecorded consent is."""

    PENDING = "pending", pgettext_lazy("consent", "Pending")
    GRANTED = "granted", pgettext_lazy("consent", "Granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")


class Release(models.TextChoices):
    """To whom the record is opened."""

    PUBLIC = "public", pgettext_lazy("release", "Public")
    RESEARCHERS = "researchers", pgettext_lazy("release", "Researchers only")
    CLOSED = "closed", pgettext_lazy("release", "Closed")


class EditorialState(models.TextChoices):
    """How far a page or a reading path is."""

    DRAFT = "draft", pgettext_lazy("workflow", "Draft")
    PUBLISHED = "published", pgettext_lazy("workflow", "Published")


class TranscriptKind(models.TextChoices):
    """Whether the words are the narrator's own."""

    ORIGINAL = "original", _("Original")
    TRANSLATION = "translation", _("Translation")


class Provenance(models.TextChoices):
    """How the text came about, from least to most trusted."""

    MACHINE = "machine", pgettext_lazy("transcript", "Machine text, not checked")
    CORRECTED = "corrected", pgettext_lazy("transcript", "Corrected by a person")
    REVIEWED = "reviewed", pgettext_lazy("transcript", "Reviewed by a second person")


class ChapterStatus(models.TextChoices):
    """A chapter is public only when accepted; a rejected one is deleted."""

    PROPOSED = "proposed", pgettext_lazy("chapter", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("chapter", "Accepted")


class CodingStatus(models.TextChoices):
    """A coding is public only when accepted."""

    PROPOSED = "proposed", pgettext_lazy("coding", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("coding", "Accepted")
    REJECTED = "rejected", pgettext_lazy("coding", "Rejected")
