"""Fixtures for searching: the index is written when the test says so, so that it can also be stale."""

import pytest

from search import sync


@pytest.fixture
def indexed(db):
    """Return a function that brings the index up to date, as the worker does."""
    return sync.work_off
