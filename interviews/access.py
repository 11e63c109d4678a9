"""Who may see what and do what, asked anew at every request. Both rules live here and nowhere else.

docs/access-policy.md is made of the tables in this module; a test holds the two together.
"""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Final, Literal

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from interviews.states import Consent, EditorialState, Release, Workflow


class Viewer(StrEnum):
    """Who asks, from the least to the most trusted. The three in the middle are the names of groups."""

    ANONYMOUS = "anonymous"
    RESEARCHER = "researcher"
    ARCHIVIST = "archivist"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """Everything that can be done with the archive, in the words of docs/access-policy.md."""

    READ_PUBLIC = "read, search and take away what is public"
    READ_RELEASED = "read what is released to researchers (`/desk/reading/`)"
    SEE_DESK = "see every record at the desk, drafts and hidden ones too"
    DESCRIBE = "make a record and describe it"
    UPLOAD = "upload a transcript, look at what was read, save it as a draft"
    CORRECT = "correct the words of a passage, say how far a transcript was checked"
    TRANSLATE = "translate passage by passage, say that a translation is still right"
    CODE = "code a passage with a theme"
    ACCEPT_CODINGS = "accept, reject or remove codings"
    EDIT_CONTENTS = "write, accept, change and reject chapters of the table of contents; set content warnings"
    EDIT_CODEBOOK = "make and change themes; merge, split and retire them"
    SETTLE_CODINGS = "settle what two coders see differently"
    EDIT_GLOSSARY = "make, change and delete entries of the glossary"
    EDIT_PAGES = "write pages, reading paths and featured passages, publish them, take them back"
    CHANGE_RECORDINGS = "add and remove recordings, play them at the desk"
    MARK_EDITED = "mark a recording as edited"
    REDACT = "take words out of the public text"
    ASK_TO_LIFT = "ask to put words back that were taken out"
    LIFT = "agree to put them back"
    SEE_VERSIONS = "see and compare the versions of a transcript"
    RESTORE_VERSION = "bring an earlier version back"
    PURGE_VERSIONS = "delete earlier versions for good"
    ASK_TO_PUBLISH = "ask to publish, or show again, a record or a transcript; drop the request"
    PUBLISH = "agree to publish it"
    HIDE = "hide a record or a transcript, at once"
    SET_ACCESS = "change consent, release and embargo"
    WATCH = "change the list of words that must not become public unnoticed"
    LEAVE = "keep the case of a narrator who asks to leave, say what is to be done"
    AGREE_TO_LEAVING = "agree to what is to be done"
    MANAGE_TABLES = "see and change the tables in the admin"
    DELETE_ROWS = "delete rows in the admin; records and transcripts only if no reader has seen them"
    SHOW_THEME_AGAIN = "show a hidden theme again"
    MANAGE_ACCOUNTS = "make accounts and put them into groups"
    PURGE_INTERVIEW = "delete an interview without a trace (on the server's command line alone)"


_ADMINISTRATORS = frozenset({Viewer.ADMINISTRATOR})
_EDITORS = _ADMINISTRATORS | {Viewer.EDITOR}
_DESK = _EDITORS | {Viewer.ARCHIVIST}
_SIGNED_IN = _DESK | {Viewer.RESEARCHER}
_ANYBODY = _SIGNED_IN | {Viewer.ANONYMOUS}
_NOBODY: frozenset[Viewer] = frozenset()

ALLOWED: Final[dict[Act, frozenset[Viewer]]] = {
    Act.READ_PUBLIC: _ANYBODY,
    Act.READ_RELEASED: _SIGNED_IN,
    Act.SEE_DESK: _DESK,
    Act.DESCRIBE: _DESK,
    Act.UPLOAD: _DESK,
    Act.CORRECT: _DESK,
    Act.TRANSLATE: _DESK,
    Act.CODE: _DESK,
    Act.ACCEPT_CODINGS: _DESK,
    Act.EDIT_CONTENTS: _DESK,
    Act.EDIT_CODEBOOK: _DESK,
    Act.SETTLE_CODINGS: _DESK,
    Act.EDIT_GLOSSARY: _DESK,
    Act.EDIT_PAGES: _DESK,
    Act.CHANGE_RECORDINGS: _DESK,
    Act.MARK_EDITED: _DESK,
    Act.REDACT: _DESK,
    Act.ASK_TO_LIFT: _DESK,
    Act.LIFT: _DESK,
    Act.SEE_VERSIONS: _DESK,
    Act.RESTORE_VERSION: _DESK,
    Act.PURGE_VERSIONS: _EDITORS,
    Act.ASK_TO_PUBLISH: _DESK,
    Act.PUBLISH: _DESK,
    Act.HIDE: _DESK,
    Act.SET_ACCESS: _DESK,
    Act.WATCH: _DESK,
    Act.LEAVE: _DESK,
    Act.AGREE_TO_LEAVING: _DESK,
    Act.MANAGE_TABLES: _DESK,
    Act.DELETE_ROWS: _EDITORS,
    Act.SHOW_THEME_AGAIN: _EDITORS,
    Act.MANAGE_ACCOUNTS: _ADMINISTRATORS,
    Act.PURGE_INTERVIEW: _NOBODY,
}

SECOND_PERSON: Final[dict[Act, Act]] = {
    Act.LIFT: Act.ASK_TO_LIFT,
    Act.PUBLISH: Act.ASK_TO_PUBLISH,
    Act.AGREE_TO_LEAVING: Act.LEAVE,
}
"""The acts that agree to another person's asking: whoever asked may not do them."""


_GROUPS = (Viewer.EDITOR, Viewer.ARCHIVIST, Viewer.RESEARCHER)  # the most trusted first


def viewer_of(user: User | AnonymousUser) -> Viewer:
    """Tell who ``user`` is. An account that is switched off, or in no group, may do what anybody may."""
    if not user.is_authenticated or not user.is_active:
        return Viewer.ANONYMOUS
    if user.is_superuser:
        return Viewer.ADMINISTRATOR
    groups = set(user.groups.values_list("name", flat=True))
    return next(
        (one for one in (Viewer.EDITOR, Viewer.ARCHIVIST, Viewer.RESEARCHER) if one in groups), Viewer.ANONYMOUS
    )


def may(user: User | AnonymousUser, act: Act) -> bool:
    """Tell whether ``user`` may do ``act``. The second-person rules are for the act itself to check."""
    return viewer_of(user) in ALLOWED[act]


class Audience(IntEnum):
    """Who may read a record, from the fewest to the most. The desk sees every record."""

    DESK = 0
    RESEARCHERS = 1
    PUBLIC = 2


READING: Final[dict[Audience, Act]] = {
    Audience.DESK: Act.SEE_DESK,
    Audience.RESEARCHERS: Act.READ_RELEASED,
    Audience.PUBLIC: Act.READ_PUBLIC,
}
"""The act by which the widest audience of a record reads it; who may do it, :data:`ALLOWED` says."""

NO_END: Final = "open"
Embargo = date | Literal["open"] | None
"""The first open day, :data:`NO_END`, or None where there is no embargo."""


def audience(workflow: str, consent: str, release: str, embargo: Embargo, on: date) -> Audience:
    """Return who may read a record in this state on the day ``on`` (in Minsk). What is unknown stays with the desk.

    The rule of :func:`public_interviews` and :func:`researchers_interviews` for a record that is not in the database;
    a test asks both about every state.
    """
    over = embargo is None or (isinstance(embargo, date) and embargo <= on)
    if workflow != Workflow.PUBLISHED or consent != Consent.GRANTED or not over:
        return Audience.DESK
    return {Release.PUBLIC.value: Audience.PUBLIC, Release.RESEARCHERS.value: Audience.RESEARCHERS}.get(
        release, Audience.DESK
    )


def today(now: datetime | None = None) -> date:
    """Return the day in Minsk (the zone of the settings) at ``now``, or at this moment."""
    return timezone.localdate(now) if now else timezone.localdate()


def _open_on(day: date, path: str) -> Q:
    """Consent given and not over, and no embargo, on ``day``. What is empty or unknown stays closed."""
    given = Q(**{f"{path}consent_scope__until__isnull": True}) | Q(**{f"{path}consent_scope__until__gte": day})
    open_ = Q(**{f"{path}embargo_until__isnull": True}) | Q(**{f"{path}embargo_until__lte": day})
    return (
        Q(**{f"{path}workflow": Workflow.PUBLISHED, f"{path}consent": Consent.GRANTED, f"{path}embargo_open": False})
        & given
        & open_
    )


def public_interviews(path: str = "", now: datetime | None = None) -> Q:
    """Match interviews that anybody may see now; ``path`` is the way to the interview, such as ``"interview__"``.

    All of: published, consent granted and not over (its last day, where one was agreed to, is in ``consent_scope``),
    released to the public, no embargo in force (``embargo_until`` is the first open day; an embargo marked open never
    ends).
    """
    return _open_on(today(now), path) & Q(**{f"{path}release": Release.PUBLIC})


def researchers_interviews(path: str = "", now: datetime | None = None) -> Q:
    """Match interviews that a signed-in researcher may read: the public ones and those released to researchers."""
    return _open_on(today(now), path) & Q(**{f"{path}release__in": [Release.PUBLIC, Release.RESEARCHERS]})


def settled_transcripts(path: str = "") -> Q:
    """Match published transcripts in which every redaction of their interview has been decided.

    Whoever may read the interview may read these.
    """
    undecided = apps.get_model("interviews", "RedactionDecision").objects.filter(outcome="undecided")
    waiting = Q(**{f"{path.removesuffix('__') or 'pk'}__in": undecided.order_by().values("transcript")})
    return Q(**{f"{path}workflow": Workflow.PUBLISHED}) & ~waiting


def public_transcripts(path: str = "", now: datetime | None = None) -> Q:
    """Match published, settled transcripts of public interviews; ``path`` is the way to the transcript."""
    return settled_transcripts(path) & public_interviews(f"{path}interview__", now)


def public_recordings(now: datetime | None = None) -> Q:
    """Match recordings of public interviews in which no redacted stretch is heard any more."""
    return public_interviews("interview__", now) & settled_recordings()


_NO_END_MS = 1 << 62  # where a part ends whose length nobody knows


def settled_recordings() -> Q:
    """Match recordings in which no redacted stretch is heard any more, whoever may have their interview.

    And none that shows more of the narrator than is recorded of the consent: of a hosted one nobody knows whether it
    has pictures, so it counts as if it had.
    A stretch is heard in every part that it overlaps, until somebody marked that very file or address as edited.
    What has no times is heard anywhere, and so is what lies in none of the parts: then the clock of the transcript is
    not that of the recording, or a part is longer than was noted.
    """
    redactions = apps.get_model("interviews", "Redaction").objects.filter(interview=OuterRef("interview"))
    end_ms = OuterRef("offset_ms") + Coalesce(OuterRef("duration_ms"), _NO_END_MS)
    heard = Q(start_ms__isnull=True) | Q(end_ms__gt=OuterRef("offset_ms"), start_ms__lt=end_ms)
    # Of a moment without length, as of two cues with one stamp, nobody knows on which side of a border it is heard.
    heard |= Q(start_ms=F("end_ms"), start_ms__gte=OuterRef("offset_ms"), start_ms__lte=end_ms)
    last_ms = F("offset_ms") + Coalesce(F("duration_ms"), _NO_END_MS)
    around = Q(offset_ms__lt=OuterRef("end_ms")) | Q(offset_ms=OuterRef("start_ms"))
    within = Q(last_ms__gt=OuterRef("start_ms")) | Q(last_ms=OuterRef("end_ms"))
    parts = apps.get_model("interviews", "Recording").objects.filter(interview=OuterRef("interview"))
    heard |= Q(~Exists(parts.annotate(last_ms=last_ms).filter(around, within)))
    edited = apps.get_model("interviews", "EditedRecording").objects.filter(
        Q(fingerprint=OuterRef(OuterRef("sha256"))) | Q(fingerprint=OuterRef(OuterRef("url"))),
        redaction=OuterRef("pk"),
        recording=OuterRef(OuterRef("pk")),
    )
    pictures = Q(media_type__startswith="video/") | ~Q(url="")
    beyond = Q(interview__consent_scope__heard="text") | (Q(interview__consent_scope__heard="sound") & pictures)
    return Q(~Exists(redactions.filter(heard, ~Exists(edited)))) & (Q(interview__consent_scope__isnull=True) | ~beyond)


def public_themes(path: str = "") -> Q:
    """Match themes that readers may see: shown, in use, and under a question that is."""
    shown = Q(**{f"{path}is_public": True, f"{path}retired": False})
    parent = Q(**{f"{path}parent__isnull": True}) | Q(
        **{f"{path}parent__is_public": True, f"{path}parent__retired": False}
    )
    return shown & parent


def redirected_themes() -> Q:
    """Match retired themes that readers knew, while their question is shown and their successor is public.

    The code of any other retired theme answers like one that never was.
    """
    shown = Q(is_public=True, retired=True, was_public=True)
    question = Q(parent__isnull=True) | Q(parent__is_public=True)
    return shown & question & Q(successor__isnull=False) & public_themes("successor__")


def seen_codings(user: User) -> Q:
    """Match codings that ``user`` may see at the desk: a blind coder sees their own alone until they are done."""
    rounds = apps.get_model("interviews", "CodingRound").objects.filter(
        coder=user.get_username(), is_blind=True, done_at__isnull=True
    )
    return Q(coder=user.get_username()) | ~Q(interview__in=rounds.order_by().values("interview"))


def public_codings(path: str = "", now: datetime | None = None) -> Q:
    """Match accepted codings of public interviews with public themes, while some transcript of it is public too.

    A gist tells what is said; when the last transcript is taken away, what it said goes with it.
    """
    return (
        Q(**{f"{path}status": "accepted"})
        & public_interviews(f"{path}interview__", now)
        & public_themes(f"{path}theme__")
        & _with_words(path)
    )


def _with_words(path: str) -> Q:
    """Match rows whose interview has a published, settled transcript."""
    transcripts = apps.get_model("interviews", "Transcript").objects.filter(settled_transcripts())
    return Q(**{f"{path}interview__in": transcripts.order_by().values("interview")})


def published_editorial(path: str = "") -> Q:
    """Match pages and reading paths that readers may see."""
    return Q(**{f"{path}state": EditorialState.PUBLISHED})


def public_passages(path: str = "", now: datetime | None = None) -> Q:
    """Match shown steps of paths, featured passages and content warnings of public interviews with public words."""
    return Q(**{f"{path}is_shown": True}) & public_interviews(f"{path}interview__", now) & _with_words(path)


def public_chapters(path: str = "", now: datetime | None = None) -> Q:
    """Match accepted chapters of public interviews, while some transcript of the interview is public too."""
    return Q(**{f"{path}status": "accepted"}) & public_interviews(f"{path}interview__", now) & _with_words(path)
