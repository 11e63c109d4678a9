"""Where a passage is heard in the recordings that the archive keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from interviews.models import Recording


@dataclass(frozen=True)
class Place:
    """A second of a part; ``url`` opens the file there in a browser without JavaScript (W3C Media Fragments)."""

    part: int
    seconds: str
    url: str


def place_to_play(recordings: Sequence[Recording], start_ms: int | None) -> Place | None:
    """Return where ``start_ms`` of the interview's clock is heard, or None if no file of ``recordings`` holds it."""
    before = [one for one in recordings if one.plays_at_desk and start_ms is not None and one.offset_ms <= start_ms]
    if not before or start_ms is None:
        return None
    found = max(before, key=lambda one: one.offset_ms)
    seconds = f"{(start_ms - found.offset_ms) / 1000:.3f}"
    file = reverse("desk:recording_file", args=[found.interview.accession, found.part])
    return Place(found.part, seconds, f"{file}#t={seconds}")
