"""What oTranscribe saves (.otr): JSON whose ``text`` is HTML, with the times at which stamps were set in it.

The form is that of the "OTR file format" in oTranscribe's own description. Times are taken from ``data-timestamp``,
which has fractions of seconds; what a reader sees there is only the clock.
"""

import re

from .columns import Choice
from .cues import FormatError
from .json_tree import Json, JsonObject
from .markup_text import paragraphs_of
from .problems import Problems
from .spoken import Body, clock, milliseconds

NAME = "otr"
STAMP = re.compile(
    r"<span\b(?=[^<>]*\bdata-timestamp\s*=\s*[\"']?(\d{1,7}(?:\.\d{1,20})?)[\"'\s>])[^<>]*>[^<>]{0,20}</span>",
    re.IGNORECASE,
)
MEDIA = ("media", "media-source", "media-time")


def recognises(data: Json) -> bool:
    """Say whether ``data`` is what oTranscribe saves: a text of HTML, with stamps or with the name of a recording."""
    if not isinstance(data, JsonObject) or not isinstance(text := data.get("text"), str):
        return False
    return STAMP.search(text) is not None or (any(name in data for name in MEDIA) and "<" in text)


def read(data: Json, problems: Problems) -> Body:
    """Return the cues of the text; a stamp begins a passage wherever it stands."""
    text = data["text"] if isinstance(data, JsonObject) else ""
    marked = STAMP.sub(_stamped, text if isinstance(text, str) else "")
    try:
        return Body(paragraphs_of(marked).cues(Choice(), problems))
    except FormatError as error:
        if error.problem.code != "empty":
            raise
    problems.add("no-cues", 1)
    return Body([])


def _stamped(stamp: re.Match[str]) -> str:
    """Return a stamp at the beginning of a line, as plain text has it; ``\\n`` would be a space in HTML."""
    return f"<br>[{clock(milliseconds(float(stamp[1])))}] "
