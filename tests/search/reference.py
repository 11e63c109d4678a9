"""What ``passages()`` must answer, in plain Python without an index: slow, and short enough to be believed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

from search.analysis import lemmas, tokens
from search.analysis.terms import exact_terms, lemma_terms, sound_term, sound_terms
from search.asking import ABOUT_BOOST, EXACT_BOOST, NEAR_BOOST, OTHER_BOOST, SOUND_BOOST, WHOLE_BOOST
from search.indexes import Document
from search.passages import Answer, Filters, Group, Row, left_within
from search.query import And, Any, AtLeast, Fuzzy, Having, Near, Node, Not, Or, Phrase, Prefix, Word, positive_leaves
from search.whoosh_engine.snapshot import K1, B


class Reference:
    """Answers over ``documents``; only those of ``mask`` exist."""

    def __init__(self, documents: Sequence[Document], mask: Mapping[int, int]) -> None:
        self.documents = [one for one in documents if mask.get(one.interview_id) == one.revision]
        self.words = {one.segment_id: [token.text for token in tokens(one.text)] for one in self.documents}
        self.terms = {one.segment_id: _terms_of([one.text]) for one in self.documents}
        self.about = {one.segment_id: _terms_of(one.about) for one in self.documents}
        self.whole = {one.segment_id: _terms_of(one.whole) for one in self.documents}
        places = {(one.transcript_id, one.position): one.segment_id for one in self.documents}
        self.following = {
            one.segment_id: places.get((one.transcript_id, one.position + 1), 0) for one in self.documents
        }
        self.owners = {one.segment_id: one.interview_id for one in self.documents}

    def scores(self, tree: Node | None) -> dict[int, float]:
        """Score what is found in what was said or in what is said about it, by something of its own."""
        found = self._anywhere(tree)
        if tree is None:
            return found
        own = self._own(tree)
        return {pk: score for pk, score in found.items() if pk in own}

    def _anywhere(self, tree: Node | None) -> dict[int, float]:
        match tree:
            case And(parts):
                return _all([self._anywhere(part) for part in parts])
            case Or(parts):
                return _any([self._anywhere(part) for part in parts])
            case AtLeast(parts, least, weights):
                return _several([self._anywhere(part) for part in parts], least, weights)
            case Any(typed, others):
                named = [_scaled(_any([self._other(one), self._about(one)]), OTHER_BOOST) for one in others]
                return self._best([self._anywhere(typed), *named])
            case Word(text, mode) if mode != "exact":
                best: dict[int, float] = {}
                for pk, score in self._lemmas_in(self.whole, text).items():
                    best[self.owners[pk]] = max(score, best.get(self.owners[pk], 0))
                interview = {pk: best[owner] * WHOLE_BOOST for pk, owner in self.owners.items() if owner in best}
                return _any([self.said(tree), self._about(tree), interview])
            case Phrase():
                return _any([self.said(tree), self._about(tree)])
        return self.said(tree)

    def _own(self, tree: Node) -> set[int]:
        match tree:
            case And(parts):
                words = [part for part in parts if not _is_filter(part)]
                return set().union(*map(self._own, words or parts))
            case Or(parts) | AtLeast(parts):
                return set().union(*map(self._own, parts))
            case Any(typed, others):
                return self._own(typed).union(*({*self._other(one), *self._about(one)} for one in others))
            case Word(text, mode):
                whole = self._lemmas_in(self.whole, text) if mode != "exact" else {}
                return {*self.said(tree), *self._about(tree), *whole}
        return {*self.said(tree), *self._about(tree)}

    def _other(self, named: Word | Phrase) -> dict[int, float]:
        if isinstance(named, Phrase):
            return self._side_by_side([_in_field("lemma", lemmas(word)) for word in named.words], self.terms)
        return self._lemmas_in(self.terms, named.text)

    def _about(self, leaf) -> dict[int, float]:
        match leaf:
            case Word(text, mode) if mode != "exact":
                return _scaled(self._lemmas_in(self.about, text), ABOUT_BOOST)
            case Phrase(words, mode) if mode != "exact":
                found = self._side_by_side([_in_field("lemma", lemmas(word)) for word in words], self.about)
                return _scaled(found, ABOUT_BOOST)
        return {}

    def _lemmas_in(self, texts: Mapping[int, Sequence[set[str]]], word: str) -> dict[int, float]:
        return self._best(self._side_by_side([[term]], texts) for term in _in_field("lemma", lemmas(word)))

    def said(self, tree: Node | None) -> dict[int, float]:
        match tree:
            case None:
                return dict.fromkeys(self.words, 0.0)
            case And(parts):
                return _all([self.said(part) for part in parts])
            case Or(parts):
                return _any([self.said(part) for part in parts])
            case AtLeast(parts, least, weights):
                return _several([self.said(part) for part in parts], least, weights)
            case Any(typed, others):
                return self._best([self.said(typed), *(_scaled(self._other(one), OTHER_BOOST) for one in others)])
            case Near(parts, distance):
                found = {pk: n for pk in self.words if (n := self._near_one_another(pk, parts, distance))}
                return self._weighed(found, self.terms)
            case Having(column, values):
                return {one.segment_id: 0.0 for one in self.documents if _values(one, column) & set(values)}
            case Not(part):
                return dict.fromkeys(self.words.keys() - self.said(part), 0.0)
            case Prefix(text):
                return self._as_one({one: 1.0 for one in self._all_words() if one.startswith(text)})
            case Fuzzy(text, distance):
                return self._near(text, distance)
            case Phrase(words, mode):
                exact = self._side_by_side([_in_field("text", [word]) for word in words], self.terms)
                forms = self._side_by_side([_in_field("lemma", lemmas(word)) for word in words], self.terms)
                return _scaled(exact, EXACT_BOOST) if mode == "exact" else _sum(_scaled(exact, EXACT_BOOST), forms)
            case Word(text, mode):
                found = _scaled(self._side_by_side([_in_field("text", [text])], self.terms), EXACT_BOOST)
                if mode != "exact":
                    found = _sum(found, self._lemmas_in(self.terms, text))
                    if key := sound_term(text, any_word=mode == "sounds"):
                        sounding = self._side_by_side([_in_field("sound", [key])], self.terms)
                        found = _sum(found, _scaled(sounding, SOUND_BOOST))
                return found

    def _said_itself(self, tree: Node) -> set[int]:
        """Return what says something that is looked for."""
        match tree:
            case And(parts) | Or(parts) | AtLeast(parts):
                return set().union(*map(self._said_itself, parts))
            case Not() | Having():
                return set()
        return set(self.said(tree))

    def _near_one_another(self, pk: int, parts: Sequence[Word], distance: int) -> int:
        """Count the places of the first word from which the others are reached one after another."""
        reached = self._places(pk, parts[-1])
        for part in reversed(parts[:-1]):
            reached = {at for at in self._places(pk, part) if any(0 < abs(at - one) <= distance for one in reached)}
        return len(reached)

    def _places(self, pk: int, word: Word, *, by_sound: bool = True) -> set[int]:
        forms = _in_field("text", [word.text])
        if word.mode != "exact":
            forms += _in_field("lemma", lemmas(word.text))
            key = sound_term(word.text, any_word=word.mode == "sounds") if by_sound else None
            forms += _in_field("sound", [key] if key else [])
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
        return self._weighed({pk: count for pk, count in found.items() if count}, self.terms)

    @staticmethod
    def _best(found) -> dict[int, float]:
        best: dict[int, float] = {}
        for one in found:
            for pk, score in one.items():
                best[pk] = max(score, best.get(pk, 0))
        return best

    def _side_by_side(
        self, wanted: Sequence[Sequence[str]], texts: Mapping[int, Sequence[set[str]]]
    ) -> dict[int, float]:
        """Score what holds ``wanted`` side by side; what was said may go on in the next passage of its transcript."""
        counts: dict[int, int] = {}
        for pk, terms in texts.items():
            whole = [*terms, *(texts.get(self.following[pk], ()) if texts is self.terms else ())]
            counts[pk] = sum(
                all(start + n < len(whole) and whole[start + n] & set(one) for n, one in enumerate(wanted))
                for start in range(len(terms))
            )
        return self._weighed({pk: count for pk, count in counts.items() if count}, texts)

    def _weighed(self, holders: Mapping[int, float], texts: Mapping[int, Sequence[set[str]]]) -> dict[int, float]:
        # What is said about passages is said about some of them, and weighed among those.
        count = len(texts) if texts is self.terms else sum(map(bool, texts.values()))
        mean = sum(map(len, texts.values())) / count if any(texts.values()) else 1.0
        idf = math.log(count / (len(holders) + 1)) + 1 if count else 0
        norm = {pk: K1 * ((1 - B) + B * len(texts[pk]) / mean) for pk in holders}
        return {pk: idf * count * (K1 + 1) / (count + norm[pk]) for pk, count in holders.items()}

    def _raised(self, tree: Node, scores: Mapping[int, float], found: Sequence[Document]) -> dict[int, float]:
        """Return the scores of what is found, higher where the words of the query stand near each other."""
        words = list(dict.fromkeys(leaf for leaf in positive_leaves(tree) if isinstance(leaf, Word)))
        return dict(scores) | {
            one.segment_id: scores[one.segment_id] * (1 + NEAR_BOOST * self._nearness(one.segment_id, words))
            for one in found
        }

    def _nearness(self, pk: int, wanted: Sequence[Word]) -> float:
        places = [self._places(pk, one, by_sound=False) for one in wanted]
        pairs = list(pairwise(places))
        distances = [[abs(a - b) for a in one for b in other if a != b] for one, other in pairs]
        return sum(1 / min(apart) for apart in distances if apart) / len(pairs) if pairs else 0.0

    def answer(self, tree: Node | None, filters: Filters, *, sort: str, offset: int, limit: int, group: bool) -> Answer:
        unraised = scores = self.scores(tree)
        passing = self._passing(scores, filters)
        ranked = tree is not None and bool(list(positive_leaves(tree))) and sort == "relevance"
        if ranked:
            scores = self._raised(tree, scores, passing)
        best: dict[tuple[int, int], Document] = {}
        for one in passing:
            moment = (one.interview_id, one.moment)
            if moment not in best or _rank(one, scores) < _rank(best[moment], scores):
                best[moment] = one
        ordered = sorted(best.values(), key=lambda one: (one.interview_id, one.moment))
        ordered.sort(key=lambda one: one.recorded_on, reverse=True)
        if ranked:
            ordered.sort(key=lambda one: {"reviewed": 0, "corrected": 1}.get(one.provenance, 2))
            ordered.sort(key=lambda one: -round(scores[one.segment_id], 6))
            said = self._said_itself(tree)
            ordered.sort(key=lambda one: one.segment_id not in said)
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


def _terms_of(texts: Sequence[str]) -> list[set[str]]:
    """Every term at each place; between two texts stands a word that nothing finds."""
    found: list[set[str]] = []
    for text in texts:
        found += [*([set()] if found else []), *(_terms(text[token.start : token.end]) for token in tokens(text))]
    return found


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


def _all(found: Sequence[Mapping[int, float]]) -> dict[int, float]:
    return {pk: sum(one[pk] for one in found) for pk in set.intersection(*map(set, found))}


def _any(found: Sequence[Mapping[int, float]]) -> dict[int, float]:
    return {pk: sum(one.get(pk, 0) for one in found) for pk in set(chain(*found))}


def _is_filter(part: Node) -> bool:
    return isinstance(part, (Not, Having)) or (isinstance(part, Or) and all(map(_is_filter, part.parts)))


def _several(found: Sequence[Mapping[int, float]], least: int, weights: Sequence[int]) -> dict[int, float]:
    weighed = list(zip(found, weights or [1] * len(found), strict=True))
    return {
        pk: score for pk, score in _any(found).items() if sum(weight for one, weight in weighed if pk in one) >= least
    }


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
