"""YouTube's SBV (SubViewer 1) and SubViewer 2 (.sub): a line with two times and a comma, the words below it.

There is no standard; the forms are those that YouTube's help shows and the program SubViewer writes. As in SubRip, a
cue's words reach to the next line with times, whatever blank lines lie between.
"""

import re

from .captions import Block, Dialect, to_cues
from .cues import Cue
from .limits import check_cue_count, check_cue_length
from .problems import Problems, quote
from .times import parse_timing

NAME = "sbv"
DIALECT = Dialect(identifiers=False, words_beside_times=True, comma_is_strange=False, all_references=False)
_TIME = r"\d{1,3}:\d{1,2}:\d{1,2}(?:\.\d{1,3})?"
TIMES = re.compile(rf"\s*({_TIME}),\s?({_TIME})\s*")
# What was meant for times and can't be read.
MEANT = re.compile(r"\s*\d[\d.:]*:[\d.:]*\s*,\s*\d[\d.:]*:[\d.:]*\s*")
HEADER = re.compile(r"\s*\[(?:INFORMATION|SUBTITLE|END INFORMATION)\]", re.IGNORECASE)
BREAK = re.compile(r"\[br\]", re.IGNORECASE)
# SubViewer 2 has hundredths of a second, as decimals; SBV has thousandths.
HUNDREDTHS = re.compile(r"(\.\d\d)(?!\d)")


def recognises(lines: list[str]) -> bool:
    """Say whether a file with ``lines`` begins with such times, or with the head of SubViewer."""
    first = next((line for line in lines if line.strip()), "")
    return bool(TIMES.fullmatch(first) or HEADER.match(first)) and any(map(TIMES.fullmatch, lines))


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of an SBV or SubViewer file; the head is told."""
    blocks: list[Block] = []
    head: list[tuple[int, str]] = []
    length, above = 0, 0
    for number, line in enumerate(lines, 1):
        if match := TIMES.fullmatch(line):
            blocks.append(
                Block(number, line.strip(), parse_timing(f"{_exact(match[1])} --> {_exact(match[2])}", number))
            )
            check_cue_count(len(blocks), number)
            length, above = 0, number
        elif MEANT.fullmatch(line):
            blocks.append(Block(number, line.strip(), None))
            length, above = 0, number
        elif line.strip():
            kept = blocks[-1].lines if blocks else head
            if blocks and number > above + 1 and kept:
                problems.add("text-after-blank", number, text=line.strip())
            kept += [(number, part) for part in BREAK.split(line)]
            length += len(line) + 1
            check_cue_length(length, number)
            above = number
    if text := quote([line for _, line in head]):
        problems.add("header-text", head[0][0], text=text)
    return to_cues(blocks, DIALECT, problems)


def _exact(time: str) -> str:
    return HUNDREDTHS.sub(r"\g<1>0", time)
