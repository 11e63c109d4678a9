"""Transcript files: bytes to cues and problems, one module for each format. No Django here.

``read()`` is the way in. A new format of lines is a module with ``NAME``, ``recognises(lines)`` and
``read(lines, problems)`` and a line in ``FORMATS``, above plain text, which recognises everything; ``structured``
has those that are XML or JSON.
"""

from typing import Protocol

from . import microdvd, plain_text, sami, sbv, srt, substation, textgrid, webvtt
from .cleaning import clean_lines
from .cues import Cue, FormatError, Problem, Reading, refusal
from .encodings import decode
from .foreign import refuse_foreign_bytes, refuse_foreign_text
from .language import detect_language
from .limits import check_bytes, split_lines
from .messages import MESSAGES
from .problems import Problems
from .spoken import Body
from .structured import STRUCTURED, read_structured
from .xml_tree import declared_encoding

__all__ = [
    "FORMATS",
    "MESSAGES",
    "STRUCTURED",
    "Cue",
    "FormatError",
    "Problem",
    "Reading",
    "detect_language",
    "read",
]


class TextFormat(Protocol):
    """What the module of a format offers."""

    NAME: str

    def recognises(self, lines: list[str], /) -> bool:
        """Say whether a file with ``lines`` is in this format."""

    def read(self, lines: list[str], problems: Problems, /) -> list[Cue]:
        """Return the cues, and add what is wrong or left out to ``problems``."""


# In the order in which they are asked.
FORMATS: dict[str, TextFormat] = {
    module.NAME: module for module in (webvtt, substation, sami, textgrid, microdvd, sbv, srt, plain_text)
}
LANGUAGE_SAMPLE = 400  # cues, and characters of each


def read(data: bytes, *, name: str = "", encoding: str | None = None) -> Reading:
    """Return the cues of a transcript file and everything about it that its owner should know.

    The format is found in the content; ``name`` only serves messages. ``encoding`` wins over what is recognised.
    Every line is in a cue or in a problem. Raises ``FormatError`` for a file that can't be read at all.
    """
    problems = Problems()
    check_bytes(data)
    refuse_foreign_bytes(data, name)
    text, encoding_taken = decode(data, encoding or declared_encoding(data), problems)
    found = read_structured(text.lstrip("\ufeff"), problems)
    if found is None:
        refuse_foreign_text(text.lstrip("\ufeff"), name)
        lines = split_lines(text)
        del text
        found = _read_lines(lines, problems)
    else:
        del text
    format_name, body = found
    return Reading(
        format=format_name,
        encoding=encoding_taken,
        language=detect_language(_sample(body.cues)) or body.language,
        cues=tuple(body.cues),
        problems=problems.finish(),
        extras=body.extras,
    )


def _read_lines(lines: list[str], problems: Problems) -> tuple[str, Body]:
    """Return the name of the format of a text made of lines, and what it says."""
    lines = clean_lines(lines, problems)
    if not any(line.strip() for line in lines):
        raise refusal("empty")
    module = next(module for module in FORMATS.values() if module.recognises(lines))
    cues = module.read(lines, problems)
    return module.NAME, Body(cues, webvtt.declared_language(lines) if module.NAME == webvtt.NAME else None)


def _sample(cues: list[Cue]) -> str:
    """Return words from all over the transcript, enough to know its language by."""
    return " ".join(cue.text[:LANGUAGE_SAMPLE] for cue in cues[:: len(cues) // LANGUAGE_SAMPLE + 1])
