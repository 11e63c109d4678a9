"""What two coders said of one interview: agreement theme by theme, and the stretches they see differently.

The unit is a segment of the original transcript: a coder gave it a theme if a coding of theirs shares time with it.
Compared are coders of whom one at least did not see the other's codings, with what they had when they said that they
were done. Every coding that is left counts, also one that was rejected when a difference was settled.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction

from interviews import access, outbox
from interviews.coding.agreement import Table
from interviews.coding.log import Act, note_codings
from interviews.models import Coding, CodingRound, Interview, Segment, Theme
from interviews.states import CodingStatus, TranscriptKind

KEEP_FIRST, KEEP_SECOND, KEEP_BOTH, KEEP_NONE = "first", "second", "both", "none"
KEEPS = (KEEP_FIRST, KEEP_SECOND, KEEP_BOTH, KEEP_NONE)


@dataclass
class Cluster:
    """Codings with one theme that overlap, by the first coder and by the second: one thing to decide."""

    theme: Theme
    first: list[Coding] = field(default_factory=list)
    second: list[Coding] = field(default_factory=list)

    @property
    def codings(self) -> list[Coding]:
        """All of them, in order of time."""
        return sorted([*self.first, *self.second], key=_place)

    @property
    def key(self) -> str:
        """What the page calls it."""
        return str(min(one.pk for one in self.codings))

    @property
    def is_open(self) -> bool:
        """Whether one of them waits for a decision."""
        return any(one.status == CodingStatus.PROPOSED for one in self.codings)


@dataclass
class Pair:
    """Two coders who are done with a question in an interview, in the order of their names."""

    interview: Interview
    question: Theme
    first: str
    second: str
    tables: dict[Theme, Table] = field(default_factory=dict)
    clusters: list[Cluster] = field(default_factory=list)

    @property
    def units(self) -> int:
        """How many segments were compared."""
        return next((table.n for table in self.tables.values()), 0)


def _place(coding: Coding) -> tuple[int, int]:
    start = coding.first_position if coding.start_ms is None else coding.start_ms
    return (-1 if start is None else start, coding.pk)


def pairs_of(interview: Interview, user: User) -> list[Pair]:
    """Return every pair of coders of ``interview`` that can be compared, none while ``user`` still codes blindly."""
    if not _sees_all(interview, user):
        return []
    return _pairs(interview, list(interview.coding_rounds.filter(done_at__isnull=False).select_related("question")))


def _sees_all(interview: Interview, user: User) -> bool:
    rows = interview.codings.all()
    return rows.count() == rows.seen_by(user).count()


def all_pairs(user: User) -> list[Pair]:
    """Return every pair of every interview that ``user`` may see the codings of."""
    rounds: dict[int, list[CodingRound]] = defaultdict(list)
    done = CodingRound.objects.filter(done_at__isnull=False).select_related("question", "interview")
    for one in done.order_by("interview__accession", "pk"):
        rounds[one.interview_id].append(one)
    several = [rows for rows in rounds.values() if len(rows) > 1]
    return [pair for rows in several if _sees_all(rows[0].interview, user) for pair in _pairs(rows[0].interview, rows)]


def _pairs(interview: Interview, rounds: Iterable[CodingRound]) -> list[Pair]:
    coders: dict[Theme, dict[str, CodingRound]] = defaultdict(dict)
    for one in rounds:
        coders[one.question][one.coder] = one
    found = []
    for question, done in sorted(coders.items(), key=lambda item: (item[0].position, item[0].code)):
        names = [pair for pair in combinations(sorted(done), 2) if done[pair[0]].is_blind or done[pair[1]].is_blind]
        if not names:
            continue
        units = _units(interview)
        rows = interview.codings.filter(theme__parent=question, coder__in=done).select_related("theme", "interview")
        codings = [one for one in rows if _is_in(one, done[one.coder])]
        themes = list(question.themes.filter(retired=False))
        themes += sorted({one.theme for one in codings} - {*themes}, key=lambda theme: theme.code)
        for first, second in names:
            pair = Pair(interview, question, first, second)
            for theme in themes:
                mine = [one for one in codings if one.theme == theme and one.coder == first]
                other = [one for one in codings if one.theme == theme and one.coder == second]
                pair.tables[theme] = Table.of(range(len(units)), _given(units, mine), _given(units, other))
                pair.clusters += clusters(theme, mine, other)
            pair.clusters.sort(key=lambda cluster: (_place(cluster.codings[0])[0], cluster.theme.position))
            found.append(pair)
    return found


def _is_in(coding: Coding, done: CodingRound) -> bool:
    """Tell whether ``coding`` was made before its coder was done: later ones know what the other one said."""
    return done.done_at is not None and coding.created_at <= done.done_at


def _units(interview: Interview) -> list[Segment]:
    original = {"transcript__interview": interview, "transcript__kind": TranscriptKind.ORIGINAL}
    return list(Segment.objects.filter(**original).order_by("position").defer("text", "marks"))


def _given(units: Sequence[Segment], codings: Sequence[Coding]) -> set[int]:
    return {n for n, unit in enumerate(units) if any(_covers(one, unit) for one in codings)}


def _covers(coding: Coding, unit: Segment) -> bool:
    return coding.covers(start_ms=unit.start_ms, end_ms=unit.end_ms, moment=unit.moment)


def clusters(theme: Theme, first: Sequence[Coding], second: Sequence[Coding]) -> list[Cluster]:
    """Group the codings of two coders so that those which share time, directly or through others, stand together."""
    found: list[Cluster] = []
    for coding in sorted([*first, *second], key=_place):
        touching = [one for one in found if any(_overlap(coding, other) for other in one.codings)]
        joined = Cluster(theme)
        for one in touching:
            joined.first += one.first
            joined.second += one.second
            found.remove(one)
        (joined.first if coding in first else joined.second).append(coding)
        found.append(joined)
    return found


def _overlap(one: Coding, other: Coding) -> bool:
    if one.is_whole or other.is_whole:
        return one.is_whole and other.is_whole
    if one.start_ms is not None and one.end_ms is not None and other.start_ms is not None and other.end_ms is not None:
        return one.start_ms < other.end_ms and other.start_ms < one.end_ms
    if one.first_position is None or one.last_position is None:
        return False
    if other.first_position is None or other.last_position is None:
        return False
    return one.first_position <= other.last_position and other.first_position <= one.last_position


def settle(cluster: Cluster, keep: str, by: User) -> None:
    """Accept the codings of the first coder, of the second, of both or of none; the others are rejected.

    Rejected ones stay as a record of what a coder said; readers never see them.
    """
    if not access.may(by, access.Act.SETTLE_CODINGS):
        raise PermissionDenied
    accepted = {
        KEEP_FIRST: cluster.first,
        KEEP_SECOND: cluster.second,
        KEEP_BOTH: cluster.codings,
        KEEP_NONE: [],
    }[keep]
    with outbox.held_back(), transaction.atomic():
        for coding in cluster.codings:
            wanted = CodingStatus.ACCEPTED if coding in accepted else CodingStatus.REJECTED
            if coding.status != wanted:
                coding.status = wanted
                coding.save()
        note_codings(cluster.codings, by, Act.SETTLED)


def pooled(pairs: Iterable[Pair]) -> dict[Theme, Table]:
    """Add up the tables of ``pairs`` theme by theme: the units of all interviews together."""
    found: dict[Theme, Table] = defaultdict(Table)
    for pair in pairs:
        for theme, table in pair.tables.items():
            found[theme] += table
    return dict(sorted(found.items(), key=lambda item: (item[0].parent_id or 0, item[0].position, item[0].code)))
