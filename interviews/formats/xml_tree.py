"""XML text to a small tree that keeps the lines: the only place where transcript files are parsed as XML.

expat never fetches anything here: a document type of the file's own and every entity are refused (XML 1.0, 2.8 and
4.2), a ``<!DOCTYPE …>`` that only names one is passed over. Depth, elements, names and the length of a tag are bounded,
so a file of the permitted size can't fill the memory.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from xml.parsers import expat

from .cues import refusal
from .problems import Problems

MAX_DEPTH = 100
MAX_ELEMENTS = 500_000
MAX_TEXTS = 1_200_000
MAX_NAMES = 2_000
MAX_ATTRIBUTES = 100
MAX_SHARED = 10_000
# Characters of one tag, comment or instruction.
MAX_TAG = 200_000
CHUNK = 50_000
DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']")
START = re.compile(r"\s*<(?:\?xml\s|!DOCTYPE\s|!--|[A-Za-z_])", re.IGNORECASE)
# The first element: instructions, comments and a document type may stand before it.
# What only XML begins with, whatever follows.
DECLARATION = re.compile(r"\s*<(?:\?xml\s|!DOCTYPE\s+(?!html\b)\w)", re.IGNORECASE)
_BEFORE = r"(?>\s*(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^<>\[]*>))*+"
ROOT = re.compile(rf"{_BEFORE}\s*<([A-Za-z_][\w.:-]{{0,60}})", re.DOTALL)
# What is written like XML and is none: HTML, and SAMI, which has a reader of its own.
NO_XML = frozenset(["html", "head", "body", "meta", "div", "p", "sami", "sync"])
SPACES = re.compile(r"\s+")


class Element:
    """An element of the tree. ``content`` holds its texts and elements in order; ``name`` is without prefix."""

    __slots__ = ("_attributes", "content", "line", "name")

    def __init__(self, name: str, attributes: tuple[str, ...], line: int) -> None:
        self.name = name
        self.line = line
        self.content: Sequence[Element | str] = ()
        self._attributes = attributes

    def add(self, part: "Element | str") -> None:
        """Put an element or a text below what is there."""
        if isinstance(self.content, list):
            self.content.append(part)
        else:
            # Most elements of a large file are empty, so a list is made only for those that aren't.
            self.content = [part]

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, whatever the prefix of its name is."""
        for index in range(0, len(self._attributes), 2):
            if _local(self._attributes[index]) == name:
                return self._attributes[index + 1].strip()
        return default

    def attributes(self) -> dict[str, str]:
        """Return all attributes that say something, by their names without prefixes; of two alike the first."""
        found: dict[str, str] = {}
        for index in range(0, len(self._attributes), 2):
            if value := self._attributes[index + 1].strip():
                found.setdefault(_local(self._attributes[index]), value)
        return found

    def has(self, name: str) -> bool:
        """Say whether the attribute is there and says something."""
        return bool(self.get(name))

    def elements(self, name: str = "") -> Iterator["Element"]:
        """Yield the elements directly below, only those called ``name`` if it is given."""
        for one in self.content:
            if isinstance(one, Element) and name in ("", one.name):
                yield one

    def first(self, name: str) -> "Element | None":
        """Return the first element called ``name`` anywhere below, or None."""
        return next((one for one in self.all(name) if one is not self), None)

    def all(self, name: str = "") -> Iterator["Element"]:
        """Yield this element and all below it in the order of the file, only those called ``name`` if it is given."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if name in ("", one.name):
                yield one
            waiting += [child for child in reversed(one.content) if isinstance(child, Element)]

    def text(self, apart: str = "") -> str:
        """Return all text in the element and below it, with ``apart`` before each element."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                parts.append(one)
            else:
                parts.append(apart)
                waiting += reversed(one.content)
        return "".join(parts)

    def own_words(self) -> str:
        """Return the text that stands directly in the element, with runs of white space as one space."""
        return SPACES.sub(" ", " ".join(part for part in self.content if isinstance(part, str))).strip()

    def stray(self, read: frozenset[str]) -> Iterator[tuple[int, str]]:
        """Yield line and own words of this element and all below it, but for those called as in ``read``."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if words := one.own_words():
                yield one.line, words
            waiting += [
                child for child in reversed(one.content) if isinstance(child, Element) and child.name not in read
            ]

    def words(self) -> str:
        """Return all text with runs of white space as one space; elements in a row are kept apart."""
        return SPACES.sub(" ", self.text(" ")).strip()


def looks_like_xml(text: str, roots: frozenset[str]) -> bool:
    """Say whether ``text`` is XML and no web page: by its first line, by a root of ``roots``, or closed as it began.

    ``<laughs> Yes.`` is speech.
    """
    head = text[:20_000]
    if not START.match(head):
        return False
    if not (match := ROOT.match(head)):
        return bool(DECLARATION.match(head))
    name = _local(match[1])
    if name.lower() in NO_XML:
        return False
    declared = head.lstrip()[:5] == "<?xml"
    closed = text[-200:].rstrip().endswith(f"</{match[1]}>") and name != "v"
    return declared or closed or name in roots


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that the first line of an XML file names, unless the bytes are UTF-8 or UTF-16 in fact."""
    match = DECLARED.match(data)
    if not match or match[1].lower().startswith((b"utf", b"iso-10646")):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return match[1].decode("ascii")
    return None


def parse_xml(text: str, problems: Problems) -> Element:
    """Return the root of ``text``. Raises ``FormatError``, with the line, for broken, hostile or too large XML."""
    return _Builder(problems).parse(text)


def number_by_kind(root: Element) -> bool:
    """Give every element, in the place of its line, its number among those of its name; say whether any differs."""
    seen: Counter[str] = Counter()
    differs = False
    for one in root.all():
        seen[one.name] += 1
        differs = differs or one.line != seen[one.name]
        one.line = seen[one.name]
    return differs


class _Builder:
    """Takes the events of expat and hangs elements and texts together."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._names: dict[str, str] = {}
        self._texts_seen: dict[str, str] = {}
        self._root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self._texts = 0
        self._moved = True
        self._lines_before = 0
        self._parser = parser = expat.ParserCreate("utf-8", intern=self._names)
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = 2**20
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._pass
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped

    def parse(self, text: str) -> Element:
        """Return the root. White space before the declaration is a slip that expat doesn't forgive, so it goes."""
        start = len(text) - len(text.lstrip())
        self._lines_before = text.count("\n", 0, start)
        still = 0
        try:
            for at in range(start, len(text), CHUNK):
                self._moved = False
                self._parser.Parse(text[at : at + CHUNK])
                still = 0 if self._moved else still + CHUNK
                if still > MAX_TAG:
                    raise refusal("xml-too-large", self._line(), limit=MAX_ELEMENTS)
            self._parser.Parse("", True)
        except expat.ExpatError as error:
            raise refusal("xml-broken", error.lineno + self._lines_before, column=error.offset + 1) from None
        if self._root is None:
            raise refusal("xml-broken", 1, column=1)
        return self._root

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._lines_before

    def _start(self, name: str, attributes: list[str]) -> None:
        self._moved = True
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._names) > MAX_NAMES or len(attributes) > 2 * MAX_ATTRIBUTES:
            raise refusal("xml-too-large", self._line(), limit=MAX_ELEMENTS)
        if len(self._open) >= MAX_DEPTH:
            raise refusal("too-deep", self._line(), limit=MAX_DEPTH)
        element = Element(self._local(name), tuple(map(self._shared, attributes)), self._line())
        if self._open:
            self._open[-1].add(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._moved = True
        self._open.pop()

    def _comment(self, text: str) -> None:
        """Tell a comment: it is nothing that was said, but somebody wrote it."""
        self._moved = True
        if words := SPACES.sub(" ", text).strip():
            self._problems.add("note", self._line(), text=words)

    def _pass(self, *_parts: str) -> None:
        self._moved = True

    def _text(self, text: str) -> None:
        self._moved = True
        if not self._open:
            return
        self._texts += 1
        if self._texts > MAX_TEXTS:
            raise refusal("xml-too-large", self._line(), limit=MAX_ELEMENTS)
        self._open[-1].add(self._shared(text) if len(text) < MAX_SHARED else text)

    def _shared(self, text: str) -> str:
        """Return ``text``, or the same that came before: indents, voices and units come a hundred thousand times."""
        if len(self._texts_seen) < MAX_SHARED:
            return self._texts_seen.setdefault(text, text)
        return self._texts_seen.get(text, text)

    def _local(self, name: str) -> str:
        local = _local(name)
        return self._names.setdefault(local, local)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_own: int) -> None:
        if has_own:
            raise refusal("xml-dtd", self._line())

    def _entity(self, *_declaration: object) -> None:
        raise refusal("xml-dtd", self._line())

    def _skipped(self, name: str, _is_parameter: bool) -> None:
        """Keep a reference that only the document type explains, which is not fetched: HTML's names are known."""
        written = f"&{name};"
        said = html.unescape(written)
        if said == written:
            self._problems.count("entity-unknown", self._line())
        self._text(said)


@lru_cache(maxsize=1_000)  # the names of a file are few, and each is asked for a million times
def _local(name: str) -> str:
    return name.rpartition(":")[2]
