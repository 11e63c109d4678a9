"""Themes as the desk edits them, and the small forms that merge, split and retire them."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interviews.access import Act, may
from interviews.desk.fields import CleanTextField, columns_of, text_in_language
from interviews.desk.forms import ThemeField, theme_choices
from interviews.desk.opened import OpenedForm
from interviews.models import Theme

LABEL_LIMIT = 200
DEFINITION_LIMIT = 4_000


class ThemeForm(OpenedForm, forms.ModelForm):
    """A theme, or a question, with its label and its definition in each language."""

    LABELS = columns_of("label")
    DEFINITIONS = columns_of("definition")

    class Meta:
        model = Theme
        fields = (
            "code",
            "parent",
            *columns_of("label", "definition"),
            "is_public",
        )
        error_messages = {"code": {"unique": _("This code is taken; choose another.")}}
        help_texts = {
            "code": _("Latin letters, digits and hyphens, such as why-war; it stands in addresses and never changes."),
            "parent": _("Left empty, this is a question of its own."),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {name: text_in_language(name, LABEL_LIMIT) for name in self.LABELS}
        self.fields |= {name: text_in_language(name, DEFINITION_LIMIT, rows=5) for name in self.DEFINITIONS}
        questions = Theme.objects.questions().filter(retired=False)
        self.fields["parent"].queryset = questions.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["code"]
            shown = Theme.objects.public().filter(pk=self.instance.pk).exists()
            if not shown and not may(by, Act.SHOW_THEME_AGAIN):
                # What would show a hidden theme again is for editors.
                self.fields["is_public"].disabled = self.fields["parent"].disabled = True
            if not self.is_bound:
                self.open_on()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in self.LABELS):
            self.add_error("label_be", _("Write the label in at least one language."))
        if self.instance.pk and cleaned.get("parent") and self.instance.themes.exists():
            self.add_error("parent", _("This question has themes under it, so it stays a question."))
        if (
            self.instance.pk
            and not cleaned.get("parent")
            and self.instance.parent_id
            and self.instance.codings.exists()
        ):
            self.add_error("parent", _("This theme is coded; choose a question that it belongs under."))
        return cleaned


class TargetForm(forms.Form):
    """Another theme in use, chosen for ``theme``: to merge into, to move codings to, to lead on to."""

    into = ThemeField()

    def __init__(self, *args: Any, theme: Theme, required: bool = True, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Theme.objects.filter(retired=False).exclude(pk=theme.pk)
        same_kind = rows.filter(parent__isnull=theme.parent_id is None)
        field = self.fields["into"]
        field.queryset = same_kind  # type: ignore[attr-defined]
        groups = theme_choices(rows | Theme.objects.questions().filter(pk=theme.parent_id or theme.pk))
        known = set(same_kind.values_list("code", flat=True))
        chosen = [(label, [one for one in options if one[0] in known]) for label, options in groups]
        field.choices = [("", "—"), *((name, options) for name, options in chosen if options)]  # type: ignore[attr-defined]
        field.required = required
        if label:
            field.label = label


class NewThemeForm(forms.Form):
    """A new theme under the same question, made while codings are moved to it."""

    code = forms.SlugField(label=_("Code of the new theme"), max_length=64, required=False)
    label = CleanTextField(label=_("Label in the language of this page"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code = cleaned.get("code")
        if code and Theme.objects.filter(code=code).exists():
            raise ValidationError({"code": _("This code is taken; choose another.")})
        if code and not cleaned.get("label"):
            raise ValidationError({"label": _("Write the label in at least one language.")})
        return cleaned
