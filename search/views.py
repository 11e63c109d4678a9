"""The search page: the reader's words and filters in, passages by interview out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interviews import discreet, reading
from interviews.models import Interview, Theme
from search.chips import FACET_LABELS, Pairs, address, in_force, public_interview
from search.examples import EXAMPLES
from search.expanding import Expansion, Form
from search.finding import Criteria, FacetValue, Found, Hit, InterviewHits, find
from search.forms import SORTS, SearchForm
from search.query import LONGEST_QUERY, MOST_APART, MOST_WORDS, QueryRefused
from search.query.names import OPERATORS, WORDLIKE_OPERATORS
from search.suggestions import LONGEST, Suggestion, named_so, suggest
from search.vocabulary import codebook_order
from search.whoosh_engine import SearchUnavailable

MOST_POINTERS = 3
FORMS_SHOWN = 3
PARAMETERS = {
    "q", "mode", "language", "original", "readable", "theme", "branch", "rank", "interview", "left_from", "left_to",
    "sort", "without",
}  # fmt: skip

IN_THE_ADDRESS = gettext_noop(
    "This browser cannot switch a search to discreet: it wrote your words into the address. Clear its history,"
    " then search again with the box above, which is discreet now."
)


@dataclass
class FacetLink:
    """A value of a facet and the address of the search with it, or without it if it is in force."""

    label: str
    count: int
    selected: bool
    url: str


@dataclass
class FacetGroup:
    """Values under a heading; only themes have headings, their questions."""

    heading: Theme | None
    links: list[FacetLink]


@dataclass
class Facet:
    """A facet of the findings."""

    name: str
    label: str | Promise
    groups: list[FacetGroup]

    @property
    def in_force(self) -> bool:
        """Whether one of its values narrows the search."""
        return any(link.selected for group in self.groups for link in group.links)


@dataclass
class Also:
    """Other names that were searched, or left out if not ``on``, and the address of the search the other way."""

    typed: str
    forms: tuple[Form, ...]
    on: bool
    url: str

    @property
    def first(self) -> tuple[Form, ...]:
        """The forms that are shown at once."""
        return self.forms[:FORMS_SHOWN] if len(self.forms) > FORMS_SHOWN + 1 else self.forms

    @property
    def more(self) -> tuple[Form, ...]:
        """The forms that are one step away: a list of them must not push what was found off a phone."""
        return self.forms[len(self.first) :]


@dataclass
class Group:
    """The best passages of an interview, how many more there are, and where they are."""

    interview: Interview
    hits: list[Hit]
    rest: int
    more: str


@dataclass
class Way:
    """Another query to try: its address, and what is said before it."""

    label: str
    text: str
    url: str


@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """Explain the query language, with examples in the reader's language."""
    language = get_language() or settings.LANGUAGE_CODE
    examples = [
        {"typed": typed, "address": urlencode({"q": typed}), "finds": example.told()}
        for example in EXAMPLES
        for typed in [example.typed[language]]
    ]
    joined: dict[str, list[str]] = {}
    for word, kind in (OPERATORS | WORDLIKE_OPERATORS).items():
        joined.setdefault(kind, []).append(word)
    limits = {"characters": LONGEST_QUERY, "words": MOST_WORDS, "apart": MOST_APART}
    context = {"examples": examples, "joiners": list(joined.values()), "limits": limits}
    return render(request, "search/help.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found for the words and filters of the address, or how to ask better.

    A discreet search sends them in the body instead. It changes nothing here, so it needs no token and no cookie.
    """
    misled = request.method != "POST" and discreet.SWITCH in request.GET
    given = discreet.sent(request) if request.method == "POST" else QueryDict() if misled else request.GET
    context: dict[str, object] = {} if given is request.GET else {"discreet": True, "sent": given}
    form = SearchForm(given)
    asked = [(key, value) for key, values in given.lists() if key in PARAMETERS for value in values if value]
    context |= {"form": form, "q": given.get("q", ""), "asked": bool(asked)}
    status = 200
    found = None
    offer = None
    if misled:
        context["errors"], status = [gettext(IN_THE_ADDRESS)], 400
    elif not form.is_valid():
        context["errors"], status = form.sentences(), 400
    elif asked:
        try:
            found = _found(form.criteria())
        except QueryRefused as refused:
            context["errors"], status = [str(refused.message)], 400
            offer = refused.offer
        except SearchUnavailable:
            context["unavailable"], status = True, 503
    context |= _around(asked, found)
    context["ways"] = _ways(asked, found, offer)
    context["order"] = SORTS[found.criteria.sort] if found else None
    context |= {"mode": given.get("mode") or "all", "sort": given.get("sort") or "relevance"}
    context["plain"] = _plain(given.get("q", ""))
    context["pointers"] = _pointers(given.get("q", ""), found) if given.get("page", "1") == "1" else []
    if found is None or not found.count:
        context["questions"] = reading.codebook()
    return render(request, "search/search.html", context, status=status)


def _plain(words: str) -> str:
    """Return ``words`` if they are only words, which the page of an interview can mark; nothing for one with signs."""
    shouted = any(word in OPERATORS or word in WORDLIKE_OPERATORS for word in words.split())
    return "" if shouted or not all(one.isalnum() or one in " '’ʼ-\u0301" for one in words) else " ".join(words.split())


KIND_LABELS: dict[str, str | Promise] = {
    "theme": _("Theme"),
    "narrator": _("Narrator"),
    "interview": _("Interview"),
    "term": _("Glossary"),
}
_SEARCHED = ("term", "word")  # what is written into the box; anything else has a page of its own


@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """Offer names and words for what was typed so far. It comes in the body, so that it stands in no address."""
    offers = suggest(request.POST.get("q", "")[:LONGEST], get_language() or settings.LANGUAGE_CODE)
    found = [
        {
            "text": one.text,
            "label": str(KIND_LABELS.get(one.kind, "")),
            "page": "" if one.kind in _SEARCHED else one.url,
        }
        for one in offers
    ]
    return JsonResponse({"suggestions": found})


def _found(criteria: Criteria) -> Found:
    """Find; where the page asked for lies past the last one, show the last one."""
    found = find(criteria, grouped=True)
    return find(replace(criteria, page=found.pages), grouped=True) if found.page > found.pages else found


def _around(asked: Pairs, found: Found | None) -> dict[str, object]:
    """Return what stands around the findings: filters to add, filters to take away, notices of their series."""
    kept = [(key, value) for key, value in asked if key != "q"]
    inside = public_interview(asked)
    context: dict[str, object] = {
        "kept": [(key, value) for key, value in kept if key not in ("mode", "sort")],
        "inside": inside,
        "without_filters": address([pair for pair in asked if pair[0] in ("q", "mode", "sort", "without")]),
        "chips": in_force(asked, found, inside),
        "here": uri_to_iri(f"{reverse('search:search')}{address(asked)}"),
    }
    if found is not None:
        context |= {
            "found": found,
            "facets": _facets(asked, found),
            "notices": reading.notices(group.interview for group in found.groups),
            "groups": [_group(asked, group) for group in found.groups],
            "also": [_also(asked, one) for one in found.expansions],
        }
    return context


def _ways(asked: Pairs, found: Found | None, offer: str | None) -> list[Way]:
    """Return the queries that the reader may have meant, or may want after all."""
    said = [(gettext("Search instead for"), offer, offer)]
    if found is not None:
        typed = " ".join(found.criteria.q.split())
        said.append((gettext("Read as:"), found.read_as, found.read_as))
        said.append((gettext("Did you mean"), found.did_you_mean, found.did_you_mean))
        said.append((gettext("Search for the words as typed:"), typed, found.as_typed))
    return [Way(label, text, address(_set(asked, "q", q))) for label, text, q in said if text and q]


def _pointers(words: str, found: Found | None) -> list[Suggestion]:
    """Return the themes and narrators that bear the words in their name, and the interview whose number was typed."""
    themes = found.themes.values() if found and found.themes else None
    return named_so(words, get_language() or settings.LANGUAGE_CODE, themes)[:MOST_POINTERS]


def _set(pairs: Pairs, key: str, value: str | None) -> Pairs:
    rest = [pair for pair in pairs if pair[0] != key]
    return [*rest, (key, value)] if value else rest


def _group(asked: Pairs, hits: InterviewHits) -> Group:
    more = address(_set(asked, "interview", hits.interview.accession))
    return Group(hits.interview, hits.hits, hits.count - len(hits.hits), more)


def _also(asked: Pairs, one: Expansion) -> Also:
    switch = ("without", one.key)
    other = [*asked, switch] if one.on else [pair for pair in asked if pair != switch]
    return Also(one.typed, one.forms, one.on, address(other))


def _toggled(asked: Pairs, name: str, value: FacetValue) -> Pairs:
    if name == "left_year":
        year = None if value.selected else value.code
        return _set(_set(asked, "left_from", year), "left_to", year)
    if value.selected:
        return [pair for pair in asked if pair != (name, value.code)]
    return [*asked, (name, value.code)]


def _facets(asked: Pairs, found: Found) -> list[Facet]:
    facets = []
    for name, label in FACET_LABELS.items():
        values = found.facets.get(name, [])
        if name == "theme":
            groups = _by_question(asked, values, found)
        else:
            groups = [FacetGroup(None, [_link(asked, name, value) for value in values])]
        if any(group.links for group in groups):
            facets.append(Facet(name, label, groups))
    return facets


def _link(asked: Pairs, name: str, value: FacetValue) -> FacetLink:
    return FacetLink(value.label, value.count, value.selected, address(_toggled(asked, name, value)))


def _by_question(asked: Pairs, values: Iterable[FacetValue], found: Found) -> list[FacetGroup]:
    """Return the themes under their questions, in the order of the codebook."""
    by_code = {value.code: value for value in values}
    themes = [theme for theme in found.themes.values() if theme.code in by_code and theme.parent_id is not None]
    return [
        FacetGroup(question, [_link(asked, "theme", by_code[one.code]) for one in group])
        for question, group in groupby(sorted(themes, key=codebook_order), key=lambda one: one.parent)
    ]
