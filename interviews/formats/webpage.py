"""A transcript that was saved as a web page: what is seen of it, if that is made of stamps or speakers.

Any other page is refused: most of its words are menus and adverts.
"""

import re

from .columns import Choice
from .cues import Cue, FormatError
from .markup_text import paragraphs_of
from .problems import Problems

NAME = "html"
PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!doctype\s+html|<html|<head|<body|<meta|<div[\s>]|<p[\s>])", re.IGNORECASE
)
TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,1000})</title", re.IGNORECASE)
ENOUGH = 2


def looks_like_page(text: str) -> bool:
    """Say whether ``text`` begins like a web page or a part of one."""
    return PAGE.match(text[:20_000]) is not None


def read(text: str, choice: Choice, problems: Problems) -> list[Cue]:
    """Return the cues of a page; none if it has hardly any times and speakers, so that it is no transcript."""
    try:
        cues = paragraphs_of(text).cues(choice, problems)
    except FormatError as error:
        if error.problem.code == "empty":
            return []
        raise
    if sum(cue.start_ms is not None for cue in cues) < ENOUGH and len({cue.speaker for cue in cues} - {""}) < ENOUGH:
        return []
    if title := TITLE.search(text[:20_000]):
        problems.add("header-text", 1, text=" ".join(title[1].split()))
    return cues
