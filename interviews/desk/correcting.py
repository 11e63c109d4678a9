"""Correcting the words of a passage: text, cue marks and version change together."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interviews import versions
from interviews.models import Interview, Segment, Transcript
from interviews.publishing import Act, note_act
from interviews.withholding import gaps
from interviews.withholding.cutting import LEFT_OUT

_COMPARABLE = 1_000_000  # pairs of words; comparing takes time in proportion to them


class Changed(Exception):
    """The passage is no longer the one that the archivist corrected; ``message`` says what to do."""

    message = _(
        "Somebody changed this passage after you opened it. Below are your words; above is what the archive has now."
    )


def fingerprint(text: str) -> str:
    """Return a short digest of ``text``, by which a form tells which words it was opened on."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class SignsMissing(Exception):
    """The words would lose a sign behind which sealed words wait; ``message`` says what to do."""

    message = _(
        "Words were taken out of this passage. Leave each […] where it is, in the same number and order; if the words "
        "should come back, ask on the page of redactions."
    )


def correct(segment: Segment, text: str, *, opened_on: str, by: User | None = None) -> bool:
    """Store ``text`` as the passage's words and return whether anything changed.

    The cue marks move with the words (:func:`moved_marks`) and the transcript's version rises. How the text came about
    stays as it is: one passage says nothing of the others. ``opened_on`` is the :func:`fingerprint` of the words that
    the correction started from; raises :class:`Changed` if the archive has other words by now, :class:`SignsMissing` if
    a sign of redacted words would be lost.
    """
    with transaction.atomic():
        # The record first, as every act on it does: two that wait for each other would end in an error.
        Interview.objects.select_for_update().get(pk=segment.transcript.interview_id)
        transcript = Transcript.objects.select_for_update().get(pk=segment.transcript_id)
        row = Segment.objects.filter(transcript=transcript, position=segment.position).first()
        if row is None or fingerprint(row.text) != opened_on:
            raise Changed
        if row.text == text:
            return False
        signs = moved_signs(row.text, text, gaps.in_passage(transcript, row.position))
        if versions.go_on(transcript, by) and by is not None:
            note_act(transcript.interview, by, Act.CORRECTED)
        put_words(row, text, signs)
        transcript.save()
    return True


def put_words(row: Segment, text: str, signs: Mapping[int, int]) -> None:
    """Store ``text`` as the words of ``row``, cue marks moved along; ``signs`` are where its signs stand in it."""
    row.marks = moved_marks(row.text, text, row.marks)
    row.text = text
    row.save()
    for key, offset in signs.items():
        gaps.place(key, row.position, offset)


def moved_signs(old: str, new: str, signs: Mapping[int, int]) -> dict[int, int]:
    """Return where ``signs``, offsets in ``old`` by key, stand in ``new``: the first stays the first.

    Raises :class:`SignsMissing` where the number of signs would be another.
    """
    if not signs:
        return {}
    before, after = _signs_in(old), _signs_in(new)
    if len(before) != len(after):
        raise SignsMissing
    return {key: after[before.index(offset)] for key, offset in signs.items()}


def _signs_in(text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(LEFT_OUT), text)]


def moved_marks(old: str, new: str, marks: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return ``marks`` of ``old`` for ``new``: each cue begins at the word that its first word became.

    Words that stayed carry their cue along; where words were replaced, cues share out the new ones in proportion. A cue
    that is left without words gives its time to the one before it, so that captions stay without a gap.
    """
    old_starts, new_starts = _word_starts(old), _word_starts(new)
    if not new_starts:
        return []
    became = _alignment(old.split(), new.split())
    moved: list[list[int]] = []
    for offset, start_ms, end_ms in marks:
        index = became[min(bisect_left(old_starts, offset), len(became) - 1)]
        at_end = index >= len(new_starts)
        place = 0 if not moved else new_starts[min(index, len(new_starts) - 1)]
        if moved and (at_end or place <= moved[-1][0]):
            moved[-1][2] = max(moved[-1][2], end_ms)
        else:
            moved.append([place, start_ms, end_ms])
    return moved


def _word_starts(text: str) -> list[int]:
    starts, position = [], 0
    for word in text.split():
        position = text.index(word, position)
        starts.append(position)
        position += len(word)
    return starts


def _alignment(old: list[str], new: list[str]) -> list[int]:
    """Return for each word of ``old``, and for the end, the index of the word of ``new`` that stands in its place."""
    became = [len(new)] * (len(old) + 1)
    if len(old) * len(new) > _COMPARABLE:
        return [i * len(new) // len(old) for i in range(len(old))] + [len(new)]
    for _tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for i in range(i1, i2):
            became[i] = j1 + (i - i1) * (j2 - j1) // (i2 - i1)
    return became
