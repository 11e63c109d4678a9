"""An empty archive with a server and two archivists, and what it answers to a stranger without a browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from benchmarks.throwaway import throwaway_archive

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery staple"
PEOPLE = ("anna", "vera")
LANGUAGES = ("be", "ru", "uk", "en")
_PATIENCE = 120  # seconds, for a server that starts and an index that catches up on a busy machine


@contextmanager
def served_archive() -> Iterator[str]:
    """Serve an archive that holds a codebook and two accounts, nothing else; yield its address."""
    with throwaway_archive():
        _fill()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "archive_site.wsgi"]
        with tempfile.TemporaryFile() as log:
            environment = os.environ | {"PORT": str(port)}
            environment.pop("BIND", None)
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            base = f"http://127.0.0.1:{port}"
            try:
                _wait_for(base, server)
                yield base
            finally:
                server.terminate()
                server.wait(30)
                log.seek(0)
                sys.stderr.write("".join(line for line in log.read().decode().splitlines(True) if "Error" in line))


def _fill() -> None:
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.db import connections

    from interviews import roles

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        call_command("make_seal_key", to=Path(folder) / "key", stdout=StringIO())
        shutil.copy(ROOT / "sample/themes.csv", folder)
        (Path(folder) / "key").unlink()
        call_command("import_archive", folder, stdout=sys.stderr, stderr=sys.stderr)
    roles.ensure()
    for name in PEOPLE:
        person = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        person.groups.set([Group.objects.get(name=roles.ARCHIVIST)])
    connections.close_all()


def _wait_for(base: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            if Public(base).status("/en/") == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not start.")


class Public:
    """The site as a stranger asks it: no cookie, no account."""

    def __init__(self, base: str) -> None:
        self._base = base

    def ask(self, path: str) -> tuple[int, str]:
        """Return the status and the words of the answer."""
        try:
            with urlopen(self._base + path, timeout=_PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def status(self, path: str) -> int:
        return self.ask(path)[0]

    def found(self, words: str) -> list[tuple[str, str]]:
        """Return the interview and the text of what a search for ``words`` finds."""
        _, answer = self.ask("/api/v1/search?" + urlencode({"q": words, "page_size": 100}))
        return [(one["interview"], one["text"]) for one in json.loads(answer).get("results", [])]

    def addresses(self, accession: str) -> Iterator[str]:
        """Yield every address at which a reader gets something of an interview."""
        for language in LANGUAGES:
            yield f"/{language}/interviews/{accession}/"
            yield f"/{language}/interviews/{accession}/print/"
            yield from (
                f"/en/interviews/{accession}/transcript.{language}.{ending}" for ending in ("vtt", "srt", "txt", "json")
            )
            yield f"/api/v1/interviews/{accession}/transcripts/{language}"
        yield f"/api/v1/interviews/{accession}"

    def count(self) -> int:
        """Return how many interviews the site says that it has."""
        return int(json.loads(self.ask("/api/v1/interviews")[1])["count"])


def wait_until_found(public: Public, words: list[str]) -> float:
    """Wait until the index has caught up with ``words``, or patience ends; return how long it took."""
    began = time.monotonic()
    for one in words:
        while not public.found(one) and time.monotonic() - began < _PATIENCE:
            time.sleep(0.2)
    return time.monotonic() - began
