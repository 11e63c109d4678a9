"""What the engine must answer, in plain Python over a list of documents: slow, and short enough to be believed."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise

from search.whoosh_engine import (
    Among,
    And,
    Answer,
    AtLeast,
    Between,
    Boost,
    Collapse,
    DisMax,
    Everything,
    Fuzzy,
    Group,
    Like,
    Maybe,
    Near,
    Not,
    Nothing,
    Only,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Related,
    Request,
    Row,
    Schema,
    Term,
    Together,
)

B, K1 = 0.75, 1.2


class Reference:
    """Answers over ``documents``; with a ``mask`` only those exist whose revision it names."""

    def __init__(self, schema: Schema, documents: Iterable[Mapping], mask: Mapping[int, int] | None = None) -> None:
        self.schema = schema
        self.documents = {one[schema.key]: one for one in documents if mask is None or _allowed(schema, one, mask)}
        self.texts = {text.name: text for text in schema.texts}
        self.many = {column.name for column in schema.columns if column.many}
        finder = re.compile(schema.words)
        self.words = {
            source: {key: list(finder.finditer(one.get(source) or "")) for key, one in self.documents.items()}
            for source in {text.source for text in schema.texts}
        }
        self.stacks = {
            name: {
                key: [frozenset(text.terms(word.group())) for word in words]
                for key, words in self.words[text.source].items()
            }
            for name, text in self.texts.items()
        }

    def answer(self, request: Request) -> Answer:
        scores = self.scores(request.query)
        facets = {name: self._facet(name, scores, request) for name in request.facets}
        found = [key for key in scores if self._passes(key, request.filters)]
        counts = tuple(self._findings(request, found, self.scores(node)) for node in request.counts)
        buckets = tuple(
            tuple(
                self._findings(request, found, self.scores(Between(one.column, low, high, include_high=False)))
                for low, high in pairwise(one.edges)
            )
            for one in request.buckets
        )
        if request.together and not isinstance(request.query, Everything):
            scores = self._raised(found, scores, request.together)
        if request.collapse:
            scores, found = self._collapsed(found, scores, request.collapse)
        ordered = self._ordered(found, request.order or ("-score",), scores)
        page = slice(request.offset, None if request.limit is None else request.offset + request.limit)
        if not request.group:
            rows = tuple(self._row(key, scores[key], request) for key in ordered[page])
            distinct = {self.values(key, request.distinct) for key in found} if request.distinct else ()
            return Answer(len(found), rows, (), len(distinct), facets, counts, buckets)
        members: dict[object, list] = {}
        for key in ordered:
            (value,) = self.values(key, request.group) or (None,)
            members.setdefault(value, []).append(key)
        groups = tuple(
            Group(value, len(keys), tuple(self._row(key, scores[key], request) for key in keys[: request.best]))
            for value, keys in list(members.items())[page]
        )
        return Answer(len(found), (), groups, len(members), facets, counts, buckets)

    def _findings(self, request: Request, found: Iterable, matching: Mapping) -> int:
        """Count what is found and matches a second query as well."""
        keys = [key for key in found if key in matching]
        return len({self.values(key, request.collapse.column) for key in keys}) if request.collapse else len(keys)

    def _raised(self, found: Sequence, scores: Mapping, together: Together) -> dict:
        """Return the scores, those of the first few raised by how near to one another the words stand."""
        first = sorted(found, key=lambda key: (-round(scores[key], 6), key))[: together.most]
        return dict(scores) | {
            key: scores[key] * (1 + together.boost * self._nearness(key, together.slots)) for key in first
        }

    def _nearness(self, key, slots: Sequence[Sequence[Term]]) -> float:
        pairs = list(pairwise([{at for term in slot for at, _, _ in self.places(term, key)} for slot in slots]))
        distances = [[abs(a - b) for a in one for b in other if a != b] for one, other in pairs]
        return sum(1 / min(apart) for apart in distances if apart) / len(pairs) if pairs else 0.0

    def _collapsed(self, found: Sequence, scores: Mapping, collapse: Collapse) -> tuple[dict, list]:
        """Return of the documents that are one finding the one that is shown, with the best score of all."""
        findings: dict[object, list] = {}
        for key in self._ordered(found, (*collapse.prefer, self.schema.key), scores):
            findings.setdefault(self.values(key, collapse.column), []).append(key)
        best = {keys[0]: max(scores[key] for key in keys) for keys in findings.values()}
        return best, list(best)

    # Which documents, and how well

    def scores(self, node) -> dict:
        match node:
            case And(parts):
                found = [self.scores(part) for part in parts]
                everywhere = [key for key in self.documents if all(key in one for one in found)]
                return {key: sum(one[key] for one in found) for key in everywhere}
            case Or(parts):
                found = [self.scores(part) for part in parts]
                return {key: sum(one.get(key, 0) for one in found) for key in set().union(*found)}
            case AtLeast(parts, least, weights):
                found = [self.scores(part) for part in parts]
                each = weights or [1] * len(found)
                held = {key: sum(n for one, n in zip(found, each, strict=True) if key in one) for key in self.documents}
                several = [key for key in self.documents if held[key] >= least]
                return {key: sum(one.get(key, 0) for one in found) for key in several}
            case DisMax(parts):
                found = [self.scores(part) for part in parts]
                return {key: max(one[key] for one in found if key in one) for key in set().union(*found)}
            case Not(part):
                return dict.fromkeys(self.documents.keys() - self.scores(part).keys(), 0.0)
            case Boost(part, factor):
                return {key: score * factor for key, score in self.scores(part).items()}
            case Everything():
                return dict.fromkeys(self.documents, 0.0)
            case Nothing():
                return {}
            case Maybe(part):
                return dict.fromkeys(self.documents, 0.0) | self.scores(part)
            case Related(part, column):
                best: dict[object, float] = {}
                for key, score in self.scores(part).items():
                    best[self.values(key, column)] = max(score, best.get(self.values(key, column), 0))
                values = {key: self.values(key, column) for key in self.documents}
                return {key: best[own] for key, own in values.items() if own and own in best}
            case Among() | Between() | Like():
                return {key: 0.0 for key in self.documents if self._holds(key, node)}
        return self._ranked(node)

    def _ranked(self, leaf) -> dict:
        """Score a leaf by BM25F, all that fits it taken as one word."""
        field = leaf.field
        lengths = {key: len(stacks) for key, stacks in self.stacks[field].items()}
        if isinstance(leaf, Near):
            frequencies = {key: len(self._near(leaf, key)[0]) for key in self.documents}
        else:
            frequencies = {key: sum(weight for *_, weight in self.places(leaf, key)) for key in self.documents}
        holders = {key: frequency for key, frequency in frequencies.items() if frequency}
        if not holders:
            return {}
        count = sum(1 for length in lengths.values() if length) if self.texts[field].sparse else len(lengths)
        mean = sum(lengths.values()) / count
        idf = math.log(count / (len(holders) + 1)) + 1
        boost = self.texts[field].boost
        return {
            key: boost * idf * tf * (K1 + 1) / (tf + K1 * ((1 - B) + B * lengths[key] / mean))
            for key, tf in holders.items()
        }

    def places(self, leaf, key) -> list[tuple[int, int, float]]:
        """Return where a leaf matches: the first and the last position, and the weight."""
        stacks = self.stacks[leaf.field][key]
        if isinstance(leaf, Phrase):
            following = self.documents.get(key + 1) if leaf.onward else None  # the succession goes by the key
            whole = stacks + (self.stacks[leaf.field][key + 1] if following else [])
            places = _side_by_side(whole, leaf.slots, leaf.slop)
            return [(first, min(last, len(stacks) - 1), 1.0) for first, last in places if first < len(stacks)]
        if isinstance(leaf, Near):
            return [(first, last, 1.0) for first, last in set().union(*self._near(leaf, key))]
        weight = _weigher(leaf)
        return [
            (position, position, weight(term))
            for position, stack in enumerate(stacks)
            for term in stack
            if weight(term)
        ]

    def _near(self, near: Near, key) -> list[set[tuple[int, int]]]:
        """Return for each part the occurrences that are in a chain of all parts, each near the next."""
        source = self.texts[near.field].source
        occurring = [
            {
                (first, last)
                for leaf in _positive_leaves(part)
                if self.texts[leaf.field].source == source
                for first, last, _weight in self.places(leaf, key)
            }
            for part in near.parts
        ]
        chains = [[one] for one in occurring[0]]
        for part in occurring[1:]:
            chains = [[*chain, one] for chain in chains for one in part if _apart(chain[-1], one) <= near.distance]
        return [{chain[at] for chain in chains} for at in range(len(near.parts))]

    # Vocabulary

    def _holders(self, text: str) -> dict[str, int]:
        terms = [set(chain.from_iterable(stacks)) for stacks in self.stacks[text].values()]
        return Counter(chain.from_iterable(terms))

    def words_of(self, text: str, begun: str) -> list[tuple[str, int]]:
        """Return the terms that begin with ``begun`` and how many documents have them, most first."""
        found = [(term, count) for term, count in self._holders(text).items() if term.startswith(begun)]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def similar(self, text: str, word: str, distance: int) -> list[tuple[str, int, int]]:
        """Return the terms at most ``distance`` changes from ``word``, how many, and how many documents have them."""
        found = [(term, levenshtein(term, word), count) for term, count in self._holders(text).items()]
        return sorted((one for one in found if one[1] <= distance), key=lambda one: (one[1], -one[2], one[0]))

    # Columns

    def values(self, key, column: str) -> tuple:
        """Return the values of a document in a column: none, one or several."""
        value = self.documents[key].get(column)
        if column in self.many:
            return tuple(sorted(set(value or ())))
        return () if value is None or value == "" else (value,)

    def _holds(self, key, condition: Among | Between | Like) -> bool:
        match condition:
            case Among(column, wanted):
                return any(value in wanted for value in self.values(key, column) or (None,))
            case Between(column, low, high, include_low, include_high):
                return any(
                    (low is None or value > low or (include_low and value == low))
                    and (high is None or value < high or (include_high and value == high))
                    for value in self.values(key, column)
                )
            case Like(column, how, text):
                return any(_fits(how, text, value) for value in self.values(key, column))
        raise TypeError(condition)

    def _passes(self, key, filters: Sequence[Only], facet: str = "") -> bool:
        return all(
            self._fits(key, only)
            for only in filters
            if not facet or only.facet != facet and (only.column != facet or only.every or only.facet)
        )

    def _fits(self, key, only: Only) -> bool:
        values = self.values(key, only.column)
        if only.every:
            return set(only.values) <= set(values)
        if only.values is not None and not self._holds(key, Among(only.column, only.values)):
            return False
        in_range = self._holds(key, Between(only.column, only.low, only.high))
        return in_range or (only.values is not None and only.low is None and only.high is None)

    def _facet(self, name: str, scores: Mapping, request: Request) -> list[tuple]:
        findings: dict[object, set] = {}
        for key in scores:
            if self._passes(key, request.filters, facet=name):
                finding = self.values(key, request.collapse.column) if request.collapse else key
                for value in self.values(key, name):
                    findings.setdefault(value, set()).add(finding)
        counts = [(value, len(those)) for value, those in findings.items()]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))

    def _ordered(self, keys: Iterable, order: Sequence, scores: Mapping) -> list:
        """Sort by the first of ``order``, then the next, then by what breaks ties; no value comes before all values."""
        ordered = sorted(keys)
        for item in reversed((*order, *self.schema.ties)):
            if not isinstance(item, str):
                matching = self.scores(item)
                ordered.sort(key=lambda key, matching=matching: key not in matching)
            elif item.lstrip("-") == "score":
                ordered.sort(key=lambda key: round(scores[key], 6), reverse=item.startswith("-"))
            else:
                name = item.lstrip("-")
                ordered.sort(
                    key=lambda key, name=name: (bool(self.values(key, name)), self.values(key, name)),
                    reverse=item.startswith("-"),
                )
        return ordered

    # What is shown of a document

    def _row(self, key, score: float, request: Request) -> Row:
        source = self.schema.texts[0].source if request.offsets is True else request.offsets
        matches = self.matches(request.query, key, source) if source else []
        return Row(key, score, {name: self._shown(key, name) for name in request.fields}, matches)

    def _shown(self, key, name: str):
        value = self.documents[key].get(name)
        if name in self.words:
            return value or ""
        if name in self.many:
            return self.values(key, name)
        return None if value == "" else value

    def matches(self, query, key, source: str) -> list[tuple[int, int]]:
        """Return the ranges of characters of ``source`` that the positive leaves of ``query`` match."""
        words = self.words[source][key]
        ranges = sorted(
            (words[first].start(), words[last].end())
            for leaf in _positive_leaves(query)
            if self.texts[leaf.field].source == source
            for first, last, _weight in self.places(leaf, key)
        )
        merged: list[tuple[int, int]] = []
        for start, end in ranges:
            if merged and start < merged[-1][1]:
                start, end = merged[-1][0], max(end, merged.pop()[1])
            merged.append((start, end))
        return merged


def _positive_leaves(node) -> Iterator:
    """Yield what a document may be found by: every leaf but those inside Not."""
    match node:
        case And(parts) | Or(parts) | AtLeast(parts) | DisMax(parts):
            for part in parts:
                yield from _positive_leaves(part)
        case Boost(part, _) | Maybe(part):
            yield from _positive_leaves(part)
        case Term() | Phrase() | Near() | Prefix() | Fuzzy() | Pattern():
            yield node


def _allowed(schema: Schema, document: Mapping, mask: Mapping[int, int]) -> bool:
    owner, revision = schema.mask
    return document.get(owner) in mask and mask[document[owner]] == document.get(revision)


def _weigher(leaf):
    match leaf:
        case Term(_field, text):
            return lambda term: float(term == text)
        case Prefix(_field, text):
            return lambda term: float(term.startswith(text))
        case Pattern(_field, "contains" | "endswith", "") | Fuzzy(_field, "", _):
            return lambda term: 0.0  # nothing is asked, so nothing is like it
        case Pattern(_field, how, text):
            return lambda term: float(_fits(how, text, term))
        case Fuzzy(_field, text, distance):
            return lambda term: 1 / (1 + changes) if (changes := levenshtein(term, text)) <= distance else 0.0
    raise TypeError(leaf)


def _fits(how: str, text: str, value: str) -> bool:
    match how:
        case "contains":
            return text in value
        case "startswith":
            return value.startswith(text)
        case "endswith":
            return value.endswith(text)
    pattern = "".join({"*": ".*", "?": "."}.get(one, re.escape(one)) for one in text)
    return re.fullmatch(pattern, value, re.DOTALL) is not None


def _apart(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how many words one occurrence stands from another; those that share a word are never near."""
    steps = max(one[0] - other[1], other[0] - one[1])
    return steps if steps > 0 else math.inf


def _side_by_side(stacks: Sequence[frozenset[str]], words: Sequence[Sequence[str]], slop: int) -> Iterator[tuple]:
    """Yield the first and the last position of every place where ``words`` follow each other within ``slop``."""
    for first in range(len(stacks)):
        ends = {first} if stacks[first] & set(words[0]) else set()
        for word in words[1:]:
            near = {end + step for end in ends for step in range(1, slop + 1)}
            ends = {position for position in near if position < len(stacks) and stacks[position] & set(word)}
        if ends:
            yield first, min(ends)


@cache
def levenshtein(one: str, other: str) -> int:
    """Return how many characters must be changed, added or left out to make ``other`` of ``one``."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        levenshtein(one[1:], other) + 1,
        levenshtein(one, other[1:]) + 1,
        levenshtein(one[1:], other[1:]) + (one[0] != other[0]),
    )
