"""The directory of an index: which files make the present generation, and one writer at a time.

``PATH/current`` (JSON) names the generation: its number, its directory ``PATH/gen-…``, the segments in it and the
documents deleted from them. Files never change once they are named there; a commit or a rebuild writes new files and
then replaces ``current`` in one step. ``PATH/lock`` is held by whoever writes.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from search.whoosh_engine.errors import IndexLocked, SearchUnavailable

FORMAT = 4
"""Raised with every change of the files' layout: an index of another format is rebuilt, not read."""

_DIRECTORY = re.compile(r"gen-[a-z0-9_]+")
_FILE = re.compile(r"[a-z0-9_-]+\.(seg|del)")
State = tuple[int, int, int]
MERGED = "m-"
"""Begins the name of a segment that is merged beside the writers."""


@dataclass(frozen=True)
class Part:
    """A segment of a generation: its file, the file of its deleted documents ("" for none), and how many there are."""

    file: str
    count: int
    size: int
    deleted_file: str = ""
    deleted: int = 0
    deleted_size: int = 0

    @property
    def live(self) -> int:
        """How many of its documents are not deleted."""
        return self.count - self.deleted


@dataclass(frozen=True)
class Generation:
    """What ``current`` says; ``number`` rises with every commit and rebuild."""

    number: int
    directory: str
    fingerprint: str
    parts: tuple[Part, ...] = field(default=())

    @cached_property
    def files(self) -> dict[str, int]:
        """The names of all files, with their sizes."""
        found = {part.file: part.size for part in self.parts}
        return found | {part.deleted_file: part.deleted_size for part in self.parts if part.deleted_file}


class Directory:
    """The directory of an index."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint
        self._current = str(path / "current")

    def current(self) -> Generation:
        """Return the present generation; raise ``SearchUnavailable`` if there is none that this program can read."""
        try:
            said = json.loads((self.path / "current").read_bytes())
            generation = Generation(
                int(said["number"]), str(said["directory"]), str(said["fingerprint"]),
                tuple(Part(str(f), int(c), int(s), str(df), int(d), int(ds)) for f, c, s, df, d, ds in said["parts"]),
            )  # fmt: skip
            form, check = int(said["format"]), int(said["check"])
        except FileNotFoundError as error:
            raise SearchUnavailable("There is no index.") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SearchUnavailable(f"The index cannot be read ({type(error).__name__}).") from error
        if form != FORMAT or generation.fingerprint != self.fingerprint:
            raise SearchUnavailable("The index is of another format.")
        names = [name for part in generation.parts for name in (part.file, part.deleted_file) if name]
        if not _DIRECTORY.fullmatch(generation.directory) or not all(map(_FILE.fullmatch, names)):
            raise SearchUnavailable("The index names no files of its own.")
        if check != _check(generation):
            raise SearchUnavailable("The list of the index's files is damaged.")
        return generation

    def stamp(self) -> State:
        """Return what changes whenever ``current`` is replaced or touched; raise ``SearchUnavailable``."""
        try:
            state = os.stat(self._current)
        except OSError as error:
            raise SearchUnavailable("There is no index.") from error
        return (state.st_ino, state.st_size, state.st_mtime_ns)

    def exists(self) -> bool:
        """Tell whether an index was ever made here, sound or not."""
        return (self.path / "current").exists()

    def folder(self, generation: Generation) -> Path:
        """Return where the files of ``generation`` are."""
        return self.path / generation.directory

    def states(self, generation: Generation) -> dict[str, State]:
        """Return of each file what would tell that it was replaced or changed; raise ``SearchUnavailable``.

        A file that is missing or of another size than it should be is found here, before anything reads it.
        """
        folder = f"{self.path}/{generation.directory}/"
        found: dict[str, State] = {}
        for name, size in generation.files.items():
            try:
                state = os.stat(folder + name)
            except OSError as error:
                raise SearchUnavailable(f"The index file {name} is missing.") from error
            if state.st_size != size:
                raise SearchUnavailable(f"The index file {name} is cut.")
            found[name] = (state.st_ino, state.st_size, state.st_mtime_ns)
        return found

    @contextlib.contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        """Be the only writer, of all processes and threads; raise ``IndexLocked`` after ``wait`` seconds in vain."""
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
                    time.sleep(0.01)
            yield

    def new_folder(self) -> str:
        """Make a directory for a generation that nobody reads yet, and return its name. Hold the lock."""
        folder = Path(tempfile.mkdtemp(prefix="gen-", dir=self.path))
        sync_directory(self.path)  # a power cut must not lose the folder that ``current`` names
        return folder.name

    def adopt(self, generation: Generation) -> None:
        """Make ``generation`` the present one, in one step. Hold the lock; its files must be on the disk."""
        sync_directory(self.folder(generation))
        said = {
            "format": FORMAT, "number": generation.number, "directory": generation.directory,
            "fingerprint": generation.fingerprint, "parts": [list(vars(part).values()) for part in generation.parts],
            "check": _check(generation),
        }  # fmt: skip
        scratch = self.path / "current.new"
        with open(scratch, "w") as handle:
            json.dump(said, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(scratch, self.path / "current")
        sync_directory(self.path)

    @contextlib.contextmanager
    def merging(self) -> Iterator[bool]:
        """Be the only one who merges segments beside the writers; yields False if somebody else does."""
        with open(self.path / "merging", "a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def sweep(self, keep: Generation | None) -> None:
        """Delete what ``keep`` does not name: older files, and those that a killed writer left. Hold the lock.

        A merge that goes on elsewhere keeps the file it is writing.
        """
        with self.merging() as nobody_merges:
            for entry in self.path.iterdir():
                if entry.is_dir() and _DIRECTORY.fullmatch(entry.name):
                    if keep is None or entry.name != keep.directory:
                        shutil.rmtree(entry, ignore_errors=True)
                        continue
                    for file in entry.iterdir():
                        if file.name not in keep.files and (nobody_merges or not file.name.startswith(MERGED)):
                            with contextlib.suppress(OSError):  # the write it belongs to has succeeded without that
                                file.unlink()


def _check(generation: Generation) -> int:
    said = (generation.number, generation.directory, generation.fingerprint, generation.parts)
    return zlib.crc32(repr(said).encode())


def sync_directory(path: Path) -> None:
    """Bring the names of the files in ``path`` to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
