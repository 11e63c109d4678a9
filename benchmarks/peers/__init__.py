"""What each search engine has to do to be measured; one module for each engine."""

import importlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import django

from benchmarks.corpus import Passage
from benchmarks.queries import Query

Spans = list[tuple[int, int]]


@dataclass
class Found:
    """An answer. ``offsets`` are spans of characters in each text; ``groups`` counts interviews."""

    count: int
    keys: list[int]
    texts: list[str]
    offsets: list[Spans] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    groups: int = 0


class Peer(ABC):
    """A search engine with an index of its own in a folder.

    ``keeps_pace`` is false for one that is too slow to be asked as often as the others.
    """

    name: str
    keeps_pace = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def build(self, passages: Iterable[Passage]) -> None:
        """Make the index, ready to be asked as quickly as this engine can be."""

    @abstractmethod
    def replace(self, interview_id: int, passages: Sequence[Passage]) -> None:
        """Put an interview's passages in the place of those it had, in one commit that searches see."""

    @abstractmethod
    def ask(self, query: Query) -> Found:
        """Answer with everything that the question wants."""

    def can(self, query: Query) -> bool:
        """Tell whether the engine has what the question needs."""
        return not query.grouped

    @abstractmethod
    def close(self) -> None:
        """Let go of files and threads."""


_PLACES = {
    "archive": "archive:Archive",
    "analysed": "archive:Analysed",
    "haystack": "haystack:Haystack",
    "fts5": "fts5:Fts5",
    "tantivy": "tantivy:Tantivy",
    "xapian": "xapian:Xapian",
    "stock": "haystack:Stock",
}
NAMES = tuple(_PLACES)


def load(name: str) -> type[Peer]:
    """Return the engine of a name among ``NAMES``. Raises ImportError if a package that it needs is not installed."""
    module, _, kind = _PLACES[name].partition(":")
    if module == "haystack":
        # Haystack reads the settings when it is imported.
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.haystack_settings"
        django.setup()
    found: type[Peer] = getattr(importlib.import_module(f"benchmarks.peers.{module}"), kind)
    return found
