"""The files of a batch, in a folder or a zip, behind names that can be trusted.

The guards of a zip: at most 2,000 members, packed at most a hundredfold, 50 MB unpacked beside the media, 4 GB for one
media file and 20 GB for all; no ``..``, absolute names, links, encryption, or names that differ only in case or form.
"""

import os
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

from interviews.exchange.report import Finding, Refused

MAX_MEMBERS = 2_000
MAX_FILES = 50_000
MAX_RATIO = 100
MAX_TEXT_BYTES = 50 * 1024 * 1024
MAX_MEDIA_FILE_BYTES = 4 * 1024**3
MAX_MEDIA_BYTES = 20 * 1024**3
_PIECE = 1024 * 1024
_TOO_SMALL_FOR_A_BOMB = 100_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_OF_THE_SYSTEM = (".ds_store", "thumbs.db", "desktop.ini")


class BatchFiles:
    """The files of a folder, by their names inside it, written with ``/`` and in NFC."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._members: dict[str, tuple[str, int]] = {}
        self._folded: dict[str, str] = {}
        self._read_directory()

    def _read_directory(self) -> None:
        for folder, folders, names in os.walk(self.path):
            for name in [*folders, *names]:
                full = Path(folder, name)
                if full.is_symlink():
                    raise _refusal(full.relative_to(self.path).as_posix(), _("is a link. Put the file itself there."))
            for name in names:
                full = Path(folder, name)
                self._add(full.relative_to(self.path).as_posix(), str(full), full.stat().st_size)
                if len(self._members) > MAX_FILES:
                    raise _refusal(
                        str(self.path),
                        _("holds more than %(limit)s files. Split the batch into parts.") % {"limit": MAX_FILES},
                    )

    def _add(self, name: str, key: str, size: int) -> None:
        parts = PurePosixPath(name).parts
        if "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1].lower() in _OF_THE_SYSTEM:
            return
        name = unicodedata.normalize("NFC", name)
        folded = name.casefold()
        if other := self._folded.get(folded):
            raise _refusal(name, _("is there twice, as “%(other)s” too. Keep one of them.") % {"other": other})
        self._folded[folded] = name
        self._members[name] = (key, size)

    def names(self) -> list[str]:
        """Return the names of all files, in order."""
        return sorted(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return self._members[name][1]

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of a file; raise :class:`Refused` if there are more than ``limit`` of them."""
        if self.size(name) <= limit:
            data = b"".join(self.pieces(name))
            if len(data) <= limit:
                return data
        raise _refusal(
            name,
            _("is larger than %(limit)s MB. Split it into parts.") % {"limit": limit // 1024 // 1024},
        )

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a file in pieces of at most 1 MB, and no more of them than :meth:`size` says."""
        left = self.size(name)
        try:
            with self._open(self._members[name][0]) as stream:
                while left > 0 and (piece := stream.read(min(left, _PIECE))):
                    left -= len(piece)
                    yield piece
        except _DAMAGE:
            raise _refusal(name, _("is damaged or can't be read. Copy or pack it again.")) from None

    @contextmanager
    def seekable(self, name: str) -> Iterator[BinaryIO]:
        """Give a file open for reading in any order."""
        try:
            stream = self._open(self._members[name][0])
        except OSError:
            raise _refusal(name, _("is damaged or can't be read. Copy or pack it again.")) from None
        with stream:
            yield cast(BinaryIO, stream)

    def _open(self, key: str) -> IO[bytes]:
        return open(key, "rb")


class ZipFiles(BatchFiles):
    """The same of a zip, which is guarded before anything is unpacked, and while it is."""

    _unpacked: tuple[str, IO[bytes]] | None = None

    def _read_directory(self) -> None:
        try:
            self._zip = zipfile.ZipFile(self.path)
        except _DAMAGE:
            raise _refusal(str(self.path), _("can't be read as a zip. Pack the folder again.")) from None
        members = [member for member in self._zip.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise _refusal(
                str(self.path),
                _("holds %(count)s files; at most %(limit)s are read. Split the batch, or import the unpacked folder.")
                % {"count": len(members), "limit": MAX_MEMBERS},
            )
        for member in members:
            self._check(member)
        root = _common_root([member.filename for member in members])
        for member in members:
            self._add(member.filename.removeprefix(root), member.filename, member.file_size)
        self._check_sizes()

    def _check(self, member: zipfile.ZipInfo) -> None:
        name = member.filename
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or "\\" in name or ".." in parts or ":" in parts[0]:
            raise _refusal(name, _("is a name that leads out of the batch. Pack the folder again."))
        if member.orig_filename != name and "\0" in member.orig_filename:
            raise _refusal(name, _("has a NUL character in its name. Pack the folder again."))
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _refusal(name, _("is a link. Put the file itself there."))
        if member.flag_bits & 0x1:
            raise _refusal(name, _("is encrypted. Pack the folder without a password."))
        if member.compress_type not in _METHODS:
            raise _refusal(name, _("is packed in an unusual way. Pack the folder as an ordinary zip."))
        if member.file_size > max(_TOO_SMALL_FOR_A_BOMB, MAX_RATIO * member.compress_size):
            raise _refusal(
                name,
                _("is packed more than %(ratio)s times smaller than it is. Import the unpacked folder instead.")
                % {"ratio": MAX_RATIO},
            )

    def _check_sizes(self) -> None:
        text = sum(size for name, (_key, size) in self._members.items() if not is_media(name))
        media = [(size, name) for name, (_key, size) in self._members.items() if is_media(name)]
        if text > MAX_TEXT_BYTES:
            raise _refusal(
                str(self.path),
                _("holds more than %(limit)s MB of tables and transcripts. Split the batch into parts.")
                % {"limit": MAX_TEXT_BYTES // 1024 // 1024},
            )
        if media and max(media)[0] > MAX_MEDIA_FILE_BYTES:
            raise _refusal(
                max(media)[1],
                _("is larger than %(limit)s GB. Import the unpacked folder instead.")
                % {"limit": MAX_MEDIA_FILE_BYTES // 1024**3},
            )
        if sum(size for size, _name in media) > MAX_MEDIA_BYTES:
            raise _refusal(
                str(self.path),
                _("holds more than %(limit)s GB of media. Split the batch, or import the unpacked folder.")
                % {"limit": MAX_MEDIA_BYTES // 1024**3},
            )

    @contextmanager
    def seekable(self, name: str) -> Iterator[BinaryIO]:
        """Give an unpacked copy of a member, which is kept until another one is asked for.

        The copy has no name in its folder, so nothing of it stays, however the import ends.
        """
        if self._unpacked is None or self._unpacked[0] != name:
            self._unpacked = None
            copy = _nameless_file()
            for piece in self.pieces(name):
                copy.write(piece)
            self._unpacked = name, copy
        copy = self._unpacked[1]
        copy.seek(0)
        yield cast(BinaryIO, copy)

    def _open(self, key: str) -> IO[bytes]:
        # zipfile stops at the size that the directory declares, which was checked, and compares the checksum there.
        return self._zip.open(key)


def open_batch(path: Path) -> BatchFiles:
    """Return the files of the folder or zip at ``path``; raise :class:`Refused` for anything else."""
    if path.is_dir():
        return BatchFiles(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return ZipFiles(path)
    if path.exists():
        raise _refusal(
            str(path), _("is neither a folder nor a zip. Give the folder of the batch, or pack it as a zip.")
        )
    raise _refusal(str(path), _("is not there. Check the name of the folder or zip."))


def is_media(name: str) -> bool:
    """Tell whether a file of a batch is in its media folder."""
    return name.startswith("media/")


def _common_root(names: list[str]) -> str:
    """Return the folder that a zip was packed with, and ``""`` if the batch lies at its top."""
    firsts = {PurePosixPath(name).parts[0] for name in names if "__MACOSX" not in name}
    if len(firsts) != 1 or not all("/" in name for name in names):
        return ""
    (first,) = firsts
    return "" if first in ("transcripts", "media") else f"{first}/"


def _nameless_file() -> IO[bytes]:
    return tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)


def _refusal(file: str, message: str) -> Refused:
    return Refused(Finding(file, 0, message))
