"""The doors of the desk: who may come in ``access.py`` says, before anything is looked up."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from interviews.access import ALLOWED, Act, viewer_of


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


METHODS = ("GET", "HEAD", "POST")


def _is_busy(error: OperationalError) -> bool:
    """Tell whether the database could not write just now: another process held it too long, or the disk is full."""
    return any(word in str(error).lower() for word in ("locked", "lock timeout", "deadlock", "is full"))


def door(act: Act) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Return a decorator that lets in whoever may do ``act``; the wrapped view carries it as ``act``.

    Strangers are sent to sign in. Anybody else who may not gets the same answer for records that exist and for those
    that don't. Pages of the desk are read and posted to; they know no other method. What could not be written because
    something else is writing is shown as not done yet, with all that was typed, to be sent again.
    """

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_page_of(request))
            viewer = viewer_of(request.user)
            request.at_the_desk = viewer in ALLOWED[Act.SEE_DESK]  # type: ignore[attr-defined]
            if viewer not in ALLOWED[act]:
                return render(request, "desk/no_access.html", status=403)
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            try:
                return view(request, *args, **kwargs)
            except OperationalError as error:
                if request.method != "POST" or not _is_busy(error):
                    raise
                return render(request, "desk/busy.html", status=503)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded

    return wrap


desk_required = door(Act.SEE_DESK)
"""Let archivists and editors in."""

reading_required = door(Act.READ_RELEASED)
"""Let researchers in too."""
