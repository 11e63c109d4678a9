"""Stretches of a text between an opening and a closing mark, found in one pass whatever the text is.

A regular expression such as ``<!--.*?-->`` looks through the rest of a text again for every mark that is not closed.
"""

from collections.abc import Iterator


def enclosed(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Yield where each stretch begins and ends, its marks included; what is not closed is none."""
    position = 0
    while (start := text.find(opening, position)) >= 0:
        if (end := text.find(closing, start + len(opening))) < 0:
            return
        position = end + len(closing)
        yield start, position


def cut_out(text: str, opening: str, closing: str) -> tuple[str, list[tuple[int, str]]]:
    """Return ``text`` with its line breaks or a space for each stretch, and the stretches, each after so many lines."""
    kept, found = [], []
    position, lines = 0, 0
    for start, end in enclosed(text, opening, closing):
        lines += text.count("\n", position, start)
        inside = text[start + len(opening) : end - len(closing)]
        kept += [text[position:start], "\n" * inside.count("\n") or " "]
        found.append((lines, inside))
        lines += inside.count("\n")
        position = end
    return "".join([*kept, text[position:]]), found
