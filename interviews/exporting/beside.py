"""Two transcripts of one interview side by side, moment by moment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from interviews.exporting.lines import segments_of
from interviews.models import Segment, Transcript


@dataclass(slots=True)
class Moment:
    """What is said at one moment, in each of the two languages: often one passage, at times none or several."""

    one: list[Segment] = field(default_factory=list)
    other: list[Segment] = field(default_factory=list)


def beside(one: Transcript, other: Transcript) -> Sequence[Moment]:
    """Return the moments of both in the order of the original."""
    found: defaultdict[int, Moment] = defaultdict(Moment)
    for segment in segments_of(one):
        found[segment.moment].one.append(segment)
    for segment in segments_of(other):
        found[segment.moment].other.append(segment)
    return [found[position] for position in sorted(found)]
