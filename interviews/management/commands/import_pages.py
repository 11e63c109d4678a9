"""import_pages: brings in the editorial pages and reading paths that an archive begins with."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from interviews.exchange.pages import import_pages
from interviews.languages import in_language
from interviews.management.terminal import language_of


class Command(BaseCommand):
    help = (
        "Import editorial pages, reading paths and featured passages from a folder (docs/import.md). What the archive "
        "has already is never changed. Ends with 1 if anything was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder")
        parser.add_argument(
            "--publish", action="store_true", help="publish what is new and has nothing to be filled in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with in_language(language_of()):
            if not options["path"].is_dir():
                raise CommandError(_("%(path)s is not a folder.") % {"path": options["path"]})
            report = import_pages(options["path"], publish=options["publish"])
            for finding in report.notices:
                self.stdout.write(_("note: %(finding)s") % {"finding": finding})
            for finding in report.refused:
                self.stderr.write(_("refused: %(finding)s") % {"finding": finding})
            # The names of kinds stay English: scripts read them.
            for kind, counts in report.counts.items():
                self.stdout.write(f"{kind}: {', '.join(f'{outcome} {count}' for outcome, count in counts.items())}")
            if report.refused:
                raise CommandError(
                    _("Refused: %(count)s. Mend what is said above and import again.") % {"count": len(report.refused)}
                )
