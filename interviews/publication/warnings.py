"""Which records hold words of the watch list that nobody has judged: for the overview, within a short time.

What was found is remembered in the memory of the process alone, by the record's revision, by the sentences of codings
that are proposed, of which no revision tells, and by the state of the list.
"""

import time
from dataclasses import dataclass, field
from zlib import crc32

from django.core.cache import cache
from django.db.models import Count, Max, Q

from interviews.languages import Language
from interviews.models import Coding, Interview, Judgement, WatchWord
from interviews.publication.checks import Key, watch_list
from interviews.states import CodingStatus

_SECONDS = 1.0


@dataclass
class Warnings:
    """The records with words that nobody has judged, how many each; ``unread`` were not looked through this time."""

    found: list[tuple[Interview, int]] = field(default_factory=list)
    unread: int = 0


def warnings(seconds: float = _SECONDS) -> Warnings:
    """Look through the records for which words are watched, for at most so many ``seconds``; the rest another time."""
    result, ends = Warnings(), time.monotonic() + seconds
    state = WatchWord.objects.aggregate(n=Count("pk"), last=Max("pk"))
    if not state["n"]:
        return result
    judged = set(Judgement.objects.filter(check_key=Key.WATCH_LIST).values_list("interview_id", "about"))
    proposed = _proposed()
    for interview in _watched():
        said = proposed.get(interview.pk, 0)
        key = f"watch-{interview.pk}-{interview.revision}-{said}-{state['n']}-{state['last']}"
        known: tuple[int, str] | None = cache.get(key)
        if known is None and time.monotonic() > ends:
            result.unread += 1
            continue
        count, about = known or watch_list(interview)
        cache.set(key, (count, about), None)
        if count and (interview.pk, about) not in judged:
            result.found.append((interview, count))
    return result


def _proposed() -> dict[int, int]:
    """Return for each interview a number that changes with the public sentences of its proposed codings."""
    names = [f"gist_{code}" for code in Language.values]
    empty = Q()
    rows = Coding.objects.filter(status=CodingStatus.PROPOSED).order_by("pk")
    for name in names:
        empty &= Q(**{f"{name}__isnull": True}) | Q(**{name: ""})
    found: dict[int, int] = {}
    for interview, *said in rows.exclude(empty).values_list("interview_id", "pk", "theme_id", *names):
        found[interview] = crc32(repr(said).encode(), found.get(interview, 0))
    return found


def _watched() -> list[Interview]:
    """Return the records for which words are watched: all of them if one is for the whole archive."""
    own = Q(watch_words__isnull=False)
    for_all = WatchWord.objects.filter(interview__isnull=True).exists()
    rows = Interview.objects.select_related("narrator").order_by("-updated_at")
    return list(rows if for_all else rows.filter(own).distinct())
