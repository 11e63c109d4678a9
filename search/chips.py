"""The filters in force, as chips that take them away and as words for paper."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from interviews.languages import shown
from interviews.models import Interview
from search.finding import Found

Pairs = list[tuple[str, str]]
FACET_LABELS: dict[str, str | Promise] = {
    "theme": _("Theme"),
    "language": _("Language of the passage"),
    "original": _("Language of the interview"),
    "readable": pgettext_lazy("search", "Can be read in"),
    "branch": _("Branch of service"),
    "rank": _("Rank"),
    "left_year": _("Year of leaving"),
}
_NO_FILTERS = ("q", "sort", "order", "without")
_OTHER_LABELS: dict[str, str | Promise] = {"interview": _("Interview"), "mode": _("Words match")}


@dataclass
class Chip:
    """A filter in force: what kind of filter, its value alone and as a chip says it, the search without it."""

    kind: str | Promise
    value: str
    label: str
    url: str


def address(pairs: Pairs) -> str:
    """Write ``pairs`` as the query of an address."""
    return f"?{urlencode(pairs)}"


def public_interview(asked: Pairs) -> Interview | None:
    """Return the public interview inside which the search stays, if it does."""
    accession = dict(asked).get("interview", "").upper()
    return Interview.objects.public().with_labels().filter(accession=accession).first() if accession else None


def in_force(asked: Pairs, found: Found | None, inside: Interview | None) -> list[Chip]:
    """Return the filters in force. Without findings to take labels from, codes have to do."""
    labels = {
        (name, value.code): value.label for name, values in (found.facets if found else {}).items() for value in values
    }
    chips, years = [], []
    for key, value in asked:
        if key in ("left_from", "left_to"):
            years.append(value)
            continue
        if key in _NO_FILTERS or (key, value) == ("mode", "all"):
            continue
        label = labels.get((key, value), value)
        if key == "interview" and inside:
            label = shown(inside, "title")[0] or value
        elif key == "mode":
            label = {"exact": gettext("exactly as typed"), "sounds": gettext("sounds like")}.get(value, value)
        kind = FACET_LABELS.get(key) or _OTHER_LABELS[key]
        chips.append(Chip(kind, label, label, address([pair for pair in asked if pair != (key, value)])))
    if years:
        value = "–".join(dict.fromkeys(years))
        label = pgettext("years of leaving", "left %s") % value
        rest = [pair for pair in asked if pair[0] not in ("left_from", "left_to")]
        chips.append(Chip(FACET_LABELS["left_year"], value, label, address(rest)))
    return chips
