"""Coding, changing, deciding and removing, each in one transaction and logged, and undoing the last of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews import access, outbox
from interviews.coding.codebook import GISTS
from interviews.coding.log import OF_STATUS, Act, note_codings
from interviews.coding.stretches import Stretch
from interviews.models import Coding, Interview, Theme
from interviews.publishing import Refused
from interviews.states import CodingStatus

FIELDS = ("theme_id", "start_ms", "end_ms", "first_position", "last_position", "coder", "note", "status", *GISTS)
_SALT = "interviews.coding.undo"
_KEEPS = 24 * 3600


def code(
    interview: Interview,
    theme: Theme,
    stretch: Stretch,
    by: User,
    *,
    status: str = CodingStatus.PROPOSED,
    texts: Mapping[str, str] | None = None,
) -> tuple[Coding, bool]:
    """Apply ``theme`` to ``stretch`` and return the coding, and whether it is new.

    The same theme on the same stretch by the same coder is the same coding: pressed twice, nothing doubles. With
    ``texts`` it is only where it says the same and stands the same.
    """
    _check(by, access.Act.CODE)
    if status == CodingStatus.ACCEPTED:
        _check(by, access.Act.ACCEPT_CODINGS)
    with transaction.atomic():
        row = Interview.objects.select_for_update().get(pk=interview.pk)
        same = {"interview": row, "theme": theme, "coder": by.get_username(), **vars(stretch)}
        alike = {"status": status, **texts} if texts else {}
        if found := Coding.objects.filter(**same, **alike).exclude(status=CodingStatus.REJECTED).first():
            return found, False
        made = Coding(**same, status=status, **(texts or {}))
        made.save()
        note_codings([made], by, Act.CODED)
    return made, True


def change(coding: Coding, by: User, values: Mapping[str, Any]) -> Coding:
    """Store ``values`` in ``coding``. Its status is for :func:`decide`."""
    _check(by, access.Act.CODE)
    with transaction.atomic():
        for name, value in values.items():
            setattr(coding, name, value)
        coding.save()
        note_codings([coding], by, Act.CHANGED)
    return coding


def decide(codings: Iterable[Coding], by: User, status: str) -> list[Coding]:
    """Accept, reject or propose ``codings`` again; return those whose status was another before."""
    _check(by, access.Act.ACCEPT_CODINGS)
    changed = [one for one in codings if one.status != status]
    with outbox.held_back(), transaction.atomic():
        keys = [one.pk for one in changed]
        for start in range(0, len(keys), 500):
            Coding.objects.filter(pk__in=keys[start : start + 500]).update(status=status)
        note_codings(changed, by, OF_STATUS[status])
    for one in changed:
        one.status = status
    return changed


def remove(coding: Coding, by: User) -> bool:
    """Delete ``coding`` and return True; one that came with a batch is rejected instead, and False is returned.

    Deleted, the next import of the batch would bring it back and accept it.
    """
    _check(by, access.Act.ACCEPT_CODINGS)
    if not User.objects.filter(username=coding.coder).exists():
        decide([coding], by, CodingStatus.REJECTED)
        return False
    with transaction.atomic():
        note_codings([coding], by, Act.REMOVED)
        coding.delete()
    return True


def state_of(coding: Coding) -> dict[str, Any]:
    """Return what :func:`undo` needs to bring ``coding`` back to what it is now."""
    return {name: getattr(coding, name) for name in FIELDS}


def _print(state: Mapping[str, Any] | None) -> str:
    return "" if state is None else hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


Change = tuple[int, Interview, dict[str, Any] | None, dict[str, Any] | None]
"""A coding's key, its interview, its state before an act and after it; None where it didn't exist."""


def way_back(changes: Iterable[Change], by: User) -> str:
    """Return a sealed note of what was done, with which :func:`undo` takes it back.

    The page keeps it and sends it back: no table and no session holds sentences that were removed.
    """
    rows = [[pk, interview.pk, before, _print(after)] for pk, interview, before, after in changes]
    note = {"by": by.pk, "at": timezone.now().isoformat(), "rows": rows}
    return signing.dumps(note, salt=_SALT, compress=True)


def way_back_of_decisions(codings: Iterable[Coding], before: Mapping[int, str], by: User) -> str:
    """Return a sealed note of decisions, as :func:`way_back`; ``before`` has the earlier status of each that changed.

    It holds keys and statuses alone, no sentence, so that a session may keep it.
    """
    changed = [one for one in codings if one.pk in before]
    return way_back(((one.pk, one.interview, {"status": before[one.pk]}, state_of(one)) for one in changed), by)


def is_undoable(note: str, by: User) -> bool:
    """Tell whether :func:`undo` would take ``note`` now, as far as nothing has changed since."""
    read = _read(note, by)
    if read is None:
        return False
    keys = [row[0] for row in read["rows"]]
    now = {one.pk: _print(state_of(one)) for one in Coding.objects.filter(pk__in=keys)}
    return bool(keys) and all(now.get(pk, "") == after for pk, _interview, _before, after in read["rows"])


def _read(note: str, by: User) -> dict[str, Any] | None:
    """Return what ``note`` says, if it is of ``by`` and of this day."""
    try:
        read: dict[str, Any] = signing.loads(note, salt=_SALT, max_age=_KEEPS)
    except signing.BadSignature:
        return None
    return read if read["by"] == by.pk else None


def undo(note: str, by: User) -> list[int]:
    """Take back what ``note`` tells of; return the keys of the codings.

    Raises :class:`Refused` if somebody changed one of them since, and for a note of somebody else's or of another day.
    What is brought back on a record from which words were taken out since waits as proposed.
    """
    read = _read(note, by)
    if read is None:
        raise Refused(_("This can't be undone any more."))
    _check(by, access.Act.CODE)
    at = datetime.fromisoformat(read["at"])
    with outbox.held_back(), transaction.atomic():
        for pk, interview, before, after in read["rows"]:
            _bring_back(pk, interview, before, after, at, by)
    return [row[0] for row in read["rows"]]


def _bring_back(pk: int, interview: int, before: dict[str, Any] | None, after: str, at: datetime, by: User) -> None:
    record = Interview.objects.select_for_update().filter(pk=interview).first()
    row = Coding.objects.select_related("interview", "theme").filter(pk=pk).first()
    if record is None or _print(None if row is None else state_of(row)) != after:
        raise Refused(_("Somebody changed this coding since. Look at it again."))
    if before is None:
        if row is not None:
            note_codings([row], by, Act.UNDONE)
            row.delete()
        return
    restored = Coding(pk=pk, interview=record, **before) if row is None else row
    if not Theme.objects.filter(pk=before.get("theme_id", restored.theme_id), retired=False).exists():
        raise Refused(_("This theme is not in use. Choose another one."))
    for name, value in before.items():
        setattr(restored, name, value)
    if restored.status == CodingStatus.ACCEPTED and record.redactions.filter(made_at__gte=at).exists():
        restored.status = CodingStatus.PROPOSED
    if row is None or row.status != CodingStatus.ACCEPTED:
        _check_accepting(restored, by)
    restored.save()
    restored = Coding.objects.select_related("interview", "theme").get(pk=pk)
    note_codings([restored], by, Act.UNDONE)


def _check_accepting(coding: Coding, by: User) -> None:
    if coding.status == CodingStatus.ACCEPTED:
        _check(by, access.Act.ACCEPT_CODINGS)


def _check(by: User, act: access.Act) -> None:
    if not access.may(by, act):
        raise PermissionDenied
