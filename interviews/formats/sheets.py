"""The translation sheet: how its headings are written, and what is read from it when it comes back filled in."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"([A-Z0-9]+(?:-[A-Z0-9]+)*)\.(be|ru|uk|en)\.v([0-9]{1,9})")
_BETWEEN = ("start", "end", "speaker")
_LANGUAGES = ("be", "ru", "uk", "en")
COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet translates: version ``version`` of a transcript, from its language ``into`` another.

    ``originals`` are the numbers and words of the segments as they were when the sheet was written; ``empty`` the
    numbers of those that nobody has translated yet.
    """

    accession: str
    language: str
    version: int
    into: str
    originals: tuple[tuple[int, str], ...] = ()
    empty: tuple[int, ...] = ()


def heading(accession: str, language: str, version: int, into: str) -> tuple[str, ...]:
    """Return the first row of the sheet."""
    return (f"{accession}.{language}.v{version}", *_BETWEEN, language, into)


def sheet_of(first: list[str]) -> Sheet | None:
    """Return the sheet that ``first``, the first row of a table, begins, or None if the table is none."""
    cells = [cell.strip() for cell in first]
    named = _NAME.fullmatch(cells[0]) if len(cells) >= COLUMNS else None
    if not named or tuple(cells[1:4]) != _BETWEEN or cells[4] != named[2] or cells[5] not in _LANGUAGES:
        return None
    return Sheet(named[1], named[2], int(named[3]), cells[5])
