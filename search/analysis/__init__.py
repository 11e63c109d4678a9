"""Words to index terms, the same for every language, for documents and queries alike."""

from search.analysis.folding import fold
from search.analysis.lemmas import is_name, lemmas, open_dictionaries
from search.analysis.sound import consonants, sound
from search.analysis.tokens import Token, as_written, tokens

__all__ = ["Token", "as_written", "consonants", "fold", "is_name", "lemmas", "open_dictionaries", "sound", "tokens"]
