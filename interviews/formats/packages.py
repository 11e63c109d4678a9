"""Packages, documents and tables that are a zip of XML parts: which reader each goes to."""

from collections.abc import Callable

from . import docx, ods, odt, xlsx
from .columns import Choice
from .cues import Cue, FormatError, refusal
from .foreign import EXCEL, ODF_TABLE, ODF_TEXT, WORD
from .opendocument import kind_of_opendocument
from .problems import Problems
from .zip_guard import Package, is_package, relations_of

__all__ = ["PACKAGES", "is_package", "read", "table_parts"]

Reader = Callable[[Package, str, Choice, Problems], list[Cue]]
# The reader of each format, which gets the name of the package's main part.
PACKAGES: dict[str, Reader] = {module.NAME: module.read for module in (docx, odt, xlsx, ods)}
# Office Open XML keeps the main part of each kind in a folder of its own (ECMA-376 part 1, 11.3.10 and 12.3.23).
FOLDERS = {"word": docx.NAME, "xl": xlsx.NAME}
READ_KINDS = (WORD, EXCEL, ODF_TEXT, ODF_TABLE)
OPENDOCUMENT = {"text": odt.NAME, "spreadsheet": ods.NAME}


def table_parts(data: bytes) -> bytes:
    """Return a workbook with nothing but the parts that are read from it, so without properties, pictures or remarks
    kept apart; empty bytes for what is no workbook that can be read.
    """
    if not is_package(data):
        return b""
    try:
        package = Package(data, "")
        main = _main_part(package)
        parts = {xlsx.NAME: xlsx.parts, ods.NAME: ods.parts}.get(_kind(package, main) or "")
        return package.reduced(parts(package, main)) if parts else b""
    except FormatError:
        return b""


def read(data: bytes, name: str, choice: Choice, problems: Problems) -> tuple[str, list[Cue]]:
    """Return the name of the format of a package and its cues.

    Raises ``FormatError`` for a zip that breaks a limit, is damaged or locked, or holds no document or table.
    """
    package = Package(data, name)
    main = _main_part(package)
    found = _kind(package, main)
    if found is None and package.kind() in READ_KINDS:
        raise package.damaged()
    if found is None:
        raise refusal("not-a-transcript", name=package.name, kind=package.kind())
    return found, PACKAGES[found](package, main, choice, problems)


def _main_part(package: Package) -> str:
    return next((part for part in relations_of(package).by_type.get("officeDocument", []) if part in package), "")


def _kind(package: Package, main: str) -> str | None:
    """Return the name of the format, None if it is none that is read."""
    return FOLDERS.get(main.partition("/")[0]) if main else OPENDOCUMENT.get(kind_of_opendocument(package))
