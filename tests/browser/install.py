"""Find a Chromium for the browser tests, or install one: Debian's package as root, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

REMEDY = (
    "The browser tests need Chromium. Install it (Debian, Ubuntu: apt install chromium), or name one:"
    " CHROMIUM=/path/to/chromium make test"
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


def install() -> None:
    """Install a browser by the first way that works; the caller checks whether one is there afterwards."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=environment, check=False)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if not find():
        install()
    sys.exit(0 if find() else REMEDY)
