"""A purge leaves no byte, in a real archive with its files, and outlives a restore."""

import shutil
import sqlite3

import pytest

from tests.site.served import ROOT, Served, sample_brought_in

ACCESSION = "OOU-7K3M"
KEPT = "OOU-9XPD"


@pytest.fixture
def archive(tmp_path, runs):
    site = sample_brought_in(runs, tmp_path)
    yield site
    site.stop()


def words_of(site: Served, accession: str) -> list[bytes]:
    """Return the number, the titles and the beginnings of all passages of an interview, straight from the file."""
    with sqlite3.connect(site.folder / "archive.sqlite3") as base:
        rows = base.execute(
            "SELECT s.text FROM interviews_segment s JOIN interviews_transcript t ON t.id = s.transcript_id"
            " JOIN interviews_interview i ON i.id = t.interview_id WHERE i.accession = ?",
            [accession],
        ).fetchall()
        titles = base.execute(
            "SELECT title_be, title_ru, title_uk, title_en FROM interviews_interview WHERE accession = ?", [accession]
        ).fetchone()
        notes = base.execute(
            "SELECT c.gist_en FROM interviews_coding c JOIN interviews_interview i ON i.id = c.interview_id"
            " WHERE i.accession = ? AND length(c.gist_en) > 20",
            [accession],
        ).fetchall()
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    texts = [*(text[:40] for (text,) in rows), *titles, *(text for (text,) in notes)]
    return [accession.encode(), *(text.encode() for text in texts if text and len(text) > 12)]


def files_with(site: Served, words: list[bytes]) -> set[str]:
    return {
        path.name
        for path in site.folder.rglob("*")
        if path.is_file() and (data := path.read_bytes()) and any(word in data for word in words)
    }


def test_a_purge_leaves_no_byte_and_the_other_records_whole(archive):
    words, others = words_of(archive, ACCESSION), words_of(archive, KEPT)
    assert len(words) > 40
    assert files_with(archive, words)
    media = archive.folder / "media" / ACCESSION
    assert media.exists()
    outcome = archive.manage("purge_interview", ACCESSION, "--yes")
    assert outcome.returncode == 0, outcome.stderr
    assert "none is left" in outcome.stdout
    assert files_with(archive, words) == set()
    assert not media.exists()
    assert words_of(archive, KEPT) == others
    assert archive.manage("audit_index").returncode == 0


def test_a_purge_asks_first_and_knows_what_it_is_asked_for(archive):
    assert archive.manage("purge_interview", "OOU-NONE").returncode == 1
    outcome = archive.manage("purge_interview", ACCESSION)  # nobody types the number again
    assert outcome.returncode != 0
    assert words_of(archive, ACCESSION)[1:]


def test_a_purged_interview_does_not_come_back_by_a_restore_or_an_import(archive):
    words = words_of(archive, ACCESSION)
    older = archive.folder.parent / "older.sqlite3"
    with sqlite3.connect(archive.folder / "archive.sqlite3") as base, sqlite3.connect(older) as copy:
        base.backup(copy)
    assert archive.manage("purge_interview", ACCESSION, "--yes").returncode == 0
    for name in ("archive.sqlite3-wal", "archive.sqlite3-shm"):
        (archive.folder / name).unlink(missing_ok=True)
    shutil.copy(older, archive.folder / "archive.sqlite3")
    archive.start()
    status, _, made_up = archive.get("/en/interviews/OOU-ZZZZ/")
    assert status == 404
    again = archive.get(f"/en/interviews/{ACCESSION}/")
    assert (again[0], again[2].replace(ACCESSION.encode(), b"OOU-ZZZZ")) == (404, made_up)
    archive.stop()
    outcome = archive.manage("apply_tombstones")
    assert outcome.returncode == 0, outcome.stderr
    assert files_with(archive, words) == set()
    outcome = archive.manage("import_archive", str(ROOT / "sample"), "--publish")
    assert outcome.returncode == 1
    assert f"{ACCESSION}" in outcome.stdout + outcome.stderr
    assert words_of_nothing(archive)


def words_of_nothing(site: Served) -> bool:
    with sqlite3.connect(site.folder / "archive.sqlite3") as base:
        rows = base.execute("SELECT count(*) FROM interviews_interview WHERE accession = ?", [ACCESSION]).fetchone()
    return rows == (0,)
