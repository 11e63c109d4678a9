"""Which documents a query matches, and how well: postings as whole arrays, never one by one.

A query is answered in two steps: ``match`` finds all documents, exactly; ``score`` weighs those that passed the
filters.
"""

import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from search.whoosh_engine import terms
from search.whoosh_engine.errors import BudgetSpent
from search.whoosh_engine.fields import Text
from search.whoosh_engine.neighbours import near_found
from search.whoosh_engine.phrases import phrase_found
from search.whoosh_engine.postings import NO_DOCUMENTS, PLACE_BITS, SPARSE, Found, Range, found_at
from search.whoosh_engine.queries import (
    Among,
    And,
    AtLeast,
    Between,
    Boost,
    Condition,
    DisMax,
    Everything,
    Fuzzy,
    Leaf,
    Like,
    Maybe,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Related,
    Term,
)
from search.whoosh_engine.snapshot import K1, View
from search.whoosh_engine.stretches import AnyArray, Bools, Floats, Ints, along, union

SECONDS = 2.0
WORK = 200_000_000
"""Postings that one query may touch."""


@dataclass
class Budget:
    """What a query may still spend. Raises ``BudgetSpent``."""

    seconds: float = SECONDS
    work: int = WORK
    until: float = field(init=False)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds

    def spend(self, work: int) -> None:
        """Count ``work`` postings."""
        self.work -= work
        if self.work < 0 or time.monotonic() > self.until:
            raise BudgetSpent("The query takes too long.")


class Matcher:
    """Matches and weighs the nodes of one query in a view; every leaf is looked up once."""

    def __init__(self, view: View, budget: Budget | None = None) -> None:
        self.view, self.snapshot = view, view.snapshot
        self.budget = budget or Budget()
        self._found: dict[Leaf, Found] = {}

    def match(self, node: Node) -> Ints:
        """Return the documents that match, ascending."""
        match node:
            case Term() | Phrase() | Near() | Prefix() | Fuzzy() | Pattern():
                return self.found(node).documents
            case And(parts):
                return self._all(parts)
            case Or(parts) | DisMax(parts):
                return self.any_of([self.match(part) for part in parts])
            case AtLeast(parts, least, weights):
                return self._several([self.match(part) for part in parts], least, weights)
            case Not(part):
                return self._without(self.view.everything, self.match(part))
            case Boost(part, _factor):
                return self.match(part)
            case Everything() | Maybe():
                return self.view.everything
            case Nothing():
                return NO_DOCUMENTS
            case Related(part, column):
                return self._related(part, column)
            case Among() | Between() | Like():
                return self.passing(node, self.view.everything)

    def passing(self, condition: Condition, documents: Ints) -> Ints:
        """Return those of ``documents`` that meet a condition."""
        return documents[self.meets(condition, documents)]

    def meets(self, condition: Condition, documents: Ints) -> Bools:
        """Tell for each of ``documents`` whether it meets a condition."""
        self.budget.spend(len(documents))
        column = self.snapshot.schema.column(condition.column)
        if isinstance(condition, Among):
            coded = self.snapshot.coded(column.name)
            wanted = [
                one if column.is_text or one is None else column.number(one) for one in condition.values if one != ""
            ]
            having = coded.entries_with([*wanted, *([None] if "" in condition.values else [])])
            return having[coded.codes[documents]]
        if isinstance(condition, Like):
            fits = like(condition.how, condition.text)
            return self._with_values(
                condition.column, [fits(str(one)) for one in self._values(condition.column)], documents
            )
        return self._between(condition, documents)

    def _values(self, column: str) -> Sequence[object]:
        return list(self.snapshot.coded(column).values)

    def _with_values(self, column: str, fitting: Sequence[bool], documents: Ints) -> Bools:
        """Tell for each of ``documents`` whether one of its values is among the fitting ones."""
        coded = self.snapshot.coded(column)
        having = np.zeros(coded.entry_count, dtype=bool)
        having[coded.owners[np.array(fitting, dtype=bool)[coded.of_entries]]] = True
        return having[coded.codes[documents]]

    def _between(self, condition: Between, documents: Ints) -> Bools:
        column = self.snapshot.schema.column(condition.column)
        if column.is_text:
            coded = self.snapshot.coded(column.name)
            low, high = condition.low, condition.high
            at_low = bisect_left if condition.include_low else bisect_right
            at_high = bisect_right if condition.include_high else bisect_left
            first = 0 if low is None else at_low(coded.values, str(low))
            last = len(coded.values) if high is None else at_high(coded.values, str(high))
            return coded.entries_between(first, last)[coded.codes[documents]]
        numbers = self.snapshot.numbers(column.name)[documents]
        meets = ~np.isnan(numbers) if numbers.dtype.kind == "f" else numbers != -(2**63)
        if condition.low is not None:
            low = column.number(condition.low)
            meets &= numbers >= low if condition.include_low else numbers > low
        if condition.high is not None:
            high = column.number(condition.high)
            meets &= numbers <= high if condition.include_high else numbers < high
        return meets

    def score(self, node: Node, documents: Ints) -> Floats:
        """Return the score of each of ``documents``, 0 where the node does not match."""
        match node:
            case Term() | Phrase() | Near() | Prefix() | Fuzzy() | Pattern():
                return self._weigh(node, documents)
            case And(parts):
                scoring = [part for part in parts if _scores(part)]
                return _sum((self._part(part, documents) for part in scoring), len(documents))
            case Or(parts) | AtLeast(parts):
                return _sum((self._where(part, documents) for part in parts if _scores(part)), len(documents))
            case DisMax(parts):
                weighed = [self._where(part, documents) for part in parts if _scores(part)]
                return reduce(np.maximum, weighed) if weighed else np.zeros(len(documents))
            case Boost(part, factor):
                return self.score(part, documents) * factor
            case Maybe(part):
                return self._where(part, documents)
            case Related(part, column):
                return self._best_of_related(part, column)[self.snapshot.coded(column).codes[documents]]
            case _:
                return np.zeros(len(documents))

    def _related(self, part: Node, column: str) -> Ints:
        found = self.match(part)
        if not len(found):
            return NO_DOCUMENTS
        coded = self.snapshot.coded(column)
        having = np.zeros(coded.entry_count, dtype=bool)
        having[coded.codes[found]] = True
        having[0] = False  # no value is nothing in common
        self.budget.spend(self.view.count)
        return self.view.everything[having[coded.codes[self.view.everything]]]

    def _best_of_related(self, part: Node, column: str) -> Floats:
        """Return for each entry of a column the best score that ``part`` gives one of its documents."""
        coded, found = self.snapshot.coded(column), self.match(part)
        best = np.zeros(coded.entry_count)
        np.maximum.at(best, coded.codes[found], self.score(part, found))
        best[0] = 0
        return best

    def _part(self, part: Node, documents: Ints) -> Floats:
        return self._where(part.part, documents) if isinstance(part, Maybe) else self.score(part, documents)

    def _where(self, part: Node, documents: Ints) -> Floats:
        """Return a part's scores where it matches: an And of which a half holds gives nothing to an Or.

        Nor does an AtLeast; all other nodes score nothing where they don't match.
        """
        scores = self.score(part, documents)
        inner = part
        while isinstance(inner, Boost):
            inner = inner.part
        if not isinstance(inner, (And, AtLeast)):
            return scores
        matched = np.zeros(self.snapshot.size, dtype=bool)
        matched[self.match(inner)] = True
        return np.where(matched[documents], scores, 0.0)

    def _all(self, parts: Sequence[Node]) -> Ints:
        """Intersect, the rarest first; conditions and exclusions look only at what is left."""
        conditions = [part for part in parts if isinstance(part, (Among, Between, Like))]
        wanted = [part for part in parts if not isinstance(part, (Among, Between, Like, Not, Everything, Maybe))]
        unwanted = [part.part for part in parts if isinstance(part, Not)]
        found = sorted((self.match(part) for part in wanted), key=len)
        documents = reduce(self.both, found) if found else self.view.everything
        for condition in conditions:
            documents = self.passing(condition, documents)
        for part in unwanted:
            if len(documents):
                documents = self._without(documents, self.match(part))
        return documents

    def both(self, few: Ints, many: Ints) -> Ints:
        """Intersect documents."""
        self.budget.spend(len(few))
        if not len(few) or not len(many):
            return NO_DOCUMENTS
        if len(few) * SPARSE < len(many):
            return few[found_at(many, few) >= 0]
        marked = np.zeros(self.snapshot.size, dtype=bool)
        marked[many] = True
        return few[marked[few]]

    def _without(self, documents: Ints, others: Ints) -> Ints:
        if not len(others):
            return documents
        self.budget.spend(len(documents))
        marked = np.ones(self.snapshot.size, dtype=bool)
        marked[others] = False
        return documents[marked[documents]]

    def any_of(self, found: Sequence[Ints]) -> Ints:
        """Unite documents."""
        found = [one for one in found if len(one)]
        if len(found) < 2:
            return found[0] if found else NO_DOCUMENTS
        total = sum(map(len, found))
        self.budget.spend(total)
        if total * SPARSE < self.snapshot.size:
            return union(found)
        marked = np.zeros(self.snapshot.size, dtype=bool)
        for one in found:
            marked[one] = True
        return np.flatnonzero(marked)

    def _several(self, found: Sequence[Ints], least: int, weights: Sequence[int]) -> Ints:
        """Return the documents that are in lists which weigh ``least`` together or more."""
        if least < 1:
            return self.view.everything
        self.budget.spend(sum(map(len, found)))
        held = np.zeros(self.snapshot.size, dtype=np.int32)
        for one, weight in zip(found, weights or [1] * len(found), strict=True):
            held[one] += weight
        return np.flatnonzero(held >= least)

    def _weigh(self, leaf: Leaf, documents: Ints) -> Floats:
        """Return Whoosh's BM25 of a leaf: idf · tf · (K1 + 1) / (tf + norm)."""
        found = self.found(leaf)
        holders = len(found.documents)
        if not holders:
            return np.zeros(len(documents))
        text = self.snapshot.schema.text(leaf.field)
        frequencies = self._frequencies(found, documents)
        count = self.view.having(text.source) if text.sparse else self.view.count
        weight = (math.log(count / (holders + 1)) + 1) * (K1 + 1) * text.boost
        norms = self.view.norms(text.source, sparse=text.sparse)
        scores: Floats = frequencies / (frequencies + norms[documents]) * weight
        return scores

    def _frequencies(self, found: Found, documents: Ints) -> Floats:
        self.budget.spend(len(documents))
        if documents is found.documents or len(documents) == len(found.documents) == 0:
            return found.frequencies.astype(np.float64)
        if len(documents) * SPARSE < len(found.documents):
            at = found_at(found.documents, documents)
            return np.where(at >= 0, found.frequencies[at], 0).astype(np.float64)
        spread = np.zeros(self.snapshot.size)
        spread[found.documents] = found.frequencies
        return spread[documents]

    def found(self, leaf: Leaf) -> Found:
        """Return what a leaf matches among the documents that exist."""
        if leaf not in self._found:
            self._found[leaf] = self._look_up(leaf)
        return self._found[leaf]

    def _look_up(self, leaf: Leaf) -> Found:
        text = self.snapshot.schema.text(leaf.field)
        match leaf:
            case Term(_, one):
                return self._term(text, one)
            case Phrase():
                return phrase_found(self, text, leaf)
            case Near():
                return near_found(self, leaf)
            case Prefix(_, begin):
                return self._as_one(
                    text, [(n, *bounds, 1.0) for n, bounds in terms.beginning(self.snapshot, text, begin)]
                )
            case Fuzzy(_, one, distance):
                return self._as_one(text, terms.near(self.snapshot, text, one, distance, self.budget.spend))
            case Pattern(_, how, one):
                return self._as_one(text, terms.fitting(self.snapshot, text, how, one, self.budget.spend))

    def _existing(self, documents: Ints, frequencies: AnyArray) -> tuple[Ints, AnyArray]:
        """Keep the postings of documents that exist."""
        if self.view.whole:
            return documents, frequencies
        kept = self.view.allowed[documents]
        return documents[kept], frequencies[kept]

    def _term(self, text: Text, term: str) -> Found:
        ranges = terms.exactly(self.snapshot, text, term)
        documents, frequencies = self._postings(text, ranges)
        documents, frequencies = self._existing(documents, frequencies)
        return Found(documents, frequencies, ranges)

    def _postings(self, text: Text, ranges: Sequence[Range]) -> tuple[Ints, AnyArray]:
        """Return documents and frequencies of postings, in the order of ``ranges``."""
        self.budget.spend(sum(high - low for _, low, high in ranges))
        documents, frequencies = [], []
        for n, low, high in ranges:
            part = self.snapshot.segments[n].texts[text.name]
            documents.append(part.documents[low:high].astype(np.int64))
            if base := self.snapshot.bases[n]:
                documents[-1] += base
            frequencies.append(part.frequencies[low:high])
        if len(documents) == 1:
            return documents[0], frequencies[0]
        if not documents:
            return NO_DOCUMENTS, NO_DOCUMENTS
        return np.concatenate(documents), np.concatenate(frequencies)

    def _as_one(self, text: Text, weighed: Sequence[tuple[int, int, int, float]]) -> Found:
        """Return the postings of several terms as those of one word."""
        ranges = [(n, low, high) for n, low, high, _ in weighed]
        documents, frequencies = self._postings(text, ranges)
        if any(weight != 1 for *_, weight in weighed):
            sizes = [high - low for _, low, high in ranges]
            frequencies = frequencies * np.repeat([weight for *_, weight in weighed], sizes)
        documents, frequencies = self._existing(documents, frequencies)
        if len(documents) * SPARSE < self.snapshot.size:
            unique, place = np.unique(documents, return_inverse=True)
            return Found(unique, np.bincount(place, weights=frequencies, minlength=len(unique)), ranges)
        summed = np.bincount(documents, weights=frequencies, minlength=self.snapshot.size)
        unique = np.flatnonzero(summed)
        return Found(unique, summed[unique], ranges)

    def places(self, text: Text, ranges: Sequence[Range], documents: Ints, *, several_terms: bool = False) -> Ints:
        """Return the places of these postings in ``documents`` (ascending), document and place as one number.

        A range of ``several_terms`` is not in the order of documents.
        """
        several = [NO_DOCUMENTS]
        for n, low, high in ranges:
            base = self.snapshot.bases[n]
            part = self.snapshot.segments[n].texts[text.name]
            first, last = np.searchsorted(documents, [base, base + self.snapshot.segments[n].count])
            own = documents[first:last] - base
            if not len(own):
                continue
            here = part.documents[low:high]
            self.budget.spend(len(here) + len(own))
            if len(own) * SPARSE < len(here) and not several_terms:
                at = found_at(here, own.astype(np.int32))
                at = at[at >= 0] + low
                begin, count = part.place_starts(at), part.frequencies[at].astype(np.int64)
            else:
                marked = np.zeros(self.snapshot.segments[n].count, dtype=bool)
                marked[own] = True
                at = np.flatnonzero(marked[here])
                bounds = part.place_starts_between(low, high)
                begin, count = bounds[at], part.frequencies[low:high][at].astype(np.int64)
                at = at + low
            owner = np.repeat(part.documents[at].astype(np.int64) + base, count)
            several.append(owner << PLACE_BITS | part.places[along(begin, count)].astype(np.int64))
        return several[1] if len(several) == 2 else np.concatenate(several)


def _scores(node: Node) -> bool:
    if isinstance(node, Boost):
        return node.factor != 0 and _scores(node.part)
    return not isinstance(node, (Not, Everything, Nothing, Among, Between, Like))


def _sum(scores: Iterable[Floats], count: int) -> Floats:
    return reduce(np.add, scores, np.zeros(count))


def like(how: str, text: str) -> Callable[[str], bool]:
    """Return what tells whether a value contains, begins or ends with ``text``, or fits it as a wildcard."""
    match how:
        case "contains":
            return lambda value: text in value
        case "startswith":
            return lambda value: value.startswith(text)
        case "endswith":
            return lambda value: value.endswith(text)
    fits = terms.wildcard(text)
    return lambda value: fits(value) is not None
