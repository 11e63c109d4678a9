"""The guard of a zip: what may be in a package, and its members behind names and sizes that can be trusted.

A package may have 2,000 members and 50 MB unpacked, packed at most a hundredfold; no ``..``, absolute names, links,
encryption, or names that differ only in case or form. What the directory says is checked first, what comes out is
counted again.
"""

import io
import posixpath
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping

from .cues import FormatError, refusal
from .foreign import ARCHIVE, NAMELESS, PACKAGE_KINDS
from .xml_events import Handler, read_xml

MAX_MEMBERS = 2_000
MAX_BYTES_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
TOO_SMALL_FOR_A_BOMB = 100_000
MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MEMBER = b"PK\x01\x02"  # begins a member's entry in the directory (APPNOTE 4.3.12)
_PIECE = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Package:
    """The members of a zip, by name, behind the guard."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = f"“{name}”" if name else NAMELESS
        self._data = data
        self._unpacked = 0
        if data.count(_MEMBER) > MAX_MEMBERS:
            raise refusal("package-too-many", name=self.name, limit=MAX_MEMBERS)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE:
            raise self.damaged() from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        folded: dict[str, str] = {}
        members = self._zip.infolist()
        for member in members:
            self._check(member)
            key = unicodedata.normalize("NFC", member.filename).casefold()
            if key in folded:
                raise refusal("package-twice", name=self.name, part=member.filename, other=folded[key])
            folded[key] = member.filename
            self._members[member.filename] = member
        if sum(member.file_size for member in members) > MAX_BYTES_UNPACKED:
            raise self._too_large()

    def _check(self, member: zipfile.ZipInfo) -> None:
        name = member.filename
        leads_out = name.startswith("/") or "\\" in name or ":" in name.split("/")[0] or ".." in name.split("/")
        if not name or leads_out or member.orig_filename != name or stat.S_ISLNK(member.external_attr >> 16):
            raise refusal("package-name", name=self.name, part=member.orig_filename.replace("\0", "␀"))
        if member.flag_bits & 0x1:
            raise self.locked()
        if member.compress_type not in _METHODS:
            raise refusal("package-method", name=self.name, part=name)
        if member.file_size > max(TOO_SMALL_FOR_A_BOMB, MAX_RATIO * member.compress_size):
            raise refusal("package-bomb", name=self.name, part=name, ratio=MAX_RATIO)

    def damaged(self) -> FormatError:
        return refusal("package-damaged", name=self.name, kind=kind_of(self._data))

    def locked(self) -> FormatError:
        return refusal("package-locked", name=self.name)

    def _too_large(self) -> FormatError:
        return refusal("package-too-large", name=self.name, limit=MAX_BYTES_UNPACKED // 1024 // 1024)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> list[str]:
        """Return the names of all members, in the order of the directory."""
        return list(self._members)

    def kind(self) -> str:
        """Return what the package seems to be, by the names of its members and what it says itself."""
        said = b"".join(self.pieces("mimetype")) if "mimetype" in self else b""
        return kind_of(b"\n".join([said, *(name.encode() for name in self._members)]))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a member piece by piece, counted together with all that was given before."""
        try:
            with self._zip.open(self._members[name]) as stream:
                while piece := stream.read(_PIECE):
                    self._unpacked += len(piece)
                    if self._unpacked > MAX_BYTES_UNPACKED:
                        raise self._too_large()
                    yield piece
        except _DAMAGE:
            raise self.damaged() from None

    def reduced(self, names: Iterable[str]) -> bytes:
        """Return a package with those of its members that are in ``names``, without dates or remarks on them."""
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as smaller:
            for name in dict.fromkeys(names):
                if name in self._members:
                    member_info = zipfile.ZipInfo(name)
                    # As it was packed, for what is stored may be packed too well for the guard.
                    member_info.compress_type = self._members[name].compress_type
                    with smaller.open(member_info, "w") as member:
                        for piece in self.pieces(name):
                            member.write(piece)
        return kept.getvalue()

    def parse(self, name: str, handler: Handler) -> None:
        """Tell ``handler`` the XML of a member; a member that is not there has nothing to tell."""
        if name in self._members:
            read_xml(self.pieces(name), handler, name)


class Relations:
    """Collects the targets of a relations part: by type (its last word) and by id."""

    def __init__(self, folder: str = "") -> None:
        self._folder = folder
        self.by_type: dict[str, list[str]] = {}
        self.by_id: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a relation that stays inside the package."""
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        written = attributes.get("Target", "")
        target = written.lstrip("/") if written.startswith("/") else posixpath.join(self._folder, written)
        target = posixpath.normpath(target)
        self.by_type.setdefault(attributes.get("Type", "").rpartition("/")[2], []).append(target)
        self.by_id[attributes.get("Id", "")] = target

    def end(self, name: str) -> None:
        """Take the end of an element, of which nothing is needed."""

    def text(self, text: str) -> None:
        """Take characters, which mean nothing here."""


def relations_of(package: Package, part: str = "") -> Relations:
    """Return the relations of ``part``, or those of the package itself (ECMA-376 part 2, 6.5)."""
    folder, _, name = part.rpartition("/")
    relations = Relations(folder)
    package.parse(f"{folder}/_rels/{name}.rels".lstrip("/"), relations)
    return relations


def is_package(data: bytes) -> bool:
    """Say whether ``data`` begins like a zip."""
    return data.startswith(MARKS)


def kind_of(data: bytes) -> str:
    """Return what a zip seems to be, by the names that lie open at the ends of ``data``."""
    ends = b"\n" + data[:65536] + b"\n" + data[-65536:]
    found = (kind for mark, kind in PACKAGE_KINDS if mark in ends)
    return next(found, ARCHIVE)
