"""More like this: the words that mark a text, as a query."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from search.whoosh_engine import wording
from search.whoosh_engine.engine import Engine
from search.whoosh_engine.fields import Text
from search.whoosh_engine.matching import Matcher
from search.whoosh_engine.queries import Boost, Node, Nothing, Or, Term

MOST_WORDS = 25


def like(
    engine: Engine, texts: Sequence[Text], said: str, *, mask: Mapping[int, int] | None = None, most: int = MOST_WORDS
) -> Node:
    """Return a query for the ``most`` words of ``said`` that are frequent in it and rare elsewhere.

    Words that no other document has find nothing and are left out. Counted over the documents that exist.
    """
    matcher = Matcher(engine.snapshot().view(mask))
    weighed: list[tuple[float, Term]] = []
    for text in texts:
        counted = Counter(term for one in wording.words(engine.schema, said) for term in text.terms(one))
        for term, often in counted.items():
            node = Term(text.name, term)
            holders = len(matcher.match(node))
            if holders > 1:
                weighed.append((often * (log(matcher.view.count / holders) + 0.1), node))
    best = sorted(weighed, key=lambda one: (-one[0], one[1].field, one[1].text))[:most]
    if not best:
        return Nothing()
    return Or(tuple(Boost(node, weight / best[0][0]) for weight, node in best))
