"""The JSON API of both rooms: read-only, without a key, public records only. docs/api.md describes it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from interviews.api import router as records
from interviews.languages import Language, in_language
from search.api import router as finding
from search.query import QueryRefused
from search.whoosh_engine import SearchUnavailable

View = Callable[..., HttpResponseBase]


class PublicAPI(NinjaAPI):
    """An API that is described by its GET operations alone; HEAD is answered everywhere without being listed."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            operations.pop("head", None)
        return schema


def open_to_scripts(view: View) -> View:
    """Let scripts of any site read the answer: it is public, and neither cookie nor address decides what is in it."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


def described(view: View) -> View:
    """Open the description to scripts; like everything else here it is only read."""
    return open_to_scripts(require_safe(view))


def in_the_language_asked_for(view: View) -> View:
    """Answer, errors included, in the language of ``ui``; in English if there is none or a wrong one."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("ui", "")
        language = asked if asked in Language.values else Language.EN.value
        with in_language(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        return response

    return speaking


api = PublicAPI(
    title="One of Us: the archive",
    version="1",
    description="Public records of the interview series: interviews, transcripts, themes, search. Read-only, no key.",
    docs_url=None,
    docs_decorator=described,
    urls_namespace="api",
)
api.add_decorator(in_the_language_asked_for, mode="view")
api.add_decorator(open_to_scripts, mode="view")
api.add_router("", records)
api.add_router("", finding)
elsewhere = Router()
api.add_router("", elsewhere)  # last, because it takes every address


@elsewhere.api_operation(["GET", "HEAD"], "{path:rest}", include_in_schema=False)
def anything_else(request: HttpRequest, rest: str) -> None:
    """Answer addresses that don't exist as records that don't exist."""
    raise Http404


def _refuse(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    return api.create_response(request, {"detail": detail}, status=status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Say the same of what is hidden and of what never was."""
    return _refuse(request, 404, "Not found.")


@api.exception_handler(QueryRefused)
def refused(request: HttpRequest, error: QueryRefused) -> HttpResponse:
    """Say what to change in the query."""
    return _refuse(request, 400, str(error.message))


@api.exception_handler(SearchUnavailable)
def unavailable(request: HttpRequest, error: SearchUnavailable) -> HttpResponse:
    """Say that search does not work now, which is not the same as finding nothing."""
    return _refuse(request, 503, gettext("Search is being repaired. Interviews and themes can be read meanwhile."))


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say in a sentence which parameter to change, and to what."""
    return _refuse(request, 400, " ".join(dict.fromkeys(_sentence(one) for one in error.errors)))


def _sentence(error: dict[str, Any]) -> str:
    name, context = str(error["loc"][-1]), error.get("ctx", {})
    if error["type"] == "enum":
        return gettext("“%(name)s” is be, ru, uk or en.") % {"name": name}
    if error["type"] == "missing":
        return gettext("“%(name)s” is missing: add it to the address.") % {"name": name}
    if error["type"] == "less_than_equal":
        return gettext("“%(name)s” is at most %(limit)s.") % {"name": name, "limit": context["le"]}
    if error["type"] == "greater_than_equal":
        return gettext("“%(name)s” is at least %(limit)s.") % {"name": name, "limit": context["ge"]}
    return gettext("“%(name)s” is a whole number.") % {"name": name}
