"""The words by which an interview is cited, and the lines that say in a file what it is."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from interviews.exporting.lines import clock
from interviews.languages import Language, shown
from interviews.models import Interview, Transcript
from interviews.states import Provenance


def citation(
    interview: Interview, transcript: Transcript | None = None, *, at_ms: int | None = None, until_ms: int | None = None
) -> str:
    """Return the words by which ``interview``, or its moment ``at_ms``, is cited, in the active language.

    ``transcript`` is the one that is quoted: a translation is cited as one. With ``until_ms`` it is a stretch, cited
    with the version of its transcript.
    """
    series = shown(interview.series, "title")[0] if interview.series else ""
    title = shown(interview, "title")[0]
    day = _("recorded %(date)s") % {"date": interview.recorded_on} if interview.recorded_on else interview.published_on
    parts = [
        interview.narrator.name if interview.narrator else "",
        _("“%(title)s”") % {"title": title} if title else "",
        ", ".join(filter(None, [series, interview.accession, day])),
        _translated(interview, transcript),
        _("At %(time)s") % {"time": clock_of_citation(at_ms, until_ms)} if at_ms is not None else "",
        _("Version %(number)s") % {"number": transcript.version} if transcript and until_ms is not None else "",
    ]
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part)


def clock_of_citation(start_ms: int | None, end_ms: int | None = None) -> str:
    """Return a moment, or a stretch, on the clock to the second: ``00:01:23–00:02:01``; nothing for no time."""
    if start_ms is None:
        return ""
    return clock(start_ms)[:-4] + (f"–{clock(end_ms)[:-4]}" if end_ms is not None else "")


def _translated(interview: Interview, transcript: Transcript | None) -> str:
    if transcript is None or transcript.language == interview.language:
        return ""
    machine = transcript.provenance == Provenance.MACHINE
    words = _("Machine translation, not checked") if machine else _("Translation")
    return f"{words} ({interview.language} → {transcript.language})"


@dataclass(frozen=True, slots=True)
class Colophon:
    """What a file says of itself: whose words, how far they were checked, and how they may be used.

    ``licence`` is the archive's setting, or a sentence that none was given; ``notice`` that of the series, if any.
    """

    title: str
    citation: str
    about: str
    licence: str
    notice: str

    def rows(self) -> list[tuple[str, str]]:
        """Return label and value of what is not empty, each on one line."""
        rows = [
            (_("Citation"), self.citation),
            (_("Transcript"), self.about),
            (_("Licence"), self.licence),
            (_("Notice"), self.notice),
        ]
        return [(label, " ".join(value.split())) for label, value in rows if value]

    def as_data(self) -> dict[str, str]:
        """Return what programs should show with the text."""
        return {"citation": self.citation, "licence": self.licence, "notice": self.notice}


def colophon(transcript: Transcript) -> Colophon:
    """Return what a file of ``transcript`` says of itself, in the active language."""
    interview = transcript.interview
    about = [
        str(Language(transcript.language).label),
        str(transcript.get_kind_display()),
        transcript.how_checked,
        _("Version %(number)s") % {"number": transcript.version},
    ]
    return Colophon(
        title=shown(interview, "title")[0] or interview.accession,
        citation=citation(interview, transcript),
        about=". ".join(about),
        licence=settings.LICENCE or _("No licence was given. Quote with the citation; ask the archive for more."),
        notice=shown(interview.series, "notice")[0] if interview.series else "",
    )
