"""The one write path for transcripts: cues become segments, in one transaction."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from interviews import outbox, versions
from interviews.formats.cues import Cue
from interviews.formats.markup import VOICE_LIMIT
from interviews.languages import Language
from interviews.models import (
    Coding,
    ContentWarning,
    FeaturedPassage,
    Interview,
    PathStep,
    Segment,
    Transcript,
    TranscriptVersion,
)
from interviews.segmenting import Passage, Place, moments, segments_from_cues
from interviews.states import Provenance, TranscriptKind, Workflow
from interviews.withholding import gaps, sealing
from interviews.withholding.carrying import Carried, carry
from interviews.withholding.cutting import LEFT_OUT

__all__ = [
    "Imported",
    "Passage",
    "TranscriptError",
    "check_cues",
    "import_passages",
    "import_transcript",
    "segments_from_cues",
]

Placed = Coding | PathStep | FeaturedPassage | ContentWarning
_AT_ONCE = 2_000
_CACHE = -2_000  # KiB, below zero as SQLite has it
_FIELDS = ("speaker", "start_ms", "end_ms", "text", "marks")


class TranscriptError(ValueError):
    """Cues that can't be stored. ``line`` is the line of the file (0 for the whole); the message says what to do."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ``outcome`` tells whether the transcript is new, changed, or was the same already.

    ``undecided`` counts the redactions to be decided before readers see it again.
    """

    transcript: Transcript
    outcome: Literal["created", "updated", "unchanged"]
    undecided: int = 0


@transaction.atomic
def import_transcript(
    *,
    interview: Interview,
    cues: Sequence[Cue],
    language: str,
    kind: str | None = None,
    provenance: str | None = None,
    publish: bool = False,
    keep_published: bool = False,
    joined: bool = True,
    made_from: int | None = None,
    by: User | None = None,
) -> Imported:
    """Make ``cues`` the transcript of ``interview`` in ``language``.

    The interview's own language is the original, others are translations; another ``kind`` is refused. A new transcript
    is a draft unless ``publish``. One that exists keeps its workflow, but a published one whose words change becomes a
    draft unless ``keep_published``: nobody has looked at them yet. Without ``provenance`` an unchanged text keeps its
    own and a changed one counts as machine text. If nothing differs nothing is written, and the revision stays.
    Without ``joined`` every cue is a segment; ``made_from`` is the version of the original that a translation renders,
    the present one if it isn't given. Codings stay: they point at times or positions. Redactions stay: their words are
    taken out of ``cues`` before anything is written, and where a place is in doubt, or a redaction new to this
    language, the transcript isn't public until somebody decides. Raises :class:`TranscriptError` for what can't be
    stored.
    """
    check_cues(cues)
    return import_passages(
        interview=interview,
        passages=segments_from_cues(cues, joined=joined),
        language=language,
        kind=kind,
        provenance=provenance,
        publish=publish,
        keep_published=keep_published,
        made_from=made_from,
        by=by,
    )


@transaction.atomic
def import_passages(
    *,
    interview: Interview,
    passages: list[Passage],
    language: str,
    kind: str | None = None,
    provenance: str | None = None,
    publish: bool = False,
    keep_published: bool = False,
    made_from: int | None = None,
    by: User | None = None,
) -> Imported:
    """Do the same with what :func:`segments_from_cues` made of cues that were checked.

    Whoever needs the cues no longer may forget them first, which in a long transcript is much memory.
    """
    kind = _checked_kind(interview, language, kind)
    Interview.objects.select_for_update().filter(pk=interview.pk).first()
    transcript = Transcript.objects.filter(interview=interview, language=language).first()
    if transcript is None:
        return _create(interview, language, kind, provenance, passages, publish=publish, made_from=made_from, by=by)
    stored, carried = carried_into(transcript, passages)
    same_text = _same(stored, carried.passages)
    provenance = provenance or (transcript.provenance if same_text else Provenance.MACHINE)
    if same_text and (transcript.kind, transcript.provenance) == (kind, provenance):
        return Imported(transcript, "unchanged")
    if not same_text:
        return rewrite(
            transcript,
            carried,
            stored=stored,
            kind=kind,
            provenance=provenance,
            keep_published=keep_published,
            made_from=made_from,
            by=by,
        )
    versions.supersede(transcript, by, TranscriptVersion.Act.CHECKED, retext=False)
    transcript.kind, transcript.provenance = kind, provenance
    transcript.save()
    return Imported(transcript, "updated")


def _create(
    interview: Interview,
    language: str,
    kind: str,
    provenance: str | None,
    passages: list[Passage],
    *,
    publish: bool,
    made_from: int | None,
    by: User | None,
) -> Imported:
    transcript = Transcript(interview=interview, language=language, kind=kind)
    transcript.provenance = provenance or Provenance.MACHINE
    transcript.workflow = Workflow.PUBLISHED if publish else Workflow.DRAFT
    transcript.made_from = _made_from(interview, kind, made_from)
    transcript.save()
    versions.begin(transcript, by, TranscriptVersion.Act.IMPORTED)
    _write(transcript, [], passages)
    undecided = gaps.open_decisions(transcript)
    if undecided and publish:
        transcript.workflow = Workflow.DRAFT
        transcript.save()
    return Imported(transcript, "created", undecided)


def _made_from(interview: Interview, kind: str, told: int | None) -> int | None:
    """Return the version of the original that a translation renders: the one that is told, else the present one."""
    if kind == TranscriptKind.ORIGINAL or told is not None:
        return None if kind == TranscriptKind.ORIGINAL else told
    original = Transcript.objects.filter(interview=interview, kind=TranscriptKind.ORIGINAL).first()
    return original.version if original else None


def rewrite(
    transcript: Transcript,
    carried: Carried,
    *,
    stored: list[Segment],
    kind: str,
    provenance: str,
    keep_published: bool = False,
    made_from: int | None = None,
    by: User | None = None,
    act: str = TranscriptVersion.Act.IMPORTED,
) -> Imported:
    """Make ``carried`` the words of a transcript that exists, as its next version; the one before is kept.

    Take it with the transcript's interview locked, in one transaction. Raises :class:`TranscriptError` where a sign
    would vanish that stands for words unknown to the archive.
    """
    _keep_out(transcript, stored, carried)
    placed = _untimed_stretches(transcript, stored)
    versions.supersede(transcript, by, act)
    transcript.kind, transcript.provenance = kind, provenance
    transcript.made_from = _made_from(transcript.interview, kind, made_from)
    if not keep_published and transcript.workflow == Workflow.PUBLISHED:
        transcript.workflow = Workflow.DRAFT
    transcript.save()
    before = [Segment(**{name: getattr(one, name) for name in (*_FIELDS, "moment")}) for one in stored]
    _write(transcript, stored, carried.passages)
    try:
        gaps.settle(transcript, carried)
    except sealing.SealError as error:
        raise TranscriptError(str(error)) from None
    _move_stretches(placed, before, carried.passages)
    undecided = gaps.open_decisions(transcript, before)
    if carried.placed or carried.unsure:
        outbox.scrub(transcript.interview_id)
    return Imported(transcript, "updated", undecided)


def _untimed_stretches(transcript: Transcript, stored: Sequence[Segment]) -> list[Placed]:
    """Return codings, steps, featured passages and warnings that point at positions of this original: they move too."""
    if transcript.kind != TranscriptKind.ORIGINAL or not stored:
        return []
    here = {"interview": transcript.interview_id, "first_position__isnull": False}
    return [
        *Coding.objects.filter(**here),
        *PathStep.objects.filter(**here),
        *FeaturedPassage.objects.filter(**here),
        *ContentWarning.objects.filter(**here),
    ]


def _move_stretches(placed: Sequence[Placed], before: Sequence[Segment], passages: Sequence[Passage]) -> None:
    """Point ``placed`` at the passages with which theirs were replaced."""
    if not placed:
        return
    became = _became([one.text for one in before], [one.text for one in passages])
    for one in placed:
        first, last = one.first_position or 0, one.last_position or 0
        moved = (became[min(first, len(became) - 1)][0], became[min(last, len(became) - 1)][1])
        if moved != (one.first_position, one.last_position):
            one.first_position, one.last_position = moved[0], max(moved)
            one.save()


def _became(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return for each of ``old`` the first and last index of ``new`` that took its place."""
    ranges: list[tuple[int, int]] = []
    for _tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for index in range(i1, i2):
            low = j1 + (index - i1) * (j2 - j1) // (i2 - i1)
            high = j1 + -(-(index - i1 + 1) * (j2 - j1) // (i2 - i1)) - 1
            low = min(low, len(new) - 1)
            ranges.append((low, max(low, high)))
    return ranges


@transaction.atomic
def restore(version: TranscriptVersion, by: User) -> Imported:
    """Make the words of an earlier version the transcript's own again, as a new version and, if published, a draft.

    What was redacted since stays out of it.
    """
    transcript = version.transcript
    Interview.objects.select_for_update().filter(pk=transcript.interview_id).first()
    passages = versions.words_of(version)
    stored, carried = carried_into(transcript, passages)
    if _same(stored, carried.passages):
        return Imported(transcript, "unchanged")
    return rewrite(
        transcript,
        carried,
        stored=stored,
        kind=transcript.kind,
        provenance=transcript.provenance,
        by=by,
        act=TranscriptVersion.Act.RESTORED,
    )


def check_cues(cues: Sequence[Cue]) -> None:
    """Raise :class:`TranscriptError` for the first of ``cues`` that can't be stored, or if there is none."""
    if not cues:
        raise TranscriptError(_("The transcript has no words. Check that the export is complete and try again."))
    for cue in cues:
        if not cue.text.strip():
            raise TranscriptError(
                _("Line %(line)s: a cue without words. Add its words or remove it.") % {"line": cue.line}, cue.line
            )
        if "\0" in cue.text or "\0" in cue.speaker:
            raise TranscriptError(
                _("Line %(line)s: a NUL character can't be stored. Remove it.") % {"line": cue.line}, cue.line
            )
        if len(cue.speaker) > VOICE_LIMIT:
            raise TranscriptError(
                _("Line %(line)s: the speaker's name is longer than %(limit)s characters. Shorten it.")
                % {"line": cue.line, "limit": VOICE_LIMIT},
                cue.line,
            )
        _check_times(cue)


def _check_times(cue: Cue) -> None:
    if cue.start_ms is None:
        return
    if cue.start_ms < 0:
        raise TranscriptError(
            _("Line %(line)s: the cue begins before the recording does. Correct its times.") % {"line": cue.line},
            cue.line,
        )
    if cue.end_ms is not None and cue.end_ms < cue.start_ms:
        raise TranscriptError(
            _("Line %(line)s: the cue ends before it begins. Correct its times.") % {"line": cue.line}, cue.line
        )


def _checked_kind(interview: Interview, language: str, kind: str | None) -> str:
    if language not in Language.values:
        raise TranscriptError(
            _("“%(language)s” is not a language of the archive. Use one of: %(known)s.")
            % {"language": language, "known": ", ".join(Language.values)}
        )
    expected = TranscriptKind.ORIGINAL if language == interview.language else TranscriptKind.TRANSLATION
    if kind and kind != expected:
        raise TranscriptError(
            _(
                "The interview is in “%(own)s”, so a transcript in “%(language)s” is its %(kind)s. Correct the kind, "
                "or the language of the interview."
            )
            % {"own": interview.language, "language": language, "kind": expected.label}
        )
    return expected


def is_same_text(transcript: Transcript, cues: Sequence[Cue], *, joined: bool = True) -> bool:
    """Tell whether ``cues``, without what was redacted, make the very segments that ``transcript`` has."""
    stored, carried = carried_into(transcript, segments_from_cues(cues, joined=joined))
    return _same(stored, carried.passages)


def carried_into(transcript: Transcript, passages: Sequence[Passage]) -> tuple[list[Segment], Carried]:
    """Return the segments of ``transcript``, and ``passages`` without the words that were redacted in it."""
    stored = list(transcript.segments.order_by("position"))
    known = gaps.of(transcript)
    return stored, carry(versions.passages_of(stored), known, passages) if known else Carried(list(passages))


def _same(stored: Sequence[Segment], passages: Sequence[Passage]) -> bool:
    return len(stored) == len(passages) and not any(map(_differs, stored, passages))


def _differs(segment: Segment, passage: Passage) -> bool:
    return any(getattr(segment, name) != getattr(passage, name) for name in _FIELDS)


def _keep_out(transcript: Transcript, stored: Sequence[Segment], carried: Carried) -> None:
    """Refuse a text in which signs are missing that ``stored`` has and the archive holds no sealed words for.

    Such a sign came with a file from which somebody had taken words. It is known again by the words on either side.
    """
    ours = [(gap.position, gap.offset) for gap in gaps.of(transcript)]
    theirs = [(one.position, one.offset) for one in carried.placed]
    before = gaps.without_signs(versions.passages_of(stored), ours, LEFT_OUT)
    after = gaps.without_signs(carried.passages, theirs, LEFT_OUT)
    missing = _gaps(before) - _gaps(after)
    if missing:
        left, right = next(iter(missing))
        raise TranscriptError(
            _(
                "Words that were taken out of the public text would come back at “%(place)s” (%(count)s such places). "
                "Put […] there in the file as well, and try again."
            )
            % {"place": f"{left} {LEFT_OUT} {right}".strip(), "count": missing.total()}
        )


def _gaps(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    words = [word for text in texts for word in text.replace(LEFT_OUT, f" {LEFT_OUT} ").split()]
    bare = [word if word == LEFT_OUT else re.sub(r"\W+", "", word).casefold() for word in words]
    bare = ["", *filter(None, bare), ""]
    return Counter((bare[n - 1], bare[n + 1]) for n, word in enumerate(bare) if word == LEFT_OUT)


def _write(transcript: Transcript, stored: list[Segment], passages: list[Passage]) -> None:
    """Make ``passages`` the segments of ``transcript``; rows that exist are changed in place."""
    checked = {one.text: (one.checked_at, one.checked_by_id) for one in stored if one.checked_at}
    if stored[len(passages) :]:
        transcript.segments.filter(position__gte=len(passages)).delete()
    changed = []
    for segment, passage in zip(stored, passages, strict=False):
        if _differs(segment, passage):
            for name in _FIELDS:
                setattr(segment, name, getattr(passage, name))
            # Words that were compared with the recording stay so, wherever they stand now; others were not.
            segment.checked_at, segment.checked_by_id = checked.get(passage.text, (None, None))
            changed.append(segment)
    if changed:
        Segment.objects.bulk_update(changed, [*_FIELDS, "checked_at", "checked_by"], batch_size=150)
    positions = _positions(transcript, passages)
    with _little_cache() if len(passages) - len(stored) > _AT_ONCE else nullcontext():
        for first in range(len(stored), len(passages), _AT_ONCE):
            Segment.objects.bulk_create(
                Segment(
                    transcript=transcript,
                    position=n,
                    moment=positions[n],
                    **{name: getattr(passages[n], name) for name in _FIELDS},
                )
                for n in range(first, min(first + _AT_ONCE, len(passages)))
            )
    _move(stored[: len(passages)], positions)
    if transcript.kind == TranscriptKind.ORIGINAL:
        place_translations(transcript)


@contextmanager
def _little_cache() -> Iterator[None]:
    """Have SQLite write on, page by page, what it would else keep in memory until the transaction ends."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        size = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {_CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(size)}")


def _positions(transcript: Transcript, passages: Sequence[Passage]) -> list[int]:
    """Return the moments of ``passages``; without an original every segment is a moment of its own."""
    if transcript.kind == TranscriptKind.ORIGINAL:
        return list(range(len(passages)))
    original = Transcript.objects.filter(interview=transcript.interview_id, kind=TranscriptKind.ORIGINAL).first()
    return moments(
        _places(original) if original else [], [Place(one.start_ms, one.end_ms, len(one.text)) for one in passages]
    )


def _places(transcript: Transcript) -> list[Place]:
    rows = transcript.segments.order_by("position").values_list("start_ms", "end_ms", Length("text"))
    return [Place(*row) for row in rows]


def _move(segments: Sequence[Segment], positions: Sequence[int]) -> None:
    moved = []
    for segment, moment in zip(segments, positions, strict=False):
        if segment.moment != moment:
            segment.moment = moment
            moved.append(segment)
    if moved:
        Segment.objects.bulk_update(moved, ["moment"], batch_size=400)


def place_translations(original: Transcript) -> None:
    """Set the moments of all translations of ``original``'s interview anew."""
    places = _places(original)
    for translation in Transcript.objects.filter(interview=original.interview_id).exclude(pk=original.pk):
        segments = list(translation.segments.order_by("position"))
        _move(segments, moments(places, [Place(one.start_ms, one.end_ms, len(one.text)) for one in segments]))
