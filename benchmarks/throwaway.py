"""A throw-away archive for a process of its own, because its settings are the archive's."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django

from archive_site.environment import prepare


@contextmanager
def throwaway_archive() -> Iterator[None]:
    """Set Django up over an empty folder, which is deleted at the end. Nothing is migrated."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ARCHIVE_VAR": folder, "DJANGO_SETTINGS_MODULE": "archive_site.settings"}
        for name in ("DATABASE_URL", "ARCHIVE_INDEX", "ARCHIVE_MODE"):
            os.environ.pop(name, None)
        prepare()
        django.setup()
        yield
