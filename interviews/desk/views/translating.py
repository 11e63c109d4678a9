"""Translating at the desk: the original on the left, its translation on the right, passage by passage."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from interviews.access import Act
from interviews.desk import translating
from interviews.desk.correcting import Changed, SignsMissing, fingerprint
from interviews.desk.doors import DeskRequest, door
from interviews.desk.fields import CleanTextField
from interviews.desk.forms import TEXT_LIMIT
from interviews.desk.playing import Place, place_to_play
from interviews.desk.translating import Row, Status, Work
from interviews.languages import Language
from interviews.models import Interview, Segment
from interviews.segmenting import clean_text

PAGE_SIZE = 40
FILTERS = (Status.UNTRANSLATED, Status.CHANGED, Status.MACHINE)


class RenderingForm(forms.Form):
    """The words of one rendering, and digests of what the translator saw of it and of the original."""

    text = CleanTextField(
        label=gettext_lazy("Translation"),
        max_length=TEXT_LIMIT,
        error_messages={"required": gettext_lazy("Write the translation; a passage without words is not saved.")},
        widget=forms.Textarea,
    )
    original_on = forms.CharField(widget=forms.HiddenInput, max_length=16)
    opened_on = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)


@dataclass
class Line:
    """A passage as the page shows it: its forms, and where it is heard."""

    row: Row
    forms: list[RenderingForm]
    place: Place | None
    original_on: str
    is_next: bool = False
    now: str = ""  # what the archive has instead of the rendering that a refused form was opened on


def _work(accession: str, language: str) -> tuple[Interview, Work]:
    interview = get_object_or_404(Interview, accession=accession)
    work = translating.work_on(interview, language) if language in Language.values else None
    if work is None:
        raise Http404
    return interview, work


@door(Act.TRANSLATE)
@require_safe
def translate(request: DeskRequest, accession: str, language: str) -> HttpResponseBase:
    """Show the passages to translate; ``show`` keeps those of one status, ``at`` is where to go on."""
    interview, work = _work(accession, language)
    return _page(request, interview, work, language)


def _page(
    request: DeskRequest,
    interview: Interview,
    work: Work,
    language: str,
    failed: tuple[int, RenderingForm] | None = None,
) -> HttpResponseBase:
    """Render the page; ``failed`` is a form with errors and the position of its passage."""
    asked = request.POST if failed else request.GET
    show, counts = asked.get("show", ""), work.counts
    at = failed[0] if failed else _number(asked.get("at", ""))
    rows = [
        row
        for row in work.rows
        if show not in Status.values or row.status.value == show or (failed and row.original.position == at)
    ]
    before = [number for number, row in enumerate(rows) if at is not None and row.original.position <= at]
    paginator = Paginator(rows, PAGE_SIZE)
    page = paginator.get_page(before[-1] // PAGE_SIZE + 1 if before and "page" not in asked else asked.get("page"))
    recordings = list(interview.recordings.select_related("interview"))
    lines = [_line(row, language, place_to_play(recordings, row.original.start_ms), failed) for row in page]
    following = next((line for line in lines if at is not None and line.row.original.position >= at), None)
    if following:
        following.is_next = True
    filters = [(one.value, one.label, counts[one.value], one.value == show) for one in FILTERS]
    context = {
        "interview": interview,
        "language": language,
        "work": work,
        "lines": lines,
        "refused": following if failed else None,
        "page": page,
        "show": show,
        "filters": [("", _("All"), len(work.rows), show not in Status.values), *filters],
        "total": len(work.rows),
        "recordings": recordings,
    }
    return render(request, "desk/translate.html", context, status=422 if failed else 200)


def _line(row: Row, language: str, place: Place | None, failed: tuple[int, RenderingForm] | None) -> Line:
    said = fingerprint(row.original.text)
    position = row.original.position
    forms = [_form(position, number, said, language, one) for number, one in enumerate(row.renderings or [None])]
    if failed and failed[0] == position:
        here = failed[1].data.get("opened_on", "")
        seen = [fingerprint(one.text) for one in row.renderings]
        which = seen.index(here) if here in seen else 0
        forms[which] = failed[1]
        now = row.renderings[which].text if row.renderings else ""
        return Line(row, forms, place, said, now=now if now != failed[1].data.get("text") else "")
    return Line(row, forms, place, said)


def _form(position: int, number: int, said: str, language: str, rendering: Segment | None) -> RenderingForm:
    text = rendering.text if rendering else ""
    form = RenderingForm(
        initial={"text": text, "original_on": said, "opened_on": fingerprint(text) if rendering else ""},
        auto_id=f"p{position}-{number}-%s",
    )
    form.fields["text"].widget.attrs |= {"lang": language, "rows": max(3, len(text) // 60 + 1)}
    return form


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


@door(Act.TRANSLATE)
def save_passage(request: DeskRequest, accession: str, language: str, position: int) -> HttpResponseBase:
    """Save a rendering, or note that it is still right; then go on with the next passage."""
    interview, work = _work(accession, language)
    if not any(row.original.position == position for row in work.rows):
        raise Http404
    if request.method != "POST":
        return _back(request, accession, language, position)
    if request.POST.get("do") == "right":
        try:
            said = request.POST.get("original_on", "")
            translating.still_right(interview, language, position, request.user, original_on=said)
            messages.success(request, _("Noted: this translation is still right."))
        except Changed:
            messages.error(request, _("The original has changed meanwhile. Look at the passage again."))
        return _back(request, accession, language, position + 1)
    form = RenderingForm(request.POST, auto_id=f"p{position}-0-%s")
    form.fields["text"].widget.attrs |= {"lang": language, "rows": 6}
    if form.is_valid():
        try:
            read = form.cleaned_data
            translating.translate(
                interview,
                language,
                position,
                clean_text(read["text"]),
                request.user,
                original_on=read["original_on"],
                opened_on=read["opened_on"],
            )
        except SignsMissing as error:
            form.add_error("text", error.message)
        except Changed as error:
            work = _work(accession, language)[1]
            form = _again(form, work, position, error)
        else:
            messages.success(request, _("The translation of the passage is saved."))
            return _back(request, accession, language, position + 1)
    return _page(request, interview, work, language, (position, form))


def _again(form: RenderingForm, work: Work, position: int, error: Changed) -> RenderingForm:
    """Return the form with what was typed, on what the archive has now: saved again, it replaces that."""
    row = next(row for row in work.rows if row.original.position == position)
    now = fingerprint(row.renderings[0].text) if row.renderings else ""
    form.data = {
        "text": form.cleaned_data["text"],
        "original_on": fingerprint(row.original.text),
        "opened_on": now,
    }
    form.add_error("text", error.message)
    return form


def _back(request: DeskRequest, accession: str, language: str, at: int) -> HttpResponseBase:
    """Go on at the passage ``at``, with the same filter."""
    query = {"show": show} if (show := request.POST.get("show", "")) in Status.values else {}
    page = reverse("desk:translate", args=[accession, language])
    return redirect(f"{page}?{urlencode({**query, 'at': at})}#next")
