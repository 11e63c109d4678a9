"""The files of the index: generations side by side, one of them current, and one writer at a time.

``PATH/current`` names the live directory ``PATH/gen-…``; ``PATH/lock`` is held by whoever writes. The files are
pickles: they are made here, for this user alone, and never taken from anywhere else.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from search.query import QueryRefused
from search.whoosh_engine.answers import IndexLocked, SearchUnavailable
from search.whoosh_engine.schema import FORMAT, archive_schema

Files = dict[str, tuple[int, int, int]]
_DIRECTORY = re.compile(r"gen-[a-z0-9_]+")
_TOC = re.compile(r"_MAIN_(\d+)\.toc")


@contextlib.contextmanager
def unavailable_if_broken() -> Iterator[None]:
    """Turn whatever Whoosh raises over broken files into ``SearchUnavailable``.

    Whoosh checks little of what it reads: a truncated or foreign file ends in TypeError, EOFError, struct.error,
    pickle and zlib errors, a plain Exception. So everything is caught here, and only reading goes inside.
    """
    try:
        yield
    except (SearchUnavailable, QueryRefused):
        raise
    except Exception as error:
        raise SearchUnavailable(f"The index cannot be read ({type(error).__name__}).") from error


class Store:
    """The index under one path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Path:
        """Return the live directory; raise ``SearchUnavailable`` if there is none of the right format."""
        with unavailable_if_broken():
            said = json.loads((self.path / "current").read_text())
            if said["format"] != FORMAT:
                raise SearchUnavailable("The index is of another format.")
            if not _DIRECTORY.fullmatch(said["directory"]):
                raise SearchUnavailable("The index names no directory of its own.")
            return self.path / str(said["directory"])

    def exists(self) -> bool:
        """Tell whether an index was ever made here, sound or not."""
        return (self.path / "current").exists()

    def generation(self) -> tuple[Path, int]:
        """Return what changes with every commit: the live directory and the number of its last commit."""
        directory = self.current()
        with unavailable_if_broken(), os.scandir(directory) as entries:
            numbers = [int(match[1]) for entry in entries if (match := _TOC.fullmatch(entry.name))]
        if not numbers:
            raise SearchUnavailable("The index is empty of commits.")
        return directory, max(numbers)

    def files(self, directory: Path) -> Files:
        """Return the postings' files with what would tell that one was lost, cut or replaced outside a commit."""
        with unavailable_if_broken(), os.scandir(directory) as entries:
            states = ((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".seg"))
            return {name: (state.st_ino, state.st_size, state.st_mtime_ns) for name, state in states}

    @contextlib.contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Be the only writer, of all processes; raise ``IndexLocked`` after ``wait`` seconds in vain."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + wait
        with open(self.path / "lock", "a") as handle:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= until:
                        raise IndexLocked("Another process is writing the search index; try again later.") from None
                    time.sleep(0.02)
            yield

    def create(self) -> tuple[Path, FileIndex]:
        """Make a new, empty generation that nobody reads yet. Hold the lock."""
        directory = Path(tempfile.mkdtemp(prefix="gen-", dir=self.path))
        return directory, FileStorage(str(directory)).create_index(archive_schema())

    def adopt(self, directory: Path) -> None:
        """Make ``directory`` the live one, then delete all others. Hold the lock."""
        sync_files(directory)
        scratch = self.path / "current.new"
        with open(scratch, "w") as handle:
            json.dump({"directory": directory.name, "format": FORMAT}, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(scratch, self.path / "current")
        _sync_directory(self.path)
        self.sweep(keep=directory)

    def sweep(self, keep: Path | None) -> None:
        """Delete every generation but ``keep``: old ones, and those that a killed rebuild left. Hold the lock."""
        for entry in self.path.iterdir():
            if entry != keep and entry.is_dir() and _DIRECTORY.fullmatch(entry.name):
                shutil.rmtree(entry)


def open_index(directory: Path) -> FileIndex:
    """Open the index in ``directory``; the one place that does. Raises ``SearchUnavailable``."""
    with unavailable_if_broken():
        return FileStorage(str(directory)).open_index(schema=archive_schema())


def sync_files(directory: Path, since: frozenset[str] = frozenset()) -> None:
    """Bring the files of ``directory`` that are not in ``since`` to the disk; Whoosh leaves that to chance."""
    for entry in directory.iterdir():
        if entry.name not in since:
            with open(entry, "rb") as handle:
                os.fsync(handle.fileno())
    _sync_directory(directory)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
