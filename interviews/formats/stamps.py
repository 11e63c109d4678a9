"""Time stamps in running text: ``[00:01:23]`` before a passage, ``Name [0:34]`` or ``Name: 00:01:23`` above it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from .labels import is_known, is_name, is_proper
from .limits import LONG_FILE, MAX_TIME_MS, check_cue_count
from .odd_stamps import begins_broken, ends_broken, odd_times
from .problems import Problems

# Premiere Pro and other editors count frames after the seconds: 00:01:23:12 or 00;01;23;12.
_FRAMES = r"\d{2}[:;][0-5]\d[:;][0-5]\d[:;]\d\d(?!\d)"
_CLOCK = rf"(?:{_FRAMES}|(?:\d{{1,3}}:)?\d{{1,3}}:[0-5]\d(?:[.,]\d{{1,3}})?)"
_LONG = rf"(?:{_FRAMES}|\d{{1,3}}:[0-5]\d:[0-5]\d(?:[.,]\d{{1,3}})?)"
_TO = r"[ \t]*(?:-|–|—|-->|→)[ \t]*"
# In brackets anything goes; bare, a stamp needs hours, or the line to itself: "12:30 we left" is speech.
_BARE = rf"{_LONG}(?:{_TO}{_LONG})?(?![\d:])|{_CLOCK}(?:{_TO}{_CLOCK})?(?=[ \t]*$)"
STAMP = rf"(?:[\[(<{{][ \t]*({_CLOCK})(?:{_TO}({_CLOCK}))?[ \t]*[\])>}}]|({_BARE}))"
_BOLD = r"(?:\*\*?|__?)"
FIRST = re.compile(rf"[ \t\xa0]*{_BOLD}?{STAMP}{_BOLD}?[ \t\xa0]*[:|–—-]?[ \t\xa0]*")
# "**[0:34] Name:** words": the bold that opened before the stamp closes after the name.
BOLD_NAME = re.compile(r"([^*\n]{1,45})\*\*")
AFTER_NAME = re.compile(
    rf"[ \t\xa0]*(\*\*|__)?([^\W_][^:*\[\]()\n]{{0,39}}?)[ \t\xa0]?(?:\1)?[ \t\xa0]?([:|,@–—-]?)(?:\1)?"
    rf"[ \t\xa0]{{0,3}}{STAMP}"
    r"[ \t\xa0]*:?[ \t\xa0]*"
)
# "[Speaker 1] (0:00 - 0:06)", as TurboScribe writes it.
AFTER_BRACKETS = re.compile(
    rf"[ \t\xa0]*\[([^\W\d_][^:\[\]\n]{{0,39}})\][ \t\xa0]{{0,3}}:?[ \t\xa0]{{0,3}}{STAMP}[ \t\xa0]*:?[ \t\xa0]*"
)
# "0:05 words": a stamp only where a file is made of them.
SHORT = re.compile(
    rf"[ \t\xa0]*{_BOLD}?()()({_CLOCK}(?:{_TO}{_CLOCK})?){_BOLD}?"
    r"(?:[ \t\xa0]*[:–—-](?=[ \t\xa0])|(?=[ \t\xa0])|[,;])[ \t\xa0]*(?=\S)"
)
# What was meant for a stamp, but has seconds that no clock has.
WRONG = re.compile(r"[ \t\xa0]*(?:\*\*|__)?(?:[\[(][ \t]*(?:\d{1,3}:)?\d{1,3}:|\d{1,3}:[0-5]\d:)[6-9]\d(?!\d)")
CLOCK = re.compile(_CLOCK)
FRAMES = re.compile(_FRAMES)
# "Minsk, 12:30" once is the head of a letter.
AFTER_COMMA = re.compile(rf"[^\[(]{{1,45}}[|,@–—-][ \t\xa0]*{_CLOCK}[ \t]*$")
FRAME_RATE = 25  # wrong by two tenths of a second at most, where it is another
# "and then [00:12:00] we left": whole clocks in brackets that were not meant to be read aloud.
INSIDE = re.compile(rf"\[[ \t]*{_CLOCK}[ \t]*\]|[(<{{{{][ \t]*{_LONG}[ \t]*[)>}}}}]")
QUICK = re.compile(r"\d[:;][0-5]\d")
MINUTE_MS = 60_000


@dataclass(slots=True)
class Stamp:
    """A stamp at the start of a line: its times, the name beside it, and the words after both."""

    written: str
    start_ms: int
    end_ms: int | None
    speaker: str
    rest: str
    # The rest may be a name: the stamp came first, and nobody is named before it.
    may_name: bool

    def take_rest(self) -> str:
        """Return the words after the stamp, and forget them: in a long file they would be in memory twice."""
        rest, self.rest = self.rest, ""
        return rest


def parse_stamp(line: str) -> Stamp | None:
    """Return the stamp at the start of ``line``, or None."""
    if not QUICK.search(line, 0, 80):
        return None
    if match := FIRST.match(line):
        rest = line[match.end() :]
        if line.lstrip().startswith("**"):
            rest = BOLD_NAME.sub(r"\1", rest, count=1)
        return _stamp(match.groups(), "", rest, may_name=True)
    if (match := AFTER_BRACKETS.match(line)) and is_name(name := match[1].strip()):
        return _stamp(match.groups()[1:], name, line[match.end() :], may_name=False)
    if not (match := AFTER_NAME.match(line)):
        return None
    name, colon = match[2].strip(), match[3]
    # Without a colon only a proper name is one: "We left (0:34) at once" is speech.
    if not is_name(name) or not (colon == ":" or is_proper(name) or is_known(name)):
        return None
    return _stamp(match.groups()[3:], name, line[match.end() :], may_name=False)


def _stamp(groups: tuple[str | None, ...], speaker: str, rest: str, *, may_name: bool) -> Stamp | None:
    start, end, bare = groups
    clocks = CLOCK.findall(bare) if bare else [clock for clock in (start, end) if clock]
    times = [clock_ms(clock) for clock in clocks]
    if max(times) > MAX_TIME_MS:
        return None
    written = bare or "–".join(clocks)
    return Stamp(written, times[0], times[1] if len(times) > 1 else None, speaker, rest.strip(), may_name)


def clock_ms(clock: str) -> int:
    """Return the milliseconds of ``clock``: minutes and seconds, perhaps hours, a fraction, or frames after them."""
    if FRAMES.fullmatch(clock):
        clock, frames = clock[:-3], int(clock[-2:])
        return clock_ms(clock) + round(frames * 1000 / FRAME_RATE)
    whole, _, fraction = clock.replace(",", ".").partition(".")
    seconds = 0
    for number in whole.replace(";", ":").split(":"):
        seconds = seconds * 60 + int(number)
    return seconds * 1000 + int((fraction + "000")[:3])


def check_stamp_count(lines: list[str]) -> None:
    """Raise ``FormatError`` if so many lines begin with stamps that there are more cues than are read.

    A stamp without words may only end a cue.
    """
    if len(lines) <= LONG_FILE:
        return
    said = alone = 0
    for number, line in enumerate(lines, 1):
        if stamp := parse_stamp(line):
            said, alone = said + bool(stamp.rest), alone + (not stamp.rest)
            check_cue_count(max(said, (said + alone) // 2), number)


def find_stamps(lines: list[str], indexes: list[int], problems: Problems) -> dict[int, Stamp]:
    """Return the stamps of ``lines`` by index; ``indexes`` are those of the lines with words.

    A stamp alone in the middle of a text is something said, and so are times without hours before words, unless the
    file is made of them. Lines that look like stamps all the same are told.
    """
    found = {index: stamp for index in indexes if (stamp := parse_stamp(lines[index]))}
    short = {index: stamp for index in indexes if index not in found and (stamp := _short_stamp(lines[index]))}
    if short and _made_of_stamps(found | short, lines, indexes):
        found, short = found | short, {}
    elif len(found) == 1 and (indexes[0] not in found or AFTER_COMMA.match(lines[indexes[0]])):
        found = {}
    wrong = [index for index in indexes if index not in found and _is_wrong(lines[index], among_stamps=bool(found))]
    wrong += [index for index in found if ends_broken(lines[index])]
    # One such line in the middle of a text is something said.
    doubtful = sorted({*wrong, *(short if len(short) > 1 or short.keys() & indexes[:1] else ())})
    if doubtful:
        problems.add("stamp-doubtful", doubtful[0] + 1, lines=_ranges([index + 1 for index in doubtful]))
    _tell_inside(lines, indexes, found, problems)
    framed = [index for index, stamp in found.items() if FRAMES.search(stamp.written)]
    if framed:
        problems.add("frames-taken", min(framed) + 1, rate=FRAME_RATE)
    return dict(sorted(found.items()))


def _tell_inside(lines: list[str], indexes: list[int], found: dict[int, Stamp], problems: Problems) -> None:
    """Tell of stamps among the words, if there are several and they ascend: one alone, or none, was said."""
    inside = [
        (index, clock[0].strip("[](){}<> \t"))
        for index in indexes
        for clock in INSIDE.finditer(found[index].rest if index in found else lines[index])
    ]
    times = [clock_ms(clock) for _, clock in inside]
    if len(times) > 1 and all(before < later for before, later in pairwise(times)):
        numbers = sorted({index + 1 for index, _ in inside})
        problems.add("stamps-inside", numbers[0], count=len(times), lines=_ranges(numbers))


def _is_wrong(line: str, *, among_stamps: bool) -> bool:
    """Say whether ``line`` begins with what was meant for a stamp: in a file that has others, whatever comes near."""
    return bool(WRONG.match(line)) or (
        among_stamps and (ends_broken(line) or (not SHORT.match(line) and begins_broken(line)))
    )


def _short_stamp(line: str) -> Stamp | None:
    """Return the stamp at the start of ``line`` that is one only in a file made of them, or None.

    Such are those without hours that stand bare before words, and those that are not written as clocks.
    """
    if QUICK.search(line, 0, 80) and (match := SHORT.match(line)):
        return _stamp(match.groups(), "", line[match.end() :], may_name=True)
    if not (odd := odd_times(line)):
        return None
    name, times, written, rest = odd
    if max(times) > MAX_TIME_MS or (name and not is_name(name)):
        return None
    return Stamp(written, times[0], times[1] if len(times) > 1 else None, name, rest.strip(), may_name=not name)


def _made_of_stamps(stamps: dict[int, Stamp], lines: list[str], indexes: list[int]) -> bool:
    """Say whether ``stamps`` are how the file is made: two or more, ascending, at a clear share of the starts.

    A file that opens with one, or begins to count near 0, needs fewer; "12:30 we left" may open a line of any text.
    """
    order = sorted(stamps)
    drops = sum(stamps[below].start_ms < stamps[above].start_ms for above, below in pairwise(order))
    # One slip in many is told like any other; with more, these are not the times of a recording.
    if len(order) < 2 or 10 * drops > len(order):
        return False
    starts = [index for index in indexes if index == 0 or not lines[index - 1].strip()]
    if len(starts) < 2:
        starts = indexes
    share = max(len(order) / len(indexes), sum(index in stamps for index in starts) / len(starts))
    opens = order[0] == indexes[0] or stamps[order[0]].start_ms < MINUTE_MS
    return share >= (1 / 3 if opens else 3 / 4)


def _ranges(numbers: list[int]) -> str:
    """Return ``numbers``, which ascend, with neighbours joined: 1–4, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
