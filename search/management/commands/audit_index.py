"""Compare the search index with the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import sync
from search.whoosh_engine import IndexLocked, SearchUnavailable

_SHOWN = 10
_KINDS = {
    "missing": "public, but not in the index",
    "extra": "in the index, but not public (it is not shown)",
    "stale": "indexed before its last change (it is not shown)",
    "twice": "in the index more than once",
}


class Command(BaseCommand):
    help = "Compare the search index with the public records. Exits 1 on any difference; --fix mends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="index again what differs; exit 0 if that mended it")

    def handle(self, *args: object, **options: Any) -> None:
        found = sync.audit()
        self._tell(found)
        if found and options["fix"]:
            try:
                sync.fix(found)
                found = sync.audit()
            except (IndexLocked, SearchUnavailable, OSError) as error:
                raise CommandError(f"The index was not mended: {error}") from error
            if not found:
                self.stdout.write("Mended.")
        if found:
            hint = "Differences remain." if options["fix"] else "Run audit_index --fix, or rebuild_index."
            raise CommandError(f"The index differs from the database. {hint}")
        self.stdout.write("The index agrees with the database.")

    def _tell(self, found: sync.Findings) -> None:
        if found.broken:
            self.stdout.write(f"broken: {found.broken}")
        for kind, meaning in _KINDS.items():
            ids = getattr(found, kind)
            if ids:
                some = ", ".join(map(str, ids[:_SHOWN])) + (" …" if len(ids) > _SHOWN else "")
                self.stdout.write(f"{kind}: {len(ids)} segments {meaning}: {some}")
