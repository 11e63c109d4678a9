"""What happens at the edges: failures after the switch, two who come first, values that fit nowhere."""

import threading
from pathlib import Path

import pytest

from search.whoosh_engine import (
    Among,
    Boost,
    BudgetSpent,
    Column,
    Engine,
    Everything,
    Only,
    Phrase,
    Request,
    Schema,
    SearchUnavailable,
    Term,
    Text,
)
from search.whoosh_engine import generations as generations_module
from search.whoosh_engine.generations import Directory


def terms(word: str) -> tuple[str, ...]:
    return (word.lower(),)


def schema(*, boost: float = 1.0, columns: tuple[Column, ...] = ()) -> Schema:
    texts = (Text("text", "text", terms), Text("title", "title", terms, boost=boost))
    return Schema(texts, (Column("n", "int"), Column("tags", many=True), *columns), key="n", mask=("n", "n"))


def documents(*numbers: int, text: str = "oath and army", title: str = ""):
    return lambda: [{"n": n, "text": text, "title": title, "tags": (f"t{n}",) if n % 3 else ()} for n in numbers]


@pytest.fixture
def engine(tmp_path) -> Engine:
    made = Engine(tmp_path / "index", schema())
    made.rebuild(documents(*range(10)))
    return made


def test_a_write_that_fails_after_it_was_made_to_count_keeps_its_files(engine, monkeypatch):
    def interrupted(self, keep):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Directory, "sweep", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.replace("n", [99], documents(99))
    assert engine.search(Request()).count == 11


def test_a_rebuild_whose_last_sync_fails_is_there_or_not_but_whole(engine, monkeypatch):
    whole = generations_module.sync_directory

    def failing(path: Path):
        if path == engine.path and (engine.path / "current").stat().st_ino != before:
            raise OSError("input/output error")
        whole(path)

    before = (engine.path / "current").stat().st_ino
    with monkeypatch.context() as patched:
        patched.setattr(generations_module, "sync_directory", failing)
        with pytest.raises(OSError, match="input"):
            engine.rebuild(documents(1, 2))
    assert engine.search(Request()).count in (2, 10)


def test_a_stray_folder_among_the_files_harms_nobody(engine):
    (engine.directory.folder(engine.directory.current()) / "stray").mkdir()
    engine.replace("n", [1], documents(1))
    assert engine.search(Request()).count == 10


def test_of_several_who_come_first_one_makes_the_index(tmp_path):
    engines = [Engine(tmp_path / "index", schema()) for _ in range(6)]

    def fill(number: int) -> None:
        engines[number].create()
        engines[number].replace("n", [], documents(*range(number * 10, number * 10 + 10)))

    threads = [threading.Thread(target=fill, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engines[0].search(Request()).count == 60
    assert not engines[0].create()


def test_a_phrase_with_endless_gaps_ends(engine):
    found = engine.search(Request(Phrase("text", (("oath",), ("army",)), slop=10**12)))
    assert found.count == 10
    assert engine.search(Request(Phrase("text", (("oath",), ("army",)), slop=0))).count == 0


def test_two_schemas_on_one_path_keep_their_own_boosts(tmp_path):
    plain, heavy = (Engine(tmp_path / "index", schema(boost=boost)) for boost in (1.0, 10.0))
    plain.rebuild(documents(1, 2, title="oath"))
    query = Request(Term("title", "oath"))
    light = plain.search(query).rows[0].score
    assert heavy.search(query).rows[0].score == pytest.approx(10 * light, rel=1e-5)
    assert plain.search(query).rows[0].score == light


def test_a_column_may_be_called_as_the_engine_calls_its_own(tmp_path):
    engine = Engine(tmp_path / "index", schema(columns=(Column("documents"), Column("text:terms"))))
    engine.rebuild(lambda: [{"n": 1, "text": "oath", "documents": "many", "text:terms": "few"}])
    assert engine.search(Request(filters=(Only("documents", ("many",)),))).count == 1
    with pytest.raises(ValueError, match="score"):
        schema(columns=(Column("score"),))


def test_a_column_of_many_values_orders_a_few_of_many_documents(tmp_path):
    engine = Engine(tmp_path / "index", schema())
    engine.rebuild(documents(*range(1700)))
    rows = engine.search(Request(Among("n", (3, 4, 5, 6)), order=("tags",), fields=("tags",))).rows
    assert [row.values["tags"] for row in rows] == [(), (), ("t4",), ("t5",)]


def test_numbers_that_no_column_holds_delete_nothing_else(tmp_path):
    engine = Engine(tmp_path / "index", schema())
    engine.rebuild(documents(*(2**62 + n for n in range(300))))
    engine.replace("n", [2**63, 2**62])
    assert engine.search(Request()).count == 299


def test_a_document_at_a_version_that_nobody_named_does_not_exist(tmp_path):
    engine = Engine(tmp_path / "index", schema())
    engine.rebuild(documents(-(2**63) + 1, 0, 1))
    assert engine.search(Request(), mask={}).count == 0
    assert engine.search(Request(), mask={0: 0}).count == 1


def test_boosts_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="finite"):
        Boost(Everything(), float("nan"))


def test_a_query_nested_too_deeply_is_refused(engine):
    query = Term("text", "oath")
    for _ in range(3000):
        query = Boost(query, 1.0)
    with pytest.raises(BudgetSpent):
        engine.search(Request(query))


def test_a_damaged_file_is_read_once_and_not_for_every_search(engine, monkeypatch):
    reads = []
    folder = engine.directory.folder(engine.directory.current())
    (file,) = folder.glob("*.seg")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)
    fresh = Engine(engine.path, schema(boost=3.0))
    monkeypatch.setattr(
        "search.whoosh_engine.snapshot.Segment", lambda *read: reads.append(read) or _refuse(), raising=True
    )
    for _ in range(3):
        with pytest.raises(SearchUnavailable):
            fresh.search(Request())
    assert len(reads) == 1


def _refuse():
    raise SearchUnavailable("damaged")
