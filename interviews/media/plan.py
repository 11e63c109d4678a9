"""A plan of how a media file is to be changed: made by looking at the file, carried out while it is copied."""

import hashlib
from collections.abc import Iterator
from enum import Enum
from typing import BinaryIO

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COMMAND = "ffmpeg -i OLD -map_metadata -1 -map_chapters -1 NEW"
MAX_STEPS = 6_000_000
MAX_CHANGES = 500_000
_WINDOW = 64 * 1024
_PIECE = 1024 * 1024
_ZEROS = bytes(_PIECE)


class Reason(Enum):
    """Why a file is not taken."""

    DAMAGED = "damaged"
    UNKNOWN = "unknown"
    TOO_MANY = "too many parts"


_SENTENCES = {
    Reason.DAMAGED: _("The file is damaged or cut off."),
    Reason.UNKNOWN: _("The file is built in a way that isn't well enough known here."),
    Reason.TOO_MANY: _("The file has far more parts than a recording needs."),
}


class CannotClean(Exception):
    """The tags can't be taken out of a file for certain, so it may not be stored; ``str()`` tells what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason

    def __str__(self) -> str:
        remedy = gettext(
            "Names or places could stay in it unseen. Save it again as MP3, MP4 or WebM without tags, for example with "
            "“%(command)s”, and add the new file."
        )
        return f"{_SENTENCES[self.reason]} {remedy % {'command': COMMAND}}"


class Plan:
    """What becomes of each byte of ``source``, which must be seekable and stay open as long as the plan is used.

    Never holds more of the file than a window of it. Everything that reads counts its steps with :meth:`step`, so that
    a file of millions of empty parts comes to an end.
    """

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.size = source.seek(0, 2)
        self._changes: list[tuple[int, int, bytes | None]] = []
        self._steps = MAX_STEPS
        self._window = b""
        self._window_at = 0

    def step(self) -> None:
        """Count one part that was looked at; raise :class:`CannotClean` after too many."""
        self._steps -= 1
        if self._steps < 0:
            raise CannotClean(Reason.TOO_MANY)

    def read(self, at: int, length: int) -> bytes:
        """Return ``length`` bytes of the source from ``at``, or fewer at its end."""
        begin = at - self._window_at
        if begin < 0 or begin + length > len(self._window):
            self.source.seek(at)
            self._window = self.source.read(max(length, _WINDOW))
            self._window_at, begin = at, 0
        return self._window[begin : begin + length]

    def need(self, at: int, length: int, end: int) -> bytes:
        """Return exactly ``length`` bytes from ``at``; raise :class:`CannotClean` if they don't end by ``end``."""
        found = self.read(at, length) if at + length <= end else b""
        if len(found) != length:
            raise CannotClean(Reason.DAMAGED)
        return found

    def blank(self, start: int, end: int) -> None:
        """Overwrite from ``start`` to ``end`` with zeros."""
        if end > start:
            self._change(start, end, None)

    def put(self, start: int, new: bytes) -> None:
        """Overwrite as many bytes as ``new`` has."""
        self._change(start, start + len(new), new)

    def cut(self, start: int, end: int) -> None:
        """Leave out what is between ``start`` and ``end``."""
        if end > start:
            self._change(start, end, b"")

    def _change(self, start: int, end: int, new: bytes | None) -> None:
        self._changes.append((start, end, new))
        if len(self._changes) > MAX_CHANGES:
            raise CannotClean(Reason.TOO_MANY)

    def settle(self) -> None:
        """Put the changes in order; raise :class:`CannotClean` if parts of the file lie on top of each other."""
        self._changes.sort(key=lambda change: change[0])
        at = 0
        for start, end, _new in self._changes:
            if start < at or end > self.size:
                raise CannotClean(Reason.DAMAGED)
            at = end

    def pieces(self) -> Iterator[bytes]:
        """Give the changed file in pieces of at most 1 MB."""
        at = 0
        for start, end, new in self._changes:
            yield from self._copied(at, start)
            if new is None:
                for left in range(end - start, 0, -_PIECE):
                    yield _ZEROS[:left]
            elif new:
                yield new
            at = end
        yield from self._copied(at, self.size)

    def _copied(self, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            self.source.seek(start)
            piece = self.source.read(min(end - start, _PIECE))
            if not piece:
                raise CannotClean(Reason.DAMAGED)
            start += len(piece)
            yield piece

    def sha256(self) -> str:
        """Return the checksum of the changed file."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()
