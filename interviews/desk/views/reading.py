"""What is released to researchers: a list and plain pages to read, and nothing else of the desk."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from interviews import access
from interviews.desk.doors import DeskRequest, reading_required
from interviews.models import Interview
from interviews.models.interview import newest_first

PAGE_SIZE = 50


@reading_required
@require_safe
def reading(request: DeskRequest) -> HttpResponseBase:
    """List the interviews that a researcher may read."""
    rows = Interview.objects.for_researchers().with_labels().order_by(*newest_first())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/reading.html", {"page": page})


@reading_required
@require_safe
def reading_interview(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Show an interview with its published transcripts as plain text to read."""
    interview = get_object_or_404(Interview.objects.for_researchers().with_labels(), accession=accession)
    transcripts = list(interview.transcripts.filter(access.settled_transcripts()))
    wanted = request.GET.get("transcript")
    chosen = next((t for t in transcripts if t.language == wanted), transcripts[0] if transcripts else None)
    segments = chosen.segments.order_by("position") if chosen else []
    context = {"interview": interview, "transcripts": transcripts, "chosen": chosen, "segments": segments}
    return render(request, "desk/reading_interview.html", context)
