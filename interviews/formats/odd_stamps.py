"""Time stamps that are not written as clocks: ``[00.01.23]``, ``[0h1m2s]``, ``1m23s``; and those that are broken.

A date or a measure may look the same, so these are stamps only where a file is made of them.
"""

import re

_DOTTED = r"(?:\d{1,3}\.)?[0-5]?\d\.[0-5]\d"
_HOURS, _MINUTES, _SECONDS = r"(?:h|hr|г|ч|год)", r"(?:m|min|хв|м|мин|мін)", r"(?:s|sec|с|сек)"
_GAP = r"\.?[ \t]?"
# One unit alone may be a measure ("5 m"); bare, two are wanted.
_TWO = (
    rf"(?:\d{{1,3}}[ \t]?{_HOURS}{_GAP}\d{{1,2}}[ \t]?{_MINUTES}(?:{_GAP}\d{{1,2}}[ \t]?{_SECONDS})?"
    rf"|\d{{1,4}}[ \t]?{_MINUTES}{_GAP}\d{{1,2}}[ \t]?{_SECONDS})\.?"
)
_ANY = rf"(?:{_TWO}|\d{{1,5}}[ \t]?{_SECONDS}\.?|{_DOTTED})"
_TO = r"[ \t]*(?:-|–|—|-->|→)[ \t]*"
_BOLD = r"(?:\*\*?|__?)?"
_BRACKETED = rf"[\[(<{{][ \t]*({_ANY})(?:{_TO}({_ANY}))?[ \t]*[\])>}}]"
_AFTER = r"[ \t\xa0]*[:|–—-]?[ \t\xa0]*"
ODD = re.compile(
    rf"[ \t\xa0]*{_BOLD}(?:{_BRACKETED}|({_TWO})(?:{_TO}({_TWO}))?(?=[ \t:]|$)){_BOLD}{_AFTER}", re.IGNORECASE
)
_NAMED = r"[ \t\xa0]*(?:\*\*|__)?([^\W_][^:*\[\](){}<>\n]{0,39}?):?(?:\*\*|__)?:?[ \t\xa0]{1,3}"
ODD_AFTER_NAME = re.compile(rf"{_NAMED}{_BRACKETED}[ \t\xa0]*:?[ \t\xa0]*", re.IGNORECASE)
QUICK = re.compile(r"\d(?:\.\d|[ \t]?[hmsгчмхс])", re.IGNORECASE)
UNIT = re.compile(rf"(\d{{1,5}})[ \t]?({_HOURS}|{_MINUTES}|{_SECONDS})", re.IGNORECASE)
SECONDS_IN = {"h": 3600, "г": 3600, "ч": 3600, "m": 60, "м": 60, "х": 60, "s": 1, "с": 1}
# What stands where a stamp does, is made of figures like one, and is none: "[00:0x:23]", "0:1:23:4", "[00:01:23".
_NEARLY = r"[\[(<{][^\]\[(){}<>\n]{2,24}[\])>}]|[\[(<{]?\d[^\s\[\](){}<>]{3,14}(?=\s|$)"
BROKEN = re.compile(rf"[ \t\xa0]*{_BOLD}(?:[^\W\d_][^:*\[\](){{}}<>\n]{{0,39}}[ \t\xa0:]{{1,3}}(?=[\[(]))?({_NEARLY})")
BROKEN_START = re.compile(r"[ \t]*#([^#\n]{3,16})#")
BROKEN_END = re.compile(r"#([^#\n]{3,16})#[ \t]*$")
SEPARATORS = frozenset(":;.,-")


def odd_times(line: str) -> tuple[str, list[int], str, str] | None:
    """Return the name, the times in milliseconds, how they are written, and the words after them, or None."""
    if not QUICK.search(line, 0, 80):
        return None
    if match := ODD.match(line):
        name, written = "", [one for one in match.groups() if one]
    elif match := ODD_AFTER_NAME.match(line):
        name, written = match[1].strip(), [one for one in match.groups()[1:] if one]
    else:
        return None
    return name, [_milliseconds(one) for one in written], "–".join(written), line[match.end() :]


def _milliseconds(written: str) -> int:
    if units := UNIT.findall(written):
        return sum(int(number) * SECONDS_IN[unit[0].casefold()] for number, unit in units) * 1000
    seconds = 0
    for number in written.split("."):
        seconds = seconds * 60 + int(number)
    return seconds * 1000


def begins_broken(line: str) -> bool:
    """Say whether ``line``, which begins with no stamp that can be read, begins with what was meant for one."""
    match = BROKEN.match(line[:100]) or BROKEN_START.match(line[:100])
    return match is not None and _is_nearly_a_clock(match[1])


def ends_broken(line: str) -> bool:
    """Say whether ``line`` still ends with what was meant for a stamp between two signs ``#``."""
    match = BROKEN_END.search(line[-20:]) if "#" in line else None
    return match is not None and _is_nearly_a_clock(match[1])


def _is_nearly_a_clock(written: str) -> bool:
    """Say whether ``written`` is figures and the marks between them, but for a slip or two."""
    inside = "".join(written.strip("[](){}<>*_ \t\xa0").split())
    figures = sum(map(str.isdecimal, inside))
    marks = sum(letter in SEPARATORS for letter in inside)
    others = len(inside) - figures - marks
    clock = ":" in inside or ";" in inside or inside.count(".") > 1
    return clock and figures > 1 and figures + marks >= 2 * others + 2 and inside[0].isdecimal()
