"""Fixity: stored files and sealed originals are read again and held against the checksums of when they came."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from interviews.models import FixityResult, Original, Recording

Outcome = FixityResult.Outcome
Thing = Recording | Original
Progress = Callable[[Iterable[Thing], int], Iterable[Thing]]
_CHUNK = 1 << 20


@dataclass
class Checked:
    """How many things were read, and the name and outcome of each that is not known to be as it was stored."""

    read: int = 0
    found: list[tuple[str, str]] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many are changed or missing."""
        return sum(outcome in (Outcome.CHANGED, Outcome.MISSING) for _name, outcome in self.found)


def check(progress: Progress = lambda things, total: things) -> Checked:
    """Read everything that is stored, keep what came of it for the desk, and return it.

    ``progress`` goes through the things and shows how far it is. A hosted video is not read: nothing leaves the server.
    An original from before there were checksums gets one now, and is told as unknown this once.
    """
    done = Checked()
    recordings = Recording.objects.exclude(file="").select_related("interview")
    things = [*recordings, *Original.objects.select_related("interview")]
    for thing in progress(things, len(things)):
        if isinstance(thing, Recording):
            name, outcome = "recording", _of_recording(thing)
            FixityResult.objects.update_or_create(recording=thing, defaults={"outcome": outcome})
        else:
            name, outcome = "original", _of_original(thing)
            FixityResult.objects.update_or_create(original=thing, defaults={"outcome": outcome})
        done.read += 1
        if outcome != Outcome.SAME:
            done.found.append((f"{name} {thing.interview.accession}", outcome))
    return done


def _of_recording(recording: Recording) -> str:
    name = str(recording.file)
    if not default_storage.exists(name):
        return Outcome.MISSING
    digest = hashlib.sha256()
    with default_storage.open(name) as file:
        for chunk in _chunks(file.read):
            digest.update(chunk)
    return _compared(digest.hexdigest(), recording.sha256)


def _chunks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        yield chunk


def _of_original(original: Original) -> str:
    found, stored = hashlib.sha256(bytes(original.box)).hexdigest(), original.sha256
    if not stored:
        Original.objects.filter(pk=original.pk).update(sha256=found)
    return _compared(found, stored)


def _compared(found: str, stored: str) -> str:
    if not stored:
        return Outcome.UNKNOWN
    return Outcome.SAME if found == stored else Outcome.CHANGED
