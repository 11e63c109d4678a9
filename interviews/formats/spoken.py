"""Cues of formats that give words and times apart, as XML and JSON do: words tidied, times looked over."""

import re
import sys
from dataclasses import dataclass, replace

from .cleaning import clean_line
from .cues import NOTHING_ELSE, Cue, Extras
from .limits import check_cue_count, check_cue_length
from .markup import VOICE_LIMIT
from .problems import Problems
from .sequence import WORDS_PER_SECOND, Sequence
from .times import Timing

WORD = re.compile(r"\w+")
LANGUAGES = {
    **dict.fromkeys(("be", "bel", "belarusian"), "be"),
    **dict.fromkeys(("ru", "rus", "russian"), "ru"),
    **dict.fromkeys(("uk", "ukr", "ukrainian"), "uk"),
    **dict.fromkeys(("en", "eng", "english"), "en"),
}


@dataclass(frozen=True, slots=True)
class Body:
    """What a structured file says: its cues, the language that it names, and what it holds beside them."""

    cues: list[Cue]
    language: str | None = None
    extras: Extras = NOTHING_ELSE


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    start_ms: int | None
    end_ms: int | None
    speaker: str
    text: str
    written: str


class Spoken:
    """Collects what is said in the order of the file, then looks over the times.

    ``tiers`` puts cues in the order of their beginnings, because a file that keeps each voice apart has to be brought
    together. Where ``voices`` may speak at the same time, as in tiers, that is not told.
    """

    def __init__(self, problems: Problems, *, tiers: bool = False, voices: bool = False) -> None:
        self._problems = problems
        self._tiers = tiers
        self._voices = voices or tiers
        self._rows: list[_Row] = []

    def add(
        self, line: int, start_ms: int | None, end_ms: int | None, speaker: str, text: str, written: str = ""
    ) -> None:
        """Take one passage; a time is None if it has none. ``written`` is how the file gives its times, to quote."""
        said = tidy(text, line, self._problems)
        if not said:
            if not self._tiers:
                self._problems.add("cue-empty", line)
            return
        check_cue_length(len(said), line)
        who = tidy(" ".join(speaker.split()), line, self._problems)
        if len(who) > VOICE_LIMIT:
            self._problems.add("speaker-too-long", line, limit=VOICE_LIMIT, text=who)
            who, said = "", f"{who}: {said}"
        self._rows.append(_Row(line, start_ms, end_ms, sys.intern(who), said, written))
        check_cue_count(len(self._rows), line)

    def leave_out(self, line: int, timing: str, text: str) -> None:
        """Tell of a passage whose times can't be read."""
        self._problems.add("time-wrong", line, refuses=True, timing=timing, text=" ".join(text.split()))

    def cues(self) -> list[Cue]:
        """Return the cues; what is missing of their times is filled in, and what can't be kept is told."""
        rows = self._rows
        if self._tiers:
            rows = _by_time(rows)
        rows = self._with_ends(self._with_starts(rows))
        sequence = Sequence(self._problems, comma_is_strange=False, tell_overlaps=not self._voices)
        cues = [cue for row in rows if (cue := self._cue(row, sequence))]
        if not cues:
            self._problems.add("no-cues", 1)
        return cues

    def _cue(self, row: _Row, sequence: Sequence) -> Cue | None:
        if row.start_ms is None or row.end_ms is None:
            return Cue(None, None, row.speaker, row.text, row.line)
        written = row.written or f"{clock(row.start_ms)} – {clock(row.end_ms)}"
        timing = Timing(
            row.line, written, row.start_ms, row.end_ms, "", "-->", (), two_fields_over_99=False, comma=False
        )
        times = sequence.admit(timing, lambda: " ".join(row.text.split()))
        return Cue(*times, row.speaker, row.text, row.line) if times else None

    def _with_starts(self, rows: list[_Row]) -> list[_Row]:
        """Return ``rows`` so that those with an end have a start: where the one before ends."""
        timed = any(row.start_ms is not None or row.end_ms is not None for row in rows)
        before, filled = 0, []
        for row in rows:
            if row.start_ms is None and row.end_ms is not None:
                self._problems.count("starts-taken", row.line)
                row = replace(row, start_ms=min(before, row.end_ms))
            elif row.start_ms is None and timed:
                self._problems.count("untimed", row.line)
            before = row.end_ms if row.end_ms is not None else row.start_ms if row.start_ms is not None else before
            filled.append(row)
        return filled

    def _with_ends(self, rows: list[_Row]) -> list[_Row]:
        """Return ``rows`` so that those with a start have an end: where the next begins, or reckoned from the words."""
        following: int | None = None
        filled = []
        for row in reversed(rows):
            start = row.start_ms
            if start is not None and row.end_ms is None:
                if following is not None and following > start:
                    self._problems.count("ends-taken", row.line)
                    end = following
                else:
                    end = start + max(1000, round(len(row.text.split()) / WORDS_PER_SECOND * 1000))
                    self._problems.add("end-estimated", row.line, seconds=(end - start) // 1000)
                row = replace(row, end_ms=end)
            following = following if start is None else start
            filled.append(row)
        return filled[::-1]


def _by_time(rows: list[_Row]) -> list[_Row]:
    """Return ``rows`` in the order of their beginnings; what has none stays with what it stands below in the file."""
    starts, latest = [], 0
    for row in rows:
        latest = latest if row.start_ms is None else row.start_ms
        starts.append(latest)
    return [rows[index] for index in sorted(range(len(rows)), key=lambda index: starts[index])]


def tidy(text: str, line: int, problems: Problems) -> str:
    """Return ``text`` as cues have it: no invisible characters, NFC, no blank lines, no white space at the ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = (clean_line(one, line, problems).strip() for one in text.split("\n"))
    return "\n".join(one for one in lines if one)


def milliseconds(seconds: float) -> int:
    """Return ``seconds`` in whole milliseconds; what no clock can show becomes too late to be kept."""
    return round(max(-1e12, min(1e12, seconds)) * 1000)


def clock(ms: int) -> str:
    """Return ``ms`` as people write it."""
    seconds, rest = divmod(abs(ms), 1000)
    sign = "-" if ms < 0 else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def known_language(name: str) -> str | None:
    """Return be, ru, uk or en for what files call these languages (``ukr``, ``en-US``, ``Russian``), else None."""
    return LANGUAGES.get(name.strip().lower().replace("_", "-").partition("-")[0])
