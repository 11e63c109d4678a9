"""apply_tombstones: purges again what a restored back-up has brought back."""

from typing import Any

from django.core.management.base import BaseCommand

from search import burying
from search.management.commands.purge_interview import report


class Command(BaseCommand):
    help = (
        "After a restore: purge again every interview that the list of tombstones (ARCHIVE_TOMBSTONES) marks as purged."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report(self, burying.apply_tombstones(lambda step: self.stderr.write(f"… {step}")))
