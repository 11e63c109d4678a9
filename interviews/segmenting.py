"""From cues to passages by one rule, and which passage of the original a translation's passage renders.

The rule. Timed: cues of one speaker are joined until a sentence ends at 15 s or more, and before they would last more
than 60 s (a single longer cue stays whole); never across a change of speaker or a silence of more than 5 s. Cues are
put in the order of their beginnings first; those that begin together stay as the file has them. Untimed: a paragraph or
turn is a passage; one of more than 120 words is cut at the first sentence end from the 120th word on.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from interviews.formats.cues import Cue

ENOUGH_MS = 15_000
AT_MOST_MS = 60_000
SILENCE_MS = 5_000
ENOUGH_WORDS = 120
# However many passages overlap, no more than these are compared for one of a translation.
_COMPARED = 500
_LONGEST_WORD = 60

_SENTENCE_END = re.compile(r"([.!?…]+)[\"'»“”’)\]]*\Z")
_WORD = re.compile(r"\S+")
_OPENING = "(«„“\"'["
# What ends with a full stop and seldom ends a sentence, without the stop.
_ABBREVIATIONS = frozenset(
    (
        *("г", "гг", "р", "рр", "т", "д", "п", "с", "ст", "ул", "вул", "тав", "тов", "им", "ім", "імя", "гл", "стр"),
        *("св", "напр", "ген", "полк", "подп", "кап", "лейт", "серж", "ряд", "нач", "зам", "пом", "т.е", "т.к", "т.н"),
        *("т.зв", "г.зн", "mr", "mrs", "ms", "dr", "lt", "col", "sgt", "capt", "maj", "gen", "cpl", "pvt", "st"),
        *("prof", "vs", "e.g", "i.e", "approx"),
    )
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment in the making. ``marks`` is as in :class:`interviews.models.Segment`; times are null if untimed."""

    speaker: str
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    marks: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment lies: its times, null if untimed, and how many characters its text has."""

    start_ms: int | None
    end_ms: int | None
    length: int


def clean_text(text: str) -> str:
    """Return ``text`` in NFC, without empty lines and without white space at the ends of its lines."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def is_timed(cues: Iterable[Cue]) -> bool:
    """Tell whether any cue has a time."""
    return any(cue.start_ms is not None for cue in cues)


def segments_from_cues(cues: Sequence[Cue], *, joined: bool = True) -> list[Passage]:
    """Return the passages that ``cues`` make by the rule above. No word is lost; empty cues make nothing.

    Without ``joined`` every cue is a passage: somebody else made passages of them already.
    """
    cleaned = [clean for cue in cues if (clean := _cleaned(cue)).text]
    if not joined:
        filled = sorted(_filled(cleaned), key=lambda cue: cue.start_ms or 0) if is_timed(cleaned) else cleaned
        return [_alone(cue) for cue in filled]
    if is_timed(cleaned):
        return _join(sorted(_filled(cleaned), key=lambda cue: cue.start_ms or 0))
    return [Passage(cue.speaker, part) for cue in cleaned for part in _cut(cue.text)]


def _cleaned(cue: Cue) -> Cue:
    """Return ``cue`` with clean words; the same one where there is nothing to clean, which saves much memory."""
    text, speaker = clean_text(cue.text), " ".join(clean_text(cue.speaker).split())
    return cue if (text, speaker) == (cue.text, cue.speaker) else replace(cue, text=text, speaker=speaker)


def _alone(cue: Cue) -> Passage:
    if cue.start_ms is None or cue.end_ms is None:
        return Passage(cue.speaker, cue.text)
    return Passage(cue.speaker, cue.text, cue.start_ms, cue.end_ms, [[0, cue.start_ms, cue.end_ms]])


def _filled(cues: Sequence[Cue]) -> list[Cue]:
    """Give a cue without times, among others that have them, the time between its neighbours."""
    filled: list[Cue] = []
    following: list[int | None] = [None] * len(cues)
    coming: int | None = None
    for index in range(len(cues) - 1, -1, -1):
        following[index] = coming
        if cues[index].start_ms is not None:
            coming = cues[index].start_ms
    previous = 0
    for cue, later in zip(cues, following, strict=True):
        start = previous if cue.start_ms is None else cue.start_ms
        end = max(start, cue.end_ms if cue.end_ms is not None else start if later is None else later)
        same = (start, end) == (cue.start_ms, cue.end_ms)
        filled.append(cue if same else replace(cue, start_ms=start, end_ms=end))
        previous = end
    return filled


class _Group:
    """The cues that are being joined."""

    def __init__(self, cue: Cue, start_ms: int, end_ms: int) -> None:
        self.speaker, self.start_ms, self.end_ms = cue.speaker, start_ms, end_ms
        self.texts = [cue.text]
        self.marks = [[0, start_ms, end_ms]]
        self.length = len(cue.text)

    def takes(self, cue: Cue, start_ms: int, end_ms: int) -> bool:
        """Tell whether the rule lets ``cue`` follow here."""
        if cue.speaker != self.speaker or start_ms - self.end_ms > SILENCE_MS:
            return False
        if max(end_ms, self.end_ms) - self.start_ms > AT_MOST_MS:
            return False
        return self.end_ms - self.start_ms < ENOUGH_MS or not ends_a_sentence(self.texts[-1])

    def add(self, cue: Cue, start_ms: int, end_ms: int) -> None:
        self.marks.append([self.length + 1, start_ms, end_ms])
        self.texts.append(cue.text)
        self.length += 1 + len(cue.text)
        self.end_ms = max(self.end_ms, end_ms)

    def passage(self) -> Passage:
        return Passage(self.speaker, " ".join(self.texts), self.start_ms, self.end_ms, self.marks)


def _join(cues: Sequence[Cue]) -> list[Passage]:
    passages: list[Passage] = []
    group: _Group | None = None
    for cue in cues:
        start, end = cue.start_ms or 0, cue.end_ms or 0
        if group is not None and group.takes(cue, start, end):
            group.add(cue, start, end)
            continue
        if group is not None:
            passages.append(group.passage())
        group = _Group(cue, start, end)
    if group is not None:
        passages.append(group.passage())
    return passages


def ends_a_sentence(text: str) -> bool:
    """Tell whether ``text`` stops at a sentence end: . ! ? or …, quotes after it, no abbreviation, no initial."""
    words = text.rstrip()[-_LONGEST_WORD:].split()
    match = _SENTENCE_END.search(words[-1]) if words else None
    return match is not None and not (match[1] == "." and _is_abbreviation(words[-1][: match.start()]))


def _is_abbreviation(word: str) -> bool:
    bare = word.lstrip(_OPENING)
    is_initial = len(bare.rpartition(".")[2]) == 1 and bare[-1:].isupper()
    return is_initial or bare.casefold() in _ABBREVIATIONS


def _cut(text: str) -> list[str]:
    """Cut an untimed paragraph at the first sentence end from its 120th word on, and the rest again."""
    parts: list[str] = []
    start = count = 0
    last: re.Match[str] | None = None
    for word in _WORD.finditer(text):
        # A sentence that goes on in small letters had not ended.
        if last and count >= ENOUGH_WORDS and not word[0].lstrip(_OPENING)[:1].islower() and ends_a_sentence(last[0]):
            parts.append(text[start : last.end()])
            start, count = word.start(), 0
        count += 1
        last = word
    parts.append(text[start:])
    return parts


def moments(original: Sequence[Place], translation: Sequence[Place]) -> list[int]:
    """Return, for each segment of a translation, the position of the original's segment that it renders.

    By time where both have times: the one that shares most time with it, the nearest if none does. Else the same
    position if both have equally many segments, else the one in which the same share of all characters has been said.
    """
    if not original:
        return list(range(len(translation)))
    if original[0].start_ms is not None and translation and translation[0].start_ms is not None:
        return _moments_by_time(original, translation)
    if len(original) == len(translation):
        return list(range(len(translation)))
    return _moments_by_characters(original, translation)


def _moments_by_time(original: Sequence[Place], translation: Sequence[Place]) -> list[int]:
    spans = [(place.start_ms or 0, place.end_ms or 0) for place in original]
    starts = [start for start, _ in spans]
    reached = list(accumulate((end for _, end in spans), max))
    found: list[int] = []
    for place in translation:
        start, end = place.start_ms or 0, place.end_ms or 0
        # Sharing none, those between which it lies are the nearest: that which reached furthest before, the next after.
        first = bisect_left(reached, start)
        first = bisect_left(reached, reached[first - 1]) if first else 0
        last = min(len(spans), bisect_left(starts, end) + 1)
        near = range(min(max(first, last - _COMPARED), len(spans) - 1), max(last, first + 1))
        found.append(max(near, key=lambda n: (min(end, spans[n][1]) - max(start, spans[n][0]), -n)))
    return found


def _moments_by_characters(original: Sequence[Place], translation: Sequence[Place]) -> list[int]:
    ends = list(accumulate(place.length for place in original))
    total = sum(place.length for place in translation) or 1
    found: list[int] = []
    said = 0
    for place in translation:
        middle = (said + place.length / 2) / total * ends[-1]
        found.append(min(bisect_left(ends, middle), len(ends) - 1))
        said += place.length
    return found
