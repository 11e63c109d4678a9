"""Finding words in a transcript and replacing the places that somebody ticked; signs are never touched."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from interviews.desk.correcting import fingerprint, moved_signs, put_words
from interviews.desk.forms import TEXT_LIMIT
from interviews.editing.sitting import editing, go_on
from interviews.models import Segment, Transcript
from interviews.publishing import Refused
from interviews.segmenting import clean_text
from interviews.withholding import gaps
from interviews.withholding.cutting import LEFT_OUT

_AROUND = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: as typed, in whole words or inside them, with capitals minded or not."""

    words: str
    whole: bool = False
    case: bool = False

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places of ``text`` where the words stand, but none that holds a part of a sign."""
        parts = [re.escape(part) for part in self.words.split()]
        if not parts:
            return
        pattern = r"\s+".join(parts)
        if self.whole:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        signs = [match.span() for match in re.finditer(re.escape(LEFT_OUT), text)]
        for match in re.finditer(pattern, text, 0 if self.case else re.IGNORECASE):
            if not any(match.start() < end and start < match.end() for start, end in signs):
                yield match.span()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand, with those around it. ``key`` names the place and the words of its passage."""

    segment: Segment
    key: str
    before: str
    found: str
    after: str


def find(transcript: Transcript, wanted: Wanted) -> Iterator[Hit]:
    """Yield the places of ``transcript`` where ``wanted`` stands, in order."""
    for segment in transcript.segments.order_by("position"):
        text = segment.text
        for start, end in wanted.places(text):
            yield Hit(segment, _key(segment, start), _before(text[:start]), text[start:end], _after(text[end:]))


def _before(text: str) -> str:
    """Return the last words of ``text``."""
    return text if len(text) <= _AROUND else "… " + text[-_AROUND:].partition(" ")[2]


def _after(text: str) -> str:
    """Return the first words of ``text``."""
    return text if len(text) <= _AROUND else text[:_AROUND].rpartition(" ")[0] + " …"


def _key(segment: Segment, start: int) -> str:
    return f"{segment.pk}-{start}-{fingerprint(segment.text)}"


def replace(
    transcript: Transcript, wanted: Wanted, replacement: str, chosen: Collection[str], *, by: User
) -> tuple[int, int]:
    """Put ``replacement`` in the place of the hits with the keys ``chosen``; return how many were, how many were not.

    A hit is left as it is where the passage has other words by now, or would have none.
    """
    if LEFT_OUT in replacement:
        raise Refused(_("The sign […] stands for words that were taken out; it can't be typed in."))
    done = 0
    with editing(transcript, by) as row:
        spans: dict[Segment, list[tuple[int, int]]] = defaultdict(list)
        for segment in row.segments.order_by("position"):
            for start, end in wanted.places(segment.text):
                if _key(segment, start) in chosen:
                    spans[segment].append((start, end))
        texts = {segment: clean_text(_replaced(segment.text, places, replacement)) for segment, places in spans.items()}
        texts = {one: text for one, text in texts.items() if text and text != one.text and len(text) <= TEXT_LIMIT}
        if texts:
            go_on(row, by, retext=True)
        for segment, text in texts.items():
            signs = moved_signs(segment.text, text, gaps.in_passage(row, segment.position))
            put_words(segment, text, signs)
            done += len(spans[segment])
    return done, len(set(chosen)) - done


def _replaced(text: str, places: Collection[tuple[int, int]], replacement: str) -> str:
    for start, end in sorted(places, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text
