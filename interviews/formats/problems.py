"""Collects what is found wrong while a file is read, so that a thousand faults of one kind stay readable."""

from collections import Counter, defaultdict

from .cues import Problem, make_problem, refusal
from .limits import MAX_PROBLEMS
from .messages import OF_WHOLE_FILE

# Told once for a file, with the first line and the count: habits of the program that wrote it.
COUNTED = frozenset(
    {
        "comma-decimals",
        "ends-taken",
        "entities-decoded",
        "entity-unknown",
        "footnote-marks",
        "fraction-colon",
        "fraction-digits",
        "fraction-missing",
        "invisible-bidi",
        "invisible-control",
        "invisible-nul",
        "invisible-soft-hyphen",
        "invisible-zero-width",
        "letters-halved",
        "marks-piled-up",
        "override-codes",
        "pauses-left-out",
        "sounds-kept",
        "starts-taken",
        "styling-left-out",
        "tag-kept",
        "themes-left-out",
        "time-spaces",
        "times-shared-out",
        "untimed",
    }
)
# Told line by line up to SHOWN times; the lines of the rest are listed together. No words are lost by these.
REPEATED = frozenset(
    {
        "arrow-in-text",
        "arrow-odd",
        "cue-empty",
        "end-estimated",
        "hours-over-99",
        "identifier-code",
        "label-kept",
        "label-once",
        "minutes-over-59",
        "number-odd",
        "outside-parent",
        "overlap",
        "seconds-over-59",
        "stamp-empty",
        "stamp-unsorted",
        "tag-unclosed",
        "sync-mark",
        "text-after-blank",
        "text-without-time",
        "unsorted",
        "voices-parted",
        "voices-split",
        "zero-length",
    }
)
SHOWN = 20


class Problems:
    """The problems of one file, in the making."""

    def __init__(self) -> None:
        self._told: list[Problem] = []
        self._first: dict[str, int] = {}
        self._count: Counter[str] = Counter()
        self._more: defaultdict[str, list[int]] = defaultdict(list)
        self._of_elements = False

    def add(self, code: str, line: int, *, refuses: bool = False, **params: str | int) -> None:
        """Add a problem at ``line``. Raises ``FormatError`` when there are more than anyone could look at."""
        self._count[code] += 1
        self._first.setdefault(code, line)
        if code in REPEATED and self._count[code] > SHOWN:
            self._more[code].append(line)
            return
        self._told.append(make_problem(code, line, refuses=refuses, **params))
        if len(self._told) > MAX_PROBLEMS:
            raise refusal("too-many-problems", line, limit=MAX_PROBLEMS)

    def count(self, code: str, line: int, times: int = 1) -> None:
        """Count a fault that is told once for the whole file, with its first line."""
        self._first[code] = min(self._first.get(code, line), line)
        self._count[code] += times

    def number_elements(self) -> None:
        """Say, if there is any problem, that the numbers of lines count elements: the file has hardly any lines."""
        self._of_elements = True

    def finish(self) -> tuple[Problem, ...]:
        """Return all problems in the order of their lines."""
        told = list(self._told)
        if self._of_elements and self._count.keys() - OF_WHOLE_FILE:
            told.insert(0, make_problem("lines-are-elements", 1))
        for code in COUNTED & self._first.keys():
            line = self._first[code]
            told.append(make_problem(code, line, count=self._count[code]))
        for code, lines in self._more.items():
            listed = ", ".join(map(str, lines))
            told.append(make_problem("more-like-it", lines[0], first=self._first[code], count=len(lines), lines=listed))
        return tuple(sorted(told, key=lambda problem: problem.line))


def quote(lines: list[str]) -> str:
    """Return ``lines`` as one line for a message, with nothing left out."""
    return " ⏎ ".join(stripped for line in lines if (stripped := line.strip()))
