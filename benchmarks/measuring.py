"""How time, memory and room are measured."""

import gc
import math
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.peers import Found, Peer, load
from benchmarks.queries import Query
from benchmarks.source import Source

COMMITS = 200
AGAIN = 20  # interviews that are indexed again


@dataclass(frozen=True)
class Times:
    """Milliseconds: the median, and what 95 of 100 stay under."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Times":
        """Return the figures of at least one duration."""
        ordered = sorted(seconds)
        p95 = ordered[math.ceil(len(ordered) * 0.95) - 1]
        return cls(round(statistics.median(ordered) * 1000, 3), round(p95 * 1000, 3))


Clock = Callable[[], float]
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "cpu": time.process_time}
"""The processor's clock stands while other processes run, and while a disk is waited for."""


def timed(act: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Return how many seconds ``act`` takes."""
    start = clock()
    act()
    return clock() - start


def asked(
    peer: Peer, queries: Sequence[Query], warm_up: Sequence[Query], clock: Clock = time.perf_counter
) -> tuple[Times, list[Found]]:
    """Ask each of ``queries`` once, after others of their kind; return the times and the answers."""
    for query in warm_up:
        peer.ask(query)
    seconds, answers = [], []
    for query in queries:
        start = clock()
        answer = peer.ask(query)
        seconds.append(clock() - start)
        answers.append(answer)
    return Times.of(seconds), answers


def settle() -> None:
    """Take what exists now from the garbage collector, so that it does not look through it while others are timed."""
    gc.collect()
    gc.freeze()


def commits(peer: Peer, source: Source, *, again: int = AGAIN, series: int = COMMITS) -> dict[str, float]:
    """Index interviews again, then add new ones, each in a commit of its own; return milliseconds.

    The texts are made beforehand.
    """
    last = source.numbers[-1]
    step = max(1, last // again)
    numbers = {
        "again": [(number, source.interview(number, version=1)) for number in range(1, last, step)][:again],
        "series": [(last + number, source.interview(last + number)) for number in range(1, series + 1)],
    }
    found = {}
    for name, interviews in numbers.items():
        if seconds := [timed(partial(peer.replace, number, passages)) for number, passages in interviews]:
            found |= {f"{name}_median": statistics.median(seconds), f"{name}_worst": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in found.items()}


def megabytes(folder: Path) -> float:
    """Return the room that files take."""
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6, 1)


def memory_of_build(name: str, source: Source, folder: Path) -> dict[str, float]:
    """Build in a process of its own, of passages that are made on the way; return megabytes before and at the most."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(_build, name, source, folder).result()


def _build(name: str, source: Source, folder: Path) -> dict[str, float]:
    peer = load(name)(folder)
    before = _peak()
    peer.build(source)
    peer.close()
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _MAXRSS
    return {"before_mb": round(before / 1e6, 1), "peak_mb": round((_peak() + helpers) / 1e6, 1)}


_MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes in its unit


def _peak() -> float:
    """Return the most bytes of memory this process ever had; Linux's maxrss would tell its parent's if that is more."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS
