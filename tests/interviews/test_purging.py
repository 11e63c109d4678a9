"""A purge that is cut short anywhere is finished at the next start, and what is kept beside the record goes with it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models.signals import pre_delete

from interviews import purging, roles, tombstones
from interviews.models import Interview, Narrator, Recording
from tests.factories import make_interview


class PowerFailure(BaseException):
    """What no code of the archive catches."""


def fail(*args, **kwargs):
    raise PowerFailure


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "place", [(purging, "_delete_media"), (purging, "_forget_log"), (purging, "_drop_unused"), (tombstones, "learn")]
)
def test_the_next_start_finishes_a_purge_that_was_cut_short(monkeypatch, place):
    interview = make_interview(["Словы, якіх не павінна застацца."])
    name = default_storage.save(f"{interview.accession}/1.mp3", ContentFile(b"sound"))
    Recording.objects.create(interview=interview, file=name, sha256="a")
    with monkeypatch.context() as patched:
        patched.setattr(*place, fail)
        with pytest.raises(PowerFailure):
            purging.purge(interview)
    purging.apply_news()
    assert not Interview.objects.filter(accession=interview.accession).exists()
    assert not default_storage.exists(name)


@pytest.mark.django_db
def test_a_file_that_is_sent_while_its_interview_is_purged_is_not_left():
    interview = make_interview(["Словы."])
    stored = []

    def send(**kwargs):
        stored.append(default_storage.save(f"{interview.accession}/2.mp3", ContentFile(b"sound")))

    pre_delete.connect(send, sender=Interview)
    try:
        purging.purge(interview)
    finally:
        pre_delete.disconnect(send, sender=Interview)
    assert [default_storage.exists(name) for name in stored] == [False]


def test_of_two_purges_at_once_neither_loses_the_others_number(settings, tmp_path):
    settings.TOMBSTONES = tmp_path / "tombstones"
    numbers = [f"OOU-{n}" for n in range(12)]
    with ThreadPoolExecutor(len(numbers)) as several:
        list(several.map(tombstones.bury, numbers))
    assert tombstones.buried(numbers) == numbers


@pytest.mark.django_db
def test_the_log_forgets_a_narrator_who_is_purged_with_the_only_interview(person):
    interview = make_interview(["Словы."], narrator="Алесь Канарэйка")
    LogEntry.objects.create(
        user=person(roles.ARCHIVIST, "anna"),
        content_type=ContentType.objects.get_for_model(Narrator),
        object_id=str(interview.narrator.pk),
        object_repr=str(interview.narrator),
        action_flag=ADDITION,
    )
    done = purging.purge(interview)
    assert not LogEntry.objects.exists()
    assert "Алесь Канарэйка".encode() in done.probes


@pytest.mark.django_db
def test_a_narrator_with_another_interview_stays(person):
    interview = make_interview(["Словы."], narrator="Алесь Канарэйка")
    make_interview(["Іншыя."], narrator="Алесь Канарэйка")
    done = purging.purge(interview)
    assert Narrator.objects.filter(name="Алесь Канарэйка").exists()
    assert "Алесь Канарэйка".encode() not in done.probes


@pytest.mark.django_db(transaction=True)
def test_a_look_for_traces_leaves_the_database_its_locks():
    make_interview(["адзін"], accession="OOU-LOCK")
    assert purging.traces([b"OOU-LOCK"]) != []
    database = str(connection.settings_dict["NAME"])
    writes = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('create table other (x)'); c.close()"
    try:
        subprocess.run([sys.executable, "-c", writes, database], check=True)
        assert Path(f"{database}-wal").exists()  # taken away, this process's next connection would be an I/O error
    finally:
        connection.cursor().execute("drop table other")
