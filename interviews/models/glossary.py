"""Military and regime terms, people and places, with their forms in each language."""

import re
import time
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext_lazy as _

from interviews.languages import Language

SEPARATOR = "|"
MOST_FORMS = 12
LONGEST_FORM = 100
MOST_WORDS = 8
_word = re.compile(r"\w+")


def split_forms(text: str) -> list[str]:
    """Return the forms that ``text`` lists with ``|`` between them, each once."""
    return list(dict.fromkeys(form for part in text.split(SEPARATOR) if (form := " ".join(part.split()))))


def check_forms(text: str) -> None:
    """Raise ``ValidationError`` unless every form in ``text`` can be searched for: short, few, and with a letter."""
    forms = split_forms(text)
    if len(forms) > MOST_FORMS:
        raise ValidationError(
            _("That is more than %(most)d forms in one language. Leave out the rarest."), params={"most": MOST_FORMS}
        )
    for form in forms:
        if len(form) > LONGEST_FORM or len(_word.findall(form)) > MOST_WORDS:
            raise ValidationError(
                _("“%(form)s” is too long. Write at most %(words)d words and %(letters)d characters."),
                params={"form": form[:LONGEST_FORM], "words": MOST_WORDS, "letters": LONGEST_FORM},
            )
        if not any(letter.isalnum() for letter in form):
            raise ValidationError(_("“%(form)s” has no letter. Write a word."), params={"form": form})


def now_ms() -> int:
    """Return the time in milliseconds."""
    return time.time_ns() // 1_000_000


class GlossaryVersion(NamedTuple):
    """A state of the glossary: another one after every write."""

    entries: int
    changes: int
    newest: int


class GlossaryQuerySet(models.QuerySet["GlossaryTerm"]):
    """Entries of the glossary; a write in bulk counts as a change too."""

    def update(self, **kwargs: Any) -> int:
        return super().update(**{"changed_ms": now_ms(), **kwargs})

    def version(self) -> GlossaryVersion:
        """Return which state of the glossary this is, in one small statement.

        The times of change are added up: the latest alone would miss a write that was begun before another one and
        finished after it.
        """
        found = self.order_by().aggregate(entries=Count("pk"), changes=Sum("changed_ms"), newest=Max("pk"))
        return GlossaryVersion(found["entries"], found["changes"] or 0, found["newest"] or 0)


class GlossaryTerm(models.Model):
    """A term, person or place that is written in many ways; ``forms_…`` hold them, separated by ``|``.

    Entries are public: readers see the forms where they were searched too.
    """

    class Kind(models.TextChoices):
        TERM = "term", _("Term")
        PERSON = "person", _("Person")
        PLACE = "place", _("Place")

    key = models.SlugField(_("key"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TERM)
    forms_be = models.TextField(_("forms in Belarusian"), blank=True, default="", validators=[check_forms])
    forms_ru = models.TextField(_("forms in Russian"), blank=True, default="", validators=[check_forms])
    forms_uk = models.TextField(_("forms in Ukrainian"), blank=True, default="", validators=[check_forms])
    forms_en = models.TextField(_("forms in English"), blank=True, default="", validators=[check_forms])
    definition = models.TextField(_("definition"), blank=True, default="")
    explained = models.BooleanField(
        _("explain it in transcripts"),
        default=True,
        help_text=_(
            "Switch it off for a word that people also say in an everyday sense. Search knows it all the same."
        ),
    )
    changed_ms = models.BigIntegerField(default=now_ms, editable=False)

    objects = GlossaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.changed_ms = max(now_ms(), self.changed_ms + 1)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "changed_ms"}
        super().save(*args, **kwargs)

    def forms(self, language: str) -> list[str]:
        """Return the term's forms in ``language``, the first of them the usual one."""
        if language not in Language.values:
            return []
        return split_forms(getattr(self, f"forms_{language}"))
