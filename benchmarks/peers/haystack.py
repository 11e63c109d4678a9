"""Engines asked through Haystack's ``SearchQuerySet``: the archive's, and the Whoosh backend that Haystack ships."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import islice
from operator import and_, or_
from pathlib import Path

from haystack import connections
from haystack.query import SQ, SearchQuerySet

from benchmarks import corpus
from benchmarks.passages import public
from benchmarks.passages.models import Passage
from benchmarks.peers import Found, Peer, Spans
from benchmarks.queries import FACETS, Query

_FILTERS = {"phrase": "text__exact", "prefix": "text__startswith", "fuzzy": "text__fuzzy"}


class Haystack(Peer):
    """The archive's engine as a Haystack backend."""

    name = "archive through Haystack"
    connection = "default"
    batch = 1000  # objects that update_index hands over at a time

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for options in connections.connections_info.values():
            # Haystack makes the default backend too whenever another is asked, and it wants a path.
            options["PATH"] = options["PATH"] or str(folder / "unused")
        connections.connections_info[self.connection]["PATH"] = str(folder / "index")
        connections.reload(self.connection)
        self._index = connections[self.connection].get_unified_index().get_index(Passage)
        self._backend = connections[self.connection].get_backend()

    def build(self, passages: Iterable[corpus.Passage]) -> None:
        source = iter(passages)
        while batch := list(islice(source, self.batch)):
            self._backend.update(self._index, [_row(passage) for passage in batch])
        if self.keeps_pace:
            self._backend.optimize()  # both are asked in their best state: one segment

    def replace(self, interview_id: int, passages: Sequence[corpus.Passage]) -> None:
        self._backend.update(self._index, [_row(passage) for passage in passages])

    def ask(self, query: Query) -> Found:
        asked = SearchQuerySet(using=self.connection).filter(_condition(query))
        if query.theme:
            asked = asked.filter(theme__exact=query.theme)
        if query.years:
            asked = asked.filter(left_year__range=query.years)
        if query.offsets:
            asked = asked.highlight()
        if query.facets:
            for name in FACETS:
                asked = asked.facet(name)
        hits = asked[query.offset : query.offset + query.limit]
        # The first twenty and the count are of one run; asked in the other order, they would be of two.
        found = Found(asked.count(), [int(hit.pk) for hit in hits], [hit.text for hit in hits])
        if query.offsets:
            found.offsets = [self._spans(hit.highlighted) for hit in hits]
        if query.facets:
            fields = asked.facet_counts()["fields"]
            found.facets = {
                name: {str(value): count for value, count in fields[name] if value is not None} for name in FACETS
            }
        return found

    def _spans(self, highlighted: dict[str, Spans]) -> Spans:
        return highlighted["text"]

    def close(self) -> None:
        """Nothing is held: Haystack's connections live as long as the process."""


class Stock(Haystack):
    """Haystack's Whoosh backend as shipped. It marks words in a text of its own, and tells no offsets."""

    name = "Haystack as shipped"
    connection = "stock"
    keeps_pace = False
    # All at once: handed over by the thousand, 100,000 passages take it hours of merging. It ends with one segment.
    batch = 1_000_000

    def _spans(self, highlighted: dict[str, Spans]) -> Spans:
        return []


def _condition(query: Query) -> SQ:
    if query.how in _FILTERS:
        return SQ(**{_FILTERS[query.how]: " ".join(query.words)})
    return reduce(and_ if query.how == "all" else or_, (SQ(text=word) for word in query.words))


def _row(passage: corpus.Passage) -> Passage:
    public.publish(passage.interview_id)
    return Passage(
        pk=passage.segment_id,
        interview_id=passage.interview_id,
        revision=1,
        language=passage.language,
        branch=passage.branch,
        rank=passage.rank,
        left_year=passage.left_year,
        theme=list(passage.themes),
        text=passage.text,
    )
