"""What the makers say themselves: pages, and reading paths through the interviews."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interviews import exporting, quoting, reading
from interviews.languages import Language, shown
from interviews.markup import rendered
from interviews.models import FeaturedPassage, Page, PathStep, ReadingPath
from interviews.reading import Passage

MOST_SEGMENTS = 8  # of one step; a longer stretch leads on to the interview
_OWN = re.compile(r"/(?:(?P<language>[a-z]{2})/)?(?P<kind>pages|paths)/(?P<slug>[-\w]+)/?(?P<rest>[?#].*)?")


@require_safe
def page_list(request: HttpRequest) -> HttpResponse:
    """List the published pages and reading paths."""
    context = {"pages": Page.objects.public(), "paths": paths()}
    return render(request, "interviews/page_list.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published page in the reader's language, or in the next best with a note.

    How to ask for removal is linked from every page, so its address always answers: with a few words of its own until
    the makers have published theirs.
    """
    pages = list(Page.objects.public())
    found = next((one for one in pages if one.slug == slug), None)
    if found is None and slug == Page.Fixed.REMOVAL:
        return render(request, "interviews/removal.html", {"pages": pages})
    if found is None:
        raise Http404
    text, code = shown(found, "body")
    context = {
        "editorial": found,
        "text": rendered(text, addresses()),
        "text_language": code,
        "is_elsewhere": code != get_language(),
        "pages": pages,
    }
    return render(request, "interviews/page.html", context)


def addresses() -> Callable[[str], str]:
    """Return what turns a link of a page into an address: in the language of the page, and to public pages alone."""
    known = {
        "pages": set(Page.objects.public().values_list("slug", flat=True)),
        "paths": set(ReadingPath.objects.public().values_list("slug", flat=True)),
    }
    language = get_language()

    def address(typed: str) -> str:
        own = _OWN.fullmatch(typed)
        if own and own["slug"] not in known[own["kind"]]:
            return ""
        first = typed.split("/", 2)[1] if typed.startswith("/") else ""
        inside = typed.startswith("/") and first not in (*Language.values, "api", "static", "health")
        return f"/{language}{typed}" if inside else typed

    return address


@dataclass
class Step:
    """A public step of a path with its number among the public ones, and how it is cited."""

    number: int
    passage: Passage[PathStep]
    citation: str

    @property
    def quoted_at(self) -> str:
        """Where the passage has a page of its own."""
        stretch = quoting.Stretch.of(self.passage.segments)
        language = self.passage.segments[0].transcript.language
        at = reverse("interviews:passage", args=[self.passage.interview.accession, str(stretch)])
        return f"{at}?transcript={language}"

    @property
    def is_longer(self) -> bool:
        """Whether the stretch goes on after what is shown."""
        last = self.passage.segments[-1]
        end = self.passage.stretch.end_ms
        return len(self.passage.segments) == MOST_SEGMENTS and (end or 0) > (last.end_ms or 0)


def public_steps(path: ReadingPath) -> list[Step]:
    """Return the steps of ``path`` that readers see; one whose words are not there is no step."""
    rows = reading.joined(PathStep.objects.public().filter(path=path))
    steps = list(rows.prefetch_related(reading.playable("interview__")))
    heard = [one for one in reading.passages(steps, most=MOST_SEGMENTS) if one.segments]
    return [
        Step(number, one, exporting.citation(one.interview, one.segments[0].transcript, at_ms=one.segments[0].start_ms))
        for number, one in enumerate(heard, 1)
    ]


def featured(theme: int | None) -> list[FeaturedPassage]:
    """Return what is featured on the page of the theme with this key, or on the front page.

    Interviews are joined; their recordings are not, nor are the words.
    """
    return list(reading.joined(FeaturedPassage.objects.public().filter(theme=theme)))


def paths() -> list[tuple[ReadingPath, int]]:
    """Return the published reading paths that have a public step, each with their number."""
    return counted(reading.passages(steps_of_all(), most=1))


def steps_of_all() -> list[PathStep]:
    """Return the public steps of all paths, to look up which of them have words."""
    return list(PathStep.objects.public().select_related("interview"))


def counted(steps: Iterable[Passage[PathStep]]) -> list[tuple[ReadingPath, int]]:
    """Return the published reading paths, each with the number of their ``steps`` that have words, if any has."""
    counts = Counter(one.stretch.path_id for one in steps if one.segments)
    if not counts:
        return []
    return [(one, counts[one.pk]) for one in ReadingPath.objects.public() if one.pk in counts]


@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a reading path: its public passages in the reader's language, each with its frame."""
    found = get_object_or_404(ReadingPath.objects.public(), slug=slug)
    steps = public_steps(found)
    others = [one for one, _steps in paths() if one.pk != found.pk]
    context = {
        "path": found,
        "steps": steps,
        "others": others,
        "notices": reading.notices([one.passage.interview for one in steps]),
    }
    return render(request, "interviews/path.html", context)
