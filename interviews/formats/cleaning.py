"""Takes out of lines what nobody can see, and brings the rest into one form (Unicode NFC)."""

import re
import sys
import unicodedata
from functools import cache

from .problems import Problems

# Zero-width joiner and non-joiner (U+200C, U+200D) stay: emoji and other scripts need them to be read rightly.
INVISIBLE = {
    "invisible-nul": "\0",
    "invisible-control": "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), *range(127, 160), 0x2028, 0x2029])),
    "invisible-zero-width": "\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff",
    "invisible-soft-hyphen": "\xad",
    "invisible-bidi": "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}
KIND_OF = {character: code for code, characters in INVISIBLE.items() for character in characters}
# These end a line or page elsewhere; here a space keeps the words apart.
BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
ANY_INVISIBLE = re.compile(f"[{re.escape(''.join(KIND_OF))}]")
DROP = {ord(character): " " if character in BREAKS else None for character in KIND_OF}
# UAX #15 calls text with at most 30 marks in a row stream-safe; sorting longer runs takes time squared.
MARKS_IN_A_ROW = 30
# The ranges that all marks lie in, few enough to be searched fast.
MARKS_ABOUT = "\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\uabff\ufb1e-\ufe2f"
PERHAPS_LONG_RUN = re.compile(f"[{MARKS_ABOUT}\U00010000-\U0010ffff]{{{MARKS_IN_A_ROW + 1}}}")


def clean_lines(lines: list[str], problems: Problems, first: int = 1) -> list[str]:
    """Return ``lines`` without invisible characters, in NFC; what was removed is counted in ``problems`` by kind.

    ``first`` is the number of the first line.
    """
    return [
        line if line.isascii() and line.isprintable() else clean_line(line, number, problems)
        for number, line in enumerate(lines, first)
    ]


def clean_line(line: str, number: int, problems: Problems) -> str:
    """Return one line cleaned in the same way."""
    if not line.isprintable() and ANY_INVISIBLE.search(line):
        for code, characters in INVISIBLE.items():
            if times := sum(map(line.count, characters)):
                problems.count(code, number, times)
        line = line.translate(DROP)
    if line.isascii():
        return line
    if PERHAPS_LONG_RUN.search(line):
        line = _thin_out(line, number, problems)
    return unicodedata.normalize("NFC", line)


def _thin_out(line: str, number: int, problems: Problems) -> str:
    def first_thirty(run: re.Match[str]) -> str:
        problems.count("marks-piled-up", number, len(run[0]) - MARKS_IN_A_ROW)
        return run[0][:MARKS_IN_A_ROW]

    return _long_runs().sub(first_thirty, line)


@cache
def _long_runs() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, sys.maxunicode) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}]{{{MARKS_IN_A_ROW + 1},}}")
