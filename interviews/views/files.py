"""Files for readers: transcripts as captions, text, data or documents, and recordings in ranges."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, BinaryIO
from wsgiref.headers import Headers

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from whitenoise.responders import MissingFileError, Response, SlicedFile, StaticFile

from interviews import exporting, reading
from interviews.models import Recording, Transcript
from interviews.models.recording import MEDIA_TYPES

CAPTIONS: dict[str, Callable[..., str]] = {"vtt": exporting.webvtt, "srt": exporting.srt}


@require_safe
def transcript_file(request: HttpRequest, accession: str, language: str, extension: str) -> HttpResponse:
    """Give a public transcript as a file; ``?part=2`` gives the captions of that part, on the part's own clock."""
    if extension not in (*exporting.FILES, "json"):
        raise Http404
    public = Transcript.objects.public().select_related("interview__series", "interview__narrator")
    transcript = get_object_or_404(public, interview__accession=accession, language=language)
    response: HttpResponse
    if extension == "json":
        data = exporting.as_json(transcript, reading.themes_of_segments(transcript))
        data |= exporting.colophon(transcript).as_data()
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        part = request.GET.get("part", "") if extension in CAPTIONS else ""
        try:
            response = _captions(transcript, extension, part) if part else _file(transcript, extension)
        except exporting.NoTimes:
            raise Http404 from None
    response.headers["Content-Language"] = language
    # Captions are fetched by the player, the rest is kept by the reader.
    kind = "inline" if extension == "vtt" and "part" in request.GET else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{accession}.{language}.{extension}"'
    return response


def _captions(transcript: Transcript, extension: str, part: str) -> HttpResponse:
    """Return the captions of one part of the recording, for a player."""
    text = CAPTIONS[extension](transcript, **_stretch(transcript, part))
    return HttpResponse(text, content_type=f"{exporting.FILES[extension].media_type}; charset=utf-8")


def _file(transcript: Transcript, extension: str) -> HttpResponse:
    """Return the whole of ``transcript``, with what the file says of itself."""
    kind = exporting.FILES[extension]
    content = kind.write(transcript, exporting.colophon(transcript))
    charset = "; charset=utf-8" if isinstance(content, str) else ""
    return HttpResponse(content, content_type=f"{kind.media_type}{charset}")


def _stretch(transcript: Transcript, part: str) -> dict[str, int | None]:
    """Return where the numbered part of the recording begins and the next one does, on the interview's clock."""
    parts = dict(Recording.objects.public().filter(interview=transcript.interview_id).values_list("part", "offset_ms"))
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0
    if number not in parts:
        raise Http404
    later = [offset for other, offset in parts.items() if other > number and offset > parts[number]]
    return {"offset_ms": parts[number], "until_ms": min(later, default=None)}


class RangedFile(StaticFile):
    """WhiteNoise's answer to ranges and conditions, with two of its gaps closed.

    A range of one byte is a range (RFC 9110, 14.1.2), and a range is given only of the file that ``If-Range`` means.
    """

    def get_response(self, method: str, request_headers: dict[str, Any]) -> Response:
        condition = request_headers.get("HTTP_IF_RANGE")
        if condition and condition != self.etag:
            request_headers = {key: value for key, value in request_headers.items() if key != "HTTP_RANGE"}
        return super().get_response(method, request_headers)

    def get_range_response(
        self, range_header: str, base_headers: list[tuple[str, str]], file_handle: BinaryIO | None
    ) -> Response:
        headers = Headers(list(base_headers))
        size = int(headers["Content-Length"] or 0)
        start, end = self.get_byte_range(range_header, size)
        if start > end:
            return self.get_range_not_satisfiable_response(file_handle, size)
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
        headers["Content-Length"] = str(end - start + 1)
        body = SlicedFile(file_handle, start, end) if file_handle is not None else None
        return Response(HTTPStatus.PARTIAL_CONTENT, headers.items(), body)


class RangedFileResponse(FileResponse):
    """A response whose headers come from :class:`RangedFile` alone."""

    def set_headers(self, filelike: Any) -> None:
        """Leave the headers as they are: the length of the whole file would be wrong for a range."""


@require_safe
def recording(request: HttpRequest, accession: str, part: int) -> HttpResponseBase:
    """Give the file of one part of a public interview's recording, or the range of it that was asked for."""
    public = Recording.objects.public().exclude(file="").select_related("interview")
    return recording_response(request, get_object_or_404(public, interview__accession=accession, part=part))


def recording_response(request: HttpRequest, found: Recording, working_copy: str = "") -> HttpResponseBase:
    """Give the file of ``found``, or for the desk its ``working_copy``, or the asked range of it.

    Whether this reader may have it, the caller has asked.
    """
    accession, part = found.interview.accession, found.part
    suffix = (working_copy or str(found.file.name)).rpartition(".")[2]
    kind = MEDIA_TYPES.get(f".{suffix}", "") if working_copy else found.media_type
    headers = [
        ("Content-Type", kind or "application/octet-stream"),
        ("Content-Disposition", f'inline; filename="{accession}.{part}.{suffix}"'),
        ("Accept-Ranges", "bytes"),
    ]
    try:
        file = RangedFile(default_storage.path(working_copy) if working_copy else found.file.path, headers)
    except MissingFileError:
        raise Http404 from None
    answer = file.get_response(request.method or "GET", request.META)
    response = RangedFileResponse(answer.file or (), status=int(answer.status))
    del response.headers["Content-Type"]
    for name, value in answer.headers:
        response.headers[name] = value
    return response
