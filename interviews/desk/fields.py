"""Form fields of the desk: text cleaned as imports clean it, and times as people write them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interviews.formats.cleaning import clean_line
from interviews.formats.problems import Problems
from interviews.languages import Language
from interviews.templatetags.archive import clock

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?")


def clean_text(value: str) -> str:
    """Return ``value`` in NFC, without invisible characters, each line trimmed at its end."""
    problems = Problems()
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_line(line, number, problems).rstrip() for number, line in enumerate(lines, 1)).strip()


class CleanTextField(forms.CharField):
    """A text field whose value takes the same form as imported text."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_text(text) if isinstance(text, str) else text


def columns_of(*fields: str) -> tuple[str, ...]:
    """Return the columns of translated ``fields``, one for each language."""
    return tuple(f"{field}_{code}" for field in fields for code in Language.values)


def text_in_language(
    column: str, limit: int, rows: int = 1, kind: type[CleanTextField] = CleanTextField
) -> CleanTextField:
    """Return a field for a column of :func:`columns_of`, named by its language; ``rows`` of 1 is a line."""
    code = column[-2:]
    attributes: dict[str, Any] = {"lang": code} if rows == 1 else {"lang": code, "rows": rows}
    widget = forms.TextInput(attrs=attributes) if rows == 1 else forms.Textarea(attrs=attributes)
    return kind(label=Language(code).label, max_length=limit, required=False, widget=widget)


class FilesInput(forms.FileInput):
    """An input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, at most ``most``; the value is a list."""

    widget = FilesInput

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **{"allow_empty_file": True, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > self.most:
            raise ValidationError(
                _("At most %(most)s files go in at once; choose fewer."), code="files", params={"most": self.most}
            )
        if not files:
            super().clean(None, None)
        return [super(FilesField, self).clean(one, None) for one in files]


class ClockField(forms.CharField):
    """A time as seconds (``83.5``) or ``HH:MM:SS.mmm``; the value is milliseconds, or None where it is empty."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        match = _CLOCK.fullmatch(text)
        if not match:
            raise ValidationError(_("Write the time as seconds or HH:MM:SS, for example 1:02:30."), code="clock")
        hours, minutes, seconds, fraction = match.groups()
        whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
        return whole * 1000 + int((fraction or "0").ljust(3, "0"))

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, int) else value
