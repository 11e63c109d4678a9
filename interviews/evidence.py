"""What the interviews say to a question: how many speak of each theme, of how many, in which years, and one passage."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import get_language

from interviews import reading
from interviews.circumstances import Circumstances
from interviews.languages import Language
from interviews.models import Coding, FeaturedPassage, Theme, Transcript
from interviews.reading import STRETCH, Passage
from interviews.states import Provenance

Met = Mapping[int, int]
"""The marked passages of a theme by the id of their interview; none where the whole interview was marked."""

NOT_MET: Met = {}


def tally(question: Theme) -> Mapping[int, Met]:
    """Return by theme id, that of the question too, in which public interviews it is met. One statement."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Coding.objects.apart().filter(reading.with_theme(question.code)).order_by()
    counted = rows.values_list("theme_id", "interview_id").annotate(marked=Count("pk", filter=STRETCH))
    for theme, interview, passages in counted:
        found[theme][interview] = passages
    return found


def together(met: Iterable[Met]) -> Met:
    """Return the marked passages of several themes."""
    found: dict[int, int] = defaultdict(int)
    for one in met:
        for interview, passages in one.items():
            found[interview] += passages
    return found


@dataclass(frozen=True)
class Share:
    """A theme's count with its denominator: ``found`` of ``coded`` interviews; ``uncoded`` are not coded yet.

    ``elsewhere`` counts the interviews outside ``coded`` in which the theme was met all the same.
    """

    found: int
    coded: int
    uncoded: int
    elsewhere: int


def share(met: Met, among: Sequence[Circumstances]) -> Share:
    """Return the share of the interviews ``among`` which a theme is met."""
    found = [one for one in among if one.pk in met]
    coded = sum(one.coded for one in among)
    within = sum(one.coded for one in found)
    return Share(found=within, coded=coded, uncoded=len(among) - coded, elsewhere=len(found) - within)


@dataclass(frozen=True)
class Cell:
    """In how many interviews of a year a theme is met, and how many passages are marked. ``shade`` is 0 to 5."""

    year: str
    interviews: int
    passages: int
    shade: int


@dataclass
class Evidence:
    """A theme of a question: its share, its marked passages, its years, and the passage that speaks for it."""

    theme: Theme
    met: Met
    share: Share
    years: list[Cell] = field(default_factory=list)
    passage: Passage[Any] | None = None

    @property
    def passages(self) -> int:
        """How many passages are marked."""
        return sum(self.met.values())


@dataclass
class Year:
    """A year of leaving: how many public interviews are of it, and how many of these are coded for the question."""

    year: str
    interviews: int
    coded: int


def years(among: Iterable[Circumstances]) -> list[Year]:
    """Return the years of leaving, the earliest first."""
    found: dict[str, Year] = {}
    for one in among:
        if one.left:
            year = found.setdefault(one.left, Year(one.left, 0, 0))
            year.interviews += 1
            year.coded += one.coded
    return sorted(found.values(), key=lambda year: year.year)


def of_themes(themes: Iterable[Theme], met: Mapping[int, Met], among: Sequence[Circumstances]) -> list[Evidence]:
    """Return the ``themes`` with what is counted of them among these interviews."""
    found = [Evidence(one, met.get(one.pk, NOT_MET), share(met.get(one.pk, NOT_MET), among)) for one in themes]
    left = {one.pk: one.left for one in among}
    columns = [one.year for one in years(among)]
    counts = {(one.theme.pk, year): [0, 0] for one in found for year in columns}
    for one in found:
        for interview, passages in one.met.items():
            if count := counts.get((one.theme.pk, left.get(interview, ""))):
                count[0] += 1
                count[1] += passages
    most = max((interviews for interviews, _passages in counts.values()), default=0)
    for one in found:
        for year in columns:
            interviews, passages = counts[one.theme.pk, year]
            one.years.append(Cell(year, interviews, passages, _shade(interviews, most)))
    return found


def _shade(count: int, most: int) -> int:
    return -(-5 * count // most) if most else 0


# ---- The passage that speaks for a theme

_TRIED = 3  # stretches a theme, in case the words of the first are not there
_BEST_MS = 30_000  # long enough for a thought, short enough to be read
_CHECKED = [Provenance.REVIEWED, Provenance.CORRECTED, Provenance.MACHINE]


def add_passages(found: Sequence[Evidence], question: Theme) -> None:
    """Give each theme the passage that speaks for it.

    What archivists featured on the theme's page comes first; then what they featured elsewhere, if it is marked with
    the theme. Else it is the passage that is best by :func:`_fitness`.
    """
    codings = _codings(question)
    featured = list(
        reading.joined(FeaturedPassage.objects.public()).order_by("theme__position", "theme", "position", "pk")
    )
    tried = {one.theme.pk: _featured_for(one.theme, featured, codings.get(one.theme.pk, [])) for one in found}
    chosen = _fittest(found, codings)
    rows = Coding.objects.public().filter(pk__in=[pk for several in chosen.values() for pk in several])
    by_key = {one.pk: one for one in reading.joined(rows.select_related("theme"))}
    stretches: list[Any] = [one for several in tried.values() for one in several]
    stretches = [*{id(one): one for one in stretches}.values(), *by_key.values()]
    reading.add_recordings({one.interview_id: one.interview for one in stretches})
    heard: dict[int, Passage[Any]] = {
        id(one.stretch): one for one in reading.passages(stretches, most=2) if one.segments
    }
    for one in found:
        marked = [by_key[pk] for pk in chosen.get(one.theme.pk, []) if pk in by_key]
        here = [heard[id(stretch)] for stretch in (*tried[one.theme.pk], *marked) if id(stretch) in heard]
        one.passage = here[0] if here else None


def _codings(question: Theme) -> dict[int, list[Coding]]:
    """Return the marked stretches by theme id, with no more of each than choosing takes."""
    found: dict[int, list[Coding]] = defaultdict(list)
    names = ("pk", "theme_id", "interview_id", "start_ms", "end_ms", "first_position", "last_position")
    rows = Coding.objects.apart().filter(reading.with_theme(question.code), STRETCH).order_by("pk")
    for values in rows.values(*names, *(f"gist_{code}" for code in Language.values)):
        found[values["theme_id"]].append(Coding(**values))
    return found


def _featured_for(
    theme: Theme, featured: Iterable[FeaturedPassage], codings: Iterable[Coding]
) -> list[FeaturedPassage]:
    own = [one for one in featured if one.theme_id == theme.pk]
    marked = [one for one in featured if one.theme_id != theme.pk and any(_meet(one, coding) for coding in codings)]
    return [*own, *marked][:_TRIED]


def _meet(featured: FeaturedPassage, coding: Coding) -> bool:
    if featured.interview_id != coding.interview_id or featured.is_whole:
        return False
    if featured.first_position is None or featured.last_position is None:
        return coding.covers(start_ms=featured.start_ms, end_ms=featured.end_ms, moment=-1)
    moments = range(featured.first_position, featured.last_position + 1)
    return any(coding.covers(start_ms=None, end_ms=None, moment=moment) for moment in moments)


def _fittest(found: Iterable[Evidence], codings: Mapping[int, Collection[Coding]]) -> dict[int, list[int]]:
    """Return by theme id the keys of the best stretches; no interview speaks twice while another one can."""
    transcripts = _transcripts({one.interview_id for several in codings.values() for one in several})
    quoted: set[int] = set()
    chosen = {}
    for one in found:
        ordered = sorted(
            codings.get(one.theme.pk, []),
            key=lambda coding: (*_fitness(coding, transcripts.get(coding.interview_id, {}), quoted), coding.pk),
        )
        chosen[one.theme.pk] = [coding.pk for coding in ordered[:_TRIED]]
        quoted.update(coding.interview_id for coding in ordered[:1])
    return chosen


def _transcripts(interviews: Collection[int]) -> dict[int, dict[str, str]]:
    """Return how far the public transcripts were checked, by interview id and language."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Transcript.objects.public().filter(interview__in=interviews).order_by()
    for pk, language, provenance in rows.values_list("interview_id", "language", "provenance"):
        found[pk][language] = provenance
    return found


def _fitness(coding: Coding, transcripts: Mapping[str, str], quoted: Collection[int]) -> tuple[bool, int, bool, int]:
    """Return what is smaller the better a stretch speaks for its theme, by a rule that the page tells its readers.

    It has a sentence that says what is told there, and can be read in the reader's language; its words were checked,
    at best by two; its interview does not speak for another theme already; it lasts about half a minute.
    """
    language = get_language() or settings.LANGUAGE_CODE
    best = min((_CHECKED.index(Provenance(one)) for one in transcripts.values()), default=len(_CHECKED))
    checked = _CHECKED.index(Provenance(transcripts[language])) if language in transcripts else best + len(_CHECKED)
    lasts = (coding.end_ms or 0) - (coding.start_ms or 0) or _BEST_MS * 2
    has_gist = bool(getattr(coding, f"gist_{language}"))
    return not has_gist, checked, coding.interview_id in quoted, abs(lasts - _BEST_MS)
