"""Mending a line of an uploaded file in its place: the text is changed, read again, and shown again."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from interviews import contents, formats
from interviews.desk.correcting import fingerprint
from interviews.formats.cues import FormatError
from interviews.formats.encodings import decode
from interviews.formats.limits import MAX_LINE_LENGTH
from interviews.formats.problems import Problems
from interviews.models import Upload
from interviews.numbers import whole_number
from interviews.problems import translated

_PACKAGE = b"PK\x03\x04"
_AROUND = 2


@dataclass(frozen=True)
class MendedLine:
    """A line of a file with its neighbours, ``(number, text)``; ``opened_on`` tells it from what it may become."""

    number: int
    text: str
    before: list[tuple[int, str]]
    after: list[tuple[int, str]]

    @property
    def opened_on(self) -> str:
        return fingerprint(self.text)


class LineChanged(ValueError):
    """The line is no longer the one that was opened; ``message`` says what to do."""

    message = _("Somebody mended this file after you opened it. Look at the line again.")


def text_of(data: bytes, encoding: str, last: int) -> str:
    """Return the text of a file in ``encoding``, with its lines as they are counted; ``last`` is that of its last cue.

    Returns "" for a package, and for a file with hardly any lines, in which numbers count passages.
    """
    if data.startswith(_PACKAGE):
        return ""
    text, _encoding = decode(data, encoding, Problems())
    # What no database keeps was told and left out when the file was read.
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return text if last <= text.count("\n") + 1 else ""


def line_of_text(text: str, number: int) -> MendedLine | None:
    """Return line ``number`` of ``text``, counted from 1, or None if there is none."""
    lines = text.split("\n") if text else []
    if not 1 <= number <= len(lines):
        return None
    numbered = list(enumerate(lines, 1))
    return MendedLine(
        number,
        lines[number - 1],
        numbered[max(0, number - 1 - _AROUND) : number - 1],
        numbered[number : number + _AROUND],
    )


def mend(kept: Upload, number: int, words: str, *, opened_on: str) -> None:
    """Put ``words`` in the place of line ``number`` of the text of ``kept``, and read it again.

    ``words`` may be several lines, or none: then the line is empty. Raises ``FormatError`` if the file can't be read
    with them, :class:`LineChanged` if the line isn't the one that was opened; nothing is changed then.
    """
    line = line_of_text(kept.text, number)
    if line is None or line.opened_on != opened_on:
        raise LineChanged
    lines = kept.text.split("\n")
    lines[number - 1 : number] = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    text = "\n".join(lines)
    data, encoding = encoded(text, kept.encoding)
    said = kept.columns or {"language": kept.language or None}
    reading = formats.read(data, name=kept.name, encoding=encoding, **said)
    kept.text, kept.format = text, reading.format
    kept.problems = reading.problems
    kept.contents = contents.packed(reading.extras.index_points)
    with transaction.atomic():
        kept.save(update_fields=["text", "format", "problems", "contents"])
        kept.write_cues(reading.cues)


def encoded(text: str, encoding: str) -> tuple[bytes, str]:
    """Return ``text`` in the encoding that it came in, or in UTF-8 if a letter was typed that this one doesn't have."""
    try:
        return text.encode(encoding), encoding
    except UnicodeEncodeError:
        return text.encode("utf-8"), "utf-8"


class MendForm(forms.Form):
    """A line of an uploaded file, to be mended where it stands. ``line`` is the line with its neighbours."""

    words = forms.CharField(
        label=_("The line as it should be"),
        required=False,
        strip=False,
        max_length=MAX_LINE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "form": "save", "spellcheck": "false"}),
    )
    opened_on = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"form": "save"}))
    mended_line = forms.IntegerField(widget=forms.HiddenInput(attrs={"form": "save"}))

    def __init__(self, data: Any = None, *, line: MendedLine) -> None:
        self.line = line
        self.number = line.number
        super().__init__(data, initial={"words": line.text, "opened_on": line.opened_on, "mended_line": line.number})

    @classmethod
    def opened(cls, number: str, kept: Upload) -> "MendForm | None":
        """Return the form for line ``number`` of ``kept``, or None if it has no such line."""
        wanted = whole_number(number)
        line = line_of_text(kept.text, wanted) if wanted is not None else None
        return cls(line=line) if line else None

    @classmethod
    def sent(cls, data: QueryDict, kept: Upload) -> "MendForm | None":
        """Return the form as it was sent, or None if no line was open or nothing was typed into it."""
        form = cls.opened(data.get("mended_line", ""), kept)
        if form is None:
            return None
        words = data.get("words", "").replace("\r\n", "\n")
        return cls(data, line=form.line) if "mend" in data or words != form.line.text else None

    def mend(self, kept: Upload) -> bool:
        """Put the words into ``kept`` and read it again; say whether that worked, and in the form if it didn't."""
        try:
            mend(kept, self.number, self.cleaned_data["words"], opened_on=self.cleaned_data["opened_on"])
        except FormatError as error:
            self.add_error("words", translated(error.problem))
        except LineChanged as error:
            self.add_error("words", str(error.message))
        return not self.errors
