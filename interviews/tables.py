"""The site of the admin: who comes in to the tables, and by which methods."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from interviews.access import Act, may
from interviews.desk.doors import METHODS
from interviews.desk.forms import SignInForm

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def _may_enter(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` may see the tables: by ``access.py``, and only while the account has the staff mark."""
    return bool(user.is_active and user.is_staff and may(user, Act.MANAGE_TABLES))


class TablesSignInForm(SignInForm, AdminAuthenticationForm):
    """The desk's sign-in, with its pause after failures, for people who may see the tables."""

    def confirm_login_allowed(self, user: User) -> None:
        """Answer who may not come in as if the password were wrong."""
        super().confirm_login_allowed(user)
        if not _may_enter(user):
            raise self.get_invalid_login_error()


class Tables(AdminSite):
    """The tables, for people of the desk. The staff mark alone opens nothing: it does not say what a person may do."""

    site_header = _("One of Us: all tables")
    site_title = _("One of Us")
    index_title = _("Tables")
    site_url = reverse_lazy("desk:overview")  # type: ignore[assignment]
    login_form = TablesSignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        return _may_enter(request.user)

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:
        """Answer reading and posting alone, like the desk."""
        return super().admin_view(require_http_methods(METHODS)(view), cacheable)

    @method_decorator(require_http_methods(METHODS))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().login(request, extra_context)
