"""An index that is not as it was written says so, whatever happened to it, and is mended by a rebuild."""

import dataclasses
import os
import pickle
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search.whoosh_engine import Engine, Request, SearchUnavailable, Term
from search.whoosh_engine.answering import answer
from search.whoosh_engine.matching import Matcher
from tests.search.engine import ledger
from tests.search.engine.faults import LOCKS
from tests.search.engine.ledger import WORN

FLIPS = 60


@pytest.fixture
def index(worn_index, tmp_path) -> Path:
    path = tmp_path / "worn"
    shutil.copytree(worn_index, path)
    return path


def files_of(path: Path) -> list[Path]:
    """Return all files that a search reads; there is nothing in those that are locks."""
    return sorted(file for file in path.rglob("*") if file.is_file() and file.name not in LOCKS)


class Opened:
    """What a forged pickle does when it is loaded."""

    def __init__(self, marker: Path) -> None:
        self.marker = str(marker)

    def __reduce__(self):
        return os.mkdir, (self.marker,)


def cut(part: float) -> Callable[[Path], bytes]:
    return lambda file: file.read_bytes()[: int(file.stat().st_size * part)]


def without_last_byte(file: Path) -> bytes:
    return file.read_bytes()[:-1]


def with_one_byte_more(file: Path) -> bytes:
    return file.read_bytes() + b"\0"


def forged(file: Path) -> bytes:
    return pickle.dumps(Opened(file.parent / "opened"))


def forged_to_length(file: Path) -> bytes:
    return forged(file).ljust(file.stat().st_size, b"\0")[: file.stat().st_size]


DAMAGES = {
    "empty": lambda file: b"",
    "one byte": lambda file: file.read_bytes()[:1],
    "a third": cut(1 / 3),
    "nine tenths": cut(0.9),
    "all but the last byte": without_last_byte,
    "one byte more": with_one_byte_more,
    "zeros": lambda file: bytes(file.stat().st_size),
    "a pickle": forged,
    "a pickle of the same length": forged_to_length,
    "another file of the index": lambda file: next(
        other.read_bytes() for other in files_of(file.parents[1]) + files_of(file.parent) if other != file
    ),
}


def replace_on_disk(file: Path, content: bytes) -> None:
    scratch = file.with_name("scratch")
    scratch.write_bytes(content)
    os.replace(scratch, file)


def assert_unavailable(path: Path, act: Callable[[Engine], object] = ledger.seen_by) -> None:
    """Assert that a fresh engine says so, instead of finding nothing."""
    with pytest.raises(SearchUnavailable):
        act(ledger.open_ledger(path))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_not_as_it_was_written_makes_search_unavailable(index, damage):
    for file in files_of(index):
        sound = file.read_bytes()
        replace_on_disk(file, damage(file))
        assert_unavailable(index)
        replace_on_disk(file, sound)
    assert ledger.held_by(ledger.open_ledger(index)) == WORN


def test_a_file_that_is_missing_makes_search_unavailable(index):
    for file in files_of(index):
        hidden = index.parent / "hidden"
        shutil.move(file, hidden)
        for act in (ledger.seen_by, Engine.check, Engine.snapshot):
            assert_unavailable(index, act)
        shutil.move(hidden, file)
    assert ledger.held_by(ledger.open_ledger(index)) == WORN


def test_a_folder_that_is_missing_or_empty_makes_search_unavailable(index, tmp_path):
    for folder in [path for path in index.rglob("*") if path.is_dir()]:
        shutil.rmtree(folder)
        assert_unavailable(index)
        folder.mkdir()
        assert_unavailable(index)
    assert_unavailable(tmp_path / "never made")
    assert not (tmp_path / "never made").exists()


def flips_in(files: list[Path]) -> list[tuple[Path, int, int]]:
    """Return places of single bits: the first and last byte of each file, and others by chance."""
    chance = random.Random(1410)
    sizes = [file.stat().st_size for file in files]
    ends = [(file, at) for file, size in zip(files, sizes, strict=True) for at in (0, size - 1)]
    drawn = chance.choices(files, weights=sizes, k=FLIPS // 2) + chance.choices(files, k=FLIPS // 2)
    anywhere = [(file, chance.randrange(file.stat().st_size)) for file in drawn]
    return [(file, at, 1 << chance.randrange(8)) for file, at in ends + anywhere]


def test_a_single_flipped_bit_makes_search_unavailable(index):
    for file, at, bit in flips_in(files_of(index)):
        sound = file.read_bytes()
        replace_on_disk(file, sound[:at] + bytes([sound[at] ^ bit]) + sound[at + 1 :])
        assert_unavailable(index)
        replace_on_disk(file, sound)
    assert ledger.held_by(ledger.open_ledger(index)) == WORN


@pytest.mark.slow
def test_any_flipped_bit_of_the_list_of_files_makes_search_unavailable(index):
    file = min(files_of(index), key=lambda one: len(one.parts))
    sound = file.read_bytes()
    for at in range(len(sound)):
        for bit in range(8):
            replace_on_disk(file, sound[:at] + bytes([sound[at] ^ 1 << bit]) + sound[at + 1 :])
            assert_unavailable(index, lambda engine: engine.directory.current())


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2"},
        {"words": r"\w+"},
        {"columns": ledger.SCHEMA.columns[:-1]},
        {"texts": (dataclasses.replace(ledger.SCHEMA.texts[0], stored=False),)},
        {"key": "commit"},
        {"mask": ("group", "commit")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_index_of_another_schema_is_not_read(index, change):
    other = Engine(index, dataclasses.replace(ledger.SCHEMA, **change))
    with pytest.raises(SearchUnavailable):
        other.search(Request())
    assert ledger.held_by(ledger.open_ledger(index)) == WORN


def test_an_index_whose_boosts_changed_is_read(index):
    text = dataclasses.replace(ledger.SCHEMA.texts[0], boost=3.0)
    assert ledger.held_by(Engine(index, dataclasses.replace(ledger.SCHEMA, texts=(text,)))) == WORN


@pytest.mark.parametrize("damage", ["a third", "zeros", "a pickle"])
def test_a_file_replaced_while_an_older_engine_holds_it_open_is_noticed(index, damage):
    for file in files_of(index):
        holder = ledger.open_ledger(index)
        assert ledger.held_by(holder) == WORN
        sound = file.read_bytes()
        replace_on_disk(file, DAMAGES[damage](file))
        assert_unavailable(index)
        with pytest.raises(SearchUnavailable):
            ledger.held_by(holder)
        replace_on_disk(file, sound)
        assert ledger.held_by(holder) == WORN


@pytest.mark.parametrize("damage", ["a third", "empty", "zeros"])
def test_a_file_damaged_in_place_is_noticed_by_the_engine_that_holds_it_open(index, damage):
    for file in files_of(index):
        holder = ledger.open_ledger(index)
        assert ledger.held_by(holder) == WORN
        sound = file.read_bytes()
        file.write_bytes(DAMAGES[damage](file))
        with pytest.raises(SearchUnavailable):
            ledger.held_by(holder)
        file.write_bytes(sound)


def test_an_engine_that_holds_a_snapshot_goes_on_reading_it_when_the_files_are_gone(index):
    view = ledger.open_ledger(index).snapshot().view(None)
    shutil.rmtree(index)
    found = answer(Matcher(view), Request(Term("text", "commit3"), fields=("text",)))
    assert [row.values["text"] for row in found.rows] == [one["text"] for one in ledger.documents_of(3, 3)]


@pytest.mark.parametrize("damage", ["missing", "empty", "zeros"])
def test_a_rebuild_mends_what_is_broken(index, damage):
    for file in files_of(index):
        if damage == "missing":
            file.unlink()
        else:
            replace_on_disk(file, DAMAGES[damage](file))
    assert_unavailable(index)
    engine = ledger.open_ledger(index)
    ledger.rebuild(engine, 4)
    engine.check()
    for one in (engine, ledger.open_ledger(index)):
        assert ledger.held_by(one) == dict.fromkeys(range(ledger.GROUPS), 4)


def test_a_commit_over_a_broken_index_is_refused_and_changes_nothing(index):
    for file in files_of(index):
        sound = file.read_bytes()
        replace_on_disk(file, DAMAGES["zeros"](file))
        for write in (ledger.replace, ledger.optimize, ledger.remove):
            with pytest.raises(SearchUnavailable):
                write(ledger.open_ledger(index), 6)
        replace_on_disk(file, sound)
    assert ledger.held_by(ledger.open_ledger(index)) == WORN


def test_searching_writes_nothing_so_a_read_only_index_can_be_searched(index, started):
    contents = [*index.rglob("*"), index]
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in contents}
    for path in contents:
        path.chmod(0o555 if path.is_dir() else 0o444)
    said, _errors = started("search_without_writing", index).communicate()
    assert said == f"{WORN}\n"
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in [*index.rglob("*"), index]} == before
    for path in contents:
        path.chmod(0o755)


def test_no_pickle_is_loaded_by_a_search(index, started):
    said, _errors = started("search_without_pickle", index).communicate()
    assert said == f"{WORN}\n"


@pytest.mark.parametrize("forge", [forged, forged_to_length])
def test_a_forged_pickle_is_never_run(index, started, forge):
    for file in files_of(index):
        sound = file.read_bytes()
        replace_on_disk(file, forge(file))
        said, _errors = started("search_without_pickle", index).communicate()
        assert said == "unavailable\n"
        assert not (file.parent / "opened").exists()
        replace_on_disk(file, sound)


def test_the_forged_pickle_would_run_if_it_were_loaded(index):
    pickle.loads(forged(index / "file"))
    assert (index / "opened").is_dir()
