import random

import pytest

from benchmarks.corpus import SHARES, Corpus
from benchmarks.peers import NAMES, Found, Peer, load
from benchmarks.queries import FACETS, KINDS, Query, Words, draw
from benchmarks.search_engines import Plan, measure, show
from benchmarks.source import number_of
from benchmarks.targets import Target

SEGMENTS = 480
COMPARED = ("archive", "fts5")


@pytest.fixture(scope="module")
def engines(tmp_path_factory) -> list[Peer]:
    made = [load(name)(tmp_path_factory.mktemp(name)) for name in COMPARED]
    for engine in made:
        engine.build(Corpus(SEGMENTS))
    yield made
    for engine in made:
        engine.close()


@pytest.fixture(scope="module")
def questions() -> dict[str, list[Query]]:
    words = Words(Corpus(SEGMENTS), random.Random(1))
    return {kind: draw(words, kind, 8) for kind in KINDS}


def both(engines: list[Peer], query: Query) -> tuple[Found, Found]:
    ours, peers = (engine.ask(query) for engine in engines)
    return ours, peers


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_counts_the_same_hits_as_fts5(engines, questions, kind):
    for query in questions[kind]:
        ours, theirs = both(engines, query)
        assert (ours.count, ours.groups) == (theirs.count, theirs.groups)
        if not query.grouped:
            assert len(ours.texts) == len(theirs.texts) == min(20, max(0, ours.count - query.offset))


@pytest.mark.parametrize("kind", ["term + 5 facets", "whole answer"])
def test_the_engine_counts_the_same_facets_as_fts5(engines, questions, kind):
    for query in questions[kind]:
        ours, theirs = both(engines, query)
        assert set(ours.facets) == set(FACETS)
        assert ours.facets == theirs.facets


@pytest.mark.parametrize("kind", ["20 highlighted", "whole answer"])
def test_the_engine_marks_the_same_places_as_fts5(engines, questions, kind):
    for query in questions[kind]:
        ours, theirs = (
            dict(zip(found.keys, zip(found.texts, found.offsets, strict=True), strict=True))
            for found in both(engines, query)
        )
        common = ours.keys() & theirs.keys()
        assert {key: ours[key] for key in common} == {key: theirs[key] for key in common}


def test_a_changed_interview_is_found_by_its_new_words(tmp_path):
    corpus = Corpus(SEGMENTS)
    changed = corpus.interview(2, version=1)
    query = Query("phrase", tuple(changed[0].text.lower().replace(".", "").replace(",", "").split()[:12]))
    for name in COMPARED:
        (tmp_path / name).mkdir()
        engine = load(name)(tmp_path / name)
        engine.build(corpus)
        assert engine.ask(query).count == 0
        engine.replace(2, changed)
        assert engine.ask(query).keys == [changed[0].segment_id]
        engine.close()


def test_a_run_measures_every_kind_and_prints_it(tmp_path, capsys):
    plan = Plan({name: load(name) for name in COMPARED}, queries=3, memory=False, again=2, series=3)
    figures = measure(Corpus(SEGMENTS), plan, tmp_path)
    assert figures.segments == SEGMENTS
    assert set(figures.queries) == set(KINDS)
    assert {name for kind in figures.differing.values() for name, count in kind.items() if count} == set()
    assert all(target.measured > 0 for target in figures.targets())
    show(figures, {name: kind.name for name, kind in plan.peers.items()})
    printed = capsys.readouterr().out
    assert [kind for kind in KINDS if kind not in printed] == []


def test_the_corpus_is_the_same_each_time_and_in_any_order():
    corpus = Corpus(600)
    later = corpus.interview(4)
    assert [passage for passage in corpus if passage.interview_id == 4] == later == Corpus(600).interview(4)
    assert corpus.interview(4, version=1)[0].text != later[0].text


def test_the_corpus_has_as_many_segments_as_were_asked_for_in_the_archives_languages():
    passages = list(Corpus(6000))
    assert len(passages) == len({passage.segment_id for passage in passages}) == 6000
    assert {passage.language for passage in passages} == set(SHARES)
    assert all(len(passage.text.split()) == 60 for passage in passages)


def test_a_target_is_met_on_the_right_side_of_its_bound():
    assert Target("", 2, most=2).met
    assert not Target("", 2.1, most=2).met
    assert Target("", 20, least=20).met
    assert not Target("", 19, least=20).met
    assert Target("", 5).met


def test_a_size_may_be_told_in_thousands():
    assert [number_of(text) for text in ("500k", "1200")] == [500_000, 1200]


def test_every_engine_has_a_name_of_its_own():
    assert len(set(NAMES)) == len(NAMES)
