"""The same moment in another language: what stands beside a passage that was found, for a page in few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import get_language

from interviews.models import Segment, Transcript

_BEFORE = 20  # untimed passages of the original that one of a translation may hold


@dataclass(frozen=True)
class Aligned:
    """What a passage says, in another language. ``kind`` and ``provenance`` are those of its transcript."""

    language: str
    kind: str
    provenance: str
    text: str


@dataclass
class _Place:
    """A passage that was found, and the transcript in which its counterpart is looked for."""

    segment: Segment
    transcript: Transcript

    def nearby(self) -> Q:
        """Match what may say the same in passages that are cut otherwise: of the same time, or untimed, just before."""
        one = self.segment
        if one.start_ms is None or one.end_ms is None:
            near = Q(moment__gt=one.moment - _BEFORE, moment__lt=one.moment)
        else:
            near = Q(start_ms__lt=one.end_ms, end_ms__gt=one.start_ms)
        return Q(transcript=self.transcript) & near

    def counterparts(self, candidates: Sequence[Segment]) -> list[Segment]:
        """Return those of ``candidates`` that say the same: by moment, else by shared time, else the last before.

        A translation that is cut more coarsely has none of this moment: its passage bears the moment that it shares
        most time with.
        """
        moment, start, end = self.segment.moment, self.segment.start_ms, self.segment.end_ms
        if same := [one for one in candidates if one.moment == moment]:
            return same
        if start is None or end is None:
            before = [one for one in candidates if moment - _BEFORE < one.moment < moment]
            last = max((one.moment for one in before), default=0)
            return [one for one in before if one.moment == last][-1:]
        return [
            one
            for one in candidates
            if one.start_ms is not None and one.end_ms is not None and one.start_ms < end and start < one.end_ms
        ]


def aligned(found: Iterable[tuple[Segment, Collection[str]]], reads: str = "") -> dict[int, Aligned]:
    """Return by segment id what stands beside each of ``found``: in the language that is read, or the original.

    With each segment, its transcript and interview joined, come the languages in which its interview can be read.
    Only what is public now counts, at the revision that the segment's interview has.
    """
    reads = reads or get_language() or ""
    wanted = [(one, code) for one, readable in found if (code := _language(one, readable, reads))]
    if not wanted:
        return {}
    transcripts = {
        (one.interview_id, one.language): one
        for one in Transcript.objects.public().filter(
            interview__in={one.transcript.interview_id for one, _ in wanted}, language__in={code for _, code in wanted}
        )
    }
    places = [
        _Place(one, transcripts[key])
        for one, code in wanted
        if (key := (one.transcript.interview_id, code)) in transcripts
    ]
    beside = _beside(places, [Q(transcript=pk, moment__in=moments) for pk, moments in _moments(places).items()])
    others = [place for place in places if place.segment.pk not in beside]
    return beside | _beside(others, [place.nearby() for place in others])


def _moments(places: Iterable[_Place]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for place in places:
        found[place.transcript.pk].add(place.segment.moment)
    return found


def _language(segment: Segment, readable: Collection[str], reads: str) -> str:
    """Return the language of what stands beside ``segment``: the reader's, else, of a translation, the original's."""
    own, original = segment.transcript.language, segment.transcript.interview.language
    return next((code for code in (reads, original) if code != own and code in readable), "")


def _beside(places: Sequence[_Place], asked: Sequence[Q]) -> dict[int, Aligned]:
    """Fetch what any of ``asked`` matches, in one statement, and return what of it stands beside each place."""
    if not places:
        return {}
    rows = Segment.objects.public().filter(reduce(or_, asked), transcript__in={one.transcript.pk for one in places})
    rows = rows.select_related("transcript__interview").order_by("transcript", "position")
    candidates: dict[int, list[Segment]] = defaultdict(list)
    for row in rows:
        candidates[row.transcript_id].append(row)
    found = {}
    for place in places:
        written, revision = place.transcript, place.segment.transcript.interview.revision
        own = [one for one in candidates[written.pk] if one.transcript.interview.revision == revision]
        if parts := place.counterparts(own):
            text = " ".join(one.text for one in parts)
            found[place.segment.pk] = Aligned(written.language, written.kind, written.provenance, text)
    return found
