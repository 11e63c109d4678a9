"""What was found, as a file: each passage with its citation, and the query that found it."""

import csv
import io
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from interviews.exporting import citation, plain_cell
from interviews.languages import shown
from search.finding import Hit


def as_csv(hits: Sequence[Hit], query: str, told: Sequence[str]) -> str:
    """Return ``hits`` as CSV, one a row; below them what was asked, and ``told``: what a reader should know of it."""
    text = io.StringIO()
    writer = csv.writer(text)
    rows = [_row(hit) for hit in hits]
    columns = list(rows[0]) if rows else []
    writer.writerow(columns)
    for row in rows:
        writer.writerow([plain_cell(row[name]) for name in columns])
    writer.writerow([])
    writer.writerow([_("Query"), plain_cell(query)])
    for sentence in told:
        writer.writerow(["", plain_cell(sentence)])
    return "\ufeff" + text.getvalue()  # by the mark spreadsheets know that it is UTF-8


def as_json(hits: Sequence[Hit], query: str, told: Sequence[str]) -> str:
    """Return the same as JSON; matches are offsets into the text, counted in Unicode code points."""
    passages = [_row(hit) | {"matches": hit.matches} for hit in hits]
    return json.dumps({"query": query, "notices": list(told), "passages": passages}, ensure_ascii=False, indent=1)


def _row(hit: Hit) -> dict[str, object]:
    segment, interview, transcript = hit.segment, hit.interview, hit.segment.transcript
    return {
        "interview": interview.accession,
        "title": shown(interview, "title")[0],
        "narrator": interview.narrator.name if interview.narrator else "",
        "branch": interview.branch.code if interview.branch else "",
        "rank": interview.rank.code if interview.rank else "",
        "left_on": interview.left_on,
        "language": transcript.language,
        "kind": transcript.kind,
        "provenance": transcript.provenance,
        "version": transcript.version,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "speaker": segment.speaker,
        "text": segment.text,
        "themes": " ".join(theme.code for theme in hit.themes),
        "citation": citation(interview, transcript, at_ms=segment.start_ms, until_ms=segment.end_ms),
        "url": hit.url,
    }
