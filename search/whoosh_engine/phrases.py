"""Where phrases stand: places as whole arrays, and across the border to the document that goes on.

A place behind the last word of a document is one at the beginning of the document that follows it, as if the two were
one text. A phrase belongs to the document in which it begins; it does not reach beyond the next.
"""

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from search.whoosh_engine.fields import Text
from search.whoosh_engine.postings import NO_DOCUMENTS, PLACE, PLACE_BITS, Found, found_at, in_both, joined
from search.whoosh_engine.queries import Phrase, Term
from search.whoosh_engine.stretches import Ints, runs

if TYPE_CHECKING:
    from search.whoosh_engine.matching import Matcher


def phrase_found(matcher: "Matcher", text: Text, phrase: Phrase) -> Found:
    """Return the documents in which ``phrase`` begins, and how often."""
    if not phrase.slots:
        return Found(NO_DOCUMENTS, NO_DOCUMENTS)
    terms = [[Term(text.name, one) for one in dict.fromkeys(slot)] for slot in phrase.slots]
    holders = [matcher.any_of([matcher.found(one).documents for one in slot]) for slot in terms]
    candidates = reduce(matcher.both, sorted(holders, key=len))
    if _window(phrase):
        candidates = joined([candidates, _begun(matcher, holders)])
    if not len(candidates):
        return Found(NO_DOCUMENTS, NO_DOCUMENTS)
    starts = phrase_places(matcher, text, phrase, candidates)[0]
    return Found(*runs(starts >> PLACE_BITS))


def phrase_places(matcher: "Matcher", text: Text, phrase: Phrase, documents: Ints) -> tuple[Ints, Ints]:
    """Return where the phrase begins and ends in ``documents``: document and place as one number, ascending.

    Where it ends in the next document, its last place lies behind the last word of the first.
    """
    window = _window(phrase)
    places = [_slot_places(matcher, text, slot, documents, window) for slot in phrase.slots]
    lengths = matcher.snapshot.lengths(text.source)
    longest = int(lengths[documents].max(initial=1)) + (int(lengths.max(initial=0)) if window else 0)
    slop = max(1, min(phrase.slop, longest))
    if slop == 1:
        shifted = (one - step for step, one in enumerate(places))
        starts = reduce(in_both, sorted(shifted, key=len))
        ends = starts + (len(places) - 1)
    else:
        starts, ends = _within_slop(matcher, places, slop)
    if window:
        inside = (starts & PLACE) < lengths[starts >> PLACE_BITS]
        starts, ends = starts[inside], ends[inside]
    return starts, ends


def _window(phrase: Phrase) -> int:
    """Return how many words of the next document a phrase may reach into."""
    return (len(phrase.slots) - 1) * max(1, phrase.slop) if phrase.onward else 0


def _within_slop(matcher: "Matcher", places: Sequence[Ints], slop: int) -> tuple[Ints, Ints]:
    starts = ends = places[0]
    for following in places[1:]:
        matcher.budget.spend(len(ends) * slop)
        steps = [found_at(following, ends + step) for step in range(1, slop + 1)]
        reached = np.concatenate([following[at[at >= 0]] for at in steps])
        begun = np.concatenate([starts[at >= 0] for at in steps])
        # A later word may follow any of the ends that a start reaches: all of them are kept.
        starts, ends = np.unique(np.stack([begun, reached]), axis=1)
    first = np.concatenate([[True], starts[1:] != starts[:-1]])[: len(starts)]
    return starts[first], ends[first]


def _begun(matcher: "Matcher", holders: Sequence[Ints]) -> Ints:
    """Return the documents that hold the first word of a phrase while the document after them holds the last."""
    first, last = holders[0], holders[-1]
    if not len(first) or not len(last):
        return NO_DOCUMENTS
    matcher.budget.spend(len(first))
    following = matcher.view.following[first]
    marked = np.zeros(matcher.snapshot.size, dtype=bool)
    marked[last] = True
    return first[(following >= 0) & marked[following]]


def _slot_places(matcher: "Matcher", text: Text, slot: Sequence[str], documents: Ints, window: int) -> Ints:
    """Return every place in ``documents`` at which one of the terms stands, ascending."""
    terms = [Term(text.name, one) for one in dict.fromkeys(slot)]
    several = [matcher.places(text, matcher.found(one).ranges, documents) for one in terms]
    if window:
        several += [_onward(matcher, text, one, documents, window) for one in terms]
    return joined(several)


def _onward(matcher: "Matcher", text: Text, term: Term, documents: Ints, window: int) -> Ints:
    """Return the places of ``term`` among the first words of what follows ``documents``, as places behind their end."""
    following = matcher.view.following[documents]
    goes_on = following >= 0
    followers, place = np.unique(following[goes_on], return_index=True)
    places = matcher.places(text, matcher.found(term).ranges, followers)
    places = places[(places & PLACE) < window]
    before = documents[goes_on][place][np.searchsorted(followers, places >> PLACE_BITS)]
    moved: Ints = (before << PLACE_BITS) + matcher.snapshot.lengths(text.source)[before] + (places & PLACE)
    return np.sort(moved)
