"""Fewer of the words, where no passage has all that was asked for: those that have most of what the words say."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from search.query import And, AtLeast, Field, Having, Node, Not, Or

ENOUGH = 10
"""Passages among which somebody who described one is likely to find it."""

_MANY = 5  # words: who writes so many describes a passage, and not all of them were said
_SHARES = 10
_UNITS = 100  # of a weight, which engine and index count in whole numbers


@dataclass(frozen=True)
class Relaxed:
    """The search for most of the parts: how many of all some passage has, and if all found have so many."""

    tree: Node
    most: int
    of: int
    all_have_them: bool


def relaxed(tree: Node, count: Callable[[Node | None], int]) -> Relaxed | None:
    """Return the search for most of the parts of a query that finds nothing, or None if that finds nothing either.

    A part weighs what it tells a passage by, among those that have any of the parts: a rare word much, one that
    everybody says nothing. Among all passages the small words of one language would look rare beside three others.
    Found are passages that weigh most, and where those are not enough ones that weigh at least a third of that. Of
    a few words, passages with the largest number of them are found too.
    """
    number = most(tree, count)
    if not number:
        return None
    wanted, kept = parts_of(tree)
    weights = _weights(wanted, count)
    heavy = [_some(wanted, kept, -(-sum(weights) * share // _SHARES), weights) for share in range(_SHARES + 1)]
    best = _last(_SHARES, lambda share: count(heavy[share]) > 0)
    share = max(_last(best, lambda share: count(heavy[share]) >= ENOUGH), -(-best // 3))
    found = Or((heavy[best], heavy[share])) if best != share else heavy[share]
    if len(wanted) < _MANY:
        found = Or((_some(wanted, kept, number), found))
    else:
        number = _last(number, lambda least: count(And((found, _some(wanted, kept, least)))) > 0)
    all_have_them = count(And((found, _some(wanted, kept, number)))) == count(found)
    return Relaxed(found, number, len(wanted), all_have_them)


def most(tree: Node, count: Callable[[Node | None], int]) -> int:
    """Return the largest number of the parts of a query that some passage has, if that is not all of them."""
    wanted, kept = parts_of(tree)
    return _last(len(wanted) - 1, lambda least: count(_some(wanted, kept, least)) > 0)


def parts_of(tree: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Return the parts of a query that could be left out, and those that couldn't: fields, and what to leave out."""
    parts = tuple(dict.fromkeys(tree.parts)) if isinstance(tree, And) else (tree,)
    kept = tuple(part for part in parts if isinstance(part, (Not, Field, Having)))
    return tuple(part for part in parts if part not in kept), kept


def _some(wanted: tuple[Node, ...], kept: tuple[Node, ...], least: int, weights: tuple[int, ...] = ()) -> Node:
    return And((AtLeast(wanted, least, weights), *kept))


def _weights(parts: tuple[Node, ...], count: Callable[[Node | None], int]) -> tuple[int, ...]:
    """Return what each part weighs; one that nobody says weighs nothing."""
    total = max(1, count(Or(parts)))
    holders = [count(part) for part in parts]
    return tuple(round(_UNITS * log(total / one)) if one else 0 for one in holders)


def _last(high: int, holds: Callable[[int], bool]) -> int:
    """Return the largest number from 1 to ``high`` for which something holds that holds for all below it, else 0."""
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
