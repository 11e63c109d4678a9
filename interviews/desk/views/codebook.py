"""The codebook at the desk: themes listed, made, changed, ordered, merged, split and retired."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Act, may
from interviews.coding import codebook as acts
from interviews.coding import log
from interviews.desk.doors import DeskRequest, door
from interviews.desk.theming import NewThemeForm, TargetForm, ThemeForm
from interviews.models import Coding, Theme
from interviews.numbers import whole_numbers
from interviews.publishing import Refused
from interviews.states import CodingStatus

PAGE_SIZE = 100


@dataclass
class Group:
    """A question with its themes, and the retired ones apart."""

    question: Theme
    themes: list[Theme]
    retired: list[Theme]


def _counted() -> QuerySet[Theme]:
    accepted = Count("codings", filter=Q(codings__status=CodingStatus.ACCEPTED))
    return Theme.objects.select_related("parent", "successor").annotate(
        codings_in_all=Count("codings"), accepted=accepted
    )


@door(Act.EDIT_CODEBOOK)
@require_safe
def codebook(request: DeskRequest) -> HttpResponseBase:
    """List the questions with their themes and how often each is used."""
    rows = list(_counted())
    groups = [
        Group(
            question,
            [one for one in rows if one.parent_id == question.pk and not one.retired],
            [one for one in rows if one.parent_id == question.pk and one.retired],
        )
        for question in rows
        if question.parent_id is None
    ]
    return render(request, "desk/codebook.html", {"groups": groups})


@door(Act.EDIT_CODEBOOK)
def new_theme(request: DeskRequest) -> HttpResponseBase:
    """Make a theme; ``parent`` in the address chooses its question."""
    parent = Theme.objects.questions().filter(code=request.GET.get("parent", ""), retired=False).first()
    return _edit(request, Theme(parent=parent))


@door(Act.EDIT_CODEBOOK)
def theme(request: DeskRequest, code: str) -> HttpResponseBase:
    """Change a theme. Its code never changes."""
    if request.method != "POST":
        return _edit(request, get_object_or_404(Theme, code=code))
    with transaction.atomic():
        return _edit(request, get_object_or_404(Theme.objects.select_for_update(), code=code))


def _edit(request: DeskRequest, opened: Theme) -> HttpResponseBase:
    is_new = opened.pk is None
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=opened, by=request.user)
    if request.method == "POST" and form.is_valid():
        if not is_new:
            form.compare(ThemeForm(instance=Theme.objects.get(pk=opened.pk), by=request.user))
        if not form.errors:
            saved = form.save(commit=False)
            if is_new:
                saved.position = 1 + max(_siblings(saved).values_list("position", flat=True), default=0)
            saved.save()
            log.note_theme(saved, request.user, log.Act.THEME_MADE if is_new else log.Act.THEME_CHANGED)
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved})
            return redirect("desk:codebook")
    stored = None if is_new else _counted().get(pk=opened.pk)
    context = {
        "form": form,
        "theme": stored,
        "labels": [form[name] for name in form.LABELS],
        "definitions": [form[name] for name in form.DEFINITIONS],
        "history": log.history(stored) if stored else [],
        "may_bring_back": may(request.user, Act.SHOW_THEME_AGAIN),
    }
    return render(request, "desk/theme.html", context, status=422 if form.errors else 200)


def _siblings(theme: Theme) -> QuerySet[Theme]:
    return Theme.objects.filter(parent=theme.parent_id).exclude(pk=theme.pk)


@door(Act.EDIT_CODEBOOK)
@require_POST
def move_theme(request: DeskRequest, code: str) -> HttpResponseBase:
    """Put a theme one place up or down among those of its question."""
    with transaction.atomic():
        moved = get_object_or_404(Theme, code=code)
        rows = list(Theme.objects.filter(parent=moved.parent_id, retired=False))
        if moved in rows:
            place = rows.index(moved)
            wanted = place + (1 if request.POST.get("to") == "down" else -1)
            rows.insert(max(0, wanted), rows.pop(place))
        for position, row in enumerate(rows, 1):
            if row.position != position:
                # A plain QuerySet: the order is asked for anew by every page, so no interview is indexed again for it,
                # and no request to publish one counts as older than the record.
                QuerySet(Theme).filter(pk=row.pk).update(position=position)
        log.note_theme(moved, request.user, log.Act.THEME_MOVED)
    return redirect(f"{_codebook()}#{code}")


def _codebook() -> str:
    return reverse("desk:codebook")


@door(Act.EDIT_CODEBOOK)
def merge_theme(request: DeskRequest, code: str) -> HttpResponseBase:
    """Choose a theme to merge into, see what that changes, do it."""
    source = get_object_or_404(_counted(), code=code)
    data = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
    form = TargetForm(data, theme=source, label=_("Merge into"))
    target = effect = None
    error = ""
    if form.is_valid():
        target = form.cleaned_data["into"]
        try:
            acts.check_merge(source, target)
            effect = acts.effect_of_moving(source.codings.select_related("theme__parent"), target)
            if request.method == "POST" and request.POST.get("seen") == repr(effect):
                acts.merge(source, target, request.user)
                said = _("“%(source)s” is merged into “%(target)s”. Its address leads there from now on.")
                messages.success(request, said % {"source": source, "target": target})
                return redirect("desk:theme", target.code)
        except Refused as refused:
            error = str(refused.message)
    context = {"theme": source, "form": form, "target": target, "effect": effect, "seen": repr(effect), "error": error}
    return render(request, "desk/merge_theme.html", context, status=422 if error or form.errors else 200)


@door(Act.EDIT_CODEBOOK)
def split_theme(request: DeskRequest, code: str) -> HttpResponseBase:
    """Tick codings and move them to another theme, or to a new one under the same question."""
    source = get_object_or_404(_counted(), code=code)
    data = request.POST if request.method == "POST" else None
    target_form = TargetForm(data, theme=source, required=False, label=_("Move them to"))
    new_form = NewThemeForm(data)
    seen = Coding.objects.seen_by(request.user).filter(theme=source).select_related("interview", "theme__parent")
    rows = seen.order_by("interview__accession", "start_ms", "pk")
    error = ""
    if data is not None and target_form.is_valid() and new_form.is_valid():
        chosen = whole_numbers(data.getlist("coding"))
        try:
            with transaction.atomic():
                target = target_form.cleaned_data["into"] or _made(source, new_form, request)
                done = acts.split(source, target, chosen, request.user)
            said = ngettext(
                "%(n)s coding is moved to “%(name)s”.", "%(n)s codings are moved to “%(name)s”.", done.codings
            )
            messages.success(request, said % {"n": done.codings, "name": target})
            return redirect("desk:theme", target.code)
        except Refused as refused:
            error = str(refused.message)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"theme": source, "form": target_form, "new_form": new_form, "page": page, "error": error}
    failed = error or target_form.errors or new_form.errors
    return render(request, "desk/split_theme.html", context, status=422 if failed else 200)


def _made(source: Theme, form: NewThemeForm, request: DeskRequest) -> Theme:
    """Return the new theme of ``form``, under the question of ``source`` and shown no more than it."""
    code = form.cleaned_data["code"]
    if not code:
        raise Refused(_("Choose a theme, or write the code and the label of a new one."))
    made = Theme(code=code, parent=source.parent, is_public=source.is_public)
    setattr(made, f"label_{get_language()}", form.cleaned_data["label"])
    made.position = 1 + max(_siblings(made).values_list("position", flat=True), default=0)
    made.save()
    log.note_theme(made, request.user, log.Act.THEME_MADE)
    return made


@door(Act.EDIT_CODEBOOK)
def retire_theme(request: DeskRequest, code: str) -> HttpResponseBase:
    """Take a theme out of use, with or without a successor, after it was told what readers lose."""
    found = get_object_or_404(_counted(), code=code)
    form = TargetForm(
        request.POST if request.method == "POST" else None, theme=found, required=False, label=_("Successor")
    )
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            acts.retire(found, request.user, form.cleaned_data["into"])
            messages.success(request, _("“%(name)s” is retired.") % {"name": found})
            return redirect("desk:codebook")
        except Refused as refused:
            error = str(refused.message)
    public = Coding.objects.public().filter(theme=found)
    context = {
        "theme": found,
        "form": form,
        "error": error,
        "codings": public.count(),
        "interviews": public.order_by().values("interview").distinct().count(),
    }
    return render(request, "desk/retire_theme.html", context, status=422 if error or form.errors else 200)


@door(Act.SHOW_THEME_AGAIN)
@require_POST
def bring_theme_back(request: DeskRequest, code: str) -> HttpResponseBase:
    """Take a retired theme into use again."""
    found = get_object_or_404(Theme, code=code)
    acts.bring_back(found, request.user)
    messages.success(request, _("“%(name)s” is in use again.") % {"name": found})
    return redirect("desk:theme", code)
