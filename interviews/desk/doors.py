"""The doors of the desk: who may come in is asked before anything is looked up."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from interviews import roles


class DeskRequest(HttpRequest):
    """A request that came through one of the doors: its user is signed in, and templates know what for."""

    user: User
    at_the_desk: bool


def _page_of(request: HttpRequest) -> str:
    """Return the page to come back to after signing in: what was posted is gone, so the page it was posted from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from, overview = request.headers.get("Referer", ""), resolve_url("desk:overview")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return overview
    parts = urlsplit(came_from)
    if not parts.path.startswith(overview) or parts.path == resolve_url("desk:sign_in"):
        return overview
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _door(may_enter: Callable[[User | AnonymousUser], bool]) -> Callable[..., Callable[..., HttpResponseBase]]:
    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_page_of(request))
            request.at_the_desk = roles.works_at_the_desk(request.user)  # type: ignore[attr-defined]
            if not may_enter(request.user):
                return render(request, "desk/no_access.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


desk_required = _door(roles.works_at_the_desk)
"""Let archivists and editors in. Anybody else gets the same answer for records that exist and for those that don't."""

reading_required = _door(roles.reads_with_permission)
"""Let researchers in too."""
