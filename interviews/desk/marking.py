"""Marking words in passages: each word is a tick box, which works with a finger, a keyboard and without scripts."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from interviews.models import Segment, Transcript
from interviews.numbers import whole_numbers
from interviews.withholding.cutting import LEFT_OUT
from interviews.withholding.redacting import Choice

_WORD = re.compile(rf"{re.escape(LEFT_OUT)}|\S+?(?={re.escape(LEFT_OUT)})|\S+")


@dataclass(frozen=True)
class Word:
    """A word of a passage: its number, its place, whether it is marked, and whether it is a sign ``[…]``."""

    number: int
    start: int
    end: int
    text: str
    marked: bool
    is_sign: bool


@dataclass
class MarkedPassage:
    """A passage with its words; ``result`` is what readers would see, once asked for."""

    segment: Segment
    words: list[Word]
    typed: str = ""
    error: str = ""
    result: str | None = None
    ranges: list[tuple[int, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the tick boxes of this passage."""
        return f"w{self.segment.pk}"


@dataclass
class MarkedTranscript:
    """The passages of one language version of the stretch; ``nothing``: the archivist says that there is nothing."""

    transcript: Transcript
    passages: list[MarkedPassage]
    nothing: bool = False
    error: str = ""

    @property
    def choice(self) -> Choice:
        """What was chosen here."""
        ranges = {one.segment.position: one.ranges for one in self.passages if one.ranges}
        return Choice(self.transcript, {} if self.nothing else ranges)

    @property
    def has_marks(self) -> bool:
        """Whether any word is marked."""
        return any(one.ranges for one in self.passages)


def words_of(text: str, marked: Iterable[int] = ()) -> list[Word]:
    """Return the words of ``text``, those whose numbers are in ``marked`` marked."""
    chosen = set(marked)
    return [
        Word(number, match.start(), match.end(), match[0], number in chosen, match[0] == LEFT_OUT)
        for number, match in enumerate(_WORD.finditer(text))
    ]


def read(data: QueryDict, versions: Mapping[Transcript, Sequence[Segment]]) -> list[MarkedTranscript]:
    """Return what was marked in each of ``versions``; errors say what to change."""
    found = []
    for transcript, segments in versions.items():
        one = MarkedTranscript(transcript, [_read_passage(data, segment) for segment in segments])
        one.nothing = f"nothing-{transcript.language}" in data
        found.append(one)
    return found


def _read_passage(data: QueryDict, segment: Segment) -> MarkedPassage:
    passage = MarkedPassage(segment, [])
    ticked = set(whole_numbers(data.getlist(passage.name), figures=5))
    passage.words = words_of(segment.text, ticked)
    passage.ranges = _runs(passage.words)
    passage.typed = unicodedata.normalize("NFC", data.get(f"t{segment.pk}", "").strip())
    for line in filter(None, map(str.strip, passage.typed.splitlines())):
        places = _places(segment.text, line)
        if not places:
            passage.error = _("“%(words)s” does not stand in this passage. Copy the words as they are.") % {
                "words": line
            }
        passage.ranges += places
    return passage


def _runs(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the ranges of characters of marked words, neighbours as one."""
    runs: list[tuple[int, int]] = []
    before = False
    for word in words:
        if word.marked:
            if before:
                runs[-1] = (runs[-1][0], word.end)
            else:
                runs.append((word.start, word.end))
        before = word.marked
    return runs


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Return every place of ``words`` in ``text``, whatever white space and capitals."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def check(found: Iterable[MarkedTranscript]) -> bool:
    """Note what is missing or contradicts itself; return whether all is decided."""
    sound = True
    for one in found:
        if one.nothing and one.has_marks:
            one.error = _("You marked words and also said that there are none. Undo one of the two.")
        elif not one.nothing and not one.has_marks:
            one.error = _("Mark the words here as well, or say that there are none.")
        sound = sound and not one.error and not any(passage.error for passage in one.passages)
    return sound


def digest(found: Iterable[MarkedTranscript], reason: str) -> str:
    """Return what tells these marks from others: what was shown must be what is done."""
    rows = [[one.transcript.pk, sorted(one.choice.ranges.items()), one.nothing] for one in found]
    return hashlib.sha256(json.dumps([rows, reason]).encode()).hexdigest()[:16]
