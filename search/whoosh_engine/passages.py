"""From matching documents to an answer: filters, one row a moment, facets, order, groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from search.whoosh_engine.answers import Answer, Filters, Group, Row
from search.whoosh_engine.columns import Bools, Floats, Ints
from search.whoosh_engine.evaluation import Matched
from search.whoosh_engine.snapshot import Snapshot

Sort = Literal["relevance", "date"]


@dataclass(frozen=True)
class Page:
    """Which part of the answer is wanted: of the groups if ``group``, each with its ``best`` rows, else of the rows."""

    sort: Sort = "relevance"
    facets: Sequence[str] = ()
    offset: int = 0
    limit: int = 20
    group: bool = False
    best: int = 3
    reads: str = ""  # the reader's language: a moment found in it is shown in it, else as it was spoken


def answer(snapshot: Snapshot, found: Matched, filters: Filters, page: Page) -> Answer:
    """Answer with what was found, public documents only, as far as it passes the filters."""
    hits, scores = found.hits, found.scores
    documents = np.flatnonzero(hits & _passing(snapshot, filters))
    moments, scores = _one_a_moment(snapshot, documents, scores, page.reads)
    rows = _ordered(snapshot, moments, scores, page.sort)
    interviews = snapshot.interviews[rows]
    facets = {name: _counts(snapshot, name, hits, filters) for name in page.facets}
    whole = Answer(len(rows), len(np.unique(interviews)), facets=facets)
    part = slice(page.offset, page.offset + page.limit)
    if page.group:
        return replace(whole, groups=_groups(snapshot, rows, scores, part, page.best))
    return replace(whole, rows=_rows(snapshot, rows[part], scores))


def _passing(snapshot: Snapshot, filters: Filters) -> Bools:
    passing = np.ones(snapshot.size, dtype=bool)
    columns = {
        "language": filters.languages,
        "original": filters.originals,
        "branch": filters.branches,
        "rank": filters.ranks,
    }
    for name, wanted in columns.items():
        if wanted:
            passing &= snapshot.texts[name].among(wanted)
    for theme in filters.themes:
        passing &= snapshot.themes.holding(theme, snapshot.size)
    if filters.interview_ids is not None:
        passing &= np.isin(snapshot.numbers["interview_id"], filters.interview_ids)
    if filters.left_from or filters.left_to:
        left = snapshot.texts["left_on"]
        within = [left_within(value, filters.left_from, filters.left_to) for value in left.values]
        passing &= np.array(within, dtype=bool)[left.places]
    return passing


def left_within(value: str, first: str, last: str) -> bool:
    """Tell whether a partial date may lie between two others, both included; an empty one never does."""
    return (
        bool(value) and _prefix(value, first) >= _prefix(first, value) and _prefix(value, last) <= _prefix(last, value)
    )


def _prefix(date: str, other: str) -> str:
    return date[: len(other)]


def _one_a_moment(snapshot: Snapshot, documents: Ints, scores: Floats, reads: str) -> tuple[Ints, Floats]:
    """Keep of each moment the reader's language, else the original, if the reader's language is known.

    Otherwise the best-scoring one; of equals the original, then the first language by code. The moment has the score
    of its best language, whichever is shown.
    """
    language, original = snapshot.texts["language"], snapshot.texts["original"]
    is_translation = (
        np.array(language.values, dtype=object)[language.places[documents]]
        != (np.array(original.values, dtype=object)[original.places[documents]])
    )
    strange = np.zeros(len(documents), dtype=int)
    if reads:
        strange = np.where(language.among([reads])[documents], 0, 1 + is_translation.astype(int))
    order = np.lexsort(
        (
            snapshot.numbers["segment_id"][documents],
            language.places[documents],
            is_translation,
            -_rounded(scores[documents]),
            strange,
            snapshot.moments[documents],
        )
    )
    ordered = documents[order]
    _moments, first = np.unique(snapshot.moments[ordered], return_index=True)
    chosen = ordered[first]
    best = scores.copy()
    if len(chosen):
        best[chosen] = np.maximum.reduceat(scores[ordered], first)
    return chosen, best


def _rounded(scores: Floats) -> Floats:
    return np.round(scores, 6)  # sums in another order must not make another order


def _ordered(snapshot: Snapshot, rows: Ints, scores: Floats, sort: Sort) -> Ints:
    """Order by score (or not), then newest recording, interview, moment."""
    keys = [
        snapshot.numbers["moment"][rows],
        snapshot.numbers["interview_id"][rows],
        -snapshot.texts["recorded_on"].places[rows],
    ]
    if sort == "relevance":
        return rows[np.lexsort([*keys, -_rounded(scores[rows])])]
    return rows[np.lexsort(keys)]


def _rows(snapshot: Snapshot, rows: Ints, scores: Floats) -> tuple[Row, ...]:
    segments, interviews = snapshot.numbers["segment_id"][rows], snapshot.numbers["interview_id"][rows]
    return tuple(map(Row, segments.tolist(), interviews.tolist(), _rounded(scores[rows]).tolist()))


def _groups(snapshot: Snapshot, rows: Ints, scores: Floats, part: slice, best: int) -> tuple[Group, ...]:
    """Group ordered rows by interview; the interview of the best row comes first."""
    interviews = snapshot.interviews[rows]
    found, first, counts = np.unique(interviews, return_index=True, return_counts=True)
    groups = []
    for at in np.argsort(first)[part]:
        own = rows[np.flatnonzero(interviews == found[at])[:best]]
        groups.append(Group(int(snapshot.interview_ids[found[at]]), int(counts[at]), _rows(snapshot, own, scores)))
    return tuple(groups)


# A facet is counted without its own filter, so that it offers the other values too; themes narrow each other.
_LIFTED: dict[str, Callable[[Filters], Filters]] = {
    "theme": lambda filters: filters,
    "language": lambda filters: replace(filters, languages=()),
    "branch": lambda filters: replace(filters, branches=()),
    "rank": lambda filters: replace(filters, ranks=()),
    "left_year": lambda filters: replace(filters, left_from="", left_to=""),
}


def _counts(snapshot: Snapshot, facet: str, hits: Bools, filters: Filters) -> list[tuple[str, int]]:
    """Count the moments of each value; a moment found in two languages counts for each of them, but once."""
    counted = hits & _passing(snapshot, _LIFTED[facet](filters))
    if facet == "theme":
        kept = counted[snapshot.themes.documents]
        documents, places = snapshot.themes.documents[kept], snapshot.themes.places[kept]
        values = snapshot.themes.values
    else:
        documents = np.flatnonzero(counted)
        places, values = snapshot.texts[facet].places[documents], snapshot.texts[facet].values
    pairs = np.unique(snapshot.moments[documents] * max(1, len(values)) + places)
    counts = np.bincount(pairs % max(1, len(values)), minlength=len(values))
    found = [(value, int(count)) for value, count in zip(values, counts, strict=True) if value and count]
    return sorted(found, key=lambda one: (-one[1], one[0]))
