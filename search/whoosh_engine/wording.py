"""From words as people write them to query nodes, by a schema's own analysis."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from search.whoosh_engine.fields import Schema, Text
from search.whoosh_engine.queries import And, DisMax, Fuzzy, Node, Nothing, Or, Pattern, Phrase, Prefix, Term

How = Literal["contains", "endswith", "wildcard"]


@lru_cache(maxsize=64)
def _finder(words: str) -> "re.Pattern[str]":
    return re.compile(words)


def words(schema: Schema, text: str) -> list[str]:
    """Return the words of ``text`` as the index would split it."""
    return _finder(schema.words).findall(text)


def word(texts: Sequence[Text], one: str) -> Node:
    """Look for any of the terms that ``one`` has in each of ``texts``; in one text the best of them counts."""
    return _either([_dismax(tuple(Term(text.name, term) for term in text.terms(one))) for text in texts])


def all_words(schema: Schema, texts: Sequence[Text], said: str) -> Node:
    """Look for every word of ``said``; nothing is found if there is none."""
    return _every([word(texts, one) for one in words(schema, said)])


def phrase(schema: Schema, texts: Sequence[Text], said: str, *, slop: int = 1) -> Node:
    """Look for the words of ``said`` side by side."""
    found = words(schema, said)
    if len(found) < 2:
        return all_words(schema, texts, said)
    slots = [(text.name, tuple(tuple(text.terms(one)) for one in found)) for text in texts]
    return _either([Phrase(name, own, slop) for name, own in slots if all(own)])


def begun(schema: Schema, texts: Sequence[Text], said: str) -> Node:
    """Look for every word of ``said``, of the last only its beginning. Words are looked for as they are folded."""
    *whole, last = words(schema, said) or [""]
    if not last:
        return Nothing()
    parts = [word(texts, one) for one in whole]
    parts.append(_either([_dismax(tuple(Prefix(text.name, term) for term in text.terms(last))) for text in texts]))
    return _every(parts)


def patterned(schema: Schema, texts: Sequence[Text], how: How, said: str) -> Node:
    """Look for words that contain, end with or (wildcard) fit each of the words of ``said``."""
    pieces = said.split() if how == "wildcard" else words(schema, said)
    return _every(
        [
            _either(
                [_dismax(tuple(Pattern(text.name, how, one) for one in _folded(text, piece, how))) for text in texts]
            )
            for piece in pieces
        ]
    )


def near(schema: Schema, texts: Sequence[Text], said: str, distance: int) -> Node:
    """Look for words at most ``distance`` letters from each of the words of ``said``."""
    return _every(
        [
            _either([_dismax(tuple(Fuzzy(text.name, term, distance) for term in text.terms(one))) for text in texts])
            for one in words(schema, said)
        ]
    )


def _folded(text: Text, piece: str, how: How) -> Sequence[str]:
    return (piece.lower(),) if how == "wildcard" else text.terms(piece)


def _dismax(parts: tuple[Node, ...]) -> Node:
    return Nothing() if not parts else parts[0] if len(parts) == 1 else DisMax(parts)


def _either(parts: Sequence[Node]) -> Node:
    some = tuple(part for part in parts if not isinstance(part, Nothing))
    return Nothing() if not some else some[0] if len(some) == 1 else Or(some)


def _every(parts: Sequence[Node]) -> Node:
    return Nothing() if not parts else parts[0] if len(parts) == 1 else And(tuple(parts))
