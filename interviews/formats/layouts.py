"""Finds the transcript in the rows of a table: by its header, or by what its columns hold."""

from collections.abc import Callable, Sequence

from .cell_times import parse_cell, split_range
from .columns import END, SPEAKER, START, Ask, Choice, Layout, chosen_layout, is_position, layout_of
from .cues import FormatError, make_problem
from .labels import is_known, is_name
from .sheets import sheet_of
from .table import Row, Table, has_words

HEADER_WITHIN = 20  # rows
SAMPLE = 400  # rows
NEARLY_ALL = 0.9
NAME_LENGTH = 40
# Of a table whose columns somebody has to choose.
ROWS_SHOWN = 6
COLUMNS_SHOWN = 20
CELL_SHOWN = 120


def find_table(rows: Sequence[Row], choice: Choice, *, strict: bool = False, ranges: bool = False) -> Table | None:
    """Return the transcript in ``rows``, or None if they hold none.

    With ``choice.columns`` there always is one, or the ``FormatError`` says which column is missing. ``strict`` wants
    a time and two columns more from a table without a header, for it might be ordinary text; with ``ranges``, two times
    in one cell and one column more are enough.
    """
    if choice.columns:
        return _chosen(rows, choice)
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if layout := layout_of(row.cells):
            return Table(layout, list(rows[:index]), list(rows[index + 1 :]))
    if len(rows) > 2 and _may_head(rows[0]):
        layout = _guessed(rows[1:SAMPLE], strict=strict, ranges=ranges)
        if layout and layout.is_timed():  # without times the first row may be the first thing said
            return Table(layout, [rows[0]], list(rows[1:]))
    layout = _guessed(rows[:SAMPLE], strict=strict, ranges=ranges)
    return Table(layout, [], list(rows)) if layout else None


def _may_head(row: Row) -> bool:
    """Say whether a row heads the others in words that nobody knows: several cells, and no figure in any of them."""
    return len(row.cells) > 1 and all(map(str.strip, row.cells)) and not any(map(str.isdigit, "".join(row.cells)))


def _chosen(rows: Sequence[Row], choice: Choice) -> Table | None:
    """Return the table as ``choice`` says: headed by the row with the headers it names, else by none."""
    if not rows:
        return None
    width = max(len(row.cells) for row in rows)
    if choice.headed is not None:
        first = rows[0].cells if choice.headed else []
        cells = first + [""] * (width - len(first))
        return Table(chosen_layout(cells, choice), [], list(rows[1:] if choice.headed else rows))
    wanted = {name.strip().casefold() for name in choice.columns.values()}
    named = {name for name in wanted if not is_position(name, width)}
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        heads = {cell.strip().casefold() for cell in row.cells}
        if layout_of(row.cells) or wanted <= heads or (named and named <= heads):
            return Table(chosen_layout(row.cells, choice), list(rows[:index]), list(rows[index + 1 :]))
    if named:
        return Table(chosen_layout(rows[0].cells, choice), [], list(rows[1:]))
    return Table(chosen_layout([""] * width, choice), [], list(rows))


def check_sure(table: Table | None, rows: Sequence[Row], choice: Choice) -> None:
    """Raise ``FormatError`` with the first ``rows`` if their owner wants to be asked what the columns hold."""
    if choice.columns or choice.ask is Ask.NEVER or (table and sheet_of(table.layout.headers)):
        return
    if table is None or choice.ask is Ask.ALWAYS or not _is_sure(table, choice):
        shown = tuple(tuple(cell[:CELL_SHOWN] for cell in row.cells[:COLUMNS_SHOWN]) for row in rows[:ROWS_SHOWN])
        raise FormatError(make_problem("columns-unsure", 1, refuses=True), shown)


def _is_sure(table: Table, choice: Choice) -> bool:
    """Say whether the words are in one column alone, no column of times is left over, and the header is understood."""
    layout, rows = table.layout, table.rows[:SAMPLE]
    if table.before and not layout.headers:
        return False
    texts = [column for column in layout.texts if column != layout.translation and has_words(rows, column)]
    if len(texts) > 1 and (not choice.language or choice.language not in [layout.texts[one] for one in texts]):
        return False
    used = {*layout.roles.values(), *layout.texts}
    width = max((len(row.cells) for row in rows), default=0)
    others = [[row.cell(column) for row in rows] for column in range(min(width, COLUMNS_SHOWN)) if column not in used]
    return not any(_share(cells, _is_time) >= NEARLY_ALL and _is_clocked(cells) for cells in others)


def _guessed(rows: Sequence[Row], *, strict: bool, ranges: bool) -> Layout | None:
    """Return the layout that the columns of ``rows`` show without a header: times, perhaps names, words."""
    columns = [
        [row.cells[column].strip() if column < len(row.cells) else "" for row in rows]
        for column in range(min(8, max((len(row.cells) for row in rows), default=0)))
    ]
    timed = [_share(cells, _is_time) >= NEARLY_ALL for cells in columns]
    ranged = bool(columns) and _share(columns[0], lambda cell: split_range(cell) is not None) >= NEARLY_ALL
    times = 2 if timed[:2] == [True, True] else 1 if ranged or (timed[:1] == [True] and _is_clocked(columns[0])) else 0
    rest = columns[times:]
    if len(rest) not in (1, 2) or (strict and times + len(rest) < 3 and not (ranges and ranged)):
        return None
    roles = {START: 0} if times else {}
    if times == 2:
        roles[END] = 1
    if len(rest) == 2:
        if not _are_names(rest[0], few=bool(times)):
            return None
        roles[SPEAKER] = times
    if not roles or not _are_words(rest[-1]):
        return None
    return Layout([], roles, {}, {times + len(rest) - 1: None})


def _share(cells: list[str], holds: Callable[[str], bool]) -> float:
    """Return for how many of the rows ``holds`` is true; an empty cell is no time and no name."""
    return sum(map(holds, cells)) / len(cells) if cells else 0.0


def _is_time(cell: str) -> bool:
    return bool(cell) and parse_cell(cell) is not None


def _is_clocked(cells: list[str]) -> bool:
    """Say whether times are written as clocks: numbers in a first column may be anything."""
    return all(not time.bare for cell in cells if (time := parse_cell(cell)))


def _are_names(cells: list[str], *, few: bool) -> bool:
    """Say whether ``cells`` name speakers: short, and the same again and again, unless there may be ``few`` rows."""
    named = [cell.rstrip(" :") for cell in cells if cell]
    if not named or any(len(name) > NAME_LENGTH for name in named):
        return False
    names = set(named)
    if not all(is_name(name) or is_known(name) for name in names):
        return False
    return 2 * len(names) <= (max(len(named), 4) if few else len(named)) or all(map(is_known, names))


def _are_words(cells: list[str]) -> bool:
    return any(any(map(str.isalpha, cell)) for cell in cells)
