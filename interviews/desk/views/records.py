"""The description of an interview: made and changed."""

from contextlib import AbstractContextManager, nullcontext

from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from interviews import publishing
from interviews.access import Act
from interviews.desk.access_forms import AccessForm
from interviews.desk.doors import DeskRequest, door
from interviews.desk.forms import RecordForm
from interviews.models import Interview, Narrator
from interviews.publication.checks import set_scope
from interviews.states import Workflow


@door(Act.DESCRIBE)
def new_record(request: DeskRequest) -> HttpResponseBase:
    """Make a record; it is a closed draft without consent until somebody decides otherwise."""
    with _saving(request):
        return _edit(request, Interview())


@door(Act.DESCRIBE)
def record(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Change a record's description."""
    with _saving(request):
        return _edit(request, _opened(request, accession))


def _saving(request: DeskRequest) -> AbstractContextManager[None]:
    """Return the transaction in which a form is compared and saved; a look at the form takes none."""
    return transaction.atomic() if request.method == "POST" else nullcontext()


def _opened(request: DeskRequest, accession: str) -> Interview:
    """Return the record, locked if it is about to change: its form is compared with what the archive has now."""
    rows = Interview.objects.select_for_update() if request.method == "POST" else Interview.objects.all()
    return get_object_or_404(rows, accession=accession)


def _edit(request: DeskRequest, interview: Interview) -> HttpResponseBase:
    is_new = interview.pk is None
    form = RecordForm(request.POST if request.method == "POST" else None, instance=interview)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        act = publishing.Act.MADE if is_new else publishing.Act.DESCRIBED
        publishing.note_act(saved, request.user, act)
        messages.success(request, _("The record %(accession)s is saved.") % {"accession": saved.accession})
        return redirect("desk:interview", saved.accession)
    context = {
        "form": form,
        "interview": None if is_new else Interview.objects.get(pk=interview.pk),
        "narrators": Narrator.objects.values_list("name", flat=True),
        "titles": [form[name] for name in form.TITLES],
        "summaries": [form[name] for name in form.SUMMARIES],
        "dates": [form[name] for name in form.DATES],
    }
    return render(request, "desk/record.html", context)


@door(Act.SET_ACCESS)
def access(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Set consent and what it covers, release and embargo."""
    with _saving(request):
        return _set_access(request, _opened(request, accession))


def _set_access(request: DeskRequest, interview: Interview) -> HttpResponseBase:
    form = AccessForm(request.POST if request.method == "POST" else None, interview=interview)
    if request.method == "POST" and form.is_valid():
        wanted = form.access()
        was_published = interview.workflow == Workflow.PUBLISHED
        if (covers := form.covers()) is not None:
            set_scope(interview, request.user, covers)
        saved = publishing.set_access(
            interview,
            request.user,
            consent=wanted.consent,
            release=wanted.release,
            embargo_until=wanted.embargo_until,
            embargo_open=wanted.embargo_open,
        )
        if was_published and saved.workflow != Workflow.PUBLISHED:
            messages.warning(request, _("Saved. It opens the record, so readers wait until a second person agrees."))
        else:
            messages.success(request, _("Consent, release and embargo are saved."))
        return redirect("desk:interview", interview.accession)
    context = {
        "form": form,
        "interview": interview,
        "been_public": publishing.has_been_public(interview),
    }
    return render(request, "desk/access.html", context)
