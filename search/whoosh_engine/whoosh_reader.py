"""Whoosh's own searcher over this engine's files: ordinary Whoosh queries, matchers and weightings work on it.

Slow, posting by posting; for queries that the engine does not know itself, and to compare the two. Documents that don't
exist for the view are left out altogether, so that Whoosh's scores are counted without them too.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain

import numpy as np
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import IndexReader, TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from search.whoosh_engine import terms
from search.whoosh_engine.fields import Column, Text
from search.whoosh_engine.matching import Matcher as Postings
from search.whoosh_engine.postings import PLACE_BITS
from search.whoosh_engine.queries import Among, Term
from search.whoosh_engine.snapshot import View
from search.whoosh_engine.stretches import Ints
from search.whoosh_engine.whoosh_queries import Translator, value_of

PLACES = "positions"


class PlacesMatcher(ListMatcher):
    """A Whoosh matcher over the documents of one term, with their positions as lists of numbers."""

    def id(self) -> int:
        """Return the document at hand; at the end the last one, as Whoosh's own do: its AndNot asks there too."""
        return int(self._ids[min(self._i, len(self._ids) - 1)])

    def supports(self, astype: str) -> bool:
        """Tell whether postings can be read as ``astype``."""
        return astype in (PLACES, "weight")

    def value_as(self, astype: str) -> object:
        """Return the positions, or the weight, of the posting at hand."""
        if astype == PLACES:
            return self._values[self._i] if self._values else []
        return self.weight()


class ArrayReader(IndexReader):
    """A Whoosh reader of a view. Document numbers count only documents that exist."""

    def __init__(self, view: View) -> None:
        self.view, self.snapshot = view, view.snapshot
        self._postings = Postings(view)
        self._numbers = np.cumsum(view.allowed) - 1
        self.schema = Translator(self.snapshot.schema, self.snapshot.schema.texts[:1]).whoosh_schema

    def _field(self, name: str) -> Text | Column:
        for text in self.snapshot.schema.texts:
            if text.name == name:
                return text
        return self.snapshot.schema.column(name)

    def _documents(self, name: str, term: bytes) -> Ints:
        said = term.decode("utf-8", "surrogatepass")
        field = self._field(name)
        if isinstance(field, Text):
            return self._postings.match(Term(name, said))
        return self._postings.match(Among(name, (value_of(field, said),)))

    def _bytes(self, name: str, text: str | bytes) -> bytes:
        return text if isinstance(text, bytes) else terms.encoded(text)

    def indexed_field_names(self) -> list[str]:
        """Return the names of all fields."""
        return [str(name) for name in self.schema.names()]

    def lexicon(self, fieldname: str) -> Iterator[bytes]:
        """Yield the terms of a field that a document has, sorted."""
        for term in self.every_term(fieldname):
            if len(self._documents(fieldname, term)):
                yield term

    def every_term(self, name: str) -> list[bytes]:
        """Return the terms that are in the files, also those of documents that don't exist any more."""
        field = self._field(name)
        if isinstance(field, Text):
            lists = (part.terms.all() for _, part in terms.parts(self.snapshot, field))
            return sorted(set(chain.from_iterable(lists)))
        return sorted(terms.encoded(str(value)) for value in self.snapshot.coded(name).values)

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every field and term."""
        for name in self.indexed_field_names():
            for term in self.lexicon(name):
                yield name, term

    def terms_from(self, fieldname: str, prefix: str | bytes) -> Iterator[tuple[str, bytes]]:
        """Yield fields and terms from ``prefix`` on."""
        begin = self._bytes(fieldname, prefix)
        return ((fieldname, term) for term in self.lexicon(fieldname) if term >= begin)

    def __contains__(self, term: tuple[str, str | bytes]) -> bool:
        name, text = term
        return name in self.schema and bool(len(self._documents(name, self._bytes(name, text))))

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        """Return the numbers of a term; raise Whoosh's ``TermNotFound``."""
        documents, weights = self._weighed(fieldname, self._bytes(fieldname, text))
        lengths = self._lengths(fieldname)[documents]
        return TermInfo(
            weight=float(weights.sum()), df=len(documents), minlength=int(lengths.min()), maxlength=int(lengths.max()),
            maxweight=float(weights.max()), minid=int(documents[0]), maxid=int(documents[-1]),
        )  # fmt: skip

    def _weighed(self, name: str, term: bytes) -> tuple[Ints, Ints]:
        documents = self._documents(name, term)
        if not len(documents):
            raise TermNotFound((name, term))
        if isinstance(self._field(name), Text):
            found = self._postings.found(Term(name, term.decode("utf-8", "surrogatepass")))
            return self._numbers[documents], found.frequencies.astype(np.int64)
        return self._numbers[documents], np.ones(len(documents), dtype=np.int64)

    def postings(self, fieldname: str, text: str | bytes, scorer: BaseScorer | None = None) -> Matcher:
        """Return a matcher of a term's documents; raise Whoosh's ``TermNotFound``."""
        term = self._bytes(fieldname, text)
        numbers, weights = self._weighed(fieldname, term)
        return PlacesMatcher(
            numbers.tolist(), weights.astype(float).tolist(), values=self._places(fieldname, term), scorer=scorer,
            term=(fieldname, term), terminfo=self.term_info(fieldname, term),
        )  # fmt: skip

    def _places(self, name: str, term: bytes) -> list[list[int]] | None:
        field = self._field(name)
        if not isinstance(field, Text):
            return None
        node = Term(name, term.decode("utf-8", "surrogatepass"))
        found = self._postings.found(node)
        every = self._postings.places(field, found.ranges, found.documents)
        cuts = np.flatnonzero(np.diff(every >> PLACE_BITS)) + 1
        return [(one & ((1 << PLACE_BITS) - 1)).tolist() for one in np.split(every, cuts)]

    def has_deletions(self) -> bool:
        """Return False: what is deleted has no number here."""
        return False

    def is_deleted(self, docnum: int) -> bool:
        """Return False, likewise."""
        return False

    def doc_count_all(self) -> int:
        """Return how many documents exist."""
        return self.view.count

    doc_count = doc_count_all

    @cached_property
    def documents(self) -> Ints:
        """The engine's numbers of the documents, by Whoosh's."""
        return self.view.everything

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """Return the columns of a document, and its texts if they are kept."""
        schema = self.snapshot.schema
        names = [column.name for column in schema.columns]
        names += [source for source in schema.sources if schema.stores(source) and source not in names]
        own = self.documents[docnum : docnum + 1]
        return {name: self.snapshot.values(name, own)[0] for name in names}

    def _lengths(self, name: str) -> Ints:
        field = self._field(name)
        if isinstance(field, Text):
            return self.snapshot.lengths(field.source)[self.documents]
        return np.ones(self.view.count, dtype=np.int64)

    def field_length(self, fieldname: str) -> int:
        """Return the number of words in a field of all documents."""
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """Return the number of words of the shortest document."""
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """Return the number of words of the longest document."""
        return int(self._lengths(fieldname).max(initial=0))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the number of words of a document."""
        return int(self._lengths(fieldname)[docnum])

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        """Return how many documents have a term."""
        return len(self._documents(fieldname, self._bytes(fieldname, text)))

    def frequency(self, fieldname: str, text: str | bytes) -> float:
        """Return how often a term stands in all documents."""
        term = self._bytes(fieldname, text)
        return float(self._weighed(fieldname, term)[1].sum()) if (fieldname, term) in self else 0.0

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Return False: there are no vectors."""
        return False
