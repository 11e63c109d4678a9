"""Captions as YouTube keeps them in XML: ``transcript`` and ``timedtext`` with ``text`` (srv1, srv2) or ``p`` (srv3).

There is no standard. Automatic captions roll: a line is shown until the one after the next comes, and is spoken until
the next begins.
"""

import html
from dataclasses import dataclass
from itertools import pairwise

from .problems import Problems
from .spoken import Body, Spoken, milliseconds
from .xml_tree import Element

NAME = "timedtext"
ROOTS = ("transcript", "timedtext")
CAPTIONS = frozenset(["text", "p"])
LONGEST = 15  # characters of a number


@dataclass(slots=True)
class Caption:
    """A caption with words; its end is None where the file gives none."""

    line: int
    start_ms: int
    end_ms: int | None
    text: str


def recognises(root: Element) -> bool:
    """Say whether ``root`` holds captions with times as YouTube writes them."""
    return root.name in ROOTS and any(_start(one) is not None for one in _elements(root))


def read(root: Element, problems: Problems) -> Body:
    """Return a cue for every caption that has words."""
    spoken = Spoken(problems)
    found: list[Caption] = []
    for one in _elements(root):
        text = html.unescape(one.text())  # it is escaped twice
        start, length = _start(one), _length(one)
        if not text.strip():
            continue
        if start is None:
            spoken.leave_out(one.line, f"{one.get('start')}{one.get('t')}", text)
            continue
        found.append(Caption(one.line, start, None if length is None else start + length, text))
    if any(one.has("a") for one in _elements(root)):
        for above, below in pairwise(found):
            if above.end_ms is not None:
                above.end_ms = max(above.start_ms, min(above.end_ms, below.start_ms))
    for caption in found:
        spoken.add(caption.line, caption.start_ms, caption.end_ms, "", caption.text)
    for line, text in root.stray(CAPTIONS):
        problems.add("note", line, text=text)
    return Body(spoken.cues())


def _elements(root: Element) -> list[Element]:
    return [one for name in sorted(CAPTIONS) for one in root.all(name)]


def _start(one: Element) -> int | None:
    return _seconds(one.get("start")) if one.has("start") else _thousandths(one.get("t"))


def _length(one: Element) -> int | None:
    return _seconds(one.get("dur")) if one.has("dur") else _thousandths(one.get("d"))


def _seconds(written: str) -> int | None:
    whole = written.replace(".", "", 1)
    return milliseconds(float(written)) if whole.isascii() and whole.isdecimal() and len(whole) < LONGEST else None


def _thousandths(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < LONGEST else None
