"""Which questions an interview is coded for, and second coders who don't see the first."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews import access, outbox
from interviews.models import Coding, CodingRound, Interview, Theme
from interviews.publishing import Act, Refused, note_act
from interviews.states import CodingStatus


@dataclass
class Line:
    """A question of the checklist: how many codings of it this person sees, whether it is ticked, by whom and when.

    ``own`` is this person's round; ``ticked_by`` is None where the tick came with a batch or the record's form.
    """

    question: Theme
    codings: int
    ticked: bool
    ticked_by: CodingRound | None
    own: CodingRound | None


def checklist(interview: Interview, user: User) -> list[Line]:
    """Return a line for every question in use."""
    ticked = set(interview.coded_for.values_list("pk", flat=True))
    rounds = list(interview.coding_rounds.order_by("-done_at"))
    seen = Coding.objects.seen_by(user).filter(interview=interview).exclude(status=CodingStatus.REJECTED)
    questions = [theme.parent_id or theme.pk for theme in (one.theme for one in seen.select_related("theme"))]
    lines = []
    for question in Theme.objects.questions().filter(retired=False):
        here = [one for one in rounds if one.question_id == question.pk]
        done = [one for one in here if one.done_at and not one.is_blind]
        lines.append(
            Line(
                question,
                questions.count(question.pk),
                question.pk in ticked,
                done[0] if done and question.pk in ticked else None,
                next((one for one in here if one.coder == user.get_username()), None),
            )
        )
    return lines


def is_blind(interview: Interview, user: User) -> bool:
    """Tell whether ``user`` is a second coder of ``interview`` who isn't done yet."""
    return interview.coding_rounds.filter(coder=user.get_username(), is_blind=True, done_at__isnull=True).exists()


def tick(interview: Interview, question: Theme, by: User, *, done: bool) -> None:
    """Say that ``interview`` is coded for ``question`` from beginning to end, or take that back."""
    if not access.may(by, access.Act.CODE):
        raise PermissionDenied
    with transaction.atomic():
        row = Interview.objects.select_for_update().get(pk=interview.pk)
        _check_question(question)
        if is_blind(row, by):
            raise Refused(_("You code this interview a second time: say that you are done instead."))
        (row.coded_for.add if done else row.coded_for.remove)(question)
        CodingRound.objects.update_or_create(
            interview=row,
            question=question,
            coder=by.get_username(),
            defaults={"done_at": timezone.now() if done else None},
        )
        note_act(row, by, Act.CODED_FOR if done else Act.NOT_CODED_FOR)
        outbox.touch([row.pk])


def open_blind(interview: Interview, questions: list[Theme], by: User) -> None:
    """Begin to code ``interview`` for ``questions`` a second time, seeing nobody else's codings until done.

    Raises :class:`Refused` for a question that ``by`` has coded here already.
    """
    if not access.may(by, access.Act.CODE):
        raise PermissionDenied
    with transaction.atomic():
        row = Interview.objects.select_for_update().get(pk=interview.pk)
        if not questions:
            raise Refused(_("Tick the questions that you will code for."))
        for question in questions:
            _check_question(question)
            own = row.codings.filter(coder=by.get_username(), theme__parent=question)
            if own.exists() or row.coding_rounds.filter(coder=by.get_username(), question=question).exists():
                raise Refused(_("You have coded for “%(name)s” here already.") % {"name": question})
            CodingRound.objects.create(interview=row, question=question, coder=by.get_username(), is_blind=True)
        note_act(row, by, Act.SECOND_CODING)


def finish(interview: Interview, by: User) -> None:
    """End the second coding of ``by``: from now on they see all codings, and they are compared."""
    with transaction.atomic():
        row = Interview.objects.select_for_update().get(pk=interview.pk)
        open_ones = row.coding_rounds.filter(coder=by.get_username(), is_blind=True, done_at__isnull=True)
        if not open_ones.update(done_at=timezone.now()):
            raise Refused(_("You have no second coding here that isn't done."))
        note_act(row, by, Act.SECOND_CODING_DONE)


def _check_question(question: Theme) -> None:
    if question.parent_id is not None or question.retired:
        raise Refused(_("Choose a question that is in use."))
