"""The parts that pages are made of, on one page, for those who write pages and for those who build them."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interviews.access import Act
from interviews.desk.doors import DeskRequest, door

COLOURS = (
    *("paper", "sheet", "wash", "accent-wash", "ink", "soft", "line", "line-strong", "accent", "mark", "button"),
    *("ok", "ok-wash", "warn", "warn-wash", "error", "error-wash"),
)


@door(Act.SEE_DESK)
@require_safe
def components(request: DeskRequest) -> HttpResponseBase:
    """Show every component of the readers' sheet, with its states; nothing of the records stands here."""
    pages = {
        "pages": 3,
        "before": "?",
        "after": "?",
        "links": [{"number": n, "url": "?", "current": n == 2} for n in (1, 2, 3)],
    }
    return render(request, "desk/components.html", {"colours": COLOURS, "page_links": pages, "q": ""})
