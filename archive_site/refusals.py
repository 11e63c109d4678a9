"""The pages of what is not there, cannot be read or broke.

Django's own look at the CSRF cookie first, on readers' pages too, and answer a spoilt one with a new cookie.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say the same of what is hidden and of what never was."""
    return render(request, "404.html", status=404)


def not_readable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refuse a request of a shape that no page takes."""
    return HttpResponse(render_to_string("400.html"), status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Own up to a mistake of ours, with a page that needs nothing that may have broken."""
    return HttpResponse(render_to_string("500.html"), status=500)
