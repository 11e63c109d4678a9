"""Cut the typeface of the pages down to what the archive's languages need; run by hand when the typeface changes.

    pip install fonttools brotli
    python deploy/cut_fonts.py "Literata[opsz,wght].ttf"

The font is that of PyPI's ``fontpkg-literata`` (3.103). What comes out stands in static/fonts/, its content's hash in
its name, so that browsers keep it for good; the sheet names the file.

One file holds all letters. In a file for each script, every one would come or not come by itself, and where the line
is slow a word of łacinka, or a Latin name between Cyrillic words, would stand in two typefaces.
"""

import hashlib
import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parent.parent / "static/fonts"
OPTICAL_SIZE = 12  # in points: of text, not of headings or notes
LIGHTEST, HEAVIEST = 400, 700
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "pnum", "tnum"]
# The sheet repeats these ranges as unicode-range: a page with none of these letters asks for nothing.
LETTERS = (
    "0020-007E 00A0 00A7 00A9 00AB 00B0 00B7 00BB 00C0-00D6 00D7 00D8-00F6 00F8-00FF"
    " 0100-017F"  # łacinka, and the names of neighbours
    " 02BC 0301 0401 0404 0406 0407 040E 0410-044F 0451 0454 0456 0457 045E 0490 0491"
    " 2009 2010-2014 2018-201A 201C-201E 2026 202F 20AC 2116 2190-2193 2212"
)


def letters(ranges: str) -> list[int]:
    """Return the code points of ranges like ``0410-044F 0451``."""
    found: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def _kern_alike(table: object, seen: set[int]) -> None:
    """Give every weight the kerning of the lightest: differences of a few units cost a tenth of the file."""
    if id(table) in seen:
        return
    seen.add(id(table))
    if type(table).__name__ == "ValueRecord":
        for name in [name for name in vars(table) if name.endswith("Device")]:
            delattr(table, name)
    elif isinstance(table, list):
        for part in table:
            _kern_alike(part, seen)
    elif hasattr(table, "__dict__"):
        for name, part in list(vars(table).items()):
            if name.startswith("ValueFormat"):
                setattr(table, name, part & 0x0F)
            else:
                _kern_alike(part, seen)


def cut(source: Path, code_points: list[int]) -> bytes:
    """Return the font with these letters, and with the weights that the sheet uses."""
    limits = {"opsz": OPTICAL_SIZE, "wght": (LIGHTEST, LIGHTEST, HEAVIEST)}
    font = instancer.instantiateVariableFont(TTFont(source), limits)
    between = io.BytesIO()  # the subsetter stumbles over what the instancer has not written out yet
    font.flavor = None
    font.save(between)
    font = TTFont(between)
    options = subset.Options(hinting=False, notdef_outline=False, layout_features=FEATURES)
    options.name_IDs = [0, 1, 2, 13, 14]  # whose font it is, and under which licence
    options.drop_tables += ["vhea", "vmtx", "VVAR", "MVAR", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)
    if "GPOS" in font:
        _kern_alike(font["GPOS"].table, set())
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result, reorderTables=True)
    return result.getvalue()


def main(source: Path) -> None:
    """Cut the file, and say what the sheet has to name."""
    data = cut(source, letters(LETTERS))
    name = f"literata.{hashlib.sha256(data).hexdigest()[:10]}.woff2"
    (FONTS / name).write_bytes(data)
    covered = ", ".join(f"U+{one}" for one in LETTERS.split())
    sys.stdout.write(f"{len(data):6} bytes  {name}  {covered}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
