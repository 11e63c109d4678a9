"""Phrases that end in the next document, words that stand near each other, and documents that belong together."""

import pytest

from search.whoosh_engine import And, AtLeast, Boost, Engine, Node, Not, Or, Phrase, Related, Request, Term, Together
from search.whoosh_engine.answers import Collapse
from tests.search.engine.corpora import SCHEMA

TEXTS = {
    100: "we raised the right",
    101: "hand and swore. An oath",
    103: "is an oath",
    200: "the oath, and order",
    201: "order, with many other words between it and the word oath",
    202: "oath order",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    engine = Engine(tmp_path_factory.mktemp("engine") / "index", SCHEMA)
    engine.rebuild(
        lambda: [
            {"segment_id": key, "interview_id": key // 100, "revision": 1, "scene": key % 100, "text": text}
            | ({"heading": "the loyalty oath"} if key == 100 else {})
            for key, text in TEXTS.items()
        ]
    )
    return engine


def found(engine: Engine, query: Node, mask=None, **request) -> dict[int, list[str]]:
    """Return what is marked in each document that is found, by its key, in the order of the findings."""
    rows = engine.search(Request(query, offsets=True, **request), mask=mask).rows
    return {row.key: [TEXTS[row.key][start:end] for start, end in row.matches] for row in rows}


def phrase(said: str, *, onward: bool = True, slop: int = 1) -> Phrase:
    return Phrase("exact", tuple((word,) for word in said.split()), slop, onward)


def test_a_phrase_that_ends_in_the_next_document_is_found_where_it_begins_and_marked_to_the_end_of_it(engine):
    assert found(engine, phrase("right hand")) == {100: ["right"]}
    assert found(engine, phrase("wrong hand and")) == {}
    assert found(engine, phrase("right hand and swore")) == {100: ["right"]}
    assert found(engine, phrase("right hand", onward=False)) == {}


def test_a_phrase_within_the_next_document_is_found_in_that_one_alone(engine):
    assert found(engine, phrase("hand and")) == {101: ["hand and"]}


def test_what_comes_after_a_gap_does_not_follow(engine):
    assert found(engine, phrase("oath is")) == {}


def test_a_hidden_document_follows_none_and_is_followed_by_none(engine):
    hidden = {1: 2, 2: 1}
    assert found(engine, phrase("right hand"), hidden) == {}


def test_words_between_are_allowed_across_the_border_too(engine):
    assert found(engine, phrase("raised hand", slop=3)) == {100: ["raised the right"]}
    assert found(engine, phrase("right swore", slop=2)) == {}
    assert found(engine, phrase("right swore", slop=3)) == {100: ["right"]}


def test_a_replaced_document_is_followed_by_what_is_there_in_its_place(engine, tmp_path):
    own = Engine(tmp_path / "index", SCHEMA)
    for said in ("hand", "foot"):
        documents = [
            {"segment_id": 100 + n, "interview_id": 1, "text": text} for n, text in enumerate(["the right", said])
        ]
        if said == "hand":
            own.rebuild(lambda documents=documents: documents)
        else:
            own.replace("segment_id", [101], lambda documents=documents: documents[1:])
    assert [row.key for row in own.search(Request(phrase("right foot"))).rows] == [100]
    assert own.search(Request(phrase("right hand"))).count == 0


def words(*several: str) -> tuple[tuple[Term, ...], ...]:
    return tuple((Term("exact", one),) for one in several)


def test_documents_come_first_in_which_the_words_stand_near_each_other(engine):
    both = And((Term("exact", "oath"), Term("exact", "order")))
    scores = {row.key: row.score for row in engine.search(Request(both)).rows}
    answer = engine.search(Request(both, together=Together(words("oath", "order"), boost=1.0)))
    raised = {row.key: row.score / scores[row.key] for row in answer.rows}
    assert raised == {202: pytest.approx(2), 200: pytest.approx(1.5), 201: pytest.approx(1.1)}
    assert next(iter(raised)) == 202


def test_a_word_is_not_near_to_itself(engine):
    oath = Term("exact", "oath")
    before = [row.score for row in engine.search(Request(oath)).rows]
    assert [row.score for row in engine.search(Request(oath, together=Together(words("oath", "oath")))).rows] == before


def test_only_the_first_few_are_looked_at(engine):
    oath = Term("exact", "oath")
    before = engine.search(Request(oath)).rows
    one = Together(words("oath", "order"), most=1)
    after = {row.key: row.score for row in engine.search(Request(oath, together=one)).rows}
    assert [row.key for row in before if after[row.key] > row.score] == [before[0].key] == [202]


def test_words_of_different_sources_cannot_be_near(engine):
    apart = Together(((Term("exact", "oath"),), (Term("title", "oath"),)))
    with pytest.raises(ValueError, match="sources"):
        engine.search(Request(Term("exact", "oath"), together=apart))


def test_what_is_said_of_one_document_finds_those_that_belong_to_it(engine):
    loyalty = Related(Term("title", "loyalty"), "interview_id")
    assert sorted(found(engine, loyalty)) == [100, 101, 103]
    assert list(found(engine, And((Term("exact", "oath"), loyalty)))) == [103, 101]
    assert sorted(found(engine, And((Term("exact", "oath"), Not(loyalty))))) == [200, 201, 202]
    assert found(engine, loyalty, {1: 2, 2: 1}) == {}


def test_all_that_belong_together_get_the_best_score_of_one(engine):
    loyalty = Term("title", "loyalty")
    score = engine.search(Request(loyalty)).rows[0].score
    assert {row.score for row in engine.search(Request(Related(loyalty, "interview_id"))).rows} == {score}


def test_a_query_says_which_document_stands_for_a_finding(engine):
    either = Or((Term("exact", "oath"), Boost(Term("exact", "hand"), 0.1)))
    for word, shown in (("hand", 101), ("is", 103)):
        collapse = Collapse("interview_id", (Term("exact", word),))
        assert shown in found(engine, either, collapse=collapse)


def test_too_few_of_several_parts_give_nothing_to_what_else_is_found(engine):
    oath, order, hand = (Term("exact", word) for word in ("oath", "order", "hand"))
    alone = {row.key: row.score for row in engine.search(Request(oath)).rows}
    either = {row.key: row.score for row in engine.search(Request(Or((oath, AtLeast((order, hand), 2))))).rows}
    assert either == alone
