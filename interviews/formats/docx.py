"""Word documents (.docx), after ECMA-376 part 1 (WordprocessingML): words in the order in which they are read.

Deletions, hidden text, comments and properties stay out of the text; insertions are taken as if they were accepted.
"""

import re
from collections.abc import Mapping

from .columns import Choice
from .cues import Cue
from .document import COMMENTS, DELETED, HIDDEN, TITLE_STYLE, Document
from .problems import Problems, quote
from .properties import tell_properties
from .zip_guard import Package, relations_of

NAME = "docx"
OFF = ("0", "false", "off", "none")
AROUND = re.compile(r"word/(?:header|footer)\d*\.xml")
PRIVATE_USE = range(0xE000, 0xF900)


class Styles:
    """Collects the styles that hide their text (17.3.2.41), by their ids."""

    def __init__(self) -> None:
        self._based: dict[str, str] = {}
        self._hides: dict[str, bool] = {}
        self._current = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._current = attributes.get("styleId", "")
        elif name == "basedOn":
            self._based[self._current] = attributes.get("val", "")
        elif name == "vanish" and self._current:
            self._hides[self._current] = attributes.get("val") not in OFF

    def end(self, name: str) -> None:
        if name == "style":
            self._current = ""

    def text(self, text: str) -> None:
        """Take characters, which styles don't have."""

    def hide(self, style: str) -> bool:
        """Say whether a style hides its text, by itself or by the one it is based on."""
        for _ in range(20):
            if style in self._hides:
                return self._hides[style]
            if not (style := self._based.get(style, "")):
                break
        return False


class Body:
    """Takes the elements of a part and fills a document with what they say."""

    def __init__(self, document: Document, styles: Styles, notes: Mapping[str, str]) -> None:
        self._document = document
        self._styles = styles
        self._notes = notes
        self._path: list[str] = []
        self._deleted = 0
        self._deleted_row = False
        self._hidden_run = False
        self._hidden_paragraphs: list[bool] = []
        self._hidden_rows: list[bool] = []
        self._joins: list[bool] = []
        self._choices: list[bool] = []
        self._skipped = 0
        self._span = 0
        self._titled = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if self._skipped:
            self._skipped += 1
        elif name == "Fallback" and self._choices and self._choices[-1]:
            self._skipped = 1  # the same once more, for programs of another time (part 3, 7.6)
        elif handle := STARTS.get(name):
            handle(self, parent, attributes)

    def end(self, name: str) -> None:
        self._path.pop()
        if self._skipped:
            self._skipped -= 1
        elif handle := ENDS.get(name):
            handle(self)

    def text(self, text: str) -> None:
        if self._skipped or not self._path or self._path[-1] not in ("t", "delText"):
            return
        self._say(text.replace("\n", " "))

    def _say(self, text: str) -> None:
        if self._deleted or self._deleted_row or (self._path and self._path[-1] == "delText"):
            self._document.leave_out(DELETED, text)
        elif self._is_hidden():
            self._document.leave_out(HIDDEN, text)
        else:
            self._document.say(text)

    def _is_hidden(self) -> bool:
        return self._hidden_run or any(self._hidden_rows) or any(self._hidden_paragraphs[-1:])

    def _start_paragraph(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._document.begin_paragraph()
        self._hidden_paragraphs.append(False)
        self._joins.append(False)

    def _end_paragraph(self) -> None:
        if self._hidden_paragraphs:
            if self._titled:
                self._document.title()
            self._titled = False
            self._hidden_paragraphs.pop()
            self._document.end_paragraph(joins_next=self._joins.pop())

    def _style(self, _parent: str, attributes: Mapping[str, str]) -> None:
        self._titled = attributes.get("val") == TITLE_STYLE
        if self._hidden_paragraphs and self._styles.hide(attributes.get("val", "")):
            self._hidden_paragraphs[-1] = True

    def _run_style(self, _parent: str, attributes: Mapping[str, str]) -> None:
        if self._in_run_properties():
            self._hidden_run = self._hidden_run or self._styles.hide(attributes.get("val", ""))

    def _vanish(self, _parent: str, attributes: Mapping[str, str]) -> None:
        if self._in_run_properties():
            self._hidden_run = attributes.get("val") not in OFF

    def _in_run_properties(self) -> bool:
        return self._path[-3:-1] == ["r", "rPr"]

    def _end_run(self) -> None:
        self._hidden_run = False

    def _start_deletion(self, parent: str, _attributes: Mapping[str, str]) -> None:
        if parent == "trPr":
            self._deleted_row = True
        elif parent == "rPr":
            if self._path[-3:-2] == ["pPr"] and self._joins:
                self._joins[-1] = True
        else:
            self._deleted += 1

    def _end_deletion(self) -> None:
        if self._deleted and (not self._path or self._path[-1] not in ("trPr", "rPr")):
            self._deleted -= 1

    def _insertion(self, parent: str, _attributes: Mapping[str, str]) -> None:
        if parent not in ("rPr", "trPr", "numPr"):
            self._document.count("insertions-taken")

    def _tab(self, parent: str, _attributes: Mapping[str, str]) -> None:
        if parent == "r":
            self._say("\t")

    def _break(self, parent: str, _attributes: Mapping[str, str]) -> None:
        if parent == "r":
            self._say("\n")

    def _hyphen(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._say("\u2011")

    def _symbol(self, _parent: str, attributes: Mapping[str, str]) -> None:
        """Take a character by its number; those of symbol typefaces have no meaning without the typeface."""
        try:
            code = int(attributes.get("char", ""), 16)
        except ValueError:
            code = 0xF000
        if code in PRIVATE_USE or not 0x20 < code < 0xD800:
            self._document.count("symbol-unknown")
            self._say("\ufffd")
        else:
            self._say(chr(code))

    def _note(self, _parent: str, attributes: Mapping[str, str]) -> None:
        text = self._notes.get(f"{self._path[-1]} {attributes.get('id', '')}", "")
        if self._deleted or self._deleted_row or self._is_hidden():
            self._say(f" {text}")
        else:
            self._document.note(text)

    def _picture(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        if not any(name in PICTURES for name in self._path[:-1]):
            self._document.count("pictures-left-out")

    def _embedded(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._document.count("embedded-left-out")

    def _numbering(self, _parent: str, attributes: Mapping[str, str]) -> None:
        if attributes.get("val") != "0":
            self._document.count("list-marks")

    def _start_alternatives(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._choices.append(False)

    def _choice(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        if self._choices:
            self._choices[-1] = True

    def _end_alternatives(self) -> None:
        if self._choices:
            self._choices.pop()

    def _start_row(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._document.begin_row()
        self._hidden_rows.append(False)

    def _hide_row(self, parent: str, attributes: Mapping[str, str]) -> None:
        if parent == "trPr" and self._hidden_rows:
            self._hidden_rows[-1] = attributes.get("val") not in OFF

    def _end_row(self) -> None:
        self._deleted_row = False
        if self._hidden_rows:
            self._hidden_rows.pop()

    def _start_cell(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._span = 0
        self._document.begin_cell()

    def _grid_span(self, _parent: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        self._span = int(value) - 1 if value.isdecimal() and 0 < int(value) < 1000 else 0

    def _end_cell(self) -> None:
        self._document.skip_cells(self._span)
        self._span = 0

    def _start_table(self, _parent: str, _attributes: Mapping[str, str]) -> None:
        self._document.begin_table()

    def _end_table(self) -> None:
        self._document.end_table()


PICTURES = ("drawing", "pict", "object")
STARTS = {
    "p": Body._start_paragraph,
    "pStyle": Body._style,
    "rStyle": Body._run_style,
    "vanish": Body._vanish,
    "hidden": Body._hide_row,
    "del": Body._start_deletion,
    "moveFrom": Body._start_deletion,
    "ins": Body._insertion,
    "tab": Body._tab,
    "ptab": Body._tab,
    "br": Body._break,
    "cr": Body._break,
    "noBreakHyphen": Body._hyphen,
    "sym": Body._symbol,
    "footnoteReference": Body._note,
    "endnoteReference": Body._note,
    **dict.fromkeys(PICTURES, Body._picture),
    "altChunk": Body._embedded,
    "subDoc": Body._embedded,
    "numId": Body._numbering,
    "AlternateContent": Body._start_alternatives,
    "Choice": Body._choice,
    "tbl": Body._start_table,
    "tr": Body._start_row,
    "tc": Body._start_cell,
    "gridSpan": Body._grid_span,
}
ENDS = {
    "p": Body._end_paragraph,
    "r": Body._end_run,
    "del": Body._end_deletion,
    "moveFrom": Body._end_deletion,
    "AlternateContent": Body._end_alternatives,
    "tbl": Body._end_table,
    "tr": Body._end_row,
    "tc": Body._end_cell,
}


class Notes:
    """Collects footnotes or endnotes by their ids; separators, which have a type, are none (17.11)."""

    def __init__(self, styles: Styles, kind: str) -> None:
        self._styles = styles
        self._kind = kind
        self._body: Body | None = None
        self._document = Document()
        self._id = ""
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._kind:
            self._document = Document()
            self._body = Body(self._document, self._styles, {}) if "type" not in attributes else None
            self._id = attributes.get("id", "")
        elif self._body:
            self._body.start(name, attributes)

    def end(self, name: str) -> None:
        if name == self._kind:
            if self._body:
                lines = [line for paragraph in self._document.paragraphs for line in paragraph.lines()]
                self.found[f"{self._kind}Reference {self._id}"] = " ".join(" ".join(lines).split())
            self._body = None
        elif self._body:
            self._body.end(name)

    def text(self, text: str) -> None:
        if self._body:
            self._body.text(text)


class Words:
    """Counts the words of a part that is left out whole."""

    def __init__(self) -> None:
        self._inside = False
        self.parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside = name in ("t", "text")

    def end(self, name: str) -> None:
        self._inside = False
        if name in ("p", "comment"):
            self.parts.append(" ")

    def text(self, text: str) -> None:
        if self._inside:
            self.parts.append(text)


def read(package: Package, main: str, choice: Choice, problems: Problems) -> list[Cue]:
    """Return the cues of a Word document whose main part is ``main``."""
    styles = Styles()
    parts = relations_of(package, main).by_type
    for part in parts.get("styles", []):
        package.parse(part, styles)
    notes: dict[str, str] = {}
    for kind in ("footnote", "endnote"):
        for part in parts.get(f"{kind}s", []):
            collected = Notes(styles, kind)
            package.parse(part, collected)
            notes |= collected.found
    document = Document()
    package.parse(main, Body(document, styles, notes))
    _tell_around(package, styles, problems)
    for part in parts.get("comments", []):
        comments = Words()
        package.parse(part, comments)
        document.leave_out(COMMENTS, "".join(comments.parts))
    tell_properties(package, problems)
    return document.cues(choice, problems)


def _tell_around(package: Package, styles: Styles, problems: Problems) -> None:
    """Quote what stands above and below the pages, once however many pages have it."""
    said: dict[str, None] = {}
    for name in package.names():
        if AROUND.fullmatch(name):
            around = Document()
            package.parse(name, Body(around, styles, {}))
            if any(map(str.isalpha, text := around.text())):
                said[text] = None
    if said:
        problems.add("header-footer", 1, text=quote(list(said)))
