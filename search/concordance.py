"""All that was found, to be read line by line: each match with the words before and after it, in an order of words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from interviews.alphabet import in_alphabet
from search.finding import Criteria, Found, Hit, find
from search.highlighting import merged

MOST: Final = 500
"""Passages that are gathered; the rest is told, not shown."""
_AT_ONCE = 100
WIDTH = 56  # characters on each side


@dataclass(frozen=True)
class Line:
    """A match with what stands before and after it in its passage."""

    hit: Hit
    before: str
    match: str
    after: str


def gather(criteria: Criteria) -> tuple[Found, list[Hit]]:
    """Return the answer to ``criteria``, whatever page they ask for, and its first :data:`MOST` passages in order."""
    first = find(replace(criteria, page=1, page_size=_AT_ONCE))
    hits = list(first.hits)
    for page in range(2, MOST // _AT_ONCE + 1):
        if len(hits) >= first.count:
            break
        hits += find(replace(criteria, page=page, page_size=_AT_ONCE)).hits
    return first, list({hit.segment.pk: hit for hit in hits}.values())


def lines(hits: Sequence[Hit]) -> list[Line]:
    """Return a line for every match of ``hits``, in their order."""
    return [_line(hit, start, end) for hit in hits for start, end in merged(len(hit.segment.text), hit.matches)]


def _line(hit: Hit, start: int, end: int) -> Line:
    text = hit.segment.text
    before, after = " ".join(text[:start].split(" ")), text[end:]
    if len(before) > WIDTH:
        before = "…" + before[-WIDTH:].partition(" ")[2]
    if len(after) > WIDTH:
        after = after[:WIDTH].rpartition(" ")[0] + "…"
    return Line(hit, before.replace("\n", " "), text[start:end], after.replace("\n", " "))


def _words(text: str) -> list[str]:
    return [in_alphabet(word) for word in ("".join(filter(str.isalnum, part)) for part in text.split()) if word]


ORDERS: dict[str, Callable[[Line], list[str]]] = {
    "left": lambda line: _words(line.before)[::-1],
    "right": lambda line: _words(line.after),
    "match": lambda line: _words(line.match),
}
"""What lines can be sorted by: the words before the match from the nearest on, those after it, the match itself."""


def in_order(found: Sequence[Line], order: str) -> list[Line]:
    """Return ``found`` sorted by ``order``; as they were found if that is none of :data:`ORDERS`."""
    return sorted(found, key=ORDERS[order]) if order in ORDERS else list(found)
