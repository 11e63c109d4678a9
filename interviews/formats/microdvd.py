"""MicroDVD (.sub): a line for each cue, whose times are numbers of frames.

There is no standard beyond what the player of that name reads. A first cue ``{1}{1}25`` says how many frames a second
has; without it nothing tells when anything is said, so such a file is refused and the remedy named.
"""

import re

from .captions import with_labels
from .cues import Cue, refusal
from .markup import CueText
from .problems import Problems
from .spoken import Spoken

NAME = "microdvd"
FRAMES = re.compile(r"\s*\{(\d{1,9})\}\{(\d{0,9})\}(.*)")
RATE = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,6})?)\s*(?:fps)?\s*", re.IGNORECASE)
CODE = re.compile(r"\{[A-Za-z]:[^{}]*\}")
# What was meant for two numbers and can't be read.
MEANT = re.compile(r"\s*(\{[^{}\n]{0,12}\}\{[^{}\n]{0,12}\})(.*)")


def recognises(lines: list[str]) -> bool:
    """Say whether the first line with words of a file begins with two numbers of frames."""
    return bool(FRAMES.match(next((line for line in lines if line.strip()), "")))


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of a MicroDVD file. Raises ``FormatError`` if it doesn't say how many frames a second has."""
    spoken = Spoken(problems)
    rate = 0.0
    for number, line in enumerate(lines, 1):
        match = FRAMES.match(line)
        if not rate and match:
            rate = _rate(match, number)
        elif match:
            start = round(int(match[1]) / rate * 1000)
            end = round(int(match[2]) / rate * 1000) if match[2] else None
            spoken.add(number, start, end, "", plain(match[3], number, problems), line[: match.start(3)].strip())
        else:
            tell_other_lines(MEANT, line, number, spoken, problems)
    return with_labels(spoken.cues(), problems)


def _rate(first: re.Match[str], number: int) -> float:
    """Return how many frames a second has, as the first cue says."""
    said = RATE.fullmatch(first[3])
    rate = float(said[1].replace(",", ".")) if said else 0.0
    if rate <= 0:
        raise refusal("frame-rate-missing", number)
    return rate


def tell_other_lines(meant: re.Pattern[str], line: str, number: int, spoken: Spoken, problems: Problems) -> None:
    """Tell of a line without numbers that can be read: its words are missed if it was ``meant`` to have some."""
    if found := meant.match(line):
        spoken.leave_out(number, found[1], found[2])
    elif line.strip():
        problems.add("note", number, text=line.strip())


def plain(text: str, number: int, problems: Problems) -> str:
    """Return the words of a cue: a stroke breaks the line, codes of colour and style are left out."""
    text, codes = CODE.subn("", text)
    if codes:
        problems.count("override-codes", number, codes)
    pieces = CueText(number, problems, all_references=False).parse(text.replace("|", "\n"))
    return "".join(piece.text for piece in pieces)
