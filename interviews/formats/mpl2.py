"""MPL2 (.txt, .mpl): a line for each cue, whose times are tenths of a second: ``[604][640]words|second line``.

There is no standard; the form is that of the players BestPlayer and MPlayer. A stroke at the beginning of a line makes
it slanted, which says nothing.
"""

import re

from .captions import with_labels
from .cues import Cue
from .microdvd import plain, tell_other_lines
from .problems import Problems
from .spoken import Spoken

NAME = "mpl2"
TENTHS = re.compile(r"\s*\[(\d{1,9})\]\[(\d{0,9})\](.*)")
# What was meant for two numbers and can't be read.
MEANT = re.compile(r"\s*(\[[^\[\]\n]{0,12}\]\[[^\[\]\n]{0,12}\])(?=.*\w)(.*)")
SLANTED = re.compile(r"(?:^|(?<=\|))\s*/")
TENTH_MS = 100


def recognises(lines: list[str]) -> bool:
    """Say whether a file begins with two numbers in brackets and is made of such lines; ``[1][2]`` may be footnotes."""
    said = [line for line in lines if line.strip()]
    if not said or not TENTHS.match(said[0]):
        return False
    return 2 * sum(TENTHS.match(line) is not None for line in said) > len(said)


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of an MPL2 file."""
    spoken = Spoken(problems)
    for number, line in enumerate(lines, 1):
        if match := TENTHS.match(line):
            end = int(match[2]) * TENTH_MS if match[2] else None
            words, slanted = SLANTED.subn("", match[3])
            if slanted:
                problems.count("override-codes", number, slanted)
            written = line[: match.start(3)].strip()
            spoken.add(number, int(match[1]) * TENTH_MS, end, "", plain(words, number, problems), written)
        else:
            tell_other_lines(MEANT, line, number, spoken, problems)
    return with_labels(spoken.cues(), problems)
