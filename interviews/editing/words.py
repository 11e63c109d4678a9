"""Saving the words of a passage as somebody types them, beside somebody else who may be doing the same."""

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import User

from interviews.desk.correcting import fingerprint, moved_signs, put_words
from interviews.editing import merging
from interviews.editing.sitting import editing, go_on, passage
from interviews.models import Segment, Transcript
from interviews.withholding import gaps


class Conflict(Exception):
    """Two people changed the same words. ``theirs`` is what the archive has: a person has to choose."""

    def __init__(self, theirs: Segment) -> None:
        super().__init__(theirs.text)
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Saved:
    """A passage as it is stored now; ``outcome`` tells whether somebody else's changes were joined with these."""

    segment: Segment
    outcome: Literal["saved", "joined", "same"]


def save_words(transcript: Transcript, pk: int, text: str, *, base: str, by: User) -> Saved:
    """Store ``text`` as the words of a passage that said ``base`` when ``by`` began to change it.

    Where somebody else has changed it meanwhile, both changes are joined word by word; raises :class:`Conflict` where
    they touch, ``SignsMissing`` if a sign of redacted words would be lost, :class:`Gone` if the passage is no more.
    Saving the same words again does nothing, so that whoever got no answer may ask again.
    """
    with editing(transcript, by) as row:
        segment = passage(row, pk)
        merged = text if fingerprint(segment.text) == fingerprint(base) else merging.merge(base, text, segment.text)
        if segment.text == text:
            return Saved(segment, "same")
        if merged is None:
            raise Conflict(segment)
        if merged == segment.text:
            return Saved(segment, "joined")
        signs = moved_signs(segment.text, merged, gaps.in_passage(row, segment.position))
        go_on(row, by, retext=True)
        put_words(segment, merged, signs)
    return Saved(segment, "saved" if merged == text else "joined")
