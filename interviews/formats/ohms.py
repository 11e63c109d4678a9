"""OHMS records (Oral History Metadata Synchronizer, XML): the transcript with its times, and the index.

Up to version 5 the times are in ``<sync>``: ``1:|13(3)|19(14)`` says that a mark stands at every minute, the first in
line 13 at word 3, the second in line 19 at word 14 (both counted from 1, blank lines too). From version 6 on the words
are WebVTT. A second language stands in the elements that end in ``_alt``.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise

from . import srt, webvtt
from .cleaning import clean_lines
from .cues import Alternative, Cue, Extras, IndexPoint
from .enclosed import cut_out
from .limits import MAX_TIME_MS, check_cue_count, split_lines
from .plain_text import WORDS_PER_SECOND, TurnReader, read_turns
from .problems import Problems, quote
from .spoken import Body, known_language, tidy
from .xml_tree import Element

NAME = "ohms"
SYNC = re.compile(r"\s*(\d{1,3})\s*:(.*)", re.DOTALL)
MARK = re.compile(r"(\d{1,7})\((\d{1,6})\)")
FOOTNOTE_MARK = re.compile(r"\[\[footnote\]\][^\[\]]{0,40}\[\[/footnote\]\]")
NOTE_TAGS = re.compile(r"\[\[/?(?:footnotes?|note)\]\]")
READ = frozenset(
    ["sync", "sync_alt", "transcript", "transcript_alt", "vtt_transcript", "vtt_transcript_alt", "index", "point"]
)
WORD = re.compile(r"\S+")
SENTENCE_END = re.compile(r"[.!?…]+[\"'»“”’)\]]*\Z")
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text whose time is known: before the word ``words``, counted from the beginning of the text."""

    words: int
    ms: int


def recognises(root: Element) -> bool:
    """Say whether ``root`` is that of an OHMS record."""
    return root.name.lower() == "root" and next(root.elements("record"), None) is not None


def read(root: Element, problems: Problems) -> Body:
    """Return the transcript of an OHMS record; its second language and its index points are extras."""
    record = next(root.elements("record"))
    for line, text in root.stray(frozenset(["record"])):
        problems.add("note", line, text=text)
    for further in [one for one in root.elements("record") if one is not record]:
        problems.add("note", further.line, refuses=True, text=further.words())
    _tell_record(record, problems)
    cues = _transcript(record, "", problems)
    other = _transcript(record, "_alt", problems)
    own_language, other_language = _text(record, "language"), _text(record, "transcript_alt_lang")
    points = _index_points(record, own_language, other_language, problems)
    if points:
        problems.add("index-points", points[0][0], count=len(points))
    if other and not cues:
        cues, other = other, []
    alternatives: tuple[Alternative, ...] = ()
    if other:
        alternatives = (Alternative(other_language or "?", tuple(other)),)
    if not cues:
        problems.add("no-cues", 1)
    extras = Extras(tuple(point for _, point in points), alternatives)
    return Body(cues, known_language(own_language), extras)


def _text(record: Element, name: str) -> str:
    return next((one.words() for one in record.elements(name)), "")


def _tell_record(record: Element, problems: Problems) -> None:
    """Tell what the record says of the interview: that belongs into the archive's own record."""
    said = [record.own_words()]
    for one in record.elements():
        if one.name not in READ:
            said += [f"{leaf.name}: {text}" for leaf in one.all() if (text := leaf.own_words())]
    if text := quote(said):
        problems.add("header-text", record.line, text=text)


def _transcript(record: Element, suffix: str, problems: Problems) -> list[Cue]:
    """Return the cues of the transcript in one language: of the WebVTT if there is one, else of the text."""
    captions = next(record.elements(f"vtt_transcript{suffix}"), None)
    plain = next(record.elements(f"transcript{suffix}"), None)
    if captions and captions.text().strip():
        if plain and (text := plain.words()):
            problems.add("note", plain.line, text=text)
        return _captions(captions, problems)
    if plain and plain.text().strip():
        sync = next(record.elements(f"sync{suffix}"), None)
        return _text_with_marks(plain, sync, problems)
    return []


def _lines(element: Element, text: str, problems: Problems) -> list[str]:
    """Return the lines of ``text`` with as many empty ones before them as the file has, so that numbers agree."""
    before = [""] * (element.line - 1)
    return before + clean_lines(split_lines(text), problems, first=element.line)


def _captions(element: Element, problems: Problems) -> list[Cue]:
    lines = _lines(element, element.text(), problems)
    if webvtt.recognises(lines):
        return webvtt.read(lines, problems, first=element.line - 1)
    return srt.read(lines, problems) if srt.recognises(lines) else read_turns(lines, 0, problems)


def _text_with_marks(element: Element, sync: Element | None, problems: Problems) -> list[Cue]:
    # Blank lines stay in the place of the notes: the marks count lines.
    text, found = cut_out(element.text(), "[[footnotes]]", "[[/footnotes]]")
    for lines_above, notes in found:
        problems.add("note", element.line + lines_above, text=quote(NOTE_TAGS.sub(" ", notes).split("\n")))
    marked = _lines(element, text, problems)
    if any(FOOTNOTE_MARK.search(line) for line in marked):
        problems.count("footnote-marks", element.line, sum(len(FOOTNOTE_MARK.findall(line)) for line in marked))
    lines = [FOOTNOTE_MARK.sub("", line) for line in marked]
    marks = _marks(sync, marked[element.line - 1 :], problems) if sync and sync.text().strip() else []
    if not marks:
        return read_turns(lines, 0, problems)
    return _timed(lines, marks, problems)


def _marks(sync: Element, lines: list[str], problems: Problems) -> list[Mark]:
    """Return the marks of ``sync`` in the order of the text, without those that go back or lie outside of it."""
    match = SYNC.fullmatch(sync.text())
    if not match or not int(match[1]):
        problems.add("sync-unreadable", sync.line, text=sync.words()[:200])
        return []
    begins = _words_before(lines)
    marks: list[Mark] = []
    for number, written in enumerate(match[2].split("|")):
        if not written.strip():
            continue
        place = MARK.fullmatch(written.strip())
        line, word = (int(place[1]), int(place[2])) if place else (0, 0)
        ms = number * int(match[1]) * MINUTE_MS
        at = begins[line - 1] + max(0, word - 1) if 0 < line <= len(lines) else -1
        if at < (marks[-1].words if marks else 0) or at > begins[-1] or ms > MAX_TIME_MS:
            problems.add("sync-mark", sync.line, number=number, mark=written.strip()[:40])
            continue
        marks.append(Mark(at, ms))
    return marks


def _timed(lines: list[str], marks: list[Mark], problems: Problems) -> list[Cue]:
    """Return the sentences of the turns; the marks give the times of words, and those between are shared out."""
    turns = TurnReader(lines, 0, problems, stamps=False).turns()
    begins = _words_before(lines)
    pace = _Pace(marks, begins[-1])
    cues: list[Cue] = []
    between = 0
    for turn in turns:
        begin = begins[turn.line - 1]
        first = begin + len(lines[turn.line - 1].split()) - len(turn.lines[0].split())
        # A label is no word that is said, but where it stands the turn before has ended.
        opens = begin if pace.known.isdisjoint(range(begin + 1, first + 1)) else first
        for start, end, text in _sentences(turn.text(), first):
            start = opens if start == first else start
            between += start not in pace.known
            cues.append(Cue(pace.ms(start), pace.ms(end), turn.speaker, text, turn.line))
            check_cue_count(len(cues), turn.line)
    if between:
        problems.count("times-shared-out", cues[0].line, between)
    return cues


def _words_before(lines: list[str]) -> list[int]:
    """Return how many words stand before each line, and in all of them."""
    return [0, *accumulate(len(line.split()) for line in lines)]


def _sentences(text: str, first: int) -> list[tuple[int, int, str]]:
    """Return the sentences of ``text``, whose first word is number ``first``, each between two numbers of words."""
    words = list(WORD.finditer(text))
    bounds = [0, *(n for n, word in enumerate(words[:-1], 1) if SENTENCE_END.search(word[0])), len(words)]
    return [
        (first + begin, first + end, text[words[begin].start() : words[end - 1].end()])
        for begin, end in pairwise(bounds)
        if begin < end
    ]


class _Pace:
    """Tells when a word is said: on a line from mark to mark, and past the last at the speed up to there."""

    def __init__(self, marks: list[Mark], words: int) -> None:
        own = [mark for mark in marks if mark.words or mark.ms == 0]
        self._marks = [*([] if own and own[0].words == 0 else [Mark(0, 0)]), *own]
        last = self._marks[-1]
        speed = last.words / last.ms if last.ms and last.words else WORDS_PER_SECOND / 1000
        end = max(words, last.words + 1)
        self._marks.append(Mark(end, last.ms + max(1000, round((end - last.words) / speed))))
        self._words = [mark.words for mark in self._marks]
        self.known = frozenset(self._words[:-1])

    def ms(self, word: int) -> int:
        """Return when the word with this number begins."""
        after = min(max(1, bisect_right(self._words, word)), len(self._marks) - 1)
        before, behind = self._marks[after - 1], self._marks[after]
        share = (word - before.words) / max(1, behind.words - before.words)
        return min(MAX_TIME_MS, before.ms + round((behind.ms - before.ms) * min(1.0, max(0.0, share))))


def _index_points(record: Element, language: str, other: str, problems: Problems) -> list[tuple[int, IndexPoint]]:
    """Return the points of the index, in each language that they have, with their lines."""
    points = []
    for point in record.all("point"):
        time = _text(point, "time")
        known = re.fullmatch(r"\d{1,7}(?:\.\d+)?", time)
        ms = round(float(time) * 1000) if known else -1
        if not 0 <= ms <= MAX_TIME_MS:
            problems.add("time-wrong", point.line, timing=time, text=quote([one.words() for one in point.elements()]))
            continue
        for suffix, name in (("", language), ("_alt", other)):
            title = tidy(_text(point, f"title{suffix}"), point.line, problems)
            synopsis = tidy(_text(point, f"synopsis{suffix}"), point.line, problems)
            words = ";".join(_text(point, f"{kind}{suffix}") for kind in ("keywords", "subjects"))
            keywords = tuple(dict.fromkeys(word.strip() for word in words.split(";") if word.strip()))
            if title or synopsis or keywords:
                points.append((point.line, IndexPoint(ms, title, synopsis, keywords, known_language(name) or name)))
        if rest := _rest_of(point):
            problems.add("note", point.line, text=rest)
    return points


def _rest_of(point: Element) -> str:
    """Return what else a point of the index says: the words quoted from the text, places and links."""
    left = [
        one
        for one in point.elements()
        if not one.name.startswith(("time", "title", "synopsis", "keywords", "subjects"))
    ]
    return quote([text for one in left if (text := one.words())])
