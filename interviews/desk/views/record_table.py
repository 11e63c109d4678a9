"""Many records at once: a table to filter, sort and change row by row, and the same as a file, out and in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from interviews import publishing
from interviews.access import Act
from interviews.desk import record_sheet
from interviews.desk.choosing import ChoosingForm
from interviews.desk.doors import DeskRequest, door
from interviews.desk.forms import RowForm
from interviews.exchange.report import Refused
from interviews.models import Interview, Narrator

PAGE_SIZE = 20
FILE_LIMIT = 5 * 1024 * 1024


@door(Act.DESCRIBE)
@require_safe
def record_table(request: DeskRequest) -> HttpResponseBase:
    """Show the chosen records, each as a form of its own."""
    return _table(request, request.GET)


def _table(request: DeskRequest, query: QueryDict, failed: RowForm | None = None) -> HttpResponseBase:
    choosing = ChoosingForm(query)
    page = Paginator(choosing.rows().select_related("consent_scope"), PAGE_SIZE).get_page(query.get("page"))
    forms_by_key = {one.pk: RowForm(instance=one) for one in page}
    rows = [(one, forms_by_key[one.pk], publishing.holds(one)) for one in page]
    if failed is not None:
        now = Interview.objects.with_labels().get(pk=failed.instance.pk)
        rows = [(now, failed, publishing.holds(now)), *(row for row in rows if row[0].pk != now.pk)]
    context: dict[str, Any] = {
        "choosing": choosing,
        "page": page,
        "rows": rows,
        "failed": failed,
        "back": query.urlencode(),
        "narrators": Narrator.objects.values_list("name", flat=True),
        "count": page.paginator.count,
    }
    return render(request, "desk/record_table.html", context, status=422 if failed is not None else 200)


@door(Act.DESCRIBE)
@require_POST
def save_row(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Save one row; what somebody else changed meanwhile is told and not overwritten."""
    query = QueryDict(request.POST.get("back", "")[:2000])
    with transaction.atomic():
        interview = get_object_or_404(Interview.objects.select_for_update(), accession=accession)
        form = RowForm(request.POST, instance=interview)
        if not form.is_valid():
            return _table(request, query, form)
        publishing.note_act(form.save(), request.user, publishing.Act.DESCRIBED)
    messages.success(request, _("The record %(accession)s is saved.") % {"accession": accession}, extra_tags=accession)
    return redirect(f"{reverse('desk:record_table')}?{query.urlencode()}#row-{accession}")


@door(Act.DESCRIBE)
@require_safe
def record_csv(request: DeskRequest) -> HttpResponse:
    """Give the chosen records as a table."""
    text = record_sheet.written(ChoosingForm(request.GET).rows())
    response = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{record_sheet.NAME}"'
    return response


class SheetForm(forms.Form):
    """The table, back from a spreadsheet."""

    file = forms.FileField(label=gettext_lazy("Table (CSV)"))

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > FILE_LIMIT:
            raise forms.ValidationError(_("The file is larger than 5 MB. Send it in parts."))
        data: bytes = upload.read()
        return data


@door(Act.DESCRIBE)
def record_changes(request: DeskRequest) -> HttpResponseBase:
    """Compare a table with the archive, show every difference, and store those that are ticked."""
    if "take" in request.POST or "compared" in request.POST:
        return _store(request)
    form = SheetForm(request.POST or None, request.FILES or None) if request.method == "POST" else SheetForm()
    context: dict[str, Any] = {"form": form, "columns": ("accession", *record_sheet.COLUMNS)}
    if request.method == "POST" and form.is_valid():
        try:
            context["found"] = record_sheet.differences(form.cleaned_data["file"])
        except Refused as refused:
            for one in refused.findings:
                form.add_error("file", one.message)
    failed = request.method == "POST" and "found" not in context
    return render(request, "desk/record_changes.html", context, status=422 if failed else 200)


def _store(request: DeskRequest) -> HttpResponseBase:
    packed = (request.POST.get(f"change-{number}", "") for number in request.POST.getlist("take"))
    changes = [one for text in packed if (one := record_sheet.Change.unpacked(text))]
    done, told = record_sheet.store(changes, request.user)
    for problem in told:
        messages.error(request, problem)
    messages.success(request, ngettext("%(n)s record is changed.", "%(n)s records are changed.", done) % {"n": done})
    return redirect("desk:record_table")
