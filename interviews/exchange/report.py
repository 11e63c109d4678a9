"""What an import did and what it refused, told by file and line."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

KINDS = (
    "series",
    "branches",
    "ranks",
    "themes",
    "glossary",
    "interviews",
    "transcripts",
    "recordings",
    "codings",
    "warnings",
)
OUTCOMES = ("created", "updated", "unchanged", "refused")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a line of a file of the batch (line 0: the whole file), with what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        # The same in every language, so that scripts and editors can jump to the place.
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class Refused(Exception):
    """A row, a file or a whole batch that is not taken in, and why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(map(str, findings)))
        self.findings = findings


@dataclass
class Report:
    """The outcome of an import. ``counts[kind][outcome]``; notices are worth knowing, refusals have to be mended."""

    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refused: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)

    def count(self, kind: str, outcome: str, times: int = 1) -> None:
        """Count ``times`` records of ``kind``, one of :data:`KINDS`, as one of :data:`OUTCOMES`."""
        self.counts[kind][outcome] += times

    def notice(self, file: str, line: int, message: str) -> None:
        """Tell something that doesn't stop the import."""
        self.notices.append(Finding(file, line, message))

    def take(self, other: "Report") -> None:
        """Add all of ``other``, which reports a part."""
        for kind, counted in other.counts.items():
            self.counts[kind].update(counted)
        self.refused += other.refused
        self.notices += other.notices

    def total(self, outcome: str) -> int:
        """Return how many records of all kinds had ``outcome``."""
        return sum(counted[outcome] for counted in self.counts.values())

    def rows(self) -> Iterator[tuple[str, list[int]]]:
        """Give the kinds that were met, each with its numbers in the order of :data:`OUTCOMES`."""
        for kind in KINDS:
            if kind in self.counts:
                yield kind, [self.counts[kind][outcome] for outcome in OUTCOMES]
