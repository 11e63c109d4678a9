"""What is left on the disk of words that nobody may read: the index, caches, temporary and static files, and logs."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive_site.leaktest.canaries import Watch
from archive_site.leaktest.report import Report
from search import sync
from search.whoosh_engine.whoosh_reader import ArrayReader

_TRUTH = ("archive.sqlite3", "archive.sqlite3-wal", "archive.sqlite3-shm", "media", "secret")
"""Where the words belong: the database, media that are given out through ``public()`` alone, and the secret."""


def look_at_files(folder: Path, watch: Watch, report: Report, *, leave_out: tuple[str, ...] = _TRUTH) -> None:
    """Look at the bytes of every file under ``folder`` but the database and the media."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or name.parts[0] in leave_out:
            continue
        report.read["file"] += 1
        report.find(watch.found_in(str(name).encode()), f"the name of the file {name}")
        report.find(watch.found_in(path.read_bytes()), f"the file {name}")


def look_at_index(watch: Watch, report: Report) -> None:
    """Look at every term and every row of the index, those of documents that no search would find too."""
    reader = ArrayReader(sync.backend().engine.snapshot().view(None))
    report.read["document"] += reader.doc_count_all()
    for field in sorted(reader.indexed_field_names()):
        terms = b"\n".join(reader.every_term(field))
        report.find(watch.found_in(terms), f"the words of the index (field {field})")
    for number in range(reader.doc_count_all()):
        row = repr(reader.stored_fields(number)).encode()
        report.find(watch.found_in(row), f"a row of the index ({number})")


@contextmanager
def heard() -> Iterator[io.StringIO]:
    """Lend what the log says in the meantime, after all of its filters, as the console would show it."""
    said = io.StringIO()
    handlers = [one for one in _handlers() if type(one) is logging.StreamHandler]
    before = [(one, one.setStream(said)) for one in handlers]
    try:
        yield said
    finally:
        for one, stream in before:
            if stream is not None:
                one.setStream(stream)


def _handlers() -> set[logging.Handler]:
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    return {handler for logger in loggers for handler in logger.handlers}
