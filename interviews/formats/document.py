"""A word processor's document as paragraphs and table cells, and what becomes of them: cues and problems.

The readers of DOCX and ODT fill a :class:`Document`; from there on both are the same. A table of times, speakers and
words is read as one; else paragraphs are read like plain text, or as captions where somebody pasted captions.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import plain_text, srt, webvtt
from .captions import with_names_above
from .cleaning import clean_lines
from .columns import Choice
from .cues import Cue, FormatError, refusal
from .layouts import find_table
from .limits import MAX_CUES, MAX_LINE_LENGTH, check_text_length
from .problems import Problems, quote
from .table import Row, Table, cues_of

DIGITS = re.compile(r"\d+")
# Cells are paragraphs too, and three or four of them make a cue.
MAX_PARAGRAPHS = 4 * MAX_CUES
# What is left out of the text by kind: its words are counted, and stay unsaid, for somebody took them out of sight.
# The style in which this archive writes the title of a transcript above its words.
TITLE_STYLE = "ArchiveTitle"
DELETED, HIDDEN, COMMENTS = "deletions-left-out", "hidden-left-out", "comments-left-out"


@dataclass(slots=True)
class Paragraph:
    """A paragraph, counted from 1 over the whole document. In a table: its table and row, and its column."""

    number: int
    row: tuple[int, int] | None
    column: int
    text: str = ""

    def lines(self) -> list[str]:
        """Return its lines: one, and one more for every line break."""
        return self.text.split("\n")


class Document:
    """Paragraphs and cells, taken one after the other as the parts of a document are read."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._open: list[tuple[Paragraph, list[str]]] = []
        self._unseen: dict[str, list[str]] = {}
        self._first: dict[str, int] = {}
        self._counted: Counter[str] = Counter()
        self._notes: list[tuple[int, str]] = []
        self._titles: list[tuple[int, str]] = []
        self._depth, self._tables, self._rows, self._column = 0, 0, 0, 0
        self._row = (0, 0)
        self._joins = False
        self._length = 0

    def begin_paragraph(self) -> None:
        """Begin a paragraph, which may lie inside another one (a text box)."""
        if self._joins and not self._open and self.paragraphs:
            last = self.paragraphs[-1]
            self._open.append((last, [last.text]))
            self._joins = False
            return
        inside = self._depth > 0
        paragraph = Paragraph(len(self.paragraphs) + 1, self._row if inside else None, self._column if inside else 0)
        self.paragraphs.append(paragraph)
        self._open.append((paragraph, []))
        if len(self.paragraphs) > MAX_PARAGRAPHS:
            raise refusal("too-many-lines", MAX_PARAGRAPHS, count=len(self.paragraphs), limit=MAX_PARAGRAPHS)

    def end_paragraph(self, *, joins_next: bool = False) -> None:
        """End a paragraph. ``joins_next``: its end was deleted, so the next one goes on in it."""
        if self._open:
            paragraph, parts = self._open.pop()
            paragraph.text = "".join(parts)
        for texts in self._unseen.values():
            if texts[-1] != " ":
                texts.append(" ")
        self._joins = joins_next

    def say(self, text: str) -> None:
        """Add text to the paragraph that is open; ``\\n`` is a line break. Words outside of one become one."""
        if not self._open and text.strip():
            self.begin_paragraph()
            self.say(text)
            self.end_paragraph()
        elif self._open:
            self._open[-1][1].append(text)
            self._length += len(text)
            check_text_length(self._length, self.number())

    def note(self, text: str) -> None:
        """Put a footnote where its mark stands."""
        if text and self._open:
            self.say(f" [{text}]")
            self._notes.append((self.number(), text))

    def title(self) -> None:
        """Take what the open paragraph says out of the words: it is the title that this archive wrote above them."""
        if self._open:
            paragraph, parts = self._open[-1]
            self._titles.append((paragraph.number, "".join(parts)))
            parts.clear()

    def hide(self) -> None:
        """Take what the open paragraph has said so far out of the words: all of it is hidden."""
        if self._open:
            parts = self._open[-1][1]
            self.leave_out(HIDDEN, "".join(parts))
            parts.clear()

    def leave_out(self, kind: str, text: str) -> None:
        """Count words that nobody was to see."""
        if text.strip():
            self._first.setdefault(kind, self.number())
        self._unseen.setdefault(kind, []).append(text)
        self._length += len(text)
        check_text_length(self._length, self.number())

    def count(self, code: str) -> None:
        """Count what is told once for the document: pictures, list marks."""
        self._first.setdefault(code, self.number())
        self._counted[code] += 1

    def number(self) -> int:
        """Return the number of the paragraph that is being read."""
        return self._open[-1][0].number if self._open else max(1, len(self.paragraphs))

    def begin_table(self) -> None:
        """Begin a table; a table inside a cell is part of the cell."""
        self._depth += 1
        if self._depth == 1:
            self._tables += 1

    def end_table(self) -> None:
        """End a table."""
        self._depth = max(0, self._depth - 1)

    def begin_row(self) -> None:
        """Begin a row. Rows are counted from 1 over all tables of the document."""
        if self._depth == 1:
            self._rows += 1
            self._row = (self._tables, self._rows)
            self._column = -1

    def begin_cell(self) -> None:
        """Begin the next cell of a row."""
        if self._depth == 1:
            self._column += 1

    def skip_cells(self, count: int) -> None:
        """Leave room for the columns that a wide cell covers."""
        if self._depth == 1:
            self._column += min(count, 1_000)

    def text(self) -> str:
        """Return all words, as one line for a message."""
        return quote([line for paragraph in self.paragraphs for line in paragraph.lines()])

    def cues(self, choice: Choice, problems: Problems) -> list[Cue]:
        """Return the cues of the document; everything else is told."""
        self._tell(problems)
        table, taken = self._find_table(choice)
        outside = [one for one in self.paragraphs if one.row is None or one.row[0] not in taken]
        words = sum(len(one.text.split()) for one in outside)
        if table is None or (table.words() < words and not choice.columns):
            return self._read_paragraphs(problems)
        self.paragraphs.clear()  # the rows have the words by now, and a large table fits once only
        for one in outside:
            if said := quote(_cleaned(one.lines(), one.number, problems)):
                problems.add("outside-table", one.number, text=said)
        numbered = Numbered(problems, None)
        cues = cues_of(table, choice, numbered)
        if numbered.used:
            problems.add("lines-are-rows", 1)
        return cues

    def _tell(self, problems: Problems) -> None:
        for kind, texts in self._unseen.items():
            if count := len("".join(texts).split()):
                problems.add(kind, self._first[kind], count=count)
        for code, count in self._counted.items():
            problems.add(code, self._first[code], count=count)
        for number, text in self._titles:
            if said := quote(text.split("\n")):
                problems.add("title-left-out", number, text=said)
        for number, text in self._notes:
            problems.add("footnote-inlined", number, text=text)

    def _find_table(self, choice: Choice) -> tuple[Table | None, set[int]]:
        """Return the transcript in the document's tables, and which tables it takes up.

        Word files often begin a new table on every page: those that are made alike are one.
        """
        found: Table | None = None
        taken: set[int] = set()
        for number, rows in self._rows_by_table().items():
            table = find_table(rows, choice)
            if table is None and found and _width(rows) == _width(found.rows):
                table = Table(found.layout, [], rows)
            if table is None:
                continue
            if found is None:
                found = table
            elif found.layout.roles == table.layout.roles and found.layout.texts.keys() == table.layout.texts.keys():
                found.before += table.before
                found.rows += table.rows
            else:
                continue
            taken.add(number)
        return found, taken

    def _rows_by_table(self) -> dict[int, list[Row]]:
        tables: dict[int, dict[int, Row]] = {}
        for one in self.paragraphs:
            if one.row is None:
                continue
            (number, at), column = one.row, max(0, one.column)
            row = tables.setdefault(number, {}).setdefault(at, Row(at, []))
            row.cells.extend([""] * (column + 1 - len(row.cells)))
            row.cells[column] = f"{row.cells[column]}\n{one.text}" if row.cells[column] else one.text
        unheard = Problems()
        for rows in tables.values():
            for row in rows.values():
                row.cells = ["\n".join(clean_lines(cell.split("\n"), unheard)) for cell in row.cells]
        return {number: list(rows.values()) for number, rows in tables.items()}

    def _read_paragraphs(self, problems: Problems) -> list[Cue]:
        """Read the paragraphs, and the rows of tables that are none of times and speakers, as lines of text."""
        lines, numbers, begins = self._lines()
        if not any(line.strip() for line in lines):
            raise refusal("empty")
        numbered = Numbered(problems, numbers)
        try:
            lines = clean_lines(lines, numbered)
            captions = next((module for module in (webvtt, srt) if module.recognises(lines)), None)
            if captions:
                cues = with_names_above(captions.read(lines, numbered))
            else:
                cues = plain_text.read(lines, numbered, paragraphs=begins)
        except FormatError as error:
            raise numbered.again(error) from None
        if numbered.used:
            problems.add("lines-are-paragraphs", 1)
        return [replace(cue, line=numbers[cue.line - 1]) for cue in cues]

    def _lines(self) -> tuple[list[str], list[int], set[int]]:
        """Return the lines of the document, the paragraph of each, and the indexes of those that begin one."""
        lines: list[str] = []
        numbers: list[int] = []
        begins: set[int] = set()
        row: tuple[int, int] | None = None
        column = 0
        for one in self.paragraphs:
            said = one.lines()
            if one.row and one.row == row and one.column != column and lines:
                lines[-1] = f"{lines[-1]}\t{said[0]}".strip()
                said = said[1:]
            else:
                begins.add(len(lines))
            row, column = one.row, one.column
            lines += said
            numbers += [one.number] * len(said)
            if any(len(line) > MAX_LINE_LENGTH for line in [*lines[-1:], *said]):
                longest = max(map(len, [*lines[-1:], *said]))
                raise refusal("paragraph-too-long", one.number, length=longest, limit=MAX_LINE_LENGTH)
        return lines, numbers, begins


class Numbered(Problems):
    """Problems about lines made from paragraphs, passed on with the numbers of the paragraphs.

    With ``numbers`` None lines are numbers of rows already. ``used`` tells whether anything was passed on.
    """

    def __init__(self, problems: Problems, numbers: Sequence[int] | None) -> None:
        super().__init__()
        self._problems = problems
        self._numbers = numbers
        self.used = False

    def add(self, code: str, line: int, *, refuses: bool = False, **params: str | int) -> None:
        """Pass on a problem of one line."""
        self.used = True
        self._problems.add(code, self._of(line), refuses=refuses, **self._renumbered(params))

    def count(self, code: str, line: int, times: int = 1) -> None:
        """Pass on a fault that is counted."""
        self.used = True
        self._problems.count(code, self._of(line), times)

    def again(self, error: FormatError) -> FormatError:
        """Return a refusal again, with the number of the paragraph."""
        problem = error.problem
        params = {name: value for name, value in problem.params.items() if name != "line"}
        return refusal(problem.code, self._of(problem.line), **self._renumbered(params))

    def _of(self, line: int) -> int:
        if self._numbers is None or not self._numbers:
            return line
        return self._numbers[min(line, len(self._numbers)) - 1]

    def _renumbered(self, params: dict[str, str | int]) -> dict[str, str | int]:
        if "other" in params:
            params["other"] = self._of(int(params["other"]))
        if "lines" in params:
            params["lines"] = DIGITS.sub(lambda found: str(self._of(int(found[0]))), str(params["lines"]))
        return params


def _cleaned(lines: list[str], number: int, problems: Problems) -> list[str]:
    return clean_lines(lines, Numbered(problems, [number] * len(lines)))


def _width(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)
