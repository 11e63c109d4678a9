"""What a run read and what it found."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

_EXAMPLES = 3


@dataclass(frozen=True)
class Finding:
    """Something that must not be: what is withheld ``place``, and ``where`` it came out."""

    place: str
    where: str


@dataclass
class Report:
    """``read`` counts answers by kind, ``skipped`` links past the limit of a page, ``guessed`` parameters of addresses
    for which no real value is known, ``failed`` what could not be read at all.
    """

    canaries: int = 0
    read: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    guessed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether everything could be read and nothing came out."""
        return not self.findings and not self.failed

    def find(self, places: Iterable[str], where: str) -> None:
        """Note that the words of ``places`` came out at ``where``."""
        self.findings += [Finding(place, where) for place in places]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        findings = [asdict(one) for one in self.findings]
        counts = {name: dict(getattr(self, name)) for name in ("read", "skipped")}
        return vars(self) | counts | {"findings": findings}

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Report":
        """Return the report that ``as_json`` wrote down."""
        counters = {name: Counter(values[name]) for name in ("read", "skipped")}
        return cls(**values | counters | {"findings": [Finding(**one) for one in values["findings"]]})

    def lines(self) -> Iterator[str]:
        """Yield the report in sentences, each place once with some of the addresses where it came out."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.read.items()))
        yield f"{self.canaries} words planted, {self.read.total()} answers read: {kinds or 'none'}."
        if self.skipped:
            worst = ", ".join(f"{path} ({count})" for path, count in self.skipped.most_common(_EXAMPLES))
            yield f"Links not followed, past the limit of each page: {self.skipped.total()}, most of them at {worst}."
        if self.guessed:
            yield f"Addresses asked for with made-up values only: {', '.join(self.guessed)}."
        for failure in self.failed:
            yield f"could not be read: {failure}"
        places: dict[str, list[str]] = {}
        for one in self.findings:
            places.setdefault(one.place, []).append(one.where)
        for place, wheres in places.items():
            more = f" and {len(wheres) - _EXAMPLES} more" if len(wheres) > _EXAMPLES else ""
            yield f"LEAK: {place} → {'; '.join(wheres[:_EXAMPLES])}{more}"
