"""XML taken element by element, so that a large part of a package is never in memory whole.

No document type, no entities, at most 100 levels and ``MAX_ELEMENTS`` elements; what breaks a rule is refused.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.parsers import expat

from .cues import refusal

MAX_LEVELS = 100
MAX_ELEMENTS = 2_500_000
MAX_TAG_LENGTH = 1_000_000  # bytes


class Handler(Protocol):
    """Who is told of the elements. Names of elements and attributes come without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """Take the beginning of an element."""

    def end(self, name: str, /) -> None:
        """Take the end of an element."""

    def text(self, text: str, /) -> None:
        """Take characters; a stretch of text may come in several pieces."""


class _Reader:
    """Stands between the parser and a handler, and counts."""

    def __init__(self, handler: Handler, part: str) -> None:
        self._handler = handler
        self._part = part
        self._levels = 0
        self._elements = 0
        self._locals: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = handler.text

    def _doctype(self, *_declared: object) -> None:
        raise refusal("package-doctype", part=self._part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._levels += 1
        self._elements += 1
        if self._levels > MAX_LEVELS:
            raise refusal("package-too-deep", part=self._part, limit=MAX_LEVELS)
        if self._elements > MAX_ELEMENTS:
            raise refusal("package-too-long", part=self._part, limit=MAX_ELEMENTS)
        if attributes:
            attributes = {self._local(key): value for key, value in attributes.items()}
        self._handler.start(self._local(name), attributes)

    def _end(self, name: str) -> None:
        self._levels -= 1
        self._handler.end(self._local(name))

    def _local(self, name: str) -> str:
        if (local := self._locals.get(name)) is None:
            local = name.rpartition(" ")[2]
            if len(self._locals) < 10_000:
                self._locals[name] = local
        return local


def read_xml(pieces: Iterable[bytes], handler: Handler, part: str) -> None:
    """Tell ``handler`` the elements of the XML in ``pieces``; ``part`` is what messages call it.

    Raises ``FormatError`` for what is no XML, has a document type, or breaks a limit.
    """
    reader = _Reader(handler, part)
    try:
        taken = 0
        for piece in pieces:
            reader.parser.Parse(piece, False)
            taken += len(piece)
            # What is not told yet is one unfinished tag, kept by the parser.
            if taken - reader.parser.CurrentByteIndex > MAX_TAG_LENGTH:
                raise refusal("package-too-long", part=part, limit=MAX_ELEMENTS)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        # ExpatError says where; a declared encoding that Python does not know or can't use is one of the others.
        raise refusal("package-part-damaged", part=part, row=reader.parser.CurrentLineNumber) from None
