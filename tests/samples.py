"""Parts of the sample archive, for tests that needn't read all of it: the whole takes long to crawl and to bring in."""

import csv
import shutil
from collections.abc import Collection
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "sample"
FIRST = ("OOU-7K3M", "OOU-2QHV", "OOU-9XPD", "OOU-4TWN")
# One with a recording and three languages, and one of which a text has no times.
CRAWLED = ("OOU-7K3M", "OOU-2XGF")


def hidden() -> set[str]:
    """Return the numbers of the records that readers don't see."""
    with (SAMPLE / "interviews.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["accession"]
            for row in csv.DictReader(file)
            if (row["consent"], row["release"], row["embargo_until"]) != ("granted", "public", "")
        }


def part_of_the_sample(folder: Path, public: Collection[str]) -> Path:
    """Write a batch into ``folder`` with these public interviews and all hidden records, and return its place."""
    kept = {*public} | hidden()
    batch = folder / "part-of-the-sample"
    for source in sorted(path for path in SAMPLE.rglob("*") if path.is_file()):
        target = batch / source.relative_to(SAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.parent == SAMPLE and source.suffix == ".csv":
            _write_rows_of(source, target, kept)
        elif source.parent == SAMPLE or source.name[:8] in kept:
            shutil.copyfile(source, target)
    return batch


def _write_rows_of(source: Path, target: Path, kept: Collection[str]) -> None:
    """Copy a table without the rows of other interviews."""
    with source.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if row.get("accession") is None or row["accession"] in kept]
        columns = list(reader.fieldnames or ())
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
