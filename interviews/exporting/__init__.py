"""Segments go out again: captions, text, data, documents, and the words by which a passage is cited.

Everything starts from segments, so nothing that was taken out of the public text can be in it. What is written here is
read back by ``interviews.formats`` as the same transcript: WebVTT, SubRip, TEI and JSON cue for cue, the translation
sheet segment for segment, plain text and documents passage for passage with times to the second.
"""

from collections.abc import Callable
from dataclasses import dataclass

from interviews.exporting.beside import Moment, beside
from interviews.exporting.captions import srt, webvtt
from interviews.exporting.cells import plain_cell
from interviews.exporting.citing import Colophon, citation, colophon
from interviews.exporting.data import as_json
from interviews.exporting.lines import Line, NoTimes, clock, cues_of
from interviews.exporting.passages import passage_row, queried, rows_as_csv, rows_as_json
from interviews.exporting.references import REFERENCES, Reference
from interviews.exporting.sheets import sheet_docx, sheet_xlsx
from interviews.exporting.tei import tei
from interviews.exporting.text import plain_text
from interviews.exporting.word import docx
from interviews.models import Transcript

__all__ = [
    "FILES",
    "REFERENCES",
    "SHEETS",
    "Colophon",
    "FileKind",
    "Line",
    "Moment",
    "NoTimes",
    "Reference",
    "as_json",
    "beside",
    "citation",
    "clock",
    "colophon",
    "cues_of",
    "docx",
    "passage_row",
    "plain_cell",
    "plain_text",
    "queried",
    "rows_as_csv",
    "rows_as_json",
    "sheet_docx",
    "sheet_xlsx",
    "srt",
    "tei",
    "webvtt",
]


@dataclass(frozen=True)
class FileKind:
    """A kind of file in which readers take a transcript away; ``write`` may raise :class:`NoTimes`."""

    media_type: str
    write: Callable[[Transcript, Colophon], str | bytes]


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# By the ending of the address. JSON (``as_json``) is one more: it needs the themes too.
FILES: dict[str, FileKind] = {
    "vtt": FileKind("text/vtt", webvtt),
    "srt": FileKind("application/x-subrip", lambda transcript, colophon: srt(transcript)),
    "txt": FileKind("text/plain", plain_text),
    "tei": FileKind("application/tei+xml", tei),
    "docx": FileKind(WORD, docx),
}
# The translation sheet, for the desk alone: the last argument is the language to translate into.
SHEETS: dict[str, tuple[str, Callable[[Transcript, Colophon, str], bytes]]] = {
    "xlsx": (EXCEL, sheet_xlsx),
    "docx": (WORD, sheet_docx),
}
