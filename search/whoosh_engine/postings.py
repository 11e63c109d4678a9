"""What a leaf of a query matches, and how lists of ascending numbers are met with one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.stretches import AnyArray, Ints, common, union

SPARSE = 16
"""Below this part of the larger list, looking up beats marking."""

PLACE_BITS = 32
"""A document and a place in it are one number: the place has the lower bits."""

PLACE = (1 << PLACE_BITS) - 1
NO_DOCUMENTS: Ints = np.empty(0, dtype=np.int64)

Range: TypeAlias = tuple[int, int, int]
"""A segment's number, and between which of its postings to look."""


@dataclass
class Found:
    """What a leaf matches: documents, ascending, and how often its word is in each of them."""

    documents: Ints
    frequencies: AnyArray
    ranges: Sequence[Range] = ()


def found_at(numbers: NDArray[np.integer], wanted: NDArray[np.integer]) -> Ints:
    """Return where in the ascending ``numbers`` each of ``wanted`` stands, or -1."""
    if not len(numbers):
        return np.full(len(wanted), -1)
    at = np.searchsorted(numbers, wanted)
    at[at == len(numbers)] = 0
    return np.where(numbers[at] == wanted, at, -1)


def in_both(few: Ints, many: Ints) -> Ints:
    """Intersect ascending numbers."""
    if len(few) * SPARSE < len(many):
        return few[found_at(many, few) >= 0]
    return common(few, many)


def joined(several: Sequence[Ints]) -> Ints:
    """Return the numbers of several ascending lists, ascending, each once."""
    some = [one for one in several if len(one)]
    if len(some) < 2:
        return some[0] if some else NO_DOCUMENTS
    return union(some)
