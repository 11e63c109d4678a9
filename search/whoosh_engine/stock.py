"""Answers to Haystack's own ``SearchQuerySet``: simple calls work and obey the public mask, all others are refused.

The pages and the API do not come here: they ask ``passages()``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser
from whoosh.query import Every

from interviews.models import Segment
from search.whoosh_engine.columns import Bools, Ints
from search.whoosh_engine.schema import EXACT, MODEL, STEM, archive_schema
from search.whoosh_engine.snapshot import Snapshot


@dataclass(frozen=True)
class Wanted:
    """What a ``SearchQuerySet`` may ask for, under Haystack's names."""

    sort_by: Sequence[str] = ()
    start_offset: int = 0
    end_offset: int | None = None
    facets: Iterable[str] = ()
    narrow_queries: Iterable[str] = ()
    models: Iterable[type] = ()
    result_class: type[SearchResult] = SearchResult

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> Self:
        """Read the arguments of a backend's ``search``; refuse what would be ignored otherwise."""
        for name in ("highlight", "date_facets", "query_facets", "within", "dwithin", "distance_point"):
            if wanted.get(name):
                raise SearchBackendError(f"The archive's index does not do {name}; use search.finding.")
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in wanted.items() if name in known and value is not None})


def search(snapshot: Snapshot, mask: Mapping[int, int], query: str, wanted: Wanted) -> dict[str, Any]:
    """Return ``results``, ``hits`` and ``facets`` as Haystack expects them."""
    models = list(wanted.models)
    if not query or (models and Segment not in models):
        return {"results": [], "hits": 0, "facets": {}}
    parser = MultifieldParser([EXACT, STEM], archive_schema())
    parser.add_plugin(FuzzyTermPlugin())
    # A bare * is how Haystack asks for everything; the parser would look for it in the text.
    documents, scores = snapshot.run(Every() if query == "*" else parser.parse(query))
    hits = np.zeros(snapshot.size, dtype=bool)
    hits[documents] = True
    hits &= snapshot.public(mask)
    for narrower in wanted.narrow_queries:
        narrow = np.zeros(snapshot.size, dtype=bool)
        narrow[snapshot.run(parser.parse(narrower))[0]] = True
        hits &= narrow
    score_of = dict(zip(documents.tolist(), scores.tolist(), strict=True))
    found = documents[hits[documents]]
    if wanted.sort_by:
        found = found[np.lexsort([_key(snapshot, name)[found] for name in reversed(wanted.sort_by)])]
    page = found[wanted.start_offset or 0 : wanted.end_offset].tolist()
    return {
        "results": [_result(snapshot, number, score_of[number], wanted) for number in page],
        "hits": len(found),
        "facets": {
            "fields": {name: _facet(snapshot, name, hits) for name in wanted.facets},
            "dates": {},
            "queries": {},
        },
        "spelling_suggestion": None,
    }


def _key(snapshot: Snapshot, name: str) -> Ints:
    column = name.lstrip("-")
    if column in snapshot.texts:
        key = snapshot.texts[column].places
    elif column in snapshot.numbers:
        key = snapshot.numbers[column]
    else:
        raise SearchBackendError(f"The archive's index cannot be ordered by {column!r}.")
    return -key if name.startswith("-") else key


def _facet(snapshot: Snapshot, name: str, hits: Bools) -> list[tuple[str, int]]:
    if name == "themes":
        places, values = snapshot.themes.places[hits[snapshot.themes.documents]], snapshot.themes.values
    elif name in snapshot.texts:
        places, values = snapshot.texts[name].places[hits], snapshot.texts[name].values
    else:
        raise SearchBackendError(f"The archive's index has no facet {name!r}.")
    counts = np.bincount(places, minlength=len(values)).tolist()
    return sorted(
        ((value, n) for value, n in zip(values, counts, strict=True) if value and n), key=lambda v: (-v[1], v[0])
    )


def _result(snapshot: Snapshot, number: int, score: float, wanted: Wanted) -> SearchResult:
    app, model = MODEL.split(".")
    facts: dict[str, object] = {name: int(column[number]) for name, column in snapshot.numbers.items()}
    facts |= {name: column.values[column.places[number]] for name, column in snapshot.texts.items()}
    pairs = snapshot.themes
    facts["themes"] = [pairs.values[place] for place in pairs.places[pairs.documents == number]]
    return wanted.result_class(app, model, str(facts.pop("segment_id")), score, **facts)
