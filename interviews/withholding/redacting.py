"""Taking words out of the public text for good, in every language at once, and the two people it takes to lift that.

A redaction moves words from ``Segment.text`` into :class:`RedactedText`, sealed to a key that is not on the server. All
else follows from the text: captions, exports, index, suggestions. What doesn't follow by itself is done here, in the
same transaction: earlier versions, uploads that wait, public sentences of codings, recordings.
"""

import base64
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews import access, contents, outbox, versions
from interviews.languages import Language
from interviews.models import (
    Chapter,
    Coding,
    ContentWarning,
    EditedRecording,
    Interview,
    PathStep,
    Recording,
    RedactedText,
    Redaction,
    RedactionDecision,
    Segment,
    Transcript,
    TranscriptVersion,
    Upload,
)
from interviews.models.redaction import fingerprint_of
from interviews.publishing import Act, Refused, acting, note_act
from interviews.states import CodingStatus
from interviews.withholding import gaps, sealing
from interviews.withholding.cutting import LEFT_OUT, Cut, Stretch, cut, paste, widened

Ranges = Sequence[tuple[int, int]]
_SHORTEST_NAME = 4


@dataclass(frozen=True)
class Choice:
    """What is to go from one transcript: ranges of characters by position of the segment. Empty: there is nothing."""

    transcript: Transcript
    ranges: Mapping[int, Ranges] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """A passage before and after a cut that was not made yet."""

    segment: Segment
    text: str


@dataclass
class Report:
    """What was done beside: what was withdrawn, set back, deleted, and left to be decided."""

    redaction: Redaction | None = None
    codings: int = 0
    chapters: int = 0
    versions: int = 0
    uploads: int = 0
    waiting: int = 0


def stretch_of(segments: Iterable[Segment]) -> Redaction:
    """Return an unsaved redaction that covers ``segments``: it finds their counterparts in other languages."""
    rows = list(segments)
    starts = [one.start_ms for one in rows if one.start_ms is not None]
    ends = [one.end_ms for one in rows if one.end_ms is not None]
    timed = len(starts) == len(ends) == len(rows) > 0
    reached = [
        reach
        for transcript in {one.transcript_id for one in rows}
        for reach in _reaches(transcript, [one.position for one in rows if one.transcript_id == transcript])
    ]
    return Redaction(
        start_ms=min(starts) if timed else None,
        end_ms=max(ends) if timed else None,
        first_position=min((first for first, _last in reached), default=0),
        last_position=max((last for _first, last in reached), default=0),
    )


def _reaches(transcript: int, positions: Collection[int]) -> list[tuple[int, int]]:
    segments = list(Segment.objects.filter(transcript=transcript).order_by("position"))
    pairs = zip(segments, gaps.reaches(segments), strict=True)
    return [reach for segment, reach in pairs if segment.position in positions]


def counterparts(interview: Interview, stretch: Redaction) -> dict[Transcript, list[Segment]]:
    """Return the segments of every transcript that lie in ``stretch``, the original's first."""
    found = {}
    for transcript in sorted(interview.transcripts.all(), key=lambda one: (one.kind, one.language)):
        segments = gaps.covered_by(stretch, transcript.segments.order_by("position"))
        if segments:
            found[transcript] = segments
    return found


def preview(choices: Iterable[Choice]) -> dict[int, list[Result]]:
    """Return what readers would see of each chosen passage, by the transcript's key; nothing is written."""
    shown = {}
    for choice in choices:
        shown[choice.transcript.pk] = [
            Result(segment, done.text) for segment, done in _cuts(choice, gaps.grouped(gaps.of(choice.transcript)))
        ]
    return shown


def _cuts(choice: Choice, known: Mapping[int, Mapping[int, int]]) -> list[tuple[Segment, Cut]]:
    segments = choice.transcript.segments.filter(position__in=choice.ranges).order_by("position")
    return [
        (
            one,
            cut(one.text, one.marks, [Stretch(*pair) for pair in choice.ranges[one.position]], known.get(one.position)),
        )
        for one in segments
    ]


def echoes(interview: Interview, choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Return where names among the chosen words stand elsewhere in the record: (what, where) for a person to look at.

    A run of one to three words counts as it is; of a longer one, the words that begin with a capital. Compared by their
    beginnings, so that other cases of a name are found too.
    """
    names = {name for choice in choices for name in _names(choice)}
    if not names:
        return []
    places = places_of(interview, {one.segment.pk: one.text for shown in preview(choices).values() for one in shown})
    return [
        (name, where)
        for name in sorted(names)
        for where, text in places
        if re.search(rf"\b{re.escape(name)}", text, re.IGNORECASE)
    ]


def places_of(interview: Interview, cut_texts: Mapping[int, str] | None = None) -> list[tuple[str, str]]:
    """Return every text of the record with the name of its place; of passages in ``cut_texts`` what is left of them."""
    places = [
        (f"{label}, {Language(code).label}", getattr(interview, f"{name}_{code}") or "")
        for name, label in {"title": _("Title"), "summary": _("Summary")}.items()
        for code in Language.values
    ]
    if interview.narrator:
        places.append((str(_("Narrator")), interview.narrator.name))
    segments = Segment.objects.filter(transcript__interview=interview).select_related("transcript")
    places += [(str(_("speaker")), name) for name in sorted(set(segments.order_by().values_list("speaker", flat=True)))]
    places += [
        (f"{Coding._meta.get_field('gist').verbose_name}, {Language(code).label}: {coding.theme}", gist)
        for coding in interview.codings.exclude(status=CodingStatus.REJECTED).select_related("theme")
        for code in Language.values
        if (gist := getattr(coding, f"gist_{code}"))
    ]
    places += [
        (f"{PathStep._meta.get_field('frame').verbose_name}, {Language(code).label}: {step.path}", frame)
        for step in interview.path_steps.select_related("path")
        for code in Language.values
        if (frame := getattr(step, f"frame_{code}"))
    ]
    places += [
        (f"{Chapter._meta.verbose_name}, {Language(code[-2:]).label}: {chapter}", text)
        for chapter in interview.chapters.all()
        for code, text in chapter.texts().items()
    ]
    return places + [
        (passage_name(one), (cut_texts or {}).get(one.pk, one.text))
        for one in segments.order_by("transcript", "position")
    ]


def passage_name(one: Segment) -> str:
    """Name a passage as a place of the record; its transcript is joined."""
    words = {"n": one.position + 1, "language": one.transcript.get_language_display()}
    return gettext("passage %(n)s, %(language)s") % words


def _names(choice: Choice) -> set[str]:
    names = set()
    for segment in choice.transcript.segments.filter(position__in=choice.ranges):
        for start, end in choice.ranges[segment.position]:
            words = re.findall(r"[\w'’ʼ-]+", segment.text[slice(*widened(segment.text, start, end))])
            short = len(words) <= 3
            names |= {
                word[: max(_SHORTEST_NAME, len(word) - 2)]
                for word in words
                if len(word) >= _SHORTEST_NAME and (short or word[:1].isupper())
            }
    return names


def redact(
    interview: Interview,
    by: User,
    *,
    reason: str,
    choices: Sequence[Choice],
    seen: int,
    keep_gists: Collection[int] = (),
) -> Report:
    """Take what ``choices`` say out of every language version of a stretch, for ``reason``; return what was done.

    There must be a choice for each transcript with passages in the stretch. ``seen`` is the revision that ``by`` looked
    at. Codings whose public sentence speaks of the stretch become proposed again, except those in ``keep_gists``.
    Raises :class:`Refused` where something is left undecided or has changed, ``SealError`` without a key to seal with.
    """
    sealing.public_key()
    with acting(interview, by, access.Act.REDACT, seen=seen) as row:
        marked = [choice for choice in choices if any(choice.ranges.values())]
        if not marked:
            raise Refused(_("No words are marked. Mark the words to take out, in at least one language."))
        touched = [one for choice in marked for one in choice.transcript.segments.filter(position__in=choice.ranges)]
        redaction = stretch_of(touched)
        _refuse_missing(row, redaction, choices)
        redaction.interview, redaction.reason, redaction.made_by = row, reason, by
        redaction.save()
        report = Report(redaction)
        for choice in choices:
            _decide(redaction, choice, by, report)
        report.waiting = _leave_open(redaction, row)
        redaction.refresh_from_db()
        report.codings = _withdraw_gists(row, redaction, keep_gists)
        _withdraw_frames(row, redaction)
        report.chapters = contents.withdraw(row, redaction)
        _forget_plain_copies(row, report)
        note_act(row, by, Act.REDACTED)
    return report


def _leave_open(redaction: Redaction, interview: Interview) -> int:
    """Have the transcripts wait in which nothing lies in the stretch: their times may be others. Return how many."""
    count = 0
    for transcript in interview.transcripts.filter(segments__isnull=False).distinct():
        _decision, is_new = RedactionDecision.objects.get_or_create(redaction=redaction, transcript=transcript)
        count += is_new
    return count


def _refuse_missing(interview: Interview, stretch: Redaction, choices: Sequence[Choice]) -> None:
    chosen = {choice.transcript.pk for choice in choices}
    missing = [one for one in counterparts(interview, stretch) if one.pk not in chosen]
    if missing:
        raise Refused(
            _(
                "The same stretch exists in other languages. Mark the words there, or say that there are none:"
                " %(languages)s."
            )
            % {"languages": ", ".join(str(one.get_language_display()) for one in missing)}
        )


def decide(decision: RedactionDecision, by: User, *, ranges: Mapping[int, Ranges], seen: int) -> Report:
    """Decide a redaction in a transcript that came later, or whose words have changed there. None: nothing is there."""
    redaction = decision.redaction
    if any(ranges.values()):
        sealing.public_key()
    with acting(redaction.interview, by, access.Act.REDACT, seen=seen) as row:
        report = Report(redaction)
        _decide(redaction, Choice(decision.transcript, ranges), by, report)
        _forget_plain_copies(row, report)
        note_act(row, by, Act.REDACTION_DECIDED)
    return report


def _decide(redaction: Redaction, choice: Choice, by: User, report: Report) -> None:
    transcript = Transcript.objects.get(pk=choice.transcript.pk)
    has_words = any(choice.ranges.values())
    decision, _is_new = RedactionDecision.objects.get_or_create(redaction=redaction, transcript=transcript)
    decision.redaction = redaction  # one row in memory: what an older one adds to it must not be overwritten
    if has_words:
        report.versions += _take_out(decision, Choice(transcript, choice.ranges), by)
    kept = has_words or decision.texts.exists()
    decision.outcome = gaps.TAKEN_OUT if kept else gaps.NOTHING
    decision.by = by
    decision.save()


def _take_out(decision: RedactionDecision, choice: Choice, by: User) -> int:
    """Make the cut in one transcript and in its earlier versions; return how many of those had to be deleted."""
    transcript, redaction = choice.transcript, decision.redaction
    runs: list[str] = []
    spans: list[list[int]] = []
    others: set[int] = set()
    for segment, done in _cuts(choice, gaps.grouped(gaps.of(transcript))):
        for start, end in choice.ranges[segment.position]:
            low, high = widened(segment.text, start, end)
            spans += gaps.spans_of(segment, low, high)
        for key, offset in done.gaps.items():
            gaps.place(key, segment.position, offset)
        for piece in done.pieces:
            runs += [part for part in piece.parts if isinstance(part, str) and part.strip()]
            others |= _keep_words(decision, segment.position, piece.offset, piece.parts)
        segment.text, segment.marks = done.text, done.marks
        segment.save()
    gaps.hear(redaction, spans)
    for other in Redaction.objects.filter(pk__in=others - {redaction.pk}):
        gaps.absorb(redaction, other)
    versions.supersede(transcript, by, TranscriptVersion.Act.REDACTED, retext=False, same=True)
    transcript.save()
    return versions.scrub(transcript, gaps.of(transcript), runs)


def _keep_words(decision: RedactionDecision, position: int, offset: int, parts: Iterable[str | int]) -> set[int]:
    """Seal ``parts`` as one redacted text, older ones among them; return the redactions that those belonged to."""
    boxes: list[str] = []
    swallowed: set[int] = set()
    for part in parts:
        if isinstance(part, str):
            boxes.append(gaps.boxed(part))
        else:
            old = RedactedText.objects.select_related("decision").get(pk=part)
            boxes += old.boxes
            swallowed.add(old.decision.redaction_id)
            old.delete()
    key_id = sealing.key_id(sealing.public_key())
    RedactedText.objects.create(decision=decision, position=position, offset=offset, boxes=boxes, key_id=key_id)
    return swallowed


def gists_in(interview: Interview, stretch: Redaction) -> list[Coding]:
    """Return the codings of ``interview`` with a public sentence that speaks of ``stretch``."""
    found = []
    for coding in interview.codings.exclude(status=CodingStatus.REJECTED).select_related("theme"):
        if any(getattr(coding, f"gist_{code}") for code in Language.values) and speaks_of(coding, stretch):
            found.append(coding)
    return found


def _withdraw_frames(interview: Interview, redaction: Redaction) -> None:
    """Take the steps of reading paths that speak of the stretch from readers, until somebody looks at their frame.

    And content warnings of it, which could tell what was said there.
    """
    for warning in interview.warnings.filter(is_shown=True):
        if speaks_of(warning, redaction):
            warning.is_shown = False
            warning.save()
    for step in interview.path_steps.filter(is_shown=True):
        if any(getattr(step, f"frame_{code}") for code in Language.values) and speaks_of(step, redaction):
            step.is_shown = False
            step.save()


def speaks_of(coding: "Coding | PathStep | ContentWarning", stretch: Redaction) -> bool:
    """Tell whether ``coding`` is of a stretch that shares time or position with the redacted one, or may."""
    if coding.first_position is not None and coding.last_position is not None:
        first, last = coding.first_position, coding.last_position
        return stretch.covers(start_ms=None, end_ms=None, first=first, last=last)
    if coding.is_whole or stretch.start_ms is None:
        return True
    return stretch.covers(start_ms=coding.start_ms, end_ms=coding.end_ms, first=0, last=0)


def _withdraw_gists(interview: Interview, redaction: Redaction, keep: Collection[int]) -> int:
    taken = [
        one for one in gists_in(interview, redaction) if one.status == CodingStatus.ACCEPTED and one.pk not in keep
    ]
    for coding in taken:
        coding.status = CodingStatus.PROPOSED
        coding.save()
    return len(taken)


def _forget_plain_copies(interview: Interview, report: Report) -> None:
    """Delete uploads that nobody saved yet, for they hold the words, and have index and journal cleaned."""
    report.uploads = interview.uploads.light().delete()[1].get(Upload._meta.label, 0)
    outbox.scrub(interview.pk)


def ask_to_lift(redaction: Redaction, by: User) -> None:
    """Ask for a second person, with the private key, to put the words back."""
    with acting(redaction.interview, by, access.Act.ASK_TO_LIFT) as row:
        fresh = row.redactions.get(pk=redaction.pk)
        if not _is_asked(fresh):
            fresh.lift_asked_by = by
            fresh.save()
            note_act(row, by, Act.LIFT_ASKED)


def _is_asked(redaction: Redaction) -> bool:
    """Tell whether somebody who may still do so asks to lift ``redaction``."""
    asker = redaction.lift_asked_by
    return asker is not None and access.may(asker, access.Act.ASK_TO_LIFT)


def drop_lifting(redaction: Redaction, by: User) -> None:
    """End a request to lift; nothing else changes."""
    with acting(redaction.interview, by, access.Act.ASK_TO_LIFT) as row:
        if row.redactions.filter(pk=redaction.pk, lift_asked_by__isnull=False).update(lift_asked_by=None):
            note_act(row, by, Act.LIFT_DROPPED)


def lift(redaction: Redaction, by: User, *, key: str, finish: bool = False) -> list[str]:
    """Put the words of ``redaction`` back with the private ``key``, as the second person; the redaction is gone then.

    Returns the words that have no place in the present version, for the person to place by hand. As long as there are
    any, the redaction stays with them and can be lifted again, until somebody says ``finish``. Raises :class:`Refused`
    where nobody else has asked, ``SealError`` where the key doesn't open every box.
    """
    private = sealing.private_key(key)
    with acting(redaction.interview, by, access.Act.LIFT) as row:
        fresh = row.redactions.get(pk=redaction.pk)
        if not _is_asked(fresh):
            raise Refused(_("Nobody has asked to lift this redaction. Ask first; another person then lifts it."))
        if fresh.lift_asked_by == by:
            raise Refused(_("You asked for this yourself. Another archivist has to lift it."))
        homeless: list[str] = []
        for decision in fresh.decisions.select_related("transcript"):
            words = {
                one.pk: "".join(sealing.unseal(base64.b64decode(box), private).decode() for box in one.boxes)
                for one in decision.texts.all()
            }
            homeless += _put_back(decision, words, by)
        if finish or not homeless:
            fresh.delete()
        note_act(row, by, Act.LIFTED)
    return homeless


def _put_back(decision: RedactionDecision, words: Mapping[int, str], by: User) -> list[str]:
    transcript = decision.transcript
    homeless: list[str] = []
    if decision.texts.filter(position__isnull=False).exists():
        versions.supersede(transcript, by, TranscriptVersion.Act.LIFTED, retext=False)
    for one in decision.texts.order_by("-position", "-offset"):
        segment = transcript.segments.filter(position=one.position).first() if one.position is not None else None
        if segment is None or one.offset is None or not segment.text.startswith(LEFT_OUT, one.offset):
            homeless.append(words[one.pk])
            continue
        others = gaps.in_passage(transcript, segment.position)
        done = paste(segment.text, segment.marks, one.offset, words[one.pk], others)
        segment.text, segment.marks = done.text, done.marks
        segment.save()
        for key, offset in done.gaps.items():
            gaps.place(key, segment.position, offset)
        one.delete()
    transcript.save()
    return homeless


def mark_edited(redaction: Redaction, recording: Recording, by: User) -> None:
    """Take ``by``'s word that the stretch is no longer heard in the file, or behind the address, of ``recording``."""
    with acting(redaction.interview, by, access.Act.MARK_EDITED) as row:
        EditedRecording.objects.update_or_create(
            redaction=redaction, recording=recording, defaults={"fingerprint": fingerprint_of(recording), "by": by}
        )
        note_act(row, by, Act.RECORDING_EDITED)


@dataclass(frozen=True)
class Mute:
    """A stretch to silence in one part of the recording, in milliseconds from the part's own beginning."""

    redaction: Redaction
    recording: Recording
    start_ms: int
    end_ms: int | None
    is_edited: bool


def mutes(interview: Interview) -> list[Mute]:
    """Return what the media editor has to silence, part by part; ``end_ms`` is None where nobody knows the place."""
    found = []
    redactions = list(interview.redactions.prefetch_related("edited"))
    recordings = list(interview.recordings.order_by("part"))
    nowhere = {
        one.pk for one in redactions if not any(_heard_in(span, part) for span in one.spans for part in recordings)
    }
    for recording in recordings:
        for redaction in redactions:
            edited = any(
                one.recording_id == recording.pk and one.fingerprint == fingerprint_of(recording)
                for one in redaction.edited.all()
            )
            if redaction.start_ms is None or redaction.pk in nowhere:
                found.append(Mute(redaction, recording, 0, None, edited))
                continue
            places = [place for span in redaction.spans if (place := _heard_in(span, recording))]
            found += [Mute(redaction, recording, start, end, edited) for start, end in places]
    return found


def _heard_in(span: Sequence[int], recording: Recording) -> tuple[int, int] | None:
    """Return where ``span`` is heard in a part, from the part's own beginning, or None if it is not heard there."""
    length = recording.duration_ms
    low, high = span[0] - recording.offset_ms, span[1] - recording.offset_ms
    at_once = low == high and low >= 0 and (length is None or low <= length)
    if at_once or (high > 0 and (length is None or low < length)):
        return max(0, low), min(high, length or high)
    return None
