"""The first of many by several keys, without sorting them all. Keys are numbers, the smallest first."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from search.whoosh_engine.stretches import AnyArray, Ints

Key: TypeAlias = Callable[[Ints | None], AnyArray]
"""Returns the key of each of the documents at these places of a list; None is all of them."""

_FEW = 40


def first(count: int, keys: Sequence[Key], most: int) -> Ints:
    """Return the places of the ``most`` first of ``count`` by ``keys``, in order. The last key should have no ties."""
    if count <= _FEW:
        return np.array(_first_of_few(count, keys)[:most], dtype=np.int64)
    open_: Ints | None = None  # all
    chosen: list[Ints] = []
    wanted = min(most, count)
    for key in keys:
        left = count if open_ is None else len(open_)
        if left <= wanted or wanted <= 0:
            break
        values = key(open_)
        bound = np.partition(values, wanted - 1)[wanted - 1]
        near = np.flatnonzero(values <= bound)
        before, level = near[values[near] < bound], near[values[near] == bound]
        chosen.append(before if open_ is None else open_[before])
        wanted -= len(before)
        open_ = level if open_ is None else open_[level]
    rest = np.arange(count) if open_ is None else open_
    found = np.concatenate([*chosen, rest[:wanted]])
    return found[_sorted(found, keys)]


def _first_of_few(count: int, keys: Sequence[Key]) -> list[int]:
    """Return the order of a few: on so short lists Python's own sorting is several times faster than arrays."""
    if count < 2:
        return list(range(count))
    values = keys[0](None).tolist()
    order = sorted(range(count), key=values.__getitem__)
    if len(set(values)) < count:
        ranks = list(zip(values, *(key(None).tolist() for key in keys[1:]), strict=True))
        order.sort(key=ranks.__getitem__)
    return order


def _sorted(places: Ints, keys: Sequence[Key]) -> Ints:
    """Return the order of a few ``places``; a key is looked up only where those before it leave ties."""
    values = [keys[0](places)]
    order = np.argsort(values[0], kind="stable")
    level = values[0][order]
    tied = level[1:] == level[:-1]
    for key in keys[1:]:
        if not tied.any():
            break
        values.append(key(places))
        order = np.lexsort(values[::-1])
        tied = np.logical_and.reduce([one[order][1:] == one[order][:-1] for one in values])
    return order


def first_of_each(owners: Ints, keys: Sequence[Key]) -> tuple[Ints, Ints]:
    """Return the owners, ascending, and for each the place of its first by ``keys``, the last of which has no ties."""
    order = _by_owner(owners)
    for key in keys:
        owned = owners[order]
        begin = np.flatnonzero(np.concatenate([[True], owned[1:] != owned[:-1]])) if len(owned) else owned
        if len(begin) == len(order):
            break
        values = key(order)
        least = np.minimum.reduceat(values, begin)
        order = order[values == np.repeat(least, np.diff(begin, append=len(order)))]
    return owners[order], order


def _by_owner(owners: Ints) -> Ints:
    """Sort by owner; numbers of 16 bits are sorted by radix, many times faster."""
    if len(owners) and owners.max() < 1 << 16:
        return np.argsort(owners.astype(np.uint16), kind="stable")
    return np.argsort(owners, kind="stable")
