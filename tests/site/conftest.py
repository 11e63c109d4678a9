"""The sample archive, served as `make demo` serves it, for all the tests of a process that only read it."""

import pytest

from tests.site.served import serve_sample


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Serve the sample."""
    site = serve_sample(tmp_path_factory.mktemp("sample"))
    yield site
    site.stop()
