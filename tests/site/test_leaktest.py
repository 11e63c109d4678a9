"""The command leaktest, on a copy of a part of the sample archive."""

import hashlib
import json
import os
import sqlite3
import stat
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from archive_site.leaktest.canaries import MARK
from archive_site.leaktest.copying import copy_archive, workshop
from archive_site.leaktest.report import Report
from tests.samples import CRAWLED, part_of_the_sample
from tests.site.served import Served


def _bytes_of(folder):
    """Return the checksum of every file, but for the two that SQLite makes for whoever reads, the log empty."""
    companions = ("archive.sqlite3-shm", "archive.sqlite3-wal")
    assert not any((folder / name).stat().st_size for name in companions[1:] if (folder / name).exists())
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in companions)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All hidden records of the sample and a few public ones, in a folder of their own."""
    site = Served(tmp_path_factory.mktemp("leaktest"))
    batch = part_of_the_sample(tmp_path_factory.mktemp("batch"), CRAWLED)
    for command in (("migrate", "-v0"), ("import_archive", str(batch), "--publish")):
        outcome = site.manage(*command)
        assert outcome.returncode == 0, outcome.stderr
    return site


@pytest.fixture(scope="module")
def before(site):
    """The checksums of its files before the run."""
    return _bytes_of(site.folder)


@pytest.fixture(scope="module")
def outcome(site, before):
    """The one long run that several tests look at."""
    return site.manage("leaktest", "--json", timeout=3600)


@pytest.mark.slow
class TestOnTheSample:
    """What one run on the sample printed and left behind."""

    def test_it_finds_nothing(self, outcome):
        report = json.loads(outcome.stdout)
        assert report["findings"] == []
        assert report["failed"] == []
        assert outcome.returncode == 0, outcome.stderr

    def test_it_has_read_a_real_number_of_answers_of_each_kind(self, outcome):
        report = json.loads(outcome.stdout)
        assert report["canaries"] > 200
        least = {"page": 800, "export": 60, "api": 60, "search": 3000, "suggest": 3000, "media": 2, "static": 30}
        least |= {"refusal": 2000, "file": 5, "document": 100}
        short = {kind: (report["read"].get(kind, 0), number) for kind, number in least.items()}
        assert {kind: pair for kind, pair in short.items() if pair[0] < pair[1]} == {}

    def test_every_parameter_of_an_address_has_real_values(self, outcome):
        assert set(json.loads(outcome.stdout)["guessed"]) <= {"rest"}

    def test_the_archive_is_as_it_was(self, site, before, outcome):
        assert _bytes_of(site.folder) == before

    def test_nothing_is_left_on_the_disk(self, site, outcome):
        assert list((site.folder / "tmp").iterdir()) == []
        assert not any(MARK.encode() in path.read_bytes() for path in site.folder.rglob("*") if path.is_file())


def test_the_copy_takes_in_what_is_only_in_the_write_ahead_log(tmp_path):
    source = sqlite3.connect(tmp_path / "archive.sqlite3", isolation_level=None)
    source.execute("PRAGMA journal_mode=WAL")
    source.execute("PRAGMA wal_autocheckpoint=0")
    source.execute("CREATE TABLE words (word TEXT)")
    source.execute("INSERT INTO words VALUES ('прысяга')")
    (tmp_path / "media" / "a.mp3").write_bytes(b"sound")
    copy = tmp_path / "copy"
    copy_archive(tmp_path / "archive.sqlite3", tmp_path / "media", tmp_path / "static", copy)
    assert sqlite3.connect(copy / "archive.sqlite3").execute("SELECT word FROM words").fetchall() == [("прысяга",)]
    assert (copy / "media" / "a.mp3").read_bytes() == b"sound"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    source.close()


def test_what_a_killed_run_left_is_deleted_and_what_another_run_uses_is_not(tmp_path):
    parent = tmp_path / "runs"
    left = parent / "leaktest-left"
    left.mkdir(parents=True)
    with workshop(parent, keep=False) as first:
        assert not left.exists()
        with workshop(parent, keep=False) as second:
            assert first.exists()
            assert stat.S_IMODE(second.stat().st_mode) == 0o700
    assert list(parent.iterdir()) == []


def test_a_folder_that_is_kept_says_so_in_its_name(tmp_path):
    with workshop(tmp_path / "runs", keep=True) as folder:
        (folder / "report").touch()
    assert os.listdir(tmp_path / "runs") == [f"kept-{folder.name}"]


def test_another_database_is_refused_with_a_way_out(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    with pytest.raises(CommandError, match="postgresql.*dumpdata.*loaddata"):
        call_command("leaktest")


@pytest.mark.parametrize("step", ["plant", "with", "without"])
def test_a_step_refuses_to_run_on_an_archive_that_is_no_copy(step, tmp_path):
    with pytest.raises(CommandError, match="only on a copy"):
        call_command("leaktest", step=step, folder=tmp_path)


def test_a_report_is_the_same_after_it_was_written_down():
    report = Report(canaries=2, read=Counter(page=3), skipped=Counter({"/be/": 1}), guessed=["rest"], failed=["it"])
    report.find(["a place"], "/be/")
    assert Report.of(json.loads(json.dumps(report.as_json()))) == report
