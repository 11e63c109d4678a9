"""What is tried when a query finds nothing: other keys, other spellings, fewer of the words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search import slips
from search.alike import quoted
from search.analysis import as_written, fold, tokens
from search.query import (
    And,
    AtLeast,
    Mode,
    Near,
    Node,
    Or,
    ParsedQuery,
    Phrase,
    QueryRefused,
    Word,
    parse,
    positive_leaves,
    printed,
)
from search.relaxing import Relaxed, most, parts_of, relaxed
from search.spelling import did_you_mean

MOST_TRIES = 96
"""Readings of mistyped words that one search looks up."""

_chunk = re.compile(r"[^\s()\"“”„«»″＂]+")


@dataclass(frozen=True)
class Rescue:
    """``tree`` is searched instead, if there is one; ``instead`` is its query if it is not made of the words typed.

    ``as_typed`` then finds what was typed and nothing else. ``offer`` is another query, for the reader to choose.
    """

    tree: Node | None = None
    notices: tuple[str, ...] = ()
    instead: str = ""
    as_typed: str = ""
    offer: str | None = None


@dataclass
class Rescuer:
    """Looks for another reading of one query. ``count`` tells how many passages a tree finds, fields and all.

    ``similar`` returns public words that are near to one.
    """

    count: Callable[[Node | None], int]
    similar: Callable[[str], list[str]]
    mode: Mode = "all"
    _held: dict[Word, bool] = field(default_factory=dict)
    _tries: int = MOST_TRIES

    def rescue(self, text: str, parsed: ParsedQuery) -> Rescue:
        """Return what to do about ``text``, which was read as ``parsed`` and found nothing."""
        if parsed.tree is None:
            return Rescue()
        if slipped := self._slipped(text, parsed.tree):
            return slipped
        fewer = relaxed(parsed.tree, self.count)
        typed = parsed.corrected or text
        offer = did_you_mean(
            typed, [word for word in parsed.words if not self.holds(word)], self.similar, self._better_than(parsed.tree)
        )
        if offer is None and fewer is None:
            offer = self._loosened(parsed.tree)
        if fewer is None:
            return Rescue(offer=offer)
        return Rescue(fewer.tree, (self._told(parsed, fewer, typed),), offer=offer)

    def holds(self, word: str, mode: Mode | None = None) -> bool:
        """Tell whether a folded word finds anything."""
        asked = Word(word, mode or self.mode)
        if asked not in self._held:
            self._held[asked] = self.count(asked) > 0
        return self._held[asked]

    def worth(self, text: str) -> int:
        """Return how many of the parts of a query some passage has."""
        try:
            tree = parse(text, mode=self.mode).tree
        except QueryRefused:
            return 0
        return 0 if tree is None else self._worth(tree)

    def _worth(self, tree: Node) -> int:
        return max(1, len(parts_of(tree)[0])) if self.count(tree) else most(tree, self.count)

    def _better_than(self, tree: Node) -> Callable[[str], bool]:
        least = self._worth(tree)
        return lambda text: self.worth(text) > least

    # Slips of the keyboard

    def _slipped(self, text: str, tree: Node) -> Rescue | None:
        """Return the search for the words that were meant if the keyboard was a slip, or None."""
        respelt = self._other_keys(text, {word for word in _free(tree) if not self.holds(word)})
        if respelt == text:
            return None
        try:
            parsed = parse(respelt, mode=self.mode)
        except QueryRefused:
            return None
        if parsed.tree is None:
            return None
        told = _("Nothing has “%(typed)s” in it. Showing what was found for “%(instead)s”.")
        notices = [told % {"typed": text, "instead": respelt}]
        found: Node | None = parsed.tree
        if not self.count(parsed.tree):
            fewer = relaxed(parsed.tree, self.count)
            if fewer is None:
                return None
            found = fewer.tree
            notices.append(self._told(parsed, fewer, respelt))
        return Rescue(found, tuple(notices), respelt, printed(_as_typed(tree), self.mode))

    def _other_keys(self, text: str, unknown: set[str]) -> str:
        """Return ``text`` with another reading of each piece that has a word of ``unknown`` in it."""
        parts: list[str] = []
        done = 0
        for chunk in _chunk.finditer(text):
            if unknown.isdisjoint(token.text for token in tokens(chunk[0])):
                continue
            signs = len(chunk[0]) - len(chunk[0].lstrip("-−"))
            if reading := self._reading(chunk[0][signs:]):
                parts += [text[done : chunk.start() + signs], reading]
                done = chunk.end()
        return "".join([*parts, text[done:]])

    def _reading(self, typed: str) -> str | None:
        """Return the first other reading of a piece whose words are said so somewhere, else in some form."""
        folded = fold(typed)
        bare = folded.rstrip(",.;'")
        pieces = [(folded, ""), (bare, folded[len(bare) :])][: 2 if bare and bare != folded else 1]
        modes: tuple[Mode, ...] = ("exact", "all")
        for mode in modes:
            for piece, tail in pieces:
                for reading in slips.readings(piece, get_language() or ""):
                    if self._is_said(reading, mode):
                        return reading + tail
        return None

    def _is_said(self, reading: str, mode: Mode) -> bool:
        words = [token.text for token in tokens(reading)]
        self._tries -= len(words)
        return bool(words) and self._tries >= 0 and all(self.holds(word, mode) for word in words)

    # Fewer words

    def _told(self, parsed: ParsedQuery, found: Relaxed, typed: str) -> str:
        numbers = {"some": found.most, "all": found.of}
        if found.all_have_them:
            told = _("No passage has all that you wrote. These have %(some)d of %(all)d.") % numbers
        else:
            told = _("No passage has all that you wrote. The best of these have %(some)d of %(all)d.") % numbers
        written = as_written(typed)
        missing = [quoted(written.get(word, word)) for word in dict.fromkeys(parsed.words) if not self.holds(word)]
        if not missing:
            return told
        nowhere = _("Found nowhere: %(words)s.") % {"words": ", ".join(missing)}
        return f"{told} {nowhere}"

    def _loosened(self, tree: Node) -> str | None:
        """Return the query with its phrases and neighbours as mere words, in any form, if that finds something."""
        loose = _loose(tree)
        return printed(loose, self.mode) if loose != tree and self.count(loose) else None


def _free(tree: Node) -> Iterator[str]:
    """Yield the words that are not asked for exactly as typed."""
    for leaf in positive_leaves(tree):
        if isinstance(leaf, Word) and leaf.mode != "exact":
            yield leaf.text
        elif isinstance(leaf, Phrase) and leaf.mode != "exact":
            yield from leaf.words


def _as_typed(node: Node) -> Node:
    """Return the query for nothing but the words as they were typed."""
    match node:
        case Word() | Phrase():
            return replace(node, mode="exact")
        case And(parts) | Or(parts) | AtLeast(parts) | Near(parts):
            return replace(node, parts=tuple(map(_as_typed, parts)))
    return node


def _loose(node: Node) -> Node:
    match node:
        case Word(text, "exact"):
            return Word(text)
        case Phrase(words, _mode):
            return And(tuple(map(Word, words)))
        case Near(parts):
            return And(tuple(map(_loose, parts)))
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(map(_loose, parts)))
    return node
