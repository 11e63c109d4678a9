"""Segments as plain text."""

from interviews.exporting.captions import without_references
from interviews.exporting.citing import Colophon
from interviews.exporting.lines import clock, segments_of
from interviews.models import Segment, Transcript


def plain_text(transcript: Transcript, colophon: Colophon | None = None) -> str:
    """Return a paragraph a segment: ``[HH:MM:SS] Name: words``, the time and the name where there are any.

    ``colophon`` stands above them between two lines of ``---``, which readers of such files leave out.
    """
    head = ["\n".join(["---", *(f"{label}: {value}" for label, value in colophon.rows()), "---\n"])] if colophon else []
    turns = (f"{stamp(one)}{label_for(one)}{without_references(one.text)}\n" for one in segments_of(transcript))
    return "\n".join([*head, *turns])


def stamp(segment: Segment) -> str:
    """Return ``[HH:MM:SS]`` and a space, or nothing for a segment without times."""
    return f"[{clock(segment.start_ms)[:-4]}] " if segment.start_ms is not None else ""


def label_for(segment: Segment) -> str:
    """Return ``Name:`` and a space, or nothing where nobody is named."""
    return f"{segment.speaker}: " if segment.speaker else ""
