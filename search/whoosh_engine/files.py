"""One file of arrays: written once, read through the page cache, checked by sums. There is nothing in it to execute.

    magic · arrays, each at a multiple of 64 bytes · table of contents (JSON) · its offset, length and CRC-32 · magic

The table names each array with its type, length, offset, and the CRC-32 of its bytes and the padding before them.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from search.whoosh_engine.errors import SearchUnavailable
from search.whoosh_engine.stretches import AnyArray

MAGIC = b"arrays01"
_ALIGN = 64
_TRAILER = struct.Struct("<QQL8s")
_TYPES = {"u1", "u2", "u4", "u8", "i1", "i4", "i8", "f4", "f8"}


class ArraysWriter:
    """Writes arrays into a new file; it is complete, and on the disk, once :meth:`close` has returned."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "xb")  # noqa: SIM115 (closed by close or abandon)
        self._file.write(MAGIC)
        self._contents: dict[str, tuple[str, int, int, int]] = {}

    def add(self, name: str, array: AnyArray | bytes) -> None:
        """Write ``array`` under ``name``; bytes are an array of bytes."""
        data = np.frombuffer(array, dtype=np.uint8) if isinstance(array, bytes) else np.ascontiguousarray(array)
        view = data.reshape(-1).data.cast("B") if data.size else memoryview(b"")
        self._put(name, data.dtype, (view,))

    def add_pieces(self, name: str, pieces: Iterable[memoryview]) -> None:
        """Write bytes one after another under ``name``, as one array of which no more than a piece is in memory."""
        self._put(name, np.dtype(np.uint8), pieces)

    def _put(self, name: str, kind: "np.dtype[Any]", pieces: Iterable[memoryview]) -> None:
        padding = b"\0" * (-self._file.tell() % _ALIGN)
        self._file.write(padding)
        offset, check = self._file.tell(), zlib.crc32(padding)
        for piece in pieces:
            check = zlib.crc32(piece, check)
            self._file.write(piece)
        count = (self._file.tell() - offset) // kind.itemsize
        self._contents[name] = (f"{kind.kind}{kind.itemsize}", count, offset, check)

    def close(self) -> int:
        """Finish the file, bring it to the disk, and return its size."""
        contents = json.dumps(self._contents).encode()
        offset = self._file.tell()
        self._file.write(contents)
        self._file.write(_TRAILER.pack(offset, len(contents), zlib.crc32(contents), MAGIC))
        size = self._file.tell()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return size

    def abandon(self) -> None:
        """Close the file as it is; nobody will read it."""
        self._file.close()


class Arrays:
    """The arrays of a file, by name. Raises ``SearchUnavailable`` if anything in it is not as it was written.

    Unless ``keep``, the memory of what was checked is given back at once.
    """

    def __init__(self, path: Path, *, keep: bool = True) -> None:
        try:
            with open(path, "rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"The index file {path.name} cannot be read ({type(error).__name__}).") from error
        self._whole = memoryview(self._map)
        self._arrays: dict[str, AnyArray] = {}
        done = len(MAGIC)
        for name, (kind, count, offset, check) in self._table(path.name).items():
            if kind not in _TYPES or offset < done or count < 0:
                raise SearchUnavailable(f"The index file {path.name} is of a foreign kind.")
            end = offset + count * int(kind[1:])
            if end > len(self._whole) or zlib.crc32(self._whole[done:end]) != check:
                raise SearchUnavailable(f"The index file {path.name} is damaged.")
            done = end
            if not keep:
                self.let_go()
            self._arrays[name] = np.frombuffer(self._map, dtype=f"<{kind}", count=count, offset=offset)

    def _table(self, name: str) -> dict[str, tuple[str, int, int, int]]:
        whole = self._whole
        try:
            offset, length, check, magic = _TRAILER.unpack(whole[-_TRAILER.size :])
            contents = whole[offset : offset + length]
            sound = magic == MAGIC == bytes(whole[: len(MAGIC)]) and zlib.crc32(contents) == check
            if sound and offset + length + _TRAILER.size == len(whole):
                return {
                    key: (str(k), int(n), int(o), int(c)) for key, (k, n, o, c) in json.loads(bytes(contents)).items()
                }
        except (struct.error, ValueError, TypeError, AttributeError):
            pass
        raise SearchUnavailable(f"The index file {name} is cut or of another format.")

    def __getitem__(self, name: str) -> AnyArray:
        try:
            return self._arrays[name]
        except KeyError:
            raise SearchUnavailable(f"The index file lacks {name}.") from None

    def let_go(self) -> None:
        """Give the memory of pages that were read back; they are read again when they are needed."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def bytes_of(self, name: str) -> memoryview:
        """Return an array of bytes as it lies in the file, without a copy."""
        return self[name].data
