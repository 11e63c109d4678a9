"""What was found, as a file: each passage with its citation, and the query that found it."""

from collections.abc import Sequence

from interviews.exporting import passage_row, queried, rows_as_csv, rows_as_json
from search.finding import Hit


def as_csv(hits: Sequence[Hit], query: str, told: Sequence[str]) -> str:
    """Return ``hits`` as CSV, one a row; below them what was asked, and ``told``: what a reader should know of it."""
    return rows_as_csv([_row(hit) for hit in hits], queried(query, told))


def as_json(hits: Sequence[Hit], query: str, told: Sequence[str]) -> str:
    """Return the same as JSON; matches are offsets into the text, counted in Unicode code points."""
    return rows_as_json([_row(hit) | {"matches": hit.matches} for hit in hits], query, told)


def _row(hit: Hit) -> dict[str, object]:
    themes = (theme.code for theme in hit.themes)
    return passage_row(hit.interview, hit.segment.transcript, [hit.segment], themes=themes, url=hit.url)
