"""leaktest: whether anything that is withheld comes out, tried on a copy of the archive."""

import json
import sys
from argparse import SUPPRESS
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive_site.leaktest.canaries import Watch
from archive_site.leaktest.comparing import differences
from archive_site.leaktest.copying import Progress, StepFailed, Steps, copy_archive, workshop
from archive_site.leaktest.planting import Plot
from archive_site.leaktest.remains import look_at_files
from archive_site.leaktest.report import Report
from archive_site.leaktest.running import plant_into, read_into
from archive_site.leaktest.seeds import Thoroughness

_NOT_SQLITE = (
    "leaktest works on a copy of a SQLite database, and this archive is in {vendor}. Take it over first: "
    "`manage.py dumpdata --natural-foreign --exclude contenttypes --exclude auth.permission --exclude sessions "
    "--output all.json`; then, without DATABASE_URL and with ARCHIVE_VAR naming an empty folder on an encrypted disk: "
    "`manage.py migrate`, `manage.py loaddata all.json`, `manage.py leaktest`. Then delete file and folder."
)


class Command(BaseCommand):
    help = (
        "Plant a word of its own in every withheld place of a copy of the archive, read everything that anybody can "
        "read, and name each word that came out. The archive itself is not touched. Exits 1 on any finding."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--keep", action="store_true", help="keep the copies and all answers, and say where")
        parser.add_argument(
            "--links", type=int, default=Thoroughness.per_path, help="links followed to one page (%(default)s)"
        )
        parser.add_argument("--step", choices=["plant", "with", "without"], help=SUPPRESS)
        parser.add_argument("--folder", type=Path, help=SUPPRESS)

    def handle(self, *args: object, **options: Any) -> None:
        how = Thoroughness(per_path=options["links"])
        if options["step"]:
            self._step(options["step"], options["folder"], how)
            return
        database = settings.DATABASES["default"]
        if database["ENGINE"] != "django.db.backends.sqlite3":
            raise CommandError(_NOT_SQLITE.format(vendor=database["ENGINE"].rpartition(".")[2]))
        try:
            with workshop(Path(settings.VAR) / "tmp", keep=options["keep"]) as folder:
                report = self._test(Path(database["NAME"]), folder, how)
        except (StepFailed, OSError) as error:
            raise CommandError(f"The leak test could not be carried out. {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(report.lines()))
        if options["keep"]:
            self.stdout.write(f"Kept, with hidden words in it: {folder.with_name(f'kept-{folder.name}')}")
        if not report.is_sound:
            raise CommandError("What is withheld came out, or not everything could be read.")
        if not options["json"]:
            self.stdout.write("Nothing that is withheld came out.")

    def _step(self, step: str, folder: Path, how: Thoroughness) -> None:
        """Do one step in a copy. Only this command calls itself so, with a copy in the environment."""
        if folder is None or folder not in Path(settings.VAR).parents:
            raise CommandError("A step runs only on a copy that leaktest made.")
        if step == "plant":
            plant_into(folder, how)
        else:
            read_into(folder, step, how, self._tell)

    def _tell(self, done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            self.stdout.write(json.dumps([done, total]))
            self.stdout.flush()

    def _test(self, database: Path, folder: Path, how: Thoroughness) -> Report:
        """Copy, plant, read both copies side by side, compare; return the report."""
        steps, own = Steps(folder), [f"--links={how.per_path}"]
        copies = {name: folder / f"{name}-hidden" for name in ("with", "without")}
        copy_archive(database, Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT), copies["with"])
        steps.run("plant", copies["with"], own)
        planted = copies["with"]
        copy_archive(planted / "archive.sqlite3", planted / "media", planted / "static", copies["without"])
        with tqdm(unit="answer", disable=not sys.stderr.isatty()) as bar, ThreadPoolExecutor(2) as pool:
            shown = {"with": _shown_on(bar), "without": None}
            runs = [pool.submit(steps.run, name, var, own, shown[name]) for name, var in copies.items()]
            for run in runs:
                run.result()
        return self._judged(folder)

    def _judged(self, folder: Path) -> Report:
        """Put together what both runs found, what differs between them, and what the processes printed."""
        report, other = (Report.of(json.loads((folder / f"{name}.json").read_text())) for name in ("with", "without"))
        report.failed += [f"without hidden records: {failure}" for failure in other.failed]
        report.findings += differences(folder / "with.answers", folder / "without.answers")
        watch = Watch(Plot.of(json.loads((folder / "plot.json").read_text())["plot"]).canaries)
        others = tuple(path.name for path in folder.iterdir() if path.suffix != ".log")
        look_at_files(folder, watch, report, leave_out=others)
        return report


def _shown_on(bar: "tqdm[Any]") -> Progress:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress
