"""Stamps that stand elsewhere than before the words, or in signs of their own, as transcribing programs put them.

At the end of the words (f4, easytranscript), below a name, between signs ``#`` (f4, MAXQDA, NVivo), as a number of
milliseconds (Transana), or beside a name that is marked as one (Speechmatics). Such lines are rewritten as the reader
of plain text knows them; no line is added or taken away, so numbers stay.
"""

import re
from collections.abc import Sequence

from .labels import is_name, is_proper
from .limits import check_cue_count
from .spoken import clock

# "So it was. #00:01:23-4#": the passage ends there; the last figure counts tenths of a second.
_BETWEEN_SIGNS = r"#(\d{1,2}:[0-5]\d:[0-5]\d)(?:[-.,](\d{1,3}))?#"
AT_END = re.compile(rf"[ \t]*{_BETWEEN_SIGNS}[ \t]*$")
AT_START = re.compile(rf"[ \t\xa0]*{_BETWEEN_SIGNS}[ \t\xa0]*")
# Transana: milliseconds between a sign of currency and brackets.
TRANSANA = re.compile(r"[ \t\xa0]*¤<(\d{1,9})>[ \t\xa0]*")
MARKED_NAME = re.compile(
    r"[ \t]*SPEAKER:[ \t]{1,3}(\S[^\n:]{0,40}?):?(?:[ \t]{1,3}((?:\d{1,2}:)?\d{1,2}:[0-5]\d))?[ \t]*$"
)
# "Anna:\t0:12\twords", as columns of a typed page.
TABBED = re.compile(r"[ ]*([^\t:]{1,40}?)[ ]*:?[ ]*\t+[ ]*[\[(]?((?:\d{1,2}:)?\d{1,2}:[0-5]\d)[\])]?[ ]*\t+[ ]*(?=\S)")
ALONE = re.compile(r"[ \t]*[\[(]?((?:\d{1,2}:)?\d{1,2}:[0-5]\d(?:[.,]\d{1,3})?)[\])]?[ \t]*$")
MOST = 0.6
LIMIT = 120  # characters of the end of a line that may hold a stamp


def in_front(lines: list[str]) -> list[str]:
    """Return ``lines`` with the stamps that end or follow something moved before the words they belong to."""
    lines = _plain_names(_from_numbers(_from_tabs(lines)))
    starts = _starts(lines)
    found = [
        index for index, line in enumerate(lines) if line.rstrip().endswith("#") and AT_END.search(line, _end(line))
    ]
    if len(starts) > 1 and len(starts) >= len(found):
        return _from_starts(lines)
    return _from_ends(lines, found) if len(found) > 1 else _beside_names(lines)


def _starts(lines: list[str]) -> list[int]:
    """Return the indexes of the lines that begin with a stamp between signs and go on with words."""
    starts: list[int] = []
    for index, line in enumerate(lines):
        if "#" in line[:LIMIT] and (match := AT_START.match(line)) and line[match.end() :].strip():
            starts.append(index)
            check_cue_count(len(starts), index + 1)
    return starts


def _from_numbers(lines: list[str]) -> list[str]:
    """Write Transana's milliseconds as clocks, if several lines begin with them."""
    found = [index for index, line in enumerate(lines) if "¤" in line[:LIMIT] and TRANSANA.match(line)]
    if len(found) < 2:
        return lines
    moved = list(lines)
    for index in found:
        if match := TRANSANA.match(lines[index]):
            moved[index] = f"[{clock(int(match[1]))}] {lines[index][match.end() :]}"
    return moved


def _from_tabs(lines: list[str]) -> list[str]:
    """Write names and stamps that tabs part from the words as ``Name [0:12] words``, if several lines have them."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if "\t" in line[:LIMIT] and (match := TABBED.match(line)) and is_name(match[1]):
            found[index] = f"{match[1]} [{match[2]}] {line[match.end() :]}"
    return [found.get(index, line) for index, line in enumerate(lines)] if len(found) > 1 else lines


def _plain_names(lines: list[str]) -> list[str]:
    """Take away the word ``SPEAKER:`` before names that stand alone on their lines, which would be the name itself."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if "SPEAKER:" in line[:LIMIT] and (match := MARKED_NAME.match(line)) and is_name(match[1]):
            found[index] = f"{match[1]} {match[2]}" if match[2] else f"{match[1]}:"
    if len(found) < 2:
        return lines
    return [found.get(index, line) for index, line in enumerate(lines)]


def _from_starts(lines: list[str]) -> list[str]:
    """Write stamps between signs that begin passages in brackets; one more at the end of the line is the end."""
    moved = list(lines)
    for index, line in enumerate(lines):
        if "#" not in line[:LIMIT] or not (match := AT_START.match(line)):
            continue
        words, end = line[match.end() :], ""
        if last := AT_END.search(words, _end(words)):
            words, end = words[: last.start()], f" – {_written(last)}"
        moved[index] = f"[{_written(match)}{end}] {words.strip()}"
    return moved


def _written(stamp: re.Match[str]) -> str:
    """Return the clock of a stamp between signs, with the fraction as decimals."""
    return f"{stamp[1]}.{stamp[2] or 0}"


def _end(line: str) -> int:
    return max(0, len(line) - LIMIT)


def _from_ends(lines: list[str], found: Sequence[int]) -> list[str]:
    """Begin each passage with the time at which the one before it ended."""
    moved, first, clock = list(lines), 0, "00:00:00.0"
    for index in found:
        if not (match := AT_END.search(moved[index], _end(moved[index]))):
            continue
        moved[index] = moved[index][: match.start()]
        end = _written(match)
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
