"""Stamps that stand elsewhere than before the words: at their end, as f4 and easytranscript put them, or below a name.

Such lines are rewritten as the reader of plain text knows them; no line is added or taken away, so numbers stay.
"""

import re
from collections.abc import Sequence

from .labels import is_name, is_proper

# "So it was. #00:01:23-4#": the passage ends there; the last figure counts tenths of a second.
AT_END = re.compile(r"[ \t]*#(\d{2}:[0-5]\d:[0-5]\d)(?:-(\d))?#[ \t]*$")
ALONE = re.compile(r"[ \t]*[\[(]?((?:\d{1,2}:)?\d{1,2}:[0-5]\d(?:[.,]\d{1,3})?)[\])]?[ \t]*$")
MOST = 0.6
LIMIT = 120  # characters of the end of a line that may hold a stamp


def in_front(lines: list[str]) -> list[str]:
    """Return ``lines`` with the stamps that end or follow something moved before the words they belong to."""
    found = [
        index for index, line in enumerate(lines) if line.rstrip().endswith("#") and AT_END.search(line, _end(line))
    ]
    return _from_ends(lines, found) if len(found) > 1 else _beside_names(lines)


def _end(line: str) -> int:
    return max(0, len(line) - LIMIT)


def _from_ends(lines: list[str], found: Sequence[int]) -> list[str]:
    """Begin each passage with the time at which the one before it ended."""
    moved, first, clock = list(lines), 0, "00:00:00.0"
    for index in found:
        if not (match := AT_END.search(moved[index], _end(moved[index]))):
            continue
        moved[index] = moved[index][: match.start()]
        end = f"{match[1]}.{match[2] or 0}"
        begins = next((at for at in range(first, index + 1) if moved[at].strip()), index)
        moved[begins] = f"[{clock} – {end}] {moved[begins].strip()}"
        first, clock = index + 1, end
    if (after := next((at for at in range(first, len(moved)) if moved[at].strip()), None)) is not None:
        moved[after] = f"[{clock}] {moved[after].strip()}"
    return moved


def _beside_names(lines: list[str]) -> list[str]:
    """Put stamps that have a line to themselves beside the name above them, where most such stamps have one."""
    alone = [index for index, line in enumerate(lines) if len(line) < 20 and ALONE.match(line)]
    named = [index for index in alone if index and _is_name_line(lines, index - 1)]
    if len(named) < 2 or len(named) < MOST * len(alone):
        return lines
    moved = list(lines)
    for index in named:
        # The name and its stamp stay on the line of the name; the words follow below as before.
        moved[index - 1] = f"{lines[index - 1].strip()} [{lines[index].strip(' []()')}]"
        moved[index] = ""
    return moved


def _is_name_line(lines: list[str], index: int) -> bool:
    """Say whether a line is nothing but a name, and begins a paragraph that has words below the stamp."""
    name = lines[index].strip()
    begins = index == 0 or not lines[index - 1].strip()
    return begins and is_name(name) and is_proper(name) and index + 2 < len(lines) and bool(lines[index + 2].strip())
