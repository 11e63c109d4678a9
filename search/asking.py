"""The reader's query as the engine's: which fields a word is looked for in, and what each of them weighs.

A word is looked for in what was said, and in what is said about it: themes and gists of the passage, title and summary
of its interview. Of the latter alone no passage is found but the first, so that a word of a title does not list a whole
interview. ``="…"``, phrases within ``Not``, beginnings and near words look into what was said only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from search.analysis import lemmas
from search.analysis.terms import sound_term
from search.query import (
    And,
    Any,
    AtLeast,
    Field,
    Fuzzy,
    Having,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    positive_leaves,
)
from search.schema import ABOUT, EXACT, LEMMA, OWNER, SOUND, WHOLE
from search.whoosh_engine import Together
from search.whoosh_engine import queries as engine

EXACT_BOOST = 2.0
SOUND_BOOST = 0.3
OTHER_BOOST = 0.7  # of another name for what was typed
ABOUT_BOOST = 0.5
WHOLE_BOOST = 0.3
NEAR_BOOST = 0.5


@dataclass(frozen=True)
class Asked:
    """A query for the engine: what is found, which of it was said in the passage itself, which words belong together.

    ``said`` and ``together`` are None where there is nothing to look for.
    """

    query: engine.Node
    said: engine.Node | None = None
    together: Together | None = None


def asked(tree: Node | None) -> Asked:
    """Return what is asked of the engine; no tree at all is everything."""
    if tree is None:
        return Asked(engine.Everything())
    words = list(dict.fromkeys(leaf for leaf in positive_leaves(tree) if isinstance(leaf, Word)))
    # Its factor of 0: what is found must have something of its own, whose weight is counted already.
    own = engine.Boost(_own(tree), 0)
    query = engine.And((_anywhere(tree), own)) if any(map(_lemmas_about, words)) else _anywhere(tree)
    said = list(_said(tree))
    together = Together(tuple(map(_forms, words)), NEAR_BOOST) if len(words) > 1 else None
    return Asked(query, _either(said) if said else None, together)


def _weighed(parts: tuple[engine.Node, ...], weights: tuple[int, ...]) -> tuple[engine.Node, ...]:
    """Have parts count for less the less they weigh.

    Scores know how rare a word is among passages of all languages; there even the most common words of one look rare.
    """
    top = max(weights, default=0)
    if not top:
        return parts
    return tuple(engine.Boost(part, sqrt(weight / top)) for part, weight in zip(parts, weights, strict=True))


def _anywhere(tree: Node) -> engine.Node:
    """Return ``tree``, its words looked for in what was said and in what is said about that."""
    match tree:
        case And(parts):
            return engine.And(tuple(map(_anywhere, parts)))
        case Or(parts):
            return engine.Or(tuple(map(_anywhere, parts)))
        case AtLeast(parts, least, weights):
            return engine.AtLeast(_weighed(tuple(map(_anywhere, parts)), weights), least, weights)
        case Any(typed, others):
            named = (_either([_other(one), *_about(one)]) for one in others)
            return engine.DisMax((_anywhere(typed), *(engine.Boost(one, OTHER_BOOST) for one in named)))
        case Word():
            whole = _whole(tree)
            interview = engine.Boost(engine.Related(engine.DisMax(whole), OWNER), WHOLE_BOOST)
            return _either([emit(tree), *_about(tree), *([interview] if whole else [])])
        case Phrase():
            return _either([emit(tree), *_about(tree)])
        case _:
            return emit(tree)


def _own(tree: Node) -> engine.Node:
    """Return what a passage that is found must have itself: something looked for, be it in what is said about it.

    A field beside words is a filter, and nothing that is looked for.
    """
    match tree:
        case And(parts):
            words = [part for part in parts if not _is_filter(part)]
            return _either([_own(part) for part in words or parts])
        case Or(parts) | AtLeast(parts):
            return _either(list(map(_own, parts)))
        case Any(typed, others):
            return _either([_own(typed), *(node for one in others for node in (_other(one), *_about(one)))])
        case Word() | Phrase():
            return _either([emit(tree), *_about(tree), *_whole(tree)])
        case _:
            return emit(tree)


def _is_filter(part: Node) -> bool:
    """Tell whether a part only says which passages are meant: fields, of which a speaker's name may be several."""
    return isinstance(part, (Not, Having)) or (isinstance(part, Or) and all(map(_is_filter, part.parts)))


def _said(tree: Node) -> Iterator[engine.Node]:
    """Yield what is looked for in what was said."""
    match tree:
        case And(parts) | Or(parts) | AtLeast(parts):
            for part in parts:
                yield from _said(part)
        case Not() | Having() | Field():
            return
        case _:
            yield emit(tree)


def _about(leaf: Word | Phrase) -> tuple[engine.Node, ...]:
    """Return what finds ``leaf`` in what is said about a passage; nothing if only what was said is looked into."""
    match leaf:
        case Word() if terms := _lemmas_about(leaf):
            return (engine.Boost(engine.DisMax(tuple(engine.Term(ABOUT, term) for term in terms)), ABOUT_BOOST),)
        case Phrase(words, mode) if mode != "exact":
            return (engine.Boost(engine.Phrase(ABOUT, tuple(lemmas(word) for word in words)), ABOUT_BOOST),)
        case _:
            return ()


def _whole(leaf: Word | Phrase) -> tuple[engine.Term, ...]:
    """Return the terms of a word in what is said about its interview."""
    return tuple(engine.Term(WHOLE, term) for term in _lemmas_about(leaf)) if isinstance(leaf, Word) else ()


def _lemmas_about(word: Word) -> tuple[str, ...]:
    return () if word.mode == "exact" else lemmas(word.text)


def _forms(word: Word) -> tuple[engine.Term, ...]:
    """Return the terms that stand for a word where it was said."""
    others = () if word.mode == "exact" else tuple(engine.Term(LEMMA, lemma) for lemma in lemmas(word.text))
    return (engine.Term(EXACT, word.text), *others)


def _either(parts: Sequence[engine.Node]) -> engine.Node:
    return parts[0] if len(parts) == 1 else engine.Or(tuple(parts))


def emit(tree: Node | None) -> engine.Node:
    """Return ``tree`` for the engine, looked for in what was said; no tree at all is everything."""
    match tree:
        case None:
            return engine.Everything()
        case Word():
            return _word(tree)
        case Phrase(words, mode):
            exact = engine.Boost(engine.Phrase(EXACT, tuple((word,) for word in words), onward=True), EXACT_BOOST)
            if mode == "exact":
                return exact
            return engine.Or((exact, engine.Phrase(LEMMA, tuple(lemmas(word) for word in words), onward=True)))
        case Prefix(text):
            return engine.Prefix(EXACT, text)
        case Fuzzy(text, distance):
            return engine.Fuzzy(EXACT, text, distance)
        case And(parts):
            return engine.And(tuple(map(emit, parts)))
        case Or(parts):
            return engine.Or(tuple(map(emit, parts)))
        case AtLeast(parts, least, weights):
            return engine.AtLeast(tuple(map(emit, parts)), least, weights)
        case Near(parts, distance):
            return engine.Near(EXACT, tuple(map(emit, parts)), distance)
        case Not(part):
            return engine.Not(emit(part))
        case Having(column, values):
            return engine.Among(column, values)
        case Field(name, _value):
            raise ValueError(f"Look up first what {name} means (narrowing.py).")
        case Any(typed, others):
            return engine.DisMax((emit(typed), *(engine.Boost(_other(one), OTHER_BOOST) for one in others)))


def _other(named: Word | Phrase) -> engine.Node:
    """Look for another name in all its forms alike: nobody typed one of them."""
    if isinstance(named, Phrase):
        return engine.Phrase(LEMMA, tuple(lemmas(word) for word in named.words), onward=True)
    return engine.DisMax(tuple(engine.Term(LEMMA, lemma) for lemma in lemmas(named.text)))


def _word(word: Word) -> engine.Node:
    """Look for the word as typed, for any of its forms, and a name for what sounds like it.

    Of several lemmas the best counts, so that a word which has many does not outweigh a word which has one.
    """
    parts: list[engine.Node] = [engine.Boost(engine.Term(EXACT, word.text), EXACT_BOOST)]
    if word.mode != "exact":
        parts.append(engine.DisMax(tuple(engine.Term(LEMMA, lemma) for lemma in lemmas(word.text))))
        if term := sound_term(word.text, any_word=word.mode == "sounds"):
            parts.append(engine.Boost(engine.Term(SOUND, term), SOUND_BOOST))
    return parts[0] if len(parts) == 1 else engine.Or(tuple(parts))
