"""What ``passages()`` must answer, in plain Python without an index: slow, and short enough to be believed."""

import math
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise

from search.analysis import stems, tokens
from search.asking import ABOUT_BOOST, EXACT_BOOST, LOOSE_BOOST, NEAR_BOOST, WHOLE_BOOST
from search.indexes import Document
from search.passages import Answer, Filters, Group, Row, left_within
from search.query import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Word, allowed_distance, positive_leaves
from search.whoosh_engine.snapshot import K1, B


class Reference:
    """Answers over ``documents``; only those of ``mask`` exist."""

    def __init__(self, documents: Sequence[Document], mask: Mapping[int, int]) -> None:
        self.documents = [one for one in documents if mask.get(one.interview_id) == one.revision]
        self.words = {one.segment_id: [token.text for token in tokens(one.text)] for one in self.documents}
        # Between two texts that are said about a passage stands a word that nothing finds.
        self.about = {one.segment_id: _with_gaps(one.about) for one in self.documents}
        self.whole = {one.segment_id: _with_gaps(one.whole) for one in self.documents}
        places = {(one.transcript_id, one.position): one.segment_id for one in self.documents}
        self.following = {
            one.segment_id: places.get((one.transcript_id, one.position + 1), 0) for one in self.documents
        }
        self.owners = {one.segment_id: one.interview_id for one in self.documents}

    def scores(self, tree: Node | None) -> dict[int, float]:
        """Score what is found in what was said or in what is said about it, by some word of its own."""
        found = self._anywhere(tree)
        if tree is None:
            return found
        own = set()
        for leaf in positive_leaves(tree):
            own |= self.said(leaf).keys() | self._about(leaf).keys()
            if isinstance(leaf, Word) and leaf.mode != "exact":
                own |= self._stems_in(self.whole, leaf.text).keys()
        return {pk: score for pk, score in found.items() if pk in own}

    def _anywhere(self, tree: Node | None) -> dict[int, float]:
        match tree:
            case And(parts):
                return _all([self._anywhere(part) for part in parts])
            case Or(parts):
                return _any([self._anywhere(part) for part in parts])
            case Word(text, mode) if mode != "exact":
                best: dict[int, float] = {}
                for pk, score in self._stems_in(self.whole, text).items():
                    best[self.owners[pk]] = max(score, best.get(self.owners[pk], 0))
                interview = {pk: best[owner] * WHOLE_BOOST for pk, owner in self.owners.items() if owner in best}
                return _any([self.said(tree), self._about(tree), interview])
            case Phrase():
                return _any([self.said(tree), self._about(tree)])
        return self.said(tree)

    def _about(self, leaf) -> dict[int, float]:
        match leaf:
            case Word(text, mode) if mode != "exact":
                return _scaled(self._stems_in(self.about, text), ABOUT_BOOST)
            case Phrase(words, mode) if mode != "exact":
                found = self._side_by_side([stems(word) for word in words], self.about, stemmed=True)
                return _scaled(found, ABOUT_BOOST)
        return {}

    def _stems_in(self, texts: Mapping[int, Sequence[str]], word: str) -> dict[int, float]:
        return self._best(self._side_by_side([[stem]], texts, stemmed=True) for stem in stems(word))

    def said(self, tree: Node | None) -> dict[int, float]:
        match tree:
            case None:
                return dict.fromkeys(self.words, 0.0)
            case And(parts):
                return _all([self.said(part) for part in parts])
            case Or(parts):
                return _any([self.said(part) for part in parts])
            case Not(part):
                return dict.fromkeys(self.words.keys() - self.said(part), 0.0)
            case Prefix(text):
                return self._as_one({one: 1.0 for one in self._all_words() if one.startswith(text)})
            case Fuzzy(text, distance):
                return self._near(text, distance)
            case Phrase(words, mode):
                exact = _scaled(self._side_by_side([[word] for word in words], self.words), EXACT_BOOST)
                forms = self._side_by_side([stems(word) for word in words], self.words, stemmed=True)
                return exact if mode == "exact" else _sum(exact, forms)
            case Word(text, mode):
                found = _scaled(self._side_by_side([[text]], self.words), EXACT_BOOST)
                if mode != "exact":
                    found = _sum(found, self._stems_in(self.words, text))
                if mode == "sounds" and len(text) > 3:
                    found = _sum(found, _scaled(self._near(text, allowed_distance(text)), LOOSE_BOOST))
                return found

    def _all_words(self) -> set[str]:
        return set(chain(*self.words.values()))

    def _near(self, text: str, distance: int) -> dict[int, float]:
        near = {
            word: min(d for d in range(3) if within(word, text, d))
            for word in self._all_words()
            if within(word, text, distance)
        }
        return self._as_one({word: 1 / (1 + changes) for word, changes in near.items()})

    def _as_one(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Score several words as if they were one."""
        found = {pk: sum(weights.get(word, 0) for word in words) for pk, words in self.words.items()}
        return self._weighed({pk: count for pk, count in found.items() if count}, self.words)

    @staticmethod
    def _best(found) -> dict[int, float]:
        best: dict[int, float] = {}
        for one in found:
            for pk, score in one.items():
                best[pk] = max(score, best.get(pk, 0))
        return best

    def _side_by_side(
        self, wanted: Sequence[Sequence[str]], texts: Mapping[int, Sequence[str]], *, stemmed: bool = False
    ) -> dict[int, float]:
        """Score what holds ``wanted`` side by side; what was said may go on in the next passage of its transcript."""
        counts: dict[int, int] = {}
        for pk, words in texts.items():
            whole = [*words, *(texts.get(self.following[pk], ()) if texts is self.words else ())]
            terms = [_terms(word, stemmed) for word in whole]
            counts[pk] = sum(
                all(start + n < len(terms) and set(terms[start + n]) & set(one) for n, one in enumerate(wanted))
                for start in range(len(words))
            )
        return self._weighed({pk: count for pk, count in counts.items() if count}, texts)

    def _weighed(self, holders: Mapping[int, float], texts: Mapping[int, Sequence[str]]) -> dict[int, float]:
        # What is said about passages is said about some of them, and weighed among those.
        count = len(texts) if texts is self.words else sum(map(bool, texts.values()))
        mean = sum(map(len, texts.values())) / count if any(texts.values()) else 1.0
        idf = math.log(count / (len(holders) + 1)) + 1 if count else 0
        norm = {pk: K1 * ((1 - B) + B * len(texts[pk]) / mean) for pk in holders}
        return {pk: idf * count * (K1 + 1) / (count + norm[pk]) for pk, count in holders.items()}

    def _raised(self, tree: Node, scores: Mapping[int, float], found: Sequence[Document]) -> dict[int, float]:
        """Return the scores of what is found, higher where the words of the query stand near each other."""
        words = [leaf for leaf in positive_leaves(tree) if isinstance(leaf, Word)]
        return dict(scores) | {
            one.segment_id: scores[one.segment_id] * (1 + NEAR_BOOST * self._nearness(one.segment_id, words))
            for one in found
        }

    def _nearness(self, pk: int, wanted: Sequence[Word]) -> float:
        places = [
            {
                at
                for at, word in enumerate(self.words[pk])
                if word == one.text or (one.mode != "exact" and set(stems(word)) & set(stems(one.text)))
            }
            for one in wanted
        ]
        pairs = list(pairwise(places))
        distances = [[abs(a - b) for a in one for b in other if a != b] for one, other in pairs]
        return sum(1 / min(apart) for apart in distances if apart) / len(pairs) if pairs else 0.0

    def answer(self, tree: Node | None, filters: Filters, *, sort: str, offset: int, limit: int, group: bool) -> Answer:
        unraised = scores = self.scores(tree)
        passing = self._passing(scores, filters)
        if tree is not None and sort == "relevance":
            scores = self._raised(tree, scores, passing)
        best: dict[tuple[int, int], Document] = {}
        for one in passing:
            moment = (one.interview_id, one.moment)
            if moment not in best or _rank(one, scores) < _rank(best[moment], scores):
                best[moment] = one
        ordered = sorted(best.values(), key=lambda one: (one.interview_id, one.moment))
        ordered.sort(key=lambda one: one.recorded_on, reverse=True)
        if tree is not None and sort == "relevance":
            ordered.sort(key=lambda one: {"reviewed": 0, "corrected": 1}.get(one.provenance, 2))
            ordered.sort(key=lambda one: -round(scores[one.segment_id], 6))
        rows = [Row(one.segment_id, one.interview_id, round(scores[one.segment_id], 6)) for one in ordered]
        of: dict[int, list[Row]] = {}
        for row in rows:
            of.setdefault(row.interview_id, []).append(row)
        groups = [Group(pk, len(own), tuple(own[:3])) for pk, own in of.items()]
        part = slice(offset, offset + limit)
        return Answer(
            len(rows),
            len(of),
            () if group else tuple(rows[part]),
            tuple(groups[part]) if group else (),
            self._facets(unraised, filters),
        )

    def _passing(self, scores: Mapping[int, float], f: Filters, lifted: str = "") -> list[Document]:
        def passes(one: Document) -> bool:
            return (
                one.segment_id in scores
                and (lifted == "language" or not f.languages or one.language in f.languages)
                and (lifted == "original" or not f.originals or one.original in f.originals)
                and (lifted == "readable" or not f.readable or set(f.readable) & set(one.readable))
                and (lifted == "branch" or not f.branches or one.branch in f.branches)
                and (lifted == "rank" or not f.ranks or one.rank in f.ranks)
                and set(f.themes) <= set(one.themes)
                and (f.interview_ids is None or one.interview_id in f.interview_ids)
                and (
                    lifted == "left_year"
                    or not (f.left_from or f.left_to)
                    or left_within(one.left_on, f.left_from, f.left_to)
                )
            )

        return [one for one in self.documents if passes(one)]

    def _facets(self, scores: Mapping[int, float], filters: Filters) -> dict[str, list[tuple[str, int]]]:
        values = {
            "theme": lambda one: one.themes,
            "language": lambda one: [one.language],
            "original": lambda one: [one.original],
            "readable": lambda one: one.readable,
            "branch": lambda one: [one.branch],
            "rank": lambda one: [one.rank],
            "left_year": lambda one: [one.left_on[:4]],
        }
        facets = {}
        for name, of in values.items():
            moments: dict[str, set[tuple[int, int]]] = {}
            for one in self._passing(scores, filters, lifted=name):
                for value in of(one):
                    moments.setdefault(value, set()).add((one.interview_id, one.moment))
            counted = [(value, len(found)) for value, found in moments.items() if value]
            facets[name] = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
        return facets


def _rank(one: Document, scores: Mapping[int, float]) -> tuple[float, bool, str, int]:
    return -round(scores[one.segment_id], 6), one.language != one.original, one.language, one.segment_id


def _with_gaps(texts: Sequence[str]) -> list[str]:
    words: list[str] = []
    for text in texts:
        words += [*([""] if words else []), *(token.text for token in tokens(text))]
    return words


def _terms(word: str, stemmed: bool) -> tuple[str, ...]:
    return () if not word else stems(word) if stemmed else (word,)


def _all(found: Sequence[Mapping[int, float]]) -> dict[int, float]:
    return {pk: sum(one[pk] for one in found) for pk in set.intersection(*map(set, found))}


def _any(found: Sequence[Mapping[int, float]]) -> dict[int, float]:
    return {pk: sum(one.get(pk, 0) for one in found) for pk in set(chain(*found))}


def _scaled(scores: Mapping[int, float], factor: float) -> dict[int, float]:
    return {pk: score * factor for pk, score in scores.items()}


def _sum(one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
    return {pk: one.get(pk, 0) + other.get(pk, 0) for pk in {*one, *other}}


def within(word: str, other: str, distance: int) -> bool:
    """Tell whether two words are at most ``distance`` letters changed, added or left out apart (Levenshtein)."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        now = [row]
        for column, other_letter in enumerate(other):
            now.append(min(before[column + 1] + 1, now[column] + 1, before[column] + (letter != other_letter)))
        before = now
    return before[-1] <= distance
