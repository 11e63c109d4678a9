"""The time of looking for words that are near to a misspelt one, in an index made for it.

    python -m benchmarks.spellings [--segments 100k] [--batch DIR] [--words 200] [--clock cpu]

Prints one line of JSON.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measuring import CLOCKS, Clock, Times, settle, timed
from benchmarks.peers.archive import Archive
from benchmarks.queries import Words
from benchmarks.source import number_of, source_of

_WARM_UP = 5
_LONG = 6  # letters from which two may differ, as in the archive's backend


def measure(segments: int, batch: Path | None, number: int, clock: Clock) -> dict[str, object]:
    """Build an index and look for the neighbours of misspelt words behind a mask of all its interviews."""
    source = source_of(segments, batch)
    words = Words(source, random.Random(source.seed))
    misspelt = [words.misspelt() for _ in range(number + _WARM_UP)]
    mask = {passage.interview_id: 1 for passage in source}
    distinct = len(words.holding)
    del words
    with tempfile.TemporaryDirectory() as folder:
        engine = Archive(Path(folder))
        engine.build(source)
        settle()
        look_ups: list[Callable[[], object]] = [
            partial(engine.engine.similar, "text", word, 2 if len(word) >= _LONG else 1, mask=mask) for word in misspelt
        ]
        seconds = [timed(look_up, clock) for look_up in look_ups][_WARM_UP:]
    return {"segments": segments, "distinct words": distinct, "similar": Times.of(seconds)}


def main() -> None:
    """Measure in a throw-away folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--segments", type=number_of, default=100_000)
    parser.add_argument("--batch", type=Path)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    arguments = parser.parse_args()
    found = measure(arguments.segments, arguments.batch, arguments.words, CLOCKS[arguments.clock])
    sys.stdout.write(json.dumps(found, default=vars) + "\n")


if __name__ == "__main__":
    main()
