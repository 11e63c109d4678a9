"""Matches made visible: text is escaped first and marked second. The one home of ``mark_safe``."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def merged(length: int, matches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ``matches`` sorted, cut to a text of ``length``, and joined where they overlap or touch."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in matches):
        if start >= end:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def mark(text: str, matches: Iterable[tuple[int, int]]) -> SafeString:
    """Return ``text`` as HTML with each match inside ``<mark>``.

    Matches are character offsets into the text; they may come in any order, overlap or reach past its end.
    """
    parts: list[str] = []
    done = 0
    for start, end in merged(len(text), matches):
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    parts.append(escape(text[done:]))
    return mark_safe("".join(parts))
