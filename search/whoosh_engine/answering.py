"""From matching documents to an answer: filters, findings, facets, order, groups, places of matches."""

from collections.abc import Sequence
from functools import cached_property, partial, reduce

import numpy as np

from search.whoosh_engine.answers import Answer, Buckets, Collapse, Group, Only, Request, Row, Together
from search.whoosh_engine.choosing import Key, first, first_of_each
from search.whoosh_engine.fields import Value
from search.whoosh_engine.matching import Matcher
from search.whoosh_engine.nearness import nearness
from search.whoosh_engine.places import matches
from search.whoosh_engine.queries import Among, And, Between, Everything, Like, Node
from search.whoosh_engine.stretches import AnyArray, Bools, Floats, Ints, along

SCORE = "score"


def answer(matcher: Matcher, request: Request) -> Answer:
    """Answer ``request`` in the matcher's view."""
    return _Answering(matcher, request).answer()


class _Answering:
    def __init__(self, matcher: Matcher, request: Request) -> None:
        self.matcher, self.request = matcher, request
        self.snapshot = matcher.snapshot
        self.matched = matcher.match(request.query)
        self._tests: list[Bools] = []
        if any(self._lifted(name) for name in request.facets) or request.collapse:
            self._tests = [self._test(one, self.matched) for one in request.filters]
        else:  # each filter looks only at what the one before has left
            for one in request.filters:
                self.matched = self.matched[self._test(one, self.matched)]
        self.documents = self._passing(self._tests)
        self._collapses = False
        self.scores = self._scores()
        if request.together:
            self._raise(request.together)
        if request.collapse:
            self._collapse(request.collapse)

    def answer(self) -> Answer:
        """Return the page that is wanted, with the counts of the whole."""
        request = self.request
        count = len(self.documents)
        groups: tuple[Group, ...] = ()
        rows: list[Row] = []
        group_count = 0
        if request.group:
            groups, group_count = self._groups()
        else:
            most = count if request.limit is None else min(count, request.offset + request.limit)
            if most > request.offset:
                rows = self._rows(first(count, self._keys, most)[request.offset :])
            if request.distinct:
                group_count = self._distinct_values(request.distinct)
        facets = {name: self._facet(name) for name in request.facets}
        counts = tuple(map(self._count, request.counts))
        buckets = tuple(map(self._buckets, request.buckets))
        return Answer(count, tuple(rows), groups, group_count, facets, counts, buckets)

    # Filters

    def _lifted(self, facet: str) -> list[bool]:
        """Tell for each filter whether ``facet`` is counted without it."""
        return [
            one.facet == facet or (not one.facet and one.column == facet and not one.every)
            for one in self.request.filters
        ]

    def _test(self, only: Only, documents: Ints) -> Bools:
        if only.every:
            coded = self.snapshot.coded(only.column)
            column = self.snapshot.schema.column(only.column)
            wanted = [one if column.is_text else column.number(one) for one in only.values or ()]
            return coded.entries_with(wanted, every=True)[coded.codes[documents]]
        tests = []
        if only.values is not None:
            tests.append(self.matcher.meets(Among(only.column, only.values), documents))
        if only.low is not None or only.high is not None or not tests:
            tests.append(self.matcher.meets(Between(only.column, only.low, only.high), documents))
        return reduce(np.logical_and, tests)

    def _passing(self, tests: Sequence[Bools]) -> Ints:
        return self.matched[reduce(np.logical_and, tests)] if tests else self.matched

    def _scores(self) -> Floats | None:
        """Return the scores, or None where every one is 0 or nobody asks for them."""
        if isinstance(self.request.query, Everything) or self.request.limit == 0:
            return None
        return self.matcher.score(self.request.query, self.documents)

    def _raise(self, together: Together) -> None:
        """Raise the scores of the documents that come first, by how near the words stand in them."""
        if self.scores is None:
            return
        ranking = np.rint(self.scores * 1e6)
        by_key = self._key(self.snapshot.schema.key, self.documents, ranking)
        keys: list[Key] = [partial(_ranked, ranking, True), by_key]
        places = np.sort(first(len(self.documents), keys, together.most))
        raised = self.scores.copy()
        raised[places] *= 1 + together.boost * nearness(self.matcher, together.slots, self.documents[places])
        self.scores = raised

    @cached_property
    def _ranking(self) -> Floats:
        """Scores as they are compared: sums in another order must not make another order."""
        return np.rint(self._given_scores * 1e6)

    @property
    def _given_scores(self) -> Floats:
        return np.zeros(len(self.documents)) if self.scores is None else self.scores

    # Several documents as one finding

    def _collapse(self, collapse: Collapse) -> None:
        coded = self.snapshot.coded(collapse.column)
        self._owners = coded.codes
        # Where every document of the index, or every one that matched, is a finding of its own, nothing is to be done.
        self._collapses = coded.entry_count <= self.snapshot.size and _has_twins(self._owners[self.matched])
        if not self._collapses:
            return
        owners = self._owners[self.documents]
        sizes = np.bincount(owners, minlength=1)
        several = sizes[owners] > 1
        if not several.any():
            return
        single = np.flatnonzero(~several)
        doubled = np.flatnonzero(several)
        keys = [partial(_at_places, key, doubled) for key in self._prefer(collapse)]
        of_owner, places = first_of_each(owners[doubled], keys)
        chosen = np.sort(np.concatenate([single, doubled[places]]))
        if self.scores is not None:
            best = self.scores.copy()
            most = np.zeros(len(sizes))
            np.maximum.at(most, owners[doubled], self.scores[doubled])
            best[doubled[places]] = most[of_owner]
            self.scores = best[chosen]
        self.__dict__.pop("_ranking", None)
        self.documents = self.documents[chosen]

    def _prefer(self, collapse: Collapse) -> list[Key]:
        wanted = (*collapse.prefer, self.snapshot.schema.key)
        return [self._key(one, self.documents, self._ranking) for one in wanted]

    def _matches(self, node: Node, documents: Ints) -> Bools:
        if isinstance(node, (Among, Between, Like)):
            return self.matcher.meets(node, documents)
        matched = np.zeros(self.snapshot.size, dtype=bool)
        matched[self.matcher.match(node)] = True
        return matched[documents]

    # Order

    def _key(self, item: str | Node, documents: Ints, ranking: Floats) -> Key:
        if not isinstance(item, str):
            return partial(_unlike, self._matches(item, documents))
        name, down = item.lstrip("-"), item.startswith("-")
        if name == SCORE:
            return partial(_ranked, ranking, down)
        self.snapshot.schema.column(name)
        return partial(self._key_at, name, documents, down)

    def _key_at(self, name: str, documents: Ints, down: bool, places: Ints | None) -> AnyArray:
        found = self.snapshot.keys_of(name, documents if places is None else documents[places])
        if not down:
            return found
        return -found if found.dtype.kind == "f" else ~found  # the number for "no value" has no opposite

    @cached_property
    def _keys(self) -> list[Key]:
        order = self.request.order or (f"-{SCORE}",)
        if self.scores is None:
            order = tuple(item for item in order if item not in (SCORE, f"-{SCORE}"))
        ranking = self._ranking if self.scores is not None else np.empty(0)
        names = dict.fromkeys((*order, *self.snapshot.schema.ties, self.snapshot.schema.key))
        return [self._key(item, self.documents, ranking) for item in names]

    # Pages

    def _rows(self, page: Ints) -> list[Row]:
        documents = self.documents[page]
        scores = [0.0] * len(page) if self.scores is None else self.scores[page].tolist()
        places: list[list[tuple[int, int]]]
        if self.request.offsets:
            source = next(iter(self.snapshot.schema.sources)) if self.request.offsets is True else self.request.offsets
            places = matches(self.matcher, self.request.query, documents, source)
        else:
            places = [[] for _ in range(len(page))]
        names = self.request.fields
        keys, *columns = self.snapshot.rows([self.snapshot.schema.key, *names], documents)
        values = (
            [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)] if names else [{} for _ in keys]
        )
        return list(map(Row, keys, [round(one, 6) for one in scores], values, places))  # type: ignore[arg-type]

    def _groups(self) -> tuple[tuple[Group, ...], int]:
        request = self.request
        coded = self.snapshot.coded(request.group)
        owners = coded.codes[self.documents]
        values, places = first_of_each(owners, self._keys)
        keys = [partial(_at_places, key, places) for key in self._keys]
        most = len(places) if request.limit is None else min(len(places), request.offset + request.limit)
        page = first(len(places), keys, most)[request.offset :]
        counts = np.bincount(owners, minlength=coded.entry_count)
        groups = []
        for owner in values[page].tolist():
            own = np.flatnonzero(owners == owner)
            best = own[first(len(own), [partial(_at_places, key, own) for key in self._keys], request.best)]
            groups.append((owner, best))
        rows = iter(self._rows(np.concatenate([np.empty(0, dtype=np.int64), *(best for _, best in groups)])))
        return tuple(
            Group(self._value(request.group, owner), int(counts[owner]), tuple(next(rows) for _ in best))
            for owner, best in groups
        ), len(places)

    def _value(self, column: str, entry: int) -> Value:
        coded = self.snapshot.coded(column)
        found = coded.of_entries[coded.entries[entry] : coded.entries[entry + 1]].tolist()
        return self._shown(column, found[0]) if found else None

    def _shown(self, column: str, place: int) -> Value:
        values = self.snapshot.coded(column).values
        kind = self.snapshot.schema.column(column)
        return values[place] if kind.is_text else kind.value(values[place].item())  # type: ignore[union-attr]

    # Facets

    def _facet(self, name: str) -> list[tuple[Value, int]]:
        """Count the findings of each value; one in several documents counts for each of their values, but once."""
        own = self._lifted(name)
        if any(own):
            documents = self._passing([test for test, lifted in zip(self._tests, own, strict=True) if not lifted])
        elif self._collapses:
            documents = self._passing(self._tests)
        else:
            documents = self.documents
        counts = self._counts(name, documents)
        places = np.flatnonzero(counts)
        numbers = counts[places]
        order = np.argsort(-numbers, kind="stable")
        return [
            (self._shown(name, n), count)
            for n, count in zip(places[order].tolist(), numbers[order].tolist(), strict=True)
        ]

    def _distinct_values(self, name: str) -> int:
        coded = self.snapshot.coded(name)
        return int(np.count_nonzero(np.bincount(coded.codes[self.documents], minlength=coded.entry_count)))

    def _count(self, node: Node) -> int:
        documents = self._passing(self._tests) if self._collapses else self.documents
        return self._findings(documents[np.isin(documents, self.matcher.match(And((self.request.query, node))))])

    def _findings(self, documents: Ints) -> int:
        return len(np.unique(self._owners[documents])) if self._collapses else len(documents)

    def _buckets(self, wanted: Buckets) -> tuple[int, ...]:
        column = self.snapshot.schema.column(wanted.column)
        documents = self._passing(self._tests) if self._collapses else self.documents
        edges = [column.number(edge) for edge in wanted.edges]
        at = np.searchsorted(edges, self.snapshot.numbers(wanted.column)[documents], side="right")
        if self._collapses:
            return tuple(self._findings(documents[at == n]) for n in range(1, len(edges)))
        return tuple(np.bincount(at, minlength=len(edges) + 1)[1 : len(edges)].tolist())

    def _counts(self, name: str, documents: Ints) -> AnyArray:
        """Return how many findings each value has, in the order of the values."""
        coded = self.snapshot.coded(name)
        self.matcher.budget.spend(len(documents))
        if self._collapses:
            owners = self._owners[documents]
            several = np.bincount(owners, minlength=1)[owners] > 1
            if several.any():
                single = self._spread(name, np.bincount(coded.codes[documents[~several]], minlength=coded.entry_count))
                return single + self._distinct(name, documents[several], owners[several])
        return self._spread(name, np.bincount(coded.codes[documents], minlength=coded.entry_count))

    def _spread(self, name: str, of_entries: AnyArray) -> AnyArray:
        """Turn counts of entries into counts of values."""
        coded = self.snapshot.coded(name)
        if coded.single:
            return of_entries[1:]
        counted = np.bincount(coded.of_entries, weights=of_entries[coded.owners], minlength=len(coded.values))
        return counted.astype(np.int64)

    def _distinct(self, name: str, documents: Ints, owners: Ints) -> AnyArray:
        coded = self.snapshot.coded(name)
        codes = coded.codes[documents]
        sizes = np.diff(coded.entries)[codes]
        values = coded.of_entries[along(coded.entries[:-1][codes], sizes)]
        pairs = np.unique(np.repeat(owners, sizes) * max(1, len(coded.values)) + values)
        return np.bincount(pairs % max(1, len(coded.values)), minlength=len(coded.values))


def _has_twins(owners: Ints) -> bool:
    return bool(len(owners)) and int(np.bincount(owners).max()) > 1


def _ranked(ranking: Floats, down: bool, places: Ints | None) -> Floats:
    found = ranking if places is None else ranking[places]
    return -found if down else found


def _unlike(meets: Bools, places: Ints | None) -> AnyArray:
    return (~(meets if places is None else meets[places])).astype(np.int8)


def _at_places(key: Key, places: Ints, wanted: Ints | None) -> AnyArray:
    return key(places if wanted is None else places[wanted])
