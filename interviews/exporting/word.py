"""Word documents (ECMA-376, WordprocessingML), of as few parts as Word opens.

There is no part with properties, so a document names no author, no program and no time. What is no testimony stands in
the footer; above the words is the title alone, in a style of its own by which ``formats.docx`` knows it again: read in,
the document is the transcript and nothing else.
"""

from collections.abc import Iterable, Sequence

from interviews.exporting.citing import Colophon
from interviews.exporting.lines import segments_of
from interviews.exporting.packages import DECLARATION, content_types, package, relations, xml_attribute, xml_text
from interviews.exporting.text import label_for, stamp
from interviews.formats.document import TITLE_STYLE
from interviews.models import Transcript

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WIDE = 14_000  # the text of a page that lies on its side, in twentieths of a point
_REGIONS = {"be": "be-BY", "ru": "ru-RU", "uk": "uk-UA", "en": "en-GB"}


def docx(transcript: Transcript, colophon: Colophon) -> bytes:
    """Return ``transcript`` as a document: a paragraph a segment, with time and name as in plain text."""
    paragraphs = [_paragraph(f"{stamp(one)}{label_for(one)}", one.text) for one in segments_of(transcript)]
    title = [_title(" ".join(colophon.title.split()))] if colophon.title.strip() else []
    return document([*title, *paragraphs], colophon, transcript.language)


def _title(text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{TITLE_STYLE}"/></w:pPr>{_run(text)}</w:p>'


def _paragraph(head: str, text: str) -> str:
    return f"<w:p>{_run(head, '<w:b/>') if head else ''}{_run(text)}</w:p>"


def _run(text: str, marks: str = "") -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(xml_text(line) for line in text.split("\n"))
    style = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def table(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    """Return ``rows`` as a table whose first row is repeated on every page; ``widths`` are shares of the page's."""
    total = sum(widths)
    columns = [_WIDE * width // total for width in widths]
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    written = []
    for number, row in enumerate(rows):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph("", cell)}</w:tc>'
            for cell, width in zip(row, columns, strict=True)
        )
        kind = "<w:tblHeader/>" if number == 0 else ""
        written.append(f"<w:tr><w:trPr><w:cantSplit/>{kind}</w:trPr>{cells}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDE}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(written)}</w:tbl>'
    )


def document(blocks: Iterable[str], colophon: Colophon, language: str, *, wide: bool = False) -> bytes:
    """Return a document of ``blocks``, ``colophon`` in the footer of its pages; ``wide`` lays them on their sides."""
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if wide else '<w:pgSz w:w="11906" w:h="16838"/>'
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>{size}'
        '<w:pgMar w:top="1134" w:right="1418" w:bottom="1134" w:left="1418" w:header="567" w:footer="567"'
        ' w:gutter="0"/>'
        "</w:sectPr>"
    )
    footer = "".join(_paragraph("", f"{label}: {value}") for label, value in colophon.rows())
    return package(
        {
            "[Content_Types].xml": content_types(
                {
                    "word/document.xml": f"{_KIND}.document.main+xml",
                    "word/styles.xml": f"{_KIND}.styles+xml",
                    "word/footer1.xml": f"{_KIND}.footer+xml",
                }
            ),
            "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
            "word/_rels/document.xml.rels": relations([("styles", "styles.xml"), ("footer", "footer1.xml")]),
            "word/document.xml": (
                f"{DECLARATION}<w:document {_W} {_R}><w:body>{''.join(blocks)}{section}</w:body></w:document>"
            ),
            "word/footer1.xml": f"{DECLARATION}<w:ftr {_W}>{footer}</w:ftr>",
            "word/styles.xml": (
                f"{DECLARATION}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
                f'<w:sz w:val="22"/><w:lang w:val={xml_attribute(_REGIONS.get(language, language))}/></w:rPr>'
                '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
                '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
                f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{TITLE_STYLE}">'
                f'<w:name w:val="{TITLE_STYLE}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
                '<w:pPr><w:keepNext/><w:spacing w:after="240"/><w:outlineLvl w:val="0"/></w:pPr>'
                '<w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>'
                "</w:styles>"
            ),
        }
    )
