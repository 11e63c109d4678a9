import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from archive_site.environment import BASE_DIR
from interviews import outbox
from interviews.models import Coding, ConsentScope, Interview, OutboxRow, Segment, Transcript
from search import sync
from search.passages import FACETS, Answer, Filters
from search.query import parse
from search.whoosh_engine import SearchUnavailable
from search.whoosh_engine.generations import Directory
from tests.factories import EMBARGOED, HIDDEN_STATES, make_coding, make_interview, make_transcript

saved = pytest.mark.django_db(transaction=True)  # on_commit fires


def search(text: str, **filters) -> Answer:
    mask = dict(Interview.objects.public().values_list("pk", "revision"))
    return sync.backend().passages(parse(text).tree, mask=mask, filters=Filters(**filters), facets=FACETS)


def store() -> Directory:
    return sync.backend().directory


def index_files() -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in store().path.rglob("*") if p.is_file()}


@saved
def test_what_is_saved_is_found_after_its_commit():
    make_interview(["Ваенная прысяга"])
    assert search("прысяга").count == 1
    assert not OutboxRow.objects.exists()


@saved
def test_nothing_is_indexed_before_the_commit():
    with transaction.atomic():
        make_interview(["Ваенная прысяга"])
        assert not store().exists()
    assert search("прысяга").count == 1


@saved
def test_a_transaction_of_many_writes_is_indexed_once():
    with transaction.atomic():
        make_interview(["Прысяга"])
        make_interview(["Прысяга"])
        waiting = [entry[1] for entry in connection.run_on_commit]
        assert waiting.count(sync.after_commit) == 1


@saved
def test_a_rolled_back_part_does_not_keep_the_rest_from_being_indexed():
    with transaction.atomic():
        try:
            with transaction.atomic():
                make_interview(["Аброць"])
                raise RuntimeError
        except RuntimeError:
            pass
        make_interview(["Прысяга"])
    assert (search("прысяга").count, search("аброць").count) == (1, 0)


CHANGES = {
    "update of segments": lambda i: Segment.objects.filter(transcript__interview=i).update(text="Казарма"),
    "save of a segment": lambda i: _save_segment(i),
    "bulk_update": lambda i: _bulk_update(i),
    "new transcript": lambda i: make_transcript(i, "ru", ["Казарма"]),
}


def _save_segment(interview):
    segment = Segment.objects.get(transcript__interview=interview)
    segment.text = "Казарма"
    segment.save()


def _bulk_update(interview):
    segments = list(Segment.objects.filter(transcript__interview=interview))
    for segment in segments:
        segment.text = "Казарма"
    Segment.objects.bulk_update(segments, ["text"])


@saved
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_way_of_writing_is_heard(change):
    interview = make_interview(["Прысяга"])
    assert search("казарма").count == 0
    change(interview)
    assert search("казарма").count == 1


@saved
def test_bulk_created_segments_and_deleted_ones_are_heard():
    interview = make_interview(["Прысяга", "Казарма"])
    assert search("казарма").count == 1
    Segment.objects.filter(text="Казарма").delete()
    assert search("казарма").count == 0
    Transcript.objects.filter(interview=interview).delete()
    assert search("прысяга").count == 0


@saved
def test_a_coding_changes_the_facets():
    interview = make_interview(["Прысяга"])
    assert search("прысяга").facets["theme"] == []
    make_coding(interview, "why-war")
    assert search("прысяга").facets["theme"] == [("why", 1), ("why-war", 1)]
    Coding.objects.update(status="rejected")
    assert search("прысяга").facets["theme"] == []


def assert_absent(interview: Interview) -> None:
    """Nothing of it is hit, counted or suggested."""
    for answer in (
        search("прысяга"),
        search(""),
        search("прыс*"),
        search("прысяга~"),
        search("", interview_ids=(interview.pk,)),
    ):
        assert (answer.count, answer.interviews, answer.rows) == (0, 0, ())
        assert all(values == [] for values in answer.facets.values())
    mask = dict(Interview.objects.public().values_list("pk", "revision"))
    assert sync.backend().vocabulary("прыс", mask, 10) == []
    assert sync.backend().similar("прысяга", mask, 10) == []


@saved
@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES)
def test_a_hidden_interview_is_absent(state):
    interview = make_interview(["Ваенная прысяга"], state=state, themes=["why-war"], branch="army", rank="major")
    assert_absent(interview)


@saved
@pytest.mark.parametrize("state", HIDDEN_STATES.values(), ids=HIDDEN_STATES)
def test_hiding_acts_at_once_while_another_process_writes_the_index(state):
    interview = make_interview(["Ваенная прысяга"], themes=["why-war"], branch="army", left_on="2021")
    assert search("прысяга").count == 1
    with store().lock(0):
        Interview.objects.filter(pk=interview.pk).update(**state)
        assert_absent(interview)
        assert OutboxRow.objects.exists()
    sync.mend()
    assert_absent(interview)
    assert sync.backend().versions() == []


@saved
def test_hiding_acts_at_once_on_a_stale_index_and_showing_needs_the_index():
    interview = make_interview(["Ваенная прысяга"])
    with transaction.atomic(), store().lock(0):
        Interview.objects.filter(pk=interview.pk).update(workflow="hidden")
        assert_absent(interview)
        Interview.objects.filter(pk=interview.pk).update(workflow="published")
        assert_absent(interview)  # the documents are of an older revision: they may hold what was taken out
    assert search("прысяга").count == 1


@saved
def test_corrected_words_are_not_found_on_a_stale_index():
    interview = make_interview(["Патаемнае прозвішча"])
    with store().lock(0):
        Segment.objects.filter(transcript__interview=interview).update(text="[…] прозвішча")
        assert search("патаемнае").count == 0
    sync.mend()
    assert (search("патаемнае").count, search("прозвішча").count) == (0, 1)


@saved
def test_a_deleted_index_is_unavailable_and_comes_back():
    make_interview(["Прысяга"])
    shutil.rmtree(store().path)
    with pytest.raises(SearchUnavailable):
        search("прысяга")
    sync.mend()
    assert search("прысяга").count == 1


@saved
def test_saving_works_while_the_index_is_broken():
    make_interview(["Прысяга"])
    for file in sync.backend().folder().iterdir():
        file.write_bytes(b"")
    interview = make_interview(["Казарма"])
    Interview.objects.filter(pk=interview.pk).update(title_be="Назва")
    assert not sync.health().ok
    sync.mend()
    assert search("казарма").count == 1
    assert sync.health().ok


@saved
def test_searching_writes_nothing_and_works_in_a_read_only_directory():
    make_interview(["Прысяга"])
    folders = [store().path, sync.backend().folder()]
    before = index_files()
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert search("прысяга").count == 1
        assert index_files() == before
    finally:
        for folder in folders:
            folder.chmod(0o700)


@saved
def test_a_row_that_is_not_due_waits():
    interview = make_interview(["Прысяга"])
    OutboxRow.objects.create(interview_id=interview.pk, due_at=timezone.make_aware(datetime(2999, 1, 1)))
    assert sync.work_off() == 0
    assert OutboxRow.objects.count() == 1
    OutboxRow.objects.update(due_at=timezone.make_aware(datetime(2020, 1, 1)))
    assert sync.work_off() == 1
    assert not OutboxRow.objects.exists()


@saved
def test_an_embargo_leaves_one_row_for_its_first_open_day_in_minsk():
    interview = make_interview(["Прысяга"], state=EMBARGOED | {"embargo_until": date(2999, 5, 6)})
    Interview.objects.filter(pk=interview.pk).update(title_be="Назва")
    row = OutboxRow.objects.get()
    assert timezone.localtime(row.due_at).isoformat() == "2999-05-06T00:00:00+03:00"


@saved
def test_a_consent_that_ends_later_keeps_the_day_and_one_that_ends_before_leaves_no_row():
    interview = make_interview(["Прысяга"], state=EMBARGOED | {"embargo_until": date(2999, 5, 6)})
    for until, rows in ((date(2999, 5, 6), 1), (date(2999, 5, 5), 0)):
        OutboxRow.objects.all().delete()
        ConsentScope.objects.update_or_create(interview=interview, defaults={"languages": ["be"], "until": until})
        sync.plan_days()
        assert OutboxRow.objects.count() == rows


@saved
def test_the_day_after_a_consent_has_ended_the_index_holds_nothing_of_it():
    interview = make_interview(["Прысяга"])
    today = timezone.localdate()
    ConsentScope.objects.create(interview=interview, languages=["be"], until=today)
    interview.save()
    row = OutboxRow.objects.get()
    tomorrow = datetime.combine(today + timedelta(days=1), time.min)
    assert timezone.localtime(row.due_at).replace(tzinfo=None) == tomorrow
    ConsentScope.objects.update(until=today - timedelta(days=1))
    assert not sync.soundness().ok
    OutboxRow.objects.update(due_at=timezone.now())
    sync.work_off()
    assert sync.soundness().ok
    assert sync.count_of(interview.pk) == 0


@saved
@pytest.mark.parametrize("state", [s for name, s in HIDDEN_STATES.items() if name != "embargoed"])
def test_what_would_stay_hidden_after_its_embargo_leaves_no_row(state):
    until = {} if "embargo_open" in state else {"embargo_until": date(2999, 5, 6)}
    make_interview(["Прысяга"], state=state | until)
    assert not OutboxRow.objects.exists()


@saved
def test_an_import_held_back_is_indexed_in_one_go():
    make_interview(["Прысяга"])
    with outbox.held_back():
        make_interview(["Казарма"])
        assert search("казарма").count == 0
    assert search("казарма").count == 1


@saved
def test_the_worker_goes_on_after_a_failure_and_stops_when_told(caplog):
    make_interview(["Прысяга"])
    (store().path / "current").write_text("{")
    held = store().path
    stop = threading.Event()

    class StopAfterTwo(threading.Event):
        looks = 0

        def wait(self, timeout=None):
            self.looks += 1
            shutil.rmtree(held, ignore_errors=True)
            if self.looks == 1:
                held.write_text("a file where the folder should be")
            else:
                held.unlink(missing_ok=True)
                stop.set()
            return True

        def is_set(self):
            return stop.is_set()

    sync.watch(StopAfterTwo(), every=0)
    assert stop.is_set()


def _database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def run(script: str) -> int:
    """Run ``script`` in a process of its own on the test's database and index; return how it ended."""
    start = (
        "import os, signal, django; from archive_site.environment import prepare; prepare(); django.setup()\n"
        "from django.db import transaction; from interviews.models import *; from search import sync\n"
        "def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = os.environ | {"DATABASE_URL": _database_url(), "ARCHIVE_INDEX": str(store().path)}
    return subprocess.run([sys.executable, "-c", start + script], cwd=BASE_DIR, env=environment, check=False).returncode


@saved
def test_a_process_killed_between_commit_and_indexing_loses_nothing():
    interview = make_interview(["Прысяга"])
    ended = run(
        "with transaction.atomic():\n"
        "    transaction.on_commit(die)\n"
        f"    Segment.objects.filter(transcript__interview_id={interview.pk}).update(text='Казарма')\n"
    )
    assert ended == -signal.SIGKILL
    assert (search("прысяга").count, search("казарма").count) == (0, 0)
    assert sync.work_off() == 1
    assert (search("прысяга").count, search("казарма").count) == (0, 1)


@saved
def test_a_process_killed_between_indexing_and_the_outbox_does_no_harm():
    interview = make_interview(["Прысяга"])
    ended = run(
        "from django.db.models.signals import pre_delete; pre_delete.connect(die, sender=OutboxRow)\n"
        f"Segment.objects.filter(transcript__interview_id={interview.pk}).update(text='Казарма')\n"
    )
    assert ended == -signal.SIGKILL
    assert OutboxRow.objects.exists()
    assert search("казарма").count == 1
    sync.work_off()
    assert search("казарма").count == 1
    assert not sync.audit()


@saved
def test_a_killed_rebuild_leaves_the_live_index_and_is_cleared_away_by_the_next():
    make_interview(["Прысяга"])
    live = sync.backend().folder()
    assert run("sync.rebuild(progress=die)") == -signal.SIGKILL
    assert len(list(store().path.glob("gen-*"))) == 2
    assert sync.backend().folder() == live
    assert search("прысяга").count == 1
    sync.rebuild()
    assert list(store().path.glob("gen-*")) == [sync.backend().folder()]
    assert not live.exists()


@saved
def test_readers_go_on_beside_rebuilds():
    make_interview(["Прысяга"], translations={"ru": ["Присяга"]})
    mask = dict(Interview.objects.public().values_list("pk", "revision"))
    tree = parse("прысяга").tree
    counts: list[int] = []
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                counts.append(backend.passages(tree, mask=mask, filters=Filters()).count)
            except Exception as error:  # a thread's failure would go unseen
                failures.append(error)

    backend = sync.backend()
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(6):
        sync.rebuild()
        sync.index_interviews(mask)
    done.set()
    for reader in readers:
        reader.join()
    assert counts
    assert failures == []
    assert set(counts) == {1}


@saved
def test_a_rebuild_that_fails_leaves_the_live_index(monkeypatch):
    make_interview(["Прысяга"])
    live = sync.backend().folder()

    def fail(done: int, total: int) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        sync.rebuild(progress=fail)
    assert sync.backend().folder() == live
    assert list(store().path.glob("gen-*")) == [live]
    assert search("прысяга").count == 1


@saved
def test_the_index_is_for_this_user_alone():
    make_interview(["Прысяга"])
    assert Path(sync.backend().folder()).stat().st_mode & 0o777 == 0o700


@saved
@pytest.mark.parametrize("harm", ["removed", "cut"])
def test_an_index_that_is_harmed_while_it_is_held_open_is_noticed_and_mended(harm):
    make_interview(["Ваенная прысяга"])
    assert search("прысяга").count == 1  # the process holds the files open now
    for path in sync.backend().folder().glob("*.seg"):
        whole = path.read_bytes()
        path.unlink()  # not cut in place: what others hold mapped must not vanish under them
        if harm == "cut":
            path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SearchUnavailable):
        search("прысяга")
    assert not sync.health().ok
    sync.mend()
    assert search("прысяга").count == 1
