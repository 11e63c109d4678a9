"""From criteria to what is found: parse, ask the index behind the mask of public records, fetch rows anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import ceil
from typing import Literal

import haystack
from django.utils.translation import get_language, gettext

from interviews.languages import Language
from interviews.models import Interview, Segment, Theme
from interviews.reading import add_recordings, passage_url
from search import query, vocabulary
from search.aligned import Aligned, aligned
from search.alike import with_alike
from search.expanding import Expanded, Expansion, expand, glossary
from search.narrowing import UnknownName, narrowed
from search.passages import FACETS, Answer, Filters, Row
from search.rescuing import Rescue, Rescuer
from search.spelling import CHOICES
from search.whoosh_engine import Mask

MAX_PAGES = 50
PAGE_SIZE = 20
_ATTEMPTS = 3


@dataclass(frozen=True)
class Criteria:
    """What to look for, already checked (``SearchForm``). ``without`` are keys of expansions that are switched off."""

    q: str = ""
    mode: Literal["all", "exact", "sounds"] = "all"
    languages: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    interview: str = ""
    left_from: str = ""
    left_to: str = ""
    without: tuple[str, ...] = ()
    sort: Literal["relevance", "date"] = "relevance"
    page: int = 1
    page_size: int = PAGE_SIZE

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words narrows the search."""
        return any(
            (
                self.languages,
                self.originals,
                self.readable,
                self.themes,
                self.branches,
                self.ranks,
                self.interview,
                self.left_from,
                self.left_to,
            )
        )


@dataclass
class Hit:
    """A passage that was found, with everything a line about it shows already fetched.

    ``aligned`` says the same in the reader's language, or, of a translation, as it was spoken; only findings by
    interview bring it, and None where neither is public.
    """

    segment: Segment
    matches: list[tuple[int, int]]
    score: float
    url: str
    themes: list[Theme]
    aligned: Aligned | None = None

    @property
    def interview(self) -> Interview:
        """The interview in which it is said."""
        return self.segment.transcript.interview

    @property
    def segments(self) -> list[Segment]:
        """The passage as a stretch of one."""
        return [self.segment]


@dataclass
class InterviewHits:
    """An interview, how many of its moments were found, and the best of them."""

    interview: Interview
    count: int
    hits: list[Hit]


@dataclass
class FacetValue:
    """A value by which the findings can be narrowed, and how many moments have it."""

    code: str
    label: str
    count: int
    selected: bool


@dataclass
class Found:
    """The answer: ``count`` moments in ``interviews`` interviews, one page of them, and how to go on.

    ``instead`` is the query that was searched in place of the one typed, for which ``as_typed`` insists on the words
    as they are; ``read_as`` is the one typed as it was mended. ``unknown`` is the field of the query whose value nobody
    knows. ``themes`` are all public themes and questions at this moment, by id.
    """

    criteria: Criteria
    count: int = 0
    interviews: int = 0
    page: int = 1
    pages: int = 1
    hits: list[Hit] = field(default_factory=list)
    groups: list[InterviewHits] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=lambda: {name: [] for name in FACETS})
    notices: list[str] = field(default_factory=list)
    did_you_mean: str | None = None
    instead: str = ""
    as_typed: str = ""
    read_as: str = ""
    unknown: str = ""
    expansions: tuple[Expansion, ...] = ()
    themes: dict[int, Theme] = field(default_factory=dict, compare=False, repr=False)


def find(criteria: Criteria, *, grouped: bool = False) -> Found:
    """Find what ``criteria`` ask for among the records that are public now; by interview if ``grouped``.

    Raises ``QueryRefused`` for words past a limit and ``SearchUnavailable`` when there is no index to ask.
    """
    parsed = query.parse(criteria.q, mode=criteria.mode)
    notices = [str(notice) for notice in parsed.notices]
    if parsed.tree is None and (criteria.q or not criteria.is_filtered):
        notices = notices or [gettext("Write a word to look for, or choose a filter.")]
        return Found(criteria, page=criteria.page, notices=notices, did_you_mean=_if_it_finds(criteria, parsed.offer))
    tree, alike = _with_alike(criteria, parsed.tree)
    notices += alike
    try:
        expanded = _expanded(criteria, narrowed(tree, public_mask, criteria.mode))
    except UnknownName as unknown:
        return _of_unknown(criteria, unknown, notices)
    answer, segments = _answer(criteria, expanded.tree, grouped)
    rescue = Rescue() if answer.count else _rescue(criteria, parsed)
    if rescue.tree is not None:
        expanded = _expanded(criteria, narrowed(rescue.tree, public_mask))
        answer, segments = _answer(criteria, expanded.tree, grouped)
    found = Found(
        criteria,
        count=answer.count,
        interviews=answer.interviews,
        page=criteria.page,
        pages=_pages(answer.interviews if grouped else answer.count, criteria.page_size),
        notices=[*notices, *rescue.notices],
        did_you_mean=rescue.offer or _if_it_finds(criteria, parsed.offer),
        instead=rescue.instead,
        as_typed=rescue.as_typed,
        read_as=parsed.corrected or "",
        expansions=expanded.expansions,
    )
    if not (found.count or found.notices or found.did_you_mean):
        found.notices = [_nothing(criteria, expanded.tree)]
    public = found.themes = vocabulary.public_themes()
    hits = _hits(answer, segments, public)
    if grouped:
        _align(hits, answer)
    found.hits = [hits[row.segment_id] for row in answer.rows if row.segment_id in hits]
    for group in answer.groups:
        if best := [hits[row.segment_id] for row in group.rows if row.segment_id in hits]:
            found.groups.append(InterviewHits(best[0].interview, group.count, best))
    found.facets = _facets(answer, criteria, public)
    return found


def _nothing(criteria: Criteria, tree: query.Node | None) -> str:
    """Say that nothing was found, and what could be left out if there is something."""
    if criteria.is_filtered or isinstance(tree, query.And):
        return gettext("No passage has this. Write another word, or leave out a filter or a minus.")
    return gettext("No passage has this. Write another word.")


def _expanded(criteria: Criteria, tree: query.Node | None) -> Expanded:
    """Return the query with other names for what it names; nothing is read where there are no words."""
    return expand(tree, glossary(), criteria.without) if tree else Expanded(None)


def public_mask() -> Mask:
    """Return the id and revision of every public interview: index documents that don't match it don't exist."""
    mask: Mask = haystack.connections["default"].get_backend().mask()
    return mask


def _pages(count: int, page_size: int) -> int:
    return min(MAX_PAGES, max(1, ceil(count / page_size)))


def _filters(criteria: Criteria) -> Filters:
    ids = None
    if criteria.interview:
        ids = tuple(Interview.objects.public().filter(accession=criteria.interview).values_list("pk", flat=True))
    return Filters(
        languages=criteria.languages,
        originals=criteria.originals,
        readable=criteria.readable,
        themes=criteria.themes,
        branches=criteria.branches,
        ranks=criteria.ranks,
        interview_ids=ids,
        left_from=criteria.left_from,
        left_to=criteria.left_to,
    )


def _answer(criteria: Criteria, tree: query.Node | None, grouped: bool) -> tuple[Answer, dict[int, Segment]]:
    """Ask the index and fetch the rows; ask again if a row was hidden in between, so that counts agree with rows."""
    backend = haystack.connections["default"].get_backend()
    for _attempt in range(_ATTEMPTS):
        mask = public_mask()
        answer = backend.passages(
            tree,
            mask=mask,
            filters=_filters(criteria),
            sort=criteria.sort,
            facets=FACETS,
            offset=(criteria.page - 1) * criteria.page_size,
            limit=criteria.page_size,
            group=grouped,
            reads=get_language() or "",
        )
        wanted = [row.segment_id for row in _rows(answer)]
        segments = _public_segments(wanted, mask)
        if len(segments) == len(set(wanted)):
            break
    return _without(answer, segments), segments


def _rows(answer: Answer) -> list[Row]:
    return [*answer.rows, *(row for group in answer.groups for row in group.rows)]


def _public_segments(ids: Sequence[int], mask: Mapping[int, int]) -> dict[int, Segment]:
    """Fetch rows, as far as their interview is as it was searched: the places of matches belong to that text."""
    rows = list(Segment.objects.public().filter(pk__in=ids).order_by().select_related("transcript"))
    interviews = (
        Interview.objects.public()
        .filter(pk__in={row.transcript.interview_id for row in rows})
        .order_by()
        .select_related("narrator", "series", "branch", "rank")
        .in_bulk()
    )
    add_recordings(interviews)
    found = {}
    for row in rows:
        interview = interviews.get(row.transcript.interview_id)
        if interview is not None and interview.revision == mask.get(interview.pk):
            row.transcript.interview = interview
            found[row.pk] = row
    return found


def _without(answer: Answer, segments: dict[int, Segment]) -> Answer:
    """Return ``answer`` without the rows that are no longer there, in its count too."""
    gone = {row.segment_id for row in _rows(answer)} - segments.keys()
    if not gone:
        return answer
    groups = []
    for group in answer.groups:
        rows = tuple(row for row in group.rows if row.segment_id not in gone)
        if rows:
            groups.append(replace(group, rows=rows, count=group.count - len(group.rows) + len(rows)))
    return replace(
        answer,
        count=answer.count - len(gone),
        interviews=answer.interviews - len(answer.groups) + len(groups),
        rows=tuple(row for row in answer.rows if row.segment_id not in gone),
        groups=tuple(groups),
    )


def _hits(answer: Answer, segments: dict[int, Segment], public: Mapping[int, Theme]) -> dict[int, Hit]:
    by_code = {theme.code: theme for theme in public.values()}
    return {
        row.segment_id: Hit(
            segment=(segment := segments[row.segment_id]),
            matches=list(row.matches),
            score=row.score,
            url=passage_url(segment),
            themes=sorted((by_code[code] for code in row.coded if code in by_code), key=vocabulary.codebook_order),
        )
        for row in _rows(answer)
        if row.segment_id in segments
    }


def _align(hits: Mapping[int, Hit], answer: Answer) -> None:
    readable = {row.segment_id: row.readable for row in _rows(answer)}
    for pk, beside in aligned([(hit.segment, readable[pk]) for pk, hit in hits.items()]).items():
        hits[pk].aligned = beside


def _facets(answer: Answer, criteria: Criteria, public: Mapping[int, Theme]) -> dict[str, list[FacetValue]]:
    """Return the facets with labels; a code that is not public has no label here and is left out."""
    year = criteria.left_from if len(criteria.left_from) == 4 and criteria.left_from == criteria.left_to else ""
    codes = {name: [code for code, _count in answer.facets.get(name, ())] for name in FACETS}
    languages = {str(code): str(label) for code, label in Language.choices}
    labels = {
        "theme": vocabulary.labels(public.values()),
        "language": languages,
        "original": languages,
        "readable": languages,
        "branch": vocabulary.labels_of(vocabulary.branches(), criteria.branches, codes["branch"]),
        "rank": vocabulary.labels_of(vocabulary.ranks(), criteria.ranks, codes["rank"]),
        "left_year": {code: code for code in (*codes["left_year"], year) if code},
    }
    chosen: dict[str, tuple[str, ...]] = {
        "theme": criteria.themes,
        "language": criteria.languages,
        "original": criteria.originals,
        "readable": criteria.readable,
        "branch": criteria.branches,
        "rank": criteria.ranks,
        "left_year": (year,),
    }
    return {
        name: [
            FacetValue(code, labels[name][code], count, code in chosen[name])
            for code, count in _with_chosen(answer.facets.get(name, ()), chosen[name])
            if code in labels[name]
        ]
        for name in FACETS
    }


def _with_chosen(values: Iterable[tuple[str, int]], chosen: Iterable[str]) -> list[tuple[str, int]]:
    """Add what was chosen and found nothing, so that it can be taken back."""
    known = dict(values)
    return [*known.items(), *((code, 0) for code in chosen if code not in known)]


def _of_unknown(criteria: Criteria, unknown: UnknownName, notices: list[str]) -> Found:
    """Return the answer to a query that names something unknown, with another query if that finds anything."""
    sentences = [*notices, unknown.message]
    offer = _if_it_finds(criteria, unknown.offer)
    return Found(criteria, page=criteria.page, notices=sentences, did_you_mean=offer, unknown=unknown.field)


def _if_it_finds(criteria: Criteria, offer: str | None) -> str | None:
    """Return a query that may be meant instead, unless it finds nothing either."""
    return offer if offer and _rescuer(criteria).worth(offer) else None


def _with_alike(criteria: Criteria, tree: query.Node | None) -> tuple[query.Node | None, tuple[str, ...]]:
    """Return the query with what sounds nearly like words that nobody says, where sound is asked for."""
    if tree is None or criteria.mode != "sounds":
        return tree, ()
    rescuer = _rescuer(criteria)
    return with_alike(tree, criteria.q, lambda word: rescuer.holds(word, "all"), rescuer.similar)


def _rescue(criteria: Criteria, parsed: query.ParsedQuery) -> Rescue:
    return _rescuer(criteria).rescue(" ".join(criteria.q.split()), parsed)


def _rescuer(criteria: Criteria) -> Rescuer:
    """Return what looks for other readings of the query, among what the same filters let through."""
    backend = haystack.connections["default"].get_backend()
    mask, filters, names = public_mask(), _filters(criteria), glossary()

    @cache
    def count(tree: query.Node | None) -> int:
        try:
            meant = narrowed(tree, lambda: mask)
            meant = expand(meant, names, criteria.without).tree if meant else None
            found: int = backend.passages(meant, mask=mask, filters=filters, limit=0).count
        except (query.QueryRefused, UnknownName):
            return 0
        return found

    def similar(word: str) -> list[str]:
        return [near for near, _count in backend.similar(word, mask, CHOICES)]

    return Rescuer(count, similar, criteria.mode)
