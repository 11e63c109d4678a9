"""A stretch of an interview as it is quoted: which passages it is, what stands around it, whether it still says so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from interviews import exporting, versions
from interviews.models import Interview, Redaction, Segment, Transcript
from interviews.segmenting import Passage

_STRETCH = re.compile(r"(?P<by_position>p?)(?P<first>[0-9]{1,7})-(?P=by_position)(?P<last>[0-9]{1,7})")
AROUND = 3  # moments shown before and after


@dataclass(frozen=True)
class Stretch:
    """Seconds ``first`` up to, without, ``last``; or the positions from ``first`` to ``last`` of the original."""

    first: int
    last: int
    by_position: bool

    @classmethod
    def read(cls, text: str) -> "Stretch | None":
        """Read ``83-121`` or ``p3-p4``; None for anything else, and for what ends before it begins."""
        found = _STRETCH.fullmatch(text)
        if not found:
            return None
        stretch = cls(int(found["first"]), int(found["last"]), bool(found["by_position"]))
        in_order = stretch.first <= stretch.last if stretch.by_position else stretch.first < stretch.last
        return stretch if in_order else None

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "Stretch":
        """Return the stretch of ``segments``, one or more in order, in whole seconds."""
        first, last = segments[0], segments[-1]
        if first.start_ms is None or last.end_ms is None:
            return cls(first.moment, last.moment, by_position=True)
        begin = first.start_ms // 1000
        return cls(begin, max(last.end_ms // 1000, begin + 1), by_position=False)

    def __str__(self) -> str:
        return f"p{self.first}-p{self.last}" if self.by_position else f"{self.first}-{self.last}"

    def holds(self, segment: Segment | Passage, moment: int = 0) -> bool:
        """Tell whether ``segment`` is quoted; ``moment`` is its place, where the stretch is one of positions.

        Addresses have whole seconds, so passages that touch are told apart by theirs, rounded down.
        """
        if self.by_position:
            return segment.start_ms is None and self.first <= moment <= self.last
        if segment.start_ms is None or segment.end_ms is None:
            return False
        begin = segment.start_ms // 1000
        return begin < self.last and max(segment.end_ms // 1000, begin + 1) > self.first


def lasting(
    interview: Interview, transcript: Transcript, stretch: Stretch, name: str = "interviews:passage", *more: str
) -> str:
    """Return the address at which ``stretch`` can always be found in this version, or that of a file beside it."""
    query = urlencode([("transcript", transcript.language), ("v", str(transcript.version))])
    return f"{reverse(name, args=[interview.accession, str(stretch), *more])}?{query}"


@dataclass
class Quoted:
    """The moments of a stretch, each in the quoted language and beside it, with those before and after."""

    before: list[exporting.Moment]
    moments: list[exporting.Moment]
    after: list[exporting.Moment]

    @classmethod
    def alone(cls, segment: Segment) -> "Quoted":
        """Return ``segment`` with nothing around it."""
        return cls([], [exporting.Moment([segment], [])], [])

    @property
    def segments(self) -> list[Segment]:
        """The passages that are quoted, in order."""
        return [segment for moment in self.moments for segment in moment.one]


def quote(stretch: Stretch, transcript: Transcript, other: Transcript | None) -> Quoted | None:
    """Return what ``transcript`` says in ``stretch``, with ``other`` beside it; None if that is nothing."""
    if other is None:
        moments = [exporting.Moment([one], []) for one in transcript.segments.order_by("position")]
    else:
        moments = list(exporting.beside(transcript, other))
    held = [n for n, moment in enumerate(moments) if any(stretch.holds(one, one.moment) for one in moment.one)]
    if not held:
        return None
    first, last = held[0], held[-1] + 1
    return Quoted(moments[max(0, first - AROUND) : first], moments[first:last], moments[last : last + AROUND])


def version_in(text: str) -> int:
    """Read the version that a link cites; 0 for what is no number of a version."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def is_withheld_since(quoted: Quoted, transcript: Transcript, version: int) -> bool:
    """Tell whether words were taken out of the quoted stretch after ``version`` of ``transcript``.

    Where it is not known when that version was made, any redaction counts.
    """
    rows = versions.standing_for(transcript, version)
    made = rows[-1].at if rows else None  # of a sitting, when it began: what was taken out since then counts
    later = Redaction.objects.filter(interview=transcript.interview_id, **({"made_at__gte": made} if made else {}))
    segments = quoted.segments
    return any(
        redaction.covers(start_ms=one.start_ms, end_ms=one.end_ms, first=one.moment, last=one.moment)
        for redaction in later
        for one in segments
    )


def is_edited_since(quoted: Quoted, transcript: Transcript, stretch: Stretch, version: int) -> bool:
    """Tell whether the stretch said something else in ``version``; what is not known any more counts as edited."""
    if version == transcript.version:
        return False
    rows = versions.standing_for(transcript, version)
    now = _words(quoted.segments)
    return not rows or any(_words(_then(quoted, stretch, versions.words_of(row))) != now for row in rows)


def _then(quoted: Quoted, stretch: Stretch, passages: Sequence[Passage]) -> list[Passage]:
    """Return those of ``passages``, of an earlier version, that stand where the quoted ones do now."""
    if stretch.by_position:  # those of a translation count its own passages; the stretch counts the original's
        return [passages[one.position] for one in quoted.segments if one.position < len(passages)]
    return [one for one in passages if stretch.holds(one)]


def _words(passages: Iterable[Passage | Segment]) -> list[str]:
    return " ".join(one.text for one in passages).split()


def around(moments: Sequence[exporting.Moment]) -> list[tuple[exporting.Moment, str]]:
    """Return ``moments`` each with its stretch, for links; a moment that one language lacks is named by the other."""
    return [(moment, str(Stretch.of(moment.one or moment.other))) for moment in moments]
