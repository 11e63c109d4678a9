"""Build the search index anew."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import sync
from search.whoosh_engine import IndexLocked, SearchUnavailable


class Command(BaseCommand):
    help = "Build the search index anew beside the live one, verify it and swap it in. Searches go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", help="accepted for scripts; nothing is ever asked"
        )

        parser.add_argument(
            "--wait", type=float, default=sync.LONG_WAIT, help="seconds to wait for another writer (%(default)s)"
        )

    def handle(self, *args: object, **options: Any) -> None:
        with tqdm(unit="interview", disable=not sys.stderr.isatty()) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                count = sync.rebuild(wait=options["wait"], progress=progress)
            except (IndexLocked, SearchUnavailable, OSError) as error:
                raise CommandError(f"The index was not rebuilt; the old one stays. {error}") from error
        self.stdout.write(f"{count} passages indexed.")
