"""What every export starts from: segments in order, and the cues that they were joined from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.models import Segment, Transcript


class NoTimes(ValueError):
    """Captions were asked of a transcript that has no times."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cue on its way out."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def clock(ms: int, point: str = ".") -> str:
    """Return ``ms`` as ``HH:MM:SS.mmm``."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


def cues_of(segment: Segment) -> Iterator[Line]:
    """Give back the cues that ``segment`` was joined from; one of the whole if it says nothing of them."""
    if segment.start_ms is None or segment.end_ms is None:
        return
    marks = segment.marks or [[0, segment.start_ms, segment.end_ms]]
    begins = [0, *(mark[0] for mark in marks[1:])]
    for (_offset, start, end), here, there in zip(marks, begins, [*begins[1:], None], strict=True):
        if text := segment.text[here:there].strip():
            yield Line(start, end, segment.speaker, text)


def segments_of(transcript: Transcript) -> Iterable[Segment]:
    """Return the segments of ``transcript`` in order."""
    return transcript.segments.order_by("position")


def lines_of(transcript: Transcript, offset_ms: int = 0, until_ms: int | None = None) -> Iterator[Line]:
    """Yield the cues of ``transcript``, or of the part between two times. Raises :class:`NoTimes` if it is untimed."""
    segments = list(segments_of(transcript))
    if segments and all(one.start_ms is None for one in segments):
        raise NoTimes(_("This transcript has no times, so there are no captions of it. Take the plain text."))
    for one in segments:
        for cue in cues_of(one):
            # What only touches the part is not in it; a cue without length is where it stands.
            if cue.end_ms < offset_ms or (cue.end_ms == offset_ms and cue.start_ms < offset_ms):
                continue
            if until_ms is not None and cue.start_ms >= until_ms:
                continue
            end = cue.end_ms if until_ms is None else min(cue.end_ms, until_ms)
            yield Line(max(0, cue.start_ms - offset_ms), end - offset_ms, cue.speaker, cue.text)
