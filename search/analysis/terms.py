"""What the index keeps of a word as written, and what a query for a word looks for there."""

from search.analysis.folding import fold
from search.analysis.lemmas import is_name, lemmas
from search.analysis.sound import name_sound, sound
from search.analysis.tokens import LONGEST

NAMED = "+"
"""Begins the sound keys of words that may be names."""


def exact_terms(word: str) -> tuple[str, ...]:
    """Return the word as it was said, folded."""
    return (fold(word)[:LONGEST],)


def lemma_terms(word: str) -> tuple[str, ...]:
    """Return what all forms of the word share, in every language that knows it."""
    return lemmas(fold(word)[:LONGEST])


def sound_terms(word: str) -> tuple[str, ...]:
    """Return what the word sounds like; twice if it has a capital or no dictionary knows it, as names do."""
    folded = fold(word)[:LONGEST]
    key = sound(folded)
    if not key:
        return ()
    return (key, NAMED + name_sound(folded)) if word[0].isupper() or is_name(folded) else (key,)


def sound_term(word: str, *, any_word: bool) -> str:
    """Return the term to look for of what the folded ``word`` sounds like; "" if there is none.

    Unless ``any_word`` is asked for, only a word that may be a name has one, and it finds such words alone.
    """
    if any_word:
        return sound(word)
    key = name_sound(word) if is_name(word) else ""
    return NAMED + key if key else ""
