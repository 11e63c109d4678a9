"""The sample archive, served as `make demo` serves it, for all the tests of a process that only read it."""

import pytest

from tests.site.served import sample_brought_in


@pytest.fixture(scope="session")
def served(tmp_path_factory, runs):
    """Serve the sample."""
    site = sample_brought_in(runs, tmp_path_factory.mktemp("sample"))
    site.start()
    yield site
    site.stop()
