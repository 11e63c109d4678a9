"""How near to one another the words of a query stand in a document, for those that come first without that."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.whoosh_engine.matching import Matcher
from search.whoosh_engine.postings import PLACE_BITS, joined
from search.whoosh_engine.queries import Term
from search.whoosh_engine.stretches import AnyArray, Floats, Ints


def nearness(matcher: Matcher, slots: Sequence[Sequence[Term]], documents: Ints) -> Floats:
    """Return for each of ``documents`` (ascending) a number from 0 to 1: 1 where every word is beside the next.

    ``slots`` are words in their order, each told by the terms that stand for it, all of texts of one source. Two
    neighbours of the query give 1 / distance, at the two places where they are nearest, 0 where one is missing; the
    result is the mean over the pairs of neighbours.
    """
    schema = matcher.snapshot.schema
    if len({schema.text(term.field).source for slot in slots for term in slot}) > 1:
        raise ValueError("Words of different sources cannot stand near one another.")
    total = np.zeros(len(documents))
    if len(slots) < 2 or not len(documents):
        return total
    places = [
        joined([matcher.places(schema.text(one.field), matcher.found(one).ranges, documents) for one in slot])
        for slot in slots
    ]
    for one, other in pairwise(places):
        total += _pair(one, other, documents)
    return total / (len(slots) - 1)


def _pair(one: Ints, other: Ints, documents: Ints) -> Floats:
    """Return 1 / the least distance between a place of ``one`` and another of ``other`` in each document, or 0."""
    best = np.full(len(documents), np.inf)
    if len(one) and len(other):
        owners = np.searchsorted(documents, one >> PLACE_BITS)
        before, after = np.searchsorted(other, one), np.searchsorted(other, one, side="right")
        # The place itself, where both words are one, is between the two: a word is not near to itself.
        _nearer(best, owners, one, other, before - 1, before > 0)
        _nearer(best, owners, one, other, after, after < len(other))
    return 1 / best


def _nearer(best: Floats, owners: Ints, one: Ints, other: Ints, at: Ints, exists: AnyArray) -> None:
    from_, to = one[exists], other[at[exists]]
    same = from_ >> PLACE_BITS == to >> PLACE_BITS
    np.minimum.at(best, owners[exists][same], np.abs(from_ - to)[same].astype(np.float64))
