"""The sample archive, served as `make demo` serves it, for all the tests of a process that only read it."""

import pytest

from tests.site.served import ROOT, Served


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Serve the sample."""
    site = Served(tmp_path_factory.mktemp("sample"))
    assert site.manage("migrate", "-v0").returncode == 0
    outcome = site.manage("import_archive", str(ROOT / "sample"), "--publish")
    assert outcome.returncode == 0, outcome.stderr
    site.start()
    yield site
    site.stop()
