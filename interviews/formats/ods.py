"""OpenDocument tables (.ods), after ODF 1.3 part 3, 9: cells as they are seen; formulas by their last result."""

import re
from collections.abc import Mapping

from .columns import Choice
from .cues import Cue
from .opendocument import Spacing
from .problems import Problems
from .properties import tell_properties
from .spreadsheets import Sheet, Workbook
from .zip_guard import Package

NAME = "ods"
TIME_VALUE = re.compile(r"(-?)PT(\d{1,9})H(\d{1,9})M(\d{1,9})(?:[.,](\d{1,9}))?S")
HIDDEN_ROWS = ("collapse", "filter")
MAX_REPEATED = 1_000
SKIPPED = ("annotation", "tracked-changes", "shapes", "forms", "image", "object", "title", "desc", "note-citation")


class Body:
    """Takes the elements of content.xml and fills a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._spacing = Spacing()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: Sheet | None = None
        self._row = 0
        self._row_repeat = 1
        self._row_hidden = False
        self._cells: dict[int, str] = {}
        self._column = 0
        self._repeat = 1
        self._value = ""
        self._parts: list[str] = []
        self._paragraphs = 0
        self._inside = False
        self._skipped = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif name in SKIPPED:
            self._skipped = 1
            if name == "annotation":
                self._workbook.count("cell-comments", self._row)
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table":
            self._sheet = Sheet(attributes.get("name", ""), hidden=attributes.get("style-name") in self._hidden_styles)
            self._workbook.sheets.append(self._sheet)
            self._row = 0
        elif self._sheet is not None:
            self._start_in_sheet(name, attributes)

    def _start_in_sheet(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table-row":
            self._row += 1
            self._row_repeat = _number(attributes.get("number-rows-repeated"))
            self._row_hidden = attributes.get("visibility") in HIDDEN_ROWS
            self._cells, self._column = {}, 0
        elif name in ("table-cell", "covered-table-cell"):
            self._repeat = _number(attributes.get("number-columns-repeated"))
            self._value = _value(attributes)
            self._parts, self._paragraphs = [], 0
            if "formula" in attributes:
                self._workbook.count("formulas", self._row)
        elif name == "p":
            if self._paragraphs:
                self._parts.append("\n")
            self._paragraphs += 1
            self._inside = True
            self._spacing.begin()
        elif self._inside and (space := self._spacing.explicit(name, attributes)):
            self._parts.append(space)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name == "p":
            self._inside = False
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row" and self._sheet is not None:
            self._end_row(self._sheet)
        elif name == "table":
            self._sheet = None

    def _end_cell(self) -> None:
        text = self._value or "".join(self._parts)
        if text.strip():
            for column in range(self._column, self._column + min(self._repeat, MAX_REPEATED)):
                self._cells[column] = text
        self._column += self._repeat

    def _end_row(self, sheet: Sheet) -> None:
        filled = any(text.strip() for text in self._cells.values())
        if filled and self._row_hidden:
            self._workbook.count("rows-hidden", self._row)
        elif filled:
            for number in range(self._row, self._row + min(self._row_repeat, MAX_REPEATED)):
                self._workbook.add_row(sheet, number, dict(self._cells))
        self._row += self._row_repeat - 1

    def text(self, text: str) -> None:
        if self._inside and not self._skipped:
            self._parts.append(self._spacing.collapsed(text))


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 8 else 1


def _value(attributes: Mapping[str, str]) -> str:
    """Return the value of a cell where it says more than what is shown: times with their parts of a second."""
    kind = attributes.get("value-type")
    if kind == "time" and (match := TIME_VALUE.fullmatch(attributes.get("time-value", ""))):
        sign, hours, minutes, seconds, fraction = match.groups()
        return f"{sign}{int(hours)}:{int(minutes):02}:{int(seconds):02}.{((fraction or '') + '000')[:3]}"
    return attributes.get("value", "") if kind == "float" else ""


def parts(_package: Package, _main: str) -> list[str]:
    """Return the names of all parts that are read, but for the properties."""
    return ["mimetype", "META-INF/manifest.xml", "content.xml"]


def read(package: Package, _main: str, choice: Choice, problems: Problems) -> list[Cue]:
    """Return the cues of an OpenDocument table."""
    workbook = Workbook()
    package.parse("content.xml", Body(workbook))
    tell_properties(package, problems)
    return workbook.cues(choice, problems)
