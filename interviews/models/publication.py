"""What the desk notes on the way to publishing: the consent's scope, requests, judgements, the watch list, fixity.

Nothing here is public, and nothing of it is indexed. What belongs to an interview goes with it when it is purged.
"""

from datetime import date

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.languages import Language
from interviews.models.interview import Interview
from interviews.models.recording import Recording
from interviews.models.version import Original


class ConsentScope(models.Model):
    """What the narrator agreed to: languages, how much of the recording, until when, and what was said besides."""

    class Heard(models.TextChoices):
        TEXT = "text", pgettext_lazy("consent", "The text alone")
        SOUND = "sound", pgettext_lazy("consent", "The text and the voice")
        PICTURES = "pictures", pgettext_lazy("consent", "The text, the voice and the face")

    interview = models.OneToOneField(Interview, models.CASCADE, related_name="consent_scope")
    languages = models.JSONField(default=list)
    heard = models.CharField(max_length=10, choices=Heard.choices, default=Heard.TEXT)
    until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.interview_id} {self.heard}"

    def is_over(self, today: date) -> bool:
        """Tell whether what was agreed to has ended; ``until`` is the last day."""
        return self.until is not None and self.until < today

    def leaves_out(self, languages: list[str]) -> list[str]:
        """Return those of ``languages`` that the narrator did not agree to."""
        return [code for code in languages if code not in self.languages]

    def languages_in_words(self) -> str:
        """Return the languages by their own names."""
        return ", ".join(Language(code).label for code in self.languages if code in Language.values)


class PublishRequest(models.Model):
    """One person asks that what readers do not see be shown: the record, and its transcripts in ``languages``.

    ``revision`` is that of the record when it was asked: if it has another one by now, it has to be asked anew.
    """

    interview = models.OneToOneField(Interview, models.CASCADE, related_name="publish_request")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now=True)
    revision = models.PositiveBigIntegerField()
    languages = models.JSONField(default=list)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.revision}"


class Judgement(models.Model):
    """A person looked at what a check had found and wrote down why it may be shown all the same.

    ``about`` is a digest of what was found: it says nothing of anything that is found later.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="judgements")
    check_key = models.CharField(max_length=20)
    about = models.CharField(max_length=32)
    reason = models.CharField(max_length=500, validators=[MinLengthValidator(3)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "check_key", "about"], name="judgement_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="judgement_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.check_key}"


class WatchWord(models.Model):
    """A name or word that must not become public unnoticed: in one interview, or (without one) in any."""

    words = models.CharField(_("word or name"), max_length=100)
    interview = models.ForeignKey(Interview, models.CASCADE, null=True, blank=True, related_name="watch_words")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["words", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="watch_word_not_empty")]

    def __str__(self) -> str:
        return f"{self.pk}"


class FixityResult(models.Model):
    """What came of reading a stored file, or a sealed original, the last time it was held against its checksum."""

    class Outcome(models.TextChoices):
        SAME = "same", pgettext_lazy("fixity", "as it was stored")
        CHANGED = "changed", pgettext_lazy("fixity", "changed since it was stored")
        MISSING = "missing", pgettext_lazy("fixity", "not there")
        UNKNOWN = "unknown", pgettext_lazy("fixity", "stored without a checksum")

    recording = models.OneToOneField(Recording, models.CASCADE, null=True, blank=True, related_name="fixity")
    original = models.OneToOneField(Original, models.CASCADE, null=True, blank=True, related_name="fixity")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recording__isnull=True) ^ Q(original__isnull=True), name="fixity_of_one_thing"
            )
        ]

    def __str__(self) -> str:
        return self.outcome
