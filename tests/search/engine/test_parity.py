"""For random archives, histories and requests the engine answers as the slow reference does."""

import math
import tempfile
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.whoosh_engine import (
    Among,
    And,
    Answer,
    AtLeast,
    Between,
    Engine,
    Everything,
    Fuzzy,
    Near,
    Node,
    Not,
    Only,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Request,
    Row,
    Schema,
    Term,
    building,
)
from search.whoosh_engine import engine as engine_module
from tests.search.engine import corpora
from tests.search.engine.corpora import QUICK, SCHEMA, History
from tests.search.engine.reference import Reference

asked = st.lists(st.tuples(corpora.requests, corpora.masks), min_size=1, max_size=6)


def assert_same_answers(engine: Engine, documents: list[dict], questions: list[tuple[Request, dict | None]]) -> None:
    for request, mask in questions:
        found = engine.search(request, mask=mask)
        assert_same(found, Reference(engine.schema, documents, mask).answer(request), (request, mask))


def assert_same_vocabulary(engine: Engine, documents: list[dict], mask: dict | None) -> None:
    reference = Reference(engine.schema, documents, mask)
    for text in engine.schema.texts:
        for begun in ("", "м", "ord", "x"):
            words = reference.words_of(text.name, begun)
            assert engine.words(text.name, begun, mask=mask) == words
            for limit in (0, 1, 3, 1000):
                assert engine.completions(text.name, begun, limit, mask=mask) == words[:limit]
        for misspelt, distance in (("мовя", 1), ("ordr", 2), ("прысяга", 0)):
            assert engine.similar(text.name, misspelt, distance, mask=mask) == reference.similar(
                text.name, misspelt, distance
            )


def assert_same(found: Answer, expected: Answer, question: tuple) -> None:
    assert (found.count, found.group_count) == (expected.count, expected.group_count), question
    assert found.facets == expected.facets, question
    assert (found.counts, found.buckets) == (expected.counts, expected.buckets), question
    assert_same_rows(found.rows, expected.rows)
    assert [(one.value, one.count) for one in found.groups] == [(one.value, one.count) for one in expected.groups]
    for one, other in zip(found.groups, expected.groups, strict=True):
        assert_same_rows(one.rows, other.rows)


def assert_same_rows(found: tuple[Row, ...], expected: tuple[Row, ...]) -> None:
    assert [one.key for one in found] == [one.key for one in expected]
    assert [one.score for one in found] == pytest.approx([one.score for one in expected], abs=1e-6, rel=0)
    assert [one.values for one in found] == [one.values for one in expected]
    assert [list(one.matches) for one in found] == [list(one.matches) for one in expected]


def in_folder(schema: Schema, act, *arguments) -> None:
    """Call ``act`` with an engine that has no index yet."""
    with tempfile.TemporaryDirectory() as folder:
        act(Engine(Path(folder) / "index", schema), *arguments)


def build_and_compare(engine: Engine, documents: list[dict], questions: list) -> None:
    assert engine.rebuild(lambda: documents) == len(documents)
    assert_same_answers(engine, documents, questions)


def live_through_and_list(engine: Engine, history: History, mask: dict | None) -> None:
    history.play(engine)
    assert_same_vocabulary(engine, history.documents, mask)


def live_through_and_compare(engine: Engine, history: History, questions: list, merged: bool) -> None:
    history.play(engine)
    assert_same_answers(engine, history.documents, questions)
    if merged:
        engine.optimize()
        assert_same_answers(engine, history.documents, questions)
    assert_same_answers(Engine(engine.path, engine.schema), history.documents, questions[:1])


@QUICK
@given(archive=corpora.archives, questions=asked)
def test_an_index_built_in_one_go_answers_as_the_reference(archive, questions):
    in_folder(SCHEMA, build_and_compare, list(chain(*archive.values())), questions)


@QUICK
@given(history=corpora.histories, questions=asked, merged=st.booleans())
def test_an_index_that_lived_through_commits_answers_as_the_reference(history, questions, merged):
    in_folder(SCHEMA, live_through_and_compare, history, questions, merged)


LARGE = corpora.large_archive(interviews=8, segments=60)
LARGE_DOCUMENTS = list(chain(*LARGE.values()))


WAYS = ["in one go", "in pieces that are merged", "by commits", "by commits, then merged"]


@pytest.fixture(scope="module", params=WAYS)
def large_engine(request, tmp_path_factory) -> Engine:
    """Return an index of some hundreds of documents, made in one of several ways."""
    engine = Engine(tmp_path_factory.mktemp("large") / "index", SCHEMA)
    if "commits" in request.param:
        corpora.write_by_commits(engine, LARGE)
        assert len(engine.snapshot().segments) == 3
        if "merged" in request.param:
            engine.optimize()
        return engine
    with pytest.MonkeyPatch.context() as patch:
        if "pieces" in request.param:
            patch.setattr(building, "MOST_WORDS", 500)
        engine.rebuild(lambda: LARGE_DOCUMENTS)
    return engine


@settings(QUICK, max_examples=25)
@given(questions=asked)
def test_an_index_of_many_words_and_documents_answers_as_the_reference(large_engine, questions):
    assert_same_answers(large_engine, LARGE_DOCUMENTS, questions)


@settings(QUICK, max_examples=20)
@given(history=corpora.histories, mask=corpora.masks)
def test_words_and_words_alike_are_those_of_documents_that_exist(history, mask):
    in_folder(SCHEMA, live_through_and_list, history, mask)


@settings(QUICK, max_examples=25)
@given(history=corpora.histories, questions=asked)
def test_an_index_whose_large_segments_are_merged_beside_answers_as_the_reference(history, questions):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_module, "LARGE", 3)
        in_folder(SCHEMA, live_through_and_compare, history, questions, True)


@pytest.mark.parametrize("leaf", corpora.COMMON_LEAVES, ids=str)
def test_marks_of_a_row_are_the_same_on_a_page_of_one_row_and_of_all(large_engine, leaf):
    whole = large_engine.search(Request(leaf, limit=None, offsets=True)).rows
    assert any(row.matches for row in whole)
    for at in range(0, len(whole), 20):
        assert large_engine.search(Request(leaf, offset=at, limit=1, offsets=True)).rows == whole[at : at + 1]


@pytest.mark.slow
@settings(QUICK, max_examples=200)
@given(questions=asked)
def test_many_more_requests_are_answered_as_the_reference_does(large_engine, questions):
    assert_same_answers(large_engine, LARGE_DOCUMENTS, questions)


@pytest.mark.slow
@settings(QUICK, max_examples=500)
@given(history=corpora.histories, questions=asked, merged=st.booleans())
def test_many_more_histories_answer_as_the_reference(history, questions, merged):
    in_folder(SCHEMA, live_through_and_compare, history, questions, merged)


EVERYTHING = Everything()

# Cases that a reader can check by hand

DOCUMENTS = [
    {"segment_id": 10, "interview_id": 1, "revision": 1, "text": "Дом, дома 😀 дом; мова—мовы", "theme": ("be", "ru")},
    {"segment_id": 11, "interview_id": 1, "revision": 1, "text": "мова дома", "theme": ("ru",), "year": 7},
    {"segment_id": 12, "interview_id": 2, "revision": 2, "text": "the the мова the дом", "year": -1},
    {"segment_id": 13, "interview_id": 2, "revision": 1, "text": ""},
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    engine = Engine(tmp_path_factory.mktemp("engine") / "index", SCHEMA)
    engine.rebuild(lambda: DOCUMENTS)
    return engine


def keys(engine: Engine, query: Node = EVERYTHING, mask=None, **request) -> list[int]:
    return [row.key for row in engine.search(Request(query, **request), mask=mask).rows]


def marked(engine: Engine, query: Node, key: int = 10) -> list[str]:
    answer = engine.search(Request(query, filters=(Only("segment_id", values=(key,)),), offsets=True))
    text = next(one["text"] for one in DOCUMENTS if one["segment_id"] == key)
    return [text[start:end] for start, end in answer.rows[0].matches]


def test_marks_are_characters_of_the_text_as_written(engine):
    assert marked(engine, Term("exact", "мова")) == ["мова"]
    assert marked(engine, Term("exact", "дом")) == ["Дом", "дом"]


@pytest.mark.parametrize(
    ("parts", "distance", "expected"),
    [
        (("мова", "дома"), 1, [11]),
        (("мова", "дома"), 2, [10, 11]),
        (("дома", "мова"), 2, [10, 11]),
        (("мова", "дом"), 2, [10, 12]),
        (("дом", "мова", "дома"), 2, [10]),
        (("мова", "мова"), 9, []),
        (("мова", "няма"), 9, []),
    ],
)
def test_words_are_near_one_another_in_either_order(engine, parts, distance, expected):
    near = Near("exact", tuple(Term("exact", part) for part in parts), distance)
    assert sorted(keys(engine, near)) == expected


def test_of_words_near_one_another_only_those_that_are_near_are_marked(engine):
    near = Near("exact", (Term("exact", "мова"), Or((Term("exact", "дом"), Term("exact", "няма")))), 1)
    assert marked(engine, near) == ["дом", "мова"]


def test_documents_with_enough_of_the_words_are_found(engine):
    words = tuple(Term("exact", word) for word in ("мова", "дома", "дом"))
    assert [sorted(keys(engine, AtLeast(words, least))) for least in (3, 2, 1)] == [[10], [10, 11, 12], [10, 11, 12]]


def test_marks_that_touch_or_stand_side_by_side_stay_apart_and_overlapping_ones_are_one(engine):
    assert marked(engine, Or((Term("exact", "дом"), Term("exact", "дома")))) == ["Дом", "дома", "дом"]
    home = ("дом", "дома")
    assert marked(engine, Phrase("exact", (home, home))) == ["Дом, дома 😀 дом"]
    assert marked(engine, Or((Term("exact", "мова"), Phrase("exact", (("мова",), ("мовы",)))))) == ["мова—мовы"]


def test_what_is_left_out_is_not_marked(engine):
    assert marked(engine, And((Term("exact", "дом"), Not(And((Term("exact", "дома"), Term("exact", "няма"))))))) == [
        "Дом",
        "дом",
    ]


def test_a_word_without_a_term_keeps_its_place(engine):
    language, home = ("мова",), ("дом", "дома")
    assert keys(engine, Phrase("exact", (language, home))) == [11]
    assert keys(engine, Phrase("exact", (language, home), 2)) == [11, 12]
    assert keys(engine, Term("exact", "the")) == []


def test_a_mask_takes_away_documents_of_other_revisions(engine):
    assert keys(engine, mask={1: 1, 2: 1}) == [10, 11, 13]
    assert keys(engine, mask={2: 2, 9: 1}) == [12]
    assert keys(engine, mask={}) == []


def test_scores_know_only_documents_of_the_mask(engine):
    alone = engine.search(Request(Term("exact", "мова")), mask={2: 2}).rows[0].score
    among_others = (
        engine.search(Request(Term("exact", "мова"), filters=(Only("segment_id", values=(12,)),))).rows[0].score
    )
    assert alone != pytest.approx(among_others)


def test_an_order_may_go_up_by_one_column_and_down_by_another(engine):
    assert keys(engine, order=("-interview_id", "segment_id")) == [12, 13, 10, 11]
    assert keys(engine, order=("interview_id", "-segment_id")) == [11, 10, 13, 12]


def test_ties_are_broken_by_columns_of_the_schema_before_the_key(tmp_path):
    engine = Engine(tmp_path / "index", replace(SCHEMA, ties=("year",)))
    engine.rebuild(lambda: DOCUMENTS)
    assert keys(engine) == [10, 13, 12, 11]
    assert keys(engine, order=("interview_id",)) == [10, 11, 13, 12]


def test_values_come_back_as_what_they_were(tmp_path):
    values = {"kept": True, "day": date(2020, 8, 9), "moment": corpora.MOMENTS[1], "weight": 2.0, "year": 2}
    values |= {"place": "Горадня,\n\0", "theme": ("а", "б")}
    engine = Engine(tmp_path / "values", SCHEMA)
    engine.rebuild(lambda: [{"segment_id": 1, **values}])
    answer = engine.search(Request(fields=tuple(values), facets=tuple(values)))
    assert [repr(value) for value in answer.rows[0].values.values()] == list(map(repr, values.values()))
    counted = [value for name in values if name != "theme" for value, _count in answer.facets[name]]
    assert list(map(repr, counted)) == [repr(value) for name, value in values.items() if name != "theme"]


def test_no_value_comes_before_all_values(engine):
    assert keys(engine, order=("year",)) == [10, 13, 12, 11]
    assert keys(engine, order=("-year",)) == [11, 12, 10, 13]


def test_minus_infinity_comes_after_no_value(tmp_path):
    engine = Engine(tmp_path / "infinite", SCHEMA)
    weights = {1: -math.inf, 2: None, 3: 0.0}
    engine.rebuild(lambda: [{"segment_id": key, "weight": weight} for key, weight in weights.items()])
    assert keys(engine, order=("weight",)) == [2, 1, 3]
    assert keys(engine, order=("-weight",)) == [3, 1, 2]


@pytest.mark.parametrize("number", [2**63, -(2**63), 2**80])
def test_a_number_that_no_document_can_have_is_among_none_of_them(engine, number):
    assert keys(engine, Among("year", (number,))) == []
    assert keys(engine, Among("year", (7, number))) == [11]
    assert keys(engine, Between("year", *sorted([number, 0]))) == ([11] if number > 0 else [12])


def test_a_filter_on_every_value_narrows_its_own_facet(engine):
    themes = {"facets": ("theme",)}
    any_of = engine.search(Request(filters=(Only("theme", values=("be",)),), **themes))
    all_of = engine.search(Request(filters=(Only("theme", values=("be",), every=True),), **themes))
    assert (any_of.count, all_of.count) == (1, 1)
    assert list(any_of.facets["theme"]) == [("ru", 2), ("be", 1)]
    assert list(all_of.facets["theme"]) == [("be", 1), ("ru", 1)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Prefix("exact", ""), [10, 11, 12]),
        (Prefix("exact", "мовы"), [10]),
        (Pattern("exact", "contains", "ом"), [10, 11, 12]),
        (Pattern("exact", "contains", ""), []),
        (Pattern("exact", "endswith", "ома"), [10, 11]),
        (Pattern("exact", "endswith", ""), []),
        (Fuzzy("exact", "дмо", 1), []),
        (Fuzzy("exact", "дмо", 2), [10, 11, 12]),
        (Fuzzy("exact", "дам", 0), []),
    ],
)
def test_words_that_fit_are_all_found(engine, query, expected):
    assert sorted(keys(engine, query)) == expected


def test_the_sum_of_a_thousand_pages_is_everything(tmp_path):
    engine = Engine(tmp_path / "pages", SCHEMA)
    documents = [{"segment_id": n, "interview_id": n % 7, "revision": 1, "text": "дом " * (n % 3)} for n in range(1000)]
    engine.rebuild(lambda: documents)
    whole = keys(engine, Term("exact", "дом"), limit=1000)
    pages = [keys(engine, Term("exact", "дом"), offset=offset, limit=7) for offset in range(0, 1000, 7)]
    assert list(chain(*pages)) == whole
    assert len(set(whole)) == 666
