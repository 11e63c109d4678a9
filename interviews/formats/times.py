"""Times as caption files write them, and the line that carries them.

Strict forms are those of W3C WebVTT (6.3, "collect a WebVTT timestamp") and of SubRip; what people and programs write
instead is read too where it can mean one thing only, and told.
"""

import re
from dataclasses import dataclass

# A number of a time, with the slips of hand-made and machine-translated files: spaces, missing hours or milliseconds.
_TIME = r"(-)?(?:(\d{1,9})[ ]?:[ ]?)?(\d{1,9})[ ]?:[ ]?(\d{1,2})(?!\d)(?:[ ]?([.,]|[:;](?=\d{3}(?!\d)))[ ]?(\d{1,9}))?"
_ARROW = r"(-{1,3}[ ]?>|[–—]{1,2}>|→)"
# What is left of an end such as 00:00:0x,000 or 00:00:02,0x0: it is broken, and no words begin there.
_BROKEN_OFF = r"(?![^\W\d_]{1,2}(?:[,.]?\d|\s|$)|[ ]?[:.,]\w)"
TIMING = re.compile(rf"[ \t\xa0]*{_TIME}[ \t\xa0]*{_ARROW}[ \t\xa0]*{_TIME}{_BROKEN_OFF}(.*)", re.DOTALL)
ARROW = re.compile(_ARROW)
# Two clocks, each with a fraction, and between them what somebody typed for an arrow.
_CLOCK = r"\d{1,3}:\d{1,2}:\d{1,2}[.,:;]\d{1,3}"
ALMOST = re.compile(rf"[ \t\xa0]*{_CLOCK}[ \t\xa0]*(?:[-–—=~]{{1,3}}|to|[-–—]+[ \t]+>)[ \t\xa0]*{_CLOCK}[ \t\xa0]*$")
SPACES = re.compile(r"\d (?=[:.,])|[:.,] \d")
SETTING = re.compile(r"[A-Za-z][\w-]*:\S*")


@dataclass(frozen=True, slots=True)
class Timing:
    """The line above a cue. ``slips`` are (code, value) of how its times differ from the strict form.

    ``two_fields_over_99`` marks a start such as ``120:00.000``, which may be minutes or hours.
    """

    line: int
    written: str
    start_ms: int
    end_ms: int
    rest: str
    arrow: str
    slips: tuple[tuple[str, int], ...]
    two_fields_over_99: bool
    comma: bool


def parse_timing(line: str, number: int) -> Timing | None:
    """Return the times of ``line``, or None if it carries none that can be read."""
    if not (match := TIMING.match(line)):
        return None
    groups = match.groups()
    slips: list[tuple[str, int]] = []
    start, end = _milliseconds(groups[:6], slips), _milliseconds(groups[7:13], slips)
    written = line[: match.start(14)].strip()
    if SPACES.search(written):
        slips.append(("time-spaces", 0))
    return Timing(
        line=number,
        written=written,
        start_ms=start,
        end_ms=end,
        rest=groups[13].strip(),
        arrow=groups[6],
        slips=tuple(slips),
        two_fields_over_99=groups[1] is None and int(groups[2]) > 99,
        comma="," in (groups[4], groups[11]),
    )


def _milliseconds(groups: tuple[str, ...], slips: list[tuple[str, int]]) -> int:
    sign, hours, minutes, seconds, point, fraction = groups
    if int(minutes) > 59:
        slips.append(("minutes-over-59", int(minutes)))
    if int(seconds) > 59:
        slips.append(("seconds-over-59", int(seconds)))
    if fraction is None:
        slips.append(("fraction-missing", 0))
    elif point in (":", ";"):
        slips.append(("fraction-colon", 0))
    elif len(fraction) != 3:
        slips.append(("fraction-digits", 0))
    total = (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(((fraction or "") + "000")[:3])
    return -total if sign else total


def looks_like_timing(line: str) -> bool:
    """Say whether ``line``, which ``parse_timing`` could not read, was meant to carry times."""
    if not (arrow := ARROW.search(line, 0, 60)):
        return False
    before = line[: arrow.start()].strip(" \t\xa0-([")
    return before[:1].isdigit() and any(mark in before for mark in ":.,")


def is_almost_timing(line: str) -> bool:
    """Say whether all that ``line`` holds are two times with something else than an arrow between them."""
    return len(line) < 60 and ":" in line and ALMOST.match(line) is not None


def has_arrow(line: str) -> bool:
    """Say whether ``line`` could be a timing at all; most lines are not, and this is quick."""
    return ">" in line or "→" in line
