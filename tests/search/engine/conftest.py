"""Fixtures for the engine: an index made of commits, and an end to every process that a test started."""

from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.search.engine import ledger, workers


@pytest.fixture
def started() -> Iterator[Callable[..., Popen]]:
    """Return a function that starts a worker; workers that still run when the test is over are killed."""
    running: list[Popen] = []

    def start(name: str, *arguments: object) -> Popen:
        running.append(workers.start(name, *arguments))
        return running[-1]

    yield start
    for worker in running:
        worker.kill()
        worker.communicate()


@pytest.fixture(scope="session")
def worn_index(tmp_path_factory) -> Path:
    """Return an index of several segments, some of whose documents are deleted. Copy it before any change."""
    path = tmp_path_factory.mktemp("worn") / "index"
    ledger.wear(path)
    return path
