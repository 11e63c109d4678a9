"""Whoever takes the server finds no redacted word in any of its files, once the worker has been round."""

import pytest

from tests.site.served import ROOT, Served

WORD = "ідэалагічная"
REDACT = """
from interviews.withholding import redacting
from interviews.models import Interview, Segment
from interviews.withholding.redacting import Choice
from django.contrib.auth.models import User
from interviews import roles
roles.ensure()
by = User.objects.create_superuser("anna")
interview = Interview.objects.get(accession="OOU-7K3M")
for transcript in interview.transcripts.all():
    for segment in transcript.segments.order_by("position"):
        while (at := Segment.objects.get(pk=segment.pk).text.lower().find(WORD)) >= 0:
            interview.refresh_from_db()
            one = Segment.objects.get(pk=segment.pk)
            stretch = redacting.stretch_of([one])
            choices = [
                Choice(other, {one.position: [(at, at + len(WORD))]} if other == transcript else {})
                for other in redacting.counterparts(interview, stretch)
            ]
            redacting.redact(interview, by, reason="other", choices=choices, seen=interview.revision)
"""


@pytest.fixture
def archive(tmp_path):
    site = Served(tmp_path)
    assert site.manage("migrate", "-v0").returncode == 0
    assert site.manage("make_seal_key", "--to", str(tmp_path / "stick.key")).returncode == 0
    (site.folder / "batch" / "transcripts").mkdir(parents=True)
    for name in ("interviews.csv", "themes.csv", "batch.toml"):
        text = (ROOT / "sample" / name).read_text()
        if name == "interviews.csv":
            head, *rows = text.splitlines(keepends=True)
            text = head + "".join(row for row in rows if row.startswith("OOU-7K3M"))
        (site.folder / "batch" / name).write_text(text)
    for path in (ROOT / "sample/transcripts").glob("OOU-7K3M.*"):
        (site.folder / "batch/transcripts" / path.name).write_bytes(path.read_bytes())
    outcome = site.manage("import_archive", str(site.folder / "batch"), "--publish")
    assert outcome.returncode == 0, outcome.stderr
    for path in sorted((site.folder / "batch").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (site.folder / "batch").rmdir()
    return site


def files_with(site: Served, word: str) -> set[str]:
    found = set()
    for path in site.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if any(word.encode(code) in data for code in ("utf-8", "utf-16-le")):
                found.add(path.name)
    return found


def test_no_file_of_the_archive_holds_the_words(archive):
    assert "archive.sqlite3" in files_with(archive, WORD)
    outcome = archive.manage("shell", "-c", f"WORD = {WORD!r}\n{REDACT}")
    assert outcome.returncode == 0, outcome.stderr
    outcome = archive.manage("work_outbox")
    assert outcome.returncode == 0, outcome.stderr
    assert files_with(archive, WORD) == set()
    assert archive.manage("audit_index").returncode == 0
