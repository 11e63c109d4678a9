"""One click hides at once, and words that are taken out are gone at once, whatever state the index is in."""

import fcntl
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import haystack
import pytest

from interviews import roles
from interviews.models import Recording, Segment
from search import sync
from tests.factories import make_coding, make_interview
from tests.interviews.desk_pages import page

pytestmark = pytest.mark.django_db(transaction=True)

ACCESSION = "OOU-GONE"
WORD, NAME = "зубраўка", "Канарэеў"


def index_folder() -> Path:
    return Path(str(haystack.connections.connections_info["default"]["PATH"]))


@contextmanager
def sound():
    yield


@contextmanager
def locked():
    with open(index_folder() / "lock", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def deleted():
    shutil.rmtree(index_folder())
    yield


@contextmanager
def read_only():
    """Take the right to write from the files and the folders; the superuser alone is not stopped by that."""
    paths = [index_folder(), *index_folder().rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield
    for path in paths:
        if path.exists():
            path.chmod(0o755 if path.is_dir() else 0o644)


@contextmanager
def writer_dead():
    """Have the process die that would have indexed the change: what it left is the lock file of a dead process."""
    code = "import fcntl, os, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(index_folder() / "lock")], check=False)
    yield


@contextmanager
def broken():
    for path in index_folder().rglob("*.seg"):
        path.write_bytes(path.read_bytes()[:20])
    yield


STATES = [sound, locked, deleted, read_only, writer_dead, broken]


@pytest.fixture
def archive(settings, seal_key):
    make_interview(["іншыя словы"], accession="OOU-STAY", themes=["why-war"])
    interview = make_interview(
        [f"{WORD} {NAME} тут", "яшчэ радок"],
        accession=ACCESSION,
        themes=["how-fear"],
        narrator="Канарэйка",
        branch="academy",
    )
    make_coding(interview, "how-fear", start_ms=0, end_ms=9000, gist_en="A canary gist")
    folder = settings.MEDIA_ROOT / ACCESSION
    folder.mkdir()
    (folder / "1.mp3").write_bytes(b"ID3 sound")
    Recording.objects.create(
        interview=interview, part=1, file=f"{ACCESSION}/1.mp3", sha256="1" * 64, media_type="audio/mpeg"
    )
    sync.rebuild()
    return interview


GONE = [
    f"/en/interviews/{ACCESSION}/",
    f"/en/interviews/{ACCESSION}/transcript.be.vtt",
    f"/en/interviews/{ACCESSION}/transcript.be.json",
    f"/en/interviews/{ACCESSION}/recording.1",
    f"/api/v1/interviews/{ACCESSION}",
    f"/api/v1/interviews/{ACCESSION}/transcripts/be",
]
LISTS = [
    *("/en/", "/en/interviews/", "/en/themes/", "/en/themes/how-fear/", "/en/search/?theme=how-fear"),
    *("/api/v1/interviews", "/api/v1/themes", "/api/v1/suggest?q=канарэй", "/api/v1/suggest?q=зубр"),
    "/api/v1/search?theme=why-war",
]


def read(client, address: str) -> tuple[int, str]:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode(errors="replace")


def warm(client) -> None:
    for address in [*GONE, *LISTS, f"/en/search/?q={WORD}", f"/api/v1/search?q={WORD}"]:
        assert read(client, address)[0] == 200


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_hiding_acts_on_the_next_request(client, archive, person, state):
    warm(client)
    client.force_login(person(roles.ARCHIVIST))
    with state():
        assert client.post(page("hide", ACCESSION)).status_code == 302
        client.logout()
        for address in GONE:
            assert read(client, address)[0] == 404, address
        for address in LISTS:
            status, body = read(client, address)
            assert status in (200, 503), address
            for word in (ACCESSION, WORD, "Канарэйка", "canary gist", "academy"):
                assert word not in body, (address, word)
        status, body = read(client, f"/api/v1/search?q={WORD}")
        assert '"count": 0' in body if status == 200 else status == 503
    if state is not broken and state is not deleted:
        assert client.get(f"/api/v1/search?q={WORD}").json()["count"] == 0


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_words_that_are_taken_out_are_gone_on_the_next_request(client, archive, person, state):
    warm(client)
    client.force_login(person(roles.ARCHIVIST))
    segment = Segment.objects.get(transcript__interview=archive, position=0)
    marks = {"transcript": "be", "at": "0", "to": "0", "reason": "narrator", f"w{segment.pk}": ["1"]}
    with state():
        shown = client.post(page("redact", ACCESSION), marks).context
        more = {"act": "save", "shown": shown["shown"], "seen": shown["seen"]}
        assert client.post(page("redact", ACCESSION), marks | more).status_code == 302
        client.logout()
        for address in [*GONE, *LISTS, f"/api/v1/search?q={WORD}", "/api/v1/suggest?q=канар"]:
            assert NAME not in read(client, address)[1], address
        assert read(client, f"/en/interviews/{ACCESSION}/recording.1")[0] == 404
        found = client.get(f"/api/v1/search?q={NAME.lower()}")
        assert found.status_code == 503 or found.json()["count"] == 0
        near = client.get("/api/v1/search?q=канарэеу")
        assert near.status_code == 503 or near.json()["did_you_mean"] is None
