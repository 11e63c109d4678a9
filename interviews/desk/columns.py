"""Choosing what the columns of a table hold: a list above each of them, and the first rows below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from interviews import formats
from interviews.desk.mending import encoded
from interviews.formats import Ask
from interviews.formats.cell_times import parse_cell
from interviews.formats.columns import DURATION, END, SPEAKER, START, TEXT, TRANSLATION, header_of, letters
from interviews.formats.cues import FormatError
from interviews.models import Upload

Rows = tuple[tuple[str, ...], ...]
ROLES = {
    "": pgettext_lazy("column", "left out"),
    START: gettext_lazy("Start"),
    END: gettext_lazy("End"),
    DURATION: gettext_lazy("Duration"),
    SPEAKER: gettext_lazy("Speaker"),
    TEXT: gettext_lazy("Words"),
    TRANSLATION: gettext_lazy("Translation"),
}
MOST_COLUMNS = 20
ANEW = "anew"  # the key of the one table on a page that shows what was read
OF_WHAT_IS_GONE = ("properties-left-out",)  # told when the file came; the parts were not kept


class Known(TypedDict):
    """What was said of a table before, as an upload keeps it: columns, numbered from 1, by role."""

    columns: dict[str, str]
    headed: bool


@dataclass(frozen=True)
class ChosenColumns:
    """What somebody said of a table: columns (numbered from 1) by role, and whether the first row is a header.

    Without columns it is none, or what was recognised is right.
    """

    columns: dict[str, str]
    headed: bool

    def readings(self) -> list[dict[str, Any]]:
        """Return how to read the table: once for the words, and once more for their translation, if there is one."""
        if not self.columns:
            return [{}]
        columns = {role: column for role, column in self.columns.items() if role != TRANSLATION}
        readings: list[dict[str, Any]] = [{"columns": columns, "headed": self.headed}]
        if TRANSLATION in self.columns:
            readings.append({"columns": {**columns, TEXT: self.columns[TRANSLATION]}, "headed": self.headed})
        return readings


@dataclass
class Column:
    """A column as the form shows it: its letter, the name of its list, and the role that is chosen or suggested."""

    letter: str
    name: str
    role: str


@dataclass
class AskedTable:
    """A file with its first rows, and what was chosen or suggested for its columns; ``key`` tells it from others."""

    key: str
    name: str
    rows: Rows
    columns: list[Column] = field(default_factory=list)
    headed: bool = True
    is_plain: bool = False

    @property
    def roles(self) -> list[tuple[str, Any]]:
        """The roles to choose from."""
        return list(ROLES.items())


def ask(key: str, name: str, rows: Rows, data: QueryDict, known: Known | None = None) -> AskedTable:
    """Return the table to be shown: as it was sent, else as it was chosen before, else as its first row suggests."""
    width = min(MOST_COLUMNS, max((len(row) for row in rows), default=0))
    asked = AskedTable(key, name, tuple((*row[:width], *[""] * (width - len(row))) for row in rows))
    sent = f"table-{key}" in data
    before = {column: role for role, column in known["columns"].items()} if known else {}
    asked.headed = not any(_is_clock(cell) for cell in rows[0])
    if sent or before:
        asked.headed = f"headed-{key}" in data if sent else bool(known and known["headed"])
    asked.is_plain = f"plain-{key}" in data
    for number in range(1, width + 1):
        box = f"column-{key}-{number}"
        role = data.get(box, "") if sent else before.get(str(number), "") if before else ""
        if not sent and not before:
            role = _suggested(asked.rows, number - 1, asked.columns)
        asked.columns.append(Column(letters(number - 1), box, role if role in ROLES else ""))
    return asked


def _suggested(rows: Rows, number: int, before: Sequence[Column]) -> str:
    """Return what the header of a column says, or for columns of clocks the start and the end; never the same twice."""
    taken = {one.role for one in before}
    role = header_of(rows[0][number]).role
    below = [row[number] for row in rows[1:]]
    if not role and below and all(map(_is_clock, below)):
        role = END if START in taken else START
    return "" if role in taken else role


def _is_clock(cell: str) -> bool:
    time = parse_cell(cell) if cell else None
    return time is not None and not time.bare


def chosen(key: str, data: QueryDict) -> "ChosenColumns | str | None":
    """Return what ``data`` says of the table ``key``, a sentence on what is wrong, or None if it says nothing."""
    if f"table-{key}" not in data:
        return None
    if f"plain-{key}" in data:
        return ChosenColumns({}, headed=False)
    found: dict[str, str] = {}
    for number in range(1, MOST_COLUMNS + 1):
        role = data.get(f"column-{key}-{number}", "")
        if role not in ROLES or not role:
            continue
        if role in found:
            return _("Two columns can't both be “%(role)s”. Choose one.") % {"role": ROLES[role]}
        found[role] = str(number)
    if TEXT not in found:
        return _("Choose the column that holds the words.")
    return ChosenColumns(found, f"headed-{key}" in data)


def asked_anew(kept: Upload, data: QueryDict) -> AskedTable | None:
    """Return the table that ``kept`` was read from, to choose its columns anew; None if it is no table any more."""
    file, encoding = _file_of(kept)
    try:
        formats.read(file, name=kept.name, encoding=encoding, ask=Ask.ALWAYS)
    except FormatError as error:
        return ask(ANEW, kept.name or kept.format, error.rows, data, kept.columns or None) if error.rows else None
    return None


def read_again(kept: Upload, said: ChosenColumns) -> int:
    """Read the table of ``kept`` with the columns that were chosen, in its place; return how many texts were read.

    A column of translations becomes an upload of its own. Raises ``FormatError``, and changes nothing, if there is
    nothing to be read that way.
    """
    kept = Upload.objects.defer("cues", "problems").get(pk=kept.pk)
    file, encoding = _file_of(kept)
    ways = said.readings()
    readings = [formats.read(file, name=kept.name, encoding=encoding, **way) for way in ways]
    for reading in readings:
        if not reading.cues:
            raise FormatError(next(problem for problem in reading.problems if problem.code == "no-cues"))
    remarks = [one for one in kept.read_problems() if kept.table and one.code in OF_WHAT_IS_GONE]
    with transaction.atomic():
        for number, (reading, way) in enumerate(zip(readings, ways, strict=True)):
            if number:  # the translation, whose language nobody has chosen
                kept.pk, kept.language, kept.language_is_chosen, kept.tidy = None, "", False, []
                kept._state.adding = True
            kept.columns, kept.format = way, reading.format
            kept.problems = [*remarks, *reading.problems]
            kept.cues = []
            kept.save()
            kept.write_cues(reading.cues)
    return len(readings)


def _file_of(kept: Upload) -> tuple[bytes, str | None]:
    """Return the bytes to read again, and how their letters are written where that has to be said."""
    return (bytes(kept.table), None) if kept.table else encoded(kept.text, kept.encoding)
