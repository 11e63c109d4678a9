"""Splitting, joining and moving passages, and everything that points at their places moved along.

Positions are pointed at by the signs of the transcript; those of an original also by the moments of its translations
and, where there are no times, by codings and redactions.
"""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any, Literal

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from interviews.desk.correcting import Changed
from interviews.desk.forms import TEXT_LIMIT
from interviews.editing import shaping
from interviews.editing.shaping import Edge, Piece
from interviews.editing.sitting import as_passage, editing, go_on, neighbour, passage, put
from interviews.models import Redaction, Segment, Transcript
from interviews.publishing import Refused
from interviews.segmenting import Place, moments
from interviews.states import TranscriptKind
from interviews.withholding import gaps
from interviews.withholding.cutting import LEFT_OUT

_ASIDE = 1_000_000_000  # positions are unique at every moment: rows step aside before they step back
_STRETCH = ("start_ms", "end_ms", "first_position", "last_position")


class WhichSpeaker(Exception):
    """The two passages have different speakers; somebody has to say whose the whole is."""


def split(transcript: Transcript, pk: int, at: int, *, opened_on: str, by: User) -> tuple[Segment, Segment]:
    """Cut a passage before character ``at`` of its words and return both parts; the first keeps the row."""
    with editing(transcript, by) as row:
        segment = passage(row, pk, opened_on)
        first, second = shaping.split(as_passage(segment), at, gaps.in_passage(row, segment.position))
        go_on(row, by, retext=False)
        _step(row, segment.position, 1)
        put(segment, first.passage)
        other = Segment(
            transcript=row,
            position=segment.position + 1,
            moment=segment.moment,
            checked_at=segment.checked_at,
            checked_by=segment.checked_by,
        )
        if row.kind == TranscriptKind.ORIGINAL:
            other.moment = other.position
        put(other, second.passage)
        _settle(row, {segment.position: first, other.position: second})
        if row.kind == TranscriptKind.ORIGINAL:
            _follow_split(row, segment, other)
        else:
            _place(row, [segment, other])
    return segment, other


def join(
    transcript: Transcript,
    pk: int,
    *,
    opened_on: str,
    next_opened_on: str,
    by: User,
    whose: Literal["first", "second"] | None = None,
) -> Segment:
    """Join a passage with the one after it and return the whole, which keeps the first's row.

    Raises :class:`WhichSpeaker` where they have different speakers and ``whose`` doesn't say which one the whole has.
    """
    with editing(transcript, by) as row:
        segment = passage(row, pk, opened_on)
        other = neighbour(segment, 1)
        if other is None:
            raise Refused(_("There is no passage after this one."))
        passage(row, other.pk, next_opened_on)
        if segment.speaker != other.speaker and whose is None:
            raise WhichSpeaker
        if len(segment.text) + len(other.text) >= TEXT_LIMIT:
            raise Refused(_("The passage would be too long."))
        first, second = (Piece(as_passage(one), gaps.in_passage(row, one.position)) for one in (segment, other))
        whole = shaping.join(first, second, (other if whose == "second" else segment).speaker)
        go_on(row, by, retext=False)
        if not other.checked_at:
            segment.checked_at, segment.checked_by = None, None
        other.delete()
        put(segment, whole.passage)
        _settle(row, {segment.position: whole})
        _step(row, other.position, -1)
        if row.kind == TranscriptKind.ORIGINAL:
            _follow_join(row, segment.position)
    return segment


def move(
    transcript: Transcript, pk: int, start_ms: int, end_ms: int, *, seen: tuple[int | None, int | None], by: User
) -> Segment:
    """Give a passage other times; the borders that it shares with its neighbours move too.

    ``seen`` are the times that ``by`` saw; raises :class:`Changed` if the passage has others by now. A coding that
    stopped at a border doesn't reach over it afterwards.
    """
    with editing(transcript, by) as row:
        segment = passage(row, pk)
        if (segment.start_ms, segment.end_ms) != seen:
            raise Changed
        if (start_ms, end_ms) == seen:
            return segment
        around = [neighbour(segment, -1), segment, neighbour(segment, 1)]
        before, here, after = (as_passage(one) if one else None for one in around)
        fitted, edges = shaping.moved_borders(here or as_passage(segment), start_ms, end_ms, before, after)
        go_on(row, by, retext=False)
        moved: dict[int, Piece] = {}
        for one, new in zip(around, fitted, strict=True):
            if one and new:
                put(one, new)
                moved[one.position] = Piece(new, gaps.in_passage(row, one.position))
        _settle(row, moved)
        if row.kind == TranscriptKind.ORIGINAL:
            _move_codings(row, edges)
    return segment


def _step(transcript: Transcript, after: int, by: int) -> None:
    """Move everything that stands after position ``after`` of the transcript ``by`` places."""
    # A plain QuerySet: the passage itself is written in the same transaction, and tells the outbox.
    rows: models.QuerySet[Segment] = models.QuerySet(Segment)
    rows = rows.filter(transcript=transcript)
    rows.filter(position__gt=after).update(position=F("position") + _ASIDE)
    back = F("position") - _ASIDE + by
    aside = rows.filter(position__gte=_ASIDE)
    if transcript.kind == TranscriptKind.ORIGINAL:
        aside.update(position=back, moment=back)
    else:
        aside.update(position=back)
    gaps.texts_of(transcript).filter(position__gt=after).order_by().update(position=F("position") + by)


def _settle(transcript: Transcript, pieces: Mapping[int, Piece]) -> None:
    """Note where the signs of ``pieces``, by position, stand now, and when they are heard."""
    for position, piece in pieces.items():
        for key, offset in piece.signs.items():
            gaps.place(key, position, offset)
            redaction = Redaction.objects.get(decisions__texts=key)
            gaps.hear(redaction, gaps.spans_of(piece.passage, offset, offset + len(LEFT_OUT)))


def _follow_split(original: Transcript, first: Segment, second: Segment) -> None:
    """Have what points at positions of ``original`` follow: ``first`` became it and ``second``."""
    place = first.position
    _step_moments(original, place, 1)
    places = [Place(one.start_ms, one.end_ms, len(one.text)) for one in (first, second)]
    for other in _translations(original):
        renderings = list(other.segments.filter(moment=place).order_by("position"))
        _set_moments(renderings, _shares(places, renderings), place)
    for rows in _pointing(original):
        rows.filter(last_position__gte=place).update(last_position=F("last_position") + 1)
        rows.filter(first_position__gt=place).update(first_position=F("first_position") + 1)


def _shares(parts: list[Place], rows: list[Segment]) -> list[int]:
    """Return which of ``parts`` each of ``rows``, which rendered the whole, renders: by time, else by their length."""
    if parts[0].start_ms is not None and all(one.start_ms is not None for one in rows):
        return moments(parts, [Place(one.start_ms, one.end_ms, len(one.text)) for one in rows])
    if len(rows) == 1:
        return [0]
    total = sum(len(one.text) for one in rows) or 1
    border = parts[0].length / max(1, parts[0].length + parts[1].length)
    ends = accumulate(len(one.text) for one in rows)
    return [int((end - len(one.text) / 2) / total > border) for end, one in zip(ends, rows, strict=True)]


def _set_moments(rows: list[Segment], shares: list[int], place: int) -> None:
    for one, share in zip(rows, shares, strict=True):
        if one.moment != place + share:
            one.moment = place + share
            one.save(update_fields=["moment"])


def _follow_join(original: Transcript, place: int) -> None:
    """Have what points at positions of ``original`` follow: the passage at ``place`` took in the one after it."""
    _step_moments(original, place, -1)
    for rows in _pointing(original):
        rows.filter(first_position__gt=place).update(first_position=F("first_position") - 1)
        rows.filter(last_position__gt=place).update(last_position=F("last_position") - 1)


def _step_moments(original: Transcript, after: int, by: int) -> None:
    rows = Segment.objects.filter(transcript__in=_translations(original), moment__gt=after)
    if rows.exists():
        rows.update(moment=F("moment") + by)


def _translations(original: Transcript) -> "models.QuerySet[Transcript]":
    return Transcript.objects.filter(interview=original.interview_id).exclude(pk=original.pk).order_by()


def _stretches(interview_id: int) -> "list[models.QuerySet[Any]]":
    """Return, table by table, what lies in a stretch of an interview: codings, redactions and whatever else does."""
    return [
        model._default_manager.filter(interview=interview_id)
        for model in apps.get_app_config("interviews").get_models()
        if {"interview", *_STRETCH} <= {field.name for field in model._meta.get_fields()}
    ]


def _pointing(original: Transcript) -> "list[models.QuerySet[Any]]":
    """Return what points at positions of ``original``, where there is anything."""
    found = [rows.filter(first_position__isnull=False) for rows in _stretches(original.interview_id)]
    return [rows for rows in found if rows.exists()]


def _place(translation: Transcript, parts: list[Segment]) -> None:
    """Point the parts of a translation's passage at the passages of the original that they render.

    By their times; without times the whole rendered everything up to the moment of the passage after it, and each part
    its share of that.
    """
    original = Transcript.objects.filter(interview=translation.interview_id, kind=TranscriptKind.ORIGINAL).first()
    if original is None:
        return
    rows = original.segments.order_by("position")
    following = neighbour(parts[-1], 1)
    first = 0
    if parts[0].start_ms is None or rows.filter(start_ms__isnull=True).exists():
        first = parts[0].moment
        until = max(first + 1, following.moment) if following else None
        rows = rows.filter(position__gte=first)
        rows = rows if until is None else rows.filter(position__lt=until)
    places = [Place(*one) for one in rows.values_list("start_ms", "end_ms", Length("text"))]
    if not places:
        return
    wanted = moments(places, [Place(one.start_ms, one.end_ms, len(one.text)) for one in parts])
    for one, moment in zip(parts, wanted, strict=True):
        if one.moment != first + moment:
            one.moment = first + moment
            one.save(update_fields=["moment"])


def _move_codings(original: Transcript, edges: list[Edge]) -> None:
    """Have what stopped at one of ``edges`` not reach over it; when a redaction is heard, its signs tell."""
    borders = [edge.before for edge in edges]
    touching = models.Q(start_ms__in=borders) | models.Q(end_ms__in=borders)
    for rows in _stretches(original.interview_id):
        if rows.model is Redaction:
            continue
        for one in rows.filter(touching, start_ms__isnull=False):
            moved = shaping.shrunk((one.start_ms, one.end_ms), edges)
            if moved != (one.start_ms, one.end_ms):
                one.start_ms, one.end_ms = moved
                one.save()
