"""A copy of the archive in a folder of its own, and the steps of the test run there in processes of their own."""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from archive_site.environment import BASE_DIR

Progress = Callable[[int, int], None]
_PREFIX = "leaktest-"
_OWN = (
    *("SECRET_KEY", "DATABASE_URL", "ARCHIVE_INDEX", "ARCHIVE_MODE", "ARCHIVE_HTTPS", "ARCHIVE_ONION"),
    *("ARCHIVE_BEHIND_PROXY", "ARCHIVE_PROXY_REDIRECTS", "ARCHIVE_HOSTS", "ARCHIVE_TRUSTED_ORIGINS"),
    *("DJANGO_SETTINGS_MODULE",),
)


class StepFailed(Exception):
    """A step in the copy ended in an error; the message is what it said."""


@contextmanager
def workshop(parent: Path, *, keep: bool) -> Iterator[Path]:
    """Lend an empty folder for this user alone, on the archive's own disk; delete it afterwards unless ``keep``.

    Folders that a killed run left behind are deleted first: hidden words are in them.
    """
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in parent.glob(f"{_PREFIX}*"):
        with _locked(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    try:
        with _locked(folder):
            yield folder
    finally:
        if keep:
            folder.rename(folder.with_name(f"kept-{folder.name}"))
        else:
            shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold ``folder`` as long as the block lasts; tell whether nobody else holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def copy_archive(database: Path, media: Path, static: Path, var: Path) -> None:
    """Copy an archive into the folder ``var``: what was committed to its database, media and static files."""
    var.mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(var / "archive.sqlite3")) as target,
    ):
        source.backup(target)  # takes in what is in the write-ahead log
    for folder in (media, static):
        if folder.is_dir():
            shutil.copytree(folder, var / folder.name, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    """Give a file a second name where the disk allows it; nothing in a copy is ever written in place."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class Steps:
    """Runs steps of the test in copies, each in a process of its own whose every word is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, name: str, var: Path, arguments: Sequence[str], progress: Progress | None = None) -> None:
        """Run one step on the copy ``var``; raise :class:`StepFailed` with its last words if it fails."""
        environment = {key: value for key, value in os.environ.items() if key not in _OWN}
        environment |= {"ARCHIVE_VAR": str(var)}
        command = [sys.executable, "manage.py", "leaktest", "--step", name, "--folder", str(self.folder), *arguments]
        with self.log(name).open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - its words are all ours
                command, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=log
            )
            with process:
                self._listen(process, progress)
        if process.returncode:
            raise StepFailed(f"The step “{name}” failed: {self.log(name).read_text(errors='replace')[-2000:]}")

    @staticmethod
    def _listen(process: "subprocess.Popen[bytes]", progress: Progress | None) -> None:
        for line in process.stdout or ():
            if progress and line.startswith(b"["):
                done, total = json.loads(line)
                progress(done, total)

    def log(self, name: str) -> Path:
        """Return the file with all that the step printed as errors or logged."""
        return self.folder / f"{name}.log"
