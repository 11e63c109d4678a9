"""The Haystack backend: what ``HAYSTACK_CONNECTIONS`` names, and stock Haystack calls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.module_loading import import_string
from haystack import connections
from haystack.backends import BaseEngine, BaseSearchBackend
from haystack.constants import DEFAULT_ALIAS, DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.indexes import SearchIndex
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from search.whoosh_engine import wording
from search.whoosh_engine.answers import Answer, Buckets, Only, Request, Row
from search.whoosh_engine.engine import Engine
from search.whoosh_engine.fields import Document, Schema, Text
from search.whoosh_engine.haystack_queries import EngineQuery, only_value
from search.whoosh_engine.haystack_schema import NUMBER, WORDS, plain_terms, schema_of
from search.whoosh_engine.likeness import like
from search.whoosh_engine.matching import SECONDS
from search.whoosh_engine.places import leaves
from search.whoosh_engine.queries import Among, And, Boost, Node, Not, Nothing, Term
from search.whoosh_engine.whoosh_queries import QueryNotUnderstood, Translator

Mask = Callable[[], Mapping[int, int]]
MOST_GAPS = 1000
_SHORT_GAPS = ("hour", "minute", "second")
_NOTHING: dict[str, Any] = {"results": [], "hits": 0, "facets": {}, "spelling_suggestion": None}
_UNKNOWN = ("within", "dwithin", "distance_point", "stats")
_OWN = (ID, DJANGO_CT, DJANGO_ID, NUMBER)


class EngineBackend(BaseSearchBackend):
    """Searches and writes one index by Haystack's calls.

    Settings of a connection: ``PATH``; ``TERMS`` (dotted path to a function from a word to its index terms), ``WORDS``
    (expression that finds words) and ``VERSION`` (raised when ``TERMS`` changes), or ``SCHEMA`` (dotted path to a whole
    schema); ``MASK`` (dotted path to a function that returns which documents exist) with ``MASK_FIELDS``, the two
    integer fields it speaks of; ``SECONDS``, the time that a query may take; ``INCLUDE_SPELLING``.

    A missing or broken index raises ``SearchUnavailable``, a locked one ``IndexLocked``: never are they "no results".
    """

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.options = options
        if "PATH" not in options:
            raise SearchBackendError(f"Name a PATH in the settings of your search connection {connection_alias!r}.")
        self.setup_complete = True

    def setup(self) -> None:
        """Do nothing: the index is opened by each search and made by the first write."""

    @cached_property
    def engine(self) -> Engine:
        """The engine behind this connection."""
        seconds = float(self.options.get("SECONDS", SECONDS))
        return Engine(Path(str(self.options["PATH"])), self.schema(), seconds=seconds)

    def schema(self) -> Schema:
        """Return what the index holds."""
        if "SCHEMA" in self.options:
            schema: Schema = import_string(self.options["SCHEMA"])
            return schema
        fields = connections[self.connection_alias].get_unified_index().all_searchfields()
        terms = import_string(self.options["TERMS"]) if "TERMS" in self.options else plain_terms
        return schema_of(
            fields,
            terms=terms,
            words=self.options.get("WORDS", WORDS),
            mask=self.options.get("MASK_FIELDS"),
            version=str(self.options.get("VERSION", "")),
        )

    @cached_property
    def content(self) -> tuple[Text, ...]:
        """The texts that words without a field are looked for in: all that are made of the document's own."""
        schema = self.engine.schema
        source = connections[self.connection_alias].get_unified_index().document_field
        return schema.sources.get(source) or schema.texts[:1]

    @cached_property
    def translator(self) -> Translator:
        """What reads Whoosh's query language for this index."""
        return Translator(self.engine.schema, self.content)

    def mask(self) -> Mapping[int, int] | None:
        """Return which documents exist at this moment; None: all that are in the index."""
        if "MASK" not in self.options:
            return None
        asked: Mask = import_string(self.options["MASK"])
        mask = asked()
        if mask is None:
            raise SearchBackendError("MASK gave no mask. If nothing exists it gives an empty one.")
        return mask

    # Writing

    def update(self, index: SearchIndex, iterable: Iterable[models.Model], commit: bool = True) -> None:
        """Index these objects in one commit, each in place of what was known of it."""
        found: dict[str, Document] = {}
        for one in iterable:
            try:
                prepared = index.full_prepare(one)
            except SkipDocument:
                self.log.debug("Indexing for object `%s` skipped", one)
                continue
            found[str(prepared[ID])] = self._document(prepared)
        if found:
            self.engine.create()
            self.engine.replace(ID, list(found), lambda: found.values())

    def _document(self, prepared: Mapping[str, Any]) -> Document:
        schema = self.engine.schema
        known = {*schema.sources, *(column.name for column in schema.columns)}
        document = {name: value for name, value in prepared.items() if name in known}
        if any(column.name == NUMBER for column in schema.columns):
            pk = str(prepared[DJANGO_ID])
            document[NUMBER] = int(pk) if pk.isdecimal() and len(pk) < 19 else None
        return document

    def remove(self, obj_or_string: models.Model | str, commit: bool = True) -> None:
        """Delete one document."""
        found = self.identified(get_identifier(obj_or_string))
        self.engine.remove(found.column, found.values)

    def clear(self, models: Sequence[type[models.Model]] | None = None, commit: bool = True) -> None:
        """Delete the documents of these models; without any, put an empty index in the place of this one."""
        if models is None or not self.engine.directory.exists():
            self.engine.rebuild(tuple)
        else:
            self.engine.remove(DJANGO_CT, [get_model_ct(model) for model in models])

    def optimize(self) -> None:
        """Merge the index into one segment."""
        self.engine.optimize()

    # Reading

    def search(self, query_string: Node | str, **wanted: Any) -> dict[str, Any]:
        """Answer as Haystack expects: ``results``, ``hits``, ``facets``, ``spelling_suggestion``.

        ``query_string`` is what ``EngineQuery`` builds, or a text in Whoosh's query language.
        """
        for name in _UNKNOWN:
            if wanted.get(name):
                raise SearchBackendError(f"This engine does not do {name}.")
        query = self._read(query_string)
        narrow = [self._read(one) for one in wanted.get("narrow_queries") or ()]
        request = self._request(query, narrow, wanted)
        answer = self._answer(request)
        return {
            "results": self._results(answer.rows, wanted),
            "hits": answer.count,
            "facets": self._facets(answer, request, wanted),
            "spelling_suggestion": self._spelling(query, wanted.get("spelling_query"))
            if self.include_spelling
            else None,
        }

    def _read(self, query: Node | str) -> Node:
        if not isinstance(query, str):
            return query
        try:
            return self.translator.parse(query) if query.strip() else Nothing()
        except (QueryNotUnderstood, LookupError) as error:
            raise SearchBackendError(f"The query cannot be read: {error}") from error

    def _answer(self, request: Request) -> Answer:
        try:
            return self.engine.search(request, mask=self.mask())
        except (LookupError, TypeError, ValueError, OverflowError) as error:  # what the index can't have
            raise SearchBackendError(str(error)) from error

    def _request(self, query: Node, narrow: Sequence[Node], wanted: Mapping[str, Any]) -> Request:
        facets: Mapping[str, Mapping[str, Any]] = wanted.get("facets") or {}
        unselected = {name for name, options in facets.items() if options.get("unselected")}
        filters: list[Only] = []
        for node in (*narrow, *self.of_models(tuple(wanted.get("models") or ()))):
            choice = only_value(node)
            if choice and choice[0] in unselected:
                filters.append(Only(choice[0], choice[1]))
            else:
                query = And((query, Boost(node, 0)))
        start, end = wanted.get("start_offset") or 0, wanted.get("end_offset")
        return Request(
            query,
            tuple(filters),
            facets=tuple(facets),
            order=tuple(wanted.get("sort_by") or ()),
            offset=start,
            limit=None if end is None else max(0, end - start),
            offsets=self.content[0].source if wanted.get("highlight") else False,
            fields=self._fields(wanted.get("fields")),
            counts=tuple(self._read(f"{field}:({said})") for field, said in wanted.get("query_facets") or ()),
            buckets=tuple(
                Buckets(name, _edges(**details)) for name, details in (wanted.get("date_facets") or {}).items()
            ),
        )

    def _fields(self, chosen: str | Sequence[str] | None) -> tuple[str, ...]:
        schema = self.engine.schema
        every = [column.name for column in schema.columns if column.name != NUMBER]
        every += [source for source in schema.sources if schema.stores(source) and source not in every]
        if not chosen:
            return tuple(every)
        wanted = {*([chosen] if isinstance(chosen, str) else chosen), *_OWN}
        return tuple(name for name in every if name in wanted)

    def _results(self, rows: Sequence[Row], wanted: Mapping[str, Any]) -> list[SearchResult]:
        made = wanted.get("result_class") or SearchResult
        source = self.content[0].source
        results = []
        for row in rows:
            app, model, pk = self.identity(row)
            facts: dict[str, object] = {
                name: list(one) if isinstance(one, tuple) else one for name, one in row.values.items()
            }
            for name in _OWN:
                facts.pop(name, None)
            if wanted.get("highlight"):
                facts["highlighted"] = {source: row.matches}
            results.append(made(app, model, pk, row.score, **facts))
        return results

    # What names a document; for schemas of another make

    def identified(self, identifier: str) -> Among:
        """Return what finds the document that Haystack calls ``identifier``."""
        return Among(ID, (identifier,))

    def of_models(self, chosen: Sequence[type[models.Model]]) -> Iterable[Among]:
        """Return what narrows a search to these models: nothing where all will do."""
        if chosen:
            yield Among(DJANGO_CT, tuple(get_model_ct(model) for model in chosen))

    def identity(self, row: Row) -> tuple[str, str, str]:
        """Return the app, the model and the primary key of a row."""
        app, model = str(row.values[DJANGO_CT]).split(".")
        return app, model, str(row.values[DJANGO_ID])

    def _facets(self, answer: Answer, request: Request, wanted: Mapping[str, Any]) -> dict[str, Any]:
        if not (request.facets or request.buckets or request.counts):
            return {}
        options = wanted.get("facets") or {}
        dates = zip(request.buckets, answer.buckets, strict=True)
        queries = zip(wanted.get("query_facets") or (), answer.counts, strict=True)
        return {
            "fields": {name: _limited(values, options[name]) for name, values in answer.facets.items()},
            "dates": {one.column: list(zip(one.edges, counts, strict=False)) for one, counts in dates},
            "queries": {f"{field}_{said}": count for (field, said), count in queries},
        }

    # More

    def more_like_this(
        self, model_instance: models.Model, additional_query_string: Node | str | None = None, **wanted: Any
    ) -> dict[str, Any]:
        """Return what shares the words that mark this object's document; nothing for one that does not exist."""
        mask = self.mask()
        own = self.identified(get_identifier(model_instance))
        here = self.engine.search(Request(own, limit=1), mask=mask)
        if not here.rows:
            return dict(_NOTHING)
        query = And((like(self.engine, self.content, self._said(model_instance), mask=mask), Not(own)))
        if additional_query_string is not None:
            query = And((query, Boost(self._read(additional_query_string), 0)))
        return self.search(query, **wanted)

    def _said(self, instance: models.Model) -> str:
        index = connections[self.connection_alias].get_unified_index().get_index(type(instance))
        return str(index.full_prepare(instance).get(self.content[0].source) or "")

    def _spelling(self, query: Node, said: str | None) -> str | None:
        """Return the words with those that nobody says replaced by the nearest that somebody does, or None."""
        text = self.content[0]
        words = wording.words(self.engine.schema, said) if said else None
        if words is None:
            words = list(
                dict.fromkeys(one.text for one in leaves(query) if isinstance(one, Term) and one.field == text.name)
            )
        mask = self.mask()
        respelt = []
        for word in words:
            near = self.engine.similar(text.name, (text.terms(word) or [word])[0], 2, mask=mask)
            respelt.append(near[0][0] if near else word)
        suggestion = " ".join(respelt)
        return suggestion if suggestion and [one.lower() for one in words] != respelt else None

    def build_schema(self, fields: Mapping[str, Any]) -> tuple[str, Schema]:
        """Return the name of the document's text and the schema, for those who ask as of Haystack's own backend."""
        return self.content[0].name, self.engine.schema


def _limited(values: Sequence[tuple[Any, int]], options: Mapping[str, Any]) -> list[tuple[Any, int]]:
    """Keep what the options of a facet ask for: ``mincount``, ``sort`` by "index" or "count", ``limit``."""
    kept = [one for one in values if one[1] >= int(options.get("mincount", 1))]
    if options.get("sort") == "index":
        kept.sort(key=lambda one: one[0])
    limit = options.get("limit")
    return kept if limit is None or int(limit) < 0 else kept[: int(limit)]


def _edges(*, start_date: Any, end_date: Any, gap_by: str, gap_amount: int = 1) -> tuple[Any, ...]:
    """Return the beginnings of the gaps between two dates, and the end of the last of them."""
    if gap_amount < 1:
        raise SearchBackendError("The gaps of a date facet go forward: gap_amount is 1 or more.")
    if gap_by in _SHORT_GAPS:
        start_date, end_date = _with_time(start_date), _with_time(end_date)
    edges, now = [start_date], start_date
    while now < end_date:
        if len(edges) > MOST_GAPS:
            raise SearchBackendError(f"A date facet has at most {MOST_GAPS} gaps: make them longer.")
        now = min(_later(now, gap_by, gap_amount), end_date)
        edges.append(now)
    return tuple(edges)


def _with_time(moment: Any) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)


def _later(moment: Any, gap_by: str, amount: int) -> Any:
    if gap_by in ("year", "month"):
        months = moment.year * 12 + moment.month - 1 + amount * (12 if gap_by == "year" else 1)
        year, month = divmod(months, 12)
        for day in range(moment.day, 27, -1):  # the 31st of a shorter month is its last day
            try:
                return moment.replace(year=year, month=month + 1, day=day)
            except ValueError:
                continue
        return moment.replace(year=year, month=month + 1)
    return moment + timedelta(**{f"{gap_by}s": amount})


class WhooshEngine(BaseEngine):
    """What ``HAYSTACK_CONNECTIONS`` names."""

    backend = EngineBackend
    query = EngineQuery

    def __init__(self, using: str | None = None) -> None:
        super().__init__(using or DEFAULT_ALIAS)
