"""Entries of the glossary as the desk edits them: one form a line, and a warning where two entries share one."""

from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from interviews.desk.fields import CleanTextField, columns_of, text_in_language
from interviews.desk.opened import OpenedForm
from interviews.languages import Language
from interviews.models import GlossaryTerm
from interviews.models.glossary import LONGEST_FORM, MOST_FORMS, SEPARATOR, split_forms

DEFINITION_LIMIT = 500
KEY_LIMIT = 64


class FormsField(CleanTextField):
    """Forms one a line; the value has ``|`` between them, as the glossary keeps them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return SEPARATOR.join(split_forms(text.replace("\n", SEPARATOR))) if isinstance(text, str) else text

    def prepare_value(self, value: Any) -> Any:
        return value.replace(SEPARATOR, "\n") if isinstance(value, str) else value


class EntryForm(OpenedForm, forms.ModelForm):
    """A term, a person or a place with its forms and its definition in each language."""

    FORMS = columns_of("forms")
    DEFINITIONS = columns_of("definition")

    class Meta:
        model = GlossaryTerm
        fields = (
            "key",
            "kind",
            "explained",
            *columns_of("forms", "definition"),
        )
        error_messages = {"key": {"unique": _("This key is taken; choose another.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = (LONGEST_FORM + 1) * MOST_FORMS * 2
        self.fields |= {name: text_in_language(name, longest, rows=5, kind=FormsField) for name in self.FORMS}
        self.fields |= {name: text_in_language(name, DEFINITION_LIMIT, rows=3) for name in self.DEFINITIONS}
        if self.instance.pk:
            del self.fields["key"]
            if not self.is_bound:
                self.open_on()
        else:
            self.fields["key"].required = False
            self.fields["key"].help_text = _(
                "Latin letters, digits and hyphens; it stands in addresses and never changes. Left empty, it is made "
                "of the first English form."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.FORMS):
            self.add_error("forms_be", _("Write at least one form in one of the languages."))
        if "key" in self.fields and not self.errors and not cleaned.get("key"):
            cleaned["key"] = self._new_key(cleaned["forms_en"])
        if self.instance.pk:
            self.compare(EntryForm(instance=GlossaryTerm.objects.get(pk=self.instance.pk)))
        return cleaned

    def _new_key(self, english: str) -> str:
        """Return a key that no entry has, made of the first English form. Raises ValidationError if there is none."""
        begun = slugify(english.partition(SEPARATOR)[0])[: KEY_LIMIT - 3].strip("-")
        if not begun:
            raise ValidationError({"key": _("Write a key: there is no English form to make one of.")})
        taken = set(GlossaryTerm.objects.filter(key__startswith=begun).values_list("key", flat=True))
        numbered = (f"{begun}-{number}" for number in range(2, 100))
        return next((key for key in chain([begun], numbered) if key not in taken), begun)


def shared(entry: GlossaryTerm) -> list[tuple[str, GlossaryTerm]]:
    """Return each form that another entry has too, and that entry: whoever types it is given both."""
    own = {form.casefold(): form for code in Language.values for form in entry.forms(code)}
    found: dict[tuple[str, str], GlossaryTerm] = {}
    for other in GlossaryTerm.objects.exclude(pk=entry.pk):
        for code in Language.values:
            for form in other.forms(code):
                if form.casefold() in own:
                    found[own[form.casefold()], other.key] = other
    return [(form, other) for (form, _key), other in sorted(found.items(), key=lambda one: one[0])]
