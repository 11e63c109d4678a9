"""Who speaks: of one passage, or of every passage with the same name."""

from django.contrib.auth.models import User

from interviews.desk.correcting import Changed
from interviews.editing.sitting import editing, go_on, passage
from interviews.models import Segment, Transcript


def names_of(transcript: Transcript) -> list[str]:
    """Return the names of the speakers of ``transcript``, the most frequent first."""
    counts: dict[str, int] = {}
    for name in transcript.segments.order_by().values_list("speaker", flat=True):
        if name:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def set_speaker(transcript: Transcript, pk: int, name: str, *, seen: str, by: User, everywhere: bool = False) -> int:
    """Give a passage, or with ``everywhere`` each passage whose speaker is ``seen``, another speaker; return how many.

    Raises :class:`Changed` if the passage has another speaker than ``seen`` by now.
    """
    with editing(transcript, by) as row:
        segment = passage(row, pk)
        if segment.speaker == name:
            return 0
        if segment.speaker != seen:
            raise Changed
        chosen = Segment.objects.filter(transcript=row, speaker=seen)
        if not everywhere:
            chosen = chosen.filter(pk=segment.pk)
        go_on(row, by, retext=False)
        return chosen.update(speaker=name)
