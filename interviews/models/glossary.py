"""Military and regime terms with their forms in each language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interviews.languages import Language


class GlossaryTerm(models.Model):
    """A term, person or place that is written in many ways; ``forms_…`` hold them, separated by ``|``."""

    class Kind(models.TextChoices):
        TERM = "term", _("Term")
        PERSON = "person", _("Person")
        PLACE = "place", _("Place")

    key = models.SlugField(_("key"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TERM)
    forms_be = models.TextField(_("forms in Belarusian"), blank=True, default="")
    forms_ru = models.TextField(_("forms in Russian"), blank=True, default="")
    forms_uk = models.TextField(_("forms in Ukrainian"), blank=True, default="")
    forms_en = models.TextField(_("forms in English"), blank=True, default="")
    definition = models.TextField(_("definition"), blank=True, default="")

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    def forms(self, language: str) -> list[str]:
        """Return the term's forms in ``language``, the first of them the usual one."""
        if language not in Language.values:
            return []
        return [form for part in getattr(self, f"forms_{language}").split("|") if (form := part.strip())]
