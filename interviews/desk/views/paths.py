"""Reading paths and featured passages at the desk: their words, their steps and the order of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews import access, editorial, reading
from interviews.access import Act
from interviews.desk.doors import DeskRequest, door
from interviews.desk.editorial import FeatureForm, PathForm, StepForm, stretch_of
from interviews.desk.views.editorial import remove, saving, set_state
from interviews.languages import Language
from interviews.models import FeaturedPassage, Interview, PathStep, ReadingPath, Segment
from interviews.publication import seen

WORDS = 60  # of the original, by which an archivist knows a passage again


@dataclass
class Placed:
    """A step, or a featured passage, with its first words and whether readers see it."""

    row: PathStep | FeaturedPassage
    words: str
    language: str
    is_public: bool


def _placed(rows: "list[PathStep] | list[FeaturedPassage]") -> list[Placed]:
    model: type[PathStep | FeaturedPassage] = type(rows[0]) if rows else PathStep
    public = set(model._default_manager.filter(access.public_passages()).values_list("pk", flat=True))
    return [_with_words(one, one.pk in public) for one in rows]


def _with_words(row: PathStep | FeaturedPassage, is_public: bool) -> Placed:
    language = row.interview.language
    segments = Segment.objects.filter(transcript__interview=row.interview_id, transcript__language=language)
    if row.start_ms is not None:
        segments = segments.filter(start_ms__lt=row.end_ms, end_ms__gte=row.start_ms)
    else:
        segments = segments.filter(position__range=(row.first_position, row.last_position))
    words = " ".join(one.text for one in reading.covered_by(row, segments.order_by("position")[:5]))
    return Placed(row, words, language, is_public)


@door(Act.EDIT_PAGES)
def new_path(request: DeskRequest) -> HttpResponseBase:
    """Begin a reading path."""
    with saving(request):
        return _edit(request, ReadingPath())


@door(Act.EDIT_PAGES)
def edit_path(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Change a reading path and the order of its steps."""
    with saving(request):
        rows = ReadingPath.objects.select_for_update() if request.method == "POST" else ReadingPath.objects.all()
        return _edit(request, get_object_or_404(rows, slug=slug))


def _edit(request: DeskRequest, opened: ReadingPath) -> HttpResponseBase:
    stored = ReadingPath.objects.filter(pk=opened.pk).first() if opened.pk else None
    form = PathForm(request.POST if request.method == "POST" else None, instance=opened)
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        editorial.save_path(saved, request.user)
        messages.success(request, _("The reading path is saved."))
        return redirect("desk:edit_path", saved.slug)
    steps = list(stored.steps.select_related("interview")) if stored else []
    context = {
        "form": form,
        "path": stored,
        "steps": _placed(steps),
        "history": editorial.history(stored) if stored else [],
    }
    return render(request, "desk/path.html", context)


@door(Act.EDIT_PAGES)
@require_POST
def path_state(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Publish a reading path or take it back."""
    set_state(request, get_object_or_404(ReadingPath, slug=slug))
    return redirect("desk:edit_path", slug)


@door(Act.EDIT_PAGES)
@require_POST
def delete_path(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Delete a reading path with its steps."""
    gone = remove(request, get_object_or_404(ReadingPath, slug=slug))
    return redirect("desk:pages") if gone else redirect("desk:edit_path", slug)


@door(Act.EDIT_PAGES)
def new_step(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Add a step at the end of a path."""
    return _step(request, PathStep(path=get_object_or_404(ReadingPath, slug=slug)))


@door(Act.EDIT_PAGES)
def edit_step(request: DeskRequest, slug: str, pk: int) -> HttpResponseBase:
    """Change a step. One that a redaction took from readers is shown again when it is saved."""
    with saving(request):  # it is compared with what the archive has now, and nobody comes in between
        rows = PathStep.objects.select_related("interview", "path")
        return _step(request, get_object_or_404(rows, path__slug=slug, pk=pk))


def _step(request: DeskRequest, step: PathStep) -> HttpResponseBase:
    initial: dict[str, str] = {"accession": request.GET.get("interview", "")}
    if step.pk:
        frames = {f"frame_{code}": getattr(step, f"frame_{code}") or "" for code in Language.values}
        initial = {**stretch_of(step), **frames}
    form = StepForm(request.POST if request.method == "POST" else None, initial=initial)
    if step.pk and request.method == "POST" and not seen.unchanged([step], request.POST.getlist("seen")):
        form.add_error(
            None,
            _(
                "Somebody changed this step, or words were taken out of the interview, after you opened it. What you "
                "typed is still here. Look at it again, then save."
            ),
        )
    if request.method == "POST" and form.is_valid():
        form.put_on(step)
        editorial.save_step(step, request.user)
        messages.success(request, _("The step is saved."))
        return redirect("desk:edit_path", step.path.slug)
    placed = _with_words(step, step.is_shown) if step.pk else None
    token = seen.tokens([step])[step.pk] if step.pk else ""
    context = {"form": form, "path": step.path, "placed": placed, "seen": token, **_interviews()}
    return render(request, "desk/step.html", context, status=422 if form.errors else 200)


def _interviews() -> dict[str, object]:
    return {"interviews": Interview.objects.order_by("accession")}


def _moved(request: DeskRequest, one: PathStep | FeaturedPassage) -> None:
    """Move or remove ``one``, as the button says."""
    wanted = request.POST.get("do")
    if wanted == "remove":
        editorial.remove(one, request.user)
        messages.success(request, _("The passage is taken out."))
    elif wanted in ("up", "down"):
        editorial.move(one, request.user, up=wanted == "up")


@door(Act.EDIT_PAGES)
@require_POST
def move_step(request: DeskRequest, slug: str, pk: int) -> HttpResponseBase:
    """Move a step up or down, or take it out."""
    _moved(request, get_object_or_404(PathStep.objects.select_related("path"), path__slug=slug, pk=pk))
    return redirect("desk:edit_path", slug)


@door(Act.EDIT_PAGES)
def featured(request: DeskRequest) -> HttpResponseBase:
    """List the featured passages; a POST adds one."""
    form = FeatureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        passage = FeaturedPassage(theme=form.cleaned_data["theme"])
        form.put_on(passage)
        editorial.feature(passage, request.user)
        messages.success(request, _("The passage is featured."))
        return redirect("desk:featured")
    rows = list(FeaturedPassage.objects.select_related("interview", "theme"))
    return render(request, "desk/featured.html", {"form": form, "passages": _placed(rows), **_interviews()})


@door(Act.EDIT_PAGES)
@require_POST
def move_featured(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Move a featured passage up or down among those of its place, or take it out."""
    _moved(request, get_object_or_404(FeaturedPassage, pk=pk))
    return redirect("desk:featured")
