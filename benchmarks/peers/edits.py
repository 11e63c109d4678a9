"""Words of a vocabulary that differ by one letter, for engines that can't find them by themselves."""

from collections.abc import Iterable


class Vocabulary:
    """Words and their letters, kept to be asked."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.letters = sorted({letter for word in self.words for letter in word})

    def near(self, word: str) -> list[str]:
        """Return the words at most one changed, missing or added letter away.

        All that could be written are looked up: about a thousand for a word of eight letters, far fewer than there
        are words to compare.
        """
        found = {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
        for letter in self.letters:
            found.update(word[:at] + letter + word[at + 1 :] for at in range(len(word)))
            found.update(word[:at] + letter + word[at:] for at in range(len(word) + 1))
        return sorted(found & self.words)
