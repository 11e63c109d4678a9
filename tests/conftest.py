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
