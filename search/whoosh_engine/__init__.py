"""A search engine in Python: Whoosh's queries and scores over postings that are kept as arrays.

Nothing here knows of the archive. docs/search-engine.md describes the files, the protocol and the limits.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from search.whoosh_engine.answers import Answer, Buckets, Collapse, Group, Only, Request, Row, Together
from search.whoosh_engine.engine import Engine
from search.whoosh_engine.errors import BudgetSpent, IndexLocked, SearchUnavailable
from search.whoosh_engine.fields import Column, Document, Schema, Text
from search.whoosh_engine.queries import (
    Among,
    And,
    AtLeast,
    Between,
    Boost,
    DisMax,
    Everything,
    Fuzzy,
    Like,
    Maybe,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Related,
    Term,
)
from search.whoosh_engine.snapshot import Mask

if TYPE_CHECKING:
    from search.whoosh_engine.haystack_backend import WhooshEngine as WhooshEngine

__all__ = [
    "Among",
    "And",
    "Answer",
    "AtLeast",
    "Between",
    "Boost",
    "Buckets",
    "BudgetSpent",
    "Collapse",
    "Column",
    "DisMax",
    "Document",
    "Engine",
    "Everything",
    "Fuzzy",
    "Group",
    "IndexLocked",
    "Like",
    "Mask",
    "Maybe",
    "Near",
    "Node",
    "Not",
    "Nothing",
    "Only",
    "Or",
    "Pattern",
    "Phrase",
    "Prefix",
    "Related",
    "Request",
    "Row",
    "Schema",
    "SearchUnavailable",
    "Term",
    "Text",
    "Together",
]


def __getattr__(name: str) -> object:
    """Give out the Haystack side only to who asks for it: the engine works without Django."""
    if name == "WhooshEngine":
        return import_module("search.whoosh_engine.haystack_backend").WhooshEngine
    raise AttributeError(name)
