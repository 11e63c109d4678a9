"""Praat TextGrids in the long and the short text form.

Praat reads both alike ("TextGrid file formats" in its manual): numbers that stand free, texts in quotes (a quote inside
is doubled) and flags such as ``<exists>`` count, and in this order; everything else is for people, and so is what
follows a free ``!``.
"""

import re
from collections.abc import Iterator

from .cues import Cue, FormatError, refusal
from .problems import Problems
from .spoken import milliseconds
from .tiers import Annotation, Tier, body_of

NAME = "textgrid"
TYPE = re.compile(r'\s*(?:File type\s*=\s*)?"ooTextFile')
# A text, to its end even where its closing quote is missing; a flag; a free number; a remark.
TOKEN = re.compile(
    r'"[^"]*+(?:""[^"]*+)*+"?|<\w{1,20}>|(?<!\S)[-+]?\d{1,20}(?:\.\d{1,40})?(?:[eE][-+]?\d{1,3})?(?!\S)|(?<!\S)!.*'
)
INTERVALS, POINTS = "IntervalTier", "TextTier"


def recognises(lines: list[str]) -> bool:
    """Say whether a file with ``lines`` is a Praat text file that holds a TextGrid."""
    first = [line for line in lines[:20] if line.strip()][:3]
    return bool(first) and bool(TYPE.match(first[0])) and any('"TextGrid"' in line for line in first)


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of a TextGrid: every interval and point with a label, its tier as the speaker."""
    return body_of(_Tokens("\n".join(lines)).tiers(), problems).cues


class _Tokens:
    """The texts, numbers and flags of a file, taken one after the other as they are expected."""

    def __init__(self, text: str) -> None:
        self._tokens = self._read(text)
        self.line = 1

    def tiers(self) -> list[Tier]:
        """Return the tiers. Raises ``FormatError`` with the line where something else stands than belongs there."""
        self._text(), self._text(), self._number(), self._number()
        if self._flag() != "<exists>":
            return []
        return [self._tier() for _ in range(self._whole())]

    def _tier(self) -> Tier:
        kind = self._text()
        if kind not in (INTERVALS, POINTS):
            raise self._broken()
        tier = Tier(self.line, self._text())
        self._number(), self._number()
        for _ in range(self._whole()):
            start = milliseconds(self._number())
            end = milliseconds(self._number()) if kind == INTERVALS else start
            text = self._text()
            tier.annotations.append(Annotation(self.line, start, end, text))
        return tier

    def _read(self, text: str) -> Iterator[str]:
        position = 0
        for token in TOKEN.finditer(text):
            self.line += text.count("\n", position, token.start())
            position = token.start()
            if token[0][0] != "!":
                yield token[0]

    def _text(self) -> str:
        token = next(self._tokens, "")
        if len(token) < 2 or token[0] != '"' or token[-1] != '"':
            raise self._broken()
        return token[1:-1].replace('""', '"')

    def _flag(self) -> str:
        return next(self._tokens, "")

    def _number(self) -> float:
        token = next(self._tokens, "")
        if not token or token[0] in '"<':
            raise self._broken()
        return float(token)

    def _whole(self) -> int:
        number = self._number()
        if not 0 <= number <= 10_000_000:
            raise self._broken()
        return int(number)

    def _broken(self) -> FormatError:
        return refusal("textgrid-broken", self.line)
