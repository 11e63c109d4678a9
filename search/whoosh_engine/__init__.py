"""The archive's Haystack backend and engine for Whoosh."""

from search.whoosh_engine.answers import FACETS, Answer, Filters, Group, IndexLocked, Row, SearchUnavailable
from search.whoosh_engine.backend import ArchiveBackend, WhooshEngine

__all__ = [
    "FACETS",
    "Answer",
    "ArchiveBackend",
    "Filters",
    "Group",
    "IndexLocked",
    "Row",
    "SearchUnavailable",
    "WhooshEngine",
]
