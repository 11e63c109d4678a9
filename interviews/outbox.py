"""What changed and must be indexed again: noted in the transaction that changes it, worked off after its commit.

``touch()`` is the one way: it raises the interview's revision, so that every older index document stops existing at
once, and leaves a row for the indexer. Models reach it by inheriting :class:`Watched`; nobody has to remember it.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import Signal

filled = Signal()
"""Sent inside the transaction in which rows were added to the outbox."""

_holding: ContextVar[list[bool] | None] = ContextVar("outbox_holding", default=None)


class OutboxRow(models.Model):
    """An interview to index again, at once or from ``due_at`` on. No foreign key: the interview may be gone by then.

    ``scrub`` asks for more: words were taken out, so no file of the index and no journal of the database may keep them.
    """

    interview_id = models.BigIntegerField()
    scrub = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="outbox_due")]

    def __str__(self) -> str:
        return f"interview {self.interview_id}"


def touch(interview_ids: Iterable[int], *, due_at: datetime | None = None) -> None:
    """Raise the revision of these interviews and note them for indexing, in the transaction of the caller.

    A revision is the time in milliseconds, or one more than the last: after an older database was put back, none is
    given out again that an index of later words may bear.
    """
    ids = sorted(set(interview_ids))
    if not ids:
        return
    with transaction.atomic():
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            # A plain QuerySet, because the watched one would come back here.
            models.QuerySet(apps.get_model("interviews", "Interview")).filter(pk__in=part).update(
                revision=Greatest(F("revision") + 1, Value(time.time_ns() // 1_000_000))
            )
        OutboxRow.objects.bulk_create(OutboxRow(interview_id=pk) for pk in ids)
        if due_at is not None:
            OutboxRow.objects.bulk_create(OutboxRow(interview_id=pk, due_at=due_at) for pk in ids)
        _tell()


def scrub(interview_id: int) -> None:
    """Ask, in the transaction of the caller, for an index and a journal that hold no byte of what was taken out."""
    OutboxRow.objects.create(interview_id=interview_id, scrub=True)
    _tell()


def _tell() -> None:
    held = _holding.get()
    if held is None:
        filled.send(sender=OutboxRow)
    else:
        held.append(True)


@contextmanager
def held_back() -> Iterator[None]:
    """Keep the indexer waiting until the block ends, so that a large import is indexed in one go.

    The rows are written all the same: if the process dies in between, the next worker or command finds them.
    """
    if _holding.get() is not None:
        yield
        return
    held: list[bool] = []
    token = _holding.set(held)
    try:
        yield
    finally:
        _holding.reset(token)
        if held:
            filled.send(sender=OutboxRow)


M = TypeVar("M", bound="Watched", covariant=True)


class WatchedQuerySet(models.QuerySet[M]):
    """Bulk writes, which send no signal, note the interviews they concern."""

    def update(self, **kwargs: Any) -> int:
        with transaction.atomic():
            before = self.concerned(kwargs)
            rows = super().update(**kwargs)
            touch(before)
        return rows

    def concerned(self, values: Mapping[str, Any]) -> set[int]:
        """Return the ids of the interviews that these rows concern, as they are and with ``values`` stored in them."""
        return self.model.concerned(self)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic():
            made = super().bulk_create(objs, *args, **kwargs)
            touch(pk for one in made for pk in one.concerned_interviews())
        return made

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        # Django's bulk_update goes through update() of this class; only its transaction is added here.
        with transaction.atomic():
            return super().bulk_update(objs, *args, **kwargs)


class Watched(models.Model):
    """A row that readers can meet: every write of it raises the revision of the interviews it belongs to."""

    class Meta:
        abstract = True

    def concerned_interviews(self) -> Iterable[int]:
        """Return the ids of the interviews whose public face depends on this row."""
        raise NotImplementedError

    @classmethod
    def concerned(cls, rows: models.QuerySet[Self]) -> set[int]:
        """Return the ids of the interviews that ``rows`` concern, in as few statements as the model can."""
        return {pk for row in rows.iterator() for pk in row.concerned_interviews()}

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            touch(self.concerned_interviews())


def _before_deletion(sender: type[models.Model], instance: Watched, **kwargs: Any) -> None:
    instance.__dict__["_concerned"] = list(instance.concerned_interviews())


def _after_deletion(sender: type[models.Model], instance: Watched, **kwargs: Any) -> None:
    touch(instance.__dict__.pop("_concerned", ()))


def watch_deletions() -> None:
    """Connect the deletion signals; cascades and bulk deletes of watched rows then take the slow, heard way."""
    for model in apps.get_models():
        if issubclass(model, Watched):
            pre_delete.connect(_before_deletion, sender=model, dispatch_uid=f"outbox-before-{model.__name__}")
            post_delete.connect(_after_deletion, sender=model, dispatch_uid=f"outbox-after-{model.__name__}")
