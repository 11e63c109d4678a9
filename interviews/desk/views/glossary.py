"""The glossary at the desk: listed, made, changed, deleted. Search follows at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Act
from interviews.alphabet import in_alphabet
from interviews.desk.doors import DeskRequest, door
from interviews.desk.naming import EntryForm, shared
from interviews.languages import Language
from interviews.models import GlossaryTerm
from interviews.publishing import Act as LoggedAct
from interviews.publishing import note_other

PAGE_SIZE = 50
SHARED_SHOWN = 5


@dataclass
class Line:
    """An entry, the form it is called by with its language, and the others with the language of each."""

    entry: GlossaryTerm
    name: str
    language: str
    others: list[tuple[str, str]]


def _line(entry: GlossaryTerm) -> Line:
    """Call an entry by its first form in the language of the page, else by the first it has."""
    forms = [(form, code) for code in Language.values for form in entry.forms(code)]
    own = next((one for one in forms if one[1] == get_language()), forms[0] if forms else (entry.key, ""))
    return Line(entry, *own, [one for one in forms if one != own])


def _holds(entry: GlossaryTerm, wanted: str) -> bool:
    """Tell whether ``wanted``, in small letters, stands in the key or a form: a database folds Latin letters alone."""
    forms = (form for code in Language.values for form in entry.forms(code))
    return wanted in entry.key or any(wanted in form.casefold() for form in forms)


@door(Act.EDIT_GLOSSARY)
@require_safe
def entries(request: DeskRequest) -> HttpResponseBase:
    """List the entries; ``q`` and ``kind`` narrow the list."""
    wanted, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    everything = list(GlossaryTerm.objects.all())
    matching = [one for one in everything if _holds(one, wanted.casefold())]
    rows = [_line(one) for one in matching if not kind or one.kind == kind]
    page = Paginator(sorted(rows, key=lambda line: in_alphabet(line.name)), PAGE_SIZE).get_page(request.GET.get("page"))
    kinds = [("", _("All"), len(matching), not kind)]
    for code, label in GlossaryTerm.Kind.choices:
        kinds.append((code, str(label), sum(one.kind == code for one in matching), code == kind))
    context = {"wanted": wanted, "kind": kind, "kinds": kinds, "page": page, "lines": list(page)}
    return render(request, "desk/glossary.html", context)


@door(Act.EDIT_GLOSSARY)
def new_entry(request: DeskRequest) -> HttpResponseBase:
    """Make an entry."""
    return _edit(request, GlossaryTerm())


@door(Act.EDIT_GLOSSARY)
def entry(request: DeskRequest, key: str) -> HttpResponseBase:
    """Change an entry. Its key never changes."""
    if request.method != "POST":
        return _edit(request, get_object_or_404(GlossaryTerm, key=key))
    with transaction.atomic():  # the form is compared with what the archive has now, and nobody comes in between
        return _edit(request, get_object_or_404(GlossaryTerm.objects.select_for_update(), key=key))


def _edit(request: DeskRequest, opened: GlossaryTerm) -> HttpResponseBase:
    is_new = opened.pk is None
    form = EntryForm(request.POST if request.method == "POST" else None, instance=opened)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            note_other(saved, request.user, LoggedAct.GLOSSARY_SAVED, saved.key)
        messages.success(request, _("“%(name)s” is saved. Search uses it from now on.") % {"name": _line(saved).name})
        for shape, other in shared(saved)[:SHARED_SHOWN]:
            warning = _("“%(form)s” is a form of “%(other)s” too: whoever types it is given both.")
            messages.warning(request, warning % {"form": shape, "other": _line(other).name})
        return redirect("desk:glossary")
    context = {
        "form": form,
        "entry": None if is_new else GlossaryTerm.objects.get(pk=opened.pk),
        "name": "" if is_new else _line(GlossaryTerm.objects.get(pk=opened.pk)).name,
        "forms": [form[name] for name in form.FORMS],
        "definitions": [form[name] for name in form.DEFINITIONS],
    }
    return render(request, "desk/entry.html", context)


@door(Act.EDIT_GLOSSARY)
@require_POST
def delete_entry(request: DeskRequest, key: str) -> HttpResponseBase:
    """Delete an entry for good, if the archivist ticked that they mean it."""
    entry = get_object_or_404(GlossaryTerm, key=key)
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that the entry may be deleted for good, then press the button again."))
        return redirect("desk:entry", key)
    name = _line(entry).name
    with transaction.atomic():
        note_other(entry, request.user, LoggedAct.GLOSSARY_DELETED, entry.key)
        entry.delete()
    messages.success(request, _("“%(name)s” is deleted. Its forms are searched as plain words again.") % {"name": name})
    return redirect("desk:glossary")
