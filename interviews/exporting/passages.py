"""Passages as rows of a file: each with its citation, and below them what the file is of."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from interviews.addresses import about_addresses, archive_name, in_full
from interviews.exporting.cells import plain_cell
from interviews.exporting.citing import citation
from interviews.languages import shown
from interviews.models import Interview, Segment, Transcript

Row = Mapping[str, object]


def passage_row(
    interview: Interview, transcript: Transcript, segments: Sequence[Segment], *, themes: Iterable[str], url: str
) -> dict[str, object]:
    """Return what a file tells of ``segments``, one or more of ``transcript`` in order. Who speaks is told once.

    ``url`` is a path; the file has it in full, as far as the archive was told its own name.
    """
    first, last = segments[0], segments[-1]
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
        "start_ms": first.start_ms,
        "end_ms": last.end_ms,
        "speaker": ", ".join(dict.fromkeys(one.speaker for one in segments if one.speaker)),
        "text": "\n".join(one.text for one in segments),
        "themes": " ".join(themes),
        "citation": citation(interview, transcript, at_ms=first.start_ms, until_ms=last.end_ms),
        "url": in_full(url),
    }


def rows_as_csv(rows: Sequence[Row], below: Iterable[tuple[str, str]] = ()) -> str:
    """Return ``rows`` as CSV; ``below`` them labels and sentences that a reader should know."""
    text = io.StringIO()
    writer = csv.writer(text)
    columns = list(rows[0]) if rows else []
    writer.writerow(columns)
    for row in rows:
        writer.writerow([plain_cell(row[name]) for name in columns])
    writer.writerow([])
    for label, sentence in [*below, *about_addresses()]:
        writer.writerow([plain_cell(label), plain_cell(sentence)])
    return "\ufeff" + text.getvalue()  # by the mark spreadsheets know that it is UTF-8


def rows_as_json(rows: Sequence[Row], query: str, told: Iterable[str]) -> str:
    """Return ``rows`` as JSON with what was asked and what a reader should know."""
    data = {"archive": archive_name(), "query": query, "notices": list(told), "passages": list(rows)}
    return json.dumps(data, ensure_ascii=False, indent=1)


def queried(query: str, told: Iterable[str]) -> list[tuple[str, str]]:
    """Return what stands below the rows of a file that answers ``query``."""
    return [(_("Query"), query), *(("", sentence) for sentence in told)]
