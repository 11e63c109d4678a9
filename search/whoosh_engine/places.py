"""Where in their texts documents match: ranges of characters, from positions and the offsets of words."""

from collections.abc import Iterator

import numpy as np

from search.whoosh_engine.fields import Text
from search.whoosh_engine.matching import Matcher
from search.whoosh_engine.neighbours import leaves, stretches
from search.whoosh_engine.postings import PLACE, PLACE_BITS
from search.whoosh_engine.queries import Node
from search.whoosh_engine.stretches import Ints

Ranges = list[tuple[int, int]]


def matches(matcher: Matcher, node: Node, documents: Ints, source: str) -> list[Ranges]:
    """Return for each of ``documents`` the ranges of characters of ``source`` that match, merged where they overlap."""
    found: list[Ranges] = [[] for _ in documents]
    order = np.argsort(documents)
    ascending = documents[order]
    for leaf in dict.fromkeys(leaves(node)):
        text = matcher.snapshot.schema.text(leaf.field)
        if text.source != source:
            continue
        for at, begin, end in _characters(matcher, text, *stretches(matcher, text, leaf, ascending), ascending):
            found[order[at]].append((begin, end))
    return [_merged(ranges) for ranges in found]


def _characters(
    matcher: Matcher, text: Text, first: Ints, last: Ints, documents: Ints
) -> Iterator[tuple[int, int, int]]:
    """Yield for every match the place of its document among ``documents``, and its range of characters."""
    owners = first >> PLACE_BITS
    at = np.searchsorted(documents, owners)
    for segment, base in zip(matcher.snapshot.segments, matcher.snapshot.bases, strict=False):
        own = (owners >= base) & (owners < base + segment.count)
        if not own.any():
            continue
        before = segment.words[text.source][owners[own] - base]
        starts, widths = segment.starts[text.source], segment.widths[text.source]
        # What ends in the next document is marked to the end of this one.
        final = segment.words[text.source][owners[own] - base + 1] - 1
        opening, closing = before + (first[own] & PLACE), np.minimum(before + (last[own] & PLACE), final)
        ends = starts[closing].astype(np.int64) + widths[closing]
        yield from zip(at[own].tolist(), starts[opening].tolist(), ends.tolist(), strict=True)


def _merged(ranges: Ranges) -> Ranges:
    joined: Ranges = []
    for start, end in sorted(ranges):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
