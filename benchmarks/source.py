"""Where passages come from: made up, or out of a real batch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from benchmarks.batch import Batch
from benchmarks.corpus import Corpus, Passage


class Source(Protocol):
    """Interviews by number, the same whenever they are read."""

    seed: int
    segments: int
    numbers: range

    def __iter__(self) -> Iterator[Passage]:
        """Yield every passage."""

    def interview(self, number: int, version: int = 0) -> list[Passage]:
        """Return an interview's passages; of a number past the last, those of a new one."""


def source_of(segments: int, batch: Path | None) -> Source:
    """Return a made-up corpus of so many segments, or the batch in a folder, as large as it is."""
    return Batch(batch) if batch else Corpus(segments)


def number_of(text: str) -> int:
    """Return the number that a text like 500k says. Raises ValueError if it says none."""
    return int(text[:-1]) * 1000 if text.endswith("k") else int(text)
