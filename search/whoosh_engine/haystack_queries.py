"""Haystack's filters as nodes of this engine, without a detour over text, where "be" is a stop word and , an end."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from haystack import connections
from haystack.backends import BaseSearchQuery, SearchNode
from haystack.constants import DJANGO_ID
from haystack.exceptions import MoreLikeThisError, SearchBackendError
from haystack.inputs import AltParser, AutoQuery, BaseInput, Clean, Exact, Raw
from haystack.inputs import Not as NotInput

from search.whoosh_engine import wording
from search.whoosh_engine.fields import Column, Text, Value
from search.whoosh_engine.places import leaves
from search.whoosh_engine.queries import (
    Among,
    And,
    Between,
    Boost,
    DisMax,
    Everything,
    Leaf,
    Like,
    Maybe,
    Node,
    Not,
    Nothing,
    Or,
    Term,
)
from search.whoosh_engine.whoosh_queries import QueryNotUnderstood, Translator, value_of

_RANGES: dict[str, Callable[[str, Any], Node]] = {
    "gt": lambda name, value: Between(name, low=value, include_low=False),
    "gte": lambda name, value: Between(name, low=value),
    "lt": lambda name, value: Between(name, high=value, include_high=False),
    "lte": lambda name, value: Between(name, high=value),
}


class EngineQuery(BaseSearchQuery):
    """Builds a query of nodes from what a ``SearchQuerySet`` was asked."""

    def build_query(self) -> Node:
        """Return the whole query, words to boost included."""
        try:
            node = self._tree(self.query_filter) if self.query_filter else Everything()
        except QueryNotUnderstood as error:
            raise SearchBackendError(str(error)) from error
        try:
            for word, factor in self.boost.items():
                node = self._boosted(node, str(word), float(factor))
        except ValueError as error:
            raise SearchBackendError(str(error)) from error
        return node

    def build_params(self, spelling_query: str | None = None) -> dict[str, Any]:
        """Return what else was asked. Raises ``SearchBackendError`` for statistics, which Haystack would drop."""
        if self.stats:
            raise SearchBackendError("This engine does not do stats.")
        asked: dict[str, Any] = super().build_params(spelling_query=spelling_query)
        return asked

    def run_mlt(self, **kwargs: Any) -> None:
        """Look for more like an object, with the slice, order, facets and filters that were asked for."""
        if self._more_like_this is False or self._mlt_instance is None:
            raise MoreLikeThisError("Name the object to look for more like it.")
        asked = self.build_params() | kwargs
        found = self.backend.more_like_this(self._mlt_instance, self.build_query(), **asked)
        self._results = found.get("results", [])
        self._hit_count = found.get("hits", 0)
        self._facet_counts = self.post_process_facets(found)

    def _boosted(self, node: Node, word: str, factor: float) -> Node:
        """Let ``word`` weigh more where the query has it, else let documents that have it come first."""
        wanted = wording.all_words(self._translator.schema, self._translator.content, word)
        inside, changed = _reweighed(node, frozenset(leaves(wanted)), factor)
        return inside if changed else And((node, Maybe(Boost(wanted, factor))))

    @property
    def _translator(self) -> Translator:
        return self.backend.translator

    def _tree(self, tree: SearchNode) -> Node:
        parts = []
        for child in tree.children:
            if isinstance(child, SearchNode):
                parts.append(self._tree(child))
            else:
                expression, value = child
                field, how = tree.split_expression(expression)
                parts.append(self._condition(field, how, value))
        node = (
            parts[0] if len(parts) == 1 else Or(tuple(parts)) if tree.connector == SearchNode.OR else And(tuple(parts))
        )
        return Not(node) if tree.negated else node

    def _condition(self, field: str, how: str, value: object) -> Node:
        if hasattr(value, "values_list"):
            value = list(value)  # type: ignore[call-overload]
        name = connections[self._using].get_unified_index().get_index_fieldname(field) if field != "content" else ""
        if name == "pk":
            name = DJANGO_ID
        texts = self._translator.texts(name)
        if isinstance(value, BaseInput):
            return self._input(name, texts, how, value)
        if how in ("exact", "in", "range", *_RANGES) or not texts:
            column = self._column(name)
            if column is not None:
                return self._of_column(column, how, value)
        return self._of_texts(texts, how, value)

    def _column(self, name: str) -> Column | None:
        try:
            return self._translator.schema.column(name)
        except LookupError:
            if name and not self._translator.texts(name):
                raise SearchBackendError(f"The index has no field {name!r}.") from None
            return None

    def _input(self, name: str, texts: tuple[Text, ...], how: str, value: BaseInput) -> Node:
        said = str(value.query_string)
        match value:
            case AltParser():
                raise SearchBackendError("This engine has one query parser only.")
            case AutoQuery():
                return self._auto(texts, said) if texts else self._condition_of(name, "content", said)
            case Raw():
                return self._translator.parse(said, name)
            case NotInput():
                return Not(self._condition_of(name, how, said))
            case Exact():
                column = self._column(name)
                if column is not None:
                    return self._of_column(column, "exact", said)
                return wording.phrase(self._translator.schema, texts, said)
            case Clean():
                return self._condition_of(name, how, said)
        return self._condition_of(name, how, value.query_string)

    def _condition_of(self, name: str, how: str, value: object) -> Node:
        return self._condition(name or "content", how, value)

    def _auto(self, texts: tuple[Text, ...], said: str) -> Node:
        """Read what people type: words, "phrases", and - in front of what to leave out."""
        schema = self._translator.schema
        wanted: list[Node] = []
        for at, piece in enumerate(AutoQuery.exact_match_re.split(said)):
            if at % 2:
                wanted.append(wording.phrase(schema, texts, piece))
                continue
            for word in piece.split():
                left_out = word.startswith("-") and len(word) > 1
                found = wording.all_words(schema, texts, word[1:] if left_out else word)
                if not isinstance(found, Nothing):
                    wanted.append(Not(found) if left_out else found)
        if not any(not isinstance(one, Not) for one in wanted):
            return And((Everything(), *wanted)) if wanted else Nothing()
        return wanted[0] if len(wanted) == 1 else And(tuple(wanted))

    def _of_texts(self, texts: tuple[Text, ...], how: str, value: object) -> Node:
        schema, said = self._translator.schema, str(value)
        match how:
            case "contains" | "endswith":
                return wording.patterned(schema, texts, how, said)
            case "startswith":
                return wording.begun(schema, texts, said)
            case "fuzzy":
                return wording.near(schema, texts, said, getattr(settings, "HAYSTACK_FUZZY_WHOOSH_MAX_EDITS", 2))
            case "exact":
                return wording.phrase(schema, texts, said)
            case "in":
                parts = tuple(wording.phrase(schema, texts, str(one)) for one in _listed(value))
                return Or(parts) if parts else Nothing()
            case "content":
                return wording.all_words(schema, texts, said)
        raise SearchBackendError(f"Texts are not compared by {how!r}: there is no order of texts to search by.")

    def _of_column(self, column: Column, how: str, value: object) -> Node:
        match how:
            case "in":
                chosen = (None if one is None else value_of(column, one) for one in _listed(value))
                return Among(column.name, tuple(chosen))
            case "range":
                ends = _listed(value)
                if len(ends) != 2:
                    raise SearchBackendError("A range has two ends.")
                low, high = ends
                return Between(column.name, value_of(column, low), value_of(column, high))
            case "contains" | "startswith" | "endswith" if column.is_text:
                return Like(column.name, how, str(value))
            case "content" | "exact":
                if isinstance(value, (list, tuple, set)):
                    if not value:
                        return Nothing()
                    return And(tuple(Among(column.name, (value_of(column, one),)) for one in value))
                return Among(column.name, (None if value is None else value_of(column, value),))
        if how in _RANGES:
            return _RANGES[how](column.name, value_of(column, value))
        raise SearchBackendError(f"The field {column.name} ({column.kind}) is not compared by {how!r}.")


def _listed(value: object) -> list[Any]:
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping)):
        return list(value)
    raise SearchBackendError("A list of values is needed for __in and __range.")


def _reweighed(node: Node, wanted: frozenset[Leaf], factor: float) -> tuple[Node, bool]:
    """Return the query with ``wanted`` terms boosted, and whether it had any."""
    if isinstance(node, Term) and node in wanted:
        return Boost(node, factor), True
    if not isinstance(node, (And, Or, DisMax)):
        return node, False
    changed = [_reweighed(part, wanted, factor) for part in node.parts]
    return type(node)(tuple(part for part, _ in changed)), any(done for _, done in changed)


def only_value(node: Node) -> tuple[str, tuple[Value, ...]] | None:
    """Return the column and the values of a query that is nothing but a choice of values."""
    return (node.column, node.values) if isinstance(node, Among) else None
