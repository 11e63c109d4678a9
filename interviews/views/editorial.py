"""What the makers say themselves: pages, and reading paths through the interviews."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interviews import exporting, quoting, reading
from interviews.languages import Language, shown
from interviews.markup import rendered
from interviews.models import Coding, FeaturedPassage, Page, PathStep, ReadingPath
from interviews.reading import Passage

MOST_SEGMENTS = 8  # of one step; a longer stretch leads on to the interview
MOST_GISTS = 2
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


@dataclass(frozen=True)
class Readable:
    """A language in which a passage can be read, and where."""

    language: str
    url: str


@dataclass
class Step:
    """A public step of a path with its number among the public ones, and how it is cited.

    Where nobody has translated it into the reader's language, ``gists`` tell in it what is said there, as far as
    archivists wrote that, and ``readable`` are the other languages in which it can be read.
    """

    number: int
    passage: Passage[PathStep]
    citation: str
    gists: list[str] = field(default_factory=list)
    readable: list[Readable] = field(default_factory=list)

    @property
    def lacks_own(self) -> bool:
        """Whether the words are in another language than the page."""
        return reading.lacks_own([self.passage.segments[0].transcript])

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
    found = [
        Step(number, one, exporting.citation(one.interview, one.segments[0].transcript, at_ms=one.segments[0].start_ms))
        for number, one in enumerate(heard, 1)
    ]
    _add_what_there_is([one for one in found if one.lacks_own])
    return found


def _add_what_there_is(steps: Sequence[Step]) -> None:
    """Give steps that are not in the reader's language what there is in it, and in others: in two statements."""
    if not steps:
        return
    interviews = {one.passage.interview.pk: one.passage.interview for one in steps}
    several = reading.public_transcripts(interviews.values())
    told = f"gist_{get_language()}"
    codings = list(
        Coding.objects.public().filter(reading.STRETCH, interview__in=interviews, **{f"{told}__gt": ""}).order_by("pk")
    )
    for step in steps:
        one, first = step.passage, step.passage.segments[0]
        shown_in = {first.transcript.language, get_language()}
        step.readable = [
            Readable(other.language, reading.opens_in(one.interview, other.language, first))
            for other in several.get(one.interview.pk, [])
            if other.language not in shown_in
        ]
        own = [coding for coding in codings if coding.interview_id == one.interview.pk]
        covering = [coding for coding in own if reading.covered_by(coding, one.segments)]
        step.gists = list(dict.fromkeys(getattr(coding, told) for coding in covering))[:MOST_GISTS]


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
