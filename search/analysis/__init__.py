"""Words to index terms, the same for every language, for documents and queries alike."""

from search.analysis.folding import fold
from search.analysis.lemmas import is_name, lemmas, open_dictionaries
from search.analysis.sound import sound
from search.analysis.tokens import Token, tokens

__all__ = ["Token", "fold", "is_name", "lemmas", "open_dictionaries", "sound", "tokens"]
