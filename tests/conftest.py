"""Fixtures for every test: a database, an index and a media folder of its own."""

import os
from pathlib import Path

import haystack
import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User

from archive_site.environment import prepare
from interviews import roles
from interviews.withholding import sealing

prepare()
hypothesis.settings.register_profile("archive", deadline=None)  # a busy machine is not a fault of the code
hypothesis.settings.load_profile("archive")
django_settings.SECRET_KEY = os.environ["SECRET_KEY"]  # the settings were read before prepare() could supply it


# Files of tests that take longest, in the order in which they are begun.
LONGEST = [
    "site/test_leaktest.py",
    "interviews/test_import_archive_audience.py",
    "site/test_leaktest_breaches.py",
    "browser/test_weight.py",
    "site/test_access_matrix.py",
    "browser/test_accessibility.py",
    "browser/test_desk_day.py",
    "browser/test_walks.py",
]


def _empties_the_database(item: pytest.Item) -> bool:
    """Tell whether a test ends by emptying all tables, also of what the migrations have put there."""
    names = set(getattr(item, "fixturenames", ()))
    marks = item.iter_markers("django_db")
    return bool(names & {"transactional_db", "live_server"}) or any(mark.kwargs.get("transaction") for mark in marks)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first, so that no process waits for another at the end; those that empty the database go last."""
    here = Path(__file__).parent
    emptying = {item.path for item in items if _empties_the_database(item)}
    places = {here / file: number for number, file in enumerate(LONGEST)}
    items.sort(key=lambda item: (item.path in emptying, places.get(item.path, len(places))))


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path):
    """Give each test its own index, media and temporary folders."""
    for name in ("index", "media", "tmp"):
        (tmp_path / name).mkdir(mode=0o700)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "tmp"
    settings.TOMBSTONES = tmp_path / "tombstones"
    settings.SEAL_KEY = ""
    settings.VAR = tmp_path
    info = haystack.connections.connections_info["default"]
    before = info["PATH"]
    info["PATH"] = tmp_path / "index"
    haystack.connections.reload("default")
    yield
    info["PATH"] = before
    haystack.connections.reload("default")


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> Path:
    """Return the folder of this run of the tests, which all its processes share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def person(db):
    """Return a function that makes a user who signs in as ``role``."""

    def make(role: str | None, name: str = "") -> User:
        user = User.objects.create_user(name or role or "nobody", password="correct horse battery staple")
        if role:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user

    roles.ensure()
    return make


@pytest.fixture
def archivist_client(client, person):
    """Return a test client signed in as an archivist."""
    client.force_login(person(roles.ARCHIVIST))
    return client


@pytest.fixture
def seal_key(settings) -> str:
    """Give the archive a key to seal with; return its private half."""
    pair = sealing.make_key_pair()
    settings.SEAL_KEY = pair.public
    return pair.private
