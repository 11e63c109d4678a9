"""Static files: collected and compressed where `make setup` ran, straight from the source tree where it did not."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedStaticFilesStorage


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, with the source tree filling in for whatever was not collected."""

    def add_files_from_finders(self) -> None:
        """Add only what STATIC_ROOT lacks, so that the compressed copies there stay in use."""
        collected = dict(self.files)
        super().add_files_from_finders()
        self.files.update(collected)


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]


class VersionedStorage(CompressedStaticFilesStorage):
    """Add the content's hash to each address: a new release is fetched at once, an old one stays cached."""

    def url(self, name: str | None, force: bool = False) -> str:
        address = super().url(name)
        version = _version(name) if name else ""
        return f"{address}?v={version}" if version else address
