"""From the outbox to the index: the only writer. Never called while a reader's page is made."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import haystack
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from interviews import purging, scrubbing, tombstones
from interviews.models import Interview, OutboxRow, Segment
from interviews.soundness import Sound
from search.archive_backend import ArchiveBackend
from search.indexes import Document, documents, public_ids
from search.passages import FACETS, Filters
from search.query import QueryRefused
from search.whoosh_engine import IndexLocked, SearchUnavailable

log = logging.getLogger("archive.search")

SHORT_WAIT = 1.0  # seconds that somebody who just saved may be kept waiting for another writer
LONG_WAIT = 60.0
_BATCH = 50


def backend() -> ArchiveBackend:
    """Return this thread's search backend."""
    return haystack.connections["default"].get_backend()


def index_interviews(ids: Iterable[int], *, wait: float = LONG_WAIT) -> int:
    """Replace the documents of these interviews by what is public of them now, in one commit; return their number.

    Raises ``IndexLocked`` after ``wait`` seconds behind another writer, ``SearchUnavailable`` without a sound index.
    """
    wanted = sorted(set(ids))
    return backend().replace(wanted, lambda: _documents(wanted), wait=wait)


def rebuild(*, wait: float = LONG_WAIT, progress: Callable[[int, int], None] | None = None) -> int:
    """Build the whole index anew beside the old one and swap it in; return its number of documents.

    ``progress`` is told how many of how many interviews are done.
    """

    def make() -> Iterator[Document]:
        plan_days()
        return _documents(public_ids(), progress)

    return backend().rebuild(make, wait=wait)


def _documents(ids: list[int], progress: Callable[[int, int], None] | None = None) -> Iterator[Document]:
    for start in range(0, len(ids), _BATCH):
        yield from documents(ids[start : start + _BATCH])
        if progress:
            progress(min(start + _BATCH, len(ids)), len(ids))


def work_off(*, wait: float = LONG_WAIT, quickly: bool = False) -> int:
    """Index what the outbox holds and is due, then delete those rows; return how many interviews they concerned.

    A row is deleted only after the commit of the index that serves it, so being killed anywhere loses nothing, and
    doing it twice does no harm. An archive that never had an index gets one. Where words were taken out, the whole
    index is built anew, because Whoosh keeps deleted words in its files; ``quickly`` leaves that for later, and only
    takes the words from the findings.
    """
    due = _due()
    scrubs = {} if quickly else _due(scrub=True)
    if scrubs or not backend().directory.exists():
        rebuild(wait=wait)
        if scrubs and not scrubbing.empty_journal():
            return _done(due)  # some reader still holds the journal open: the row stays, and the worker comes again
        return _done(due | scrubs)
    wanted = due | (_due(scrub=True) if quickly else {})
    if not wanted:
        return 0
    plan_days()
    index_interviews(wanted.values(), wait=wait)
    return _done(due)


def _due(*, scrub: bool = False) -> dict[int, int]:
    """Return the outbox rows that are due: interview by row; those that ask to ``scrub`` apart."""
    rows = OutboxRow.objects.filter(Q(due_at__isnull=True) | Q(due_at__lte=timezone.now()), scrub=scrub)
    return dict(rows.order_by("id").values_list("id", "interview_id"))


def _done(due: dict[int, int]) -> int:
    ids = sorted(due)
    for start in range(0, len(ids), 500):
        OutboxRow.objects.filter(id__in=ids[start : start + 500]).delete()
    return len(set(due.values()))


def plan_days() -> None:
    """Leave a row in the outbox for the days on which interviews open or close by themselves.

    That is the first open day of each that only an embargo keeps back, and the day after the last one of a consent: no
    reader finds its words any more, and then no file of the index holds them either.
    """
    kept_back = Interview.objects.filter(embargo_until__gt=timezone.localdate()).order_by()
    opening = {
        (pk, opens)
        for day in kept_back.values_list("embargo_until", flat=True).distinct()
        if day is not None
        for opens in [_begins(day)]
        for pk in Interview.objects.public(opens).filter(embargo_until=day).values_list("pk", flat=True)
    }
    ending = Interview.objects.public().filter(consent_scope__until__isnull=False).order_by()
    changing = opening | {
        (pk, _begins(day + timedelta(days=1)))
        for pk, day in ending.values_list("pk", "consent_scope__until")
        if day is not None and day < date.max
    }
    planned = set(OutboxRow.objects.filter(due_at__isnull=False).values_list("interview_id", "due_at"))
    OutboxRow.objects.bulk_create(
        OutboxRow(interview_id=pk, due_at=due_at) for pk, due_at in sorted(changing - planned)
    )


def _begins(day: date) -> datetime:
    """Return the first moment of ``day`` in Minsk."""
    return timezone.make_aware(datetime.combine(day, time.min))


def mend(*, wait: float = LONG_WAIT) -> int:
    """Do what the worker does each time: work off the outbox; rebuild an index that cannot be read."""
    try:
        backend().check()
        return work_off(wait=wait)
    except SearchUnavailable as error:
        log.warning("The search index is rebuilt: %s", error)
        due = _due()
        rebuild(wait=wait)
        return _done(due) + work_off(wait=wait)


def watch(stop: threading.Event, every: float = 2.0) -> None:
    """Work until ``stop`` is set, looking at the outbox every so many seconds; log what fails and go on."""
    while not stop.is_set():
        try:
            close_old_connections()
            if tombstones.news():  # an older copy of the database was put in place under the running server
                purging.apply_tombstones()
            mend()
            backend().engine.tidy()
        except Exception as error:  # whatever happens once must not end the worker; its rows stay
            log.error("Indexing failed (%s); the worker tries again.", type(error).__name__)
        stop.wait(every)


def warm() -> None:
    """Open the index and put its columns together, so that no reader waits for that."""
    try:
        mask = backend().mask()
        backend().passages(None, mask=mask, filters=Filters(), facets=FACETS, group=True)
    except (SearchUnavailable, QueryRefused, DatabaseError) as error:
        log.warning("The index was not opened ahead: %s", type(error).__name__)
    finally:
        connection.close()


def when_filled(**kwargs: object) -> None:
    """Hear that the outbox was filled: work it off after the commit, once for each transaction."""
    if not any(entry[1] is after_commit for entry in connection.run_on_commit):
        transaction.on_commit(after_commit)


def after_commit() -> None:
    """Work off the outbox without delaying or failing whoever saved: what goes wrong is left to the worker."""
    try:
        work_off(wait=SHORT_WAIT, quickly=True)
    except IndexLocked:
        log.info("Another process is writing the search index; the worker follows up.")
    except Exception as error:  # what was saved is saved; search must not turn it into an error
        log.error("Indexing failed (%s); the worker follows up.", type(error).__name__)


@dataclass(frozen=True)
class Findings:
    """How the index differs from the database: segment ids, and the interviews to index again."""

    broken: str = ""
    missing: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    interview_ids: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.broken or self.interview_ids)


def audit() -> Findings:
    """Compare the index with what is public now, document by document."""
    try:
        indexed = backend().versions()
    except SearchUnavailable as error:
        return Findings(broken=str(error))
    expected = {one.segment_id: (one.interview_id, one.revision) for one in _documents(public_ids())}
    found = Findings()
    seen: set[int] = set()
    for segment_id, interview_id, revision in indexed:
        if segment_id in seen:
            found.twice.append(segment_id)
        elif segment_id not in expected:
            found.extra.append(segment_id)
        elif expected[segment_id] != (interview_id, revision):
            found.stale.append(segment_id)
        else:
            seen.add(segment_id)
            continue
        seen.add(segment_id)
        found.interview_ids.add(interview_id)
    found.missing.extend(sorted(expected.keys() - seen))
    found.interview_ids.update(expected[segment_id][0] for segment_id in (*found.missing, *found.stale))
    return found


def fix(found: Findings) -> None:
    """Mend what an audit found."""
    if found.broken:
        rebuild()
    elif found:
        index_interviews(found.interview_ids)


@dataclass(frozen=True)
class Health:
    """Whether search works, and a sentence for the health page."""

    ok: bool
    detail: str


def health() -> Health:
    """Tell whether the index can be read, and how much waits to be indexed."""
    try:
        count = len(backend().versions())
    except SearchUnavailable as error:
        return Health(False, str(error))
    return Health(
        True, f"{count} passages indexed, {len(set((_due() | _due(scrub=True)).values()))} interviews waiting"
    )


def soundness() -> Sound:
    """Tell the desk whether the index can be read and agrees in number with what is public."""
    try:
        indexed = sum(1 for _ in backend().versions())
    except SearchUnavailable as error:
        return Sound(False, str(error))
    waiting = len(set((_due() | _due(scrub=True)).values()))
    expected = Segment.objects.public().count()
    told = {"indexed": indexed, "public": expected, "waiting": waiting}
    return Sound(
        indexed == expected,
        gettext("passages indexed: %(indexed)s, public: %(public)s, interviews waiting: %(waiting)s") % told,
    )


def count_of(interview_id: int) -> int:
    """Return how many passages of an interview the index holds, also such as readers are not shown."""
    try:
        return sum(1 for _segment, interview, _revision in backend().versions() if interview == interview_id)
    except SearchUnavailable:
        return 0
