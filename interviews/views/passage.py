"""The page of any stretch of an interview: what somebody needs who quotes it, or was sent it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interviews import exporting, quoting, reading
from interviews.models import Coding, Interview, Recording, Transcript
from interviews.views.interview import parts_at

NO_TITLE = "none"  # in a link whose page shows nothing of what it is in a tab, a history or a messenger's preview


@dataclass
class Found:
    """The stretch that an address names, in the transcript that is quoted and the one beside it."""

    interview: Interview
    transcript: Transcript
    other: Transcript | None
    stretch: quoting.Stretch
    quoted: quoting.Quoted
    version: int

    @property
    def start_ms(self) -> int | None:
        """When the first quoted passage begins."""
        return self.quoted.segments[0].start_ms

    @property
    def end_ms(self) -> int | None:
        """When the last one ends."""
        return self.quoted.segments[-1].end_ms

    def path(self, name: str = "interviews:passage", *more: str) -> str:
        """Return the lasting address of the page, or of a file beside it."""
        return quoting.lasting(self.interview, self.transcript, self.stretch, name, *more)


def _found(request: HttpRequest, accession: str, stretch: str) -> Found:
    """Return what the address names, or raise Http404: alike for what is hidden, withheld since, or never was."""
    interview = get_object_or_404(Interview.objects.public().with_labels(), accession=accession)
    transcripts = {one.language: one for one in reading.public_transcripts([interview]).get(interview.pk, [])}
    wanted = request.GET.get("transcript") or (interview.language if interview.language in transcripts else "")
    transcript = transcripts.get(reading.shown_language(transcripts, interview.language, wanted))
    named = quoting.Stretch.read(stretch)
    if transcript is None or named is None or (wanted and transcript.language != wanted):
        raise Http404
    other = _beside(transcripts, transcript, interview)
    quoted = quoting.quote(named, transcript, other)
    version = request.GET.get("v", "")
    number = quoting.version_in(version)
    if quoted is None or (version and not 1 <= number <= transcript.version):
        raise Http404
    if 0 < number < transcript.version and quoting.is_withheld_since(quoted, transcript, number):
        raise Http404
    for one in (transcript, other):
        if one is not None:
            one.interview = interview
    return Found(interview, transcript, other, named, quoted, number or transcript.version)


def _beside(transcripts: dict[str, Transcript], quoted: Transcript, interview: Interview) -> Transcript | None:
    """Return what stands beside ``quoted``: the reader's language, else, of a translation, the words as spoken."""
    for code in (get_language() or settings.LANGUAGE_CODE, interview.language):
        if code != quoted.language and code in transcripts:
            return transcripts[code]
    return None


@require_safe
def passage(request: HttpRequest, accession: str, stretch: str) -> HttpResponse:
    """Show the passages of ``stretch``; ``transcript`` chooses the words, ``v`` is the version they were cited in.

    With ``title=none`` the page's title and icon say nothing.
    """
    found = _found(request, accession, stretch)
    interview, start_ms = found.interview, found.start_ms
    codings = Coding.objects.public().filter(interview=interview).select_related("theme", "theme__parent")
    covering = [one for one in codings if not one.is_whole and reading.covered_by(one, found.quoted.segments)]
    recordings = list(Recording.objects.public().filter(interview=interview))
    second = None if start_ms is None else start_ms // 1000
    return render(
        request,
        "interviews/passage.html",
        {
            "interview": interview,
            "notices": reading.notices([interview]),
            "found": found,
            "before": quoting.around(found.quoted.before),
            "moments": found.quoted.moments,
            "after": quoting.around(found.quoted.after),
            "shown": [one for one in (found.transcript, found.other) if one],
            "edited": quoting.is_edited_since(found.quoted, found.transcript, found.stretch, found.version),
            "in_full": reading.moment_url(interview, found.transcript.language, found.quoted.segments[0]),
            "parts": [part for part in parts_at(interview, recordings, second) if part.is_current],
            "second": second,
            "start_ms": start_ms or 0,
            "codings": list({one.theme_id: one for one in covering}.values()),
            "says_nothing": request.GET.get("title") == NO_TITLE,
            "citation": exporting.citation(
                interview, found.transcript, at_ms=start_ms, until_ms=found.end_ms if start_ms is not None else None
            ),
            "lasting": found.path(),
            "neutral": f"{found.path()}&title={NO_TITLE}",
            "files": [(kind, found.path("interviews:citation_file", kind)) for kind in exporting.REFERENCES],
            "licence": exporting.colophon(found.transcript).licence,
        },
    )


@require_safe
def citation_file(request: HttpRequest, accession: str, stretch: str, kind: str) -> HttpResponse:
    """Give the citation of ``stretch`` as a file: in words, or for reference managers (BibTeX, RIS, CSL-JSON)."""
    if kind not in exporting.REFERENCES:
        raise Http404
    found = _found(request, accession, stretch)
    media_type, write = exporting.REFERENCES[kind]
    reference = exporting.Reference(found.interview, found.transcript, found.start_ms, found.end_ms, path=found.path())
    response = HttpResponse(write([reference]), content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference.key}.{kind}"'
    return response
