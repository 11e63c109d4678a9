"""Transcriber files (.trs, trans-13.dtd and trans-14.dtd): turns with marks of time, and who speaks in them.

A turn has one speaker or several; with several, ``<Who nb="2"/>`` begins what the second of them says at the same time.
Sounds that an event describes become words in square brackets; events about the words themselves are left out and told.
The topics of sections are index points.
"""

import re

from .cues import Extras, IndexPoint
from .problems import Problems
from .spoken import Body, Spoken, known_language, milliseconds
from .xml_tree import Element

NAME = "trs"
SECONDS = re.compile(r"\d{1,9}(?:[.,]\d{1,12})?|[.,]\d{1,12}")
HEARD = "noise"


def recognises(root: Element) -> bool:
    """Say whether ``root`` is that of a Transcriber file."""
    return root.name == "Trans"


def read(root: Element, problems: Problems) -> Body:
    """Return the cues of a Transcriber file: a cue from mark to mark for every voice."""
    reader = _Reader(root, problems)
    for one in root.all("Turn"):
        reader.turn(one)
    for line, text in root.stray(frozenset(["Turn"])):
        problems.add("note", line, text=text)
    points = _sections(root)
    if points:
        problems.add("index-points", next(root.all("Section")).line, count=len(points))
    return Body(reader.spoken.cues(), known_language(root.get("lang")), Extras(points))


def _seconds(written: str) -> int | None:
    return milliseconds(float(written.replace(",", "."))) if SECONDS.fullmatch(written) else None


def _sections(root: Element) -> tuple[IndexPoint, ...]:
    topics = {one.get("id"): one.get("desc") for one in root.all("Topic")}
    points = []
    for section in root.all("Section"):
        title, start = topics.get(section.get("topic"), section.get("topic")), _seconds(section.get("startTime"))
        if title and start is not None:
            points.append(IndexPoint(start, title))
    return tuple(points)


class _Reader:
    """Goes through the turns, mark by mark."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self._problems = problems
        self._names = {one.get("id"): one.get("name") or one.get("id") for one in root.all("Speaker")}
        self.spoken = Spoken(problems, voices=True)
        self._said: dict[str, list[str]] = {}

    def turn(self, turn: Element) -> None:
        """Take one turn."""
        voices = [self._names.get(one, one) for one in turn.get("speaker").split()]
        voice = voices[0] if voices else ""
        start, line = turn.get("startTime"), turn.line
        for part in turn.content:
            if isinstance(part, str):
                self._say(voice, part)
            elif part.name == "Sync":
                time = part.get("time")
                self._end_stretch(line, start, time)
                start, line = time, part.line
                voice = voices[0] if voices else ""
                self._say(voice, part.words())
            elif part.name == "Who":
                voice = self._voice(part, voices)
                self._say(voice, part.words())
            else:
                self._event(part, voice)
        self._end_stretch(line, start, turn.get("endTime"))

    def _voice(self, who: Element, voices: list[str]) -> str:
        number = who.get("nb")
        place = int(number) - 1 if number.isascii() and number.isdecimal() and len(number) < 4 else -1
        return voices[place] if 0 <= place < len(voices) else f"Who {number}".strip()

    def _say(self, voice: str, text: str) -> None:
        self._said.setdefault(voice, []).append(text)

    def _event(self, event: Element, voice: str) -> None:
        words = " ".join(filter(None, (event.get("desc"), event.words())))
        if not words:
            return
        if event.name == "Event" and event.get("type", HEARD) == HEARD:
            # A noise that goes on for a while is told where it begins.
            if event.get("extent") != "end":
                self._say(voice, f" [{words}] ")
                self._problems.count("sounds-kept", event.line)
        elif event.name == "Event" and event.get("extent") == "end":
            return
        else:
            self._problems.add("note", event.line, text=words)

    def _end_stretch(self, line: int, begins: str, ends: str) -> None:
        """Take what was said since the last mark, between two times as they are written."""
        start, end = _seconds(begins), _seconds(ends)
        said, self._said = self._said, {}
        texts = {voice: " ".join("".join(parts).split()) for voice, parts in said.items()}
        texts = {voice: text for voice, text in texts.items() if text}
        if len(texts) > 1:
            self._problems.add("voices-split", line, count=len(texts))
        for voice, text in texts.items():
            if start is None or end is None:
                self.spoken.leave_out(line, f"{begins} – {ends}", text)
            else:
                self.spoken.add(line, start, end, voice, text)
