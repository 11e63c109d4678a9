"""LRC (.lrc): lines with the time at which each is heard, as players of songs and some recognisers write them.

There is no standard; the forms are those of "LRC (file format)", wikipedia.org: ``[mm:ss.xx]`` before a line, several
where it is heard again, ``<mm:ss.xx>`` before words, and tags such as ``[ti:title]``; ``[offset:500]`` has everything
heard half a second sooner. Files with nothing but one stamp a line are read like plain text with stamps.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .captions import with_labels
from .cues import Cue
from .limits import check_cue_count
from .problems import Problems, quote
from .spoken import Spoken
from .stamps import clock_ms

NAME = "lrc"
_TIME = r"(?:\d{1,3}:)?\d{1,3}:[0-5]?\d(?:[.,]\d{1,3})?"
STAMPS = re.compile(rf"\s*((?:\[{_TIME}\]\s*)+)(.*)")
ONE = re.compile(rf"\[({_TIME})\]")
WORD = re.compile(rf"<({_TIME})>")
AT_END = re.compile(rf"<({_TIME})>\s*$")
TAG = re.compile(r"\s*\[(ti|ar|al|au|lr|by|length|offset|re|tool|ve|id|la|#)\s*:([^\[\]]*)\]\s*$", re.IGNORECASE)
MEANT = re.compile(r"\s*(\[[\d:.,OoОоlI]{4,12}+\]?+)(?=.*\w)(.*)")
NEARLY_ALL = 0.8
ENOUGH = 1_000  # lines without a stamp or a tag: whatever follows, that is no LRC worth the time
OFFSET = re.compile(r"[+-]?\d{1,9}")


@dataclass(slots=True)
class Heard:
    """A line and the time at which it is heard."""

    line: int
    start_ms: int
    end_ms: int | None
    text: str
    written: str


def recognises(lines: list[str]) -> bool:
    """Say whether a file is made of stamped lines and has what only LRC has: a tag, a second stamp, stamps of words."""
    said = stamped = tags = 0
    is_headed = has_more = False
    for line in lines:  # one after the other: what is found in a long file is not kept
        if not line.strip():
            continue
        said += 1
        if said == ENOUGH and not stamped + tags:
            return False
        if match := STAMPS.match(line):
            stamped += 1
            has_more = has_more or match[1].count("[") > 1 or WORD.search(match[2]) is not None
        elif TAG.match(line):
            tags += 1
            is_headed = is_headed or said == 1
    return stamped > 0 and stamped + tags >= NEARLY_ALL * said and (is_headed or has_more)


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of an LRC file; the tags are told."""
    tags = [(number, line.strip(), match) for number, line in enumerate(lines, 1) if (match := TAG.match(line))]
    if tags:
        problems.add("header-text", tags[0][0], text=quote([line for _, line, _ in tags]))
    offsets = [match[2].strip() for _, _, match in tags if match[1].lower() == "offset"]
    sooner = next((int(offset) for offset in offsets if OFFSET.fullmatch(offset)), 0)
    spoken = Spoken(problems)
    heard = list(_heard(lines, spoken, problems))
    if any(above.line == below.line for above, below in pairwise(heard)):
        heard.sort(key=lambda one: one.start_ms)
    taken = 0
    for one, below in zip(heard, [*heard[1:], None], strict=True):
        if one.end_ms is None and below and below.start_ms > one.start_ms:
            one.end_ms = below.start_ms
            taken += bool(one.text)
        if one.text:
            end = None if one.end_ms is None else one.end_ms - sooner
            spoken.add(one.line, one.start_ms - sooner, end, "", one.text, one.written)
    if taken:
        problems.count("ends-taken", heard[0].line, taken)
    return with_labels(spoken.cues(), problems)


def _heard(lines: Iterable[str], spoken: Spoken, problems: Problems) -> Iterator[Heard]:
    """Yield every line as often as it is heard; one without a stamp goes on with the one above it."""
    now: list[Heard] = []
    count = 0
    for number, line in enumerate(lines, 1):
        if TAG.match(line) or not line.strip():
            continue
        if match := STAMPS.match(line):
            yield from now
            last = AT_END.search(match[2])
            end = clock_ms(last[1]) if last else None
            text = WORD.sub("", match[2]).strip()
            times = ONE.findall(match[1])
            count += len(times)
            check_cue_count(count // 2, number)  # a stamp without words only ends a cue
            now = [Heard(number, clock_ms(time), end, text, f"[{time}]") for time in times]
            if len(now) > 1:
                for one in now:
                    one.end_ms = None
        elif found := MEANT.match(line):
            spoken.leave_out(number, found[1], found[2])
        elif now:
            problems.add("text-without-time", number, text=line.strip())
            for one in now:
                one.text = f"{one.text}\n{line.strip()}".strip()
        else:
            problems.add("before-first-cue", number, text=line.strip())
    yield from now
