"""docs/formats.md names every format that is read and every file that is written, and no other."""

import re
from pathlib import Path

from interviews import exporting, formats

TEXT = (Path(__file__).resolve().parents[2] / "docs/formats.md").read_text()


def rows(heading: str) -> set[str]:
    """Return the names in the first column of the table under ``heading``."""
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([\w-]+)` \|", section, re.M))


def test_every_format_that_is_read_has_a_row():
    assert rows("In") == set(formats.NAMES)


def test_every_file_that_is_written_has_a_row():
    assert rows("Out") == {*exporting.FILES, "json"}


def test_every_kind_of_translation_sheet_is_named():
    section = TEXT.partition("\n## The translation sheet\n")[2]
    assert [kind for kind in exporting.SHEETS if f"`{kind}`" not in section] == []
