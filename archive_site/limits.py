"""How much anybody may send: little, unless they are signed in and the page is one that takes files."""

import re
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from archive_site.signed_in import is_for_staff

ANYBODY = 64 * 1024
DESK = 21 * 1024 * 1024
RECORDINGS = 2 * 1024**3 + 1024 * 1024
_RECORDINGS = re.compile(r"/desk/interviews/[^/]+/recordings/$")


class BodyLimitMiddleware:
    """Refuse a body that is too long before a byte of it is read, so that nobody can fill the disk.

    It stands after the session and before the CSRF check, which reads the whole body. A body that does not say its
    length is refused too: no browser sends one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META or _length(request) > _allowed(request):
            text = gettext("That is more than can be taken here. Send less, or sign in again if you work at the desk.")
            response = HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
            response.headers["Connection"] = "close"
            return response
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else RECORDINGS + 1


def _allowed(request: HttpRequest) -> int:
    path = request.path_info
    if not is_for_staff(path) or SESSION_KEY not in request.session:
        return ANYBODY
    return RECORDINGS if _RECORDINGS.search(path) else DESK
