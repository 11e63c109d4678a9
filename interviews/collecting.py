"""Passages that a reader ticked, looked up together. Nothing of it is kept: their names come with every request."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from interviews import exporting, quoting, reading
from interviews.addresses import named
from interviews.models import Interview, Redaction, Segment, Transcript
from interviews.quoting import Stretch

MOST = 100
"""Passages on one page; what is more is not looked up, and the page says so."""

_PICK = re.compile(
    r"(?P<accession>[A-Z0-9-]{1,32})/(?P<stretch>p?[0-9]{1,7}-p?[0-9]{1,7})/(?P<language>[a-z]{2})/(?P<version>[0-9]{1,6})"
)


@dataclass(frozen=True)
class Pick:
    """The name of a passage: interview, stretch, the transcript whose words are meant, and its version."""

    accession: str
    stretch: Stretch
    language: str
    version: int

    @classmethod
    def read(cls, text: str) -> "Pick | None":
        """Read ``OOU-7K3M/83-121/be/2``; None for anything else."""
        found = _PICK.fullmatch(text)
        stretch = Stretch.read(found["stretch"]) if found else None
        if not found or stretch is None:
            return None
        return cls(found["accession"], stretch, found["language"], int(found["version"]))

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "Pick":
        """Name the first of ``segments`` and those after it of the same transcript; its interview is joined."""
        transcript = segments[0].transcript
        own = [one for one in segments if one.transcript_id == transcript.pk]
        return cls(transcript.interview.accession, Stretch.of(own), transcript.language, transcript.version)

    def __str__(self) -> str:
        return f"{self.accession}/{self.stretch}/{self.language}/{self.version}"


def read(texts: Iterable[str]) -> list[Pick]:
    """Return the passages that are named, each once; what is no name is nothing."""
    return list(dict.fromkeys(pick for one in texts if (pick := Pick.read(one))))


@dataclass
class Collected:
    """A passage on the page: its words as they were ticked, and beside them those in the reader's language."""

    pick: Pick
    interview: Interview
    transcript: Transcript
    segments: list[Segment]
    other: Transcript | None = None
    beside: list[Segment] = field(default_factory=list)

    @property
    def is_edited(self) -> bool:
        """Whether the transcript has another version than the one that was ticked."""
        return self.pick.version != self.transcript.version

    @property
    def start_ms(self) -> int | None:
        """When the first of its segments begins."""
        return self.segments[0].start_ms

    @property
    def end_ms(self) -> int | None:
        """When the last one ends."""
        return self.segments[-1].end_ms

    @property
    def citation(self) -> str:
        """The words by which it is cited."""
        return exporting.citation(self.interview, self.transcript, at_ms=self.start_ms, until_ms=self.end_ms)

    @property
    def lasting(self) -> str:
        """The address of its own page, in the version that is shown."""
        return quoting.lasting(self.interview, self.transcript, self.pick.stretch)

    @property
    def found_at(self) -> str:
        """The same in words that are good apart from this site: in full, or with the archive's name."""
        return named(self.lasting)

    @property
    def reference(self) -> exporting.Reference:
        """What a reference manager keeps of it."""
        return exporting.Reference(self.interview, self.transcript, self.start_ms, self.end_ms, path=self.lasting)


def gather(picks: Sequence[Pick]) -> list[Collected]:
    """Return those of the first :data:`MOST` ``picks`` that are public now, in their order, in five statements.

    One that is hidden, or has lost words since the version that was ticked, is left out like one that never was.
    """
    picks = picks[:MOST]
    public = Interview.objects.public().with_labels()
    interviews = {one.accession: one for one in public.filter(accession__in={one.accession for one in picks})}
    several = reading.public_transcripts(interviews.values())
    found = []
    for pick in picks:
        interview = interviews.get(pick.accession)
        own = {one.language: one for one in several.get(interview.pk, [])} if interview else {}
        transcript = own.get(pick.language)
        if interview is None or transcript is None or not 1 <= pick.version <= transcript.version:
            continue
        for one in own.values():
            one.interview = interview
        found.append(Collected(pick, interview, transcript, [], _beside(own, transcript, interview)))
    _add_words(found)
    withheld = _withheld([one for one in found if one.segments and one.is_edited])
    return [one for one in found if one.segments and one.pick not in withheld]


def _beside(own: Mapping[str, Transcript], quoted: Transcript, interview: Interview) -> Transcript | None:
    """Return what stands beside: the reader's language, else, of a translation, the words as spoken."""
    for code in (get_language() or settings.LANGUAGE_CODE, interview.language):
        if code != quoted.language and code in own:
            return own[code]
    return None


def _add_words(found: Sequence[Collected]) -> None:
    quoted = _segments((one.transcript, _near(one.pick.stretch)) for one in found)
    for one in found:
        near = quoted.get(one.transcript.pk, [])
        one.segments = [segment for segment in near if one.pick.stretch.holds(segment, segment.moment)]
    moments = {id(one): {segment.moment for segment in one.segments} for one in found}
    beside = _segments((one.other, Q(moment__in=moments[id(one)])) for one in found if one.other and one.segments)
    for one in found:
        if one.other:
            one.beside = [segment for segment in beside.get(one.other.pk, []) if segment.moment in moments[id(one)]]


def _near(stretch: Stretch) -> Q:
    if stretch.by_position:
        return Q(moment__range=(stretch.first, stretch.last))
    return Q(start_ms__lt=stretch.last * 1000, end_ms__gte=stretch.first * 1000)


def _segments(places: Iterable[tuple[Transcript, Q]]) -> dict[int, list[Segment]]:
    wanted = list(places)
    near = Q(pk__in=[])
    for transcript, where in wanted:
        near |= Q(transcript=transcript) & where
    transcripts = {transcript.pk: transcript for transcript, _where in wanted}
    found: dict[int, list[Segment]] = defaultdict(list)
    if wanted:
        for segment in Segment.objects.public().filter(near).order_by("transcript", "position"):
            segment.transcript = transcripts[segment.transcript_id]
            found[segment.transcript_id].append(segment)
    return found


def _withheld(older: Sequence[Collected]) -> set[Pick]:
    """Return those of passages, ticked in an earlier version, out of which words were taken at any time."""
    if not older:
        return set()
    redactions = list(Redaction.objects.filter(interview__in={one.interview.pk for one in older}))
    return {
        one.pick
        for one in older
        for redaction in redactions
        if redaction.interview_id == one.interview.pk
        and any(
            redaction.covers(start_ms=s.start_ms, end_ms=s.end_ms, first=s.moment, last=s.moment) for s in one.segments
        )
    }
