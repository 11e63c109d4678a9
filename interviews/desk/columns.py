"""Choosing what the columns of a table hold: a list above each of them, and the first rows below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from interviews.formats.cell_times import parse_cell
from interviews.formats.columns import DURATION, END, SPEAKER, START, TEXT, TRANSLATION, header_of, letters
from interviews.models import HeldFile

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
    """A held file with its first rows, and what was chosen or suggested for its columns."""

    held: HeldFile
    rows: Rows
    columns: list[Column] = field(default_factory=list)
    headed: bool = True
    is_plain: bool = False

    @property
    def roles(self) -> list[tuple[str, Any]]:
        """The roles to choose from."""
        return list(ROLES.items())


def ask(held: HeldFile, rows: Rows, data: QueryDict) -> AskedTable:
    """Return the table to be shown: as it was sent, else as its first row suggests."""
    width = min(MOST_COLUMNS, max((len(row) for row in rows), default=0))
    asked = AskedTable(held, tuple((*row[:width], *[""] * (width - len(row))) for row in rows))
    sent = f"table-{held.pk}" in data
    asked.headed = f"headed-{held.pk}" in data if sent else not any(_is_clock(cell) for cell in rows[0])
    asked.is_plain = f"plain-{held.pk}" in data
    for number in range(width):
        name = f"column-{held.pk}-{number + 1}"
        role = data.get(name, "") if sent else _suggested(asked.rows, number, asked.columns)
        asked.columns.append(Column(letters(number), name, role if role in ROLES else ""))
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


def chosen(held: HeldFile, data: QueryDict) -> "ChosenColumns | str | None":
    """Return what ``data`` says of a held table, a sentence about what is wrong with it, or None if it says nothing."""
    if f"table-{held.pk}" not in data:
        return None
    if f"plain-{held.pk}" in data:
        return ChosenColumns({}, headed=False)
    found: dict[str, str] = {}
    for number in range(1, MOST_COLUMNS + 1):
        role = data.get(f"column-{held.pk}-{number}", "")
        if role not in ROLES or not role:
            continue
        if role in found:
            return _("Two columns can't both be “%(role)s”. Choose one.") % {"role": ROLES[role]}
        found[role] = str(number)
    if TEXT not in found:
        return _("Choose the column that holds the words.")
    return ChosenColumns(found, f"headed-{held.pk}" in data)
