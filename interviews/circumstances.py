"""The circumstances of the public interviews: branch, rank, year of leaving, languages. What themes are narrowed by.

All are read at once and counted here, so that a page with five filters takes as many statements as one without.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from interviews.languages import Language
from interviews.models import Branch, Interview, Rank, Theme, Transcript

LABELS = [f"label_{code}" for code in Language.values]


@dataclass(frozen=True)
class Circumstances:
    """Those of one public interview. ``coded`` tells whether it is fully coded for the question that is looked at."""

    pk: int
    branch: str
    rank: str
    left: str
    original: str
    coded: bool
    readable: frozenset[str]


@dataclass
class Known:
    """The circumstances of every public interview, and the branches and ranks that occur, by code."""

    interviews: list[Circumstances]
    entries: dict[str, dict[str, Branch | Rank]]


def known(question: Theme) -> Known:
    """Return those of all public interviews, in two statements."""
    texts: dict[int, set[str]] = defaultdict(set)
    for pk, language in Transcript.objects.public().order_by().values_list("interview_id", "language"):
        texts[pk].add(language)
    coded = Interview.coded_for.through.objects.filter(theme=question.pk, interview=OuterRef("pk"))
    rows = Interview.objects.public().annotate(is_coded=Exists(coded)).order_by()
    names = ["pk", "left_on", "language", "is_coded"]
    for kind in ("branch", "rank"):
        names += [f"{kind}__{name}" for name in ("code", "position", *LABELS)]
    found = Known([], {"branch": {}, "rank": {}})
    for row in rows.values(*names):
        for kind, model in (("branch", Branch), ("rank", Rank)):
            if code := row[f"{kind}__code"]:
                columns = ("code", "position", *LABELS)
                found.entries[kind][code] = model(**{name: row[f"{kind}__{name}"] for name in columns})
        found.interviews.append(
            Circumstances(
                pk=row["pk"],
                branch=row["branch__code"] or "",
                rank=row["rank__code"] or "",
                left=row["left_on"][:4],
                original=row["language"],
                coded=row["is_coded"],
                readable=frozenset(texts[row["pk"]]),
            )
        )
    return found


@dataclass(frozen=True)
class Filter:
    """Something that narrows: its name in an address, and the values that an interview has of it."""

    name: str
    label: str | Promise
    values: Callable[[Circumstances], Collection[str]]


FILTERS = (
    Filter("branch", _("Branch of service"), lambda one: [one.branch] if one.branch else []),
    Filter("rank", _("Rank"), lambda one: [one.rank] if one.rank else []),
    Filter("left", _("Year of leaving"), lambda one: [one.left] if one.left else []),
    Filter("original", _("Language of the interview"), lambda one: [one.original]),
    Filter("readable", _("Can be read in"), lambda one: one.readable),
)


@dataclass
class Value:
    """A value of a filter: how many passages it would leave, and the address of the page with it, or without it."""

    code: str
    entry: Branch | Rank | None
    count: int
    selected: bool
    address: str


@dataclass
class Facet:
    """A filter with the values that passages have under all the other filters."""

    filter: Filter
    values: list[Value]

    @property
    def chosen(self) -> Value | None:
        """The value in force."""
        return next((one for one in self.values if one.selected), None)


@dataclass
class Narrowed:
    """The interviews that fit ``asked``; ``unknown`` are the filters whose value no public interview has."""

    asked: dict[str, str]
    fitting: list[Circumstances]
    facets: list[Facet]
    unknown: list[Filter] = field(default_factory=list)

    @property
    def ids(self) -> set[int]:
        """The ids of the interviews that fit."""
        return {one.pk for one in self.fitting}

    @property
    def chips(self) -> list[Facet]:
        """The filters in force."""
        return [one for one in self.facets if one.chosen]


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """Return what the parameters of an address ask for, in the order of the filters."""
    return {one.name: query[one.name] for one in FILTERS if query.get(one.name)}


def narrowed(found: Known, wanted: Mapping[str, str], passages: Mapping[int, int]) -> Narrowed:
    """Narrow by what is ``wanted``; ``passages`` counts those of each interview, by its id.

    Each value counts what it would leave under all the other filters. One that is not known leaves nothing.
    """
    unknown = [one for one in FILTERS if one.name in wanted and not _keep(found.interviews, one, wanted[one.name])]
    facets = []
    for one in FILTERS:
        others = _fitting(found.interviews, {name: value for name, value in wanted.items() if name != one.name})
        counts: Counter[str] = Counter()
        for interview in others:
            if count := passages.get(interview.pk, 0):
                counts.update(dict.fromkeys(one.values(interview), count))
        if one.name in wanted and one not in unknown:
            counts[wanted[one.name]] += 0
        facets.append(Facet(one, _values(one, counts, found, wanted)))
    return Narrowed(dict(wanted), _fitting(found.interviews, wanted), facets, unknown)


def _keep(interviews: Iterable[Circumstances], one: Filter, value: str) -> list[Circumstances]:
    return [interview for interview in interviews if value in one.values(interview)]


def _fitting(interviews: Sequence[Circumstances], wanted: Mapping[str, str]) -> list[Circumstances]:
    left = list(interviews)
    for one in FILTERS:
        if one.name in wanted:
            left = _keep(left, one, wanted[one.name])
    return left


def _values(one: Filter, counts: Mapping[str, int], found: Known, wanted: Mapping[str, str]) -> list[Value]:
    entries = found.entries.get(one.name, {})
    values = [
        Value(code, entries.get(code), count, wanted.get(one.name) == code, _toggled(wanted, one.name, code))
        for code, count in counts.items()
    ]
    return sorted(values, key=lambda value: (value.entry.position if value.entry else 0, value.code))


def _toggled(wanted: Mapping[str, str], name: str, code: str) -> str:
    values = {**wanted, name: "" if wanted.get(name) == code else code}
    return address(values)


def address(wanted: Mapping[str, str]) -> str:
    """Return the query of an address that asks for what is ``wanted``, always in one order."""
    return "?" + urlencode([(one.name, wanted[one.name]) for one in FILTERS if wanted.get(one.name)])
