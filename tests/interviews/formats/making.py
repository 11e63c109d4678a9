"""Makes small documents and workbooks for tests, part by part, after the specifications."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    """Return a zip of ``parts``, texts or bytes by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def relations(targets):
    """Return a relations part: types and targets by id."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{rows}</Relationships>'


def p(*runs, properties=""):
    """Return a paragraph of Word; texts become runs, markup stays."""
    inside = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{properties}{inside}</w:p>"


def r(text, properties=""):
    """Return a run of Word."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*cells):
    """Return cells of Word."""
    return "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in cells)


def tbl(*rows):
    """Return a table of Word, whose cells are texts or paragraphs."""
    return f"<w:tbl>{''.join(f'<w:tr>{tc(*row)}</w:tr>' for row in rows)}</w:tbl>"


def docx(body, **more):
    """Return a Word document; ``more`` are other parts by name (styles, footnotes, comments …)."""
    parts = {
        "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": relations({name: (name, f"{name}.xml") for name in more}),
    }
    for name, content in more.items():
        parts[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'
    return packed(parts)


def odt(body, styles="", outer="", **more):
    """Return an OpenDocument text; ``styles`` are its automatic ones, ``outer`` is styles.xml."""
    content = (
        f"<office:document-content {ODF} {DC}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    if outer:
        parts["styles.xml"] = f"<office:document-styles {ODF}>{outer}</office:document-styles>"
    return packed(parts | more)


def ods(sheets, styles=""):
    """Return an OpenDocument table; ``sheets`` are rows of markup by name."""
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def xlsx(sheets, strings=(), formats=(), hidden=(), beside=None):
    """Return a workbook; ``sheets`` are the markup of rows by name, ``formats`` the codes of cell styles 1, 2 …"""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="s{n}" state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(names, 1)
    )
    codes = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(formats)))
    shared = "".join(f"<si>{text if text.startswith('<') else f'<t>{text}</t>'}</si>" for text in strings)
    looks = f"<numFmts>{codes}</numFmts><cellXfs><xf numFmtId='0'/>{styles}</cellXfs>"
    parts = {
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            {f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)}
            | {"st": ("styles", "styles.xml"), "sh": ("sharedStrings", "sharedStrings.xml")}
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{S}">{looks}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{shared}</sst>',
    }
    for n, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}">{sheets[name]}</worksheet>'
    return packed(parts | (beside or {}))


def rows(*table):
    """Return the sheet data of Excel with texts in place; None leaves a cell out, numbers are numbers."""
    made = ""
    for n, row in enumerate(table, 1):
        cells = ""
        for column, cell in enumerate(row):
            at = f"{chr(65 + column)}{n}"
            if isinstance(cell, str):
                cells += cell if cell.startswith("<c") else f'<c r="{at}" t="inlineStr"><is><t>{cell}</t></is></c>'
            elif cell is not None:
                cells += f'<c r="{at}"><v>{cell}</v></c>'
        made += f'<row r="{n}">{cells}</row>'
    return f"<sheetData>{made}</sheetData>"
