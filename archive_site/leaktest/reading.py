"""Asking the site as a stranger would, through all of its layers, and keeping every answer."""

import io
import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

Pairs = tuple[tuple[str, str], ...]
_HOST = "archive.test"
_OF_THE_MOMENT = re.compile(rb'(csrfmiddlewaretoken" value="|csrftoken=)[A-Za-z0-9]+|^(Expires: )[^\n]+', re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """A request: ``address`` is a path with its query, in plain letters or encoded; ``form`` makes it a POST."""

    address: str
    form: Pairs | None = None
    headers: Pairs = ()

    @property
    def name(self) -> str:
        """The request in one line."""
        method = "" if self.form is None else "POST "
        form = "" if self.form is None else f" {urlencode(self.form)}"
        headers = "".join(f" [{name}: {value}]" for name, value in self.headers)
        return f"{method}{self.address}{form}{headers}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Pairs
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """Return the header ``name`` or ``""``."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The media type without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip()

    def whole(self) -> bytes:
        """Return status, headers and body as one, without the random tokens and the clock of the sign-in pages."""
        head = "".join(f"{name}: {value}\n" for name, value in self.headers)
        return _OF_THE_MOMENT.sub(rb"\1\2", f"{self.status}\n{head}\n".encode() + self.body)


class Site:
    """The site behind a WSGI application."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def ask(self, asked: Asked) -> Answer:
        """Send the request and return the whole answer."""
        begun: list[Any] = []
        environ = self._environ(asked)
        result = self.application(environ, lambda status, headers, exc_info=None: begun.extend((status, headers)))
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close:
                close()
        status, headers = begun
        return Answer(int(status.partition(" ")[0]), tuple(headers), body)

    def _environ(self, asked: Asked) -> dict[str, Any]:
        path, _, query = asked.address.partition("?")
        body = urlencode(asked.form).encode() if asked.form is not None else b""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if asked.form is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": _decoded(path),
            "QUERY_STRING": quote(query, safe="%&=+/:,;~|!*'()@$-._?"),
            "SERVER_NAME": _HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": _HOST,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(body)),
        }
        if asked.form is not None:
            environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        for name, value in asked.headers:
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return environ


def _decoded(path: str) -> str:
    """Return ``path`` as WSGI wants it: percent signs resolved, bytes as Latin-1."""
    encoded = quote(path, safe="%/:@!$&'()*+,;=~-._").encode()
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), encoded).decode("latin-1")


class Answers:
    """The answers of one run, in a file of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(self._open()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS answers (name TEXT PRIMARY KEY, head TEXT, whole BLOB)")
        self.connection = self._open()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None)

    def __enter__(self) -> "Answers":
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("BEGIN")
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.execute("COMMIT")
        self.connection.close()

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keep ``answer``; the last one to the same request counts."""
        head = json.dumps([answer.status, answer.content_type])
        row = (asked.name, head, zlib.compress(answer.whole(), 1))
        self.connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)


def kept(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the requests whose answers were kept at ``path``, sorted, each with its whole answer."""
    with closing(sqlite3.connect(path)) as connection:
        for name, whole in connection.execute("SELECT name, whole FROM answers ORDER BY name"):
            yield name, zlib.decompress(whole)
