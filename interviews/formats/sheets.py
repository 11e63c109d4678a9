"""The translation sheet: how its headings are written, and what is read from it when it comes back filled in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .problems import Problems, quote

_NAME = re.compile(r"([A-Z0-9]+(?:-[A-Z0-9]+)*)\.(be|ru|uk|en)\.v([0-9]{1,9})")
_BETWEEN = ("start", "end", "speaker")
_LANGUAGES = ("be", "ru", "uk", "en")
# Where a sheet keeps what.
START, END, SPEAKER, ORIGINAL, TRANSLATION = 1, 2, 3, 4, 5
ROLES = {"start": START, "end": END, "speaker": SPEAKER, "text": TRANSLATION}


class Row(Protocol):
    """A row of any table: its cells, and the line or number by which messages call it."""

    line: int
    cells: list[str]


AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet translates: version ``version`` of a transcript, from its language ``into`` another."""

    accession: str
    language: str
    version: int
    into: str


def heading(accession: str, language: str, version: int, into: str) -> tuple[str, ...]:
    """Return the first row of the sheet."""
    return (f"{accession}.{language}.v{version}", *_BETWEEN, language, into)


def sheet_of(first: Sequence[str]) -> Sheet | None:
    """Return the sheet that ``first``, the first row of a table, begins, or None if the table is none."""
    cells = [cell.strip() for cell in first]
    named = _NAME.fullmatch(cells[0]) if len(cells) > TRANSLATION else None
    if not named or tuple(cells[START:ORIGINAL]) != _BETWEEN or cells[ORIGINAL] != named[2]:
        return None
    return Sheet(named[1], named[2], int(named[3]), cells[TRANSLATION]) if cells[TRANSLATION] in _LANGUAGES else None


def translated(sheet: Sheet, rows: Iterable[AnyRow], problems: Problems) -> list[AnyRow]:
    """Return the rows that have a translation, without the number and the words of the original.

    Says what the sheet translates, which rows have no translation, and the words of the original, for whoever holds
    them against the archive's.
    """
    kept: list[AnyRow] = []
    originals: list[str] = []
    empty: list[int] = []
    for row in rows:
        cells = row.cells + [""] * (TRANSLATION + 1 - len(row.cells))
        originals.append(" ".join(cells[ORIGINAL].split()))
        if cells[TRANSLATION].strip():
            row.cells = ["", *cells[START:ORIGINAL], "", *cells[TRANSLATION:]]
            kept.append(row)
        else:
            empty.append(row.line)
    problems.add("sheet", 1, accession=sheet.accession, language=sheet.language, version=sheet.version, into=sheet.into)
    if said := quote(originals):
        problems.add("sheet-column", 1, language=sheet.language, text=said)
    if empty:
        problems.add("sheet-empty", empty[0], count=len(empty), lines=", ".join(map(str, empty)))
    return kept
