"""Recognises files that are no transcript, or one in a format that is not read, and says which they are."""

import re

from .cues import FormatError, refusal

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# (first bytes, where, what it is). What a person may take for a transcript file, or pick by mistake.
SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (OLD_OFFICE, "an old Office document (.doc, .xls)"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"ID3", "a sound recording (MP3)"),
    (b"\xff\xfb", "a sound recording (MP3)"),
    (b"\xff\xf3", "a sound recording (MP3)"),
    (b"OggS", "a recording (Ogg)"),
    (b"fLaC", "a sound recording (FLAC)"),
    (b"RIFF", "a recording or picture (WAV, AVI or WebP)"),
    (b"\x1aE\xdf\xa3", "a video (WebM or Matroska)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf'\x1c", "a compressed file (7z)"),
    (b"Rar!\x1a\x07", "a compressed file (RAR)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ\0", "a compressed file (xz)"),
    (b"SQLite format 3\0", "a database (SQLite)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
)
EBU_STL = re.compile(rb"\d{3}STL\d\d\.\d\d")
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
WORD, EXCEL = "a Word document (.docx)", "an Excel table (.xlsx)"
ODF_TEXT, ODF_TABLE = "an OpenDocument text (.odt)", "an OpenDocument table (.ods)"
# What packages are by what lies open in them;.
PACKAGE_KINDS = (
    (b"application/vnd.oasis.opendocument.text", ODF_TEXT),
    (b"application/vnd.oasis.opendocument.spreadsheet", ODF_TABLE),
    (b"application/epub", "an e-book (EPUB)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"word/", WORD),
    (b"xl/", EXCEL),
)
_CLOCK = r"\d{1,3}:\d\d:\d\d"
# Text formats, by their first words: markup and tables that would otherwise pass for what somebody said.
TEXTS = (
    (re.compile(r"\s*(?:<\?xml|<transcript[\s>])", re.I), "an XML file"),
    (re.compile(r"\s*(?:<!doctype|<!--|<html|<head|<body|<meta|<div|<p[\s>])", re.I), "a web page (HTML or XML)"),
    (re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[{"\[]|\]\s*$))'), "a JSON file"),
    (re.compile(r"\s*Scenarist_SCC"), "a Scenarist caption file (.scc)"),
    (re.compile(r"\s*@(?:UTF8|Begin)[ \t]*(?:\n|$)"), "a CHAT transcript (.cha)"),
    (re.compile(r"\s*\\_sh[ \t]+v\d"), "a Toolbox text (SFM)"),
    (re.compile(r"\s*\{T[ \t]\d{2}:\d{2}:\d{2}"), "a DVD subtitle file"),
    (
        re.compile(r'\s*(?:"Praat chronological|File type = "ooTextFile"\s*(?:Object class = )?"(?!TextGrid))'),
        "a Praat file of another kind than TextGrid",
    ),
    (
        # With blanks beside the commas; without them it is a table.
        re.compile(rf"\s*(?:(?://|\$)[^\n]*\n\s*)*{_CLOCK}:\d\d[ \t]+,[ \t]*{_CLOCK}:\d\d[ \t]*,"),
        "a Spruce subtitle file (.stl)",
    ),
)
ELEMENT = re.compile(r"\s*<([A-Za-z][\w.:-]{0,60})[\s>]")
# The voice of a cue, and SAMI, which is read although it is seldom well-formed.
READ_BY_MARKS = frozenset(["v", "sami", "sync"])
CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
MP4, EBU, ARCHIVE = "a recording (MP4 or M4A)", "an EBU subtitle file (.stl)", "a zip archive"
XML, BINARY = "an XML file", "no text but binary data"
NAMELESS = "The file"
# What files are called in the messages, for whoever translates those.
KINDS = frozenset(
    [MP4, EBU, ARCHIVE, XML, BINARY, NAMELESS, *(kind for _, kind in (*SIGNATURES, *PACKAGE_KINDS, *TEXTS))]
)


def refuse_foreign_bytes(data: bytes, name: str) -> None:
    """Raise ``FormatError`` if ``data`` begins like a document, picture, recording or archive."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(OLD_OFFICE) and LOCKED_OFFICE in data:
        raise refusal("package-locked", name=f"“{name}”" if name else NAMELESS)
    for signature, kind in SIGNATURES:
        if data.startswith(signature) or head.startswith(signature):
            raise _refused(name, kind)
    if data[4:8] == b"ftyp":
        raise _refused(name, MP4)
    if EBU_STL.match(data):
        raise _refused(name, EBU)


def refuse_foreign_text(text: str, name: str) -> None:
    """Raise ``FormatError`` if ``text`` is in a text format that is not read, or is no text at all."""
    head = text[:20_000]
    for pattern, kind in TEXTS:
        if pattern.match(head):
            raise _refused(name, kind, code="not-read-yet")
    element = ELEMENT.match(head)
    if element and text[-200:].rstrip().endswith(f"</{element[1]}>") and element[1].lower() not in READ_BY_MARKS:
        raise _refused(name, XML, code="not-read-yet")
    if 8 * len(CONTROLS.findall(text[:200_000])) > len(text[:200_000]):
        raise _refused(name, BINARY)


def _refused(name: str, kind: str, code: str = "not-a-transcript") -> FormatError:
    return refusal(code, name=f"“{name}”" if name else NAMELESS, kind=kind)
