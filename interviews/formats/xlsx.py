"""Excel tables (.xlsx), after ECMA-376 part 1 (SpreadsheetML): cells as seen, formulas by their last result."""

import re
from collections.abc import Mapping

from .columns import Choice
from .cues import Cue, refusal
from .problems import Problems
from .properties import tell_properties
from .spreadsheets import MAX_COLUMNS, Sheet, Workbook
from .zip_guard import Package, relations_of

NAME = "xlsx"
MAX_STRINGS = 1_000_000
DAY_MS = 86_400_000
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Number formats that are built in and show a time of day or a duration (18.8.30), True if with seconds.
BUILT_IN = {18: False, 19: True, 20: False, 21: True, 22: False, 45: True, 46: True, 47: True}
QUOTED = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """Collects the texts that cells name by number, without their readings aloud (rPh, 18.4.6)."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._inside = False
        self._phonetic = False
        self.found: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._inside = not self._phonetic

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.found.append(_unescaped("".join(self._parts)))
            if len(self.found) > MAX_STRINGS:
                raise refusal("too-many-cells", limit=MAX_STRINGS)

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


class Formats:
    """Collects which cell styles show times: None for others, else whether with seconds."""

    def __init__(self) -> None:
        self._written: dict[int, bool | None] = {}
        self._in_cells = False
        self.found: list[bool | None] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._written[_number(attributes.get("numFmtId"))] = _shows_time(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = _number(attributes.get("numFmtId"))
            self.found.append(self._written.get(number, BUILT_IN.get(number)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """Take characters, which styles don't have."""


class SheetList:
    """Collects names, relation ids and states of the sheets."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, bool]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.found.append((attributes.get("name", ""), attributes.get("id", ""), hidden))

    def end(self, name: str) -> None:
        """Take the end of an element, of which nothing is needed."""

    def text(self, text: str) -> None:
        """Take characters, which mean nothing here."""


class Cells:
    """Takes the elements of a sheet and fills it."""

    def __init__(self, workbook: Workbook, sheet: Sheet, strings: list[str], formats: list[bool | None]) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._strings = strings
        self._formats = formats
        self._hidden_columns: list[range] = []
        self._row = 0
        self._row_hidden = False
        self._cells: dict[int, str] = {}
        self._column = -1
        self._kind = ""
        self._style = 0
        self._inside = ""
        self._phonetic = False
        self._parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._inside = "" if self._phonetic else name
        elif name == "f":
            self._workbook.count("formulas", self._row)
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._row = _number(attributes.get("r")) or self._row + 1
            self._row_hidden = attributes.get("hidden") in ("1", "true")
            self._cells, self._column = {}, -1
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            self._hidden_columns.append(range(first - 1, min(last, MAX_COLUMNS)))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._column += 1
        if match := REFERENCE.fullmatch(attributes.get("r", "")):
            self._column = _column(match[1])
        if self._column >= MAX_COLUMNS:
            raise refusal("too-many-columns", max(1, self._row), count=self._column + 1, limit=MAX_COLUMNS)
        self._kind = attributes.get("t", "n")
        self._style = _number(attributes.get("s"))
        self._parts = []

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = ""
        elif name == "rPh":
            self._phonetic = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def _end_cell(self) -> None:
        text = self._shown("".join(self._parts))
        if not text.strip():
            return
        if any(self._column in columns for columns in self._hidden_columns):
            self._workbook.count("columns-hidden", self._row)
        else:
            self._cells[self._column] = text

    def _end_row(self) -> None:
        if self._row_hidden and self._cells:
            self._workbook.count("rows-hidden", self._row)
        elif self._cells:
            self._workbook.add_row(self._sheet, self._row, self._cells)

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def _shown(self, written: str) -> str:
        """Return the text of a cell as it is seen, as far as transcripts go: text, numbers, times."""
        if self._kind == "s":
            index = int(written) if written.strip().isdecimal() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if self._kind == "n" and written and self._style < len(self._formats):
            with_seconds = self._formats[self._style]
            if with_seconds is not None:
                return self._time(written, with_seconds=with_seconds)
        return _unescaped(written) if self._kind in ("inlineStr", "str") else written

    def _time(self, written: str, *, with_seconds: bool) -> str:
        """Return a part of a day as a clock; without seconds it is what was typed: 1:23, minutes and seconds."""
        try:
            milliseconds = round(float(written) * DAY_MS)
        except (ValueError, OverflowError):
            return written
        if not 0 <= milliseconds < 100 * DAY_MS:
            return written
        hours, rest = divmod(milliseconds, 3_600_000)
        minutes, rest = divmod(rest, 60_000)
        if with_seconds or rest:
            return f"{hours}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
        self._workbook.count("time-shown-short", self._row)
        return f"{hours}:{minutes:02}"


def _unescaped(text: str) -> str:
    """Decode what Excel writes for characters that XML can't hold (22.9.2.19)."""
    return ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code < 0xE000 else chr(code)


def _shows_time(code: str) -> bool | None:
    """Say whether a number format shows a time: None if not, else whether with seconds."""
    plain = QUOTED.sub("", code.split(";")[0]).lower().replace("am/pm", "").replace("a/p", "")
    if any(sign in plain for sign in "yd") or not any(sign in plain for sign in "hs"):
        return None
    return "s" in plain


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 10 else 0


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def parts(package: Package, main: str) -> list[str]:
    """Return the names of all parts that :func:`read` reads, but for the properties."""
    relations = relations_of(package, main)
    found = [main]
    for kind in ("sharedStrings", "styles", "worksheet"):
        found += relations.by_type.get(kind, [])
    folders = [one.rpartition("/") for one in found]
    return ["_rels/.rels", *found, *(f"{folder}/_rels/{name}.rels" for folder, _slash, name in folders)]


def read(package: Package, main: str, choice: Choice, problems: Problems) -> list[Cue]:
    """Return the cues of a workbook whose main part is ``main``."""
    relations = relations_of(package, main)
    strings, formats, listed = SharedStrings(), Formats(), SheetList()
    for part in relations.by_type.get("sharedStrings", []):
        package.parse(part, strings)
    for part in relations.by_type.get("styles", []):
        package.parse(part, formats)
    package.parse(main, listed)
    workbook = Workbook()
    for name, identifier, hidden in listed.found:
        part = relations.by_id.get(identifier, "")
        sheet = Sheet(name, hidden=hidden)
        workbook.sheets.append(sheet)
        package.parse(part, Cells(workbook, sheet, strings.found, formats.found))
        beside = relations_of(package, part).by_type
        for _ in (*beside.get("comments", []), *beside.get("threadedComment", [])):
            workbook.count("sheet-comments", 1)
    tell_properties(package, problems)
    return workbook.cues(choice, problems)
