"""Forms that know what they were opened on, so that an old window never undoes what somebody else has done."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from interviews.desk.correcting import fingerprint


class OpenedForm(forms.Form):
    """A form with a hidden digest of each value that it was opened on; :meth:`compare` refuses it if any is another.

    Refused, it keeps what was typed, shows what the archive has by now in every field that nobody touched, and has
    the later values as its new start: saved a second time, it changes only what the archivist meant to change.
    """

    opened_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def open_on(self, besides: Mapping[str, str] | None = None) -> None:
        """Remember the values shown now, and ``besides`` them what else must stay as it is until the form is saved."""
        self.initial["opened_on"] = json.dumps(_digests(self, besides))

    def compare(self, fresh: forms.BaseForm, besides: Mapping[str, str] | None = None) -> None:
        """Add an error unless ``fresh``, the same form opened this moment, has the values that this one began with."""
        began, now = _read(self.data.get("opened_on", "")), _digests(fresh, besides)
        if began == now:
            return
        mine = _digests(self)
        merged = QueryDict(mutable=True)
        for name in self.fields:
            typed, stored = values_of(self, name), values_of(fresh, name)
            touched = mine.get(name) != began.get(name)
            merged.setlist(name, typed if touched else stored)
            if touched and mine.get(name) != now.get(name) != began.get(name):
                self.add_error(name, _("The archive has now: %(value)s") % {"value": _shown(fresh, name) or "—"})
        merged["opened_on"] = json.dumps(now)
        self.data = merged
        self.add_error(
            None,
            _(
                "Somebody changed this after you opened it. What you changed is still here; everything else is "
                "as the archive has it now. Look at it again, then save."
            ),
        )


def _digests(form: forms.BaseForm, besides: Mapping[str, str] | None = None) -> dict[str, str]:
    values = {name: json.dumps(sorted(values_of(form, name))) for name in form.fields if name != "opened_on"}
    return {name: fingerprint(value) for name, value in {**values, **(besides or {})}.items()}


def _read(sent: str) -> dict[str, Any]:
    """Return the digests that came back; none fit a form that lost them."""
    try:
        read = json.loads(sent)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def values_of(form: forms.BaseForm, name: str) -> list[str]:
    """Return what a browser sends back for a field."""
    value = form[name].value()
    several = value if isinstance(value, list | tuple | models.QuerySet) else [value]
    return [_sent(one).replace("\r\n", "\n") for one in several]


def _sent(value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value.pk)
    return "" if value is None else str(value)


def _shown(form: forms.BaseForm, name: str) -> str:
    """Return the value of a field in words."""
    values = values_of(form, name)
    choices = getattr(form.fields[name].widget, "choices", None)
    if choices is None:
        return ", ".join(values)
    return ", ".join(str(label) for value, label in choices if str(value) in values)
