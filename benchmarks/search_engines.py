"""Search speed as ratios in one run: this archive's engine against SQLite's FTS5, over the same generated passages.

    python -m benchmarks.search_engines [--segments 5000] [--json FILE]

The archive's engine answers what a page needs: exact count, twenty passages, five facets, the mask of what is public.
FTS5 does a part of it: count and twenty passages by bm25. A ratio above 1 means that FTS5 is faster.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LETTERS = "абвгдежзіклмнопрстуўхцчшыэюя"
FACETS = ("theme", "language", "branch", "rank", "left_year")
QUERIES = {
    "frequent word": ["{0}", "{1}"],
    "rare word": ["{800}", "{900}"],
    "two words": ["{2} {3}", "{1} {40}"],
    "phrase": ['"{0} {1}"', '"{2} {0}"'],
    "prefix": ["{5:3}*", "{9:3}*"],
}


def words(rnd: random.Random) -> list[str]:
    """Return 3,000 made-up words, the most frequent first."""
    return ["".join(rnd.choices(LETTERS, k=rnd.randint(3, 9))) for _ in range(3000)]


def passages(count: int, vocabulary: list[str], rnd: random.Random) -> list[str]:
    """Return ``count`` passages of 60 words whose frequencies fall as in speech."""
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    return [" ".join(rnd.choices(vocabulary, weights, k=60)) for _ in range(count)]


def fill(texts: list[str]) -> None:
    """Make public interviews of 100 passages in the benchmark's own database, and index them."""
    from django.core.management import call_command

    from interviews.models import Interview, Segment, Transcript
    from interviews.outbox import held_back

    call_command("migrate", verbosity=0)
    with held_back():
        for number, start in enumerate(range(0, len(texts), 100)):
            interview = Interview.objects.create(
                accession=f"BENCH-{number}", language="be", workflow="published", consent="granted", release="public"
            )
            transcript = Transcript.objects.create(
                interview=interview, language="be", kind="original", workflow="published"
            )
            Segment.objects.bulk_create(
                Segment(
                    transcript=transcript, position=n, moment=n, start_ms=n * 1000, end_ms=n * 1000 + 999, text=text
                )
                for n, text in enumerate(texts[start : start + 100])
            )
    call_command("rebuild_index", verbosity=0)


def fts5(texts: list[str]) -> sqlite3.Connection:
    """Return an FTS5 table of the same passages."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE passage USING fts5(text)")
    connection.executemany("INSERT INTO passage VALUES (?)", [(text,) for text in texts])
    return connection


def timed(act: Callable[[], object], times: int = 15) -> float:
    """Return the median of ``times`` runs in milliseconds, after one that is not counted."""
    act()
    figures = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        figures.append((time.perf_counter() - start) * 1000)
    return statistics.median(figures)


def measure(texts: list[str], vocabulary: list[str]) -> list[dict[str, float | str]]:
    """Return a row for each kind of query: both medians and their ratio."""
    import haystack

    from interviews.models import Interview
    from search import query
    from search.whoosh_engine import Filters

    engine, table = haystack.connections["default"].get_backend(), fts5(texts)

    def ours(text: str) -> object:
        mask = dict(Interview.objects.public().values_list("pk", "revision"))
        return engine.passages(query.parse(text, mode="exact").tree, mask=mask, filters=Filters(), facets=FACETS)

    def peer(text: str) -> object:
        count = table.execute("SELECT count(*) FROM passage WHERE passage MATCH ?", [text]).fetchone()
        best = "SELECT rowid, text FROM passage WHERE passage MATCH ? ORDER BY bm25(passage) LIMIT 20"
        return count, table.execute(best, [text]).fetchall()

    rows: list[dict[str, float | str]] = []
    for kind, patterns in QUERIES.items():
        short = [word[:3] for word in vocabulary]
        queries = [
            pattern.replace("{5:3}", short[5]).replace("{9:3}", short[9]).format(*vocabulary) for pattern in patterns
        ]
        mine = statistics.mean(timed(lambda q=q: ours(q)) for q in queries)
        theirs = statistics.mean(timed(lambda q=q: peer(q)) for q in queries)
        rows.append(
            {"query": kind, "archive_ms": round(mine, 2), "fts5_ms": round(theirs, 2), "ratio": round(mine / theirs, 1)}
        )
    return rows


def main() -> None:
    """Measure in a throw-away archive and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--segments", type=int, default=5000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ARCHIVE_VAR": folder}
        os.environ.pop("DATABASE_URL", None)
        from archive_site.environment import prepare

        prepare()
        import django

        django.setup()
        rnd = random.Random(20)
        vocabulary = words(rnd)
        texts = passages(arguments.segments, vocabulary, rnd)
        start = time.perf_counter()
        fill(texts)
        sys.stdout.write(f"{len(texts)} passages stored and indexed in {time.perf_counter() - start:.1f} s\n")
        rows = measure(texts, vocabulary)
    for row in rows:
        sys.stdout.write("{query:15} archive {archive_ms:8} ms   FTS5 {fts5_ms:8} ms   ratio {ratio}\n".format(**row))
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
