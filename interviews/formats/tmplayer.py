"""TMPlayer (.txt, .tmp): a line for each cue with the time at which it begins: ``00:01:23:words|second line``.

There is no standard; the forms are those of the player of that name, with a colon or an equals sign, and a number for
each line of a cue (``00:01:23,1=``). A cue stays until the next one; a time without words ends it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from .captions import with_labels
from .cues import Cue
from .limits import check_cue_count, check_cue_length
from .microdvd import plain
from .problems import Problems
from .spoken import Spoken

NAME = "tmplayer"
LINE = re.compile(r"\s*((\d{1,3}):([0-5]?\d):([0-5]?\d)(?:,(\d))?)[:=](.*)")
# "00:00:01:12 words" counts frames and is a stamp of plain text.
FRAMES = re.compile(r"\d\d(?!\d)")
MEANT = re.compile(r"\s*(\d[\dOoОо]{0,2}(?:[:.,;][\dOoОоlI]{1,3}){2}(?:,\d)?)[:=](.*)")
NEARLY_ALL = 0.8


@dataclass(slots=True)
class Shown:
    """What begins to be shown at one time."""

    line: int
    start_ms: int
    written: str
    words: list[str] = field(default_factory=list)


def recognises(lines: list[str]) -> bool:
    """Say whether nearly all lines of a file begin with a clock that its words follow after a colon or equals sign."""
    said = [line for line in lines if line.strip()]
    if not said or not _begins(said[0]):
        return False
    return sum(map(_begins, said)) >= NEARLY_ALL * len(said)


def _begins(line: str) -> bool:
    match = LINE.match(line)
    return match is not None and not FRAMES.match(match[6])


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of a TMPlayer file; a line without a time goes on with the cue above it."""
    spoken = Spoken(problems)
    shown = list(_shown(lines, spoken, problems))
    for one, end in zip(shown, _ends(shown, problems), strict=True):
        text = "\n".join(plain(words, one.line, problems) for words in one.words)
        if text.strip():
            spoken.add(one.line, one.start_ms, end, "", text, one.written)
    return with_labels(spoken.cues(), problems)


def _shown(lines: Iterable[str], spoken: Spoken, problems: Problems) -> Iterator[Shown]:
    now: Shown | None = None
    length = count = 0
    for number, line in enumerate(lines, 1):
        match = LINE.match(line)
        if match:
            start = ((int(match[2]) * 60 + int(match[3])) * 60 + int(match[4])) * 1000
            if now and match[5] not in (None, "1") and start == now.start_ms:
                now.words.append(match[6])
                continue
            if now:
                yield now
            count += 1
            check_cue_count(count // 2, number)  # a time without words only ends a cue
            now, length = Shown(number, start, match[1], [match[6]]), 0
        elif found := MEANT.match(line):
            spoken.leave_out(number, found[1], found[2])
        elif line.strip() and now:
            problems.add("text-without-time", number, text=line.strip())
            now.words.append(line)
            length += len(line) + 1
            check_cue_length(length, number)
        elif line.strip():
            problems.add("before-first-cue", number, text=line.strip())
    if now:
        yield now


def _ends(shown: list[Shown], problems: Problems) -> Iterator[int | None]:
    """Yield the end of each cue: where the next later one begins, or None where none does."""
    ends: list[int | None] = [None] * len(shown)
    for at, (above, below) in reversed(list(enumerate(pairwise(shown)))):
        ends[at] = below.start_ms if below.start_ms > above.start_ms else None
        if below.start_ms == above.start_ms:
            ends[at] = ends[at + 1]
    if taken := [one for one, end in zip(shown, ends, strict=True) if end is not None]:
        problems.count("ends-taken", taken[0].line, len(taken))
    yield from ends
