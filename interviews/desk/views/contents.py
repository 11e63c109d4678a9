"""The table of contents at the desk: chapters that files proposed or people wrote, accepted, changed and rejected."""

from collections.abc import Sequence
from contextlib import nullcontext

from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews import content_warnings
from interviews import contents as acts
from interviews.access import Act
from interviews.desk.chapters import ChapterForm, WarningForm, passages_of
from interviews.desk.doors import DeskRequest, door
from interviews.models import Chapter, Interview, Segment
from interviews.numbers import whole_number
from interviews.publication import seen
from interviews.states import ChapterStatus


@door(Act.EDIT_CONTENTS)
def contents(request: DeskRequest, accession: str) -> HttpResponseBase:
    """List the chapters and content warnings of an interview.

    A POST accepts, rejects or takes back the chapters that are ticked, or sets or removes a warning.
    """
    record = get_object_or_404(Interview.objects.with_labels(), accession=accession)
    begun = _passage(record, request.GET.get("transcript", ""), request.GET.get("at", ""))
    form = WarningForm(request.POST if request.POST.get("do") == "warn" else None, accession=accession, passage=begun)
    if request.method == "POST" and not form.is_bound:
        return _warn(request, record) if "warning" in request.POST else _decide(request, record)
    if form.is_valid():
        content_warnings.warn(record, request.user, form.made())
        messages.success(request, _("Readers are told of it before the stretch."))
        return redirect("desk:contents", record.accession)
    chapters = list(seen.marked(list(record.chapters.all())))
    redactions = list(record.redactions.all())
    doubtful = {one.pk for stretch in redactions for one in acts.touched_by(record, stretch)}
    context = {
        "interview": record,
        "rows": [(one, one.pk in doubtful) for one in chapters],
        "has_times": Segment.objects.filter(transcript__interview=record, start_ms__isnull=False).exists(),
        "proposed": sum(one.status == ChapterStatus.PROPOSED for one in chapters),
        "warnings": list(record.warnings.all()),
        "form": form,
    }
    return render(request, "desk/contents.html", context, status=422 if form.errors else 200)


def _passage(record: Interview, language: str, at: str) -> Segment | None:
    """Return the passage of which somebody is to be warned, as the page of the record names it."""
    position = whole_number(at, figures=8)
    if position is None:
        return None
    rows = Segment.objects.filter(transcript__interview=record, transcript__language=language)
    return rows.filter(position=position).first()


def _warn(request: DeskRequest, record: Interview) -> HttpResponseBase:
    """Show a warning again, or remove it."""
    key = whole_number(request.POST["warning"])
    warning = record.warnings.filter(pk=key).first() if key is not None else None
    if warning is not None and request.POST.get("do") == "show-warning":
        content_warnings.warn(record, request.user, warning)
        messages.success(request, _("Readers are told of it before the stretch."))
    elif warning is not None and request.POST.get("do") == "unwarn":
        content_warnings.unwarn(record, request.user, warning)
        messages.success(request, _("The content warning is removed."))
    return redirect("desk:contents", record.accession)


def _decide(request: DeskRequest, record: Interview) -> HttpResponseBase:
    ticked, what = request.POST.getlist("chapter"), request.POST.get("do", "")
    rows = record.chapters.all()
    if what.startswith("all-"):
        ticked, what = request.POST.getlist("proposed"), what.removeprefix("all-")
        rows = rows.filter(status=ChapterStatus.PROPOSED)
    with transaction.atomic():
        return _with_chosen(request, record, what, list(rows.filter(pk__in=seen.keys(ticked))), ticked)


def _with_chosen(
    request: DeskRequest, record: Interview, what: str, chosen: list[Chapter], ticked: list[str]
) -> HttpResponseBase:
    known = seen.unchanged(chosen, ticked) if what == "accept" else chosen
    if others := len(chosen) - len(known):
        told = ngettext(
            "%(n)s chapter is not accepted: it was changed, or words were taken out, after you opened the page. Look "
            "again.",
            "%(n)s chapters are not accepted: they were changed, or words were taken out, after you opened the page. "
            "Look again.",
            others,
        )
        messages.error(request, told % {"n": others})
        if not known:
            return redirect("desk:contents", record.accession)
    chosen = known
    if not chosen or what not in ("accept", "reject", "take-back"):
        messages.error(request, _("Tick the chapters first, then choose what to do with them."))
    else:
        messages.success(request, _done(request, record, what, chosen))
    return redirect("desk:contents", record.accession)


def _done(request: DeskRequest, record: Interview, what: str, chosen: Sequence[Chapter]) -> str:
    """Do it, and return what was done in words."""
    if what == "accept":
        acts.accept(record, request.user, chapters=chosen)
        told = ngettext("%(n)s chapter is accepted.", "%(n)s chapters are accepted.", len(chosen))
    elif what == "reject":
        acts.reject(record, request.user, chapters=chosen)
        told = ngettext("%(n)s chapter is rejected.", "%(n)s chapters are rejected.", len(chosen))
    else:
        acts.take_back(record, request.user, chapters=chosen)
        told = ngettext("%(n)s chapter is proposed again.", "%(n)s chapters are proposed again.", len(chosen))
    return told % {"n": len(chosen)}


@door(Act.EDIT_CONTENTS)
def chapter(request: DeskRequest, accession: str, pk: int) -> HttpResponseBase:
    """Change where a chapter begins and ends and what readers are told of it, or remove it."""
    # The form is compared with what the archive has now, and nobody comes in between. A look at it waits for nobody.
    with transaction.atomic() if request.method == "POST" else nullcontext():
        rows = Chapter.objects.select_for_update() if request.method == "POST" else Chapter.objects.all()
        opened = get_object_or_404(rows, pk=pk, interview__accession=accession)
        if "remove" in request.POST:
            acts.reject(opened.interview, request.user, chapters=[opened])
            messages.success(request, _("The chapter is removed."))
            return redirect("desk:contents", accession)
        return _edit(request, opened)


@door(Act.EDIT_CONTENTS)
def new_chapter(request: DeskRequest, accession: str) -> HttpResponseBase:
    """Write a chapter that no file brought along."""
    record = get_object_or_404(Interview, accession=accession)
    return _edit(request, Chapter(interview=record))


def _edit(request: DeskRequest, opened: Chapter) -> HttpResponseBase:
    """Show the form of a chapter, or save what was sent."""
    record, pk = opened.interview, opened.pk
    form = ChapterForm(
        request.POST if request.method == "POST" else None, instance=opened, passages=passages_of(record)
    )
    if request.method == "POST" and form.is_valid():
        written = form.put_times()
        save = acts.change if pk else acts.add
        save(written, request.user)
        messages.success(request, _("The chapter is saved."))
        if "accept" in request.POST:
            _accept(request, written, is_new=not pk)
        return redirect("desk:contents", record.accession)
    context = {
        "interview": record,
        "chapter": Chapter.objects.get(pk=pk) if pk else None,
        "form": form,
        "fields": [(form[title], form[synopsis]) for title, synopsis in zip(form.TITLES, form.SYNOPSES, strict=True)],
    }
    return render(request, "desk/chapter.html", context, status=422 if form.errors else 200)


def _accept(request: DeskRequest, written: Chapter, *, is_new: bool) -> None:
    """Show a chapter to readers, but not one that was written just now where words were taken out."""
    record = written.interview
    stretches = record.redactions.values_list("start_ms", "end_ms")
    if is_new and any(written.shares_time(*stretch) for stretch in stretches):
        messages.warning(
            request,
            _(
                "Words were taken out in this stretch, so the chapter is not accepted yet. Make sure that neither "
                "title nor synopsis tells them, then accept it."
            ),
        )
    else:
        acts.accept(record, request.user, chapters=[written])
