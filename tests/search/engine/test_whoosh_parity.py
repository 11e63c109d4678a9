"""Whoosh's own searcher over our files finds what the engine finds, and scores it alike.

Two of Whoosh 2.7.4's queries cannot be compared: its AndNot, which And makes of a Not inside, keeps a first document
that should be left out, on files of its own too; its DisjunctionMax takes the score of whichever part is ahead.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from search.whoosh_engine import Among, And, Engine, Everything, Not, Or, Phrase, Prefix, Request, Term
from search.whoosh_engine.whoosh_reader import ArrayReader
from tests.search.engine import corpora
from tests.search.engine.corpora import QUICK

# Whoosh weighs every text among all documents, those that lack it too.
SCHEMA = replace(corpora.SCHEMA, texts=tuple(replace(text, boost=1.0, sparse=False) for text in corpora.SCHEMA.texts))

words = st.builds(Term, corpora.fields, corpora.forms)
scored = st.recursive(
    words,
    lambda inner: (
        st.builds(lambda parts: And(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
        | st.builds(lambda parts: Or(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
    ),
    max_leaves=6,
)
_one_way = st.sampled_from([(1, 2), (1, 3), (2, 2)])  # slop and words: of three with gaps Whoosh sees fewer places
phrases = _one_way.flatmap(
    lambda shape: st.builds(
        lambda field, said: Phrase(field, tuple((word,) for word in said), shape[0]),
        corpora.fields,
        st.lists(corpora.forms, min_size=shape[1], max_size=shape[1]),
    )
)
found_only = (
    phrases
    | st.builds(Prefix, corpora.fields, st.sampled_from(["м", "мов", "о", "x", "дом"]))
    | st.sampled_from(["be", "ru", "BE"]).map(lambda name: Among("language", (name,)))
    | st.integers(1, 4).map(lambda pk: Among("interview_id", (pk,)))
    | st.just(Everything())
)
mixed = st.builds(lambda one, other: And((one, other)), scored, found_only) | found_only | found_only.map(Not)


def in_whoosh(node) -> whoosh.Query:
    """Return the same query as Whoosh's objects."""
    match node:
        case Term(field, text):
            return whoosh.Term(field, text)
        case Prefix(field, text):
            return whoosh.Prefix(field, text)
        case Phrase(field, slots, slop):
            return whoosh.Phrase(field, [word for (word,) in slots], slop=slop)
        case Among(column, (value,)):
            return whoosh.Term(column, str(value))
        case And(parts):
            return whoosh.And(list(map(in_whoosh, parts)))
        case Or(parts):
            return whoosh.Or(list(map(in_whoosh, parts)))
        case Not(part):
            return whoosh.Not(in_whoosh(part))
        case Everything():
            return whoosh.Every()
    raise TypeError(node)


def by_whoosh(engine: Engine, mask: dict | None, node) -> dict[int, float]:
    """Return keys and scores as Whoosh's searcher finds them."""
    searcher = Searcher(ArrayReader(engine.snapshot().view(mask)), weighting=BM25F())
    return {hit["segment_id"]: hit.score for hit in searcher.search(in_whoosh(node), limit=None)}


def by_us(engine: Engine, mask: dict | None, node) -> dict[int, float]:
    return {row.key: row.score for row in engine.search(Request(node, limit=None), mask=mask).rows}


@QUICK
@given(history=corpora.histories, mask=corpora.masks, nodes=st.lists(scored, min_size=3, max_size=6))
def test_whoosh_finds_and_scores_words_as_we_do(history, mask, nodes):
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), SCHEMA)
        history.play(engine)
        for node in nodes:
            assert by_whoosh(engine, mask, node) == pytest.approx(by_us(engine, mask, node), abs=1e-6, rel=0), node


@settings(QUICK, max_examples=25)
@given(history=corpora.histories, mask=corpora.masks, nodes=st.lists(mixed, min_size=3, max_size=6))
def test_whoosh_finds_with_all_kinds_of_queries_what_we_find(history, mask, nodes):
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), SCHEMA)
        history.play(engine)
        for node in nodes:
            assert by_whoosh(engine, mask, node).keys() == by_us(engine, mask, node).keys(), node


@pytest.mark.slow
@settings(QUICK, max_examples=200)
@given(history=corpora.histories, mask=corpora.masks, nodes=st.lists(scored | mixed, min_size=3, max_size=6))
def test_whoosh_finds_in_many_more_histories_what_we_find(history, mask, nodes):
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), SCHEMA)
        history.play(engine)
        for node in nodes:
            assert by_whoosh(engine, mask, node).keys() == by_us(engine, mask, node).keys(), node


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    engine = Engine(tmp_path_factory.mktemp("whoosh") / "index", SCHEMA)
    corpora.write_by_commits(engine, corpora.large_archive(interviews=8, segments=60))
    return engine


@pytest.mark.parametrize("text", ["мова", "дом", "the", "нікога", "прысяга", "x"])
@pytest.mark.parametrize("field", ["exact", "stem", "title"])
def test_whoosh_scores_a_word_of_hundreds_of_documents_as_we_do(engine, field, text):
    for mask in (None, {1: 1, 2: 1, 5: 2, 8: 1}):
        node = Or((Term(field, text), Term("exact", "order")))
        assert by_whoosh(engine, mask, node) == pytest.approx(by_us(engine, mask, node), abs=1e-6, rel=0)


def test_the_first_page_of_whoosh_is_ours(engine):
    searcher = Searcher(ArrayReader(engine.snapshot().view(None)), weighting=BM25F())
    node = Or((Term("exact", "мова"), Term("stem", "ord"), Term("title", "дом")))
    ours = engine.search(Request(node, limit=10)).rows
    theirs = searcher.search(in_whoosh(node), limit=10)
    assert [hit.score for hit in theirs] == pytest.approx([row.score for row in ours], abs=1e-6, rel=0)


def test_a_matcher_at_its_end_tells_the_last_document_as_those_of_whoosh_do(engine):
    matcher = ArrayReader(engine.snapshot().view(None)).postings("exact", "мова")
    *_others, last = matcher.all_ids()
    matcher.skip_to(last + 1)
    assert not matcher.is_active()
    assert matcher.id() == last


def test_whoosh_reads_the_terms_and_numbers_of_documents_that_exist(engine):
    everything, few = (ArrayReader(engine.snapshot().view(mask)) for mask in (None, {8: 1}))
    assert everything.doc_count() == 480
    assert few.doc_count() == engine.search(Request(limit=0), mask={8: 1}).count
    for reader in (everything, few):
        for term in ("мова", "дом"):
            mask = None if reader is everything else {8: 1}
            assert reader.doc_frequency("exact", term) == len(by_us(engine, mask, Term("exact", term)))
    assert set(few.lexicon("exact")) < set(everything.lexicon("exact"))
