"""Captions that roll: each shows the line before once more above its own, as YouTube writes them.

There is no specification; what is known of them is how they look. A line comes with the times of its words, then stands
for a moment by itself, then above the next line. Taken as they are, every line is read twice or three times.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from .cues import Cue
from .markup import TOKEN
from .problems import Problems

WORD_TIME = re.compile(r"<\d+:\d\d[:.]\d")
"""The time of a word in the middle of a cue: whoever writes these rolls."""
_GAP_MS = 100  # between a line and itself shown again
_LEAST, _SHARE = 4, 0.8  # without times of words: lines that came again above others, and how many of all cues do so


def unrolled(cues: list[Cue], problems: Problems, *, above_timed: Mapping[int, int]) -> list[Cue]:
    """Return ``cues`` with every line once, in the cue that shows it first; what was taken out is told by its number.

    ``above_timed`` has, for the place of each cue with times of words, how many lines stand above the first that has
    them. Lines stay where they come again for another reason: with times of words of their own, after a pause, by
    another speaker, or, in a file without times of words, where not nearly all cues roll. A line that a speaker says
    twice is shown twice at once, and stays so.
    """
    above = [0, *(_shown_again(*pair, above_timed.get(place)) for place, pair in enumerate(pairwise(cues), 1))]
    above = above[: len(cues)]
    if not above_timed and not _is_rolling(cues, above):
        return cues
    once: list[Cue] = []
    taken, first = 0, 0
    for cue, again in zip(cues, above, strict=True):
        if again:
            taken, first = taken + again, first or cue.line
            if left := cue.text.split("\n")[again:]:
                once.append(replace(cue, text="\n".join(left)))
        else:
            once.append(cue)
    if taken:
        problems.add("rolled", first, count=taken)
    return once


def lines_above(lines: Iterable[str]) -> int | None:
    """Return how many of a cue's ``lines`` show something above the first with times of words; None if none has."""
    count = 0
    for line in lines:
        if "<" in line and WORD_TIME.search(line):
            return count
        # A blank or a tag alone shows nothing and is no line of the cue that is made of these.
        count += bool(html.unescape(TOKEN.sub("", line)).strip())
    return None


def _shown_again(before: Cue, cue: Cue, most: int | None) -> int:
    """Return how many of the first lines of ``cue``, at most ``most``, are the last ones of the cue before."""
    if before.start_ms is None or before.end_ms is None or cue.start_ms is None or before.speaker != cue.speaker:
        return 0
    if not before.start_ms <= cue.start_ms <= before.end_ms + _GAP_MS:
        return 0
    shown, lines = before.text.split("\n"), cue.text.split("\n")
    longest = min(len(shown), len(lines), len(lines) if most is None else most)
    return next((n for n in range(longest, 0, -1) if shown[-n:] == lines[:n]), 0)


def _is_rolling(cues: Sequence[Cue], above: Sequence[int]) -> bool:
    """Tell whether nearly every cue begins with what stood above it, and several go on: a refrain does not."""
    goes_on = sum(0 < again < cue.text.count("\n") + 1 for cue, again in zip(cues, above, strict=True))
    return goes_on >= _LEAST and sum(map(bool, above)) >= _SHARE * (len(cues) - 1)
