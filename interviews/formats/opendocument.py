"""What texts and tables of OpenDocument (ODF 1.3) share: their kind, their locks, their white space."""

import re
from collections.abc import Mapping

from .zip_guard import Package

SPACES = re.compile(r"[ \t\r\n]+")
MIMETYPE = "application/vnd.oasis.opendocument."
MIMETYPE_LIMIT = 200
MAX_SPACES = 1_000


class _Manifest:
    """Notices whether a part is encrypted (part 2, 3.8)."""

    def __init__(self) -> None:
        self.locked = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.locked = self.locked or name == "encryption-data"

    def end(self, name: str) -> None:
        """Take the end of an element, of which nothing is needed."""

    def text(self, text: str) -> None:
        """Take characters, which mean nothing here."""


def kind_of_opendocument(package: Package) -> str:
    """Return ``text``, ``spreadsheet`` or what else the package says it is; "" if it is no OpenDocument.

    Raises ``FormatError`` for one that is locked with a password.
    """
    if "mimetype" not in package or "content.xml" not in package:
        return ""
    written = b"".join(package.pieces("mimetype"))[:MIMETYPE_LIMIT].decode("ascii", "replace").strip()
    if not written.startswith(MIMETYPE):
        return ""
    manifest = _Manifest()
    package.parse("META-INF/manifest.xml", manifest)
    if manifest.locked:
        raise package.locked()
    return written.removeprefix(MIMETYPE).removesuffix("-template")


class Spacing:
    """Collapses white space as 6.1.2 says: a run is one space, none at the start of a paragraph."""

    def __init__(self) -> None:
        self._after_space = True

    def begin(self) -> None:
        """Begin a paragraph."""
        self._after_space = True

    def collapsed(self, text: str) -> str:
        """Return ``text`` as it is seen."""
        text = SPACES.sub(" ", text)
        if self._after_space and text.startswith(" "):
            text = text[1:]
        if text:
            self._after_space = text.endswith(" ")
        return text

    def explicit(self, name: str, attributes: Mapping[str, str]) -> str:
        """Return the space that an element (s, tab, line-break) stands for, or "" if it is none."""
        if name == "s":
            count = attributes.get("c", "1")
            return " " * min(int(count) if count.isdecimal() else 1, MAX_SPACES)
        if name in ("tab", "line-break"):
            self._after_space = True
            return "\t" if name == "tab" else "\n"
        return ""
