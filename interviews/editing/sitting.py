"""What every act of the editor begins with: the record locked, the passage found, the version gone on with."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from interviews import access, versions
from interviews.desk.correcting import Changed, fingerprint
from interviews.models import Interview, Segment, Transcript
from interviews.publishing import Act, note_act
from interviews.segmenting import Passage


class Gone(Exception):
    """The passage is no more: somebody joined it with another, or a new file was read; ``message`` says what to do."""

    message = _("This passage is no more: somebody joined it with another one. Your words are still here; copy them.")


@contextmanager
def editing(transcript: Transcript, by: User) -> Iterator[Transcript]:
    """Lend the locked row of ``transcript`` to ``by``, in one transaction; save it if its version rose."""
    if not access.may(by, access.Act.CORRECT):
        raise PermissionDenied
    with transaction.atomic():
        # The record first, as every act on it does: two that wait for each other would end in an error.
        Interview.objects.select_for_update().get(pk=transcript.interview_id)
        row = Transcript.objects.select_for_update().select_related("interview").get(pk=transcript.pk)
        before = row.version
        yield row
        if row.version != before:
            row.save()


def go_on(transcript: Transcript, by: User, *, retext: bool) -> None:
    """Begin or go on with the version of ``by``, and log that somebody began to correct. Call it before the change.

    ``retext`` tells whether words change, so that a translation counts as made from older ones.
    """
    if versions.go_on(transcript, by, retext=retext):
        note_act(transcript.interview, by, Act.CORRECTED)


def passage(transcript: Transcript, pk: int, opened_on: str | None = None) -> Segment:
    """Return a segment of ``transcript``.

    Raises :class:`Gone` if there is none, :class:`Changed` if its words are not those with the fingerprint
    ``opened_on``.
    """
    row = transcript.segments.filter(pk=pk).first()
    if row is None:
        raise Gone
    if opened_on is not None and fingerprint(row.text) != opened_on:
        raise Changed
    return row


def neighbour(segment: Segment, step: int) -> Segment | None:
    """Return the segment ``step`` places after ``segment``."""
    return Segment.objects.filter(transcript=segment.transcript_id, position=segment.position + step).first()


def as_passage(segment: Segment) -> Passage:
    """Return ``segment`` without its place."""
    return versions.passages_of([segment])[0]


def put(segment: Segment, passage: Passage) -> None:
    """Store ``passage`` in the row of ``segment``."""
    segment.speaker, segment.text, segment.marks = passage.speaker, passage.text, passage.marks
    segment.start_ms, segment.end_ms = passage.start_ms, passage.end_ms
    segment.save()


def unseen(rows: "models.QuerySet[Segment]") -> "models.QuerySet[Segment]":
    """Return ``rows`` as a query whose updates concern nobody but the desk: no revision rises by them."""
    plain: models.QuerySet[Segment] = models.QuerySet(Segment)
    return plain.filter(pk__in=rows.order_by().values("pk"))
