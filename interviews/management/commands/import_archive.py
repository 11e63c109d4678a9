"""import_archive: takes a batch of records in, from a folder or a zip."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils.translation import gettext as _

from interviews.exchange.batch import import_batch
from interviews.exchange.report import Report
from interviews.languages import in_language
from interviews.management.terminal import language_of, with_progress


class Command(BaseCommand):
    help = (
        "Import a folder or zip of tables, transcripts and media (docs/import.md). New records become drafts. An "
        "import never raises the visibility of a record that exists. Ends with 1 if anything was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or zip")
        parser.add_argument("--dry-run", action="store_true", help="report what would be done and store nothing")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish the records that are new; consent, release and embargo still decide who sees them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with in_language(language_of()):
            try:
                report = import_batch(
                    options["path"], publish=options["publish"], dry_run=options["dry_run"], progress=with_progress
                )
            except OperationalError as error:
                raise CommandError(
                    _("The database is busy or can't be written (%(error)s). Try again when nobody else is importing.")
                    % {"error": error}
                ) from error
            self._tell(report, dry_run=options["dry_run"])

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for finding in report.notices:
            self.stdout.write(_("note: %(finding)s") % {"finding": finding})
        for finding in report.refused:
            self.stderr.write(_("refused: %(finding)s") % {"finding": finding})
        # The names of kinds stay English: scripts read them.
        self.stdout.write(f"{'':12}{'created':>10}{'updated':>10}{'unchanged':>11}{'refused':>9}")
        for kind, (created, updated, unchanged, refused) in report.rows():
            self.stdout.write(f"{kind:12}{created:>10}{updated:>10}{unchanged:>11}{refused:>9}")
        if dry_run:
            self.stdout.write(_("Nothing was stored: this was a dry run."))
        if report.refused:
            raise CommandError(
                _("Refused: %(count)s. Mend what is said above and import again; what went in may stay in the batch.")
                % {"count": len(report.refused)}
            )
