"""Passages of a real archive: a folder as ``manage.py import_archive`` takes it."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import BRANCHES, RANKS, SEGMENTS, THEMES, YEARS, Passage
from interviews.formats import read
from interviews.segmenting import segments_from_cues


class Batch:
    """The segments of every transcript in ``folder``, an interview for each transcript.

    Words, languages and facts are the batch's; themes, of which a batch may have few or none, and facts that it leaves
    out are spread as over the made-up corpus, seeded.
    """

    def __init__(self, folder: Path, seed: int = 20) -> None:
        self.seed = seed
        with (folder / "interviews.csv").open(newline="", encoding="utf-8") as file:
            self._rows = {row["accession"]: row for row in csv.DictReader(file)}
        self._files = sorted((folder / "transcripts").iterdir())
        self.numbers = range(1, len(self._files) + 1)
        self._first: dict[int, int] = {}
        self.segments = sum(1 for _ in self)

    def __iter__(self) -> Iterator[Passage]:
        """Yield the passages, transcript by transcript."""
        first = 1
        for number in self.numbers:
            self._first[number] = first
            passages = self.interview(number)
            first += len(passages)
            yield from passages

    def interview(self, number: int, version: int = 0) -> list[Passage]:
        """Return the passages of a transcript; past the last, those of an earlier one under keys of their own.

        Another version has the same words in another order of passages.
        """
        file = self._files[(number - 1) % len(self._files)]
        rnd = random.Random(f"{self.seed} {number}")
        row = self._rows.get(file.name.split(".")[0], {})
        language = file.name.split(".")[1] if file.name.count(".") > 1 else row.get("language") or "be"
        year = row.get("left_on", "")[:4]
        facts = (
            language,
            row.get("branch") or rnd.choice(BRANCHES),
            row.get("rank") or rnd.choice(RANKS),
            int(year) if year.isdigit() else rnd.choice(YEARS),
        )
        cues = read(file.read_bytes(), name=file.name).cues
        texts = [segment.text for segment in segments_from_cues(cues)]
        if version:
            random.Random(version).shuffle(texts)
        first = self._first.get(number) or 1_000_000_000 + number * 10_000
        return [
            Passage(first + place, number, *facts, themes, text)
            for place, (text, themes) in enumerate(zip(texts, _spread(rnd, len(texts)), strict=True))
        ]


def _spread(rnd: random.Random, length: int) -> list[tuple[str, ...]]:
    found: list[set[str]] = [set() for _ in range(length)]
    for _ in range(max(4, length * 24 // SEGMENTS)):
        theme, first = rnd.choice(THEMES), rnd.randrange(-10, length)
        for codes in found[max(first, 0) : max(first + rnd.randint(4, 24), 0)]:
            codes.update((theme, theme.rstrip("0123456789")))
    return [tuple(sorted(codes)) for codes in found]
