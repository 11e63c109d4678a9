"""The steps of the leak test, on the archive that the settings name: never call them on one that people read."""

import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from archive_site.leaktest.canaries import Watch
from archive_site.leaktest.crawl import Crawl
from archive_site.leaktest.places import everything
from archive_site.leaktest.planting import Plot, plant, remove_hidden
from archive_site.leaktest.reading import Answers, Site
from archive_site.leaktest.remains import heard, look_at_files, look_at_index
from archive_site.leaktest.report import Report
from archive_site.leaktest.seeds import Seeds, Thoroughness, seeds
from search import sync

Progress = Callable[[int, int], None]


def plant_into(folder: Path, how: Thoroughness) -> None:
    """Plant all words and write down in ``folder`` what they are and what is to be asked."""
    plot = plant(everything())
    told = {"plot": plot.as_json(), "seeds": seeds(plot, how).as_json()}
    (folder / "plot.json").write_text(json.dumps(told, ensure_ascii=False))


def read(plot: Plot, start: Seeds, answers: Path, how: Thoroughness, progress: Progress | None = None) -> Report:
    """Read everything, with the index as it is; keep the answers in the file ``answers``."""
    site = Site(WSGIHandler())  # all of the site; get_wsgi_application() would set the log up anew
    with Answers(answers) as kept, heard() as said:
        crawl = Crawl(site, plot, kept, how)
        report = crawl.run(start, progress)
    report.find(crawl.watch.found_in(said.getvalue().encode()), "the log")
    return report


def look_at_the_disk(plot: Plot, folder: Path, report: Report) -> None:
    """Build the index anew, then look at every byte that is kept beside the records themselves."""
    watch = Watch(plot.canaries)
    sync.rebuild()
    look_at_index(watch, report)
    look_at_files(folder, watch, report)


def read_into(folder: Path, run: str, how: Thoroughness, progress: Progress | None = None) -> None:
    """Read the copy as it is, or ``without`` hidden records, and write the report down in ``folder``."""
    told = json.loads((folder / "plot.json").read_text())
    plot = Plot.of(told["plot"])
    if run == "without":
        remove_hidden()
    report = read(plot, Seeds.of(told["seeds"]), folder / f"{run}.answers", how, progress)
    if run == "with":
        look_at_the_disk(plot, Path(settings.VAR), report)
    (folder / f"{run}.json").write_text(json.dumps(report.as_json(), ensure_ascii=False))
