"""What the desk asks of the grammar: the words of a text with the terms by which their forms are known."""

from functools import lru_cache

from interviews.word_forms import Known, Word
from search.analysis.folding import fold
from search.analysis.guessing import GUESSED
from search.analysis.lemmas import is_name, lemmas
from search.analysis.tokens import LONGEST, tokens


def read(text: str) -> list[Word]:
    """Return the words of ``text`` in order, each with the terms that all its forms share."""
    return [Word(_terms(token.text), token.start, token.end) for token in tokens(text)]


def known(word: str) -> Known:
    """Tell how well the dictionaries know ``word``."""
    folded = fold(word)[:LONGEST]
    if lemmas(folded)[0].startswith(GUESSED):
        return Known.NOT
    return Known.AS_NAME if is_name(folded) else Known.AS_WORD


@lru_cache(maxsize=1 << 15)
def _terms(word: str) -> frozenset[str]:
    return frozenset(lemmas(word))
