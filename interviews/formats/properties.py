"""The properties of a document (who wrote it, when, with what): left out, and said so without a word of them."""

from collections.abc import Mapping

from .problems import Problems
from .zip_guard import Package

PARTS = ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml", "meta.xml")
_PEOPLE = """creator lastModifiedBy title subject description keywords category manager company printed-by
    initial-creator keyword user-defined lpwstr contentStatus"""
PEOPLE = frozenset(_PEOPLE.split())


class _Filled:
    """Notices whether a property that may name somebody has a value."""

    def __init__(self) -> None:
        self._name = ""
        self.found = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._name = name

    def end(self, name: str) -> None:
        self._name = ""

    def text(self, text: str) -> None:
        if self._name in PEOPLE and text.strip():
            self.found = True


def tell_properties(package: Package, problems: Problems) -> None:
    """Add a problem if the package has properties that may name somebody."""
    for part in PARTS:
        filled = _Filled()
        package.parse(part, filled)
        if filled.found:
            problems.add("properties-left-out", 1)
            return
