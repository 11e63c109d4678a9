"""Bring the search index up to date with what was saved."""

import os
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import sync
from search.whoosh_engine import IndexLocked, SearchUnavailable


class Command(BaseCommand):
    help = "Index what was changed and is due. With --watch, go on doing so until stopped: the worker of the server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="do not end; look again every two seconds")
        parser.add_argument("--server", type=int, help="with --watch: stop when this parent process is gone")
        parser.add_argument(
            "--wait", type=float, default=sync.LONG_WAIT, help="seconds to wait for another writer (%(default)s)"
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["watch"]:
            self._watch(options["server"])
            return
        try:
            count = sync.mend(wait=options["wait"])
        except (IndexLocked, SearchUnavailable, OSError) as error:
            raise CommandError(f"The outbox was not worked off; nothing in it is lost. {error}") from error
        self.stdout.write(f"{count} interviews indexed.")

    def _watch(self, server: int | None) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if server:
            threading.Thread(target=_stop_with, args=(server, stop), daemon=True).start()
        sync.watch(stop)


def _stop_with(parent: int, stop: threading.Event) -> None:
    """Stop when the server that started this worker is gone, however it went: the next one starts its own."""
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()
