"""What has to hold before readers see more of a record: facts that pass or are mended, and judgements of a person.

A judgement is written down with its reason and counts for exactly what was found then: another finding asks anew.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.languages import Language
from interviews.leaving.cases import is_undecided
from interviews.models import (
    ConsentScope,
    Interview,
    Judgement,
    RedactionDecision,
    Transcript,
)
from interviews.publication import standing_out, watching
from interviews.publishing import Act, Refused, acting, change_asker, note_act
from interviews.states import Consent, Provenance, Workflow
from interviews.withholding.redacting import mutes


class Key(models.TextChoices):
    """What is checked, with the sentence that is true when the check is passed."""

    CONSENT = "consent", pgettext_lazy("check", "Consent is recorded")
    SCOPE = "scope", pgettext_lazy("check", "The consent covers what is shown")
    LEAVING = "leaving", pgettext_lazy("check", "The narrator does not ask to leave, or it is decided")
    REDACTIONS = "redactions", pgettext_lazy("check", "Every redaction is decided in these languages")
    RECORDING = "recording", pgettext_lazy("check", "Recordings are edited where words were taken out")
    MACHINE = "machine", pgettext_lazy("check", "A person has read the machine text, names above all")
    COMBINATION = "combination", pgettext_lazy("check", "The record does not single its narrator out")
    NAMED = "named", pgettext_lazy("check", "People and places that are named may be named")
    WATCH_LIST = "watch list", pgettext_lazy("check", "No word of the watch list stands in it")


class State(StrEnum):
    """How far a check is."""

    PASSED = "passed"
    MEND = "mend"
    LOOK = "look"
    LOOKED = "looked"


@dataclass(frozen=True)
class Check:
    """A check with what was found. ``about`` is the digest that a judgement of these findings carries."""

    key: Key
    state: State
    findings: list[str] = field(default_factory=list)
    about: str = ""
    judgement: Judgement | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still keeps the record back."""
        return self.state in (State.MEND, State.LOOK)


def shown_transcripts(interview: Interview, languages: Sequence[str]) -> list[Transcript]:
    """Return the transcripts that readers would have: those published, and those in ``languages``."""
    return [
        one for one in interview.transcripts.all() if one.workflow == Workflow.PUBLISHED or one.language in languages
    ]


def checks(interview: Interview, languages: Sequence[str]) -> list[Check]:
    """Return every check of ``interview`` as it would be with the transcripts in ``languages``."""
    transcripts = shown_transcripts(interview, languages)
    judged = {(one.check_key, one.about): one for one in interview.judgements.select_related("by")}
    found = {Key.CONSENT: _consent(interview), Key.SCOPE: _scope(interview, transcripts)}
    found[Key.LEAVING] = [gettext("A case is open.")] if is_undecided(interview) else []
    found[Key.REDACTIONS] = _undecided(transcripts)
    facts = [Check(key, State.MEND if lines else State.PASSED, lines) for key, lines in found.items()]
    return [*facts, *(_judged(key, found, judged) for key, found in _to_be_judged(interview, transcripts))]


def watch_list(interview: Interview) -> tuple[int, str]:
    """Return how many watched words stand in ``interview``, and the digest that a judgement about them carries."""
    found = [_watched(one) for one in watching.find(interview)]
    return len(found), _digest(found)


def still_open(interview: Interview, languages: Sequence[str]) -> list[Check]:
    """Return the checks that keep the record back."""
    return [one for one in checks(interview, languages) if one.is_open]


Finding = tuple[str, str]
"""A line in the archivist's language, and a mark of what was found that is the same in every language."""


def _judged(key: Key, found: list[Finding], judged: dict[tuple[str, str], Judgement]) -> Check:
    if not found:
        return Check(key, State.PASSED)
    about = _digest(found)
    judgement = judged.get((key.value, about))
    state = State.LOOKED if judgement else State.LOOK
    return Check(key, state, [line for line, _mark in found], about, judgement)


def _digest(found: Sequence[Finding]) -> str:
    return hashlib.sha256("\n".join(mark for _line, mark in found).encode()).hexdigest()[:32]


def _consent(interview: Interview) -> list[str]:
    return [] if interview.consent == Consent.GRANTED else [str(Consent(interview.consent).label)]


def _scope(interview: Interview, transcripts: Sequence[Transcript]) -> list[str]:
    scope = ConsentScope.objects.filter(interview=interview).first()
    if scope is None:
        return [gettext("What the consent covers is not recorded.")]
    lines = []
    if beyond := scope.leaves_out([one.language for one in transcripts]):
        names = ", ".join(Language(code).label for code in beyond)
        lines.append(gettext("It does not cover these languages: %(languages)s.") % {"languages": names})
    if scope.heard == ConsentScope.Heard.TEXT and interview.recordings.exists():
        lines.append(gettext("It covers the text alone, and there are recordings."))
    if scope.heard == ConsentScope.Heard.SOUND and any(_has_pictures(interview)):
        lines.append(gettext("It does not cover the face, and there are pictures."))
    if scope.is_over(access.today()):
        lines.append(gettext("It has ended."))
    return lines


def _has_pictures(interview: Interview) -> Iterator[bool]:
    """Yield for each recording whether it may have pictures; of a hosted one nobody knows."""
    for one in interview.recordings.all():
        yield one.is_video or bool(one.url)


def _undecided(transcripts: Sequence[Transcript]) -> list[str]:
    waiting = RedactionDecision.objects.filter(
        transcript__in=[one.pk for one in transcripts], outcome=RedactionDecision.Outcome.UNDECIDED
    ).select_related("transcript")
    return [one.get_language_display() for one in dict.fromkeys(decision.transcript for decision in waiting)]


def _to_be_judged(interview: Interview, transcripts: Sequence[Transcript]) -> Iterator[tuple[Key, list[Finding]]]:
    yield Key.RECORDING, _heard(interview)
    yield Key.MACHINE, [_machine(one) for one in transcripts if one.provenance == Provenance.MACHINE]
    texts = watching.places(interview)
    yield Key.COMBINATION, _singled_out(interview)
    yield Key.NAMED, [_named(one) for one in standing_out.named(texts)]
    yield Key.WATCH_LIST, [_watched(one) for one in watching.find(interview, texts)]


def _heard(interview: Interview) -> list[Finding]:
    parts = {one.recording.part for one in mutes(interview) if not one.is_edited}
    line = gettext("Part %(n)s is not edited: readers do not get it.")
    return [(line % {"n": part}, str(part)) for part in sorted(parts)]


def _machine(one: Transcript) -> Finding:
    told = {"language": one.get_language_display(), "version": one.version}
    return gettext("%(language)s, version %(version)s") % told, f"{one.language} {one.version}"


def _singled_out(interview: Interview) -> list[Finding]:
    found = standing_out.combination(interview)
    if found is None:
        return []
    told = {"values": " · ".join(found.values), "n": found.records}
    line = gettext("%(values)s: shared by so many published records, this one among them: %(n)s") % told
    return [(line, f"{interview.branch_id} {interview.rank_id} {interview.left_year} {found.records}")]


def _named(one: standing_out.Named) -> Finding:
    kind = gettext("person") if one.kind == "person" else gettext("place")
    told = {"form": one.form, "kind": kind, "n": one.texts}
    return gettext("%(form)s (%(kind)s), in %(n)s texts") % told, f"{one.key} {one.texts}"


def _watched(one: watching.Match) -> Finding:
    return f"{one.words}: {one.where}: {one.around}", f"{one.words} {one.around} {one.times}"


def judge(interview: Interview, by: User, *, key: str, about: str, reason: str, languages: Sequence[str]) -> None:
    """Write down that ``by`` looked at what the check ``key`` found, and why it may be shown.

    Raises :class:`Refused` without a reason, or if something else is found by now than ``about`` stands for.
    """
    with acting(interview, by, access.Act.ASK_TO_PUBLISH) as row:
        if len(reason) < 3:
            raise Refused(_("Write in a few words why it may be shown."))
        found = next((one for one in checks(row, languages) if one.key == key), None)
        if found is None or not found.about or found.about != about:
            raise Refused(_("Something else is found by now. Look at it again."))
        values = {"reason": reason[:500], "by": by}
        Judgement.objects.update_or_create(interview=row, check_key=key, about=about, defaults=values)
        note_act(row, by, Act.LOOKED)


def set_scope(interview: Interview, by: User, scope: ConsentScope) -> None:
    """Record what the consent covers.

    Transcripts in languages that it does not cover are hidden at once. Where readers would have more by it, a later day
    or more of a recording, the record is taken back until a second person agrees; whoever changes it while a request
    waits has it asked anew.
    """
    with acting(interview, by, access.Act.SET_ACCESS) as row:
        before = ConsentScope.objects.filter(interview=row).first()
        values = {"languages": scope.languages, "heard": scope.heard, "until": scope.until, "note": scope.note}
        ConsentScope.objects.update_or_create(interview=row, defaults=values | {"by": by})
        hidden = hide_uncovered(row, scope)
        opens = row.workflow == Workflow.PUBLISHED and before is not None and _shows_more(row, before, scope)
        if opens:
            row.workflow = Workflow.HIDDEN if row.was_public else Workflow.DRAFT
        looked_at = row.revision
        row.save()
        if opens:
            change_asker(row, by, looked_at, asks=True)
        note_act(row, by, Act.CONSENT_SCOPE)
        for act, done in ((Act.TRANSCRIPT_HIDDEN, hidden), (Act.HIDDEN_UNTIL_AGREED, opens)):
            if done:
                note_act(row, by, act)


def hide_uncovered(interview: Interview, scope: ConsentScope) -> int:
    """Hide published transcripts in languages that ``scope`` leaves out; return how many there were."""
    beyond = interview.transcripts.filter(workflow=Workflow.PUBLISHED).exclude(language__in=scope.languages)
    return beyond.update(workflow=Workflow.HIDDEN)


def _shows_more(interview: Interview, before: ConsentScope, scope: ConsentScope) -> bool:
    longer = before.until is not None and (scope.until is None or scope.until > before.until)
    order = ConsentScope.Heard.values
    louder = order.index(scope.heard) > order.index(before.heard) and interview.recordings.exists()
    return longer or louder
