"""The time of the whole search page in an archive made for it; a process of its own, as its settings are the archive's.

    python -m benchmarks.search_page [--segments 100k] [--batch DIR] [--queries 30] [--told]

Prints one line of JSON.
"""

import argparse
import importlib
import json
import random
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.measuring import CLOCKS, Clock, Times, settle, timed
from benchmarks.queries import Words, draw
from benchmarks.source import number_of, source_of
from benchmarks.throwaway import throwaway_archive

KINDS = ("frequent term", "rare term", "AND", "OR", "phrase", "prefix", "fuzzy 1", "term + theme + years")
_WARM_UP = 5


def measure(segments: int, batch: Path | None, number: int, clock: Clock, *, told: bool) -> dict[str, object]:
    """Fill an archive and ask for pages of each kind; return milliseconds for each, and for all together."""
    pages = importlib.import_module("benchmarks.archive_pages")  # whose models need the settings
    source = source_of(segments, batch)
    rnd = random.Random(source.seed)
    start = time.perf_counter()
    count = pages.fill(source, told=told)
    seconds = time.perf_counter() - start
    words = Words(source, rnd)
    queries = {kind: draw(words, kind, number + _WARM_UP) for kind in KINDS}
    del words
    reader = pages.Reader(importlib.import_module("archive_site.wsgi").application)
    settle()
    times: dict[str, list[float]] = {}
    for kind, drawn in queries.items():
        for query in drawn[:_WARM_UP]:
            reader.get(pages.address(query))
        addresses = [pages.address(query) for query in drawn[_WARM_UP:]]
        times[kind] = [timed(partial(reader.get, address), clock) for address in addresses]
    everything = [one for part in times.values() for one in part]
    found = {"segments": count, "filled_s": round(seconds, 1), "all": Times.of(everything)}
    return found | {"kinds": {kind: Times.of(part) for kind, part in times.items()}}


def main() -> None:
    """Measure in a throw-away archive."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--segments", type=number_of, default=100_000)
    parser.add_argument("--batch", type=Path)
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    parser.add_argument("--told", action="store_true", help="with gists, and a translation of every other interview")
    arguments = parser.parse_args()
    with throwaway_archive():
        clock = CLOCKS[arguments.clock]
        found = measure(arguments.segments, arguments.batch, arguments.queries, clock, told=arguments.told)
    sys.stdout.write(json.dumps(found, default=vars) + "\n")


if __name__ == "__main__":
    main()
