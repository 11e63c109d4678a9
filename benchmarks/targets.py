"""What the engine has to reach, told as ratios to its peers in the same run."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.measuring import Times

Figures = dict[str, dict[str, Times]]
"""Of one size: kind → engine → times."""

OF_TANTIVY = {
    **dict.fromkeys(("frequent term", "rare term", "AND", "term + theme + years", "term + 5 facets"), 2.5),
    **dict.fromkeys(("phrase", "prefix", "fuzzy 1"), 5.0),
}
LARGE, LARGER = 100_000, 500_000


@dataclass(frozen=True)
class Target:
    """A figure that was measured and its bound: ``most`` or ``least``. With neither it is only told."""

    what: str
    measured: float
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure lies on the right side of its bound, if it has one."""
        return (self.most is None or self.measured <= self.most) and (self.least is None or self.measured >= self.least)

    @property
    def wanted(self) -> str:
        """The bound in signs."""
        if self.most is None and self.least is None:
            return "–"
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}"


def of_queries(figures: Figures) -> Iterator[Target]:
    """Compare the engine with its peers, kind by kind, by what 95 of 100 answers stay under."""
    for kind, times in figures.items():
        ours = times.get("archive")
        if ours and (peer := times.get("fts5")):
            yield Target(f"{kind}: times FTS5's p95", _ratio(ours, peer), most=1)
            if kind == "term + 5 facets":
                yield Target(f"{kind}: faster than FTS5, times", _ratio(peer, ours), least=20)
        if ours and (peer := times.get("tantivy")):
            yield Target(f"{kind}: times tantivy's p95", _ratio(ours, peer), most=OF_TANTIVY.get(kind))
        if ours and (peer := times.get("xapian")):
            yield Target(f"{kind}: times Xapian's p95", _ratio(ours, peer))
        if through := times.get("haystack"):
            yield Target(f"{kind}: p95 through Haystack, ms", through.p95, most=5)
            if stock := times.get("stock"):
                yield Target(f"{kind}: faster than Haystack as shipped, times", _ratio(stock, through), least=200)


def _ratio(one: Times, other: Times) -> float:
    return float(f"{one.p95 / other.p95:.3g}")  # three digits: a ratio of a thousandth is no nought


def of_growth(smaller: Figures, larger: Figures) -> Iterator[Target]:
    """Compare the engine with itself at five times the size."""
    for kind, times in larger.items():
        if "archive" in times and "archive" in smaller.get(kind, {}):
            ratio = _ratio(times["archive"], smaller[kind]["archive"])
            yield Target(f"{kind}: growth of p95 at five times the size", ratio, most=6)


def of_build(name: str, segments: int, build: dict[str, float]) -> Iterator[Target]:
    """Judge how fast and in how much memory the index was made."""
    if name == "archive":
        yield Target("build, one text field: segments/s", build["rate"], least=2500)
    if name == "analysed":
        yield Target("build, all fields and analysis: segments/s", build["rate"], least=1000)
    if name in ("archive", "analysed") and segments == LARGE and "peak_mb" in build:
        yield Target(f"memory of the build ({name}), MB", build["peak_mb"], most=900)


def of_commits(name: str, commits: dict[str, float]) -> Iterator[Target]:
    """Judge what whoever saves an interview waits for."""
    if name in ("archive", "analysed"):
        yield Target(f"an interview again ({name}), median ms", commits["again_median"], most=150)
        if "series_worst" in commits:
            yield Target(f"longest of the commits in a row ({name}), ms", commits["series_worst"], most=1000)


def of_page(p95: float) -> Iterator[Target]:
    """Judge the whole page."""
    yield Target("whole page /search/: p95, ms", p95, most=60)
