"""Cue text to plain words: tags stripped, voices told apart, character references decoded.

Follows W3C WebVTT 6.4 (cue text parsing) with two exceptions, so that no word is lost: what is no known tag stays as
text (transcribers write ``<laughs>`` and ``<[?]>``), and so does a ``<`` that is never closed. SubRip files carry the
same tags, ``<font>``, and the ``{\\an8}`` codes of Advanced SubStation.
"""

import html
import re
from dataclasses import dataclass

from .cleaning import clean_line
from .limits import check_cue_count
from .problems import Problems

TOKEN = re.compile(r"<([^<>]*)>|\{\\[^{}]*\}")
TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]*)((?:\.[^\s.>/]*)*)(?:[\s/]+(.*))?", re.DOTALL)
TIMESTAMP = re.compile(r"\s*(?:\d{1,9}:)?\d{1,9}:\d\d\.\d{3}\s*")
_SILENT = "c i b u s ruby rt v lang font span br p em strong small"
SILENT = frozenset(_SILENT.split())
# Tags with nothing to tell are taken out in one go, and a mark that clean lines can't hold keeps their place: without
# it, what stands around them could join into a tag that nobody wrote.
SIMPLE = re.compile(r"</?(?:[cibus]|ruby|rt|font|span|p|em|strong|small)(?:\.[^\s<>/.]*)*>", re.IGNORECASE)
PLACE = "\0"
# Tags whose annotation says how to show the text, not what was said.
ATTRIBUTES = frozenset(["v", "lang", "font", "span", "br", "p"])
# HTML 13.2.5.72: with bounds, so that a reference of ten thousand digits is text.
REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7}(?![0-9]);?|#[xX][0-9a-fA-F]{1,6}(?![0-9a-fA-F]);?|[A-Za-z][A-Za-z0-9]{1,30};?)"
)
CLOSED_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|lrm|rlm);")
VOICE_LIMIT = 100
QUOTED = 200  # characters of kept text that a message shows


@dataclass(slots=True)
class Piece:
    """A stretch of one cue that one voice says."""

    speaker: str
    parts: list[str]
    line: int

    @property
    def text(self) -> str:
        return "".join(self.parts)


class CueText:
    """One cue's text, being parsed: a token at a time into pieces by voice."""

    def __init__(self, line: int, problems: Problems, *, all_references: bool) -> None:
        self._line = line
        self._problems = problems
        self._reference = REFERENCE if all_references else CLOSED_REFERENCE
        self._all_references = all_references
        self._voices: list[str] = []
        self._pieces: list[Piece] = []

    def parse(self, text: str) -> list[Piece]:
        """Return the pieces of ``text``, whose first line is the cue's."""
        text = SIMPLE.sub(PLACE, text)
        position = 0
        for token in TOKEN.finditer(text):
            self._say(text[position : token.start()])
            position = token.end()
            if token[1] is None:
                self._problems.count("override-codes", self._line)
            else:
                self._tag(token[1])
        self._say(text[position:])
        return [Piece(piece.speaker, [tidy], piece.line) for piece in self._pieces if (tidy := self._tidy(piece.text))]

    def _say(self, text: str) -> None:
        """Add words of the voice that speaks now; signs alone never make a piece of their own."""
        if "<" in text:
            self._problems.add(
                "tag-unclosed", self._line, text=text[text.index("<") :][:QUOTED].replace(PLACE, "").strip()
            )
        self._add(text, alone=any(map(str.isalnum, text)))
        self._line += text.count("\n")

    def _add(self, text: str, *, alone: bool) -> None:
        speaker = self._voices[-1] if self._voices else ""
        if self._pieces and (self._pieces[-1].speaker == speaker or not alone):
            self._pieces[-1].parts.append(self._decode(text))
        elif text:
            self._pieces.append(Piece(speaker, [self._decode(text)], self._line))
            check_cue_count(len(self._pieces), self._line)

    def _keep(self, content: str) -> None:
        self._problems.count("tag-kept", self._line)
        self._add(f"<{content}>", alone=True)
        self._line += content.count("\n")

    def _tag(self, content: str) -> None:
        if TIMESTAMP.fullmatch(content):
            return
        match = TAG.fullmatch(content.rstrip())
        if not match or (name := match[2].lower()) not in SILENT:
            self._keep(content)
            return
        annotation = " ".join((match[4] or "").split())
        if name == "v":
            self._voice(closing=bool(match[1]), classes=match[3], annotation=annotation)
        elif name == "br":
            self._say("\n")
            self._line -= 1
        elif annotation and name not in ATTRIBUTES:
            self._problems.add("tag-annotation", self._line, text=annotation)
        self._line += content.count("\n")

    def _voice(self, *, closing: bool, classes: str, annotation: str) -> None:
        if closing:
            if self._voices:
                self._voices.pop()
            return
        # Some programs write the speaker as a class (<v.speaker1>) and no name.
        name = self._tidy(self._decode(annotation)) or " ".join(classes.split(".")).strip()
        if len(name) > VOICE_LIMIT:
            self._problems.add("voice-too-long", self._line, limit=VOICE_LIMIT, text=name)
            self._voices.append("")
            self._say(annotation + " ")
        else:
            self._voices.append(name)

    def _decode(self, text: str) -> str:
        if "&" in text:
            text = self._reference.sub(self._character, text)
        return text.replace(PLACE, "")

    def _character(self, reference: re.Match[str]) -> str:
        character = html.unescape(reference[0])
        if character != reference[0] and not self._all_references:
            self._problems.count("entities-decoded", self._line)
        return character

    def _tidy(self, text: str) -> str:
        """Clean once more: references and joins over tags can bring back what was cleaned away."""
        lines = (clean_line(line, self._line, self._problems).strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line)


def decode_closed_references(line: str, number: int, problems: Problems) -> str:
    """Return ``line`` with references such as ``&#39;`` decoded, where a format has no rule of its own."""
    if "&" not in line:
        return line
    decoded, times = CLOSED_REFERENCE.subn(lambda reference: html.unescape(reference[0]), line)
    if times:
        problems.count("entities-decoded", number, times)
    return clean_line(decoded, number, problems)
