"""Sessions, sign-in, CSRF and messages for the desk and the admin, and for nothing else.

Readers' pages never see a session, so no cookie can reach them and no page differs by who is signed in.
"""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

_STAFF = re.compile(r"^/(?:[a-z]{2}/)?(?:desk|admin)(?:/|$)")


def is_for_staff(path: str) -> bool:
    """Tell whether ``path`` belongs to the desk or the admin."""
    return _STAFF.match(path) is not None


class SignedInMiddleware(SessionMiddleware):
    """Sessions for the desk alone."""

    def process_request(self, request: HttpRequest) -> None:
        if is_for_staff(request.path_info):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return super().process_response(request, response) if is_for_staff(request.path_info) else response


class DeskCsrfMiddleware(CsrfViewMiddleware):
    """CSRF protection where there is a session to abuse; readers' forms change nothing and carry no token."""

    def process_request(self, request: HttpRequest) -> None:
        if is_for_staff(request.path_info):
            super().process_request(request)

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., Any],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        if is_for_staff(request.path_info):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if is_for_staff(request.path_info) else response


class DeskAuthenticationMiddleware(AuthenticationMiddleware):
    """``request.user`` for the desk alone."""

    def process_request(self, request: HttpRequest) -> None:
        if is_for_staff(request.path_info):
            super().process_request(request)


class DeskMessagesMiddleware(MessageMiddleware):
    """One-time messages for the desk alone."""

    def process_request(self, request: HttpRequest) -> None:
        if is_for_staff(request.path_info):
            super().process_request(request)
