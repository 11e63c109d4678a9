"""The versions of a transcript: what it said before each change, compared, and never more than public text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from interviews.models import Segment, Transcript, TranscriptVersion
from interviews.publishing import SITTING
from interviews.segmenting import Passage
from interviews.states import TranscriptKind
from interviews.withholding.carrying import Gap, Read, carry

_ENOUGH_ALIKE = 0.3


def passages_of(segments: Iterable[Segment]) -> list[Passage]:
    """Return ``segments`` as passages."""
    return [Passage(one.speaker, one.text, one.start_ms, one.end_ms, one.marks) for one in segments]


def current_passages(transcript: Transcript) -> list[Passage]:
    """Return what ``transcript`` says now."""
    return passages_of(transcript.segments.order_by("position"))


def begin(transcript: Transcript, by: User | None, act: str) -> None:
    """Note who made the first version; its words are the transcript's own until the second."""
    TranscriptVersion.objects.update_or_create(
        transcript=transcript, number=transcript.version, defaults={"act": act, "by": by, "packed": b""}
    )


def supersede(transcript: Transcript, by: User | None, act: str, *, retext: bool = True, same: bool = False) -> None:
    """Keep the words of the present version, and make the next number the transcript's, unsaved.

    Call it in the transaction that changes the words, before they change. With ``same`` the words of the present
    version are not kept: it is to say what the next one says. ``retext`` tells whether a translation made from this
    version of an original counts as made from an older one.
    """
    packed = TranscriptVersion.SAME if same else TranscriptVersion.pack(current_passages(transcript))
    TranscriptVersion.objects.update_or_create(
        transcript=transcript,
        number=transcript.version,
        defaults={"packed": packed},
        create_defaults={"act": TranscriptVersion.Act.IMPORTED, "packed": packed},
    )
    _count_up(transcript, retext=retext)
    begin(transcript, by, act)


def go_on(transcript: Transcript, by: User | None, *, retext: bool = True) -> bool:
    """Make the next number the transcript's, unsaved, for a correction by ``by``; tell whether a version was kept.

    What one person corrects within half an hour is one version: the number rises with every change, so that whoever
    cited or translates an earlier one is told of it, but only the words before the first and after the last are kept.
    Call it as :func:`supersede`.
    """
    recent = transcript.versions.filter(
        number=transcript.version,
        by=by,
        act=TranscriptVersion.Act.CORRECTED,
        packed=b"",
        at__gt=timezone.now() - SITTING,
    )
    mine = recent.first() if by is not None else None
    if mine is None:
        supersede(transcript, by, TranscriptVersion.Act.CORRECTED, retext=retext)
        return True
    mine.first = mine.first or mine.number
    _count_up(transcript, retext=retext)
    mine.number = transcript.version
    mine.save(update_fields=["first", "number"])
    return False


def standing_for(transcript: Transcript, number: int) -> list[TranscriptVersion]:
    """Return the kept version that is or holds version ``number``; none if it is not known any more.

    Where only the last words of a sitting are kept and ``number`` lies inside it, the version before comes first: what
    both say was said in between, unless somebody changed it and changed it back.
    """
    row = transcript.versions.filter(Q(number=number) | Q(first__lte=number, number__gte=number)).first()
    if row is None or row.number == number:
        return [] if row is None else [row]
    before = transcript.versions.filter(number__lt=row.first or number).order_by("-number").first()
    return [] if before is None else [before, row]


def _count_up(transcript: Transcript, *, retext: bool) -> None:
    if not retext and transcript.kind == TranscriptKind.ORIGINAL:
        others = Transcript.objects.filter(interview=transcript.interview_id, made_from=transcript.version)
        others.exclude(pk=transcript.pk).update(made_from=transcript.version + 1)
    transcript.version += 1


def words_of(version: TranscriptVersion) -> list[Passage]:
    """Return the passages of ``version``; those of the latest are the transcript's own."""
    if bytes(version.packed) == TranscriptVersion.SAME:
        later = version.transcript.versions.filter(number__gt=version.number).exclude(packed=TranscriptVersion.SAME)
        version = later.order_by("number").first() or version
    packed = bytes(version.packed)
    return version.passages() if packed not in (b"", TranscriptVersion.SAME) else current_passages(version.transcript)


def scrub(transcript: Transcript, gaps: Sequence[Gap], words: Sequence[str]) -> int:
    """Take out of every earlier version what ``gaps`` of the present one stand for; return how many were given up.

    ``words`` are the runs just taken out: a version in which one of them stands more often than in the present text, or
    in which a place can't be found beyond doubt, is deleted, and with it those that say the same.
    """
    present = current_passages(transcript)
    allowed = _counts(present, words)
    read: Read = {}
    given_up: list[int] = []
    for version in transcript.versions.order_by("-number").exclude(packed=b""):
        if bytes(version.packed) == TranscriptVersion.SAME:
            if version.number + 1 in given_up:
                given_up.append(version.number)
            continue
        carried = carry(present, gaps, version.passages(), read=read)
        found = _counts(carried.passages, words)
        if carried.unsure or carried.lost or any(found[n] > allowed[n] for n in range(len(words))):
            given_up.append(version.number)
        else:
            version.packed = TranscriptVersion.pack(carried.passages)
            version.save(update_fields=["packed"])
    transcript.versions.filter(number__in=given_up).delete()
    return len(given_up)


def _counts(passages: Iterable[Passage], words: Sequence[str]) -> list[int]:
    text = " ".join(" ".join(one.text.casefold().split()) for one in passages)
    return [text.count(" ".join(run.casefold().split())) for run in words]


def forget(transcript: Transcript) -> int:
    """Delete all versions but the present one; return how many."""
    with transaction.atomic():
        return transcript.versions.exclude(number=transcript.version).delete()[0]


def is_outdated(translation: Transcript, original: Transcript | None) -> bool:
    """Tell whether ``translation`` was made from an older version of ``original``, as far as that is known."""
    if original is None or translation.kind != TranscriptKind.TRANSLATION or translation.made_from is None:
        return False
    return translation.made_from < original.version


@dataclass(frozen=True)
class Run:
    """Words of a comparison: in both versions (``""``), taken away (``-``) or added (``+``)."""

    sign: str
    text: str


@dataclass(frozen=True)
class Change:
    """A changed passage, or how many unchanged ones stand between two (``same``)."""

    start_ms: int | None = None
    speaker: tuple[str, str] = ("", "")
    runs: tuple[Run, ...] = ()
    same: int = 0
    retimed: bool = False


def compare(old: Sequence[Passage], new: Sequence[Passage]) -> list[Change]:
    """Return what changed from ``old`` to ``new``, word by word, in the order of ``new``."""
    before, after = [_key(one) for one in old], [_key(one) for one in new]
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(Change(same=i2 - i1))
        else:
            changes += _pairs(old[i1:i2], new[j1:j2])
    return changes


def _key(passage: Passage) -> tuple[str, str, int | None]:
    return passage.speaker, passage.text, passage.start_ms


def _pairs(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Change]:
    """Yield a change a pair of passages that are alike, and one for each that has no other."""
    rest = list(old)
    for one in new:
        while rest and not _alike(rest[0], one) and any(_alike(other, one) for other in rest[1:6]):
            yield _change(rest.pop(0), None)
        yield _change(rest.pop(0) if rest and _alike(rest[0], one) else None, one)
    for one in rest:
        yield _change(one, None)


def _alike(first: Passage, second: Passage) -> bool:
    ours, theirs = set(first.text.casefold().split()), set(second.text.casefold().split())
    return len(ours & theirs) >= _ENOUGH_ALIKE * max(1, min(len(ours), len(theirs)))


def _change(old: Passage | None, new: Passage | None) -> Change:
    shown = new or old or Passage("", "")
    return Change(
        start_ms=shown.start_ms,
        speaker=(old.speaker if old else shown.speaker, new.speaker if new else shown.speaker),
        runs=tuple(runs(old.text if old else "", new.text if new else "")),
        retimed=bool(old and new and old.start_ms != new.start_ms),
    )


def runs(old: str, new: str) -> Iterator[Run]:
    """Yield what stayed, went and came between two texts, word by word."""
    before, after = old.split(), new.split()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("", " ".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Run("-", " ".join(before[i1:i2]))
        if j1 < j2:
            yield Run("+", " ".join(after[j1:j2]))
