"""A query tree against a snapshot: which documents match, and how well (Whoosh's BM25F formula, on whole arrays).

Every number that goes into a score (documents, frequencies, lengths) is counted over the allowed documents alone, so
that no score tells anything of what is hidden.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from django.utils.translation import gettext as _

from search.analysis import stems
from search.query import And, Fuzzy, Node, Not, Or, Phrase, Prefix, SearchTooLong, Word, allowed_distance
from search.whoosh_engine.columns import NO_INTS, Bools, Floats, Ints
from search.whoosh_engine.schema import EXACT, STEM
from search.whoosh_engine.snapshot import Snapshot

B, K1 = 0.75, 1.2
EXACT_BOOST = 2.0
LOOSE_BOOST = 0.3
MOST_EXPANSIONS = 200
SECONDS = 2.0


@dataclass(frozen=True)
class Matched:
    """For every document whether it matches, and its score (0 where it does not)."""

    hits: Bools
    scores: Floats


class Evaluator:
    """Evaluates trees over the ``allowed`` documents of a snapshot, for at most ``seconds``."""

    def __init__(self, snapshot: Snapshot, allowed: Bools, *, seconds: float = SECONDS) -> None:
        self.snapshot, self.allowed = snapshot, allowed
        self.notices: list[str] = []
        self._until = time.monotonic() + seconds
        self._documents = int(allowed.sum())
        mean = float(snapshot.lengths[allowed].mean()) if self._documents else 1.0
        self._norms = K1 * ((1 - B) + B * snapshot.lengths / (mean or 1.0))

    def evaluate(self, tree: Node) -> Matched:
        """Return what matches ``tree``; raise ``SearchTooLong`` past the time."""
        match tree:
            case Word(text, mode):
                return self._word(text, with_stems=mode != "exact", loosely=mode == "sounds")
            case Prefix(text):
                return self._either(self._terms(EXACT, self._most_frequent(self.snapshot.words_beginning(text))))
            case Fuzzy(text, distance):
                return self._near(text, distance)
            case Phrase(words, mode):
                return self._phrase(words, with_stems=mode != "exact")
            case Not(part):
                return Matched(self.allowed & ~self.evaluate(part).hits, self._nothing().scores)
            case And(parts):
                return reduce(_both, map(self.evaluate, parts))
            case Or(parts):
                return reduce(_any, map(self.evaluate, parts))

    def everything(self) -> Matched:
        """Match every allowed document, with no score."""
        return Matched(self.allowed, np.zeros(self.snapshot.size))

    def documents_with(self, word: str) -> int:
        """Return the number of allowed documents that hold ``word`` as written."""
        return len(self._allowed_postings(EXACT, word)[0])

    def _nothing(self) -> Matched:
        return Matched(np.zeros(self.snapshot.size, dtype=bool), np.zeros(self.snapshot.size))

    def _word(self, word: str, *, with_stems: bool, loosely: bool) -> Matched:
        found = _scaled(self._term(EXACT, word), EXACT_BOOST)
        if with_stems:
            found = _any(found, self._either(self._terms(STEM, stems(word))))
        if loosely and len(word) > 3:
            found = _any(found, _scaled(self._near(word, allowed_distance(word)), LOOSE_BOOST))
        return found

    def _near(self, word: str, distance: int) -> Matched:
        near = dict(self.snapshot.words_near(word, distance))
        chosen = self._most_frequent(tuple(near))
        return self._either(_scaled(self._term(EXACT, one), 1 / (1 + near[one])) for one in chosen)

    def _terms(self, field: str, terms: Iterable[str]) -> Iterable[Matched]:
        return (self._term(field, term) for term in terms)

    def _most_frequent(self, words: tuple[str, ...]) -> list[str]:
        """Keep the words of allowed documents, and of too many the most frequent ones; the reader is told."""
        counted = [(-count, word) for word in words if (count := self.documents_with(word))]
        if len(counted) > MOST_EXPANSIONS:
            self.notices.append(
                _("Too many words fit; only the %(most)d most frequent were looked for. Write more letters.")
                % {"most": MOST_EXPANSIONS}
            )
        return [word for _count, word in sorted(counted)[:MOST_EXPANSIONS]]

    def _either(self, found: Iterable[Matched]) -> Matched:
        """Match what one of ``found`` matches, with the best of their scores: forms of a word do not add up."""
        whole = self._nothing()
        for one in found:
            np.logical_or(whole.hits, one.hits, out=whole.hits)
            np.maximum(whole.scores, one.scores, out=whole.scores)
        return whole

    def _allowed_postings(self, field: str, term: str) -> tuple[Ints, Ints]:
        if time.monotonic() > self._until:
            raise SearchTooLong(_("This search takes too long. Use fewer words, or longer ones before * and ~."))
        documents, frequencies = self.snapshot.postings(field, term)
        kept = self.allowed[documents]
        return documents[kept], frequencies[kept]

    def _term(self, field: str, term: str) -> Matched:
        return self._weighed(*self._allowed_postings(field, term))

    def _weighed(self, documents: Ints, frequencies: Ints) -> Matched:
        found = self._nothing()
        if len(documents):
            idf = np.log(self._documents / (len(documents) + 1)) + 1
            found.hits[documents] = True
            found.scores[documents] = idf * frequencies * (K1 + 1) / (frequencies + self._norms[documents])
        return found

    def _phrase(self, words: tuple[str, ...], *, with_stems: bool) -> Matched:
        exact = _scaled(self._side_by_side(EXACT, [(word,) for word in words]), EXACT_BOOST)
        if not with_stems:
            return exact
        return _any(exact, self._side_by_side(STEM, [stems(word) for word in words]))

    def _side_by_side(self, field: str, words: list[tuple[str, ...]]) -> Matched:
        """Match documents with one of ``words[0]``, then one of ``words[1]`` beside it, and so on."""
        starts = NO_INTS
        for offset, terms in enumerate(words):
            if time.monotonic() > self._until:
                raise SearchTooLong(_("This search takes too long. Use fewer words, or longer ones before * and ~."))
            here = np.unique(np.concatenate([self.snapshot.positions(field, term) for term in terms])) - offset
            starts = np.intersect1d(starts, here, assume_unique=True) if offset else here
        documents, counts = np.unique(self.snapshot.documents_at(starts), return_counts=True)
        kept = self.allowed[documents]
        return self._weighed(documents[kept], counts[kept])


def _scaled(found: Matched, factor: float) -> Matched:
    return Matched(found.hits, found.scores * factor)


def _any(one: Matched, other: Matched) -> Matched:
    return Matched(one.hits | other.hits, one.scores + other.scores)


def _both(one: Matched, other: Matched) -> Matched:
    hits = one.hits & other.hits
    return Matched(hits, np.where(hits, one.scores + other.scores, 0.0))
