"""HTML to the paragraphs that a reader sees of it: linear in its length, whatever it is, and never run or fetched.

Only what makes paragraphs, table cells and line breaks is known; every other tag is left out and its words stay.
"""

import html
import re
from collections.abc import Iterator

from .document import Document
from .enclosed import enclosed

# What nobody sees, up to its end.
UNSEEN = frozenset(["script", "style", "head", "template", "noscript", "textarea", "select", "svg", "iframe"])
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})(?=[\s/>])[^<>]*>")
PIECE, LONGEST_REFERENCE = 65_536, 40
_BLOCKS = """
    p div li h1 h2 h3 h4 h5 h6 section article main header footer nav aside blockquote dd dt pre figcaption ul ol dl
    body html form fieldset address details summary
"""
BLOCKS = frozenset(_BLOCKS.split())
DECLARATION = re.compile(r"<[!?][^<>]{0,2000}>")
SPACES = re.compile(r"[ \t\n\r\f]+")


def paragraphs_of(text: str) -> Document:
    """Return the document that ``text`` shows: paragraphs, tables and line breaks; what is unseen is left out of it."""
    document = Document()
    reader = _Reader(document)
    for tag, closing, words in _tokens(_seen(text)):
        if words:
            reader.say(words)
        if tag:
            reader.tag(tag, closing=closing)
    reader.end()
    return document


def _seen(text: str) -> str:
    """Return ``text`` without remarks, scripts, styles and the like."""
    kept, position = [], 0
    for start, stop in enclosed(text, "<!--", "-->"):
        kept.append(text[position:start])
        position = stop
    text, kept, position = DECLARATION.sub("", "".join([*kept, text[position:]])), [], 0
    names = set(UNSEEN)
    while names and (found := _opening(names).search(text, position)):
        name = found[1].lower()
        if end := re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE).search(text, found.end()):
            kept += [text[position : found.start()], " "]
            position = end.end()
        else:
            names.remove(name)  # what is never closed is seen
    return "".join([*kept, text[position:]])


def _opening(names: set[str]) -> re.Pattern[str]:
    return re.compile(rf"<({'|'.join(sorted(names))})(?=[\s>/])", re.IGNORECASE)


def _tokens(text: str) -> Iterator[tuple[str, bool, str]]:
    """Yield the name of each tag, whether it closes, and the words before it; long words come piece by piece."""
    position = 0
    for found in TAG.finditer(text):
        for piece in _pieces(text, position, found.start()):
            yield "", False, piece
        yield found[2].lower(), bool(found[1]), ""
        position = found.end()
    for piece in _pieces(text, position, len(text)):
        yield "", False, piece


def _pieces(text: str, start: int, end: int) -> Iterator[str]:
    """Yield the words between two places in parts that take little memory, none cut inside a reference."""
    while start < end:
        stop = min(end, start + PIECE)
        if stop < end:
            cut = text.rfind("&", stop - LONGEST_REFERENCE, stop)
            stop = cut if cut > start else stop
        yield html.unescape(text[start:stop])
        start = stop


class _Reader:
    """Fills a document with what tags and words say."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open = False
        self._spaced = True
        self._tables = 0
        self._kept = False

    def say(self, words: str) -> None:
        """Say ``words`` as they are seen: white space is one space, and in ``<pre>`` a line is a paragraph."""
        if self._kept and "\n" in words:
            for line in words.split("\n"):
                self._say(line)
                self.end()
        else:
            self._say(words)

    def _say(self, words: str) -> None:
        said = SPACES.sub(" ", words.replace("\xa0", " "))
        if self._spaced:
            said = said.lstrip(" ")
        if not said:
            return
        if not self._open:
            self._document.begin_paragraph()
            self._open = True
        self._document.say(said)
        self._spaced = said.endswith(" ")

    def tag(self, name: str, *, closing: bool) -> None:
        """Take a tag."""
        if name == "pre":
            self._kept = not closing
        if name == "br":
            self._break()
        elif name in ("td", "th", "tr", "table") or name in BLOCKS:
            self.end()
            self._table(name, closing=closing)

    def _break(self) -> None:
        if self._open and not self._spaced:
            self._document.say("\n")
            self._spaced = True
        elif self._open:
            self._document.say("\n")

    def _table(self, name: str, *, closing: bool) -> None:
        if name == "table" and not closing:
            self._document.begin_table()
            self._tables += 1
        elif name == "table" and self._tables:
            self._tables -= 1
            self._document.end_table()
        elif closing or not self._tables:
            return
        elif name == "tr":
            self._document.begin_row()
        elif name in ("td", "th"):
            self._document.begin_cell()

    def end(self) -> None:
        """End the paragraph that is open, if one is."""
        if self._open:
            self._document.end_paragraph()
        self._open, self._spaced = False, True
