"""SubRip files (.srt): no standard, so what the program of that name writes, and what people make of it by hand."""

from .captions import BlockReader, Dialect, to_cues
from .cues import Cue
from .problems import Problems
from .times import has_arrow, parse_timing

NAME = "srt"
DIALECT = Dialect(identifiers=False, words_beside_times=True, comma_is_strange=False, all_references=False)


def recognises(lines: list[str]) -> bool:
    """Say whether a file with ``lines`` has at least one line with a start, an arrow and an end."""
    return any(has_arrow(line) and parse_timing(line, 1) for line in lines)


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of a SubRip file."""
    reader = BlockReader(DIALECT, problems)
    for number, line in enumerate(lines, 1):
        reader.feed(number, line)
    return to_cues(reader.finish(), DIALECT, problems)
