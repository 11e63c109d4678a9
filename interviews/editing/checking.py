"""Which passages somebody has compared with the recording, and how far a transcript is."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone

from interviews import versions
from interviews.access import Act
from interviews.editing.sitting import editing, passage, unseen
from interviews.models import Segment, Transcript, TranscriptVersion
from interviews.publishing import Act as LoggedAct
from interviews.publishing import acting, note_act, note_sitting


@dataclass(frozen=True, slots=True)
class Progress:
    """How many passages of how many are checked."""

    checked: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to check."""
        return self.total > 0 and self.checked == self.total


def progress_of(transcript: Transcript) -> Progress:
    """Return how far ``transcript`` is."""
    counts = Segment.objects.filter(transcript=transcript).aggregate(checked=Count("checked_at"), total=Count("pk"))
    return Progress(**counts)


def check(transcript: Transcript, pk: int, *, opened_on: str, by: User, on: bool = True) -> Segment:
    """Note that ``by`` has compared a passage with the recording, or that nobody has.

    The words are public text already: no version is made and no revision rises. The log tells of a sitting once.
    Raises :class:`Changed` if the words are not those that ``by`` compared.
    """
    with editing(transcript, by) as row:
        segment = passage(row, pk, opened_on)
        segment.checked_at, segment.checked_by = (timezone.now(), by) if on else (None, None)
        unseen(row.segments.filter(pk=pk)).update(checked_at=segment.checked_at, checked_by=segment.checked_by)
        note_sitting(row.interview, by, LoggedAct.PASSAGES_CHECKED if on else LoggedAct.PASSAGES_UNCHECKED)
    return segment


def set_provenance(transcript: Transcript, provenance: str, by: User) -> bool:
    """Say how far ``transcript`` was checked as a whole; return whether that is new."""
    with acting(transcript.interview, by, Act.CORRECT) as interview:
        row = Transcript.objects.select_for_update().get(pk=transcript.pk)
        if row.provenance == provenance:
            return False
        versions.supersede(row, by, TranscriptVersion.Act.CHECKED, retext=False)
        row.provenance = provenance
        row.save(update_fields=["provenance", "version", "updated_at"])
        note_act(interview, by, LoggedAct.CHECKED)
    return True
