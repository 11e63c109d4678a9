"""Translating passage by passage: what there is to do, and the acts that do it.

A passage that nobody has translated does not exist in the translation: readers are shown the original there. What a
person last compared a rendering with is kept as a digest of the original's words (``Segment.made_of``), so that a later
change of these is told passage by passage.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher

from django.contrib.auth.models import User
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interviews import access, publishing, reading, versions
from interviews.desk.correcting import Changed, SignsMissing, correct, fingerprint
from interviews.models import Interview, RedactedText, Segment, Transcript, TranscriptVersion
from interviews.states import Provenance, TranscriptKind, Workflow
from interviews.withholding import gaps
from interviews.withholding.cutting import LEFT_OUT

ONE_SITTING = timedelta(hours=1)  # in which what one person translates is one version of a draft
_FAR = 10_000_000  # past every position: passages are moved there and back, because no two may have the same


class Status(models.TextChoices):
    """How far the translation of one passage is."""

    UNTRANSLATED = "untranslated", pgettext_lazy("translation", "untranslated")
    CHANGED = "changed", pgettext_lazy("translation", "the original has changed since")
    MACHINE = "machine", pgettext_lazy("translation", "machine translation, not checked")
    ELSEWHERE = "elsewhere", pgettext_lazy("translation", "said in a passage beside it")
    DONE = "done", pgettext_lazy("translation", "translated")


class TranslationSigns(SignsMissing):
    """A translation that has other signs than the original."""

    message = _("Words were taken out of the original here. Write each […] in the translation too, in the same number.")


@dataclass
class Row:
    """A passage of the original with what renders it; ``before`` is what it said then, where it has changed."""

    original: Segment
    renderings: list[Segment]
    status: Status
    before: str | None = None
    changes: list[versions.Run] = field(default_factory=list)


@dataclass
class Work:
    """A translation beside its original, and how far it is."""

    original: Transcript
    translation: Transcript | None
    rows: list[Row]

    @property
    def counts(self) -> Counter[str]:
        """The number of passages by status."""
        return Counter(row.status.value for row in self.rows)

    @property
    def rendered(self) -> int:
        """How many passages of the original are rendered."""
        return len(self.rows) - self.counts[Status.UNTRANSLATED.value]


def work_on(interview: Interview, language: str) -> Work | None:
    """Return what there is to translate into ``language``; None without an original, or in its own language."""
    original = interview.transcripts.filter(kind=TranscriptKind.ORIGINAL).first()
    if original is None or original.language == language:
        return None
    translation = interview.transcripts.filter(language=language).first()
    said = list(original.segments.order_by("position"))
    rendered = list(translation.segments.order_by("position")) if translation else []
    by_moment: dict[int, list[Segment]] = defaultdict(list)
    for one in rendered:
        by_moment[one.moment].append(one)
    missing = {one.position for one in reading.unrendered(rendered, said)}
    then = _then(translation, original, said)
    rows = []
    for one in said:
        here = by_moment.get(one.position, [])
        rows.append(_row(one, here, translation, then, is_missing=one.position in missing))
    return Work(original, translation, rows)


def _row(
    original: Segment,
    renderings: list[Segment],
    translation: Transcript | None,
    then: Callable[[Segment, Segment], str | None],
    *,
    is_missing: bool,
) -> Row:
    if translation is None or not renderings:
        return Row(original, renderings, Status.UNTRANSLATED if is_missing else Status.ELSEWHERE)
    for one in renderings:
        before = then(original, one)
        if before is not None:
            return Row(original, renderings, Status.CHANGED, before, list(versions.runs(before, original.text)))
    by_machine = translation.provenance == Provenance.MACHINE and not all(one.made_of for one in renderings)
    return Row(original, renderings, Status.MACHINE if by_machine else Status.DONE)


def _then(
    translation: Transcript | None, original: Transcript, said: Sequence[Segment]
) -> Callable[[Segment, Segment], str | None]:
    """Return what tells the words that a rendering was made of, where they are others now; ``""`` if they are lost."""
    changed = _changed_since(translation, original, said)
    kept: dict[str, str] = {}
    wanted = translation.segments.exclude(made_of="").values_list("made_of", flat=True) if translation else ()
    unknown = set(wanted) - {fingerprint(one.text) for one in said}
    if unknown:
        for version in original.versions.order_by("-number"):
            for passage in versions.words_of(version):
                kept.setdefault(fingerprint(passage.text), passage.text)
            if unknown <= kept.keys():
                break

    def then(one: Segment, rendering: Segment) -> str | None:
        if not rendering.made_of:
            return changed.get(one.position)
        if rendering.made_of == fingerprint(one.text):
            return None
        before = kept.get(rendering.made_of, "")
        # Words that no version holds any more were taken out: of the translation too, as was decided there.
        return None if not before and LEFT_OUT in one.text else before

    return then


def _changed_since(translation: Transcript | None, original: Transcript, said: Sequence[Segment]) -> dict[int, str]:
    """Return by position what passages said in the version that the whole translation was made from."""
    if translation is None or not versions.is_outdated(translation, original):
        return {}
    # Corrections of one sitting are one version: what is not kept lies between the one before and the present.
    version = original.versions.filter(number__lte=translation.made_from or 0).first()
    if version is None:
        return {one.position: "" for one in said}
    old, new = [one.text for one in versions.words_of(version)], [one.text for one in said]
    found: dict[int, str] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag not in ("equal", "delete"):
            for n in range(j1, j2):
                place = i1 + (n - j1)
                found[said[n].position] = old[place] if place < i2 else ""
    return found


def translate(
    interview: Interview, language: str, position: int, text: str, by: User, *, original_on: str, opened_on: str = ""
) -> bool:
    """Make ``text`` the rendering of the original's passage at ``position``; tell whether anything changed.

    ``original_on`` and ``opened_on`` are digests of the original's words and of the rendering that the translator saw,
    the latter empty where there was none. Raises :class:`Changed` if either is another by now, :class:`SignsMissing` if
    a sign of redacted words would be missing. The first passage begins a translation, as a draft.
    """
    with publishing.acting(interview, by, access.Act.TRANSLATE) as row:
        said = _said(row, position, original_on)
        rendering = _rendering(row, language, position, opened_on)
        if rendering is not None:
            # One that changed nothing was looked at all the same.
            changed = correct(rendering, text, opened_on=opened_on, by=by)
        else:
            if text.count(LEFT_OUT) != said.text.count(LEFT_OUT):
                raise TranslationSigns
            _add(row, language, said, text, by)
            changed = True
        _looked_at(row, language, said)
        publishing.note_act(row, by, publishing.Act.TRANSLATED)
    return changed


def still_right(interview: Interview, language: str, position: int, by: User, *, original_on: str) -> None:
    """Note that a person compared what renders a passage with the original as it is now, and that it is right.

    Raises :class:`Changed` if the original is another by now.
    """
    with publishing.acting(interview, by, access.Act.TRANSLATE) as row:
        _looked_at(row, language, _said(row, position, original_on))
        publishing.note_act(row, by, publishing.Act.STILL_RIGHT)


def _said(interview: Interview, position: int, original_on: str) -> Segment:
    """Return the original's passage at ``position``, if it says what the translator saw."""
    rows = Segment.objects.filter(transcript__interview=interview, transcript__kind=TranscriptKind.ORIGINAL)
    said = rows.filter(position=position).first()
    if said is None or fingerprint(said.text) != original_on:
        raise Changed
    return said


def _rendering(interview: Interview, language: str, position: int, opened_on: str) -> Segment | None:
    """Return the rendering that the translator saw, None where there was none; others by now are :class:`Changed`."""
    rows = Segment.objects.filter(transcript__interview=interview, transcript__language=language, moment=position)
    found = list(rows.select_related("transcript").order_by("position"))
    if not found and not opened_on:
        return None
    seen = next((one for one in found if fingerprint(one.text) == opened_on), None)
    if seen is None:
        raise Changed
    return seen


def _add(interview: Interview, language: str, said: Segment, text: str, by: User) -> None:
    """Put a new passage in its place among those of the translation; a first one begins the translation."""
    translation = Transcript.objects.select_for_update().filter(interview=interview, language=language).first()
    if translation is None:
        translation = _begun(interview, language, said.transcript, by)
    else:
        _keep_version(translation, by)
    before = list(translation.segments.order_by("position"))
    position = next((one.position for one in before if one.moment > said.position), len(before))
    _make_room(translation, position)
    Segment.objects.create(
        transcript=translation,
        position=position,
        moment=said.position,
        speaker=_voice(said, before),
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        text=text,
        marks=[[0, said.start_ms, said.end_ms]] if said.start_ms is not None else [],
    )
    gaps.open_decisions(translation, before)
    translation.save()


def _begun(interview: Interview, language: str, original: Transcript, by: User) -> Transcript:
    translation = Transcript.objects.create(
        interview=interview,
        language=language,
        kind=TranscriptKind.TRANSLATION,
        provenance=Provenance.CORRECTED,
        workflow=Workflow.DRAFT,
        made_from=original.version,
    )
    versions.begin(translation, by, TranscriptVersion.Act.TRANSLATED)
    return translation


def _keep_version(translation: Transcript, by: User) -> None:
    """Make a new version, unless the same person still writes the same draft."""
    latest = translation.versions.first()
    is_same_sitting = (
        latest is not None
        and (latest.number, latest.act, latest.by_id) == (translation.version, TranscriptVersion.Act.TRANSLATED, by.pk)
        and latest.at > timezone.now() - ONE_SITTING
    )
    if translation.workflow != Workflow.DRAFT or not is_same_sitting:
        versions.supersede(translation, by, TranscriptVersion.Act.TRANSLATED)


def _make_room(translation: Transcript, position: int) -> None:
    """Move the passages from ``position`` on by one, and the places of words that were taken out of them."""
    later = translation.segments.filter(position__gte=position)
    later.update(position=F("position") + _FAR)
    translation.segments.filter(position__gte=_FAR).update(position=F("position") - _FAR + 1)
    texts = RedactedText.objects.filter(decision__transcript=translation, position__gte=position)
    texts.update(position=F("position") + 1)


def _voice(said: Segment, rendered: Iterable[Segment]) -> str:
    """Return how the translation calls the speaker of ``said``: as it did before, else as the original does."""
    called = dict(said.transcript.segments.filter(speaker=said.speaker).values_list("position", "speaker"))
    names = Counter(one.speaker for one in rendered if one.moment in called and one.speaker)
    return names.most_common(1)[0][0] if names else said.speaker


def _looked_at(interview: Interview, language: str, said: Segment) -> None:
    """Note that what renders ``said`` was compared with it; with nothing else to look at all is up to date."""
    rows = Segment.objects.filter(transcript__interview=interview, transcript__language=language)
    rows.filter(moment=said.position).update(made_of=fingerprint(said.text))
    work = work_on(interview, language)
    if work is None or work.translation is None or work.counts[Status.CHANGED.value]:
        return
    if work.translation.made_from != work.original.version:
        Transcript.objects.filter(pk=work.translation.pk).update(made_from=work.original.version)
