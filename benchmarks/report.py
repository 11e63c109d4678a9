"""The figures as tables to read."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.targets import Figures, Target

_BUILD = {
    "rate": "segments/s",
    "index_mb": "index, MB",
    "before_mb": "memory before, MB",
    "peak_mb": "memory at the most, MB",
}
_COMMITS = {
    "again_median": "interview again: median",
    "again_worst": "worst",
    "series_median": "commits in a row: median",
    "series_worst": "worst",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return lines whose columns stand under one another; the first is for words, the others for numbers."""
    lines = [head, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def queries(figures: Figures, names: Mapping[str, str]) -> str:
    """Return the table of times, "p50/p95" in ms; a dash where an engine has no such search."""
    rows = [
        [kind, *(f"{times[name].p50:.2f}/{times[name].p95:.2f}" if name in times else "–" for name in names)]
        for kind, times in figures.items()
    ]
    return table(["ms, p50/p95", *names.values()], rows)


def numbers(figures: Mapping[str, Mapping[str, float]], names: Mapping[str, str], *, commits: bool = False) -> str:
    """Return the table of what building, or committing (in ms), takes."""
    heads = _COMMITS if commits else _BUILD
    rows = [
        [names[name], *(f"{found[head]:,.0f}" if head in found else "–" for head in heads)]
        for name, found in figures.items()
    ]
    return table(["commits, ms" if commits else "build", *heads.values()], rows)


def verdicts(targets: Iterable[Target]) -> str:
    """Return the table of targets."""
    rows = []
    for target in targets:
        verdict = "" if target.wanted == "–" else "met" if target.met else "NOT MET"
        rows.append([target.what, f"{target.measured:,g}", target.wanted, verdict])
    return table(["target", "measured", "wanted", ""], rows)
