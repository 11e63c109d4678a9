"""The rows of a table to cues, wherever the table comes from: text, a spreadsheet, or a document.

Every cell is in a cue or in a problem. A row without a time of its own shares that of the row above it.
"""

import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from .captions import with_labels
from .cell_times import CellTime, are_milliseconds, frame_rate, parse_cell, split_range
from .columns import DURATION, END, SPEAKER, START, TEXT, Choice, Layout, header_of
from .cues import Cue, refusal
from .language import detect_language
from .limits import check_cue_count, check_cue_length
from .markup import VOICE_LIMIT
from .problems import Problems, quote
from .sequence import WORDS_PER_SECOND, share_out
from .sequence import Sequence as TimeSequence
from .sheets import ROLES as SHEET_ROLES
from .sheets import Sheet, sheet_of, translated
from .times import Timing

MAX_COLUMNS = 100  # with words that are left out
LANGUAGE_CELLS = 200


@dataclass(slots=True)
class Row:
    """Cells, without the empty ones at the end, and the line or number by which messages call the row."""

    line: int
    cells: list[str]

    def cell(self, column: int | None) -> str:
        """Return a cell without space around it, "" for none."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


@dataclass(slots=True)
class Table:
    """A transcript found in rows: what stands above it, and what belongs to it."""

    layout: Layout
    before: list[Row]
    rows: list[Row]

    def words(self) -> int:
        """Return how many words its cells hold, to weigh it against what stands around it."""
        return sum(len(cell.split()) for row in self.rows for cell in row.cells)


@dataclass(slots=True)
class Entry:
    """One row on its way to a cue."""

    line: int
    start: CellTime | None
    end: CellTime | None
    duration: CellTime | None
    written: str
    speaker: str
    text: str
    start_ms: int = 0
    end_ms: int | None = None
    sharing: "list[Entry] | None" = None

    def share_with(self, entry: "Entry") -> None:
        """Let ``entry``, which has no time of its own, share the time of this one."""
        if self.sharing is None:
            self.sharing = []
        self.sharing.append(entry)

    def said(self) -> list["Entry"]:
        """Return this entry and those that share its time, without the ones that have no words."""
        return [entry for entry in (self, *(self.sharing or ())) if entry.text]


def cues_of(table: Table, choice: Choice, problems: Problems) -> list[Cue]:
    """Return the cues of a table, and tell what is left out of it."""
    for row in table.before:
        problems.add("table-before", row.line, text=quote(row.cells))
    if sheet := sheet_of(table.layout.headers):
        table = _of_sheet(sheet, table, problems)
    column = _text_column(table, choice)
    _tell_other_columns(table, column, problems)
    entries = list(_entries(table, column, problems))
    if table.layout.is_timed():
        cues = _timed(entries, table, problems)
    else:
        cues = [Cue(None, None, entry.speaker, entry.text, entry.line) for entry in entries if entry.text]
    if SPEAKER not in table.layout.roles:
        cues = with_labels(cues, problems)
    if not cues:
        problems.add("no-cues", 1)
    return cues


def _of_sheet(sheet: Sheet, table: Table, problems: Problems) -> Table:
    """Return what is to be read of a translation sheet: the rows that have a translation, in the sheet's columns."""
    rows = translated(sheet, table.rows, problems)
    roles = dict(SHEET_ROLES)
    if not any(row.cell(roles[START]) for row in rows):
        del roles[START], roles[END]
    return Table(Layout(table.layout.headers, roles, {}, {roles[TEXT]: sheet.into}), table.before, rows)


def _text_column(table: Table, choice: Choice) -> int:
    """Return the column to read: the chosen one, that of the chosen language, else the first that holds text."""
    layout = table.layout
    if TEXT in layout.roles:
        return layout.roles[TEXT]
    columns = list(layout.texts)
    if choice.language and len(columns) > 1:
        named = [column for column, language in layout.texts.items() if language == choice.language]
        unnamed = [column for column, language in layout.texts.items() if language is None]
        found = named or [column for column in unnamed if _language_of(table, column) == choice.language]
        if found:
            return found[0]
    filled = [column for column in columns if any(row.cell(column) for row in table.rows)]
    # "Segment" and "Words" may as well number or count them.
    spoken = [column for column in filled if has_words(table.rows, column)]
    return (spoken or filled or columns)[0]


def has_words(rows: Sequence[Row], column: int) -> bool:
    """Say whether there are letters in a column."""
    return any(any(map(str.isalpha, row.cell(column))) for row in rows)


def _language_of(table: Table, column: int) -> str | None:
    return detect_language(" ".join(row.cell(column) for row in table.rows[:LANGUAGE_CELLS]))


def _tell_other_columns(table: Table, column: int, problems: Problems) -> None:
    """Tell the columns that are not read: a text in another language, numbers, or words, which are quoted."""
    layout = table.layout
    used = {column, *(layout.roles[role] for role in (START, END, DURATION, SPEAKER) if role in layout.roles)}
    found: dict[int, dict[str, int]] = {}
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            if index not in used and (cell := cell.strip()):
                found.setdefault(index, {}).setdefault(cell, row.line)
    if len(found) > MAX_COLUMNS:
        raise refusal("too-many-columns", table.rows[0].line, count=len(found), limit=MAX_COLUMNS)
    _tell_empty_columns(layout, used | found.keys(), problems)
    for index, values in sorted(found.items()):
        line, title = next(iter(values.values())), layout.title(index)
        if index in layout.texts and (layout.texts[index] or index == layout.translation):
            problems.add("column-language", line, column=title, count=len(values))
        elif any(any(map(str.isalpha, value)) for value in values):
            problems.add("column-left-out", line, column=title, text=quote(list(values)))
        else:
            problems.add("column-numbers", line, column=title)


def _tell_empty_columns(layout: Layout, filled: Collection[int], problems: Problems) -> None:
    """Quote the headers below which nothing is written, but for those that only say what a column would hold."""
    headers = [cell for column, cell in enumerate(layout.headers) if column not in filled and not header_of(cell).role]
    if text := quote(headers):
        problems.add("columns-empty", 1, columns=text)


def _entries(table: Table, column: int, problems: Problems) -> Iterator[Entry]:
    """Yield what each row says; the rows are used up, for a long table fits into memory once only."""
    roles = table.layout.roles
    table.rows.reverse()
    while table.rows:
        row = table.rows.pop()
        lines = (line.strip() for line in row.cell(column).split("\n"))
        text = "\n".join(line for line in lines if line)
        check_cue_length(len(text), row.line)
        speaker = " ".join(row.cell(roles.get(SPEAKER)).split()).rstrip(":").rstrip()
        if len(speaker) > VOICE_LIMIT:
            problems.add("voice-too-long", row.line, limit=VOICE_LIMIT, text=speaker)
            speaker, text = "", f"{speaker}: {text}".strip()
        written = [row.cell(roles.get(role)) for role in (START, END, DURATION)]
        if not written[1] and (halves := split_range(written[0])):
            written[:2] = halves
        if not text and (rest := quote([row.cell(roles.get(START)), speaker])):
            problems.add("row-empty", row.line, text=rest)
        shown = " – ".join(filter(None, written[:2]))
        if any(cell and parse_cell(cell) is None for cell in written):
            shown = " – ".join(filter(None, written))
            said = quote([speaker, *text.split("\n")])
            problems.add("time-wrong", row.line, refuses=bool(said), timing=shown, text=said)
            continue
        start, end, duration = (parse_cell(cell) if cell else None for cell in written)
        if text or start:
            yield Entry(row.line, start, end, duration, shown, sys.intern(speaker), text)


def _timed(entries: list[Entry], table: Table, problems: Problems) -> list[Cue]:
    """Return the cues of a table with times."""
    cues: list[Cue] = []
    groups: list[Entry] = []
    for entry in entries:
        if entry.start:
            groups.append(entry)
        elif groups:
            groups[-1].share_with(entry)
        else:
            if not cues:
                problems.add("before-first-stamp", entry.line)
            cues.append(Cue(None, None, entry.speaker, entry.text, entry.line))
    _set_times(groups, table, problems)
    sequence = TimeSequence(problems, comma_is_strange=False)
    for entry, later in zip(groups, _later_starts(groups), strict=True):
        cues += _group(entry, later, sequence, problems)
        check_cue_count(len(cues), entry.line)
    return cues


def _set_times(groups: Sequence[Entry], table: Table, problems: Problems) -> None:
    """Turn what the cells say into milliseconds, by the unit of the header or the one that makes sense."""
    units = table.layout.units
    roles = table.layout.roles
    rate = _rate(groups, problems)
    factor = _factor(groups, units.keys() & roles.values(), problems)

    def milliseconds(time: CellTime, role: str) -> int:
        if time.frames is not None:
            return time.ms + round(time.frames * 1000 / rate)
        unit = units.get(roles.get(role, -1), units.get(roles[START], factor))
        return round(float(time.bare) * unit) if time.bare else time.ms

    for entry in groups:
        if entry.start:
            entry.start_ms = milliseconds(entry.start, START)
        if entry.end:
            entry.end_ms = milliseconds(entry.end, END)
        elif entry.duration:
            entry.end_ms = entry.start_ms + milliseconds(entry.duration, DURATION)


def _times(groups: Sequence[Entry]) -> Iterator[tuple[Entry, CellTime]]:
    for entry in groups:
        for time in (entry.start, entry.end, entry.duration):
            if time:
                yield entry, time


def _rate(groups: Sequence[Entry], problems: Problems) -> int:
    """Return the frames of a second, told if times are written in frames."""
    framed = [(entry, time.frames) for entry, time in _times(groups) if time.frames is not None]
    rate = frame_rate(max((frames for _, frames in framed), default=0))
    if framed:
        problems.add("frames-taken", framed[0][0].line, rate=rate)
    return rate


def _factor(groups: Sequence[Entry], known: Collection[int], problems: Problems) -> int:
    """Return how many milliseconds a number without a unit counts; told where whole numbers leave a choice."""
    bare = [(entry, time.bare) for entry, time in _times(groups) if time.bare]
    if known or not bare or any("." in number for _, number in bare):
        return 1000
    words = sum(len(one.text.split()) for entry in groups for one in entry.said())
    milliseconds = are_milliseconds(max(float(number) for _, number in bare), words)
    problems.add("unit-milliseconds" if milliseconds else "unit-seconds", bare[0][0].line)
    return 1 if milliseconds else 1000


def _later_starts(groups: Sequence[Entry]) -> list[int | None]:
    """Return for each row the start of the first row below that begins later, if times don't go back before it."""
    later: list[int | None] = [None] * len(groups)
    for index in range(len(groups) - 2, -1, -1):
        here, below = groups[index].start_ms, groups[index + 1].start_ms
        later[index] = below if below > here else later[index + 1] if below == here else None
    return later


def _group(entry: Entry, later: int | None, sequence: TimeSequence, problems: Problems) -> list[Cue]:
    """Return the cues of a row with times and of those below it that have none."""
    said = entry.said()
    if not said:
        return []
    end = entry.end_ms if entry.end_ms is not None else later
    if end is None:
        words = sum(len(one.text.split()) for one in said)
        end = entry.start_ms + max(1000, round(words / WORDS_PER_SECOND * 1000))
        problems.add("end-estimated", entry.line, seconds=(end - entry.start_ms) // 1000)
    timing = Timing(entry.line, entry.written, entry.start_ms, end, "", "-->", (), False, False)
    times = sequence.admit(timing, lambda: quote([f"{one.speaker} {one.text}" for one in said]))
    if times is None:
        return []
    cues = [Cue(*times, one.speaker, one.text, one.line) for one in said]
    if len(cues) == 1:
        return cues
    problems.count("times-shared-out", cues[1].line, len(cues) - 1)
    return share_out(cues, *times)
