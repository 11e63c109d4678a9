"""The headers of every answer, in one table."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.templatetags.static import static
from django.utils.encoding import iri_to_uri

from archive_site.signed_in import is_for_staff

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "X-DNS-Prefetch-Control": "off",
}


_WORDS = {"q", "find"}  # parameters that hold words somebody looks for
_ONION = re.compile(r"\.onion\.?(?::\d+)?$", re.IGNORECASE)


class HeadersMiddleware:
    """Set the headers above; keep no page in a shared or stolen device's cache; tell no other site where one came from.

    It is the outermost layer, so that refusals and errors of every other layer carry them too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers[name] = value
        # CSRF checks on HTTPS need to see which page a form came from; readers' pages tell nobody.
        response.headers["Referrer-Policy"] = "same-origin" if is_for_staff(request.path_info) else "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")  # static files bring their own
        if settings.ONION_ADDRESS and _may_be_read_in_tor(request, response):
            response.headers["Onion-Location"] = settings.ONION_ADDRESS + _address_in_tor(request)
        if _is_page(request, response):
            # Asked for with the first bytes of the answer: on a slow line the head of a long page comes much later.
            response.headers["Link"] = f"<{static('css/site.css')}>; rel=preload; as=style"
        return response


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether this is a page that readers are shown: not a redirect, a refusal without words, or a file."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    is_shown = response.status_code in (200, 400, 404, 500) and "Content-Disposition" not in response.headers
    return is_html and is_shown and not is_for_staff(request.path_info)


def _may_be_read_in_tor(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether to name the onion: on a reader's page that came over HTTPS and not through the onion already.

    Tor Browser follows the header from HTTPS alone, and an onion that names itself would be followed in a circle.
    """
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    in_tor = _ONION.search(request.META.get("HTTP_HOST", "")) is not None
    return is_page and request.is_secure() and not in_tor and not is_for_staff(request.path_info)


def _address_in_tor(request: HttpRequest) -> str:
    """Return the path and the query, which holds the second to play from, but never words that were searched for.

    Whoever searches asks anew in Tor: the browser may follow the header unasked, and the words would be written into
    one more address and one more header that a server in front may log.
    """
    has_words = not _WORDS.isdisjoint(request.GET) or request.method == "POST"
    return iri_to_uri(request.path) if has_words else request.get_full_path()


class CompressPagesMiddleware(GZipMiddleware):
    """Compress text for slow networks; media go out as they are, or their byte ranges would not fit."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if kind.startswith("text/") or kind in ("application/json", "application/x-subrip", "application/tei+xml"):
            return super().process_response(request, response)
        return response
