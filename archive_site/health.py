"""Whether the archive is whole, for whoever watches over it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from search.sync import health


@require_safe
def status(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and index can be read, else 503; say which, and nothing about records."""
    parts = {"database": True, "search": False}
    try:
        connection.ensure_connection()
        parts["search"] = health().ok
    except DatabaseError:
        parts["database"] = False
    whole = all(parts.values())
    return JsonResponse({"ok": whole, **parts}, status=200 if whole else 503)
