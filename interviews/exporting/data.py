"""Segments as data for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.exporting.lines import segments_of
from interviews.models import Transcript


def as_json(transcript: Transcript, themes: Mapping[int, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return ``transcript`` in the shape of the API; ``themes`` gives the codes of a segment by its primary key.

    ``marks`` of a segment are its cues, ``[offset into text, start_ms, end_ms]``: with them it comes in as it was.
    """
    codes = themes or {}
    return {
        "interview": transcript.interview.accession,
        "language": transcript.language,
        "kind": transcript.kind,
        "provenance": transcript.provenance,
        "version": transcript.version,
        "segments": [
            {
                "start_ms": one.start_ms,
                "end_ms": one.end_ms,
                "speaker": one.speaker,
                "text": one.text,
                "marks": one.marks,
                "themes": list(codes.get(one.pk, ())),
            }
            for one in segments_of(transcript)
        ],
    }
