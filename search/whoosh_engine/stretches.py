"""Kinds of arrays, and stretches of them that lie one after another."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

AnyArray: TypeAlias = NDArray[Any]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]


def with_ends(counts: AnyArray) -> Ints:
    """Return where each of several stretches of these sizes begins, and where the last one ends."""
    ends = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def within(sizes: Ints) -> Ints:
    """Return 0, 1, 2 … for each of several stretches of these sizes."""
    return along(np.zeros(len(sizes), dtype=np.int64), sizes)


def along(begins: AnyArray, sizes: Ints) -> Ints:
    """Return every number of several stretches, given where each begins and its size."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    if total == len(sizes) and sizes.all():
        return begins
    return np.arange(total) + np.repeat(begins - (ends - sizes), sizes)


def runs(ascending: Ints) -> tuple[Ints, Ints]:
    """Return the distinct numbers of a list in order, and how often each stands there."""
    if not len(ascending):
        return ascending, ascending
    begins = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    return ascending[begins], np.diff(begins, append=len(ascending))


def union(lists: Sequence[Ints]) -> Ints:
    """Return the distinct numbers of several ascending lists, in order: a stable sort only merges what is sorted."""
    return runs(np.sort(np.concatenate(lists), kind="stable"))[0]


def common(one: Ints, other: Ints) -> Ints:
    """Return the numbers that stand in both of two lists, each ascending and without repetition."""
    both = np.sort(np.concatenate((one, other)), kind="stable")
    return both[1:][both[1:] == both[:-1]]
