"""From one interview to the next along a theme: its passages elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max, Min, Q

from interviews.models import Coding, Interview
from interviews.reading import STRETCH


@dataclass(frozen=True)
class Neighbours:
    """The first passages on a theme in the interviews before and after one, in the order of accession numbers."""

    before: Coding | None = None
    after: Coding | None = None


def neighbours_of(interview: Interview, themes: Collection[int]) -> dict[int, Neighbours]:
    """Return what stands beside ``interview`` along each of ``themes``, by id: in two statements, however many."""
    if not themes:
        return {}
    elsewhere = Coding.objects.public().filter(STRETCH, theme__in=themes).exclude(interview=interview).order_by()
    here = interview.accession
    nearest = elsewhere.values("theme").annotate(
        before=Max("interview__accession", filter=Q(interview__accession__lt=here)),
        after=Min("interview__accession", filter=Q(interview__accession__gt=here)),
    )
    sides = {row["theme"]: (row["before"], row["after"]) for row in nearest}
    wanted = Q(pk__in=[])
    for theme, accessions in sides.items():
        wanted |= Q(theme=theme, interview__accession__in=[one for one in accessions if one])
    first: dict[tuple[int, str], Coding] = {}
    if sides:
        found = elsewhere.filter(wanted).select_related("interview")
        for coding in found.order_by("start_ms", "first_position", "pk"):
            first.setdefault((coding.theme_id, coding.interview.accession), coding)
    return {
        theme: Neighbours(*(first.get((theme, one)) if one else None for one in accessions))
        for theme, accessions in sides.items()
    }


def opens_at(coding: Coding) -> str:
    """Return where the coded stretch opens, in the reader's language if it can; the interview must be joined."""
    page = coding.interview.get_absolute_url()
    if coding.start_ms is not None:
        return f"{page}?t={coding.start_ms // 1000}"
    # Positions are those of the original; passages of a translation count their own.
    return f"{page}?s={coding.first_position}&transcript={coding.interview.language}"
