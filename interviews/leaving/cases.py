"""The case of a narrator who asks to leave, from the hour in which the record is hidden to the last tick.

A case outlives the purge of its interview and then holds the digest of a number, and who did what when.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews import access, publishing, tombstones
from interviews.languages import Language
from interviews.models import Departure, DepartureItem, Interview
from interviews.publishing import Access, Act, Refused, acting, note_act, note_other
from interviews.states import Consent

Kind = DepartureItem.Kind


def begin(interview: Interview, by: User) -> Departure:
    """Hide the record at once, then open the case with a list of what lies outside; return it, or the open one.

    The hiding is a transaction of its own: whatever fails after it, the record is hidden.
    """
    publishing.hide(interview, by)
    with acting(interview, by, access.Act.LEAVE) as row:
        found = case_of(row)
        if found is None or found.closed_at is not None:
            found = Departure.objects.create(interview=row, begun_by=by)
            DepartureItem.objects.bulk_create(_outside(found, row))
            note_act(row, by, Act.LEAVING_BEGUN)
    return found


def case_of(interview: Interview) -> Departure | None:
    """Return the latest case of ``interview``."""
    return interview.departures.select_related("proposed_by", "agreed_by").first()


def case_of_number(accession: str) -> Departure | None:
    """Return the latest case of an interview that was purged under this number."""
    return Departure.objects.filter(digest=tombstones.mark(accession)).first()


def _outside(case: Departure, interview: Interview) -> list[DepartureItem]:
    """Return what may lie outside, from what the record itself knows."""
    places = [(Kind.VIDEO, url) for url in interview.recordings.exclude(url="").values_list("url", flat=True)]
    places.append((Kind.POST, ""))
    if publishing.has_been_public(interview):
        number = interview.accession
        places += [(Kind.PAGE, f"/{code}/interviews/{number}/") for code in Language.values]
        places += [(Kind.DATA, f"/api/v1/interviews/{number}"), (Kind.DATA, f"/interviews/{number}/transcript.*")]
        places.append((Kind.MIRROR, ""))
    return [DepartureItem(departure=case, kind=kind, address=where) for kind, where in [*places, (Kind.BACKUP, "")]]


@dataclass(frozen=True)
class Line:
    """What was filled in for a copy outside."""

    address: str = ""
    owner: str = ""
    note: str = ""
    is_done: bool = False


def save_list(
    case: Departure, by: User, lines: Mapping[int, tuple[Line, Line]], *, new: Line | None = None, kind: str = ""
) -> None:
    """Store the lines of the list by their keys, with who ticked what when, and a ``new`` one of ``kind``.

    Of each line there is what ``by`` saw when the page was opened, and what it is to be: what another person ticked or
    wrote meanwhile stays.
    """
    if not access.may(by, access.Act.LEAVE):
        raise PermissionDenied
    with transaction.atomic():
        for item in case.items.select_for_update():
            if item.pk in lines:
                had, typed = lines[item.pk]
                _fill(item, _merged(had, typed, line_of(item)), by)
        if new is not None and kind in Kind.values:
            _fill(DepartureItem(departure=case, kind=kind), new, by)
        _note(case, by, Act.LEAVING_LIST)


def _fill(item: DepartureItem, line: Line, by: User) -> None:
    item.address, item.owner, item.note = line.address[:500], line.owner[:150], line.note[:500]
    if line.is_done and item.done_at is None:
        item.done_by, item.done_at = by, timezone.now()
    elif not line.is_done:
        item.done_by, item.done_at = None, None
    item.save()


def line_of(item: DepartureItem) -> Line:
    """Return what stands in the list for ``item``."""
    return Line(item.address, item.owner, item.note, item.done_at is not None)


def _merged(had: Line, typed: Line, now: Line) -> Line:
    """Return ``now`` with what was typed over ``had``; where two people wrote into one field, both stay."""

    def text(before: str, mine: str, theirs: str) -> str:
        if mine in (before, theirs):
            return theirs
        return mine if theirs == before or not theirs else f"{theirs} / {mine}"

    return Line(
        text(had.address, typed.address, now.address),
        text(had.owner, typed.owner, now.owner),
        text(had.note, typed.note, now.note),
        now.is_done if typed.is_done == had.is_done else typed.is_done,
    )


def propose(case: Departure, by: User, way: str) -> None:
    """Say what is to be done; another person agrees. What was agreed before has to be agreed anew."""
    if not access.may(by, access.Act.LEAVE):
        raise PermissionDenied
    if way not in Departure.Way.values:
        raise Refused(_("Choose what is to be done."))
    with transaction.atomic():
        row = Departure.objects.select_for_update().get(pk=case.pk)
        row.way, row.proposed_by, row.agreed_by, row.agreed_at = way, by, None, None
        row.save()
        _note(row, by, Act.LEAVING_PROPOSED)


def agree(case: Departure, by: User, *, way: str) -> None:
    """Agree, as the second person, to the ``way`` that was proposed. A purge withdraws the consent at once.

    Raises :class:`Refused` where nobody proposed it, or ``by`` did.
    """
    if not access.may(by, access.Act.AGREE_TO_LEAVING):
        raise PermissionDenied
    with transaction.atomic():
        row = Departure.objects.select_for_update().get(pk=case.pk)
        if not row.way or row.way != way or row.proposed_by is None:
            raise Refused(_("This was not proposed, or something else is by now. Look at it again."))
        if not access.may(row.proposed_by, access.Act.LEAVE):
            raise Refused(_("Whoever proposed this no longer works here. Propose it anew; another person agrees."))
        if row.proposed_by == by:
            raise Refused(_("You proposed this yourself. Another archivist has to agree."))
        row.agreed_by, row.agreed_at = by, timezone.now()
        row.save()
        _note(row, by, Act.LEAVING_AGREED)
        if row.way == Departure.Way.PURGE and row.interview is not None:
            _withdraw(row.interview, by)


def _withdraw(interview: Interview, by: User) -> None:
    now = Access.of(interview)
    publishing.set_access(
        interview,
        by,
        consent=Consent.WITHDRAWN,
        release=now.release,
        embargo_until=now.embargo_until,
        embargo_open=now.embargo_open,
    )


def close(case: Departure, by: User) -> None:
    """Close the case. Raises :class:`Refused` while something is open: a tick, the agreement, the purge."""
    if not access.may(by, access.Act.LEAVE):
        raise PermissionDenied
    with transaction.atomic():
        row = Departure.objects.select_for_update().get(pk=case.pk)
        if row.items.filter(done_at__isnull=True).exists():
            raise Refused(_("Something on the list is not ticked yet."))
        if row.agreed_at is None:
            raise Refused(_("Two people have not decided yet what is to be done."))
        if row.way == Departure.Way.PURGE and row.interview_id is not None:
            raise Refused(_("The interview is not purged yet."))
        row.closed_by, row.closed_at = by, timezone.now()
        row.save()
        _note(row, by, Act.LEAVING_CLOSED)


def forget(interview: Interview) -> None:
    """Leave of the cases of ``interview`` the digest of its number and the ticks; the number is buried already."""
    cases = list(interview.departures.values_list("pk", flat=True))
    DepartureItem.objects.filter(departure__in=cases).update(address="", owner="", note="")
    Departure.objects.filter(pk__in=cases).update(interview=None, digest=tombstones.mark(interview.accession))


def _note(case: Departure, by: User, act: Act) -> None:
    """Log ``act``: with the interview while there is one, with the case alone once it is purged."""
    if case.interview is not None:
        note_act(case.interview, by, act)
    else:
        note_other(case, by, act)


def is_undecided(interview: Interview) -> bool:
    """Tell whether a case of ``interview`` is open in which two people have not agreed to take words out and go on."""
    settled = interview.departures.filter(way=Departure.Way.REDACT, agreed_at__isnull=False)
    return interview.departures.filter(closed_at__isnull=True).exclude(pk__in=settled.values("pk")).exists()
