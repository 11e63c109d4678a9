"""The reader's query as the engine's: which fields a word is looked for in, and what each of them weighs."""

from search.analysis import lemmas
from search.analysis.terms import sound_term
from search.query import And, Any, AtLeast, Field, Fuzzy, Having, Near, Node, Not, Or, Phrase, Prefix, Word
from search.schema import EXACT, LEMMA, SOUND
from search.whoosh_engine import queries as engine

EXACT_BOOST = 2.0
SOUND_BOOST = 0.3
OTHER_BOOST = 0.7  # of another name for what was typed


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
            return engine.Or((exact, engine.Phrase(LEMMA, tuple(lemmas(word) for word in words))))
        case Prefix(text):
            return engine.Prefix(EXACT, text)
        case Fuzzy(text, distance):
            return engine.Fuzzy(EXACT, text, distance)
        case And(parts):
            return engine.And(tuple(map(emit, parts)))
        case Or(parts):
            return engine.Or(tuple(map(emit, parts)))
        case AtLeast(parts, least):
            return engine.AtLeast(tuple(map(emit, parts)), least)
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
        return engine.Phrase(LEMMA, tuple(lemmas(word) for word in named.words))
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
