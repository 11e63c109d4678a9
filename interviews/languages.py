"""The four languages of the archive and partial dates: words that every module shares."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language of speech, transcript and interface. Each names itself, so that a reader finds their own."""

    BE = "be", "Беларуская"
    RU = "ru", "Русский"
    UK = "uk", "Українська"
    EN = "en", "English"


def shown(record: models.Model, field: str) -> tuple[str, str]:
    """Return ``field`` of ``record`` in the reader's language and the language it is really in (``""`` if empty).

    Falls back in the order of MODELTRANSLATION_FALLBACK_LANGUAGES; the language goes into the page's ``lang``.
    """
    current = get_language() or settings.MODELTRANSLATION_DEFAULT_LANGUAGE
    order = (current, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES.get(current, ()))
    for code in order:
        if text := getattr(record, f"{field}_{code}", None):
            return text, code
    return "", ""


def in_language(code: str) -> Any:
    """Return a context manager in which the interface speaks ``code``."""
    return override(code)


PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def check_partial_date(value: str) -> None:
    """Raise ``ValidationError`` unless ``value`` is a real date written ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    match = PARTIAL_DATE.fullmatch(value)
    try:
        if not match:
            raise ValueError
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is not a date. Write YYYY, YYYY-MM or YYYY-MM-DD, for example 2021-03."),
            code="partial-date",
            params={"value": value},
        ) from None


class PartialDateField(models.CharField):
    """A date known to the year, the month or the day, kept as text that sorts: ``2021``, ``2021-03``."""

    default_validators = [check_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


# Django's own catalogues name the months too, but its Belarusian ones mix cases and orthographies. Messages of the
# project come before Django's, so these, which date_format() looks up by the same ids, are what readers see.
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
MONTHS_IN_DATES = (
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
)
