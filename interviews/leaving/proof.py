"""The proof of what is gone: the archive asks itself, as a stranger would, and looks into its tables and files.

Nothing in it is a word of the narrator: addresses, numbers, yes and no.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext, override

from interviews import purging, soundness, tombstones
from interviews.languages import Language
from interviews.models import Interview, Transcript, TranscriptVersion

_NEVER = "OOU-0000-NOBODY"  # no number is drawn with these letters


@dataclass(frozen=True)
class Line:
    """What was looked at, whether it is gone for everybody outside, and what was found."""

    what: str
    ok: bool
    found: str


@lru_cache(maxsize=1)
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def answer(path: str, host: str) -> HttpResponseBase:
    """Return what the site answers a stranger who asks for ``path``, without the network."""
    address, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": host.partition(":")[0],
        "SERVER_PORT": "443",
        "HTTP_HOST": host,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
    }
    with override(get_language() or settings.LANGUAGE_CODE):
        return _handler().get_response(WSGIRequest(environ))


def addresses(accession: str) -> list[str]:
    """Return the public addresses that an interview under this number would have."""
    found = []
    for code in Language.values:
        page = f"/{code}/interviews/{accession}/"
        found += [page, f"{page}print/", f"{page}recording.1"]
        found += [f"{page}transcript.{code}.{ending}" for ending in ("vtt", "srt", "txt", "json", "docx", "tei")]
    api = f"/api/v1/interviews/{accession}"
    return [*found, api, *(f"{api}/transcripts/{code}" for code in Language.values)]


def look(accession: str, interview: Interview | None, host: str) -> list[Line]:
    """Return what is found of the interview under ``accession``, which is ``interview`` if it is still there."""
    lines = [_address(path, host) for path in addresses(accession)]
    lines.append(_search(accession, host))
    lines.append(_index(interview))
    lines += _tables(interview)
    lines += _files(accession, interview)
    return lines


def _address(path: str, host: str) -> Line:
    status = answer(path, host).status_code
    return Line(path, status == 404, str(status))


def _search(accession: str, host: str) -> Line:
    """Search within the interview: gone if the answer is the one that is given about a number nobody ever had."""
    path = "/api/v1/search?interview="
    about, never = (answer(path + number, host) for number in (accession, _NEVER))
    same = about.status_code == never.status_code and _body(about).replace(accession, _NEVER) == _body(never)
    return Line(path + accession, same, str(about.status_code))


def _body(response: HttpResponseBase) -> str:
    return response.content.decode() if isinstance(response, HttpResponse) else ""


def _index(interview: Interview | None) -> Line:
    what, index = gettext("search index"), soundness.index()
    if index is None:
        return Line(what, False, gettext("nobody could be asked"))
    if interview is None:
        state = index.state()
        return Line(what, state.ok, state.detail)
    held = index.holds(interview.pk)
    return Line(what, held == 0, gettext("passages in it: %(n)s") % {"n": held})


def _tables(interview: Interview | None) -> list[Line]:
    if interview is None:
        return [Line(gettext("database"), True, gettext("no row of it"))]
    transcripts = Transcript.objects.filter(interview=interview)
    kept = {
        gettext("transcripts in the database"): transcripts.count(),
        gettext("earlier versions"): TranscriptVersion.objects.filter(transcript__in=transcripts).count(),
        gettext("codings"): interview.codings.count(),
        gettext("sealed originals"): interview.originals.count(),
    }
    public = {
        gettext("transcripts that readers have"): Transcript.objects.public().filter(interview=interview).count(),
    }
    hidden = [
        Line(what, not interview.is_public(), gettext("kept, hidden: %(n)s") % {"n": count})
        for what, count in kept.items()
    ]
    return [*(Line(what, count == 0, str(count)) for what, count in public.items()), *hidden]


def _files(accession: str, interview: Interview | None) -> list[Line]:
    folder = Path(settings.MEDIA_ROOT) / accession
    names = sum(1 for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    if interview is not None:
        return [Line(gettext("media files"), not interview.is_public(), gettext("kept, hidden: %(n)s") % {"n": names})]
    traces = purging.traces([accession.encode()])
    buried = bool(tombstones.buried([accession]))
    return [
        Line(gettext("media files"), names == 0, str(names)),
        Line(gettext("files in which the number stands"), not traces, ", ".join(sorted(set(traces))) or "0"),
        Line(gettext("list of tombstones"), buried, gettext("marked") if buried else gettext("not marked")),
    ]
