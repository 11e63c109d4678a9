"""Advanced SubStation Alpha (.ass) and SubStation Alpha (.ssa), by the description that came with the program.

The events under ``[Events]`` are the cues; their fields are named by the ``Format`` line above them, and the text is
the last field, commas included. Whoever is named as the actor speaks. Styles, fonts and drawings are left out and told.
"""

import re

from .captions import Block, Dialect, to_cues
from .cues import Cue
from .limits import check_cue_count, check_cue_length
from .problems import Problems, quote
from .times import parse_timing

NAME = "substation"
DIALECT = Dialect(identifiers=False, words_beside_times=False, comma_is_strange=False, all_references=False)
SECTION = re.compile(r"\s*\[([^\]]{1,60})\]\s*")
FIELDS = "layer, start, end, style, name, marginl, marginr, marginv, effect, text"
TIME = re.compile(r"(\d{1,3}:\d{1,2}:\d{1,2})[.:](\d{1,3})")
DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")
HEAD = "[script info]"
LOST_HEADS = frozenset(["[v4 styles]", "[v4+ styles]", "[events]"])
FIELD = re.compile(r"\s*(?:format|dialogue)\s*:", re.IGNORECASE)
# Files inside the file, in letters that mean nothing to anybody.
EMBEDDED = ("fonts", "graphics")


def recognises(lines: list[str]) -> bool:
    """Say whether the first line with words is the head of a SubStation file, or what is left of one.

    Of what is left a line of fields or a cue has to follow: a plain text may begin with “[Events]” too.
    """
    first = next((line for line in lines if line.strip()), "").strip().lower()
    return first == HEAD or (first in LOST_HEADS and any(map(FIELD.match, lines)))


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of a SubStation file, in the order of the file."""
    reader = _Reader(problems)
    section = ""
    for number, line in enumerate(lines, 1):
        if match := SECTION.fullmatch(line):
            section = match[1].strip().lower()
        elif not line.strip():
            continue
        elif section == "events":
            reader.event(number, line)
        elif "style" in section:
            reader.styles.append((number, line))
        elif section in EMBEDDED:
            problems.count("styling-left-out", number)
        else:
            reader.head.append((number, line))
    for code, told in (("header-text", reader.head), ("style", reader.styles)):
        if text := quote([line for _, line in told]):
            problems.add(code, told[0][0], text=text)
    return to_cues(reader.blocks, DIALECT, problems)


class _Reader:
    """Takes the events one by one."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._fields = [name.strip() for name in FIELDS.split(",")]
        self.blocks: list[Block] = []
        self.head: list[tuple[int, str]] = []
        self.styles: list[tuple[int, str]] = []

    def event(self, number: int, line: str) -> None:
        """Take a line of the events: a cue, the names of the fields, or something that is told."""
        kind, _, rest = line.partition(":")
        kind = kind.strip().lower()
        if kind == "format":
            self._fields = [name.strip().lower() for name in rest.split(",")]
            return
        values = rest.split(",", len(self._fields) - 1)
        event = dict(zip(self._fields, (value.strip() for value in values), strict=False))
        if kind != "dialogue" or "text" not in event:
            told = event.get("text", "") if kind == "comment" else ""
            self._problems.add("note", number, text=told or line.strip())
        elif DRAWING.search(event["text"]):
            self._problems.add("style", number, text=event["text"])
        else:
            self._cue(number, event)

    def _cue(self, number: int, event: dict[str, str]) -> None:
        times = [TIME.fullmatch(event.get(name, "")) for name in ("start", "end")]
        written = f"{event.get('start', '')} – {event.get('end', '')}"
        exact = " --> ".join(f"{time[1]}.{time[2]:0<3}" for time in times if time)
        text = event["text"].replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
        check_cue_length(len(text), number)
        lines = [(number, one) for one in text.split("\n") if one.strip()]
        speaker = event.get("name") or event.get("actor") or ""
        timing = parse_timing(exact, number) if all(times) else None
        self.blocks.append(Block(number, written, timing, lines, speaker))
        check_cue_count(len(self.blocks), number)
