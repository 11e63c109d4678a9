"""Find the programs that pages are read with in the tests, or install them.

They are a Chromium (Debian's package as root, else Playwright's own) and w3m, which reads pages as text.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

REMEDY = (
    "The browser tests need Chromium. Install it (Debian, Ubuntu: apt install chromium), or name one:"
    " CHROMIUM=/path/to/chromium make test"
)
REMEDY_TEXT = (
    "The tests read every page as text with w3m. Install it (Debian, Ubuntu: apt install w3m), or name one:"
    " W3M=/path/to/w3m make test"
)


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    caches = [Path.home() / ".cache/ms-playwright", Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "/nowhere"))]
    for cache in caches:
        for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True):
            return str(path)
    return None


def find_text_browser() -> str | None:
    """Return the path of a w3m, or None."""
    return os.environ.get("W3M") or shutil.which("w3m")


def _install_packages(names: list[str]) -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", *names], env=environment, check=False)


NEEDED: dict[str, tuple[Callable[[], str | None], str]] = {
    "chromium": (find, REMEDY),
    "w3m": (find_text_browser, REMEDY_TEXT),
}


def install() -> list[str]:
    """Install what is missing by the first way that works; return what to do about whatever is missing still."""
    if missing := [name for name, (found, _) in NEEDED.items() if not found()]:
        _install_packages(missing)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return [remedy for found, remedy in NEEDED.values() if not found()]


if __name__ == "__main__":
    sys.exit("\n".join(install()) or 0)
