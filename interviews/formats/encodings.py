"""Bytes to text: Unicode by its mark or form, 8-bit Cyrillic by its letters, anything else by what the caller says."""

import codecs
import re

from .cues import refusal
from .letters import CANDIDATES, guess_encoding
from .problems import Problems

# Longest marks first: the mark of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# What a caller may name beside the encodings that are recognised.
NAMED = (*CANDIDATES, "cp1252", "cp1250", "iso8859-5", "mac-cyrillic", "iso8859-1", "iso8859-2")
LABELS = {"cp1251": "Windows-1251 (cp1251)", "koi8-u": "KOI8-U", "koi8-r": "KOI8-R", "cp866": "DOS Cyrillic (cp866)"}
SAMPLE = 64 * 1024
# What Unicode text of any language of the archive is nearly all made of.
ORDINARY = re.compile(r"[\t\n\r -~\xa0-\u024f\u0400-\u052f\u2010-\u203a\u20ac\u2116]")
FAMILIAR = re.compile(r"[\u00c0-\u024f\u0400-\u045f\u0490\u0491\u2010-\u203a]")


def decode(data: bytes, encoding: str | None, problems: Problems) -> tuple[str, str]:
    """Return the text of ``data`` without its byte order mark, and the name of its encoding.

    ``encoding`` wins over everything. An 8-bit encoding that was recognised is added to ``problems``, never taken
    silently. Raises ``FormatError`` where bytes and encoding don't agree, or where it is unclear which encoding it is.
    """
    if encoding:
        return _decode_as_asked(data, encoding, problems)
    for mark, name in MARKS:
        if data.startswith(mark):
            return _decode_to_the_end(data, name, problems, len(mark)), name
    if b"\0" in data:
        for name in UNICODE[1:]:
            if _looks_like(data, name):
                return _decode_to_the_end(data, name, problems), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_cut_off(error, len(data) - error.start) and not data[: error.start].isascii():
            return _decode_to_the_end(data, "utf-8", problems), "utf-8"
        return _decode_8bit(data, error.start, problems)


def _is_cut_off(error: UnicodeDecodeError, left: int) -> bool:
    """Say whether all that is wrong is that the last letter, of which ``left`` bytes are left, is not all there."""
    return error.reason in ("unexpected end of data", "truncated data") and left < 4


def _decode_to_the_end(data: bytes, name: str, problems: Problems, skip: int = 0) -> str:
    """Return the text of a file that may have been cut off in the middle of a letter, which is told."""
    try:
        return str(memoryview(data)[skip:], name)
    except UnicodeDecodeError as error:
        end = skip + error.start
        if not _is_cut_off(error, len(data) - end):
            return _decode_strictly(data, name, skip)
    problems.add("cut-off", _line_of(data[:end], name), refuses=True)
    return str(memoryview(data)[skip:end], name)


def _decode_as_asked(data: bytes, encoding: str, problems: Problems) -> tuple[str, str]:
    name = _known_name(encoding)
    mark, marked = next(((mark, marked) for mark, marked in MARKS if data.startswith(mark)), (b"", name))
    if marked == name or (name in ("utf-16", "utf-32") and marked.startswith(name)):
        return _decode_strictly(data, marked, len(mark)), marked
    problems.add("encoding-mark", 1, mark=marked, encoding=name)
    return _decode_strictly(data, name), name


def _known_name(encoding: str) -> str:
    """Return our name for ``encoding``, however it is written; refuse what is no encoding of text."""
    known = {codecs.lookup(name).name: name for name in (*UNICODE, "utf-16", "utf-32", *NAMED)}
    try:
        found = codecs.lookup(encoding).name.removesuffix("-sig")
    except (LookupError, ValueError):
        found = ""
    if found in known:
        return known[found]
    raise refusal("encoding-unknown", encoding=encoding, known=", ".join(known.values()))


def _decode_strictly(data: bytes, name: str, skip: int = 0) -> str:
    try:
        return str(memoryview(data)[skip:], name)
    except UnicodeDecodeError as error:
        line = _line_of(data[: skip + error.start], name)
        raise refusal("encoding-wrong", line, encoding=name, byte=_byte(data, skip + error.start)) from None


def _looks_like(data: bytes, name: str) -> bool:
    """Say whether the beginning of ``data`` is ordinary text when read as ``name``."""
    text = data[:SAMPLE].decode(name, "replace")
    return len(ORDINARY.findall(text)) >= 0.9 * len(text)


def _decode_8bit(data: bytes, start: int, problems: Problems) -> tuple[str, str]:
    line, byte = _line_of(data[:start], "utf-8"), _byte(data, start)
    if _mostly_utf8(data):
        raise refusal("encoding-mixed", line, byte=byte, encoding="utf-8")
    name, mixed = guess_encoding(data)
    if name is None:
        code = "encoding-mixed" if mixed else "encoding-unsure"
        candidates = ", ".join((*CANDIDATES, "mac-cyrillic", "cp1252", "cp1250"))
        raise refusal(code, line, byte=byte, encoding="utf-8", candidates=candidates)
    text = _decode_strictly(data, name)
    problems.add("encoding-taken", 1, encoding=LABELS[name])
    return text, name


def _mostly_utf8(data: bytes) -> bool:
    """Say whether so many letters are good UTF-8 that the bad bytes can't be an 8-bit text.

    Bytes of an 8-bit Cyrillic text that happen to make a familiar letter are a few in a hundred.
    """
    text = data.decode("utf-8", "replace")
    return 4 * len(FAMILIAR.findall(text)) >= text.count("\ufffd")


def _line_of(before: bytes, name: str) -> int:
    """Return the number of the line that ``before`` ends in."""
    text = before.decode(name, "replace")
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


def _byte(data: bytes, position: int) -> str:
    return f"0x{data[position]:02X}" if position < len(data) else "at the end"
