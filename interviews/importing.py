"""The one write path for transcripts: cues become segments, in one transaction."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from interviews.formats.cues import Cue
from interviews.formats.markup import VOICE_LIMIT
from interviews.languages import Language
from interviews.models import Interview, Segment, Transcript
from interviews.segmenting import Passage, Place, moments, segments_from_cues
from interviews.states import Provenance, TranscriptKind, Workflow

__all__ = ["Imported", "Passage", "TranscriptError", "import_transcript", "segments_from_cues"]

LEFT_OUT = "[…]"
"""What stands in the public text where words were taken out."""

_FIELDS = ("speaker", "start_ms", "end_ms", "text", "marks")


class TranscriptError(ValueError):
    """Cues that can't be stored. ``line`` is the line of the file (0 for the whole); the message says what to do."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ``outcome`` tells whether the transcript is new, changed, or was the same already."""

    transcript: Transcript
    outcome: Literal["created", "updated", "unchanged"]


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
) -> Imported:
    """Make ``cues`` the transcript of ``interview`` in ``language``.

    The interview's own language is the original, others are translations; another ``kind`` is refused. A new transcript
    is a draft unless ``publish``. One that exists keeps its workflow, but a published one whose words change becomes a
    draft unless ``keep_published``: nobody has looked at them yet. Without ``provenance`` an unchanged text keeps its
    own and a changed one counts as machine text. If nothing differs nothing is written, and the revision stays.
    Codings stay: they point at times or positions. Raises :class:`TranscriptError` for what can't be stored and where
    words would come back that were taken out.
    """
    check_cues(cues)
    kind = _checked_kind(interview, language, kind)
    Interview.objects.select_for_update().filter(pk=interview.pk).first()
    passages = segments_from_cues(cues)
    transcript = Transcript.objects.filter(interview=interview, language=language).first()
    if transcript is None:
        workflow = Workflow.PUBLISHED if publish else Workflow.DRAFT
        provenance = provenance or Provenance.MACHINE
        transcript = Transcript(interview=interview, language=language, kind=kind, workflow=workflow)
        transcript.provenance = provenance
        transcript.save()
        _write(transcript, [], passages)
        return Imported(transcript, "created")
    stored = list(transcript.segments.order_by("position"))
    same_text = _same(stored, passages)
    provenance = provenance or (transcript.provenance if same_text else Provenance.MACHINE)
    if same_text and (transcript.kind, transcript.provenance) == (kind, provenance):
        return Imported(transcript, "unchanged")
    _keep_out(stored, passages)
    transcript.kind, transcript.provenance = kind, provenance
    transcript.version += 1
    if not same_text and not keep_published and transcript.workflow == Workflow.PUBLISHED:
        transcript.workflow = Workflow.DRAFT
    transcript.save()
    if not same_text:
        _write(transcript, stored, passages)
    return Imported(transcript, "updated")


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


def is_same_text(transcript: Transcript, cues: Sequence[Cue]) -> bool:
    """Tell whether ``cues`` make the very segments that ``transcript`` has."""
    return _same(list(transcript.segments.order_by("position")), segments_from_cues(cues))


def _same(stored: Sequence[Segment], passages: Sequence[Passage]) -> bool:
    return len(stored) == len(passages) and not any(map(_differs, stored, passages))


def _differs(segment: Segment, passage: Passage) -> bool:
    return any(getattr(segment, name) != getattr(passage, name) for name in _FIELDS)


def _keep_out(stored: Iterable[Segment], passages: Iterable[Passage]) -> None:
    """Refuse ``passages`` if words come back where ``stored`` says that some were taken out.

    A gap is known again by the words on either side of it.
    """
    missing = _gaps(one.text for one in stored) - _gaps(one.text for one in passages)
    if missing:
        before, after = next(iter(missing))
        raise TranscriptError(
            _(
                "Words that were taken out of the public text would come back at “%(place)s” (%(count)s such places). "
                "Put […] there in the file as well, and try again."
            )
            % {"place": f"{before} {LEFT_OUT} {after}".strip(), "count": missing.total()}
        )


def _gaps(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    words = [word for text in texts for word in text.replace(LEFT_OUT, f" {LEFT_OUT} ").split()]
    bare = [word if word == LEFT_OUT else re.sub(r"\W+", "", word).casefold() for word in words]
    bare = ["", *filter(None, bare), ""]
    return Counter((bare[n - 1], bare[n + 1]) for n, word in enumerate(bare) if word == LEFT_OUT)


def _write(transcript: Transcript, stored: list[Segment], passages: list[Passage]) -> None:
    """Make ``passages`` the segments of ``transcript``; rows that exist are changed in place."""
    if stored[len(passages) :]:
        transcript.segments.filter(position__gte=len(passages)).delete()
    changed = []
    for segment, passage in zip(stored, passages, strict=False):
        if _differs(segment, passage):
            for name in _FIELDS:
                setattr(segment, name, getattr(passage, name))
            changed.append(segment)
    if changed:
        Segment.objects.bulk_update(changed, _FIELDS, batch_size=200)
    positions = _positions(transcript, passages)
    fresh = [
        Segment(transcript=transcript, position=n, moment=positions[n], **{k: getattr(passages[n], k) for k in _FIELDS})
        for n in range(len(stored), len(passages))
    ]
    if fresh:
        Segment.objects.bulk_create(fresh, batch_size=2_000)
    _move(stored[: len(passages)], positions)
    if transcript.kind == TranscriptKind.ORIGINAL:
        place_translations(transcript)


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
