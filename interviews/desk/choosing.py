"""Choosing among the records: the filters and the order of the table."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.languages import Language
from interviews.models import Branch, Interview, Rank, Theme
from interviews.states import Consent, Provenance, Release, Workflow

ORDERS = {
    "-updated_at": pgettext_lazy("order", "Changed last"),
    "accession": pgettext_lazy("order", "Number"),
    "narrator__name": pgettext_lazy("order", "Narrator"),
    "-recorded_on": pgettext_lazy("order", "Recorded last"),
    "-left_on": pgettext_lazy("order", "Left last"),
    "branch__position": pgettext_lazy("order", "Branch"),
    "rank__position": pgettext_lazy("order", "Rank"),
}
CODED = {"yes": pgettext_lazy("records", "coded"), "no": pgettext_lazy("records", "not coded")}
MACHINE = {"yes": pgettext_lazy("records", "with machine text"), "no": pgettext_lazy("records", "without machine text")}


class ChoosingForm(forms.Form):
    """What the table shows. What is not known is left out, so that an old address still opens."""

    q = forms.CharField(label=_("Number, title or narrator"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any")), *Workflow.choices])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("any")), *Language.choices])
    branch = forms.ModelChoiceField(
        label=_("Branch"), required=False, queryset=Branch.objects.none(), to_field_name="code", empty_label=_("any")
    )
    rank = forms.ModelChoiceField(
        label=_("Rank"), required=False, queryset=Rank.objects.none(), to_field_name="code", empty_label=_("any")
    )
    year = forms.RegexField(label=_("Left in the year"), required=False, regex=r"^[0-9]{4}$")
    consent = forms.ChoiceField(label=_("Consent"), required=False, choices=[("", _("any")), *Consent.choices])
    release = forms.ChoiceField(label=_("Release"), required=False, choices=[("", _("any")), *Release.choices])
    coded = forms.ChoiceField(label=_("Coding"), required=False, choices=[("", _("any")), *CODED.items()])
    machine = forms.ChoiceField(label=_("Text"), required=False, choices=[("", _("any")), *MACHINE.items()])
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("branch", Branch), ("rank", Rank)):
            self.fields[name].queryset = model.objects.all()  # type: ignore[attr-defined]
        self.fields["year"].widget.attrs |= {"inputmode": "numeric", "placeholder": "2021"}

    def chosen(self) -> Mapping[str, Any]:
        """Return what was chosen and is known."""
        self.is_valid()
        return self.cleaned_data

    def rows(self) -> QuerySet[Interview]:
        """Return the chosen records in the chosen order."""
        return in_order(matching(Interview.objects.with_labels(), self.chosen()), self.chosen())


def matching(rows: QuerySet[Interview], chosen: Mapping[str, Any]) -> QuerySet[Interview]:
    """Return those of ``rows`` for which everything in ``chosen`` holds."""
    equal = {"state": "workflow", "language": "language", "branch": "branch", "rank": "rank"}
    equal |= {"consent": "consent", "release": "release", "year": "left_on__startswith"}
    for name, column in equal.items():
        if value := chosen.get(name):
            rows = rows.filter(**{column: value})
    if words := chosen.get("q"):
        rows = rows.filter(named(words))
    questions = Theme.objects.filter(parent__isnull=True).values("pk")
    for name, found in (
        ("coded", Q(coded_for__in=questions)),
        ("machine", Q(transcripts__provenance=Provenance.MACHINE)),
    ):
        keys = Interview.objects.filter(found).values("pk")
        if value := chosen.get(name):
            rows = rows.filter(pk__in=keys) if value == "yes" else rows.exclude(pk__in=keys)
    return rows


def named(words: str) -> Q:
    """Match records by number, title or narrator."""
    titles = Q(*[(f"title_{code}__icontains", words) for code in Language.values], _connector=Q.OR)
    return titles | Q(accession__icontains=words) | Q(narrator__name__icontains=words)


def in_order(rows: QuerySet[Interview], chosen: Mapping[str, Any]) -> QuerySet[Interview]:
    """Return ``rows`` in the chosen order, those changed last first if none was chosen."""
    return rows.order_by(chosen.get("sort") or "-updated_at", "accession")
