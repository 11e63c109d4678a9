"""Numbers that were purged: never used again, and purged again when an older copy of the database is brought back.

The list is a file beside the database, so that a restore of the one doesn't undo the other; keep the newest. It holds
digests, not numbers. A number is short, so whoever has the list can find it by trying; the list tells them that it
was used once, and nothing else.
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

_SCRYPT = {"n": 2**10, "r": 8, "p": 1, "dklen": 32}


class Buried(ValueError):
    """A number that was purged is to be used again."""


def list_file() -> Path:
    """Return where the list is kept."""
    return Path(settings.TOMBSTONES)


class _List:
    """The list as it stands in its file: a salt of its own, and digests."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.salt, self.digests = "", set[str]()
        if path.exists():
            head, *rows = path.read_text().split("\n")
            self.salt = json.loads(head)["salt"]
            self.digests = {row for row in rows if row}

    def digest(self, accession: str) -> str:
        """Return the mark of ``accession`` in this list."""
        return hashlib.scrypt(accession.encode(), salt=self.salt.encode(), **_SCRYPT).hex()

    def add(self, accession: str) -> None:
        """Write the mark of ``accession`` to the disk before anything is purged."""
        self.salt = self.salt or secrets.token_hex(16)
        self.digests.add(self.digest(accession))
        self.write()

    def write(self) -> None:
        scratch = self.path.with_name(f"{self.path.name}.new")
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("\n".join([json.dumps({"salt": self.salt}), *sorted(self.digests)]) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, self.path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process changes the list: of two that read it at once, one would lose the other's mark."""
    with os.fdopen(os.open(path.with_name(f"{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bury(accession: str) -> None:
    """Write the mark of ``accession`` to the list, which outlives the database; :func:`learn` notes it there."""
    path = list_file()
    with _alone(path):
        _List(path).add(accession)


def buried(accessions: Iterable[str]) -> list[str]:
    """Return those of ``accessions`` that were purged."""
    marks = _List(list_file())
    return [one for one in accessions if marks.digest(one) in marks.digests] if marks.digests else []


def mark(accession: str) -> str:
    """Return the digest by which ``accession`` stands in the list, or would."""
    return _List(list_file()).digest(accession)


def refuse_buried(accession: str) -> None:
    """Raise :class:`Buried` if ``accession`` was purged."""
    if buried([accession]):
        raise Buried(_("This number belonged to an interview that was purged; it is never used again. Take another."))


def news() -> bool:
    """Tell whether the list has marks that the database doesn't know: an older copy was brought back."""
    marks = _List(list_file())
    try:
        known = set(_model().objects.values_list("digest", flat=True))
    except DatabaseError:  # not migrated yet: there is nothing to purge
        return False
    return bool(marks.digests - known)


def learn(accessions: Iterable[str] | None = None) -> None:
    """Note in the database the marks of ``accessions``, or every mark of the list; call it once they are purged."""
    marks = _List(list_file())
    wanted = marks.digests if accessions is None else map(marks.digest, accessions)
    model = _model()
    model.objects.bulk_create((model(digest=one) for one in wanted), ignore_conflicts=True)


def _model() -> Any:
    return apps.get_model("interviews", "Tombstone")
