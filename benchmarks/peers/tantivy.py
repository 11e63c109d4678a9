"""tantivy through its Python package: fast fields for facets, an inverted index for words and filters."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from benchmarks.corpus import Passage
from benchmarks.peers import Found, Peer, Spans
from benchmarks.queries import FACETS, Query

_MEMORY = 256_000_000
_THREADS = 2
_AGGREGATIONS = {name: {"terms": {"field": name, "size": 1000}} for name in FACETS}


class Tantivy(Peer):
    """An index in a folder, asked by one thread."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True)
        builder.add_unsigned_field("segment_id", stored=True)
        builder.add_unsigned_field("interview_id", indexed=True)
        builder.add_unsigned_field("left_year", indexed=True, fast=True)
        for name in ("language", "branch", "rank", "theme"):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()
        self._writer: tantivy.IndexWriter | None = None

    def build(self, passages: Iterable[Passage]) -> None:
        writer = self._index.writer(_MEMORY, _THREADS)
        for passage in passages:
            writer.add_document(_document(passage))
        writer.commit()
        writer.wait_merging_threads()
        self._reopen()

    def replace(self, interview_id: int, passages: Sequence[Passage]) -> None:
        # As a server would, keep the writer, whose threads merge beside the commits.
        writer = self._writer = self._writer or self._index.writer(_MEMORY, 1)
        writer.delete_documents_by_term("interview_id", interview_id)
        for passage in passages:
            writer.add_document(_document(passage))
        writer.commit()
        self._reopen()

    def _reopen(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, query: Query) -> Found:
        asked = self._query(query)
        result = self._searcher.search(asked, limit=query.limit, offset=query.offset)
        documents = [self._searcher.doc(address) for _, address in result.hits]
        texts = [document.get_first("text") for document in documents]
        found = Found(result.count, [document.get_first("segment_id") for document in documents], texts)
        if query.offsets:
            snippets = tantivy.SnippetGenerator.create(self._searcher, asked, self._schema, "text")
            snippets.set_max_num_chars(100_000)
            found.offsets = [_spans(snippets.snippet_from_doc(document)) for document in documents]
        if query.facets:
            for name, answer in self._searcher.aggregate(asked, _AGGREGATIONS).items():
                found.facets[name] = {str(bucket["key"]): bucket["doc_count"] for bucket in answer["buckets"]}
        return found

    def _query(self, query: Query) -> tantivy.Query:
        words = self._words(query)
        if not (query.theme or query.years):
            return words
        parts = [(tantivy.Occur.Must, words)]
        filters = []
        if query.theme:
            filters.append(tantivy.Query.term_query(self._schema, "theme", query.theme, "basic"))
        if query.years:
            kind = tantivy.FieldType.Unsigned
            filters.append(tantivy.Query.range_query(self._schema, "left_year", kind, *query.years))
        parts += [(tantivy.Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in filters]
        return tantivy.Query.boolean_query(parts)

    def _words(self, query: Query) -> tantivy.Query:
        make, schema = tantivy.Query, self._schema
        if query.how == "phrase":
            return make.phrase_query(schema, "text", list(query.words))
        if query.how == "prefix":
            return make.regex_query(schema, "text", f"{re.escape(query.words[0])}.*")
        if query.how == "fuzzy":
            return make.fuzzy_term_query(schema, "text", query.words[0], 1, transposition_cost_one=False)
        terms = [make.term_query(schema, "text", word) for word in query.words]
        occur = tantivy.Occur.Must if query.how == "all" else tantivy.Occur.Should
        return terms[0] if len(terms) == 1 else make.boolean_query([(occur, term) for term in terms])

    def close(self) -> None:
        if self._writer:
            self._writer.wait_merging_threads()


def _document(passage: Passage) -> tantivy.Document:
    document = tantivy.Document()
    for name in ("segment_id", "interview_id", "left_year"):
        document.add_unsigned(name, getattr(passage, name))
    for name in ("language", "branch", "rank", "text"):
        document.add_text(name, getattr(passage, name))
    for theme in passage.themes:
        document.add_text("theme", theme)
    return document


def _spans(snippet: tantivy.Snippet) -> Spans:
    """Return the spans in characters: tantivy counts bytes."""
    raw = snippet.fragment().encode()
    return [(len(raw[: span.start].decode()), len(raw[: span.end].decode())) for span in snippet.highlighted()]
