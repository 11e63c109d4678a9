"""Ends this process at a chosen step of writing, as a kill or a power cut would."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

LOCKS = ("lock", "merging")
"""Files with nothing in them."""

_WRITING = os.O_WRONLY | os.O_RDWR
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}
_RELATIVE = {"os.remove", "os.mkdir", "os.rmdir"}  # their last argument may be the directory that the path begins in


class Faults:
    """Counts the steps of writing below ``path``, and dies before step ``deadly``; there is no way back.

    A step is a file opened for writing, renamed, deleted or brought to the disk. With ``power_cut`` everything that
    was not brought to the disk is lost: contents of files, and the names of new ones. Watches the process from now on.
    """

    def __init__(self, path: Path, deadly: int, *, power_cut: bool) -> None:
        self.path, self.deadly, self.power_cut = str(path), deadly, power_cut
        self.steps = 0
        self._unwritten: set[str] = set()
        self._unnamed: set[str] = set()
        self._renamed_in: set[str] = set()
        self._fsync: Callable[[int], None] = os.fsync
        os.fsync = self._watched_fsync
        sys.addaudithook(self._watch)

    @property
    def unsafe(self) -> list[str]:
        """What would be lost if the power failed now, but for the locks."""
        lost = self._unwritten | self._unnamed | self._renamed_in
        return sorted(one for one in lost if os.path.exists(one) and os.path.basename(one) not in LOCKS)

    def _watch(self, event: str, arguments: tuple) -> None:
        if event not in _CHANGES and not (event == "open" and arguments[2] & _WRITING):
            return
        path = _whole(arguments[0], arguments[-1] if event in _RELATIVE else -1)
        if not path.startswith(self.path):
            return
        self._step()
        if event == "open":
            self._unwritten.add(path)
        if event in ("open", "os.mkdir") and not os.path.lexists(path):
            self._unnamed.add(path)
        if event == "os.rename":
            self._rename(path, os.fspath(arguments[1]))

    def _rename(self, source: str, target: str) -> None:
        # The new name is taken to survive while what it names may not: the worst a disk may do.
        if source in self._unwritten:
            self._unwritten.add(target)
        self._unwritten.discard(source)
        self._unnamed.discard(source)
        self._renamed_in.add(os.path.dirname(target))

    def _watched_fsync(self, descriptor: int) -> None:
        self._step()
        self._fsync(descriptor)
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        self._unwritten.discard(path)
        self._renamed_in.discard(path)
        self._unnamed = {one for one in self._unnamed if os.path.dirname(one) != path}
        self._step()

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.deadly:
            if self.power_cut:
                self.deadly = 0
                self._lose()
            os.kill(os.getpid(), signal.SIGKILL)

    def _lose(self) -> None:
        for path in self._unwritten:
            if os.path.exists(path):
                os.truncate(path, 0)
        for path in sorted(self._unnamed, reverse=True):
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.unlink(path)


def _whole(path: object, directory: int) -> str:
    if not isinstance(path, str | os.PathLike):
        return ""
    return os.path.join(os.readlink(f"/proc/self/fd/{directory}"), path) if directory >= 0 else os.fspath(path)
