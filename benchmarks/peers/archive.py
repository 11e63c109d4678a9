"""The archive's own engine, asked by its own call and behind the mask of public interviews, as the archive asks it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from benchmarks.corpus import Passage
from benchmarks.peers import Found, Peer
from benchmarks.queries import FACETS, Query
from search.analysis.terms import exact_terms, lemma_terms, sound_terms
from search.whoosh_engine import (
    And,
    Answer,
    Column,
    Engine,
    Fuzzy,
    Mask,
    Node,
    Only,
    Or,
    Phrase,
    Prefix,
    Request,
    Row,
    Schema,
    Term,
    Text,
)

COLUMNS = (
    Column("segment_id", "int"),
    Column("interview_id", "int"),
    Column("revision", "int"),
    Column("language"),
    Column("branch"),
    Column("rank"),
    Column("left_year"),
    Column("theme", many=True),
)
_SHOWN = ("segment_id", "interview_id", "text")


def lower(word: str) -> tuple[str, ...]:
    """Return the only term of a word: the word in lower case, as the peers have it."""
    return (word.lower(),)


def schema(*texts: Text) -> Schema:
    """Return the schema of a passage with these texts made of it."""
    return Schema(texts, COLUMNS, key="segment_id", words=r"[^\W_]+", mask=("interview_id", "revision"), version="1")


class Archive(Peer):
    """One text field with the words in lower case."""

    name = "archive"
    schema = schema(Text("text", "text", lower, stored=True))

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.engine = Engine(folder / "index", self.schema)
        self._public: dict[int, int] = {}
        self._mask: Mask | None = None

    def build(self, passages: Iterable[Passage]) -> None:
        self.engine.rebuild(lambda: self._documents(passages))
        self._mask = None

    def replace(self, interview_id: int, passages: Sequence[Passage]) -> None:
        self.engine.replace("interview_id", [interview_id], lambda: self._documents(passages))
        self.engine.snapshot()
        self._mask = None

    def _documents(self, passages: Iterable[Passage]) -> Iterator[dict[str, str | int | tuple[str, ...]]]:
        for passage in passages:
            self._public[passage.interview_id] = 1
            yield {
                "segment_id": passage.segment_id,
                "interview_id": passage.interview_id,
                "revision": 1,
                "language": passage.language,
                "branch": passage.branch,
                "rank": passage.rank,
                "left_year": str(passage.left_year),
                "theme": passage.themes,
                "text": passage.text,
            }

    def can(self, query: Query) -> bool:
        return True

    def ask(self, query: Query) -> Found:
        # The peers know no mask, so making one is not a part of what they do; the whole page makes its own.
        self._mask = self._mask or Mask(self._public)
        return _found(self.engine.search(_request(query), mask=self._mask))

    def close(self) -> None:
        """Nothing is held: the engine keeps a generation for as long as it is the latest."""


class Analysed(Archive):
    """The same with the archive's analysis: folded words, their lemmas and their sound beside them."""

    name = "archive, all fields"
    schema = schema(
        Text("exact", "text", exact_terms, boost=2.0, stored=True),
        Text("lemma", "text", lemma_terms),
        Text("sound", "text", sound_terms),
    )

    def can(self, query: Query) -> bool:
        return False


def _request(query: Query) -> Request:
    filters = []
    if query.theme:
        filters.append(Only("theme", (query.theme,)))
    if query.years:
        first, last = query.years
        filters.append(Only("left_year", low=str(first), high=str(last)))
    return Request(
        _node(query),
        tuple(filters),
        facets=FACETS if query.facets else (),
        offset=query.offset,
        limit=query.limit,
        offsets=query.offsets,
        fields=_SHOWN,
        group="interview_id" if query.grouped else "",
    )


def _node(query: Query) -> Node:
    if query.how == "phrase":
        return Phrase("text", tuple((word,) for word in query.words))
    if query.how == "prefix":
        return Prefix("text", query.words[0])
    if query.how == "fuzzy":
        return Fuzzy("text", query.words[0], 1)
    terms = tuple(Term("text", word) for word in query.words)
    if len(terms) == 1:
        return terms[0]
    return And(terms) if query.how == "all" else Or(terms)


def _found(answer: Answer) -> Found:
    rows: Sequence[Row] = answer.rows or [row for group in answer.groups for row in group.rows]
    return Found(
        answer.count,
        cast("list[int]", [row.key for row in rows]),
        cast("list[str]", [row.values["text"] for row in rows]),
        [row.matches for row in rows],
        {name: {str(value): count for value, count in pairs} for name, pairs in answer.facets.items()},
        answer.group_count,
    )
