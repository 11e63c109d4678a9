"""All that was found at once: as lines to read down, and as files to take away."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from search import concordance, taking_away
from search.chips import Pairs, address, in_force, public_interview
from search.finding import Found, Hit
from search.forms import SearchForm
from search.query import QueryRefused
from search.views import PARAMETERS
from search.whoosh_engine import SearchUnavailable

LINES_A_PAGE = 100
ORDER_LABELS = {
    "": _("as found"),
    "left": _("by the words before"),
    "right": _("by the words after"),
    "match": pgettext_lazy("order of lines", "by the match"),
}
FILES: dict[str, tuple[str, Callable[[Sequence[Hit], str, Sequence[str]], str]]] = {
    "csv": ("text/csv", taking_away.as_csv),
    "json": ("application/json", taking_away.as_json),
}


class _Refused(Exception):
    """The address asks for nothing that can be answered; the sentences say what to change."""

    def __init__(self, sentences: list[str], status: int) -> None:
        super().__init__(*sentences)
        self.sentences = sentences
        self.status = status


def _gathered(request: HttpRequest) -> tuple[Found, list[Hit]]:
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise _Refused(form.sentences(), HTTPStatus.BAD_REQUEST)
    try:
        return concordance.gather(form.criteria())
    except QueryRefused as refused:
        raise _Refused([str(refused.message)], HTTPStatus.BAD_REQUEST) from refused
    except SearchUnavailable as unavailable:
        sentence = gettext(
            "Search is being repaired. Everything else works: you can read by theme or by interview meanwhile."
        )
        raise _Refused([sentence], HTTPStatus.SERVICE_UNAVAILABLE) from unavailable


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [(key, value) for key, values in request.GET.lists() if key in PARAMETERS for value in values if value]


def _told(found: Found, hits: Sequence[Hit]) -> list[str]:
    """Say what a reader of a list should know: what was changed in the query, and what is not in the list."""
    told = list(found.notices)
    if found.count > len(hits):
        words = gettext("These are the first %(shown)s of %(count)s passages. Narrow the search to have them all.")
        told.append(words % {"shown": len(hits), "count": found.count})
    return told


def _told_of(asked: Pairs, order: str, found: Found) -> dict[str, object]:
    """Return the filters in force, the order kept when one is taken away, and the address of all of it for paper."""
    shown = [*asked, ("order", order)] if order else asked
    here = uri_to_iri(f"{reverse('search:lines')}{address(shown)}")
    return {"chips": in_force(shown, found, public_interview(asked)), "here": here}


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Show every match with the words around it, a line each; ``order`` sorts by the words before, after, or in it."""
    asked = _asked(request)
    order = request.GET.get("order", "")
    order = order if order in ORDER_LABELS else ""
    context: dict[str, object] = {
        "form": SearchForm(request.GET),
        "q": request.GET.get("q", ""),
        "kept": [(key, value) for key, value in asked if key not in ("q", "mode", "sort")],
        "query": urlencode(asked),
        "order": ORDER_LABELS[order],
        "orders": [(code, label, code == order) for code, label in ORDER_LABELS.items()],
    }
    status = 200
    try:
        found, hits = _gathered(request)
    except _Refused as refused:
        context["errors"], status = refused.sentences, refused.status
    else:
        listed = concordance.in_order(concordance.lines(hits), order)
        page = Paginator(listed, LINES_A_PAGE).get_page(request.GET.get("page"))
        context |= {"found": found, "told": _told(found, hits), "page": page, "lines": page.object_list}
        context |= _told_of(asked, order, found)
        context["unmatched"] = sum(not hit.matches for hit in hits)
    return render(request, "search/lines.html", context, status=status)


@require_safe
def results_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give what was found as a file, with citations and the query."""
    if kind not in FILES:
        raise Http404
    media_type, write = FILES[kind]
    try:
        found, hits = _gathered(request)
    except _Refused as refused:
        return HttpResponse(
            "\n".join(refused.sentences), status=refused.status, content_type="text/plain; charset=utf-8"
        )
    text = write(hits, urlencode(_asked(request)), _told(found, hits))
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="passages.{kind}"'
    return response
