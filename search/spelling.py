"""Another spelling for words that find nothing, taken only from words that are public now."""

from collections.abc import Callable, Mapping, Sequence

from search.analysis.tokens import tokens

CHOICES = 3


def did_you_mean(
    text: str, unknown: Sequence[str], similar: Callable[[str], list[str]], is_better: Callable[[str], bool]
) -> str | None:
    """Return ``text`` with its unknown words respelt so that it finds more, or None.

    ``unknown`` are those folded words of ``text`` that find nothing; each is respelt by itself, and one that no public
    word is near to stays. ``similar`` returns the words near to one, nearest first; ``is_better`` tells whether a query
    finds more than ``text`` does.
    """
    choices = {word: near for word in dict.fromkeys(unknown) if (near := similar(word)[:CHOICES])}
    for rank in range(CHOICES if choices else 0):
        respelt = _respelt(text, {word: near[min(rank, len(near) - 1)] for word, near in choices.items()})
        if respelt != text and is_better(respelt):
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
