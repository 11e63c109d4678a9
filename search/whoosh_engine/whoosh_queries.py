"""Whoosh's query language and query objects, as nodes of this engine."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer, IDAnalyzer, Token
from whoosh.fields import ID, TEXT
from whoosh.fields import Schema as WhooshSchema
from whoosh.qparser import FuzzyTermPlugin, QueryParser

from search.whoosh_engine import wording
from search.whoosh_engine.fields import Column, Schema, Text, Value
from search.whoosh_engine.queries import (
    Among,
    And,
    Between,
    Boost,
    DisMax,
    Everything,
    Like,
    Maybe,
    Node,
    Not,
    Nothing,
    Or,
)

_CONTENT = "content "  # no field of anybody's is called so


class QueryNotUnderstood(ValueError):
    """The query asks for something that this engine does not do; said in a sentence."""


class WordsAnalyzer(Analyzer):
    """Yields the words of a text as written: their terms are made where the query is translated."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def __call__(self, value: str, **options: object) -> Iterator[Token]:
        token = Token(**{name: option for name, option in options.items() if name in ("positions", "chars", "mode")})
        token.boost, token.stopped, token.startchar, token.endchar = 1.0, False, 0, 0
        whole = options.get("tokenize") is False  # a pattern, whose signs are no words
        for token.pos, token.text in enumerate([value] if whole else wording.words(self._schema, value)):
            yield token


class Translator:
    """Reads Whoosh's query language, and translates its query objects, for one schema.

    ``content`` are the texts that words without a field are looked for in.
    """

    def __init__(self, schema: Schema, content: Sequence[Text]) -> None:
        self.schema, self.content = schema, tuple(content)
        words = WordsAnalyzer(schema)
        fields = WhooshSchema()
        for column in schema.columns:
            fields.add(column.name, ID(analyzer=IDAnalyzer()))
        for text in schema.texts:
            if text.name in fields:
                fields.remove(text.name)
            fields.add(text.name, TEXT(analyzer=words))
        self.whoosh_schema = fields
        asked = fields.copy()
        asked._fields[_CONTENT] = TEXT(analyzer=words)
        self._parser = QueryParser(_CONTENT, asked)
        self._parser.add_plugin(FuzzyTermPlugin())

    def parse(self, text: str, field: str = "") -> Node:
        """Read ``text`` in Whoosh's query language; words without a field are looked for in ``field``."""
        if text.strip() in ("*", "*:*"):
            return Everything()
        try:
            parsed = self._parser.parse(text)
        except (IndexError, RecursionError, ValueError, AttributeError) as error:  # what its parser trips over
            raise QueryNotUnderstood(f"Whoosh's query language does not know {text!r}.") from error
        return self.node(parsed.with_boost(1.0) if parsed is whoosh_query.NullQuery else parsed, field)

    def node(self, query: whoosh_query.Query, field: str = "") -> Node:
        """Translate a query object of Whoosh's. Raises ``QueryNotUnderstood`` for kinds that have no like here."""
        translated = self._plain(query, field)
        boost = float(getattr(query, "boost", 1.0) or 1.0)
        return translated if boost == 1 or isinstance(translated, Nothing) else Boost(translated, boost)

    def _plain(self, query: whoosh_query.Query, field: str) -> Node:
        inner: Callable[[whoosh_query.Query], Node] = lambda one: self.node(one, field)  # noqa: E731
        match query:
            case whoosh_query.DisjunctionMax():
                return DisMax(tuple(map(inner, query.subqueries)))
            case whoosh_query.Or():
                return Or(tuple(map(inner, query.subqueries)))
            case whoosh_query.And():
                return And(tuple(map(inner, query.subqueries)))
            case whoosh_query.AndNot():
                return And((inner(query.a), Not(inner(query.b))))
            case whoosh_query.AndMaybe():
                return And((inner(query.a), Maybe(inner(query.b))))
            case whoosh_query.Require():
                return And((inner(query.a), Boost(inner(query.b), 0)))
            case whoosh_query.Not():
                return Not(inner(query.query))
            case whoosh_query.ConstantScoreQuery():
                return Boost(inner(query.child), 0)
            case whoosh_query.Every():
                return Everything()
            case _ if query is whoosh_query.NullQuery or query == whoosh_query.NullQuery:
                return Nothing()
        return self._of_field(query, self._named(query, field))

    @staticmethod
    def _named(query: whoosh_query.Query, field: str) -> str:
        name = getattr(query, "fieldname", _CONTENT) or _CONTENT
        return field if name == _CONTENT else str(name)

    def _of_field(self, query: whoosh_query.Query, name: str) -> Node:
        texts = self.texts(name)
        if not texts:
            return self._of_column(query, self.schema.column(name))
        match query:
            case whoosh_query.FuzzyTerm():
                return wording.near(self.schema, texts, query.text, query.maxdist)
            case whoosh_query.Prefix():
                return wording.begun(self.schema, texts, query.text)
            case whoosh_query.Wildcard():
                return wording.patterned(self.schema, texts, "wildcard", query.text)
            case whoosh_query.Term():
                return wording.all_words(self.schema, texts, _said(query.text))
            case whoosh_query.Phrase():
                return wording.phrase(self.schema, texts, " ".join(map(_said, query.words)), slop=query.slop)
        raise QueryNotUnderstood(f"The text {name or 'content'} cannot be searched by {type(query).__name__}.")

    def _of_column(self, query: whoosh_query.Query, column: Column) -> Node:
        match query:
            case whoosh_query.Prefix():
                return Like(column.name, "startswith", query.text)
            case whoosh_query.Wildcard():
                return Like(column.name, "wildcard", query.text)
            case whoosh_query.FuzzyTerm():
                raise QueryNotUnderstood(f"{column.name} is a column: only texts are searched for near words.")
            case whoosh_query.Term():
                return Among(column.name, (value_of(column, _said(query.text)),))
            case whoosh_query.Phrase():
                return Among(column.name, (value_of(column, " ".join(map(_said, query.words))),))
            case whoosh_query.TermRange() | whoosh_query.NumericRange() | whoosh_query.DateRange():
                low, high = (
                    None if one in (None, "") else value_of(column, _said(one)) for one in (query.start, query.end)
                )
                return Between(column.name, low, high, not query.startexcl, not query.endexcl)
        raise QueryNotUnderstood(f"The column {column.name} cannot be searched by {type(query).__name__}.")

    def texts(self, name: str) -> tuple[Text, ...]:
        """Return the texts that ``name`` stands for: none if it is a column."""
        if name in ("", "content"):
            return self.content
        return tuple(text for text in self.schema.texts if text.name == name)


def _said(text: object) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def value_of(column: Column, said: object) -> Value:
    """Return ``said`` as a value of ``column``. Raises ``QueryNotUnderstood`` if it is none."""
    try:
        match column.kind:
            case "str":
                return said if isinstance(said, str) else str(said)
            case "bool":
                return said.strip().lower() in ("true", "t", "1", "yes") if isinstance(said, str) else bool(said)
            case "date" | "datetime":
                return _moment(column, said)
            case "float":
                return float(said)  # type: ignore[arg-type]
        number = int(said)  # type: ignore[call-overload]
        if (isinstance(said, float) and number != said) or not -(2**63) < number < 2**63:
            raise ValueError(said)
        return number
    except (TypeError, ValueError, OverflowError) as error:
        raise QueryNotUnderstood(f"“{said}” is not a value of {column.name} ({column.kind}).") from error


def _moment(column: Column, said: object) -> date:
    """Read a date: ISO, or the fourteen digits that Haystack writes for Whoosh."""
    if isinstance(said, str):
        digits = said.strip()
        read = datetime.strptime(digits, "%Y%m%d%H%M%S") if len(digits) == 14 and digits.isdigit() else None
        said = read or datetime.fromisoformat(digits)
    if not isinstance(said, date):
        raise ValueError(said)
    if column.kind == "date" and isinstance(said, datetime):
        return said.date()
    if column.kind == "datetime" and not isinstance(said, datetime):
        return datetime(said.year, said.month, said.day)
    return said
