"""Formats that are XML or JSON: which one a text is in, and its cues.

A format is a module with ``NAME``, ``recognises(root)`` and ``read(root, problems)`` and a line in ``XML`` or ``JSON``.
"""

from typing import Protocol

from . import eaf, ohms, otranscribe, recognised, speech, tei, timedtext, trs, ttml
from .json_tree import Json, looks_like_json, number_items, parse_json
from .problems import Problems
from .spoken import Body
from .xml_tree import Element, looks_like_xml, number_by_kind, parse_xml


class XmlFormat(Protocol):
    """What the module of an XML format offers."""

    NAME: str

    def recognises(self, root: Element, /) -> bool:
        """Say whether a file with ``root`` is in this format."""

    def read(self, root: Element, problems: Problems, /) -> Body:
        """Return what the file says, and add what is wrong or left out to ``problems``."""


class JsonFormat(Protocol):
    """What the module of a JSON format offers."""

    NAME: str

    def recognises(self, data: Json, /) -> bool:
        """Say whether a file with ``data`` is in this format."""

    def read(self, data: Json, problems: Problems, /) -> Body:
        """Return what the file says, and add what is wrong or left out to ``problems``."""


# In the order in which they are asked.
XML: tuple[XmlFormat, ...] = (ttml, ohms, tei, eaf, trs, timedtext)
JSON: tuple[JsonFormat, ...] = (otranscribe, speech, recognised)
STRUCTURED: dict[str, XmlFormat | JsonFormat] = {
    **{module.NAME: module for module in XML},
    **{module.NAME: module for module in JSON},
}
# A file that begins with one of these is XML, even if its end is missing.
ROOTS = frozenset(["tt", "ROOT", "TEI", "TEI.2", "teiCorpus", "ANNOTATION_DOCUMENT", "Trans", "timedtext"])

# A file with fewer lines, and more characters, than these was not written to be read line by line.
FEW_LINES = 4
LONG_LINE = 1000
MOST_TAGS = 500_000  # numbers take memory too


def read_structured(text: str, problems: Problems) -> tuple[str, Body] | None:
    """Return the name of the format of ``text`` and what it says; None if it is no XML or JSON, or of an unknown kind.

    Raises ``FormatError`` for what is XML or JSON but broken, too large or hostile.
    """
    if looks_like_xml(text, ROOTS):
        root = parse_xml(text, problems)
        found = next((module for module in XML if module.recognises(root)), None)
        if found and _has_hardly_lines(text) and text.count("<") < MOST_TAGS and number_by_kind(root):
            problems.number_elements()
        return (found.NAME, found.read(root, problems)) if found else None
    if looks_like_json(text):
        data = parse_json(text, problems)
        module = next((module for module in JSON if module.recognises(data)), None)
        if module and _has_hardly_lines(text) and number_items(data):
            problems.number_elements()
        return (module.NAME, module.read(data, problems)) if module else None
    return None


def _has_hardly_lines(text: str) -> bool:
    """Say whether a program wrote ``text`` without line breaks, so that the number of a line finds nothing."""
    return len(text) > LONG_LINE and text.count("\n", 0, len(text.rstrip())) < FEW_LINES
