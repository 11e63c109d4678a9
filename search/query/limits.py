"""How much one query may ask for, and what is said where it asks for more."""

LONGEST_QUERY = 200
MOST_WORDS = 16
DEEPEST = 10
SHORTEST_PREFIX = 3
SHORTEST_FUZZY = 4
NEAR_BY_ITSELF = 10
"""How far apart the words of a ``NEAR`` without a number may stand."""
MOST_APART = 100


class QueryRefused(ValueError):
    """The query is past a limit; ``message`` says what to change, in the reader's language.

    ``offer`` is a query that keeps to the limits and is near to what was typed, if there is one.
    """

    def __init__(self, message: str, offer: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offer = offer


class SearchTooLong(QueryRefused):
    """The search would have taken over its time."""


def allowed_distance(word: str) -> int:
    """Return how many letters ``word~`` may differ in: one for short words, two from six letters on."""
    return 1 if len(word) < 6 else 2
