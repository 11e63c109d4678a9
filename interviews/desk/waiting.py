"""What waits at the desk: for you to decide, for anybody to do, and how sound the archive is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from interviews import soundness
from interviews.languages import shown
from interviews.models import (
    Coding,
    Departure,
    FixityResult,
    Interview,
    PathStep,
    PublishRequest,
    Redaction,
    RedactionDecision,
    Transcript,
)
from interviews.publication.asking import is_stale
from interviews.publication.warnings import warnings
from interviews.states import CodingStatus, Provenance, TranscriptKind, Workflow
from interviews.templatetags.archive import in_this_language

MOST = 50
MACHINE_SHOWN = 10


@dataclass(frozen=True)
class Wait:
    """A thing that waits: a badge (``level`` is its colour), a link to where it is done, and a note."""

    badge: str
    text: str
    address: str
    note: str = ""
    level: str = ""


@dataclass
class Waiting:
    """What waits for the person who asks, for anybody, and what is wrong with the archive itself."""

    for_you: list[Wait] = field(default_factory=list)
    for_anybody: list[Wait] = field(default_factory=list)
    health: list[Wait] = field(default_factory=list)


def waiting_for(user: User) -> Waiting:
    """Return everything that waits, in the order in which it presses."""
    found = Waiting()
    for is_theirs, wait in _requests(user):
        (found.for_you if is_theirs else found.for_anybody).append(wait)
    found.for_anybody += [
        *_leavings(),
        *_undecided(),
        *_steps(),
        *_watched(),
        *_drafts(),
        *_outdated(),
        *_counted(user),
    ]
    found.health = [*_fixity(), *_index()]
    return found


def _named(interview: Interview) -> str:
    return f"{interview.accession} {shown(interview, 'title')[0]}"


def _requests(user: User) -> Iterator[tuple[bool, Wait]]:
    """Yield what one person asks and another decides, with whether ``user`` may be the other."""
    for one in PublishRequest.objects.select_related("interview", "by")[:MOST]:
        stale, own = is_stale(one, one.interview), one.by_id == user.pk
        note = _("asked by %(name)s; another person decides") % {"name": one.by.get_username()}
        if stale:
            note = _("changed since it was asked for: look at it and ask anew")
        badge, page = pgettext("waiting", "publish?"), reverse("desk:publish", args=[one.interview.accession])
        yield not own and not stale, Wait(badge, _named(one.interview), page, note, "warn")
    for lift in Redaction.objects.filter(lift_asked_by__isnull=False).select_related("interview", "lift_asked_by"):
        asker = lift.lift_asked_by
        note = _("asked by %(name)s; another person decides") % {"name": asker.get_username() if asker else ""}
        text = _("A redaction in %(accession)s") % {"accession": lift.interview.accession}
        page = reverse("desk:redactions", args=[lift.interview.accession])
        yield lift.lift_asked_by_id != user.pk, Wait(pgettext("waiting", "lift?"), text, page, note, "warn")
    for case in Departure.objects.filter(agreed_at__isnull=True, closed_at__isnull=True).exclude(way=""):
        name = case.proposed_by.get_username() if case.proposed_by else ""
        note = _("proposed by %(name)s; another person decides") % {"name": name}
        page = reverse("desk:leaving_case", args=[case.pk])
        yield case.proposed_by_id != user.pk, Wait(pgettext("waiting", "leave?"), _case(case), page, note, "warn")


def _case(case: Departure) -> str:
    if case.interview is None:
        return _("A purged interview, begun on %(day)s") % {"day": date_format(localtime(case.begun_at), "j E Y")}
    return case.interview.accession


def _leavings() -> Iterator[Wait]:
    for case in Departure.objects.filter(closed_at__isnull=True).select_related("interview"):
        n = case.items.filter(done_at__isnull=True).count()
        note = ngettext("%(n)s copy outside is open", "%(n)s copies outside are open", n) % {"n": n}
        page = reverse("desk:leaving_case", args=[case.pk])
        yield Wait(pgettext("waiting", "leaving"), _case(case), page, note, "error")


def _undecided() -> Iterator[Wait]:
    rows = Interview.objects.filter(redactions__decisions__outcome=RedactionDecision.Outcome.UNDECIDED).distinct()
    for one in rows:
        note = _("not decided in every language; readers do not see that transcript")
        page = reverse("desk:redactions", args=[one.accession])
        yield Wait(pgettext("waiting", "redaction"), _named(one), page, note, "error")


def _steps() -> Iterator[Wait]:
    """Yield the steps of reading paths that a redaction took from readers until somebody looks at the frame."""
    for step in PathStep.objects.filter(is_shown=False).select_related("path", "interview")[:MOST]:
        told = {"path": shown(step.path, "title")[0] or step.path.slug, "accession": step.interview.accession}
        text = _("%(path)s: a step from %(accession)s") % told
        page = reverse("desk:edit_step", args=[step.path.slug, step.pk])
        note = _("words were taken out there: look at the frame, then save the step")
        yield Wait(pgettext("waiting", "reading path"), text, page, note, "warn")


def _watched() -> Iterator[Wait]:
    found = warnings()
    for one, n in found.found[:MOST]:
        note = ngettext("%(n)s watched word stands in it", "%(n)s watched words stand in it", n) % {"n": n}
        page = f"{reverse('desk:publish', args=[one.accession])}#checks"
        yield Wait(pgettext("waiting", "watch list"), _named(one), page, note, "warn")
    if found.unread:
        text = _("Records not looked through yet: %(n)s. Open this page again.") % {"n": found.unread}
        yield Wait(pgettext("waiting", "watch list"), text, reverse("desk:overview"))


def _drafts() -> Iterator[Wait]:
    rows = Transcript.objects.filter(workflow=Workflow.DRAFT, interview__workflow=Workflow.PUBLISHED)
    for one in rows.select_related("interview")[:MOST]:
        told = {"language": in_this_language(one.language), "accession": one.interview.accession}
        text = _("%(language)s transcript of %(accession)s") % told
        page = reverse("desk:publish", args=[one.interview.accession])
        yield Wait(pgettext("waiting", "draft"), text, page, _("not published, in a published record"))


def _outdated() -> Iterator[Wait]:
    originals = Transcript.objects.filter(interview=OuterRef("interview"), kind=TranscriptKind.ORIGINAL)
    rows = Transcript.objects.filter(kind=TranscriptKind.TRANSLATION).annotate(
        now=Subquery(originals.values("version")[:1])
    )
    for one in rows.filter(made_from__lt=F("now")).select_related("interview")[:MOST]:
        told = {"language": in_this_language(one.language), "accession": one.interview.accession}
        text = _("%(language)s transcript of %(accession)s") % told
        query = urlencode({"transcript": one.language})
        page = f"{reverse('desk:interview', args=[one.interview.accession])}?{query}"
        note = _("made from version %(n)s of the original, which has changed since") % {"n": one.made_from}
        yield Wait(pgettext("waiting", "translation"), text, page, note)


def _counted(user: User) -> Iterator[Wait]:
    """Yield what is told as a number, with a link to the list of it."""
    drafts = Interview.objects.filter(workflow=Workflow.DRAFT).count()
    machine = Transcript.objects.filter(provenance=Provenance.MACHINE).count()
    proposed = Coding.objects.seen_by(user).filter(status=CodingStatus.PROPOSED).count()
    if drafts:
        page = f"{reverse('desk:overview')}?state=draft#records"
        yield Wait(str(drafts), ngettext("record that is a draft", "records that are drafts", drafts), page)
    yield from _machine_text()
    if machine > MACHINE_SHOWN:
        text = ngettext(
            "transcript of machine text that nobody has checked",
            "transcripts of machine text that nobody has checked",
            machine,
        )
        page = f"{reverse('desk:overview')}?state=machine#records"
        yield Wait(str(machine), text, page)
    if proposed:
        page = reverse("desk:codings")
        yield Wait(str(proposed), ngettext("proposed coding", "proposed codings", proposed), page)


def _machine_text() -> Iterator[Wait]:
    """Yield the machine transcripts to go on with, those that somebody began to check first."""
    counted = Transcript.objects.filter(provenance=Provenance.MACHINE).annotate(
        checked=Count("segments__checked_at"), total=Count("segments")
    )
    rows = counted.order_by("-checked", "-updated_at").values_list(
        "interview__accession", "language", "checked", "total"
    )
    for accession, language, checked, total in rows[:MACHINE_SHOWN]:
        text = _("%(language)s transcript of %(accession)s") % {
            "language": in_this_language(language),
            "accession": accession,
        }
        page = reverse("desk:editor", args=[accession, language])
        note = _("%(checked)s of %(total)s checked") % {"checked": checked, "total": total}
        yield Wait(pgettext("waiting", "machine text"), text, page, note)


def _fixity() -> Iterator[Wait]:
    last = FixityResult.objects.order_by("-at").first()
    badge = pgettext("waiting", "files")
    if last is None:
        yield Wait(badge, _("Stored files were never held against their checksums: run check_fixity."), "")
        return
    wrong = FixityResult.objects.filter(outcome__in=[FixityResult.Outcome.CHANGED, FixityResult.Outcome.MISSING])
    for one in wrong.select_related("recording__interview", "original__interview"):
        thing = one.recording or one.original
        if thing is not None:
            page = reverse("desk:recordings" if one.recording else "desk:interview", args=[thing.interview.accession])
            yield Wait(badge, thing.interview.accession, page, str(FixityResult.Outcome(one.outcome).label), "error")
    if not wrong.exists():
        told = {"day": date_format(localtime(last.at), "j E Y, H:i"), "n": FixityResult.objects.count()}
        yield Wait(badge, _("as they were stored: %(n)s read, last on %(day)s") % told, "", level="ok")


def _index() -> Iterator[Wait]:
    badge, index = pgettext("waiting", "search index"), soundness.index()
    if index is None:
        return
    state = index.state()
    if state.ok:
        yield Wait(badge, _("agrees with what is public: %(detail)s") % {"detail": state.detail}, "", level="ok")
    else:
        text = _("differs from what is public: %(detail)s. Run audit_index --fix.") % {"detail": state.detail}
        yield Wait(badge, text, "", level="error")
