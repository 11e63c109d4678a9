"""The sheets of a workbook: which of them is the transcript, and what is said of the others."""

from collections import Counter
from dataclasses import dataclass, field

from .cleaning import clean_line
from .columns import Choice
from .cues import Cue, refusal
from .document import Numbered
from .layouts import HEADER_WITHIN, check_sure, find_table
from .limits import MAX_CUES, MAX_LINE_LENGTH, check_text_length
from .problems import Problems, quote
from .table import Row, cues_of

MAX_CELLS = 1_000_000  # with something in them
MAX_COLUMNS = 16_384  # as many as spreadsheet programs have
SPARE_ROWS = 1_000


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows that hold something, and what is said of it as a whole."""

    name: str
    rows: list[Row] = field(default_factory=list)
    hidden: bool = False


class Workbook:
    """Sheets, filled cell by cell; counts what is told once."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._cells = 0
        self._length = 0
        self._counted: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def add_row(self, sheet: Sheet, number: int, cells: dict[int, str]) -> None:
        """Add a row of ``cells`` by column, counted from 0."""
        if not any(text.strip() for text in cells.values()):
            return
        self._cells += len(cells)
        if self._cells > MAX_CELLS:
            raise refusal("too-many-cells", number, limit=MAX_CELLS)
        self._length += sum(map(len, cells.values()))
        check_text_length(self._length, number)
        last = min(max(cells), MAX_COLUMNS)
        sheet.rows.append(Row(number, [cells.get(column, "") for column in range(last + 1)]))
        if len(sheet.rows) > MAX_CUES + SPARE_ROWS:
            raise refusal("too-many-cues", number, limit=MAX_CUES)

    def count(self, code: str, row: int, times: int = 1) -> None:
        """Count what is told once for the workbook, with its first row."""
        self._first.setdefault(code, row)
        self._counted[code] += times

    def cues(self, choice: Choice, problems: Problems) -> list[Cue]:
        """Return the cues of the first sheet that is a transcript; the words of others are told."""
        for code, count in self._counted.items():
            problems.add(code, self._first[code], count=count)
        shown = [sheet for sheet in self.sheets if not sheet.hidden and sheet.rows]
        for sheet in self.sheets:
            if sheet.hidden and sheet.rows:
                problems.add("sheet-hidden", 1, sheet=sheet.name, count=len(sheet.rows))
        cues: list[Cue] | None = None
        others: list[tuple[Sheet, bool]] = []
        readers = [Numbered(problems, None) for _ in shown]
        for sheet, numbered in zip(shown, readers, strict=True):
            _clean(sheet, numbered)
        meant = _meant(shown, choice)
        for sheet, numbered in zip(shown, readers, strict=True):
            table = find_table(sheet.rows, choice if sheet is meant else Choice(language=choice.language))
            if table is None or sheet is not meant:
                others.append((sheet, table is not None))
                continue
            check_sure(table, sheet.rows, choice)
            sheet.rows.clear()
            cues = cues_of(table, choice, numbered)
            if numbered.used:
                problems.add("lines-are-rows", 1)
        if cues is None:
            if not shown:
                raise refusal("empty")
            check_sure(None, shown[0].rows, choice)
            raise refusal("table-unclear", columns=quote(shown[0].rows[0].cells)[:1000])
        for sheet, is_transcript in others:
            code = "sheet-transcript-left-out" if is_transcript else "sheet-left-out"
            said = quote([cell for row in sheet.rows for cell in row.cells])
            problems.add(code, 1, refuses=is_transcript, sheet=sheet.name, text=said)
        return cues


def _meant(sheets: list[Sheet], choice: Choice) -> Sheet | None:
    """Return the sheet to read: the first that has the headers named in ``choice``, or is a transcript by itself."""
    wanted = {name.strip().casefold() for name in choice.columns.values()}
    if wanted and choice.headed is None:
        for sheet in sheets:
            if any(wanted <= {cell.strip().casefold() for cell in row.cells} for row in sheet.rows[:HEADER_WITHIN]):
                return sheet
    alone = Choice(language=choice.language)
    return next((sheet for sheet in sheets if find_table(sheet.rows, alone)), sheets[0] if choice.columns else None)


def _clean(sheet: Sheet, problems: Problems) -> None:
    """Bring the cells of a sheet into the form that lines of text have, and refuse lines that are too long."""
    for row in sheet.rows:
        for column, cell in enumerate(row.cells):
            if not cell:
                continue
            lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            if max(map(len, lines)) > MAX_LINE_LENGTH:
                raise refusal("cell-too-long", row.line, length=max(map(len, lines)), limit=MAX_LINE_LENGTH)
            row.cells[column] = "\n".join(clean_line(line, row.line, problems) for line in lines)
