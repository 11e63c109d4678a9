"""Which characters of a text a query matches, by the same analysis as the index."""

from search.analysis import Token, stems, tokens
from search.query import Fuzzy, Leaf, Mode, Node, Phrase, Prefix, Word, allowed_distance, positive_leaves


def matches(tree: Node | None, text: str) -> list[tuple[int, int]]:
    """Return the ranges of characters that the tree's positive words match: in order, none overlapping another."""
    words = list(tokens(text))
    ranges = sorted(found for leaf in positive_leaves(tree) for found in _ranges(leaf, words))
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _ranges(leaf: Leaf, words: list[Token]) -> list[tuple[int, int]]:
    match leaf:
        case Word(text, mode):
            return [(word.start, word.end) for word in words if _is_form(word.text, text, mode)]
        case Prefix(text):
            return [(word.start, word.end) for word in words if word.text.startswith(text)]
        case Fuzzy(text, distance):
            return [(word.start, word.end) for word in words if within(word.text, text, distance)]
        case Phrase(texts, mode):
            wide: Mode = "all" if mode == "sounds" else mode
            starts = range(len(words) - len(texts) + 1)
            return [
                (words[start].start, words[start + len(texts) - 1].end)
                for start in starts
                if all(_is_form(words[start + n].text, text, wide) for n, text in enumerate(texts))
            ]


def _is_form(word: str, asked: str, mode: Mode) -> bool:
    if word == asked:
        return True
    if mode == "exact":
        return False
    if not set(stems(word)).isdisjoint(stems(asked)):
        return True
    return mode == "sounds" and len(asked) > 3 and within(word, asked, allowed_distance(asked))


def within(word: str, other: str, distance: int) -> bool:
    """Tell whether two words are at most ``distance`` letters changed, added or left out apart (Levenshtein)."""
    if abs(len(word) - len(other)) > distance:
        return False
    before = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        now = [row]
        for column, other_letter in enumerate(other):
            now.append(min(before[column + 1] + 1, now[column] + 1, before[column] + (letter != other_letter)))
        before = now
    return before[-1] <= distance
