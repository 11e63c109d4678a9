"""The analysis as Whoosh wants it: one analyzer for the words as written, one for their stems."""

from collections.abc import Iterator

from whoosh.analysis import Analyzer, Token

from search.analysis.stems import stems
from search.analysis.tokens import tokens


class ArchiveAnalyzer(Analyzer):
    """Yield a Whoosh token for every word, or for every stem of it, at the word's position. There are no stop words.

    As Whoosh expects, it is one token object, changed and yielded over and over.
    """

    def __init__(self, *, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, start_pos: int = 0, **options: object
    ) -> Iterator[Token]:
        token = Token(positions, chars, **options)
        token.boost, token.stopped = 1.0, False
        for token.pos, word in enumerate(tokens(value), start_pos):
            token.original, token.startchar, token.endchar = word
            for token.text in stems(word.text) if self.stemmed else (word.text,):
                yield token
