"""The translation sheet: a table that a translator fills in, as an Excel table or a Word document.

Columns: number of the segment, start, end, speaker, the words, and an empty one. The first cell of the first row says
what was translated, ``OOU-7K3M.be.v3``; the last two say from which language into which. ``formats.sheets`` reads it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from interviews.exporting.citing import Colophon
from interviews.exporting.lines import clock, segments_of
from interviews.exporting.packages import DECLARATION, content_types, package, relations, xml_attribute, xml_text
from interviews.exporting.word import document, table
from interviews.formats.sheets import heading
from interviews.models import Transcript

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# What a table program would take for one of its own escapes of a character (ECMA-376-1, 22.9.2.19).
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WIDTHS = (18, 14, 14, 18, 60, 60)
_WIDTHS_OF_COLOPHON = (18, 100)
_NAME_LIMIT = 31  # of a sheet, in table programs


def rows_of(transcript: Transcript, into: str) -> Iterator[Sequence[str]]:
    """Yield the rows of the sheet for a translation into ``into``, the headings first."""
    yield heading(transcript.interview.accession, transcript.language, transcript.version, into)
    for one in segments_of(transcript):
        times = [clock(ms) if ms is not None else "" for ms in (one.start_ms, one.end_ms)]
        yield (str(one.position + 1), *times, one.speaker, one.text, "")


def sheet_docx(transcript: Transcript, colophon: Colophon, into: str) -> bytes:
    """Return the sheet as a Word document with one table."""
    # Word wants a paragraph after a table.
    return document([table(rows_of(transcript, into), _WIDTHS), "<w:p/>"], colophon, into, wide=True)


def sheet_xlsx(transcript: Transcript, colophon: Colophon, into: str) -> bytes:
    """Return the sheet as an Excel table (ECMA-376, SpreadsheetML). Every cell is text, none is a formula.

    ``colophon`` has a sheet of its own behind it: the foot of a printed page holds 255 characters at most.
    """
    behind = xml_attribute(_("Citation")[:_NAME_LIMIT])
    frozen = (
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    return package(
        {
            "[Content_Types].xml": content_types(
                {
                    "xl/workbook.xml": f"{_KIND}.sheet.main+xml",
                    "xl/styles.xml": f"{_KIND}.styles+xml",
                    "xl/worksheets/sheet1.xml": f"{_KIND}.worksheet+xml",
                    "xl/worksheets/sheet2.xml": f"{_KIND}.worksheet+xml",
                }
            ),
            "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": (
                f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
                f'<sheet name="{transcript.language}-{into}" sheetId="1" r:id="rId1"/>'
                f'<sheet name={behind} sheetId="2" r:id="rId2"/>'
                "</sheets></workbook>"
            ),
            "xl/_rels/workbook.xml.rels": relations(
                [
                    ("worksheet", "worksheets/sheet1.xml"),
                    ("worksheet", "worksheets/sheet2.xml"),
                    ("styles", "styles.xml"),
                ]
            ),
            "xl/styles.xml": _STYLES,
            "xl/worksheets/sheet1.xml": _worksheet(rows_of(transcript, into), _WIDTHS, frozen),
            "xl/worksheets/sheet2.xml": _worksheet(colophon.rows(), _WIDTHS_OF_COLOPHON),
        }
    )


def _worksheet(rows: Iterable[Sequence[str]], widths: Sequence[int], view: str = "") -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" style="1" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    cells = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return (
        f'{DECLARATION}<worksheet xmlns="{_MAIN}">{view}<cols>{columns}</cols>'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


def _row(number: int, row: Sequence[str]) -> str:
    cells = "".join(_cell(f"{letter}{number}", cell) for letter, cell in zip("ABCDEF", row, strict=False))
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, text: str) -> str:
    if not text:
        return f'<c r="{place}" s="1"/>'
    kept = _ESCAPE.sub("_x005F_", xml_text(text))
    return f'<c r="{place}" s="1" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


# Format 49 is text: what a translator types stays as it was typed, also what looks like a date or a formula.
_STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="49" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
