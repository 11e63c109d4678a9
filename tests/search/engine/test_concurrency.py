"""Readers see complete generations only, and there is one writer at a time."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest

from search.whoosh_engine import Engine, IndexLocked, Request
from search.whoosh_engine import engine as engine_module
from tests.search.engine import corpora, ledger
from tests.search.engine.ledger import WORN

THREADS = 8
PROCESSES = 2
LARGE = corpora.large_archive(interviews=8, segments=60)


def read_until(engine, stop: threading.Event, commits: range) -> list[int]:
    """Read until told to stop; return the last commit seen at each look. It may never fall."""
    known = [ledger.held_after(commit) for commit in commits]
    seen = []
    while not stop.is_set():
        seen.append(known.index(ledger.seen_by(engine)))
    return seen


def write_while_others_read(path: Path, started, commits: int) -> list[list[int]]:
    """Do so many commits while threads and processes read; return what the threads saw."""
    ledger.rebuild(ledger.open_ledger(path), 0)
    shared = ledger.open_ledger(path)
    processes = [started("read_on", path) for _process in range(PROCESSES)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * PROCESSES
    stop = threading.Event()
    with ThreadPoolExecutor(THREADS) as pool:
        reading = [
            pool.submit(read_until, shared if n % 2 else ledger.open_ledger(path), stop, range(commits + 1))
            for n in range(THREADS)
        ]
        try:
            writer = ledger.open_ledger(path)
            for commit in range(1, commits + 1):
                ledger.act_of(commit)(writer, commit)
        finally:
            stop.set()
        seen = [future.result() for future in reading]
    searches = [int(process.communicate()[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    assert min(searches) > 1
    return seen


def assert_only_forward(seen: list[list[int]]) -> None:
    for commits in seen:
        assert commits == sorted(commits)


def test_readers_see_only_complete_generations_during_thirty_commits(tmp_path, started):
    assert_only_forward(write_while_others_read(tmp_path / "ledger", started, 30))


@pytest.mark.slow
def test_readers_see_only_complete_generations_during_two_hundred_commits(tmp_path, started):
    seen = write_while_others_read(tmp_path / "ledger", started, 200)
    assert_only_forward(seen)
    assert len(set().union(*seen)) > 20


def test_merging_beside_a_writer_loses_nothing(tmp_path):
    path = tmp_path / "ledger"
    writer = ledger.open_ledger(path)
    ledger.rebuild(writer, 0)
    stop = threading.Event()

    def merge_on() -> int:
        merges, merger = 0, ledger.open_ledger(path)
        while not stop.is_set():
            merger.optimize()
            merges += 1
        return merges

    with ThreadPoolExecutor(2) as pool:
        merging = [pool.submit(merge_on) for _merger in range(2)]
        try:
            for commit in range(1, 50):
                ledger.act_of(commit)(writer, commit)
                assert ledger.held_by(writer) == ledger.held_after(commit)
        finally:
            stop.set()
        assert all(future.result() for future in merging)
    writer.check()
    assert ledger.held_by(ledger.open_ledger(path)) == ledger.held_after(49)


def keys_of(documents: Iterable[dict]) -> list[int]:
    return sorted(one["segment_id"] for one in documents)


FEW = [101, 202, 310, 650, 820]
MEANWHILE = {
    "few deleted": (lambda engine: engine.remove("segment_id", FEW), lambda one: one["segment_id"] not in FEW),
    "many deleted": (lambda engine: engine.remove("interview_id", [7]), lambda one: one["interview_id"] != 7),
    "a segment deleted": (lambda engine: engine.remove("interview_id", [8]), lambda one: one["interview_id"] != 8),
    "all deleted": (lambda engine: engine.remove("interview_id", range(10)), lambda one: False),
    "rebuilt": (lambda engine: engine.rebuild(lambda: LARGE[3]), lambda one: one["interview_id"] == 3),
    "replaced": (lambda engine: engine.replace("interview_id", [1], lambda: LARGE[1]), lambda one: True),
}
"""What somebody does while segments are merged, and which documents are there afterwards."""


@pytest.mark.parametrize(("act", "stays"), MEANWHILE.values(), ids=MEANWHILE)
def test_what_happens_while_segments_are_merged_is_kept(tmp_path, monkeypatch, act, stays):
    engine = Engine(tmp_path / "merged", corpora.SCHEMA)
    corpora.write_by_commits(engine, LARGE)
    merge = engine_module.merge

    def merge_and_be_overtaken(*arguments) -> int:
        size = merge(*arguments)
        monkeypatch.undo()
        act(Engine(engine.path, corpora.SCHEMA))
        return size

    monkeypatch.setattr(engine_module, "merge", merge_and_be_overtaken)
    engine.optimize()
    for reader in (engine, Engine(engine.path, corpora.SCHEMA)):
        found = reader.search(Request(limit=None, order=("segment_id",)))
        assert [row.key for row in found.rows] == keys_of(filter(stays, chain(*LARGE.values())))
    engine.optimize()
    assert len(engine.snapshot().segments) <= 1
    assert sum(file.suffix == ".seg" for file in engine.path.rglob("*")) <= 1


@pytest.fixture
def index(tmp_path) -> Path:
    path = tmp_path / "ledger"
    ledger.wear(path)
    return path


def test_a_snapshot_stays_what_it_was_while_others_write(index):
    engine = ledger.open_ledger(index)
    engine.snapshot()
    ledger.rebuild(ledger.open_ledger(index), 4)
    assert ledger.held_by(engine) == dict.fromkeys(range(ledger.GROUPS), 4)


@pytest.mark.parametrize("write", [ledger.replace, ledger.rebuild, ledger.optimize, ledger.remove])
def test_a_writer_that_waits_in_vain_fails_loudly_and_writes_nothing(index, started, write, tmp_path):
    holder = started("write_when_told", index, 6)
    assert holder.stdout.readline() == "half way\n"
    with pytest.raises(IndexLocked):
        write(ledger.open_ledger(index), 7, wait=0.1)
    assert ledger.held_by(ledger.open_ledger(index)) == WORN
    assert holder.communicate("go on\n")[0] == "done\n"
    assert ledger.held_by(ledger.open_ledger(index)) == WORN | {1: 6}


def test_a_second_writer_waits_for_the_first_in_another_process(index, started):
    holder = started("write_when_told", index, 6)
    assert holder.stdout.readline() == "half way\n"
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(ledger.replace, ledger.open_ledger(index), 7)
        assert not second.done()
        assert ledger.held_by(ledger.open_ledger(index)) == WORN
        assert holder.communicate("go on\n")[0] == "done\n"
        second.result()
    assert ledger.held_by(ledger.open_ledger(index)) == WORN | {1: 6, 2: 7}


def test_writers_of_one_process_wait_for_each_other(index):
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda commit: ledger.replace(ledger.open_ledger(index), commit), range(100, 120)))
    held = ledger.held_by(ledger.open_ledger(index))
    assert {group: commit % ledger.GROUPS for group, commit in held.items()} == {n: n for n in range(ledger.GROUPS)}
    assert min(held.values()) >= 100


def test_a_dead_writer_holds_no_lock(index, started):
    holder = started("write_when_told", index, 6)
    assert holder.stdout.readline() == "half way\n"
    holder.kill()
    holder.wait()
    ledger.replace(ledger.open_ledger(index), 7, wait=0)
    assert ledger.held_by(ledger.open_ledger(index)) == WORN | {2: 7}


def test_documents_may_be_made_from_a_search_in_the_same_index(index):
    engine = ledger.open_ledger(index)

    def made() -> list[dict]:
        assert ledger.held_by(engine) == WORN
        return ledger.documents_of(1, 6)

    engine.replace("group", [1], made)
    assert ledger.held_by(engine) == WORN | {1: 6}
