"""The acts that hide a record and set who may have it, and the log of every act.

Hiding takes one archivist and acts at once. Whatever shows readers more takes two: one asks, another agrees
(``publication/asking.py``). Every act is one transaction and is logged with the archivist's name and without any text
of the record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from interviews import access
from interviews.models import Interview, PublishRequest, Transcript
from interviews.states import Consent, Release, Workflow

SITTING = timedelta(minutes=30)
"""What one person does of one kind within it is one entry of the log, and one version of a transcript."""


class Act(models.TextChoices):
    """What the log says of an act."""

    PUBLISHED = "published", pgettext_lazy("act", "published")
    HIDDEN = "hidden", pgettext_lazy("act", "hidden")
    MADE = "made", pgettext_lazy("act", "made the record")
    DESCRIBED = "described", pgettext_lazy("act", "changed the description")
    ASKED_TO_PUBLISH = "asked to publish", pgettext_lazy("act", "asked to publish it")
    ASKED = "asked to show again", pgettext_lazy("act", "asked to show it again")
    SHOWN_AGAIN = "shown again", pgettext_lazy("act", "agreed to show it again")
    ACCESS_CHANGED = "access changed", pgettext_lazy("act", "changed consent, release or embargo")
    HIDDEN_UNTIL_AGREED = (
        "access raised, hidden until a second person agrees",
        pgettext_lazy("act", "opened consent, release or embargo; hidden until a second person agrees"),
    )
    CONSENT_SCOPE = "consent scope", pgettext_lazy("act", "recorded what the consent covers")
    LOOKED = "looked", pgettext_lazy("act", "looked at what a check had found, and wrote down why it may be shown")
    WATCH_LIST = "watch list", pgettext_lazy("act", "changed the watch list")
    LEAVING_BEGUN = "leaving begun", pgettext_lazy("act", "began the case of a narrator who asks to leave")
    LEAVING_LIST = "leaving list", pgettext_lazy("act", "changed the list of copies outside")
    LEAVING_PROPOSED = "leaving proposed", pgettext_lazy("act", "proposed what is to be done for who leaves")
    LEAVING_AGREED = "leaving agreed", pgettext_lazy("act", "agreed to what is to be done for who leaves")
    LEAVING_CLOSED = "leaving closed", pgettext_lazy("act", "closed the case of who left")
    TRANSCRIPT_HIDDEN = "transcript hidden", pgettext_lazy("act", "hid a transcript")
    REQUEST_WITHDRAWN = "request withdrawn", pgettext_lazy("act", "withdrew the request to publish")
    REQUEST_DECLINED = "request declined", pgettext_lazy("act", "declined to publish it")
    REDACTED = "redacted", pgettext_lazy("act", "took words out of the public text")
    REDACTION_DECIDED = "redaction decided", pgettext_lazy("act", "decided a redaction in another language")
    LIFT_ASKED = "asked to lift a redaction", pgettext_lazy("act", "asked to lift a redaction")
    LIFT_DROPPED = "lifting dropped", pgettext_lazy("act", "dropped the request to lift a redaction")
    LIFTED = "redaction lifted", pgettext_lazy("act", "lifted a redaction with the private key")
    RECORDING_ADDED = "recording added", pgettext_lazy("act", "added a part of the recording")
    RECORDING_REMOVED = "recording removed", pgettext_lazy("act", "deleted a part of the recording")
    WORKING_COPY_ADDED = "working copy added", pgettext_lazy("act", "added a working copy of a hosted video")
    WORKING_COPY_REMOVED = "working copy removed", pgettext_lazy("act", "deleted a working copy of a hosted video")
    RECORDING_EDITED = "recording edited", pgettext_lazy("act", "marked a recording as edited")
    VERSION_RESTORED = "version restored", pgettext_lazy("act", "restored an earlier version of a transcript")
    VERSIONS_DELETED = "versions deleted", pgettext_lazy("act", "deleted the earlier versions of a transcript")
    CODED_FOR = "coded for a question", pgettext_lazy("act", "ticked a question as coded from beginning to end")
    NOT_CODED_FOR = "not coded for a question", pgettext_lazy("act", "took the tick of a coded question back")
    SECOND_CODING = "second coding", pgettext_lazy("act", "began a second coding")
    SECOND_CODING_DONE = "second coding done", pgettext_lazy("act", "ended the second coding")
    TRANSLATED = "translated", pgettext_lazy("act", "translated a passage")
    STILL_RIGHT = "still right", pgettext_lazy("act", "said that a translation is still right")
    CHAPTERS_ACCEPTED = "chapters accepted", pgettext_lazy("act", "accepted chapters of the table of contents")
    CHAPTERS_REJECTED = "chapters rejected", pgettext_lazy("act", "rejected chapters of the table of contents")
    CHAPTER_ADDED = "chapter added", pgettext_lazy("act", "added a chapter to the table of contents")
    CHAPTER_CHANGED = "chapter changed", pgettext_lazy("act", "changed a chapter of the table of contents")
    CHAPTER_TAKEN_BACK = "chapter taken back", pgettext_lazy("act", "took a chapter out of the table of contents")
    WARNED = "content warning", pgettext_lazy("act", "marked a stretch with a content warning")
    UNWARNED = "content warning removed", pgettext_lazy("act", "removed a content warning")
    CORRECTED = "transcript corrected", pgettext_lazy("act", "corrected a transcript")
    CHECKED = "transcript checked", pgettext_lazy("act", "said how far a transcript was checked")
    PASSAGES_CHECKED = "passages checked", pgettext_lazy("act", "marked passages as checked")
    PASSAGES_UNCHECKED = "passages unchecked", pgettext_lazy("act", "took the mark of checked passages back")
    TRANSCRIPT_SAVED = "transcript saved", pgettext_lazy("act", "saved an uploaded transcript")
    UPLOAD_DISCARDED = "upload discarded", pgettext_lazy("act", "discarded an upload")
    GLOSSARY_SAVED = "glossary saved", pgettext_lazy("act", "saved an entry of the glossary")
    GLOSSARY_DELETED = "glossary deleted", pgettext_lazy("act", "deleted an entry of the glossary")
    ORIGINAL_TAKEN = "original taken", pgettext_lazy("act", "took a sealed original away")


class Refused(Exception):
    """An act that the rules don't allow; ``message`` says why and what to do instead."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(str(message))
        self.message = message


class Hold(models.TextChoices):
    """What keeps a record from the public."""

    DRAFT = "draft", pgettext_lazy("hold", "It is a draft.")
    HIDDEN = "hidden", pgettext_lazy("hold", "It is hidden.")
    CONSENT_PENDING = "consent pending", pgettext_lazy("hold", "Consent is not recorded yet.")
    CONSENT_WITHDRAWN = "consent withdrawn", pgettext_lazy("hold", "Consent is withdrawn.")
    CONSENT_OVER = "consent over", pgettext_lazy("hold", "The time that the consent was given for is over.")
    RESEARCHERS = "researchers", pgettext_lazy("hold", "It is released to researchers only.")
    CLOSED = "closed", pgettext_lazy("hold", "It is not released: release is closed.")
    EMBARGO = "embargo", pgettext_lazy("hold", "An embargo is in force.")
    EMBARGO_OPEN = "embargo without an end", pgettext_lazy("hold", "An embargo without an end is in force.")


_BY_STATE: dict[str, Hold] = {
    Workflow.DRAFT: Hold.DRAFT,
    Workflow.HIDDEN: Hold.HIDDEN,
    Consent.PENDING: Hold.CONSENT_PENDING,
    Consent.WITHDRAWN: Hold.CONSENT_WITHDRAWN,
    Release.RESEARCHERS: Hold.RESEARCHERS,
    Release.CLOSED: Hold.CLOSED,
}


_DECIDED = {
    *("id", "revision", "workflow", "consent", "release", "embargo_until", "embargo_open"),
    "was_public",
}


def holds(interview: Interview, now: datetime | None = None) -> list[Hold]:
    """Return every reason why ``interview`` is not public, in words for the archivist; none if it is.

    This explains the rule of ``access.py`` and decides nothing; a test holds the two together.
    """
    states = (interview.workflow, interview.consent, interview.release)
    found = [_BY_STATE[state] for state in states if state in _BY_STATE]
    scope = getattr(interview, "consent_scope", None)
    if interview.consent == Consent.GRANTED and scope is not None and scope.is_over(access.today(now)):
        found.append(Hold.CONSENT_OVER)
    if interview.embargo_open:
        found.append(Hold.EMBARGO_OPEN)
    elif interview.embargo_until and interview.embargo_until > access.today(now):
        found.append(Hold.EMBARGO)
    return found


@dataclass(frozen=True)
class Access:
    """What the archivist sets apart from the workflow. ``embargo_until`` and ``embargo_open`` exclude each other."""

    consent: str
    release: str
    embargo_until: date | None = None
    embargo_open: bool = False

    @classmethod
    def of(cls, interview: Interview) -> "Access":
        """Return what ``interview`` has now."""
        return cls(interview.consent, interview.release, interview.embargo_until, interview.embargo_open)


def has_been_public(interview: Interview) -> bool:
    """Tell whether readers may have seen the record, counting an embargo that ended without any act."""
    return interview.was_public or interview.is_public()


def hide(interview: Interview, by: User) -> Interview:
    """Take the record away from all readers at once; return the saved record. Never refused to an archivist."""
    with acting(interview, by, access.Act.HIDE) as row:
        row.workflow = Workflow.HIDDEN
        row.save()
        PublishRequest.objects.filter(interview=row).delete()
        note_act(row, by, Act.HIDDEN)
    return row


def hide_transcript(transcript: Transcript, by: User) -> None:
    """Take one transcript away from all readers at once."""
    with acting(transcript.interview, by, access.Act.HIDE) as row:
        row.transcripts.filter(pk=transcript.pk, workflow=Workflow.PUBLISHED).update(workflow=Workflow.HIDDEN)
        note_act(row, by, Act.TRANSCRIPT_HIDDEN)


def set_access(
    interview: Interview, by: User, *, consent: str, release: str, embargo_until: date | None, embargo_open: bool
) -> Interview:
    """Record consent, release and embargo; return the saved record.

    What closes the record acts at once. What would open a published record, now or on a later day, is recorded too, but
    the record is taken back until a second person agrees: the change counts as the asking. While a request waits,
    whoever changes access becomes the one who asks, so that nobody agrees to their own change.
    """
    wanted = Access(consent, release, None if embargo_open else embargo_until, embargo_open)
    with acting(interview, by, access.Act.SET_ACCESS) as row:
        before = Access.of(row)
        if wanted == before:
            return row
        days = _days_of_change(before, wanted)
        reach_before = _reach(row, days)
        row.consent, row.release = wanted.consent, wanted.release
        row.embargo_until, row.embargo_open = wanted.embargo_until, wanted.embargo_open
        act, reach_after = Act.ACCESS_CHANGED, _reach(row, days)
        opened = any(after > before for before, after in zip(reach_before, reach_after, strict=True))
        if opened:
            row.workflow = Workflow.HIDDEN if row.was_public else Workflow.DRAFT
            act = Act.HIDDEN_UNTIL_AGREED
        looked_at = row.revision
        row.save()
        _change_asker(row, by, looked_at, asks=opened)
        note_act(row, by, act, before, wanted)
    return row


def _change_asker(row: Interview, by: User, looked_at: int, *, asks: bool) -> None:
    """Make ``by`` the one who asks, where somebody does or the act ``asks``; a request about older words stays old."""
    requests = PublishRequest.objects.filter(interview=row)
    requests.filter(revision=looked_at).update(by=by, revision=row.revision)
    requests.update(by=by)
    if asks:
        PublishRequest.objects.update_or_create(interview=row, defaults={"by": by, "revision": row.revision})


def may_be_deleted(interview: Interview) -> bool:
    """Tell whether the record, and each part of it, may be deleted from the tables.

    What readers have seen, or what somebody has hidden, stays: deleted and made anew, nobody would know of it.
    """
    hidden = interview.workflow == Workflow.HIDDEN or interview.transcripts.filter(workflow=Workflow.HIDDEN).exists()
    return not (hidden or has_been_public(interview) or _has_been_hidden(interview))


def _has_been_hidden(interview: Interview) -> bool:
    acts = (Act.HIDDEN, Act.HIDDEN_UNTIL_AGREED, Act.TRANSCRIPT_HIDDEN)
    return any(entry.change_message.partition("\n")[0] in acts for entry in _entries(interview))


def note_public(interview: Interview) -> None:
    """Remember that the record is public now: what readers have seen is never deleted from the tables."""
    if not interview.was_public and interview.is_public():
        interview.was_public = True
        interview.save()


def description_fields() -> list[str]:
    """Return the columns of an interview that no act of this module decides.

    Forms save only these: a form that was loaded before somebody hid the record can then never show it again.
    """
    return [field.name for field in Interview._meta.concrete_fields if field.name not in _DECIDED]


@contextmanager
def acting(interview: Interview, by: User, act: access.Act, *, seen: int | None = None) -> Iterator[Interview]:
    """Lend the locked row of ``interview`` for ``by`` to do ``act``; note before and after whether it is public.

    Raises :class:`Refused` if its revision is no longer ``seen``, the one that ``by`` looked at.
    """
    if not access.may(by, act):
        raise PermissionDenied
    with transaction.atomic():
        row = Interview.objects.select_for_update().get(pk=interview.pk)
        if seen is not None and seen != row.revision:
            raise Refused(_("The record has changed since you opened this page. Look at it again, then decide."))
        note_public(row)
        yield row
        note_public(row)


def _days_of_change(*settings: Access) -> list[datetime]:
    """Return this moment and the later ones at which one of ``settings`` opens: nothing changes between them."""
    now = timezone.now()
    days = {each.embargo_until for each in settings if each.embargo_until}
    noons = [timezone.make_aware(datetime(day.year, day.month, day.day, 12)) for day in days]
    return [now, *(noon for noon in noons if noon > now - timedelta(days=1))]


def _reach(interview: Interview, moments: list[datetime]) -> list[access.Audience]:
    """Tell for each moment who may read the record."""
    embargo: access.Embargo = access.NO_END if interview.embargo_open else interview.embargo_until
    days = [access.today(moment) for moment in moments]
    return [access.audience(interview.workflow, interview.consent, interview.release, embargo, on=day) for day in days]


def note_act(
    interview: Interview, by: User, act: Act, before: Access | None = None, after: Access | None = None
) -> None:
    """Log ``act``, and below it a line for each part of access that changed: its name and the two values."""
    lines = [act.value]
    if before and after:
        pairs = zip(_ACCESS_PARTS, _coded(before), _coded(after), strict=True)
        lines += [f"{name} {old} {new}" for name, old, new in pairs if old != new]
    _log(interview, interview.accession, by, "\n".join(lines))


def note_sitting(interview: Interview, by: User, act: Act) -> None:
    """Log ``act`` unless ``by`` did the same within the last half hour: an entry tells of a sitting."""
    recent = _entries(interview).filter(user=by, change_message=act.value, action_time__gt=timezone.now() - SITTING)
    if not recent.exists():
        note_act(interview, by, act)


def note_other(thing: models.Model, by: User, act: Act, name: str = "") -> None:
    """Log ``act`` on something that belongs to no interview, or none that is still there: by its key, or a ``name``."""
    _log(thing, name or str(thing.pk), by, act.value)


def _log(thing: models.Model, name: str, by: User, message: str) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=str(thing.pk),
        object_repr=name,
        action_flag=CHANGE,
        change_message=message,
    )


_ACCESS_PARTS = {"consent": _("Consent"), "release": _("Release"), "embargo": _("Embargo")}


def _coded(setting: Access) -> tuple[str, str, str]:
    """Return the three parts of access as single words, for the log."""
    embargo = "open" if setting.embargo_open else setting.embargo_until.isoformat() if setting.embargo_until else "none"
    return setting.consent, setting.release, embargo


def _in_words(name: str, code: str) -> str:
    if name != "embargo":
        return str((Consent if name == "consent" else Release)(code).label)
    if code in ("open", "none"):
        return gettext("without an end") if code == "open" else gettext("none")
    return date_format(date.fromisoformat(code), "j E Y")


def _entries(interview: Interview) -> models.QuerySet[LogEntry]:
    content_type = ContentType.objects.get_for_model(Interview)
    return LogEntry.objects.filter(content_type=content_type, object_id=str(interview.pk))


def history(interview: Interview, limit: int = 20) -> list[tuple[LogEntry, str]]:
    """Return the last acts on ``interview``, newest first, each in words (``""`` for what the admin logged)."""
    return [(entry, _told(entry.change_message)) for entry in _entries(interview).select_related("user")[:limit]]


def _told(message: str) -> str:
    act, *changes = message.split("\n")
    if act not in Act.values:
        return ""
    parts = [change.split(" ") for change in changes]
    told = [f"{_ACCESS_PARTS[name]}: {_in_words(name, old)} → {_in_words(name, new)}" for name, old, new in parts]
    return ": ".join(filter(None, [str(Act(act).label), "; ".join(told)]))
