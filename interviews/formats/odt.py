"""OpenDocument texts (.odt), after ODF 1.3 part 3: words in the order in which they are read.

Deletions, hidden text, comments and properties stay out of the text; insertions are in it already.
"""

from collections.abc import Mapping

from .columns import Choice
from .cues import Cue
from .document import COMMENTS, DELETED, HIDDEN, Document
from .opendocument import Spacing
from .problems import Problems, quote
from .properties import tell_properties
from .zip_guard import Package

NAME = "odt"
# Elements whose words are not of the text, by what is said of them; "" where nothing is, for they hold no words.
LEFT_OUT = {
    "tracked-changes": DELETED,
    "annotation": COMMENTS,
    "hidden-text": HIDDEN,
    "hidden-paragraph": HIDDEN,
    "object": "embedded",
    "object-ole": "embedded",
    "script": "embedded",
    "image": "",
    "binary-data": "",
    "note-citation": "",
    "forms": "",
    "title": "",
    "desc": "",
}
AROUND = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
MAX_REPEATED = 1_000


class Body:
    """Takes the elements of content.xml or styles.xml and fills a document with what they say."""

    def __init__(self, document: Document, hidden: set[str]) -> None:
        self._document = document
        self._hidden = hidden
        self._style = ""
        self._spacing = Spacing()
        self._skipped = 0
        self._kind = ""
        self._hiding = False
        self._paragraphs = 0
        self._note: list[str] | None = None
        self._columns = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif name in LEFT_OUT or self._is_hidden(name, attributes):
            self._skip(name, attributes)
        elif space := self._spacing.explicit(name, attributes):
            self.say(space)
        elif name in ("p", "h"):
            self._begin_paragraph()
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "text-properties" and attributes.get("display") == "none":
            self._hidden.add(self._style)
        elif name == "note":
            self._note = []
        elif name == "frame":
            self._document.count("pictures-left-out")
        elif name == "list-item":
            self._document.count("list-marks")
        else:
            self._start_of_table(name, attributes)

    def _is_hidden(self, name: str, attributes: Mapping[str, str]) -> bool:
        if name == "section" and attributes.get("display") == "none":
            return True
        return name in ("p", "h", "span", "a") and attributes.get("style-name", "") in self._hidden

    def _skip(self, name: str, attributes: Mapping[str, str]) -> None:
        self._skipped = 1
        self._kind = LEFT_OUT.get(name, HIDDEN)
        if self._kind == "embedded":
            self._document.count("embedded-left-out")
        elif name == "hidden-paragraph" and attributes.get("is-hidden") == "true":
            self._hiding = True
            self._document.hide()
        elif name == "hidden-text":
            self._document.leave_out(HIDDEN, f" {attributes.get('string-value', '')} ")

    def _start_of_table(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._document.begin_table()
        elif name == "table-row":
            self._document.begin_row()
        elif name in ("table-cell", "covered-table-cell"):
            self._document.begin_cell()
            repeated = attributes.get("number-columns-repeated", "1")
            self._columns = min(int(repeated), MAX_REPEATED) - 1 if repeated.isdecimal() else 0

    def _begin_paragraph(self) -> None:
        self._spacing.begin()
        if self._note is not None:
            self._note.append(" ")
            return
        self._paragraphs += 1
        self._document.begin_paragraph()

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            if name in ("p", "h"):
                self._leave_out(" ")
        elif name in ("p", "h"):
            self._hiding = False
            if self._note is None and self._paragraphs:
                self._paragraphs -= 1
                self._document.end_paragraph()
        elif name == "note" and self._note is not None:
            text, self._note = " ".join("".join(self._note).split()), None
            self._document.note(text)
        elif name == "table":
            self._document.end_table()
        elif name in ("table-cell", "covered-table-cell"):
            self._document.skip_cells(self._columns)
            self._columns = 0

    def text(self, text: str) -> None:
        if self._skipped:
            self._leave_out(text)
        elif self._paragraphs or self._note is not None:
            self.say(self._spacing.collapsed(text))

    def say(self, text: str) -> None:
        """Add text to the paragraph or the footnote that is open."""
        if self._note is not None:
            self._note.append(text)
        elif self._hiding:
            self._document.leave_out(HIDDEN, text)
        elif self._paragraphs:
            self._document.say(text)

    def _leave_out(self, text: str) -> None:
        if self._kind in (DELETED, COMMENTS, HIDDEN):
            self._document.leave_out(self._kind, text)


class Around:
    """Collects the words above and below the pages, which styles.xml has."""

    def __init__(self, hidden: set[str]) -> None:
        self._hidden = hidden
        self._body: Body | None = None
        self._style = Body(Document(), hidden)
        self._document = Document()
        self.said: dict[str, None] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._body:
            self._body.start(name, attributes)
        elif name in AROUND:
            self._document = Document()
            self._body = Body(self._document, self._hidden)
        elif name in ("style", "text-properties"):
            self._style.start(name, attributes)

    def end(self, name: str) -> None:
        if name in AROUND and self._body:
            if any(map(str.isalpha, text := self._document.text())):
                self.said[text] = None
            self._body = None
        elif self._body:
            self._body.end(name)

    def text(self, text: str) -> None:
        if self._body:
            self._body.text(text)


def read(package: Package, _main: str, choice: Choice, problems: Problems) -> list[Cue]:
    """Return the cues of an OpenDocument text."""
    hidden: set[str] = set()
    around = Around(hidden)
    package.parse("styles.xml", around)
    document = Document()
    package.parse("content.xml", Body(document, hidden))
    if around.said:
        problems.add("header-footer", 1, text=quote(list(around.said)))
    tell_properties(package, problems)
    return document.cues(choice, problems)
