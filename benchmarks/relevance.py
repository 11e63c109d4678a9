"""Does a search put the one passage that somebody describes among the first ten? In a throw-away archive of a batch.

    python -m benchmarks.relevance BATCH QUERIES [--show 10]

BATCH is a folder or zip as import_archive takes it. QUERIES is a table, tab after tab, with the columns ``query_lang``,
``target_lang``, ``query`` (words as a reader would type them) and ``target_starts`` (how the passage begins). The query
is asked as it is; where it finds nothing or is refused, its words are asked joined by OR. A hit counts if it is the
described passage, or the same moment of it in another language.
"""

import argparse
import csv
import importlib
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.throwaway import throwaway_archive

FIRST = 10
_MOST_WORDS = 16
_BEGINNING = 60  # characters by which a passage is known
_COLUMNS = ("query_lang", "target_lang", "query", "target_starts")


@dataclass(frozen=True)
class Described:
    """A passage that somebody looks for: in which languages, with which words, and how it begins."""

    query_language: str
    target_language: str
    query: str
    beginning: str

    @property
    def kind(self) -> str:
        """The languages of query and passage."""
        return f"{self.query_language} → {self.target_language}"


@dataclass
class Score:
    """Ranks of passages that were looked for, from 1; None is not among the first ten."""

    ranks: list[int | None] = field(default_factory=list)

    def at(self, most: int) -> float:
        """Return the share of passages that are among the first ``most``."""
        return sum(1 for rank in self.ranks if rank and rank <= most) / len(self.ranks)

    @property
    def mean_reciprocal(self) -> float:
        """The mean of 1 / rank."""
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)


def read_queries(path: Path) -> list[Described]:
    """Read the table of queries. Raises ValueError if a column is missing."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
            raise ValueError(f"{path} has no column {', '.join(missing)}.")
        return [Described(*(row[name] for name in _COLUMNS)) for row in rows]


def words_of(text: str) -> str:
    """Return the words of ``text`` alone, so that passages are known by them."""
    return re.sub(r"\W+", " ", text).strip().lower()


def any_word(query: str) -> str:
    """Return ``query`` as one that any of its words answers."""
    return " OR ".join(re.findall(r"\w{3,}", query)[:_MOST_WORDS])


class Searcher:
    """Looks for described passages in the archive of this process."""

    def __init__(self) -> None:
        finding = importlib.import_module("search.finding")  # whose models need the settings
        self._find, self._criteria = finding.find, finding.Criteria
        self._refused = importlib.import_module("search.query").QueryRefused
        segments = importlib.import_module("interviews.models").Segment.objects.public()
        rows = segments.values_list("transcript__interview_id", "moment", "transcript__language", "text").iterator()
        self._places = []
        self._languages: dict[tuple[int, int], set[str]] = {}
        for owner, moment, language, text in rows:
            self._places.append(((owner, moment), words_of(text)))
            self._languages.setdefault((owner, moment), set()).add(language)

    def rank(self, described: Described) -> tuple[int | None, bool]:
        """Return the place of the passage among the first ten, and whether it is there in the language of the query.

        Raises LookupError if the archive does not have it.
        """
        begins = words_of(described.beginning)[:_BEGINNING].rpartition(" ")[0]
        wanted = {place for place, text in self._places if begins in text}
        if not wanted:
            raise LookupError(described.beginning)
        found = self._ask(described.query) or self._ask(any_word(described.query))
        rank = next((n for n, place in enumerate(found, 1) if place in wanted), None)
        return rank, any(described.query_language in self._languages[place] for place in wanted)

    def _ask(self, query: str) -> list[tuple[int, int]]:
        try:
            hits = self._find(self._criteria(q=query, page_size=FIRST)).hits
        except self._refused:
            return []
        return [(hit.segment.transcript.interview_id, hit.segment.moment) for hit in hits]


def measure(queries: Iterable[Described], show: int = 0) -> tuple[dict[str, Score], int]:
    """Look for each passage; return the scores by kind, and how many passages are not in the archive.

    ``show`` of the passages that are not among the first ten are printed with their queries.
    """
    searcher = Searcher()
    scores: dict[str, Score] = {}
    missing = 0
    for described in queries:
        try:
            rank, is_there = searcher.rank(described)
        except LookupError:
            missing += 1
            continue
        same = described.query_language == described.target_language
        across = "across, translated" if is_there else "across, untranslated"
        for kind in (described.kind, "one language" if same else across):
            scores.setdefault(kind, Score()).ranks.append(rank)
        if rank is None and show > 0:
            show -= 1
            print(f"not found: {described.kind}: {described.query}")
    return scores, missing


def lines(scores: dict[str, Score], missing: int) -> Iterator[str]:
    """Yield the table: one line for each pair of languages, then those of one language and across.

    Across languages it matters whether the passage is there in the language of the query, too.
    """
    yield f"{'':20}{'n':>5}{'S@1':>7}{'S@10':>7}{'MRR':>7}"
    for kind, score in sorted(scores.items(), key=lambda one: ("→" not in one[0], one[0])):
        figures = (score.at(1), score.at(FIRST), score.mean_reciprocal)
        yield f"{kind:20}{len(score.ranks):>5}" + "".join(f"{figure:>7.2f}" for figure in figures)
    if missing:
        yield f"{missing} of the passages are not in this batch."


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure in a throw-away archive."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("batch", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--show", type=int, default=FIRST, help="how many passages that were not found to name")
    given = parser.parse_args(arguments)
    queries = read_queries(given.queries)
    with throwaway_archive():
        call_command = importlib.import_module("django.core.management").call_command
        in_language = importlib.import_module("interviews.languages").in_language
        call_command("migrate", verbosity=0)
        importlib.import_module("interviews.exchange.batch").import_batch(given.batch, publish=True)
        importlib.import_module("search.sync").rebuild()
        start = time.perf_counter()
        with in_language("en"):
            scores, missing = measure(queries, given.show)
        seconds = time.perf_counter() - start
    print("\n".join(lines(scores, missing)))
    print(f"{seconds / max(1, len(queries)) * 1000:.0f} ms a query")


if __name__ == "__main__":
    sys.exit(main())
