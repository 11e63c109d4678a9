"""Search speed as ratios in one run: the archive's engine and its peers, over the same passages and questions.

    python -m benchmarks.search_engines [--sizes 10k,100k,500k] [--batch DIR] [--kinds …] [--peers …] [--json FILE]

Every engine answers with the exact count and the keys and texts of twenty hits, with the places of the words and five
facets where the kind says so. The archive's engine answers behind the mask of what is public, which no peer has. An
engine that is not installed is left out.
"""

import argparse
import json
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import report, targets
from benchmarks.measuring import CLOCKS, Clock, Times, asked, commits, megabytes, memory_of_build, settle, timed
from benchmarks.peers import NAMES, Found, Peer, load
from benchmarks.queries import KINDS, Query, Words, draw
from benchmarks.source import Source, number_of, source_of

WARM_UP = 30


@dataclass(frozen=True)
class Plan:
    """What is to be measured. Engines that don't keep pace stop at ``slow_limit`` segments and answer less often."""

    peers: dict[str, type[Peer]]
    kinds: tuple[str, ...] = tuple(KINDS)
    queries: int = 300
    slow_limit: int = 10_000
    slow_queries: int = 15
    clock: Clock = CLOCKS["wall"]
    memory: bool = True
    again: int = 20
    series: int = 200


@dataclass
class Figures:
    """What was measured at one size. ``differing`` counts answers whose number of hits is not the first engine's."""

    segments: int
    build: dict[str, dict[str, float]] = field(default_factory=dict)
    queries: dict[str, dict[str, Times]] = field(default_factory=dict)
    differing: dict[str, dict[str, int]] = field(default_factory=dict)
    commits: dict[str, dict[str, float]] = field(default_factory=dict)

    def targets(self) -> list[targets.Target]:
        """Return what was wanted of these figures."""
        found = list(targets.of_queries(self.queries))
        for name, build in self.build.items():
            found += targets.of_build(name, self.segments, build)
        for name, waits in self.commits.items():
            found += targets.of_commits(name, waits)
        return found


def measure(source: Source, plan: Plan, folder: Path) -> Figures:
    """Build every engine's index in ``folder``, ask each the same questions, and change each index."""
    figures = Figures(source.segments)
    classes = {name: kind for name, kind in plan.peers.items() if kind.keeps_pace or source.segments <= plan.slow_limit}
    rnd = random.Random(source.seed)
    passages = list(source)
    words = Words(passages, rnd)
    drawn = {kind: draw(words, kind, plan.queries + WARM_UP) for kind in plan.kinds}
    del words
    settle()
    peers: dict[str, Peer] = {}
    for name, kind in classes.items():
        (folder / name).mkdir()
        peers[name] = kind(folder / name)
        seconds = timed(partial(peers[name].build, passages))
        figures.build[name] = {"rate": round(len(passages) / seconds), "index_mb": megabytes(folder / name)}
        progress(f"{kind.name}: built in {seconds:.1f} s")
    del passages
    settle()
    for kind, queries in drawn.items():
        _ask(kind, queries, peers, plan, figures)
        progress(f"{kind}: asked")
    for name, peer in peers.items():
        few = {} if peer.keeps_pace else {"again": 3, "series": 0}
        figures.commits[name] = commits(peer, source, **({"again": plan.again, "series": plan.series} | few))
        peer.close()
        progress(f"{peer.name}: changed")
    if plan.memory:
        _weigh(source, classes, folder, figures)
    return figures


def _ask(kind: str, queries: Sequence[Query], peers: dict[str, Peer], plan: Plan, figures: Figures) -> None:
    figures.queries[kind], figures.differing[kind] = {}, {}
    first: list[Found] = []
    for name, peer in peers.items():
        if not peer.can(queries[0]):
            continue
        wanted = plan.queries if peer.keeps_pace else plan.slow_queries
        warm_up = WARM_UP if peer.keeps_pace else 2
        times, answers = asked(peer, queries[WARM_UP:][:wanted], queries[:warm_up], plan.clock)
        figures.queries[kind][name] = times
        first = first or answers
        figures.differing[kind][name] = sum(
            one.count != other.count for one, other in zip(first, answers, strict=False)
        )


def _weigh(source: Source, classes: dict[str, type[Peer]], folder: Path, figures: Figures) -> None:
    for name, kind in classes.items():
        if kind.keeps_pace:
            (folder / f"{name}-again").mkdir()
            figures.build[name] |= memory_of_build(name, source, folder / f"{name}-again")
            progress(f"{kind.name}: weighed")


def page(segments: int, batch: Path | None, clock: str) -> dict[str, object]:
    """Measure the whole page in a process of its own, whose settings are the archive's."""
    command = [sys.executable, "-m", "benchmarks.search_page", "--segments", str(segments), "--clock", clock]
    done = subprocess.run(
        command + (["--batch", str(batch)] if batch else []), stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def progress(text: str) -> None:
    """Tell a person who waits how far the run is; not where the tables go."""
    if sys.stderr.isatty():
        sys.stderr.write(f"  {text}\n")


def say(text: str = "") -> None:
    """Print a line or a table."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def installed(names: Sequence[str]) -> dict[str, type[Peer]]:
    """Return the engines that can be loaded; say which can't."""
    found = {}
    for name in names:
        try:
            found[name] = load(name)
        except ImportError as error:
            say(f"{name} is left out: {error}")
    return found


def show(figures: Figures, names: dict[str, str]) -> None:
    """Print everything about one size."""
    asked_names = {name: names[name] for name in names if any(name in times for times in figures.queries.values())}
    say(f"\n{figures.segments:,} segments\n")
    say(report.queries(figures.queries, asked_names) + "\n")
    for kind, differing in figures.differing.items():
        for name, count in differing.items():
            if count:
                say(f"{kind}: {count} answers of {names[name]} count other hits than the first engine's")
    say("\n" + report.numbers(figures.build, names) + "\n")
    say(report.numbers(figures.commits, names, commits=True) + "\n")
    say(report.verdicts(figures.targets()))


def _arguments() -> argparse.Namespace:
    def names(text: str) -> list[str]:
        return [part.strip() for part in text.split(",") if part.strip()]

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--sizes", type=lambda text: [number_of(part) for part in names(text)], default=[10_000, 100_000]
    )
    parser.add_argument("--stock-limit", type=number_of, default=10_000, help="segments up to which stock is built")
    parser.add_argument("--batch", type=Path, help="a folder as import_archive takes it, instead of made-up passages")
    parser.add_argument("--kinds", type=names, default=list(KINDS), help="some of: " + ", ".join(KINDS))
    parser.add_argument("--peers", type=names, default=list(NAMES), help="some of: " + ", ".join(NAMES))
    parser.add_argument("--queries", type=int, default=300, help="questions of each kind")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="cpu: for a machine on which others work")
    parser.add_argument("--page", type=number_of, default=100_000, help="segments behind the whole page; 0: no page")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    for kind in arguments.kinds:
        if kind not in KINDS:
            parser.error(f"There is no kind {kind!r}.")
    for name in arguments.peers:
        if name not in NAMES:
            parser.error(f"There is no peer {name!r}.")
    return arguments


def main() -> None:
    """Measure at each size and print tables."""
    arguments = _arguments()
    plan = Plan(
        installed(arguments.peers),
        kinds=tuple(arguments.kinds),
        queries=arguments.queries,
        slow_limit=arguments.stock_limit,
        clock=CLOCKS[arguments.clock],
    )
    names = {name: kind.name for name, kind in plan.peers.items()}
    found: list[Figures] = []
    verdicts: list[targets.Target] = []
    for size in [0] if arguments.batch else sorted(arguments.sizes):
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(source_of(size, arguments.batch), plan, Path(folder)))
        show(found[-1], names)
        verdicts += found[-1].targets()
    by_size = {figures.segments: figures for figures in found}
    if targets.LARGE in by_size and targets.LARGER in by_size:
        growth = list(targets.of_growth(by_size[targets.LARGE].queries, by_size[targets.LARGER].queries))
        say("\n" + report.verdicts(growth))
        verdicts += growth
    whole = page(arguments.page, arguments.batch, arguments.clock) if arguments.page else {}
    if whole:
        say(f"\nWhole page: {json.dumps(whole)}")
        verdicts += targets.of_page(whole["all"]["p95"])
        say(report.verdicts(verdicts[-1:]))
    if arguments.json:
        arguments.json.write_text(
            json.dumps(
                {
                    "machine": {
                        "python": platform.python_version(),
                        "system": platform.platform(),
                        "clock": arguments.clock,
                    },
                    "sizes": [asdict(figures) for figures in found],
                    "page": whole,
                    "targets": [asdict(one) | {"met": one.met} for one in verdicts],
                },
                indent=1,
                ensure_ascii=False,
            )
        )


if __name__ == "__main__":
    main()
