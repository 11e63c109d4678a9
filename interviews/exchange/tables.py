"""The tables of a batch: CSV to rows with line numbers. Text stays text; nothing is taken for a number or a formula."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from interviews.exchange.files import BatchFiles
from interviews.exchange.report import Finding, Refused, Report
from interviews.exporting.cells import read_cell
from interviews.formats.cleaning import clean_lines
from interviews.formats.cues import FormatError
from interviews.formats.encodings import decode
from interviews.formats.limits import check_bytes, split_lines
from interviews.formats.problems import Problems
from interviews.languages import Language
from interviews.problems import line_of, translated

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
_DELIMITERS = (",", ";", "\t")

T = TypeVar("T")


def in_each_language(*names: str) -> tuple[str, ...]:
    """Return the column names ``title_be`` … ``title_en`` for each of ``names``."""
    return tuple(f"{name}_{code}" for name in names for code in Language.values)


Columns = tuple[tuple[str, ...], tuple[str, ...]]
"""The columns of a table: those that are required, and others."""

COLUMNS: dict[str, Columns] = {
    "interviews.csv": (
        ("accession", "language"),
        (
            *("title", "narrator", "recorded_on", "published_on", "branch", "rank", "served_from", "served_to"),
            *("left_on", "media_url", "summary", "consent", "release", "embargo_until", "coded_for"),
            *("consent_languages", "consent_heard", "consent_until", "consent_note"),
            *in_each_language("title", "summary"),
        ),
    ),
    "transcripts.csv": (("accession", "language"), ("kind", "provenance")),
    "recordings.csv": (("accession", "part"), ("file", "url", "offset", "duration")),
    "themes.csv": (("code",), ("parent", "position", *in_each_language("label", "definition"))),
    "codings.csv": (("accession", "theme"), ("start", "end", "coder", "note", *in_each_language("gist"))),
    "warnings.csv": (("accession", "kind"), ("start", "end", "first", "last", "shown")),
    "glossary.csv": (("key",), ("be", "ru", "uk", "en", "kind", "explained", *in_each_language("definition"))),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. ``line`` is the line of the file that it begins on."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, ``""`` also where the table has no such column."""
        return self.cells.get(column, "")

    def has(self, column: str) -> bool:
        """Tell whether the table has the column; without it a stored value stays what it is."""
        return column in self.cells

    def finding(self, message: str) -> Finding:
        """Return a finding at this row."""
        return Finding(self.file, self.line, message)

    def refusal(self, message: str) -> Refused:
        """Return the exception that refuses this row."""
        return Refused(self.finding(message))


@dataclass(slots=True)
class Cells:
    """Reads the cells of one row and gathers what is wrong with any of them."""

    row: Row
    findings: list[Finding] = field(default_factory=list)

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """Return what ``reader`` makes of the cell; if it raises ``ValueError``, note that and return None."""
        try:
            return reader(self.row[column])
        except ValueError as error:
            self.refuse(f"{column}: {error}")
            return None

    def refuse(self, message: str) -> None:
        """Note that the row can't be taken in, and why."""
        self.findings.append(self.row.finding(message))

    def check(self) -> None:
        """Raise :class:`Refused` with everything that was noted."""
        if self.findings:
            raise Refused(*self.findings)


def read_table(files: BatchFiles, name: str, report: Report) -> list[Row]:
    """Return the rows of a table of the batch, none if it has no such file.

    Raises :class:`Refused` if the file as a whole can't be understood: its encoding, its quotes, its columns.
    """
    if name not in files:
        return []
    rows = rows_of(files.read(name, MAX_BYTES), name, COLUMNS[name], report)
    return [replace(row, cells={column: read_cell(cell) for column, cell in row.cells.items()}) for row in rows]


def rows_of(data: bytes, name: str, known: Columns, report: Report) -> list[Row]:
    """Return the rows of the table in ``data``, which has the ``known`` columns; ``name`` is what findings call it.

    Raises :class:`Refused` as :func:`read_table` does.
    """
    lines = _lines(data, name, report)
    # Quotes may hold line breaks, so the reader gets lines that end in one.
    records = _records([f"{line}\n" for line in lines], name, _delimiter(lines))
    header_line, header = next(records, (1, []))
    columns = [cell.strip().lower() for cell in header]
    _check_columns(columns, known, name, header_line)
    rows: list[Row] = []
    for line, record in records:
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if any(cells[len(columns) :]):
            raise Refused(
                Finding(
                    name,
                    line,
                    _("This row has more cells than the table has columns. Put cells that hold commas in quotes."),
                )
            )
        cells += [""] * (len(columns) - len(cells))
        rows.append(Row(name, line, dict(zip(columns, cells, strict=False))))
        if len(rows) > MAX_ROWS:
            raise Refused(
                Finding(
                    name,
                    line,
                    _("The table has more than %(limit)s rows. Split the batch into parts.") % {"limit": MAX_ROWS},
                )
            )
    return rows


def decoded(data: bytes, name: str, report: Report) -> str:
    """Return the text of a table or of batch.toml, cleaned; what was done to it is noted in ``report``."""
    return "\n".join(_lines(data, name, report))


def _lines(data: bytes, name: str, report: Report) -> list[str]:
    problems = Problems()
    try:
        check_bytes(data)
        text, _encoding = decode(data, None, problems)
        lines = clean_lines(split_lines(text.removeprefix("\ufeff")), problems)
    except FormatError as error:
        raise Refused(Finding(name, line_of(error.problem), translated(error.problem))) from None
    for problem in problems.finish():
        report.notice(name, line_of(problem), translated(problem))
    return lines


def _delimiter(lines: list[str]) -> str:
    header = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def _records(lines: list[str], name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a table, each with the line that it begins on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(
                Finding(
                    name,
                    begins,
                    _(
                        "This row can't be read: its quotes don't match, or a cell is too long. Close each “\"”, and "
                        "write two of them for one in the text."
                    ),
                )
            ) from None
        if any(cell.strip() for cell in record):
            yield begins, record
        begins = reader.line_num + 1


def _check_columns(columns: list[str], wanted: Columns, name: str, line: int) -> None:
    required, others = wanted
    known = (*required, *others)
    if unknown := [column for column in columns if column not in known]:
        message = _("Unknown column “%(column)s”. The columns of this table are: %(known)s. Rename or remove it.")
        raise Refused(Finding(name, line, message % {"column": "”, “".join(unknown), "known": ", ".join(known)}))
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        message = _("The column “%(column)s” is there twice. Keep one of them.")
        raise Refused(Finding(name, line, message % {"column": "”, “".join(twice)}))
    if missing := [column for column in required if column not in columns]:
        message = _("The column “%(column)s” is missing. Add it.")
        raise Refused(Finding(name, line, message % {"column": "”, “".join(missing)}))
