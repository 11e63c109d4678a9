"""A query that takes too long, or touches too much, is stopped."""

import time
import tracemalloc

import pytest

from search.whoosh_engine import (
    And,
    BudgetSpent,
    Column,
    Engine,
    Fuzzy,
    Only,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Request,
    Schema,
    Term,
    Text,
)

SCHEMA = Schema(
    texts=(Text("text", source="text", terms=lambda word: (word,)),),
    columns=(Column("key", "int"), Column("theme", "str", many=True)),
    key="key",
    words=r"[^\W_]+",
    version="1",
)
LETTERS = "абвгдежзіклмнопрстуфхцчшыьэюя"


def word(number: int) -> str:
    return "".join(LETTERS[number // 29**place % 29] for place in range(4))


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    engine = Engine(tmp_path_factory.mktemp("budget") / "index", SCHEMA)
    texts = (" ".join(word(n * 17 + m * m) for m in range(30)) for n in range(2000))
    documents = [{"key": n, "theme": (f"theme{n % 9}",), "text": f"{text} той той"} for n, text in enumerate(texts)]
    engine.rebuild(lambda: documents)
    return engine


HEAVY = {
    "term": Term("text", "той"),
    "prefix": Prefix("text", ""),
    "fuzzy": Fuzzy("text", "аббб", 3),
    "contains": Pattern("text", "contains", "б"),
    "wildcard": Pattern("text", "wildcard", "*"),
    "phrase": Phrase("text", (("той",), ("той",))),
    "and": And((Prefix("text", ""), Term("text", "той"))),
    "or": Or(tuple(Term("text", word(n)) for n in range(3000))),
}


@pytest.mark.parametrize("query", HEAVY.values(), ids=HEAVY)
def test_a_query_past_its_work_is_stopped(engine, query):
    with pytest.raises(BudgetSpent):
        engine.search(Request(query), work=1000)
    assert engine.search(Request(query), work=100_000_000).count > 0


@pytest.mark.parametrize("query", HEAVY.values(), ids=HEAVY)
def test_a_query_past_its_time_is_stopped(engine, query):
    with pytest.raises(BudgetSpent):
        engine.search(Request(query), seconds=0)
    assert engine.search(Request(query), seconds=60).count > 0


def test_the_same_query_costs_the_same_work_whenever_it_is_asked(engine):
    def is_enough(work: int) -> bool:
        try:
            engine.search(Request(HEAVY["and"]), work=work)
        except BudgetSpent:
            return False
        return True

    costs = []
    for _time in range(2):
        low, high = 1, 100_000_000
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if is_enough(middle) else (middle + 1, high)
        costs.append(low)
    assert costs[0] == costs[1]


def test_a_very_long_query_stops_soon_after_its_time(engine):
    pieces = [letter + other for letter in LETTERS for other in LETTERS]
    query = Or(tuple(Fuzzy("text", piece + other, 2) for piece in pieces for other in LETTERS[:9]))
    began = time.process_time()
    with pytest.raises(BudgetSpent):
        engine.search(Request(query), seconds=0.2)
    assert time.process_time() - began < 2


def test_a_filter_of_thousands_of_values_needs_little_memory(engine):
    everything = Request(filters=(Only("key", values=tuple(range(2000))),), limit=1)
    assert engine.search(everything).count == 2000
    tracemalloc.start()
    engine.search(everything)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_search_is_not_stopped_by_what_an_earlier_one_spent(engine):
    with pytest.raises(BudgetSpent):
        engine.search(Request(HEAVY["prefix"]), work=1)
    assert engine.search(Request(HEAVY["term"])).count == 2000
