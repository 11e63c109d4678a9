"""What ``passages()`` must answer, in plain Python without an index: slow, and short enough to be believed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from search.analysis import lemmas, tokens
from search.analysis.terms import exact_terms, lemma_terms, sound_term, sound_terms
from search.asking import EXACT_BOOST, SOUND_BOOST
from search.indexes import Document
from search.passages import Answer, Filters, Group, Row, left_within
from search.query import And, AtLeast, Fuzzy, Having, Near, Node, Not, Or, Phrase, Prefix, Word
from search.whoosh_engine.snapshot import K1, B


class Reference:
    """Answers over ``documents``; only those of ``mask`` exist."""

    def __init__(self, documents: Sequence[Document], mask: Mapping[int, int]) -> None:
        self.documents = [one for one in documents if mask.get(one.interview_id) == one.revision]
        self.words = {one.segment_id: [token.text for token in tokens(one.text)] for one in self.documents}
        self.terms = {one.segment_id: list(map(_terms, _written(one.text))) for one in self.documents}
        lengths = [len(words) for words in self.words.values()]
        self.mean = sum(lengths) / len(lengths) if lengths else 1.0

    def scores(self, tree: Node | None) -> dict[int, float]:
        match tree:
            case None:
                return dict.fromkeys(self.words, 0.0)
            case And(parts):
                found = [self.scores(part) for part in parts]
                return {pk: sum(one[pk] for one in found) for pk in set.intersection(*map(set, found))}
            case Or(parts):
                found = [self.scores(part) for part in parts]
                return {pk: sum(one.get(pk, 0) for one in found) for pk in set(chain(*found))}
            case AtLeast(parts, least):
                found = [self.scores(part) for part in parts]
                several = [pk for pk in self.words if sum(pk in one for one in found) >= least]
                return {pk: sum(one.get(pk, 0) for one in found) for pk in several}
            case Near(parts, distance):
                return self._weighed({pk: n for pk in self.words if (n := self._near_one_another(pk, parts, distance))})
            case Having(column, values):
                return {one.segment_id: 0.0 for one in self.documents if _values(one, column) & set(values)}
            case Not(part):
                return dict.fromkeys(self.words.keys() - self.scores(part), 0.0)
            case Prefix(text):
                return self._as_one({one: 1.0 for one in self._all_words() if one.startswith(text)})
            case Fuzzy(text, distance):
                return self._near(text, distance)
            case Phrase(words, mode):
                exact = _scaled(self._side_by_side([_in_field("text", [word]) for word in words]), EXACT_BOOST)
                forms = self._side_by_side([_in_field("lemma", lemmas(word)) for word in words])
                return exact if mode == "exact" else _sum(exact, forms)
            case Word(text, mode):
                found = _scaled(self._side_by_side([_in_field("text", [text])]), EXACT_BOOST)
                if mode != "exact":
                    found = _sum(found, self._best(self._side_by_side([[t]]) for t in _in_field("lemma", lemmas(text))))
                    if key := sound_term(text, any_word=mode == "sounds"):
                        found = _sum(found, _scaled(self._side_by_side([[f"sound:{key}"]]), SOUND_BOOST))
                return found

    def _near_one_another(self, pk: int, parts: Sequence[Word], distance: int) -> int:
        """Count the places of the first word from which the others are reached one after another."""
        reached = self._places(pk, parts[-1])
        for part in reversed(parts[:-1]):
            reached = {at for at in self._places(pk, part) if any(0 < abs(at - one) <= distance for one in reached)}
        return len(reached)

    def _places(self, pk: int, word: Word) -> set[int]:
        forms = _in_field("text", [word.text])
        if word.mode != "exact":
            forms += _in_field("lemma", lemmas(word.text))
            forms += _in_field("sound", filter(None, [sound_term(word.text, any_word=word.mode == "sounds")]))
        return {at for at, terms in enumerate(self.terms[pk]) if not terms.isdisjoint(forms)}

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
        return self._weighed({pk: count for pk, count in found.items() if count})

    @staticmethod
    def _best(found) -> dict[int, float]:
        best: dict[int, float] = {}
        for one in found:
            for pk, score in one.items():
                best[pk] = max(score, best.get(pk, 0))
        return best

    def _side_by_side(self, wanted: Sequence[Sequence[str]]) -> dict[int, float]:
        counts: dict[int, int] = {}
        for pk, terms in self.terms.items():
            counts[pk] = sum(
                all(terms[start + n] & set(one) for n, one in enumerate(wanted))
                for start in range(len(terms) - len(wanted) + 1)
            )
        return self._weighed({pk: count for pk, count in counts.items() if count})

    def _weighed(self, holders: Mapping[int, float]) -> dict[int, float]:
        idf = math.log(len(self.words) / (len(holders) + 1)) + 1 if self.words else 0
        norm = {pk: K1 * ((1 - B) + B * len(self.words[pk]) / self.mean) for pk in holders}
        return {pk: idf * count * (K1 + 1) / (count + norm[pk]) for pk, count in holders.items()}

    def answer(self, tree: Node | None, filters: Filters, *, sort: str, offset: int, limit: int, group: bool) -> Answer:
        scores = self.scores(tree)
        best: dict[tuple[int, int], Document] = {}
        for one in self._passing(scores, filters):
            moment = (one.interview_id, one.moment)
            if moment not in best or _rank(one, scores) < _rank(best[moment], scores):
                best[moment] = one
        ordered = sorted(best.values(), key=lambda one: (one.interview_id, one.moment))
        ordered.sort(key=lambda one: one.recorded_on, reverse=True)
        if sort == "relevance":
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
            self._facets(scores, filters),
        )

    def _passing(self, scores: Mapping[int, float], f: Filters, lifted: str = "") -> list[Document]:
        def passes(one: Document) -> bool:
            return (
                one.segment_id in scores
                and (lifted == "language" or not f.languages or one.language in f.languages)
                and (not f.originals or one.original in f.originals)
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


def _written(text: str) -> list[str]:
    return [text[token.start : token.end] for token in tokens(text)]


def _in_field(field: str, terms: Iterable[str]) -> list[str]:
    return [f"{field}:{term}" for term in terms]


def _terms(word: str) -> set[str]:
    """Every term of a word as written, each with its field."""
    return {
        *_in_field("text", exact_terms(word)),
        *_in_field("lemma", lemma_terms(word)),
        *_in_field("sound", sound_terms(word)),
    }


def _values(one: Document, column: str) -> set:
    value = getattr(one, column)
    return set(value) if isinstance(value, tuple) else {value}


def _rank(one: Document, scores: Mapping[int, float]) -> tuple[float, bool, str, int]:
    return -round(scores[one.segment_id], 6), one.language != one.original, one.language, one.segment_id


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
