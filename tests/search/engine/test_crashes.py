"""A writer that is killed, or whose power fails, leaves the index as it was before or after its commit."""

import contextlib
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.engine import ledger, workers
from tests.search.engine.ledger import WORN

LONGEST = 0.25
"""Seconds after which a writer is killed at the latest; it makes some dozens of commits in them."""


def die_writing(path: Path, first: int, seconds: float) -> int:
    """Let another process write from commit ``first`` on, kill it, and return the last commit it reported."""
    worker = workers.start("write_on", path, first)
    assert worker.stdout.readline() == "ready\n"
    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.wait(seconds)
    assert worker.poll() is None, "the writer failed by itself"
    worker.kill()
    reported, _errors = worker.communicate()
    return max([first - 1, *map(int, reported.split())])


def survive_kills(path: Path, kills: int, seed: int) -> int:
    """Kill a writer ``kills`` times at random moments, look each time, and return the last commit."""
    chance = random.Random(seed)
    ledger.rebuild(ledger.open_ledger(path), 0)
    last = 0
    for _kill in range(kills):
        last = die_writing(path, last + 1, chance.uniform(0, LONGEST))
        engine = ledger.open_ledger(path)
        engine.check()
        assert ledger.held_by(engine) in (ledger.held_after(last), ledger.held_after(last + 1))
    return last


def assert_nothing_is_left_over(path: Path, tmp_path: Path) -> None:
    """Write, and compare with the files of an index that nobody was killed over."""
    clean = tmp_path / "never killed"
    for one in (path, clean):
        ledger.rebuild(ledger.open_ledger(one), 0)
        ledger.replace(ledger.open_ledger(one), 1)
    assert kinds_of_files(path) == kinds_of_files(clean)


def kinds_of_files(path: Path) -> list[str]:
    return sorted(file.suffix or file.name for file in path.rglob("*") if file.is_file())


def test_six_kills_at_random_moments_leave_a_complete_index(tmp_path):
    last = survive_kills(tmp_path / "killed", kills=6, seed=2020)
    assert last  # it wrote something before it was killed
    assert_nothing_is_left_over(tmp_path / "killed", tmp_path)


@pytest.mark.slow
def test_forty_kills_at_random_moments_leave_a_complete_index(tmp_path):
    last = survive_kills(tmp_path / "killed", kills=40, seed=809)
    assert last > 40
    assert_nothing_is_left_over(tmp_path / "killed", tmp_path)


@pytest.mark.parametrize("how", ["kill", "power cut"])
@pytest.mark.parametrize("act", ["replace", "rebuild", "optimize", "remove"])
def test_death_at_any_step_leaves_the_index_before_or_after_it(worn_index, started, tmp_path, act, how):
    worker = started("die_at_every_step", worn_index, tmp_path, act, 4, how)
    said, _errors = worker.communicate()
    assert worker.returncode == 0, "something was not brought to the disk, or the writer failed"
    after = {
        "replace": WORN | {4: 4},
        "rebuild": dict.fromkeys(range(ledger.GROUPS), 4),
        "optimize": WORN,
        "remove": {group: commit for group, commit in WORN.items() if group != 4},
    }[act]
    steps = int(said)
    assert steps > 5
    seen = [ledger.held_by(ledger.open_ledger(tmp_path / f"{step:03}")) for step in range(1, steps + 1)]
    switch = seen.index(after)
    assert seen == [WORN] * switch + [after] * (steps - switch)


@pytest.mark.parametrize("act", ["replace", "rebuild", "optimize"])
def test_the_next_commit_sweeps_what_death_at_any_step_left(worn_index, started, tmp_path, act):
    worker = started("die_at_every_step", worn_index, tmp_path / "steps", act, 4, "kill")
    said, _errors = worker.communicate()
    untouched = tmp_path / "untouched"
    shutil.copytree(worn_index, untouched)
    ledger.rebuild(ledger.open_ledger(untouched), 5)
    for step in range(1, int(said) + 1):
        path = tmp_path / "steps" / f"{step:03}"
        ledger.rebuild(ledger.open_ledger(path), 5)
        assert kinds_of_files(path) == kinds_of_files(untouched), step
        assert ledger.held_by(ledger.open_ledger(path)) == dict.fromkeys(range(ledger.GROUPS), 5)


def test_a_commit_whose_documents_cannot_be_made_changes_nothing(worn_index, tmp_path):
    path = tmp_path / "worn"
    shutil.copytree(worn_index, path)

    def half() -> Iterator[dict]:
        yield from ledger.documents_of(1, 7)[:2]
        raise LookupError

    engine = ledger.open_ledger(path)
    for write in (lambda: engine.replace("group", [1], half), lambda: engine.rebuild(half)):
        with pytest.raises(LookupError):
            write()
        assert ledger.held_by(ledger.open_ledger(path)) == WORN
    ledger.replace(engine, 6)
    assert ledger.held_by(engine) == WORN | {1: 6}
