"""Cleaned files in the media folder: written aside, synced, and put in place at once, readable for their user alone."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage

from interviews.media.plan import Plan


def add(plan: Plan, name: str) -> tuple[str, str]:
    """Store the file that ``plan`` makes as ``name``, or as a free name like it; return the name and the checksum."""
    with _written(plan, Path(default_storage.path(name))) as (scratch, sha256):
        while True:
            name = default_storage.get_available_name(name)
            target = Path(default_storage.path(name))
            try:
                target.touch(mode=0o600, exist_ok=False)  # nobody else can take the name now
            except FileExistsError:
                continue
            os.replace(scratch, target)
            return name, sha256


def replace(plan: Plan, name: str) -> str:
    """Store the file that ``plan`` makes as ``name``, in the place of an older one; return its checksum."""
    target = Path(default_storage.path(name))
    with _written(plan, target) as (scratch, sha256):
        os.replace(scratch, target)
        return sha256


@contextmanager
def _written(plan: Plan, target: Path) -> Iterator[tuple[Path, str]]:
    """Write the file beside ``target`` and give its path and checksum; sync the folder when it was moved away."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    scratch = Path(path)
    digest = hashlib.sha256()
    try:
        with open(handle, "wb") as stream:
            for piece in plan.pieces():
                digest.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        yield scratch, digest.hexdigest()
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        scratch.unlink(missing_ok=True)
