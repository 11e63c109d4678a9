"""We do not know our readers: what a request brings along is in no file, table or log afterwards."""

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager

import pytest

from tests.site.served import READER, ROOT, sample_brought_in

AGENT = "Mozilla-XQ7Vagent"
REFERRER = "https://xq7vreferrer.example/"
QUERY = "xq7vquery"
COOKIE = "xq7vcookie"
ADDRESS = "203.0.113.77"
MARKS = [mark.encode() for mark in ("xq7vagent", "xq7vreferrer", QUERY, COOKIE, ADDRESS, READER)]
HEADERS = {
    "User-Agent": AGENT,
    "Referer": REFERRER,
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "Accept-Language": "be",
    "Cookie": f"sessionid={COOKIE * 3}; csrftoken={COOKIE * 3}; own={COOKIE}",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def served(tmp_path_factory, runs):
    """Serve an archive of this module's own, which it breaks and mends."""
    site = sample_brought_in(runs, tmp_path_factory.mktemp("served"))
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


SENT = [
    ("POST", "/en/search/", f"q={QUERY}", 200),
    ("POST", "/be/search/", f"step=%3Fq%3D{QUERY}%26page%3D2", 200),
    ("POST", "/ru/search/", f"q={QUERY}&theme={QUERY}", 400),
    ("POST", "/uk/search/", f"q={QUERY * 40}", 400),
    ("POST", "/en/search/", "&".join([f"{QUERY}=1"] * 6000), 413),
    ("POST", "/en/search/", "&".join([f"{QUERY[:4]}=1"] * 6000), 400),
    ("PUT", f"/en/search/?q={QUERY}", f"q={QUERY}", 405),
    ("POST", f"/en/interviews/?x={QUERY}", f"q={QUERY}", 405),
    ("POST", "/en/desk/sign-in/", f"username={QUERY}&password={QUERY}", 403),
    ("DELETE", f"/api/v1/{QUERY}", "", 405),
]
MALFORMED = [
    f"GET /{QUERY} HTTP/9.9\r\nUser-Agent: {AGENT}\r\n\r\n".encode(),
    f"{QUERY}\r\n\r\n".encode(),
    f"GET /{QUERY} HTTP/1.1\r\nHost: x\r\n{AGENT}\r\n\r\n".encode(),
    f"GET /{QUERY * 900} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\nHost: x\r\nX-Long: {QUERY * 2000}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\nHost: {QUERY}:{QUERY}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\nHost: x\r\n{QUERY} : y\r\n\r\n".encode(),
    f"{QUERY.upper()} / HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    f"POST /en/search/ HTTP/1.1\r\nHost: x\r\nContent-Length: {QUERY}\r\n\r\n".encode(),
    f"POST /en/search/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {QUERY}\r\n\r\n".encode(),
    f"POST /en/search/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{QUERY}\r\n".encode(),
    b"\x16\x03\x01\x02\x00" + QUERY.encode(),
]
BEGUN = f"POST /en/search/?q={QUERY} HTTP/1.1\r\nHost: x\r\nUser-Agent: {AGENT}\r\n"
CUT_OFF = [
    f"GET /{QUERY}".encode(),
    BEGUN.encode(),
    f"{BEGUN}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nq={QUERY}".encode(),
    f"{BEGUN}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n{QUERY}".encode(),
]


def _traces(served) -> dict[str, list[bytes]]:
    """Return the marks that are found, in any case, in a file, in the log or in a row of any table."""
    kept = {str(path): path.read_bytes() for path in served.folder.rglob("*") if path.is_file()}
    kept["log"] = served.log.read_bytes()
    with closing(sqlite3.connect(served.folder / "archive.sqlite3")) as database:
        kept["tables"] = "\n".join(database.iterdump()).encode()
        tables = database.execute("select count(*) from sqlite_master where type = 'table'").fetchone()[0]
    assert tables > 20
    return {name: found for name, data in kept.items() if (found := [m for m in MARKS if m in data.lower()])}


@contextmanager
def _broken(served):
    """Take a table away, so that pages fail in earnest, and bring it back."""
    with closing(sqlite3.connect(served.folder / "archive.sqlite3", timeout=20)) as database:
        database.execute("PRAGMA legacy_alter_table=ON")
        database.execute("ALTER TABLE interviews_theme RENAME TO taken_away")
        database.commit()
        try:
            yield
        finally:
            database.execute("ALTER TABLE taken_away RENAME TO interviews_theme")
            database.commit()


def test_nothing_of_a_request_is_kept(served):
    for path in GOOD_AND_BAD:
        status, _, _ = served.send("GET", path, headers=HEADERS)
        assert status < 500, path
    for method, path, body, wanted in SENT:
        status, _, _ = served.send(method, path, body.encode(), HEADERS | FORM)
        assert status == wanted, (method, path)
    assert _traces(served) == {}


def test_whoever_asks_for_heads_alone_leaves_no_line_in_the_log(served):
    before = served.log.read_bytes()
    for path in ("/en/", "/en/interviews/OOU-7K3M/", f"/en/{QUERY}/"):
        served.send("HEAD", path)
    assert served.log.read_bytes() == before


def test_nothing_is_kept_when_a_page_breaks_in_earnest(served):
    before = served.log.read_bytes().count(b"request failed 500")
    with _broken(served):
        for method, path, body in (
            ("GET", f"/en/themes/?q={QUERY}", None),
            ("GET", f"/en/themes/{QUERY}/", None),
            ("POST", "/en/search/", f"q={QUERY}".encode()),
            ("GET", f"/api/v1/suggest?q={QUERY}", None),
        ):
            status, _, answer = served.send(method, path, body, HEADERS | FORM)
            assert status == 500, path
            assert QUERY.encode() not in answer
    assert served.log.read_bytes().count(b"request failed 500") > before  # it was written down, without the reader
    assert served.send("GET", "/en/themes/")[0] == 200
    assert _traces(served) == {}


def test_nothing_is_kept_of_what_is_no_request_or_ends_in_the_midst(served):
    for data in MALFORMED:
        served.raw(data)
    for data in CUT_OFF:
        served.cut_off(data)
    assert served.send("GET", "/en/")[0] == 200
    served.stop()  # whatever was held back is written now
    served.start()
    assert _traces(served) == {}
    assert b"ip=" not in served.log.read_bytes()


def test_the_search_for_traces_would_find_them(served):
    left = served.folder / "tmp" / "left"
    left.write_bytes(b"x" + AGENT.encode())
    with closing(sqlite3.connect(served.folder / "archive.sqlite3", timeout=20)) as database:
        database.execute("create table left_behind (a)")
        database.execute("insert into left_behind values (?)", (READER,))
        database.commit()
        found = _traces(served)
        database.execute("drop table left_behind")
        database.commit()
    left.unlink()
    assert found[str(left)] == [b"xq7vagent"]
    assert found["tables"] == [READER.encode()]


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
