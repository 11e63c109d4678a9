"""Where the signs of a transcript stand and what was decided there; kept right whenever its text changes.

A sign ``[…]`` in the public text may stand for sealed words (:class:`RedactedText`), or be written so by whoever made
the file. Only the former are known here.
"""

import base64
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from interviews.models import RedactedText, Redaction, RedactionDecision, Segment, Transcript
from interviews.segmenting import Passage
from interviews.states import TranscriptKind
from interviews.withholding import sealing
from interviews.withholding.carrying import Carried, Gap, Placed
from interviews.withholding.cutting import LEFT_OUT, heard, joined_spans

UNDECIDED = RedactionDecision.Outcome.UNDECIDED
TAKEN_OUT = RedactionDecision.Outcome.TAKEN_OUT
NOTHING = RedactionDecision.Outcome.NOTHING
_NO_END = 2**31 - 1


def boxed(words: str) -> str:
    """Return ``words`` sealed, as :class:`RedactedText` keeps them."""
    return base64.b64encode(sealing.seal(words.encode())).decode()


def texts_of(transcript: Transcript) -> QuerySet[RedactedText]:
    """Return the redacted texts of ``transcript``, in the order of their places."""
    return RedactedText.objects.filter(decision__transcript=transcript).order_by("position", "offset", "pk")


def of(transcript: Transcript) -> list[Gap]:
    """Return the places of ``transcript`` from which words were taken."""
    return [
        Gap(one.position, one.offset, one.pk)
        for one in texts_of(transcript)
        if one.position is not None and one.offset is not None
    ]


def in_passage(transcript: Transcript, position: int) -> dict[int, int]:
    """Return the offsets of the places in one passage, by the key of the redacted text."""
    return {gap.key: gap.offset for gap in of(transcript) if gap.position == position}


def place(key: int, position: int | None, offset: int | None) -> None:
    """Note where the sign of a redacted text stands now; None for both if it has no place any more."""
    RedactedText.objects.filter(pk=key).update(position=position, offset=offset)


def settle(transcript: Transcript, carried: Carried) -> None:
    """Note where the signs came to stand in a new version, and when, and seal what was taken out of it.

    What was sealed at a place before stays, as words without a place.
    A place in doubt makes its decision undecided, which keeps the transcript from readers.
    """
    for placed in carried.placed:
        _settle(placed, carried.passages[placed.position])
    for key in carried.lost:
        place(key, None, None)
    if transcript.kind == TranscriptKind.ORIGINAL:
        _follow(transcript)
    unsure = RedactionDecision.objects.filter(transcript=transcript, texts__in=carried.unsure)
    RedactionDecision.objects.filter(pk__in=list(unsure.values_list("pk", flat=True))).update(
        outcome=UNDECIDED, by=None
    )


def _settle(placed: Placed, passage: Passage) -> None:
    rows = RedactedText.objects.filter(pk__in=placed.keys).select_related("decision__redaction").order_by("pk")
    row, *others = rows
    redaction = row.decision.redaction
    for other in others:
        absorb(redaction, other.decision.redaction)
    row.refresh_from_db()
    row.position, row.offset = placed.position, placed.offset
    if placed.words:
        for one in (row, *others):  # what was sealed before may be said better, and is the only copy
            RedactedText.objects.create(decision=row.decision, boxes=one.boxes, key_id=one.key_id)
        row.boxes = [boxed(" ".join(placed.words))]
        row.key_id = sealing.key_id(sealing.public_key())
    else:
        row.boxes = [box for one in (row, *others) for box in one.boxes]
    row.save()
    RedactedText.objects.filter(pk__in=[other.pk for other in others]).delete()
    hear(redaction, spans_of(passage, placed.offset, placed.offset + len(LEFT_OUT)))


def spans_of(passage: Passage | Segment, start: int, end: int) -> list[list[int]]:
    """Return when characters ``start`` to ``end`` of ``passage`` are heard; of the whole if its cues aren't known."""
    if spans := heard(passage.marks, start, end):
        return spans
    return [] if passage.start_ms is None or passage.end_ms is None else [[passage.start_ms, passage.end_ms]]


def hear(redaction: Redaction, spans: Iterable[Sequence[int]]) -> None:
    """Add ``spans`` to those in which the words of ``redaction`` are heard, and save it.

    Where they grow, no recording counts as edited any more: nobody listened to that part. A stretch of which a part has
    no known time keeps none.
    """
    is_unknown = redaction.start_ms is None and bool(redaction.spans)
    before, redaction.spans = redaction.spans, joined_spans([*redaction.spans, *spans])
    if redaction.spans and not is_unknown:
        redaction.start_ms, redaction.end_ms = redaction.spans[0][0], redaction.spans[-1][1]
    if redaction.spans != before:
        redaction.edited.all().delete()
        redaction.save()


def _follow(original: Transcript) -> None:
    """Have redactions lie where their signs stand in a new version of the original, whose positions count."""
    for redaction in original.interview.redactions.all():
        texts = texts_of(original).filter(decision__redaction=redaction, position__isnull=False)
        positions = [one.position for one in texts if one.position is not None]
        if positions:
            redaction.first_position, redaction.last_position = min(positions), max(positions)
            redaction.save()


def absorb(redaction: Redaction, other: Redaction) -> None:
    """Make ``other`` a part of ``redaction``: they touch, so neither can be lifted without the other."""
    if other.pk == redaction.pk or not Redaction.objects.filter(pk=other.pk).exists():
        return
    for theirs in other.decisions.all():
        ours, is_new = RedactionDecision.objects.get_or_create(
            redaction=redaction,
            transcript=theirs.transcript,
            defaults={"outcome": theirs.outcome, "by": theirs.by},
        )
        theirs.texts.update(decision=ours)
        if not is_new:
            ours.outcome = _stricter(ours.outcome, theirs.outcome)
            ours.save()
    _widen(redaction, other)
    redaction.edited.all().delete()
    redaction.save()
    other.delete()


def _stricter(one: str, other: str) -> str:
    return next(outcome for outcome in (UNDECIDED, TAKEN_OUT, NOTHING) if outcome in (one, other))


def _widen(redaction: Redaction, other: Redaction) -> None:
    redaction.spans = joined_spans([*redaction.spans, *other.spans])
    for low, high in (("start_ms", "end_ms"), ("first_position", "last_position")):
        ours, theirs = (getattr(redaction, low), getattr(redaction, high)), (getattr(other, low), getattr(other, high))
        known = [pair for pair in (ours, theirs) if None not in pair]
        # A stretch whose place nobody knows may lie anywhere: joined with it, the whole has no known place either.
        whole = len(known) == 2
        setattr(redaction, low, min(pair[0] for pair in known) if whole else None)
        setattr(redaction, high, max(pair[1] for pair in known) if whole else None)


def open_decisions(transcript: Transcript, before: Sequence[Segment] | None = None) -> int:
    """Have every redaction of the interview decided in ``transcript`` where its text is new; return how many wait.

    ``before`` are the segments as they were. Words that were not there before may tell again what was taken out. A text
    in which nothing lies in the stretch waits too: its times may be others.
    """
    segments = list(transcript.segments.order_by("position"))
    decided = {one.redaction_id: one for one in transcript.redaction_decisions.all()}
    waiting = 0
    for redaction in transcript.interview.redactions.all():
        decision = decided.get(redaction.pk)
        if decision is None:
            decision = RedactionDecision.objects.create(redaction=redaction, transcript=transcript, outcome=UNDECIDED)
        elif decision.outcome != UNDECIDED and _words(redaction, segments) - _words(redaction, before or []):
            decision.outcome, decision.by = UNDECIDED, None
            decision.save()
        waiting += decision.outcome == UNDECIDED
    return waiting


def _words(redaction: Redaction, segments: Sequence[Segment]) -> Counter[str]:
    """Return the words said in the stretch, without regard to signs, punctuation and capitals."""
    text = " ".join(one.text for one in covered_by(redaction, segments))
    return Counter(re.findall(r"\w+", text.casefold()))


def covered_by(redaction: Redaction, segments: Iterable[Segment]) -> list[Segment]:
    """Return those of ``segments``, all of a transcript in order, that lie in part in the stretch of ``redaction``."""
    rows = list(segments)
    return [
        one
        for one, (first, last) in zip(rows, reaches(rows), strict=True)
        if redaction.covers(start_ms=one.start_ms, end_ms=one.end_ms, first=first, last=last)
    ]


def reaches(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return from which to which passage of the original each of ``segments``, all of a transcript, may render.

    Where passages answer each other one to one it is the moment alone. Else the moment is a guess, and those between it
    and the neighbours' are rendered by somebody: both neighbours' moments are within reach, and to the last nothing is
    too far.
    """
    moments = [one.moment for one in segments]
    if moments == list(range(len(moments))):
        return [(one, one) for one in moments]
    return list(zip([0, *moments[:-1]], [*moments[1:], _NO_END], strict=True))


def grouped(gaps: Iterable[Gap]) -> dict[int, dict[int, int]]:
    """Return the offsets by key, by position."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for gap in gaps:
        found[gap.position][gap.key] = gap.offset
    return found


def without_signs(passages: Sequence[Passage], gaps: Iterable[tuple[int, int]], sign: str) -> list[str]:
    """Return the texts of ``passages`` without the signs at ``gaps``, pairs of position and offset."""
    texts = [one.text for one in passages]
    for position, offset in sorted(gaps, reverse=True):
        text = texts[position]
        texts[position] = text[:offset] + text[offset + len(sign) :]
    return texts
