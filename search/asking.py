"""The reader's query as the engine's: which fields a word is looked for in, and what each of them weighs.

A word is looked for in what was said, and in what is said about it: themes and gists of the passage, title and summary
of its interview. Of the latter alone no passage is found but the first, so that a word of a title does not list a whole
interview. ``="…"``, phrases within ``Not``, beginnings and near words look into what was said only.
"""

from dataclasses import dataclass

from search.analysis import stems
from search.query import And, Fuzzy, Leaf, Node, Not, Or, Phrase, Prefix, Word, allowed_distance, positive_leaves
from search.schema import ABOUT, EXACT, OWNER, STEM, WHOLE
from search.whoosh_engine import Together
from search.whoosh_engine import queries as engine

EXACT_BOOST = 2.0
LOOSE_BOOST = 0.3
ABOUT_BOOST = 0.5
WHOLE_BOOST = 0.3
NEAR_BOOST = 0.5
_SHORT = 3  # letters up to which no other word sounds like it


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
    leaves = list(positive_leaves(tree))
    said = _either([emit(leaf) for leaf in leaves])
    own = [engine.Term(WHOLE, term) for leaf in leaves if isinstance(leaf, Word) for term in _terms_about(leaf)]
    about = [node for leaf in leaves for node in _about(leaf)]
    # Its factor of 0: what is found must have some word of its own, whose weight is counted already.
    some = engine.Boost(_either([said, *about, *own]), 0)
    query = engine.And((_anywhere(tree), some)) if own else _anywhere(tree)
    words = tuple(_forms(leaf) for leaf in leaves if isinstance(leaf, Word))
    return Asked(query, said, Together(words, NEAR_BOOST) if len(words) > 1 else None)


def _anywhere(tree: Node) -> engine.Node:
    """Return ``tree``, its words looked for in what was said and in what is said about that."""
    match tree:
        case And(parts):
            return engine.And(tuple(map(_anywhere, parts)))
        case Or(parts):
            return engine.Or(tuple(map(_anywhere, parts)))
        case Word():
            whole = tuple(engine.Term(WHOLE, term) for term in _terms_about(tree))
            interview = engine.Boost(engine.Related(engine.DisMax(whole), OWNER), WHOLE_BOOST)
            return _either([emit(tree), *_about(tree), *([interview] if whole else [])])
        case Phrase():
            return _either([emit(tree), *_about(tree)])
        case _:
            return emit(tree)


def _about(leaf: Leaf) -> tuple[engine.Node, ...]:
    """Return what finds ``leaf`` in what is said about a passage; nothing if only what was said is looked into."""
    match leaf:
        case Word() if terms := _terms_about(leaf):
            return (engine.Boost(engine.DisMax(tuple(engine.Term(ABOUT, term) for term in terms)), ABOUT_BOOST),)
        case Phrase(words, mode) if mode != "exact":
            return (engine.Boost(engine.Phrase(ABOUT, tuple(stems(word) for word in words)), ABOUT_BOOST),)
        case _:
            return ()


def _terms_about(word: Word) -> tuple[str, ...]:
    return () if word.mode == "exact" else stems(word.text)


def _forms(word: Word) -> tuple[engine.Term, ...]:
    """Return the terms that stand for a word where it was said."""
    stemmed = () if word.mode == "exact" else tuple(engine.Term(STEM, stem) for stem in stems(word.text))
    return (engine.Term(EXACT, word.text), *stemmed)


def _either(parts: list[engine.Node]) -> engine.Node:
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
            return engine.Or((exact, engine.Phrase(STEM, tuple(stems(word) for word in words), onward=True)))
        case Prefix(text):
            return engine.Prefix(EXACT, text)
        case Fuzzy(text, distance):
            return engine.Fuzzy(EXACT, text, distance)
        case And(parts):
            return engine.And(tuple(map(emit, parts)))
        case Or(parts):
            return engine.Or(tuple(map(emit, parts)))
        case Not(part):
            return engine.Not(emit(part))


def _word(word: Word) -> engine.Node:
    """Look for the word as typed, and for any of its forms; of several stems the best counts, so that none adds up."""
    parts: list[engine.Node] = [engine.Boost(engine.Term(EXACT, word.text), EXACT_BOOST)]
    if word.mode != "exact":
        parts.append(engine.DisMax(tuple(engine.Term(STEM, stem) for stem in stems(word.text))))
    if word.mode == "sounds" and len(word.text) > _SHORT:
        near = engine.Fuzzy(EXACT, word.text, allowed_distance(word.text))
        parts.append(engine.Boost(near, LOOSE_BOOST))
    return parts[0] if len(parts) == 1 else engine.Or(tuple(parts))
