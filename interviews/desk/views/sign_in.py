"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from interviews.desk.doors import METHODS
from interviews.desk.forms import SignInForm


@method_decorator(require_http_methods(METHODS), name="dispatch")  # Django would take a PUT for a POST
class SignIn(LoginView):
    """Sign in; every failure gets the same answer, whether the name exists or not."""

    template_name = "desk/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Sign out, by POST only, so that no link or picture of another page can do it."""

    http_method_names = ["post"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came from before a change of sign-in, and how to save it all the same. ``reason`` is not told."""
    return render(request, "desk/csrf_failure.html", status=403)
