"""What there is and what waits."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from interviews import access, publishing
from interviews.desk.choosing import named
from interviews.desk.doors import reading_required
from interviews.desk.receiving import forget_old_uploads, old_uploads
from interviews.desk.waiting import waiting_for
from interviews.models import Interview, Upload
from interviews.roles import works_at_the_desk
from interviews.states import Provenance, Workflow

PAGE_SIZE = 50
UPLOADS_SHOWN = 10


@dataclass
class Line:
    """A record with what keeps it from the public."""

    interview: Interview
    holds: list[publishing.Hold]


def _states() -> dict[str, tuple["str | Promise", QuerySet[Interview]]]:
    """Return the lists of the overview by key. Held back: published, and all the same not public today."""
    rows = Interview.objects.with_labels()
    public = Interview.objects.public().values("pk")
    embargo = Q(embargo_open=True) | Q(embargo_until__gt=access.today())
    return {
        "": (pgettext_lazy("records", "All"), rows),
        "public": (pgettext_lazy("records", "Public"), rows.filter(pk__in=public)),
        "draft": (pgettext_lazy("records", "Drafts"), rows.filter(workflow=Workflow.DRAFT)),
        "held": (
            pgettext_lazy("records", "Published but held back"),
            rows.filter(workflow=Workflow.PUBLISHED).exclude(pk__in=public),
        ),
        "embargo": (pgettext_lazy("records", "Under embargo"), rows.filter(embargo)),
        "hidden": (pgettext_lazy("records", "Hidden"), rows.filter(workflow=Workflow.HIDDEN)),
        "machine": (
            pgettext_lazy("records", "With machine text"),
            rows.filter(transcripts__provenance=Provenance.MACHINE).distinct(),
        ),
        "asked": (pgettext_lazy("records", "Asked to publish"), rows.filter(publish_request__isnull=False)),
    }


@reading_required
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the records by state, and what waits; researchers are led to what they may read.

    A POST discards uploads that nobody saved for a week.
    """
    if not works_at_the_desk(request.user):
        return redirect("desk:reading")
    if request.method == "POST":
        forget_old_uploads()
        return redirect("desk:overview")
    states = _states()
    state = request.GET.get("state", "")
    wanted = request.GET.get("q", "").strip()[:100]
    label, rows = states.get(state, states[""])
    if wanted:
        rows = rows.filter(named(wanted))
    rows = rows.select_related("consent_scope").order_by("-updated_at", "accession")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "states": [(key, name, found.count(), key == state) for key, (name, found) in states.items()],
        "label": label,
        "state": state,
        "wanted": wanted,
        "page": page,
        "lines": [Line(one, publishing.holds(one)) for one in page],
        "uploads": Upload.objects.light().select_related("interview", "by")[:UPLOADS_SHOWN],
        "more_uploads": max(0, Upload.objects.count() - UPLOADS_SHOWN),
        "old_uploads": old_uploads().exists(),
        "waiting": waiting_for(cast(User, request.user)),
    }
    return render(request, "desk/overview.html", context)
