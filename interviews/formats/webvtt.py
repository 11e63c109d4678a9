"""WebVTT files, read by the parser of the W3C specification (section 6.1), with nothing dropped unsaid."""

import re

from .captions import BlockReader, Dialect, to_cues
from .cues import Cue
from .problems import Problems, quote
from .times import has_arrow, parse_timing

NAME = "webvtt"
DIALECT = Dialect(identifiers=True, words_beside_times=False, comma_is_strange=True, all_references=True)
SIGNATURE = re.compile(r"\s*WEBVTT(?=[ \t\n]|$)", re.IGNORECASE)
# W3C WebVTT 4.1: blocks that are no cues. A style or region is one only if nothing else stands on its first line.
NOTE = re.compile(r"NOTE(?=[ \t]|$)")
BLOCKS = {"STYLE": "style", "REGION": "region"}
LANGUAGE = re.compile(r"Language:\s*(be|ru|uk|en)\b", re.IGNORECASE)


def recognises(lines: list[str]) -> bool:
    """Say whether a file with ``lines`` is WebVTT: WEBVTT is its first word (W3C WebVTT 6.1, steps 4 to 9)."""
    first = next((line for line in lines if line.strip()), "")
    return bool(SIGNATURE.match(first))


def read(lines: list[str], problems: Problems, first: int = 0) -> list[Cue]:
    """Return the cues of a WebVTT file, which begins at the index ``first`` if it is part of another file."""
    reader = BlockReader(DIALECT, problems)
    index = _read_header(lines, first, problems)
    blank = True
    while index < len(lines):
        line = lines[index]
        kind = _block_kind(line) if blank else ""
        if kind:
            index = _leave_out(kind, lines, index, problems)
            continue
        reader.feed(index + 1, line)
        blank = not line.strip()
        index += 1
    return to_cues(reader.finish(), DIALECT, problems)


def declared_language(lines: list[str]) -> str | None:
    """Return the language that the header names, if it is one of the archive's."""
    for line in lines:
        if not line.strip() or has_arrow(line):
            return None
        if match := LANGUAGE.match(line):
            return match[1].lower()
    return None


def _read_header(lines: list[str], first: int, problems: Problems) -> int:
    """Return the index of the first line after the header, and tell what the header said."""
    index = next(index for index, line in enumerate(lines) if line.strip())
    header = lines[index].lstrip()
    if index > first or header != lines[index]:
        problems.add("header-late", index + 1)
    if not header.startswith("WEBVTT"):
        problems.add("header-case", index + 1, text=header[:6])
    start, said = index, [header[6:]]
    index += 1
    while index < len(lines) and lines[index].strip():
        if has_arrow(lines[index]) and parse_timing(lines[index], index + 1):
            break
        said.append(lines[index])
        index += 1
    if text := quote(said):
        problems.add("header-text", start + 1, text=text)
    return index


def _block_kind(line: str) -> str:
    if NOTE.match(line):
        return "note"
    return BLOCKS.get(line.rstrip(), "")


def _leave_out(kind: str, lines: list[str], index: int, problems: Problems) -> int:
    """Tell the block that begins at ``index`` and return the index of the line after it."""
    start = index
    while index < len(lines) and lines[index].strip():
        if index > start and has_arrow(lines[index]) and parse_timing(lines[index], index + 1):
            break
        index += 1
    problems.add(kind, start + 1, text=quote([lines[start].removeprefix("NOTE"), *lines[start + 1 : index]]))
    return index
