"""The reader's query as the engine's: which fields a word is looked for in, and what each of them weighs."""

from search.analysis import stems
from search.query import And, Any, Fuzzy, Node, Not, Or, Phrase, Prefix, Word, allowed_distance
from search.schema import EXACT, STEM
from search.whoosh_engine import queries as engine

EXACT_BOOST = 2.0
LOOSE_BOOST = 0.3
OTHER_BOOST = 0.7  # of another name for what was typed
_SHORT = 3  # letters up to which no other word sounds like it


def emit(tree: Node | None) -> engine.Node:
    """Return ``tree`` for the engine; no tree at all is everything."""
    match tree:
        case None:
            return engine.Everything()
        case Word():
            return _word(tree)
        case Phrase(words, mode):
            exact = engine.Boost(engine.Phrase(EXACT, tuple((word,) for word in words)), EXACT_BOOST)
            if mode == "exact":
                return exact
            return engine.Or((exact, engine.Phrase(STEM, tuple(stems(word) for word in words))))
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
        case Any(typed, others):
            return engine.DisMax((emit(typed), *(engine.Boost(_other(one), OTHER_BOOST) for one in others)))


def _other(named: Word | Phrase) -> engine.Node:
    """Look for another name in all its forms alike: nobody typed one of them."""
    if isinstance(named, Phrase):
        return engine.Phrase(STEM, tuple(stems(word) for word in named.words))
    return engine.DisMax(tuple(engine.Term(STEM, stem) for stem in stems(named.text)))


def _word(word: Word) -> engine.Node:
    """Look for the word as typed, and for any of its forms; of several stems the best counts, so that none adds up."""
    parts: list[engine.Node] = [engine.Boost(engine.Term(EXACT, word.text), EXACT_BOOST)]
    if word.mode != "exact":
        parts.append(engine.DisMax(tuple(engine.Term(STEM, stem) for stem in stems(word.text))))
    if word.mode == "sounds" and len(word.text) > _SHORT:
        near = engine.Fuzzy(EXACT, word.text, allowed_distance(word.text))
        parts.append(engine.Boost(near, LOOSE_BOOST))
    return parts[0] if len(parts) == 1 else engine.Or(tuple(parts))
