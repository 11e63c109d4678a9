"""The archive served by gunicorn in a folder of its own, as `make demo` serves it."""

import fcntl
import http.client
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

READER = "127.9.8.7"  # the address that requests come from: not the server's own, so that it is told apart in a log
PATIENCE_S = 60  # a busy machine is no fault of the server
ROOT = Path(__file__).resolve().parent.parent.parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """A running server; ``folder`` is its var/, ``log`` the file with all it printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "var"
        self.log = folder / "server.log"
        self.port = _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        drop = ("SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ARCHIVE_INDEX")
        self.environment = {k: v for k, v in os.environ.items() if k not in drop} | {
            "ARCHIVE_VAR": str(self.folder),
            "PORT": str(self.port),
            "WORKERS": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str, timeout: int = 180) -> subprocess.CompletedProcess[str]:
        """Run a management command on this archive."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout)

    def start(self) -> None:
        """Serve, and return when the front page answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "archive_site.wsgi"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        for _ in range(120):
            try:
                self.get("/en/")
                return
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.25)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body; an error status is an answer too."""
        request = urllib.request.Request(self.base + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return status, headers as they came, and body, of any method; redirects are not followed."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S, source_address=(READER, 0))
        try:
            line.request(method, path, body, headers or {})
            answer = line.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            line.close()

    def cut_off(self, data: bytes) -> None:
        """Send the beginning of a request and tear the line down."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S, source_address=(READER, 0)) as line:
            line.sendall(data)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def raw(self, data: bytes) -> bytes:
        """Send bytes that may be no request at all; return what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S, source_address=(READER, 0)) as line:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        return b"".join(parts)

    def stop(self) -> None:
        """Stop the server and its worker."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)


def sample_brought_in(runs: Path, folder: Path) -> Served:
    """Return an archive in ``folder`` that holds the sample; it is not served yet.

    The sample takes long to bring in, so one process of a run does it, in ``runs``, and all others copy.
    """
    first = Served(runs / "sample")
    with (runs / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (runs / "sample.made").exists():
            assert first.manage("migrate", "-v0").returncode == 0
            outcome = first.manage("import_archive", str(ROOT / "sample"), "--publish")
            assert outcome.returncode == 0, outcome.stderr
            (runs / "sample.made").touch()
    site = Served(folder)
    shutil.copytree(first.folder, site.folder)
    return site
