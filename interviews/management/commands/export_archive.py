"""export_archive: writes records out as a batch, which import_archive takes in."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.exchange.taking_out import export_batch
from interviews.languages import in_language
from interviews.management.terminal import language_of
from interviews.models import Interview


class Command(BaseCommand):
    help = (
        "Write records out as a batch (docs/import.md): tables, transcripts, media, and notes that are never public. "
        "Keep the folder as safe as the archive itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument("accession", nargs="*", help="the records to write; all of them where none is named")
        parser.add_argument(
            "--drafts", action="store_true", help="write drafts and hidden ones too; import those without --publish"
        )

    def handle(self, *args: Any, folder: Path, accession: list[str], drafts: bool, **options: Any) -> None:
        with in_language(language_of()):
            rows = Interview.objects.select_related("narrator", "branch", "rank", "series").order_by("accession")
            records = list(rows.filter(accession__in=accession) if accession else rows)
            if missing := sorted(set(accession) - {one.accession for one in records}):
                raise CommandError(_("There is no interview “%(accession)s”.") % {"accession": ", ".join(missing)})
            old = os.umask(0o077)
            try:
                left_out = export_batch(folder, records, drafts=drafts)
            except FileExistsError as error:
                raise CommandError(_("“%(folder)s” is not empty. Name a new folder.") % {"folder": error}) from None
            finally:
                os.umask(old)
            for finding in left_out:
                self.stdout.write(_("note: %(finding)s") % {"finding": finding})
            count = sum(drafts or one.workflow == "published" for one in records)
            told = ngettext("%(n)s record is in %(folder)s.", "%(n)s records are in %(folder)s.", count)
            self.stdout.write(told % {"n": count, "folder": folder})
