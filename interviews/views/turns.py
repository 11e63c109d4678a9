"""The transcript of an interview's page: its passages in order, with what stands beside each."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from interviews import inside, reading
from interviews.explaining import Piece, explained
from interviews.models import Coding, ContentWarning, Interview, Segment, Transcript
from interviews.neighbours import Neighbours
from interviews.states import TranscriptKind


@dataclass(frozen=True)
class Shown:
    """What is read on the page: a transcript, and the one ``beside`` it where the reader asked for both."""

    interview: Interview
    transcript: Transcript
    beside: Transcript | None = None

    def url(self, segment: Segment, language: str = "") -> str:
        """Return where ``segment`` opens, with both transcripts; ``language`` is given of one as it was spoken."""
        aside = (self.transcript if language else self.beside) if self.beside else None
        first = language or self.transcript.language
        return reading.moment_url(self.interview, first, segment, beside=aside.language if aside else "")

    def url_at(self, second: int, position: int | None) -> str:
        """Return where ``second`` opens, at the passage at ``position`` if there is one."""
        both = f"&beside={self.beside.language}" if self.beside else ""
        anchor = "" if position is None else f"#s{position}"
        return f"{self.interview.get_absolute_url()}?t={second}&transcript={self.transcript.language}{both}{anchor}"


@dataclass
class Note:
    """A theme beside a passage; the gist is told where the coded stretch begins and not again."""

    coding: Coding
    begins: bool
    elsewhere: Neighbours | None = None


@dataclass
class Warned:
    """What is told before a passage of the stretch that begins with it; ``past_it`` is the anchor of what follows."""

    kinds: list[str]
    past_it: str


@dataclass
class Hit:
    """A passage in which words were found that somebody looked for: its number among these, and the anchors beside."""

    number: int
    places: int
    before: str = ""
    after: str = ""


@dataclass
class Turn:
    """A passage with what stands beside it.

    ``language`` is that of a passage that is shown as it was spoken, because nobody has translated it. ``others`` are
    the passages of the other transcript at this moment; ``lacks_other``: it has none, for nobody has translated it.
    ``hit`` tells of words that were looked for, and ``other_pieces`` are the passages beside, with these marked.
    ``kept_by`` is the host of the recording in which it is heard, where the archive has no file of that.
    """

    segment: Segment
    names_speaker: bool
    url: str
    language: str = ""
    notes: list[Note] = field(default_factory=list)
    others: list[Segment] = field(default_factory=list)
    lacks_other: bool = False
    is_current: bool = False
    warned: Warned | None = None
    kept_by: str = ""
    hit: Hit | None = None
    other_pieces: list[Piece] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The name by which links lead to the passage; one that is as spoken has no place in the translation."""
        return f"{'o' if self.language else 's'}{self.segment.position}"

    @property
    def repeats_other(self) -> bool:
        """Whether the passage is shown as it was spoken, and so are those beside it: once is enough."""
        return any(other.pk == self.segment.pk for other in self.others)

    @property
    def themes_begun(self) -> list[Coding]:
        """The codings that begin here, each theme once."""
        return list({note.coding.theme_id: note.coding for note in reversed(self.notes) if note.begins}.values())[::-1]


def turns_of(shown: Shown, codings: Sequence[Coding]) -> list[Turn]:
    """Return the passages of ``shown``, each with the codings that cover it; in three statements at most."""
    segments = list(Segment.objects.public().filter(transcript=shown.transcript).order_by("position"))
    spoken = _spoken(shown, segments)
    others = _beside(shown, spoken)
    if as_spoken := reading.unrendered(segments, spoken) if shown.transcript.kind != TranscriptKind.ORIGINAL else []:
        segments = sorted([*segments, *as_spoken], key=lambda one: one.moment)
    turns, speaker = {}, None
    for segment in segments:
        language = shown.interview.language if segment.transcript_id != shown.transcript.pk else ""
        turns[segment.pk] = Turn(segment, segment.speaker != speaker, shown.url(segment, language), language)
        speaker = segment.speaker
    _add_notes(turns, segments, codings)
    in_order = list(turns.values())
    if shown.beside:
        _add_others(shown, in_order, others, spoken)
    return in_order


def _spoken(shown: Shown, segments: Sequence[Segment]) -> list[Segment]:
    """Return the passages of the original where the page needs them beside those of a translation."""
    if shown.transcript.kind == TranscriptKind.ORIGINAL:
        return list(segments)
    rows = Segment.objects.public().filter(
        transcript__interview=shown.interview, transcript__kind=TranscriptKind.ORIGINAL
    )
    if not shown.beside and rows.count() == len({one.moment for one in segments}):
        return []
    return list(rows.order_by("position"))


def _beside(shown: Shown, spoken: Sequence[Segment]) -> list[Segment]:
    if shown.beside is None:
        return []
    if shown.beside.kind == TranscriptKind.ORIGINAL:
        return list(spoken)
    return list(Segment.objects.public().filter(transcript=shown.beside).order_by("position"))


def _add_notes(turns: dict[int, Turn], segments: Sequence[Segment], codings: Sequence[Coding]) -> None:
    for coding in codings:
        if coding.is_whole:
            continue
        for number, segment in enumerate(reading.covered_by(coding, segments)):
            notes = turns[segment.pk].notes
            if number == 0 or all(note.coding.theme_id != coding.theme_id for note in notes):
                notes.append(Note(coding, begins=number == 0))


def _add_others(shown: Shown, turns: Sequence[Turn], others: Sequence[Segment], spoken: Sequence[Segment]) -> None:
    """Put each passage of the other transcript beside its moment, else beside what was said last before it."""
    moments = [turn.segment.moment for turn in turns]
    first_of = dict(zip(reversed(moments), reversed(turns), strict=True))
    for other in others:
        here = first_of.get(other.moment) or (turns[max(0, bisect_right(moments, other.moment) - 1)] if turns else None)
        if here is not None:
            here.others.append(other)
    if shown.beside and shown.beside.kind != TranscriptKind.ORIGINAL:
        missing = {one.moment for one in reading.unrendered(others, spoken)}
        for turn in turns:
            turn.lacks_other = not turn.others and turn.segment.moment in missing


def explain(shown: Shown, turns: Sequence[Turn]) -> None:
    """Cut the words of ``turns`` where they name something that the glossary explains."""
    passages = [(turn.anchor, turn.language or shown.transcript.language, turn.segment.text) for turn in turns]
    for turn, pieces in zip(turns, explained(passages), strict=True):
        turn.pieces = pieces


def mark_found(turns: Sequence[Turn], words: inside.Wanted) -> list[Turn]:
    """Mark ``words`` in the passages and in those beside them; return those in which they stand, in order."""
    texts = [one.text for turn in turns for one in (turn.segment, *turn.others)]
    places_in = inside.find(words, texts)
    found: list[Turn] = []
    for turn in turns:
        own = [] if turn.repeats_other else places_in[turn.segment.text]  # what is not translated stands beside alone
        turn.pieces = inside.marked(turn.pieces, own)
        places = len(own)
        for other in turn.others:
            beside = places_in[other.text]
            turn.other_pieces += inside.marked([Piece(other.text)], beside)
            places += len(beside)
        if places:
            turn.hit = Hit(len(found) + 1, places, before=found[-1].anchor if found else "")
            if found and (last := found[-1].hit):
                last.after = turn.anchor
            found.append(turn)
    return found


END = "words-end"
"""The anchor of what stands after the words."""


def add_warnings(turns: Sequence[Turn], warnings: Sequence[ContentWarning]) -> None:
    """Tell before the first passage of each stretch what it tells of, and which passage is the first after it."""
    segments = [turn.segment for turn in turns]
    reach: dict[int, int] = {}
    kinds: dict[int, list[str]] = {}
    place = {segment.pk: at for at, segment in enumerate(segments)}
    for warning in warnings:
        if covered := [place[one.pk] for one in reading.covered_by(warning, segments)]:
            first, last = covered[0], covered[-1]
            reach[first] = max(reach.get(first, 0), last)
            kinds.setdefault(first, []).append(warning.get_kind_display())
    for first, last in reach.items():
        past_it = turns[last + 1].anchor if last + 1 < len(turns) else END
        turns[first].warned = Warned(list(dict.fromkeys(kinds[first])), past_it)


def current_of(turns: Sequence[Turn], second: int | None, position: int | None) -> Turn | None:
    """Return the passage that is heard at ``second`` or stands at ``position``.

    Links carry whole seconds, rounded down, so a passage counts from the second in which it begins.
    """
    if second is not None:
        heard = [turn for turn in turns if (turn.segment.start_ms or 0) // 1000 <= second]
        timed = [turn for turn in heard if turn.segment.start_ms is not None]
        return timed[-1] if timed else None
    if position is not None:
        return next((turn for turn in turns if turn.segment.position == position and not turn.language), None)
    return None
