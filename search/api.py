"""The JSON API of searching: passages, facets and suggestions. Field names are a promise."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema

from interviews.languages import Language, shown
from interviews.parameters import refuse_unknown
from search import suggestions
from search.finding import Found, Hit, find
from search.forms import SearchForm
from search.query import QueryRefused

router = Router(tags=["search"])
read = partial(router.api_operation, ["GET", "HEAD"])


def _number(lowest: int, highest: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": lowest, "maximum": highest, "default": default}


class SearchIn(Schema):
    """The parameters of a search, as described to callers; ``SearchForm`` checks them, in the reader's language."""

    q: str = Field(
        "",
        description="At most 200 characters and 16 words: words, phrases in quotation marks, =exact, OR, -not,"
        " brackets, prefix*, word~, NEAR/n, and the fields speaker:, theme:, language: and interview:.",
    )
    language: list[str] = Field([], description="Language of the passage; repeatable, any of them.")
    original: list[str] = Field([], description="Language of the interview; repeatable, any of them.")
    readable: list[str] = Field(
        [], description="Language that the interview can be read in, as spoken or translated; repeatable, any of them."
    )
    theme: list[str] = Field([], description="Code of a theme or question; repeatable, all must hold.")
    branch: list[str] = Field([], description="Code of a branch of service; repeatable, any of them.")
    rank: list[str] = Field([], description="Code of a rank; repeatable, any of them.")
    interview: str = Field("", description="Accession number.")
    left_from: str = Field("", description="Left not before YYYY, YYYY-MM or YYYY-MM-DD.")
    left_to: str = Field("", description="Left not after YYYY, YYYY-MM or YYYY-MM-DD.")
    without: list[str] = Field([], description="Key of an expansion to switch off (see also_searched); repeatable.")
    mode: str = Field("all", json_schema_extra={"enum": ["all", "exact", "sounds"]})
    sort: str = Field("relevance", json_schema_extra={"enum": ["relevance", "date"]})
    page: str = Field("1", json_schema_extra=_number(1, 50, 1))
    page_size: str = Field("20", json_schema_extra=_number(1, 100, 20))
    ui: Language = Field(Language.EN, description="Language of titles, labels and notices.")


class NoSearch(Schema):
    """Why nothing was searched, in a sentence."""

    detail: str


class HitOut(Schema):
    """A passage that was found."""

    interview: str = Field(description="Accession number.")
    title: str
    language: str
    speaker: str
    start_ms: int | None
    end_ms: int | None
    text: str
    matches: list[tuple[int, int]] = Field(description="Offsets into text, counted in Unicode code points.")
    score: float
    url: str = Field(description="Path that opens the interview at this second.")
    themes: list[str]


class FacetOut(Schema):
    """A value by which the findings can be narrowed."""

    code: str
    label: str
    count: int = Field(description="Moments that have it.")


class FacetsOut(Schema):
    """The facets of what was found."""

    theme: list[FacetOut]
    language: list[FacetOut]
    original: list[FacetOut]
    readable: list[FacetOut]
    branch: list[FacetOut]
    rank: list[FacetOut]
    left_year: list[FacetOut]


class FormOut(Schema):
    """Another way to say what was looked for."""

    text: str
    language: str


class AlsoSearchedOut(Schema):
    """An entry of the glossary that words of the query name, and its other forms."""

    key: str = Field(description="What switches it off: without=key.")
    typed: str = Field(description="The words of the query that are one of its forms.")
    forms: list[FormOut] = Field(description="The forms that were searched too.")


class FoundOut(Schema):
    """A page of what was found."""

    count: int = Field(description="Moments: the same moment found in two languages is one.")
    interviews: int = Field(description="Interviews these moments are in.")
    page: int
    pages: int
    results: list[HitOut]
    facets: FacetsOut
    did_you_mean: str | None = Field(description="Another query, which finds something or finds more.")
    also_searched: list[AlsoSearchedOut]
    notices: list[str] = Field(description="What was changed or left out of the query so that it finds something.")


class SuggestIn(Schema):
    """What was typed so far."""

    q: str = Field("", description="At least two letters, at most 200 characters.")
    ui: Language = Field(Language.EN, description="Language of titles, labels and notices.")


class SuggestionOut(Schema):
    """A name or a word that is public."""

    text: str
    kind: str = Field(description="theme, narrator, term, interview or word")
    url: str


class SuggestionsOut(Schema):
    """At most ten suggestions."""

    suggestions: list[SuggestionOut]


@read("search", response={200: FoundOut, 400: NoSearch, 503: NoSearch}, summary="Search the passages")
def search(request: HttpRequest, parameters: Query[SearchIn]) -> dict[str, Any]:
    """Search the public passages by words and filters."""
    refuse_unknown(request, SearchIn)
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise QueryRefused(" ".join(form.sentences()))
    return _found(find(form.criteria()))


@read("suggest", response={200: SuggestionsOut, 400: NoSearch}, summary="Suggest what to look for")
def suggest(request: HttpRequest, parameters: Query[SuggestIn]) -> dict[str, Any]:
    """Suggest themes, narrators, terms of the glossary, interviews and frequent words for what was typed so far."""
    refuse_unknown(request, SuggestIn)
    if len(parameters.q) > suggestions.LONGEST:
        raise QueryRefused(gettext("That is longer than 200 characters. Shorten it."))
    offers = suggestions.suggest(parameters.q, parameters.ui.value)
    return {"suggestions": [{"text": one.text, "kind": one.kind, "url": one.url} for one in offers]}


def _found(found: Found) -> dict[str, Any]:
    return {
        "count": found.count,
        "interviews": found.interviews,
        "page": found.page,
        "pages": found.pages,
        "results": [_hit(hit) for hit in found.hits],
        "facets": {
            name: [{"code": one.code, "label": one.label, "count": one.count} for one in values]
            for name, values in found.facets.items()
        },
        "did_you_mean": found.did_you_mean,
        "also_searched": [
            {
                "key": one.key,
                "typed": one.typed,
                "forms": [{"text": form.text, "language": form.language} for form in one.forms],
            }
            for one in found.expansions
            if one.on
        ],
        "notices": found.notices,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    segment = hit.segment
    return {
        "interview": hit.interview.accession,
        "title": shown(hit.interview, "title")[0],
        "language": segment.transcript.language,
        "speaker": segment.speaker,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "text": segment.text,
        "matches": hit.matches,
        "score": round(hit.score, 4),
        "url": hit.url,
        "themes": [theme.code for theme in hit.themes],
    }
