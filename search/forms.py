"""The reader's query and filters, checked: the same parameters on the search page and in the API.

A filter that is wrong is an error that says what to change; it never falls back to listing everything. A code that
is hidden is answered exactly as one that was never given out.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.languages import check_partial_date
from interviews.models import Interview
from interviews.models.interview import ACCESSION
from search import vocabulary
from search.finding import MAX_PAGES, PAGE_SIZE, Criteria

MAX_PAGE_SIZE = 100
MAX_VALUES = 20
CODE = re.compile(r"[-\w]{1,64}")
Choices = list[tuple[str, Any]]


class Several(forms.MultipleChoiceField):
    """A parameter that may be repeated; empty values, as an untouched list sends them, don't count."""

    def to_python(self, value: Any) -> list[str]:
        if value and not isinstance(value, (list, tuple)):
            value = [value]
        return list(dict.fromkeys(text for one in value or () if (text := str(one).strip())))

    def validate(self, value: Sequence[str]) -> None:
        if len(value) > MAX_VALUES:
            raise ValidationError(
                _("That is more than %(limit)d values for one filter. Leave some out."), params={"limit": MAX_VALUES}
            )
        known = self.known(value)
        for one in value:
            if one not in known:
                raise ValidationError(self.error_messages["invalid_choice"], params={"value": one}, code="unknown")

    def known(self, values: Sequence[str]) -> set[str]:
        """Return those of ``values`` that may be chosen."""
        return set(vocabulary.languages())


class Keys(Several):
    """Keys of expansions to leave alone. One that names nothing (any more) switches nothing off."""

    def known(self, values: Sequence[str]) -> set[str]:
        return {value for value in values if CODE.fullmatch(value)}


class PublicCodes(Several):
    """Codes of entries that exist publicly; hidden and made-up ones are refused alike, in one statement."""

    def __init__(self, entries: Callable[[], QuerySet[Any]], **kwargs: Any) -> None:
        self.entries = entries
        super().__init__(choices=self.listed, **kwargs)

    def listed(self) -> Choices:
        """Return the entries for a list to choose from."""
        return list(vocabulary.labels(self.entries()).items())

    def known(self, values: Sequence[str]) -> set[str]:
        plain = [value for value in values if CODE.fullmatch(value)]
        return set(self.entries().filter(code__in=plain).values_list("code", flat=True)) if plain else set()


class ThemeCodes(PublicCodes):
    """Codes of public themes; one that was retired is understood as its successor."""

    def to_python(self, value: Any) -> list[str]:
        codes = super().to_python(value)
        if not 0 < len(codes) <= MAX_VALUES:
            return codes  # too many are refused without a look at the database
        led = vocabulary.successors()
        return list(dict.fromkeys(led.get(code, code) for code in codes))


def public_accession(value: str) -> None:
    """Raise ``ValidationError`` unless ``value`` is the accession number of a public interview."""
    plain = ACCESSION.fullmatch(value) and len(value) <= 32
    if not plain or not Interview.objects.public().filter(accession=value).exists():
        raise ValidationError(
            _("There is no interview “%(value)s”. Check its number, or leave this filter out."),
            params={"value": value},
            code="unknown",
        )


class Accession(forms.CharField):
    """An accession number, typed in any case."""

    default_validators = [public_accession]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").upper()


UNKNOWN_LANGUAGE = _("“%(value)s” is not a language of this archive. Write be, ru, uk or en.")
UNKNOWN_MODE = _("“%(value)s” is not a way of searching. Write all, exact or sounds.")
UNKNOWN_SORT = _("“%(value)s” is not an order. Write relevance or date.")
SORTS = {"relevance": _("best match first"), "date": _("latest recording first")}
NOT_A_PAGE = _("The page is a whole number from 1 to 50.")
NOT_A_SIZE = _("The page size is a whole number from 1 to 100.")


class SearchForm(forms.Form):
    """Check the parameters of a search; call :meth:`criteria` once it is valid."""

    q = forms.CharField(label=_("Words to look for"), required=False)
    language = Several(
        label=_("Language of the passage"),
        required=False,
        choices=lambda: list(vocabulary.languages().items()),
        error_messages={"invalid_choice": UNKNOWN_LANGUAGE},
    )
    original = Several(
        label=_("Language of the interview"),
        required=False,
        choices=lambda: list(vocabulary.languages().items()),
        error_messages={"invalid_choice": UNKNOWN_LANGUAGE},
    )
    readable = Several(
        label=pgettext_lazy("search", "Can be read in"),
        required=False,
        choices=lambda: list(vocabulary.languages().items()),
        error_messages={"invalid_choice": UNKNOWN_LANGUAGE},
    )
    theme = ThemeCodes(
        vocabulary.themes,
        label=_("Themes"),
        required=False,
        error_messages={"invalid_choice": _("There is no theme “%(value)s”. Choose one from the list of themes.")},
    )
    branch = PublicCodes(
        vocabulary.branches,
        label=_("Branch of service"),
        required=False,
        error_messages={"invalid_choice": _("There is no branch “%(value)s”. Choose one from the list.")},
    )
    rank = PublicCodes(
        vocabulary.ranks,
        label=_("Rank"),
        required=False,
        error_messages={"invalid_choice": _("There is no rank “%(value)s”. Choose one from the list.")},
    )
    interview = Accession(label=_("Interview"), required=False)
    left_from = forms.CharField(label=_("Left from"), required=False, validators=[check_partial_date])
    left_to = forms.CharField(label=_("Left until"), required=False, validators=[check_partial_date])
    without = Keys(
        label=_("Not searched too"),
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is not a key of the glossary. Leave it out.")},
    )
    mode = forms.ChoiceField(
        label=_("Words match"),
        required=False,
        choices=[("all", _("all forms of the word")), ("exact", _("exactly as typed")), ("sounds", _("sounds like"))],
        error_messages={"invalid_choice": UNKNOWN_MODE},
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=list(SORTS.items()),
        error_messages={"invalid_choice": UNKNOWN_SORT},
    )
    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PAGES,
        error_messages={
            "invalid": NOT_A_PAGE,
            "min_value": NOT_A_PAGE,
            "max_value": _("Only the first 50 pages can be opened. Add a word or a filter to find less."),
        },
    )
    page_size = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PAGE_SIZE,
        error_messages={"invalid": NOT_A_SIZE, "min_value": NOT_A_SIZE, "max_value": NOT_A_SIZE},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("left_from") or "", cleaned.get("left_to") or ""
        if first and last and first[: len(last)] > last[: len(first)]:
            raise ValidationError(
                _("The years of leaving run backwards: %(first)s is after %(last)s. Swap them."),
                params={"first": first, "last": last},
            )
        return cleaned

    def sentences(self) -> list[str]:
        """Return every error once, in the reader's language."""
        return list(dict.fromkeys(str(sentence) for errors in self.errors.values() for sentence in errors))

    def criteria(self) -> Criteria:
        """Return what to look for. The form must be valid."""
        given = self.cleaned_data
        return Criteria(
            q=given["q"],
            mode=given["mode"] or "all",
            languages=tuple(given["language"]),
            originals=tuple(given["original"]),
            readable=tuple(given["readable"]),
            themes=tuple(given["theme"]),
            branches=tuple(given["branch"]),
            ranks=tuple(given["rank"]),
            interview=given["interview"],
            left_from=given["left_from"],
            left_to=given["left_to"],
            without=tuple(given["without"]),
            sort=given["sort"] or "relevance",
            page=given["page"] or 1,
            page_size=given["page_size"] or PAGE_SIZE,
        )
