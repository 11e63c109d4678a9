"""The headers of every answer, in one table."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

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
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=(), browsing-topics=()",
    "X-DNS-Prefetch-Control": "off",
}


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
        return response


class CompressPagesMiddleware(GZipMiddleware):
    """Compress text for slow networks; media go out as they are, or their byte ranges would not fit."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if kind.startswith("text/") or kind in ("application/json", "application/x-subrip"):
            return super().process_response(request, response)
        return response
