"""Whole numbers as forms and addresses bring them."""

from collections.abc import Iterable

MOST_FIGURES = 17  # more than any key has, and less than any database refuses


def whole_number(text: str, *, figures: int = MOST_FIGURES) -> int | None:
    """Return the number that ``text`` is, or None if it is none, or has more than so many ``figures``."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= figures else None


def whole_numbers(texts: Iterable[str], *, figures: int = MOST_FIGURES) -> list[int]:
    """Return the numbers among ``texts``."""
    return [number for one in texts if (number := whole_number(one, figures=figures)) is not None]
