"""Editorial pages at the desk: listed, written, previewed, published, taken back; their versions."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews import editorial
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.editorial import PageForm
from interviews.languages import Language, shown
from interviews.markup import rendered
from interviews.models import FeaturedPassage, Interview, Page, PageVersion, ReadingPath
from interviews.models.editorial import Editorial
from interviews.publishing import Refused


@dataclass
class Line:
    """A page in the list; one that every archive has may not be written yet."""

    slug: str
    title: str
    page: Page | None
    missing: list[str]


def saving(request: DeskRequest) -> AbstractContextManager[None]:
    """Return the transaction in which a form is compared and saved; a look at the form takes none."""
    return transaction.atomic() if request.method == "POST" else nullcontext()


@door(Act.EDIT_PAGES)
@require_safe
def pages(request: DeskRequest) -> HttpResponseBase:
    """List the pages, those that every archive has first, and the reading paths; ``interview`` adds a step to one."""
    made = {one.slug: one for one in Page.objects.all()}
    lines = [_line(slug, str(label), made.pop(slug, None)) for slug, label in Page.Fixed.choices]
    lines += [_line(one.slug, one.slug, one) for one in made.values()]
    context = {
        "lines": lines,
        "paths": ReadingPath.objects.prefetch_related("steps"),
        "featured": FeaturedPassage.objects.count(),
        "interview": Interview.objects.filter(accession=request.GET.get("interview", "")).first(),
    }
    return render(request, "desk/pages.html", context)


def _line(slug: str, title: str, page: Page | None) -> Line:
    if page is None:
        return Line(slug, title, None, list(Language.values))
    missing = [
        code for code in Language.values if not (getattr(page, f"body_{code}") and getattr(page, f"title_{code}"))
    ]
    return Line(slug, shown(page, "title")[0] or title, page, missing)


@door(Act.EDIT_PAGES)
def new_page(request: DeskRequest) -> HttpResponseBase:
    """Write a page that not every archive has."""
    with saving(request):
        return _edit(request, Page())


@door(Act.EDIT_PAGES)
def edit_page(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Change a page, or write one that every archive has for the first time."""
    with saving(request):
        rows = Page.objects.select_for_update() if request.method == "POST" else Page.objects.all()
        page = rows.filter(slug=slug).first()
        if page is None and slug in Page.Fixed.values:
            page = Page(slug=slug, position=Page.Fixed.values.index(slug) + 1)
        if page is None:
            raise Http404
        return _edit(request, page)


@dataclass
class Preview:
    """A page as readers of one language will see it."""

    code: str
    title: str
    text: SafeString


def _edit(request: DeskRequest, opened: Page) -> HttpResponseBase:
    stored = Page.objects.filter(pk=opened.pk).first() if opened.pk else None
    form = PageForm(request.POST if request.method == "POST" else None, instance=opened)
    previews: list[Preview] = []
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            saved = form.save(commit=False)
            editorial.save_page(saved, request.user)
            messages.success(request, _("The page is saved.") if saved.is_published else _("The draft is saved."))
            return redirect("desk:edit_page", saved.slug)
        read = form.cleaned_data
        previews = [
            Preview(code, read[f"title_{code}"], rendered(read[f"body_{code}"]))
            for code in Language.values
            if read[f"title_{code}"] or read[f"body_{code}"]
        ]
    context = {
        "form": form,
        "page": stored,
        "name": _name(opened if stored is None else stored),
        "previews": previews,
        "versions": stored.versions.select_related("by") if stored else [],
        "history": editorial.history(stored) if stored else [],
    }
    return render(request, "desk/page.html", context)


def _name(page: Page) -> str:
    fixed = str(Page.Fixed(page.slug).label) if page.is_fixed else _("New page")
    return shown(page, "title")[0] or (page.slug if page.pk else "") or fixed


def set_state(request: DeskRequest, record: Editorial) -> None:
    """Publish ``record`` or take it back, as the button says, and tell what came of it."""
    try:
        if request.POST.get("state") == "published":
            editorial.publish(record, request.user)
            messages.success(request, _("It is published: readers see it from now on."))
        else:
            editorial.withdraw(record, request.user)
            messages.success(request, _("It is a draft again: nobody outside the desk sees it from now on."))
    except Refused as refused:
        messages.error(request, str(refused.message))


@door(Act.EDIT_PAGES)
@require_POST
def page_state(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Publish a page or take it back."""
    set_state(request, get_object_or_404(Page, slug=slug))
    return redirect("desk:edit_page", slug)


def remove(request: DeskRequest, record: Editorial) -> bool:
    """Delete ``record`` if the archivist ticked that they mean it; tell what came of it, and whether it is gone."""
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that it may be deleted for good, then press the button again."))
        return False
    try:
        editorial.delete(record, request.user)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return False
    messages.success(request, _("It is deleted."))
    return True


@door(Act.EDIT_PAGES)
@require_POST
def delete_page(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Delete a page that not every archive has."""
    gone = remove(request, get_object_or_404(Page, slug=slug))
    return redirect("desk:pages") if gone else redirect("desk:edit_page", slug)


@door(Act.EDIT_PAGES)
def page_version(request: DeskRequest, slug: str, number: int) -> HttpResponseBase:
    """Show what a page said in a version; a POST has it say that again."""
    version = get_object_or_404(PageVersion.objects.select_related("page", "by"), page__slug=slug, number=number)
    if request.method == "POST":
        try:
            editorial.restore(version, request.user)
            messages.success(request, _("Version %(number)s is restored.") % {"number": number})
        except Refused as refused:
            messages.error(request, str(refused.message))
        return redirect("desk:edit_page", slug)
    texts = [
        Preview(code, version.texts.get(f"title_{code}", ""), rendered(version.texts.get(f"body_{code}", "")))
        for code in Language.values
        if version.texts.get(f"title_{code}") or version.texts.get(f"body_{code}")
    ]
    is_latest = version.number == version.page.versions.values_list("number", flat=True).first()
    context = {"version": version, "page": version.page, "previews": texts, "is_latest": is_latest}
    return render(request, "desk/page_version.html", context)
