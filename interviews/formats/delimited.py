"""Text with one row a line and signs between the cells (CSV, TSV): RFC 4180 and what spreadsheets make of it.

What programs write without a header is read too where it is plain: a start, an end and words (Audacity's labels).
"""

import csv
from collections.abc import Iterator

from .columns import Ask, Choice
from .cues import Cue, refusal
from .layouts import check_sure, find_table
from .limits import MAX_CUES
from .problems import Problems, quote
from .table import Row, Table, cues_of

NAME = "csv"
DELIMITERS = ("\t", ";", ",", "|")
# After a tab words with labels follow times in plain text too; NVivo writes a comma.
RANGED = (",", ";")
SNIFFED = 60  # lines
MAX_CELLS = 3_000_000
# Rows beside the cues: headers, descriptions, rows without words.
SPARE_ROWS = 1_000
# How even text is that may be a table with unknown headers.
LEAST_COLUMNS, LEAST_ROWS, EVEN = 3, 3, 0.9
QUOTED_CELL_LIMIT = csv.field_size_limit()
NO_CHOICE = Choice()


def recognises(lines: list[str], choice: Choice = NO_CHOICE) -> bool:
    """Say whether ``lines`` are a table with times or speakers beside words."""
    return bool(choice.columns) or _sniff(lines, choice) is not None


def read(lines: list[str], problems: Problems, choice: Choice = NO_CHOICE) -> list[Cue]:
    """Return the cues of a table; ``choice`` says what its header doesn't. ``lines`` are used up."""
    first = _hint(lines)
    delimiter = _sniff(lines, choice) or _commonest(lines)
    rows = _rows(lines, first, delimiter, problems)
    lines.clear()  # a long table fills memory twice
    table = find_table(rows, choice, strict=True, ranges=delimiter in RANGED)
    if table is None:
        raise refusal("column-text", columns=quote(rows[0].cells if rows else []))
    check_sure(table, rows, choice)
    rows.clear()
    return cues_of(table, choice, problems)


def _hint(lines: list[str]) -> int:
    """Return the index of the first row: Excel writes ``sep=;`` above it."""
    return 1 if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) <= 5 else 0


def _sniff(lines: list[str], choice: Choice) -> str | None:
    """Return the sign between the cells under which a table is seen, the widest one, or None."""
    first = _hint(lines)
    head = lines[first : first + SNIFFED]
    best: tuple[int, str] | None = None
    for delimiter in DELIMITERS:
        if not any(delimiter in line for line in head):
            continue
        rows = list(_parsed(head, 0, delimiter, quoted=True))
        table = find_table(rows, Choice(language=choice.language), strict=True, ranges=delimiter in RANGED)
        if table and _is_filled(table) and (best is None or len(table.layout.roles) > best[0]):
            best = len(table.layout.roles), delimiter
    return best[1] if best else None


def check_no_table(lines: list[str], choice: Choice) -> None:
    """Raise ``FormatError`` if ``lines``, in which no table was recognised, are laid out as one and ``choice`` asks."""
    if choice.ask is Ask.NEVER:
        return
    first = _hint(lines)
    for delimiter in DELIMITERS:
        rows = list(_parsed(lines[first : first + SNIFFED], 0, delimiter, quoted=True))
        width = max((len(row.cells) for row in rows), default=0)
        even = sum(len(row.cells) == width for row in rows)
        if width >= LEAST_COLUMNS and len(rows) >= LEAST_ROWS and even >= EVEN * len(rows):
            check_sure(None, rows, choice)


def _is_filled(table: Table) -> bool:
    """Say whether the rows below a header have cells: a list of words in a sentence heads nothing."""
    several = sum(len(row.cells) > 1 for row in table.rows)
    return 2 * several >= len(table.rows)


def _commonest(lines: list[str]) -> str:
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines[:SNIFFED]))


def _rows(lines: list[str], first: int, delimiter: str, problems: Problems) -> list[Row]:
    """Return all rows with words. Quotes that are not closed or stand inside words are taken as written, and told."""
    try:
        return _checked(_parsed(lines, first, delimiter, quoted=True, strict=True))
    except _UnevenQuotes as uneven:
        problems.add("quotes-uneven", uneven.line)
        quoted = delimiter != "\t" and not uneven.open
        return _checked(_parsed(lines, first, delimiter, quoted=quoted))


def _checked(rows: Iterator[Row]) -> list[Row]:
    kept, cells = [], 0
    for row in rows:
        cells += len(row.cells)
        kept.append(row)
        if cells > MAX_CELLS:
            raise refusal("too-many-cells", row.line, limit=MAX_CELLS)
        if len(kept) > MAX_CUES + SPARE_ROWS:
            raise refusal("too-many-cues", row.line, limit=MAX_CUES)
    return kept


class _UnevenQuotes(Exception):
    def __init__(self, line: int, *, still_open: bool) -> None:
        super().__init__(line)
        self.line = line
        self.open = still_open


def _parsed(lines: list[str], first: int, delimiter: str, *, quoted: bool, strict: bool = False) -> Iterator[Row]:
    """Give the rows that have words, each with the line it begins on."""
    source = (f"{lines[index]}\n" for index in range(first, len(lines)))
    reader = csv.reader(
        source, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE, strict=strict
    )
    while True:
        line = first + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "field larger" in str(error):
                raise refusal("cue-too-long", line, limit=QUOTED_CELL_LIMIT) from None
            raise _UnevenQuotes(line, still_open="end of data" in str(error)) from None
        if cells is None:
            return
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield Row(line, cells)
