"""What a reader may mean who has begun to type: names and words of what is public now, and of nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Literal

import haystack
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode

from interviews.languages import Language, in_language, shown
from interviews.models import Interview, Theme
from interviews.models.interview import ACCESSION, newest_first
from search import query
from search.analysis.tokens import Token, tokens
from search.expanding import glossary
from search.finding import public_mask
from search.passages import Filters
from search.whoosh_engine import Mask, SearchUnavailable

LIMIT = 10
SHORTEST = 2
LONGEST = 200
_TERMS_TRIED = 20
Kind = Literal["theme", "narrator", "term", "interview", "word"]


@dataclass(frozen=True)
class Suggestion:
    """What to offer, what it is, and where it leads."""

    text: str
    kind: Kind
    url: str


def suggest(q: str, ui: str) -> list[Suggestion]:
    """Return at most ten suggestions for the words begun in ``q``, worded in the language ``ui`` where that matches.

    A name is offered if each word of ``q`` begins one of its words; behind names come frequent words of passages that
    begin like the last word of ``q``. Fewer than two letters suggest nothing.
    """
    found = list(tokens(q[:LONGEST]))
    begun = [token.text for token in found]
    if len("".join(begun)) < SHORTEST:
        return []
    interviews = Interview.objects.public().select_related("narrator").order_by(*newest_first())
    with in_language(ui):
        mask = LazyMask()
        names = chain(_themes(begun), _narrators(begun, interviews), _terms(begun, mask), _titles(begun, interviews))
        offers = chain(names, _frequent(q[:LONGEST], found[-1], mask))
        return list(islice(_once(offers), LIMIT))


def _once(offers: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Leave out what was offered already: a word that is a term too leads to the same search."""
    told: set[tuple[tuple[str, ...], str]] = set()
    for one in offers:
        offer = (_words(one.text), "" if one.kind in ("term", "word") else one.url)
        if offer not in told:
            told.add(offer)
            yield one


def _begins(begun: Iterable[str], text: str) -> bool:
    return all(any(word.startswith(start) for word in _words(text)) for start in begun)


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(text))


def _matching(begun: Iterable[str], record: models.Model, field: str) -> str:
    """Return ``field`` of ``record`` in the reader's language if it matches, else in one that does, else ``""``."""
    here = shown(record, field)[0]
    if here and _begins(begun, here):
        return here
    texts = (getattr(record, f"{field}_{code}") or "" for code in Language.values)
    return next((text for text in texts if text and _begins(begun, text)), "")


def _themes(begun: list[str], themes: Iterable[Theme] | None = None) -> Iterator[Suggestion]:
    for theme in Theme.objects.public() if themes is None else themes:
        if text := _matching(begun, theme, "label"):
            yield Suggestion(text, "theme", theme.get_absolute_url())


def _narrators(begun: list[str], interviews: Iterable[Interview]) -> Iterator[Suggestion]:
    """Offer a narrator once, leading to the latest of their interviews."""
    offered = set()
    for interview in interviews:
        narrator = interview.narrator
        if narrator and narrator.pk not in offered and _begins(begun, narrator.name):
            offered.add(narrator.pk)
            yield Suggestion(narrator.name, "narrator", interview.get_absolute_url())


def _titles(begun: list[str], interviews: Iterable[Interview]) -> Iterator[Suggestion]:
    for interview in interviews:
        if text := _matching(begun, interview, "title"):
            yield Suggestion(text, "interview", interview.get_absolute_url())


def named_so(q: str, ui: str, themes: Iterable[Theme] | None = None) -> list[Suggestion]:
    """Return the public themes with the words of ``q`` in their label, the interview with that number, who is named so.

    ``themes`` are the public ones, if they are at hand.

    Cheaper than :func:`suggest`, for every page of findings.
    """
    begun = [token.text for token in tokens(q[:LONGEST])]
    if len("".join(begun)) < SHORTEST:
        return []
    with in_language(ui):
        return [*_numbered(q), *_called(begun), *_themes(begun, themes)]


def _numbered(q: str) -> Iterator[Suggestion]:
    number = q.strip().upper()
    interview = Interview.objects.public().filter(accession=number).first() if ACCESSION.fullmatch(number) else None
    if interview:
        yield Suggestion(shown(interview, "title")[0] or number, "interview", interview.get_absolute_url())


def _called(words: list[str]) -> Iterator[Suggestion]:
    """Offer narrators whose name has all of ``words``, whole, each with the latest of their interviews."""
    rows = Interview.objects.public().filter(narrator__isnull=False).order_by(*newest_first())
    latest: dict[str, str] = {}
    for name, accession in rows.values_list("narrator__name", "accession"):
        latest.setdefault(name, accession)
    for name, accession in latest.items():
        if set(words) <= set(_words(name)):
            yield Suggestion(name, "narrator", reverse("interviews:interview", args=[accession]))


class LazyMask:
    """The mask of public records, read once, when the first word is looked up."""

    @cached_property
    def value(self) -> Mask:
        """Id and revision of every public interview."""
        return public_mask()


def _terms(begun: list[str], mask: LazyMask) -> Iterator[Suggestion]:
    """Offer forms of the glossary that are said in some public passage: others would find nothing."""
    matching = (
        form.text
        for entry in glossary().entries
        for form in entry.forms
        if all(any(word.startswith(start) for word in form.words) for start in begun)
    )
    for text in islice(dict.fromkeys(matching), _TERMS_TRIED):
        if _is_said(text, mask.value):
            yield Suggestion(text, "term", _searching(text))


def _frequent(q: str, last: Token, mask: LazyMask) -> Iterator[Suggestion]:
    """Offer ``q`` with its last word, while it is being typed, completed by words of public passages."""
    if last.end != len(q.rstrip('"”»')) or len(last.text) < SHORTEST:
        return
    try:
        backend = haystack.connections["default"].get_backend()
        found = backend.vocabulary(last.text, mask.value, LIMIT + 1)
    except SearchUnavailable:
        return
    for word, _count in found:
        if word != last.text:
            text = q[: last.start] + word + q[last.end :]
            yield Suggestion(text, "word", _searching(text))


def _searching(text: str) -> str:
    return f"{reverse('search:search')}?{urlencode({'q': text})}"


def _is_said(form: str, mask: Mask) -> bool:
    """Tell whether the public passages hold ``form``; without an index, none does."""
    try:
        tree = query.parse(form).tree
        if tree is None:
            return False
        backend = haystack.connections["default"].get_backend()
        return backend.passages(tree, mask=mask, filters=Filters(), limit=1).count > 0
    except (query.QueryRefused, SearchUnavailable):
        return False
