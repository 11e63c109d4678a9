"""How a document is written into Whoosh, and read back as columns."""

from typing import NamedTuple

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from whoosh.fields import ID as WHOOSH_ID
from whoosh.fields import KEYWORD, STORED, TEXT, Schema

from search.analysis.whoosh_analyzers import ArchiveAnalyzer
from search.indexes import Document

FORMAT = 1
"""Raised with every change of the schema or the analysis: an index of another format is rebuilt, not read."""

EXACT = "text"
STEM = "stem"
MODEL = "interviews.segment"


class StoredRow(NamedTuple):
    """What the engine keeps of a document to filter, sort and count by."""

    segment_id: int
    interview_id: int
    revision: int
    moment: int
    position: int
    start_ms: int
    language: str
    original: str
    branch: str
    rank: str
    left_on: str
    recorded_on: str
    themes: tuple[str, ...]


def archive_schema() -> Schema:
    """Return the schema: two texts with positions, codes as they are, and the row from which columns are made."""
    return Schema(
        **{
            ID: WHOOSH_ID(unique=True),
            DJANGO_CT: WHOOSH_ID(),
            DJANGO_ID: WHOOSH_ID(),
            "interview_id": WHOOSH_ID(),
            "language": WHOOSH_ID(),
            "original": WHOOSH_ID(),
            "branch": WHOOSH_ID(),
            "rank": WHOOSH_ID(),
            "left_on": WHOOSH_ID(),
            "recorded_on": WHOOSH_ID(),
            "themes": KEYWORD(),
            EXACT: TEXT(analyzer=ArchiveAnalyzer(stemmed=False)),
            STEM: TEXT(analyzer=ArchiveAnalyzer(stemmed=True), multitoken_query="or"),
            "row": STORED(),
        }
    )


def identifier(segment_id: int) -> str:
    """Return Haystack's name for the document of this segment."""
    return f"{MODEL}.{segment_id}"


def whoosh_fields(document: Document) -> dict[str, object]:
    """Return ``document`` as the keyword arguments of Whoosh's ``add_document``."""
    row = StoredRow(*(getattr(document, name) for name in StoredRow._fields))
    fields: dict[str, object] = {
        ID: identifier(document.segment_id),
        DJANGO_CT: MODEL,
        DJANGO_ID: str(document.segment_id),
        "interview_id": str(document.interview_id),
        "themes": " ".join(document.themes),
        EXACT: document.text,
        STEM: document.text,
        "row": tuple(row),
    }
    for name in ("language", "original", "branch", "rank", "left_on", "recorded_on"):
        if value := getattr(document, name):
            fields[name] = value
    return fields
