"""Words near one another as asked for: where the parts of a ``Near`` stand, and which of them are close to the next."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from search.whoosh_engine.phrases import phrase_places
from search.whoosh_engine.postings import NO_DOCUMENTS, PLACE_BITS, Found
from search.whoosh_engine.queries import And, AtLeast, Boost, DisMax, Leaf, Maybe, Near, Node, Or, Phrase, Prefix
from search.whoosh_engine.stretches import Bools, Ints, runs

if TYPE_CHECKING:
    from search.whoosh_engine.fields import Text
    from search.whoosh_engine.matching import Matcher

Stretches: TypeAlias = tuple[Ints, Ints]
"""The first and the last word of each occurrence, as document and place in one number; ascending, each once."""


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield what a query looks for, without what it leaves out."""
    match node:
        case And(parts) | Or(parts) | AtLeast(parts) | DisMax(parts):
            for part in parts:
                yield from leaves(part)
        case Boost(part, _) | Maybe(part):
            yield from leaves(part)
        case _ if isinstance(node, Leaf):
            yield node


def near_found(matcher: "Matcher", near: Near) -> Found:
    """Return the documents in which the parts stand near one another, and how often."""
    candidates = matcher.match(And(near.parts)) if near.parts else NO_DOCUMENTS
    if not len(candidates):
        return Found(NO_DOCUMENTS, NO_DOCUMENTS)
    return Found(*runs(near_one_another(matcher, near, candidates)[0][0] >> PLACE_BITS))


def near_one_another(matcher: "Matcher", near: Near, documents: Ints) -> list[Stretches]:
    """Return for each part where in ``documents`` (ascending) it stands in a chain of all the parts, near the next."""
    source = matcher.snapshot.schema.text(near.field).source
    places = [_occurrences(matcher, part, source, documents) for part in near.parts]
    distance = max(0, min(near.distance, int(matcher.snapshot.lengths(source)[documents].max(initial=1))))
    for steps in (range(1, len(places)), range(len(places) - 2, -1, -1)):
        for at in steps:
            places[at] = _reached(matcher, places[at], places[at - steps.step], distance)
    return places


def stretches(matcher: "Matcher", text: "Text", leaf: Leaf, documents: Ints) -> Stretches:
    """Return where in ``documents`` (ascending) a leaf matches."""
    if isinstance(leaf, Phrase):
        return phrase_places(matcher, text, leaf, documents)
    if isinstance(leaf, Near):
        return _joined(near_one_another(matcher, leaf, documents))
    places = matcher.places(text, matcher.found(leaf).ranges, documents, several_terms=isinstance(leaf, Prefix))
    return places, places


def _occurrences(matcher: "Matcher", part: Node, source: str, documents: Ints) -> Stretches:
    found = []
    for leaf in dict.fromkeys(leaves(part)):
        text = matcher.snapshot.schema.text(leaf.field)
        if text.source == source:
            found.append(stretches(matcher, text, leaf, documents))
    return _joined(found)


def _joined(several: Sequence[Stretches]) -> Stretches:
    firsts = np.concatenate([one for one, _ in several]) if several else np.empty(0, dtype=np.int64)
    lasts = np.concatenate([one for _, one in several]) if several else firsts
    both = np.unique(np.stack([firsts, lasts]), axis=1)
    return both[0], both[1]


def _reached(matcher: "Matcher", these: Stretches, others: Stretches, distance: int) -> Stretches:
    """Keep of ``these`` what begins within ``distance`` words after one of ``others`` ends, or ends so before one."""
    firsts, lasts = these
    matcher.budget.spend(len(firsts) + len(others[0]))
    near = _any_between(others[0], lasts + 1, lasts + distance)
    near |= _any_between(np.sort(others[1]), firsts - distance, firsts - 1)
    return firsts[near], lasts[near]


def _any_between(numbers: Ints, low: Ints, high: Ints) -> Bools:
    """Tell for each pair of bounds whether one of the ascending ``numbers`` lies between them, both included."""
    return np.searchsorted(numbers, high, side="right") > np.searchsorted(numbers, low, side="left")
