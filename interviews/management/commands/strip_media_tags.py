"""strip_media_tags: takes titles, names, places and times out of the recordings that are stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.languages import in_language
from interviews.management.terminal import language_of, with_progress
from interviews.media.stored import strip_stored


class Command(BaseCommand):
    help = (
        "Take titles, names, covers, places and times out of the stored recordings. New files are cleaned as they come "
        "in; this is for those from before. Ends with 1 if a file can't be cleaned."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="tell which files have tags and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with in_language(language_of()):
            done = strip_stored(dry_run=options["dry_run"], progress=with_progress)
            for name in done.tagged:
                self.stdout.write(_("tags: %(name)s") % {"name": name})
            for name, finding in done.findings:
                self.stderr.write(f"{name}: {finding}")
            message = ngettext(
                "%(tagged)s of %(count)s file had tags.", "%(tagged)s of %(count)s files had tags.", done.files
            )
            self.stdout.write(message % {"tagged": len(done.tagged), "count": done.files})
            if options["dry_run"]:
                self.stdout.write(_("Nothing was stored: this was a dry run."))
            if done.findings:
                raise CommandError(_("Not cleaned: %(count)s. See above.") % {"count": len(done.findings)})
