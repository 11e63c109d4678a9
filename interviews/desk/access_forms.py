"""Forms about who may have a record: consent, release and embargo, and what the consent covers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews.desk.fields import CleanTextField
from interviews.desk.forms import TEXT_LIMIT
from interviews.desk.opened import OpenedForm
from interviews.languages import Language
from interviews.models import ConsentScope, Interview
from interviews.publishing import Access
from interviews.states import Consent, Release


class AccessForm(OpenedForm):
    """Consent, release and embargo of ``interview``."""

    NONE, DATE, OPEN = "none", "date", "open"

    consent = forms.ChoiceField(label=_("Consent of the narrator"), choices=Consent.choices, widget=forms.RadioSelect)
    release = forms.ChoiceField(label=_("Release"), choices=Release.choices, widget=forms.RadioSelect)
    embargo = forms.ChoiceField(
        label=_("Embargo"),
        choices=[
            (NONE, pgettext_lazy("embargo", "None")),
            (DATE, pgettext_lazy("embargo", "Until a date")),
            (OPEN, pgettext_lazy("embargo", "Without an end")),
        ],
        widget=forms.RadioSelect,
    )
    embargo_until = forms.DateField(
        label=_("First open day"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The record opens at midnight in Minsk on this day. Used only with an embargo until a date."),
    )

    def __init__(self, data: Any = None, *, interview: Interview) -> None:
        embargo = self.OPEN if interview.embargo_open else self.DATE if interview.embargo_until else self.NONE
        initial = {"consent": interview.consent, "release": interview.release, "embargo": embargo}
        super().__init__(data, initial=initial | {"embargo_until": interview.embargo_until})
        self.interview = interview
        self.besides = {"workflow": interview.workflow}
        if not self.is_bound:
            self.open_on(self.besides)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("embargo") == self.DATE and not cleaned.get("embargo_until") and not self.errors:
            self.add_error("embargo_until", _("Give the first day on which the record is open."))
        self.compare(AccessForm(interview=self.interview), self.besides)
        return cleaned

    def access(self) -> Access:
        """Return what was chosen; the date counts only with an embargo until a date."""
        data = self.cleaned_data
        until = data["embargo_until"] if data["embargo"] == self.DATE else None
        return Access(data["consent"], data["release"], until, data["embargo"] == self.OPEN)


class ScopeForm(OpenedForm):
    """What the narrator agreed to, for the desk alone."""

    languages = forms.MultipleChoiceField(
        label=_("Languages in which it may be read"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    heard = forms.ChoiceField(
        label=_("How much of the recording"), choices=ConsentScope.Heard.choices, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Last day, if the consent ends"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = CleanTextField(
        label=_("What else was agreed"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For the desk alone. No real names and no addresses: this archive is not the place for them."),
    )

    def __init__(self, data: Any = None, *, scope: ConsentScope) -> None:
        names = ("languages", "heard", "until", "note")
        super().__init__(data, initial={name: getattr(scope, name) for name in names if scope.pk})
        self.scope = scope
        if not self.is_bound:
            self.open_on()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.compare(ScopeForm(scope=self.scope))
        return cleaned

    def scope_read(self) -> ConsentScope:
        """Return what was filled in, unsaved."""
        data = self.cleaned_data
        return ConsentScope(languages=data["languages"], heard=data["heard"], until=data["until"], note=data["note"])
