"""We do not know our readers: what a request brings along is in no file, table or log afterwards."""

import os
import signal
import subprocess
import time

import pytest

from tests.site.served import ROOT, Served

AGENT = "Mozilla-XQ7Vagent"
REFERRER = "https://xq7vreferrer.example/"
QUERY = "xq7vquery"
ADDRESS = "203.0.113.77"
MARKS = (b"XQ7Vagent", b"xq7vreferrer", b"xq7vquery", b"203.0.113.77")
HEADERS = {"User-Agent": AGENT, "Referer": REFERRER, "X-Forwarded-For": ADDRESS, "Accept-Language": "be"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    site = Served(tmp_path_factory.mktemp("served"))
    assert site.manage("migrate", "-v0").returncode == 0
    outcome = site.manage("import_archive", str(ROOT / "sample"), "--publish")
    assert outcome.returncode == 0, outcome.stderr
    site.start()
    yield site
    site.stop()


GOOD_AND_BAD = [
    "/",
    "/en/",
    f"/en/search/?q={QUERY}",
    f"/be/search/?q={QUERY}&page=99999",
    f"/ru/search/?theme={QUERY}",
    f"/en/interviews/{QUERY}/",
    f"/{QUERY}",
    f"/api/v1/search?q={QUERY}&page=-1",
    f"/api/v1/suggest?q={QUERY}",
    f"/en/desk/?next={QUERY}",
    f"/static/{QUERY}.css",
    f"/en/interviews/OOU-7K3M/?t={QUERY}",
]


def test_nothing_of_a_request_is_kept(served):
    for path in GOOD_AND_BAD:
        status, _, _ = served.get(path, **HEADERS)
        assert status < 500, path
    for data in (
        f"GET /{QUERY} HTTP/9.9\r\nUser-Agent: {AGENT}\r\n\r\n".encode(),
        f"{QUERY}\r\n\r\n".encode(),
        f"GET /{QUERY} HTTP/1.1\r\nHost: x\r\n{AGENT}\r\n\r\n".encode(),
        f"GET /{QUERY * 900} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        f"POST /en/search/ HTTP/1.1\r\nHost: x\r\nContent-Length: {QUERY}\r\n\r\n".encode(),
        b"\x16\x03\x01\x02\x00" + QUERY.encode(),
    ):
        served.raw(data)
    kept = [served.log, *(path for path in served.folder.rglob("*") if path.is_file())]
    for path in kept:
        data = path.read_bytes()
        found = [mark for mark in MARKS if mark in data]
        assert not found, (path.name, found)
    assert b"ip=" not in served.log.read_bytes()


def test_no_answer_to_a_reader_sets_a_cookie_and_all_carry_the_headers(served):
    for path in GOOD_AND_BAD:
        if "/desk/" in path:
            continue
        _, headers, _ = served.get(path, **HEADERS)
        names = {name.lower(): value for name, value in headers.items()}
        assert "set-cookie" not in names, path
        if path.startswith("/static/") and names.get("content-type", "").startswith("text/css"):
            continue
        assert names["content-security-policy"].startswith("default-src 'none'"), path
        assert "unsafe" not in names["content-security-policy"]
        assert names["referrer-policy"] == "no-referrer", path
        assert names["x-content-type-options"] == "nosniff"
        assert names["cache-control"] == "no-store", path


def test_any_host_name_leads_here_and_none_is_written_into_a_page(served):
    host = "mirror-of-the-archive.example"
    for path in ("/en/", "/en/interviews/OOU-7K3M/", "/en/search/?q=oath", "/api/v1/interviews"):
        status, _, body = served.get(path, Host=host)
        assert status == 200
        assert host.encode() not in body
        assert b"127.0.0.1" not in body


def test_the_server_can_be_stopped_and_started_again(served):
    before = served.get("/en/interviews/")[2]
    served.stop()
    served.start()
    assert served.get("/en/interviews/")[2] == before


def test_the_sample_can_be_imported_again_and_nothing_changes(served):
    outcome = served.manage("import_archive", str(ROOT / "sample"), "--publish")
    assert outcome.returncode == 0, outcome.stderr
    assert served.manage("audit_index").returncode == 0


def _indexer(served) -> int | None:
    listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        pid, parent, arguments = line.split(None, 2)
        if "work_outbox --watch" in arguments and int(parent) == served.process.pid:
            return int(pid)
    return None


def _until(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come about")


def test_the_indexing_worker_is_started_again_when_it_dies_and_ends_with_the_server(served):
    first = _until(lambda: _indexer(served))
    os.kill(first, signal.SIGKILL)
    second = _until(lambda: (pid := _indexer(served)) != first and pid)
    served.process.kill()  # the server has no chance to say goodbye
    served.process.wait(timeout=30)
    _until(lambda: subprocess.run(["ps", "-p", str(second)], capture_output=True).returncode != 0)
    served.start()
