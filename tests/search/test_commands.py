import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from archive_site.environment import BASE_DIR
from interviews.models import Interview, OutboxRow
from search import sync
from search.indexes import documents
from tests.factories import make_interview
from tests.search.test_sync import _database_url, store

pytestmark = pytest.mark.django_db(transaction=True)


def run(*command: str, **options) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_rebuild_index_is_ours():
    assert get_commands()["rebuild_index"] == "search"


def test_rebuild_index_swaps_in_a_new_index_and_asks_nothing():
    make_interview(["Прысяга"], translations={"ru": ["Присяга"]})
    before = sync.backend().folder()
    assert "2 passages" in run("rebuild_index", "--noinput")
    assert sync.backend().folder() != before
    assert not before.exists()


def test_commands_fail_with_advice_while_another_process_writes():
    make_interview(["Прысяга"])
    OutboxRow.objects.create(interview_id=1)
    with store().lock(0):
        for command in ("rebuild_index", "work_outbox"):
            with pytest.raises(CommandError, match="Another process"):
                run(command, "--wait", "0")


def test_audit_agrees_with_a_sound_index():
    make_interview(["Прысяга"])
    assert "agrees" in run("audit_index")


def differ(kind: str) -> None:
    interview = make_interview(["Прысяга", "Казарма"])
    if kind == "broken":
        (store().path / "current").write_text("")
    elif kind == "extra":
        with store().lock(0):
            Interview.objects.filter(pk=interview.pk).update(workflow="hidden")
    elif kind == "stale":
        with store().lock(0):
            interview.save()
    elif kind == "missing":
        sync.backend().replace([interview.pk], lambda: ())
    elif kind == "twice":
        sync.backend().replace([], lambda: documents([interview.pk]))
    OutboxRow.objects.all().delete()


@pytest.mark.parametrize("kind", ["broken", "extra", "stale", "missing", "twice"])
def test_audit_names_a_difference_and_fixes_it(kind):
    differ(kind)
    out = StringIO()
    with pytest.raises(CommandError, match="differs"):
        call_command("audit_index", stdout=out)
    assert f"{kind}:" in out.getvalue()
    assert "Mended" in run("audit_index", "--fix")
    assert "agrees" in run("audit_index")


def test_audit_exits_1_on_a_difference_and_0_once_mended():
    differ("missing")
    environment = {"DATABASE_URL": _database_url(), "ARCHIVE_INDEX": str(store().path), "PATH": ""}
    environment["ARCHIVE_VAR"] = str(store().path.parent)
    audit = [sys.executable, "manage.py", "audit_index"]
    assert subprocess.run(audit, cwd=BASE_DIR, env=environment, capture_output=True, check=False).returncode == 1
    assert (
        subprocess.run([*audit, "--fix"], cwd=BASE_DIR, env=environment, capture_output=True, check=False).returncode
        == 0
    )


def test_work_outbox_indexes_what_waits():
    make_interview(["Прысяга"])
    with store().lock(0):
        interview = make_interview(["Казарма"])
    assert OutboxRow.objects.filter(interview_id=interview.pk).exists()
    assert "1 interviews" in run("work_outbox")
    assert not sync.audit()


def test_the_worker_ends_when_the_server_stops_it():
    make_interview(["Прысяга"])
    environment = {"DATABASE_URL": _database_url(), "ARCHIVE_INDEX": str(store().path), "PATH": ""}
    environment["ARCHIVE_VAR"] = str(store().path.parent)
    with store().lock(0):
        OutboxRow.objects.all().delete()
        make_interview(["Казарма"])
    worker = subprocess.Popen([sys.executable, "manage.py", "work_outbox", "--watch"], cwd=BASE_DIR, env=environment)
    try:
        done = False
        for _ in range(200):
            if not OutboxRow.objects.exists():
                done = True
                break
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(timeout=0.1)
        assert done
        worker.terminate()
        assert worker.wait(timeout=10) == 0
    finally:
        worker.kill()
    assert not sync.audit()
