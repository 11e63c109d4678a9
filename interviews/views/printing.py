"""The page to print: an interview's words in one language, or in two side by side."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from interviews import exporting, reading
from interviews.models import Interview, Segment, Transcript


@require_safe
def print_page(request: HttpRequest, accession: str) -> HttpResponse:
    """Show the words in ``language``, beside those in ``beside`` if that is given, for paper.

    A language in which nothing is public is answered like one that the archive does not know: by what there is.
    """
    found = get_object_or_404(Interview.objects.public().with_labels(), accession=accession)
    transcripts = {one.language: one for one in reading.public_transcripts([found]).get(found.pk, [])}
    wanted, beside = request.GET.get("language", ""), request.GET.get("beside", "")
    one = transcripts.get(reading.shown_language(transcripts, found.language, wanted))
    other = transcripts.get(beside) if one and beside != one.language else None
    shown = [transcript for transcript in (one, other) if transcript]
    for transcript in shown:
        transcript.interview = found
    return render(
        request,
        "interviews/print.html",
        {
            "interview": found,
            "notices": reading.notices([found]),
            "shown": shown,
            "moments": _moments(one, other) if one else [],
            # The notice stands above the words already.
            "colophons": [replace(exporting.colophon(transcript), notice="") for transcript in shown],
            "unanswered": bool(wanted and wanted not in transcripts) or bool(beside and beside not in transcripts),
        },
    )


def _moments(one: Transcript, other: Transcript | None) -> Sequence[tuple[list[Segment], list[Segment]]]:
    if other is None:
        return [([segment], []) for segment in one.segments.order_by("position")]
    return [(moment.one, moment.other) for moment in exporting.beside(one, other)]
