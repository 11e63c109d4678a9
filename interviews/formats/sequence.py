"""Looks over the times of timed cues: which can't be kept, and which of those that can are worth a second look."""

from collections.abc import Callable

from .cues import Cue
from .limits import MAX_TIME_MS
from .problems import Problems
from .times import Timing

HUNDRED_HOURS_MS = 100 * 3600 * 1000
# What the length of a passage is reckoned with where its end is unknown.
WORDS_PER_SECOND = 2.5


class Sequence:
    """Checks cue after cue in the order of the file; the order itself is never changed."""

    def __init__(self, problems: Problems, *, comma_is_strange: bool, tell_overlaps: bool = True) -> None:
        self._problems = problems
        self._tell_overlaps = tell_overlaps
        self._comma_is_strange = comma_is_strange
        self._before_ms = -1
        self._before_line = 0
        self._latest_end_ms = -1
        self._latest_line = 0

    def admit(self, timing: Timing, words: Callable[[], str]) -> tuple[int, int] | None:
        """Return the start and end of a cue, or None if its times make it impossible; then ``words`` are quoted."""
        if code := self._fault(timing):
            value = {"value": dict(timing.slips)["seconds-over-59"]} if code == "seconds-impossible" else {}
            self._problems.add(code, timing.line, refuses=True, timing=timing.written, text=words(), **value)
            return None
        start, end = max(0, timing.start_ms), timing.end_ms
        if timing.start_ms < 0:
            self._problems.add("start-negative", timing.line, timing=timing.written)
        self._tell_slips(timing)
        self._tell_order(timing.line, start, end)
        return start, end

    def _fault(self, timing: Timing) -> str:
        if timing.two_fields_over_99 and not self._goes_on(timing):
            return "time-ambiguous"
        if max(timing.start_ms, timing.end_ms) > MAX_TIME_MS:
            return "time-too-late"
        if timing.end_ms < timing.start_ms:
            return "seconds-impossible" if "seconds-over-59" in dict(timing.slips) else "ends-before-start"
        return "time-negative" if timing.end_ms < 0 else ""

    def _goes_on(self, timing: Timing) -> bool:
        """Say whether ``120:00.000`` read as minutes follows the cue before it within an hour.

        W3C WebVTT takes a first number over 59 for hours and then finds no seconds. Programs write it for minutes.
        """
        return 0 <= self._before_ms <= timing.start_ms <= self._before_ms + 3600 * 1000

    def _tell_slips(self, timing: Timing) -> None:
        for code, value in timing.slips:
            if code in ("minutes-over-59", "seconds-over-59"):
                self._problems.add(code, timing.line, value=value)
            else:
                self._problems.count(code, timing.line)
        if timing.comma and self._comma_is_strange:
            self._problems.count("comma-decimals", timing.line)
        if timing.arrow != "-->":
            self._problems.add("arrow-odd", timing.line, arrow=timing.arrow)

    def _tell_order(self, line: int, start: int, end: int) -> None:
        if start >= HUNDRED_HOURS_MS:
            self._problems.add("hours-over-99", line)
        if start == end:
            self._problems.add("zero-length", line)
        if start < self._before_ms:
            self._problems.add("unsorted", line, other=self._before_line)
        elif start < self._latest_end_ms and self._tell_overlaps:
            self._problems.add("overlap", line, other=self._latest_line)
        self._before_ms, self._before_line = start, line
        if end > self._latest_end_ms:
            self._latest_end_ms, self._latest_line = end, line


def share_out(cues: list[Cue], start_ms: int, end_ms: int) -> list[Cue]:
    """Return ``cues`` with the time between ``start_ms`` and ``end_ms`` divided among them by their words."""
    weights = [max(1, len(cue.text.split())) for cue in cues]
    total, said, shared = sum(weights), 0, []
    for cue, weight in zip(cues, weights, strict=True):
        begins = start_ms + (end_ms - start_ms) * said // total
        said += weight
        shared.append(Cue(begins, start_ms + (end_ms - start_ms) * said // total, cue.speaker, cue.text, cue.line))
    return shared
