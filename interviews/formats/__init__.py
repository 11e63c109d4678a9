"""Transcript files: bytes to cues and problems, one module for each format. No Django here.

``read()`` is the way in. A new format of lines is a module with ``NAME``, ``recognises(lines)`` and
``read(lines, problems)`` and a line in ``FORMATS``, above plain text, which recognises everything; ``structured``
has those that are XML or JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from . import (
    delimited,
    lrc,
    microdvd,
    mpl2,
    packages,
    plain_text,
    sami,
    sbv,
    srt,
    substation,
    textgrid,
    tmplayer,
    webpage,
    webvtt,
)
from .cleaning import clean_lines
from .columns import Ask, Choice
from .cues import Alternative, Cue, FormatError, Problem, Reading, refusal
from .encodings import decode
from .foreign import refuse_foreign_bytes, refuse_foreign_text
from .language import detect_language, get_ready, languages_of
from .limits import check_bytes, split_lines
from .messages import MESSAGES
from .problems import Problems
from .spoken import Body, known_language
from .structured import STRUCTURED, read_structured
from .xml_tree import declared_encoding

__all__ = [
    "FORMATS",
    "MESSAGES",
    "STRUCTURED",
    "Ask",
    "Cue",
    "FormatError",
    "Problem",
    "Reading",
    "detect_language",
    "get_ready",
    "language_of",
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
_OF_LINES = webvtt, substation, sami, textgrid, microdvd, mpl2, sbv, srt, tmplayer, lrc, delimited, plain_text
FORMATS: dict[str, TextFormat] = {module.NAME: module for module in _OF_LINES}
# Every format that is read; docs/formats.md has a row for each.
NAMES = (*FORMATS, *STRUCTURED, webpage.NAME, *packages.PACKAGES)
LANGUAGE_SAMPLE = 400  # cues, and characters of each


def read(
    data: bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    language: str | None = None,
    headed: bool | None = None,
    ask: Ask = Ask.NEVER,
) -> Reading:
    """Return the cues of a transcript file and everything about it that its owner should know.

    The format is found in the content; ``name`` only serves messages. ``encoding`` wins over what is recognised.
    ``language`` is the one to read where the file has several. For tables, ``columns`` names the header or number of a
    column by what it holds (start, end, duration, speaker, text), ``headed`` says whether the first row is a
    header, and ``ask`` when to be asked: a refusal then has the first rows. Every line is in a cue or in a problem.
    Raises ``FormatError`` for a file that can't be read at all.
    """
    problems = Problems()
    check_bytes(data)
    refuse_foreign_bytes(data, name)
    choice = Choice(columns or {}, language, headed, ask)
    if packages.is_package(data):
        found, cues = packages.read(data, name, choice, problems)
        return _reading(found, "utf-8", Body(cues), problems)
    text, encoding_taken = decode(data, encoding or declared_encoding(data), problems)
    del data  # of a long file every copy counts
    if structured := read_structured(text.lstrip("\ufeff"), problems):
        del text
        found, body = structured
        return _reading(found, encoding_taken, _in_language(body, language, problems), problems)
    if webpage.looks_like_page(text.lstrip("\ufeff")) and (cues := webpage.read(text, choice, problems)):
        return _reading(webpage.NAME, encoding_taken, Body(cues), problems)
    refuse_foreign_text(text.lstrip("\ufeff"), name)
    lines = split_lines(text)
    del text
    lines = clean_lines(lines, problems)
    if not any(line.strip() for line in lines):
        raise refusal("empty")
    if choice.columns:
        return _reading(delimited.NAME, encoding_taken, Body(delimited.read(lines, problems, choice)), problems)
    module = next(module for module in FORMATS.values() if module.recognises(lines))
    if module is delimited:
        return _reading(module.NAME, encoding_taken, Body(delimited.read(lines, problems, choice)), problems)
    if module is plain_text:
        delimited.check_no_table(lines, choice)
    declared = webvtt.declared_language(lines) if module.NAME == webvtt.NAME else None
    return _reading(module.NAME, encoding_taken, Body(module.read(lines, problems), declared), problems)


def _in_language(body: Body, language: str | None, problems: Problems) -> Body:
    """Return ``body`` with its text in ``language`` as the transcript, if it has one, and tell of the others."""
    texts = [Alternative(body.language or "?", tuple(body.cues)), *body.extras.alternatives]
    asked = (one for one in texts[1:] if language and known_language(one.language) == language)
    chosen = next(asked, texts[0])
    others = tuple(one for one in texts if one is not chosen and one.cues)
    for one in others:
        problems.add("other-language", one.cues[0].line, language=one.language, count=len(one.cues))
    if chosen is texts[0]:
        return body
    return Body(list(chosen.cues), language, replace(body.extras, alternatives=others))


def _reading(found: str, encoding: str, body: Body, problems: Problems) -> Reading:
    """Return the reading of ``body``, with the language that its words suggest or else the file declares."""
    cues = body.cues
    shares = languages_of(cues)
    if len(shares) > 1:
        told = ", ".join(f"{language} {share} %" for language, share in shares.items())
        problems.add("mixed-language", 1, shares=told)
    return Reading(
        format=found,
        encoding=encoding,
        language=language_of(cues) or body.language,
        cues=tuple(cues),
        problems=problems.finish(),
        languages=tuple(shares),
        extras=body.extras,
    )


def language_of(cues: Sequence[Cue]) -> str | None:
    """Return the language of words from all over a transcript, enough to know it by, or None if they don't tell."""
    return detect_language(" ".join(cue.text[:LANGUAGE_SAMPLE] for cue in cues[:: len(cues) // LANGUAGE_SAMPLE + 1]))
