"""Times as the cells of tables hold them: clocks, seconds, milliseconds, frames, and what spreadsheets make of them."""

import re
from dataclasses import dataclass

CLOCK = re.compile(r"(-)?(?:(\d{1,9}):)?(\d{1,9}):([0-5]?\d)(?:[.,](\d{1,9}))?")
# SMPTE time code: the last field counts frames; semicolons mean that numbers are dropped, which shifts no time here.
FRAMES = re.compile(r"(\d{1,3})[:;]([0-5]\d)[:;]([0-5]\d)[:;](\d{2,3})")
NUMBER = re.compile(r"(-?\d{1,12}(?:[.,]\d{1,12})?)\s*(ms|msec|мс|s|sec|secs|seconds|с|сек)?\.?")
WRITTEN = re.compile(
    r"(?:(\d{1,3})\s*(?:h|г|ч|год)\.?\s*)?(?:(\d{1,4})\s*(?:m|min|хв|мин|мін)\.?\s*)?(?:(\d{1,5}(?:[.,]\d+)?)\s*(?:s|sec|с|сек)\.?)?"
)
# A time that a spreadsheet shows with the day its calendar begins.
SERIAL_DAY = re.compile(r"(?:1899-12-3[01]|1904-01-01|1900-01-0[01])[T ]")
RANGE = re.compile(r"\s*(?:-->|→|–|—|(?<=\d)\s*-\s*(?=\d))\s*")
MILLISECONDS = ("ms", "msec", "мс")
RATES = (25, 30, 50, 60)
WORDS_A_SECOND = 0.05


@dataclass(frozen=True, slots=True)
class CellTime:
    """What a cell says of a time. ``ms`` leaves ``frames`` out; ``bare`` is a number that has no unit of its own."""

    ms: int
    frames: int | None = None
    bare: str = ""


def parse_cell(written: str) -> CellTime | None:
    """Return the time in a cell, or None if it holds none that can be read."""
    text = SERIAL_DAY.sub("", written.strip(), count=1).strip("[](){} \t\xa0")
    if match := CLOCK.fullmatch(text):
        return CellTime(_of_clock(match))
    if match := FRAMES.fullmatch(text):
        hours, minutes, seconds, frames = map(int, match.groups())
        return CellTime(((hours * 60 + minutes) * 60 + seconds) * 1000, frames)
    if match := NUMBER.fullmatch(text):
        number, unit = match[1].replace(",", "."), match[2]
        if unit:
            return CellTime(thousandths(number) if unit not in MILLISECONDS else round(float(number)))
        return CellTime(thousandths(number), bare=number)
    if text and (match := WRITTEN.fullmatch(text)):
        return CellTime((int(match[1] or 0) * 60 + int(match[2] or 0)) * 60_000 + thousandths(match[3] or "0"))
    return None


def split_range(written: str) -> tuple[str, str] | None:
    """Return the two halves of ``0:01 – 0:04``, or None if a cell holds one time or none."""
    halves = RANGE.split(written.strip("[](){} \t\xa0"))
    if len(halves) != 2 or not all(parse_cell(half) for half in halves):
        return None
    return halves[0], halves[1]


def thousandths(number: str) -> int:
    """Return a decimal number in thousandths, rounded; the sign stays."""
    return round(float(number.replace(",", ".")) * 1000)


def _of_clock(match: re.Match[str]) -> int:
    sign, hours, minutes, seconds, fraction = match.groups()
    total = (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(((fraction or "") + "000")[:3])
    return -total if sign else total


def frame_rate(highest: int) -> int:
    """Return the lowest usual rate at which ``highest`` is the number of a frame."""
    return next((rate for rate in RATES if highest < rate), highest + 1)


def are_milliseconds(latest: float, words: int) -> bool:
    """Say whether whole numbers without a unit count milliseconds: as seconds nobody would speak so slowly."""
    return latest > 0 and words / latest < WORDS_A_SECOND
