"""Another spelling for words that find nothing, taken only from words that are public now."""

from collections.abc import Callable, Mapping, Sequence

import haystack

from search.analysis.tokens import tokens

_CHOICES = 3


def did_you_mean(text: str, words: Sequence[str], mask: Mapping[int, int], finds: Callable[[str], bool]) -> str | None:
    """Return ``text`` with its unknown words respelt so that it finds something, or None.

    ``words`` are the folded words of ``text`` that were looked for; ``finds`` tells whether a query finds anything.
    """
    backend = haystack.connections["default"].get_backend()
    choices: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        if not finds(word):
            choices[word] = [near for near, _count in backend.similar(word, mask, _CHOICES)]
            if not choices[word]:
                return None
    for rank in range(_CHOICES if choices else 0):
        respelt = _respelt(text, {word: near[min(rank, len(near) - 1)] for word, near in choices.items()})
        if respelt != text and finds(respelt):
            return respelt
    return None


def _respelt(text: str, instead: Mapping[str, str]) -> str:
    """Return ``text`` with other words in place of some, and its operators and quotes where they were."""
    parts: list[str] = []
    done = 0
    for token in tokens(text):
        if token.text in instead:
            parts += [text[done : token.start], instead[token.text]]
            done = token.end
    return "".join([*parts, text[done:]])
