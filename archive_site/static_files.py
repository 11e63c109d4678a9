"""Static files: collected and compressed where `make setup` ran, straight from the source tree where it did not."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedStaticFilesStorage

KEPT_FOR_GOOD = "max-age=31536000, public, immutable"
_FONT = re.compile(r"fonts/[a-z-]+\.[0-9a-f]{10}\.woff2")  # named by its content; deploy/cut_fonts.py


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, with the source tree filling in for whatever was not collected."""

    def add_files_from_finders(self) -> None:
        """Add only what STATIC_ROOT lacks, so that the compressed copies there stay in use."""
        collected = dict(self.files)
        super().add_files_from_finders()
        self.files.update(collected)

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Answer with the file; where the address names this very content, it need never be asked for again."""
        response = WhiteNoiseMiddleware.serve(static_file, request)
        name = request.path_info.removeprefix(settings.STATIC_URL)
        version = request.GET.get("v")
        if response.status_code < 400 and (_FONT.fullmatch(name) or (version and version == _version(name))):
            response.headers["Cache-Control"] = KEPT_FOR_GOOD
        return response


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]


class VersionedStorage(CompressedStaticFilesStorage):
    """Add the content's hash to each address: a new release is fetched at once, an old one stays cached.

    Nothing is painted before a page's sheet is there, so our sheets go out without comments: a fifth of their bytes.
    """

    def url(self, name: str | None, force: bool = False) -> str:
        address = super().url(name)
        version = _version(name) if name else ""
        return f"{address}?v={version}" if version else address

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Take the comments out of the sheets that were collected, then compress what was."""
        for name in paths:
            if name.startswith("css/") and name.endswith(".css") and not dry_run:
                sheet = Path(self.path(name))
                sheet.write_text(without_comments(sheet.read_text(encoding="utf-8")), encoding="utf-8")
        yield from super().post_process(paths, dry_run, **options)


def without_comments(sheet: str) -> str:
    """Return a style sheet without its comments, indentation and empty lines."""
    lines = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())
