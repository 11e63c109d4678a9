"""How large a transcript file may be, and the refusal of what is larger."""

from .cues import refusal

MAX_BYTES = 20 * 1024 * 1024
MAX_LINES = 1_000_000
MAX_LINE_LENGTH = 10_000
MAX_CUES = 100_000
# In a file of more lines, cues are counted before anything is made of them; in a shorter one all fit into memory.
LONG_FILE = 3 * MAX_CUES
MAX_CUE_LENGTH = 1_000_000
MAX_PROBLEMS = 100_000
# All the words of a document or workbook, whose parts may name the same words many times.
MAX_TEXT_LENGTH = 10_000_000
# Times are stored as 32-bit milliseconds: nearly 25 days, longer than any recording.
MAX_TIME_MS = 2_147_483_647


def check_bytes(data: bytes) -> None:
    """Raise ``FormatError`` if the file has nothing in it or is larger than ``MAX_BYTES``."""
    if not data.strip(b"\0\t\n\r "):
        raise refusal("empty")
    if len(data) > MAX_BYTES:
        raise refusal("too-large", size=f"{len(data) / 1024 / 1024:.1f}", limit=MAX_BYTES // 1024 // 1024)


def split_lines(text: str) -> list[str]:
    """Return the lines of ``text``, which may end in LF, CR or CRLF (W3C WebVTT 6.1, step 1).

    Raises ``FormatError`` if there are too many, or if one is too long.
    """
    if "\r\r\n" in text and text.count("\r\r\n") == text.count("\n"):
        text = text.replace("\r\r\n", "\n")  # CRLF that was written as text once more
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    count = text.count("\n") + 1
    if count > MAX_LINES:
        raise refusal("too-many-lines", MAX_LINES + 1, count=count, limit=MAX_LINES)
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_LENGTH:
            raise refusal("line-too-long", number, length=len(line), limit=MAX_LINE_LENGTH)
    return lines


def check_cue_count(count: int, line: int) -> None:
    """Raise ``FormatError`` once ``count`` cues are more than ``MAX_CUES``."""
    if count > MAX_CUES:
        raise refusal("too-many-cues", line, limit=MAX_CUES)


def check_cue_length(length: int, line: int) -> None:
    """Raise ``FormatError`` if the text below one line with times, or one paragraph, is longer than any recording."""
    if length > MAX_CUE_LENGTH:
        raise refusal("cue-too-long", line, limit=MAX_CUE_LENGTH)


def check_text_length(length: int, line: int) -> None:
    """Raise ``FormatError`` once the words of a document or workbook are longer than any transcript."""
    if length > MAX_TEXT_LENGTH:
        raise refusal("text-too-long", line, limit=MAX_TEXT_LENGTH)
