"""The translation sheet of a transcript, for a translator: drafts too, so it is for the desk alone."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from interviews import exporting
from interviews.desk.doors import DeskRequest, desk_required
from interviews.languages import Language
from interviews.models import Transcript


@desk_required
@require_safe
def sheet(request: DeskRequest, accession: str, language: str, into: str, ending: str) -> HttpResponseBase:
    """Give the words of a transcript as a table with an empty column for the language ``into``."""
    if ending not in exporting.SHEETS or into not in Language.values or into == language:
        raise Http404
    found = Transcript.objects.select_related("interview__series", "interview__narrator")
    transcript = get_object_or_404(found, interview__accession=accession, language=language)
    media_type, write = exporting.SHEETS[ending]
    response = HttpResponse(write(transcript, exporting.colophon(transcript), into), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{accession}.{into}.{ending}"'
    return response
