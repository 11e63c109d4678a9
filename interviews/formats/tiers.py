"""Tiers of linguists' programs: each voice or layer of annotation apart, brought together in the order of time."""

from collections import Counter
from dataclasses import dataclass, field

from .cues import Cue, Extras
from .limits import check_cue_count
from .problems import Problems
from .spoken import Body, Spoken


@dataclass(frozen=True, slots=True)
class Annotation:
    """A labelled stretch of time, or a moment, of one tier; times are None where nothing gives them."""

    line: int
    start_ms: int | None
    end_ms: int | None
    text: str


@dataclass(slots=True)
class Tier:
    """One voice or layer. ``speaker`` speaks in it, if the file says who; ``depends``: it hangs on another."""

    line: int
    name: str
    speaker: str = ""
    depends: bool = False
    annotations: list[Annotation] = field(default_factory=list)

    def words(self) -> list[Annotation]:
        return [one for one in self.annotations if one.text.strip()]


def body_of(tiers: list[Tier], problems: Problems, language: str | None = None) -> Body:
    """Return the cues of all tiers. The speaker is the one the tier names, unless he has several, or else the tier."""
    spoken = Spoken(problems, tiers=True)
    of_speaker = Counter(tier.speaker for tier in tiers if tier.words())
    read = []
    count = 0
    for tier in tiers:
        words = tier.words()
        shared = of_speaker[tier.speaker] > 1 or tier.depends
        name = tier.name if tier.name and (shared or not tier.speaker) else tier.speaker
        for one in words:
            count += 1
            check_cue_count(count, one.line)
            spoken.add(one.line, one.start_ms, one.end_ms, name, one.text)
        if words:
            read.append(f"{tier.name or '–'} ({len(words)})")
    if len(read) > 1:
        problems.add("tiers-read", tiers[0].line, tiers=", ".join(read))
    cues: list[Cue] = spoken.cues()
    return Body(cues, language, Extras(tiers=tuple(tier.name for tier in tiers)))
