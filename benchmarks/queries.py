"""The questions of the benchmark, by kind, drawn from the passages that are searched."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from benchmarks.corpus import Passage

PAGE = 20
FACETS = ("theme", "language", "branch", "rank", "left_year")
_word = re.compile(r"[^\W_]+")
_FREQUENT = 600  # words, the most frequent ones
_KEPT = 4_000  # passages that words are drawn from


@dataclass(frozen=True)
class Query:
    """What is asked: lower-case ``words`` and how they are meant, filters, and what the answer has to hold.

    Every answer holds the exact count and the keys and texts of ``limit`` hits, the best first.
    """

    how: Literal["all", "any", "phrase", "prefix", "fuzzy"]
    words: tuple[str, ...]
    theme: str = ""
    years: tuple[int, int] | None = None
    facets: bool = False
    offsets: bool = False
    grouped: bool = False
    offset: int = 0
    limit: int = PAGE


class Words:
    """The words of a corpus, in how many passages each stands, and passages to draw them from."""

    def __init__(self, passages: Iterable[Passage], rnd: random.Random) -> None:
        self.passages = 0
        self.holding: Counter[str] = Counter()
        self.themes: Counter[str] = Counter()
        self._kept: list[list[str]] = []
        for passage in passages:
            self.passages += 1
            words = _word.findall(passage.text.lower())
            self.holding.update(set(words))
            self.themes.update(passage.themes)
            # An even sample of a stream whose length nobody knows beforehand.
            if len(self._kept) < _KEPT:
                self._kept.append(words)
            elif (place := rnd.randrange(self.passages)) < _KEPT:
                self._kept[place] = words
        self.rnd = rnd
        self._frequent = [word for word, _ in self.holding.most_common(_FREQUENT)]
        self._falling = list(accumulate(1 / (rank + 5) for rank in range(len(self._frequent))))
        self._rare = sorted(word for word, count in self.holding.items() if 2 <= count <= 20)
        self._deep = [word for word in self._frequent if self.holding[word] >= 50 * PAGE] or self._frequent[:1]
        self._themes = sorted(self.themes)
        self.letters = sorted({letter for words in self._kept for word in words for letter in word})

    def passage(self, enough: int = 4) -> list[str]:
        """Return the words of some passage that has ``enough`` different ones."""
        while True:
            words = self.rnd.choice(self._kept)
            if len(set(words)) >= enough:
                return words

    def together(self, number: int) -> tuple[str, ...]:
        """Return different words that stand in one passage, frequent and rare as they come."""
        return tuple(self.rnd.sample(sorted(set(self.passage())), number))

    def neighbours(self, number: int) -> tuple[str, ...]:
        """Return words that stand side by side in some passage."""
        words = self.passage(number + 1)
        first = self.rnd.randrange(len(words) - number + 1)
        return tuple(words[first : first + number])

    def long(self, letters: int) -> str:
        """Return some word of at least so many letters."""
        while True:
            if found := [word for word in self.passage() if len(word) >= letters]:
                return self.rnd.choice(found)

    def frequent(self) -> str:
        """Return one of the most frequent words, the more frequent the likelier."""
        return self.rnd.choices(self._frequent, cum_weights=self._falling)[0]

    def rare(self) -> str:
        """Return a word that stands in 2 to 20 passages."""
        return self.rnd.choice(self._rare)

    def deep(self) -> str:
        """Return a word that has fifty pages of hits, if there is one."""
        return self.rnd.choice(self._deep)

    def misspelt(self) -> str:
        """Return a word of five letters or more with one letter changed, left out or added."""
        word = self.long(5)
        place, letter = self.rnd.randrange(1, len(word)), self.rnd.choice(self.letters)
        return word[:place] + self.rnd.choice((letter, "", letter + word[place])) + word[place + 1 :]

    def theme(self) -> str:
        """Return some theme."""
        return self.rnd.choice(self._themes)

    def years(self) -> tuple[int, int]:
        """Return a span of six to fifteen years."""
        first = self.rnd.randrange(1995, 2015)
        return first, first + self.rnd.randrange(5, 15)


KINDS: dict[str, Callable[[Words], Query]] = {
    "frequent term": lambda words: Query("all", (words.frequent(),)),
    "rare term": lambda words: Query("all", (words.rare(),)),
    "AND": lambda words: Query("all", words.together(2)),
    "OR": lambda words: Query("any", words.together(3)),
    "phrase": lambda words: Query("phrase", words.neighbours(words.rnd.choice((2, 2, 2, 3)))),
    "prefix": lambda words: Query("prefix", (words.long(6)[: words.rnd.choice((3, 4))],)),
    "fuzzy 1": lambda words: Query("fuzzy", (words.misspelt(),)),
    "term + theme + years": lambda words: Query("all", (words.frequent(),), theme=words.theme(), years=words.years()),
    "term + 5 facets": lambda words: Query("all", (words.frequent(),), facets=True),
    "20 highlighted": lambda words: Query("any", (words.frequent(), words.frequent()), offsets=True),
    "page 50": lambda words: Query("all", (words.deep(),), offset=49 * PAGE),
    "by interview": lambda words: Query("all", (words.frequent(),), grouped=True),
    "whole answer": lambda words: Query("all", words.together(2), facets=True, offsets=True),
}


def draw(words: Words, kind: str, number: int) -> list[Query]:
    """Return ``number`` questions of a kind, all different as far as the corpus has so many."""
    make = KINDS[kind]
    found: dict[Query, None] = {}
    for _ in range(number * 20):
        if len(found) == number:
            break
        query = make(words)
        found[replace(query, words=tuple(sorted(set(query.words)))) if query.how in ("all", "any") else query] = None
    drawn = list(found)
    return [drawn[place % len(drawn)] for place in range(number)]
