"""Words to index terms, the same for every language, for documents and queries alike."""

from search.analysis.folding import fold
from search.analysis.stems import stems
from search.analysis.tokens import Token, tokens

__all__ = ["Token", "fold", "stems", "tokens"]
