"""Exactly what readers would have of a record once a request is agreed to, and what stays hidden beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from interviews.access import public_themes, settled_recordings
from interviews.languages import Language
from interviews.models import Chapter, Coding, ContentWarning, Interview, Recording, Segment, Theme, Transcript
from interviews.publication.checks import shown_transcripts
from interviews.states import ChapterStatus, CodingStatus


@dataclass(frozen=True)
class Words:
    """A transcript as readers would have it; ``is_new`` tells that they do not have it yet."""

    transcript: Transcript
    segments: list[Segment]
    is_new: bool


@dataclass(frozen=True)
class Preview:
    """What becomes public, and what does not: a line and a number each."""

    words: list[Words]
    codings: list[Coding]
    chapters: list[Chapter]
    warnings: list[ContentWarning]
    recordings: list[Recording]
    hidden: list[tuple[str, int]]


def preview(interview: Interview, languages: Sequence[str]) -> Preview:
    """Return what readers would have with the transcripts in ``languages``.

    The parts follow the rules of ``access.py``; a test holds this against what is public once it is published.
    """
    shown = shown_transcripts(interview, languages)
    words = [Words(one, list(one.segments.order_by("position")), one.language in languages) for one in shown]
    themes = Theme.objects.filter(public_themes())
    accepted = interview.codings.filter(status=CodingStatus.ACCEPTED)
    codings = list(accepted.filter(theme__in=themes).select_related("theme", "theme__parent")) if shown else []
    chapters = list(interview.chapters.filter(status=ChapterStatus.ACCEPTED)) if shown else []
    warnings = list(interview.warnings.filter(is_shown=True)) if shown else []
    recordings = list(Recording.objects.filter(settled_recordings(), interview=interview))
    hidden = _hidden(interview, shown, len(codings), len(recordings))
    return Preview(words, codings, chapters, warnings, recordings, hidden)


def _hidden(interview: Interview, shown: Sequence[Transcript], codings: int, recordings: int) -> list[tuple[str, int]]:
    rows = interview.codings
    others = [one for one in interview.transcripts.all() if one not in shown]
    lines = [(gettext("transcript: %(language)s, %(state)s") % _named(one), one.segments.count()) for one in others]
    lines += [
        (gettext("codings that are proposed"), rows.filter(status=CodingStatus.PROPOSED).count()),
        (gettext("codings that were rejected"), rows.filter(status=CodingStatus.REJECTED).count()),
        (
            gettext("accepted codings whose theme is not shown, or without a transcript"),
            rows.filter(status=CodingStatus.ACCEPTED).count() - codings,
        ),
        (
            gettext("chapters that are proposed, or without a transcript"),
            interview.chapters.exclude(status=ChapterStatus.ACCEPTED if shown else "").count(),
        ),
        (
            gettext("content warnings that wait for a look, or without a transcript"),
            (interview.warnings.filter(is_shown=False) if shown else interview.warnings.all()).count(),
        ),
        (gettext("private notes of coders"), rows.exclude(note="").count()),
        (gettext("redactions: words that were taken out"), interview.redactions.count()),
        (gettext("parts of the recording that are not edited yet"), interview.recordings.count() - recordings),
        (gettext("uploads that are not saved"), interview.uploads.count()),
        (gettext("sealed originals"), interview.originals.count()),
        (gettext("earlier versions"), sum(max(0, one.versions.count() - 1) for one in interview.transcripts.all())),
    ]
    return [(label, count) for label, count in lines if count]


def _named(one: Transcript) -> dict[str, str]:
    return {"language": Language(one.language).label, "state": one.get_workflow_display()}
