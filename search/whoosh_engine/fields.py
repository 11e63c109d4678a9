"""What is in an index: texts that are searched by words, and columns that filter, count and order."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal, TypeAlias

Kind = Literal["str", "int", "float", "bool", "date", "datetime"]
Value: TypeAlias = str | int | float | bool | date | datetime | None
Values: TypeAlias = Value | Sequence[str]
Document: TypeAlias = Mapping[str, Values]

NO_NUMBER = -(2**63)
"""Stands for "no value" in a column of numbers; no number of a document may be it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Text:
    """A searchable text: ``terms`` turns each word of ``source`` into the terms that stand at its place.

    ``terms`` is a pure function of the word as written, and may give none, one or several terms. Texts of one
    ``source`` share its words and positions. ``boost`` multiplies what a match in this text scores. ``stored`` keeps
    the source as written, to be given back with a row. ``sparse``: many documents have no such text, and scores are
    made of numbers of those that have one, so that a title that one in a hundred documents has is not a rare long text.
    """

    name: str
    source: str
    terms: Callable[[str], Sequence[str]]
    boost: float = 1.0
    stored: bool = False
    sparse: bool = False


@dataclass(frozen=True)
class Column:
    """A value of each document; ``many`` (text only) holds several. None and "" are no value."""

    name: str
    kind: Kind = "str"
    many: bool = False

    def __post_init__(self) -> None:
        if self.many and self.kind != "str":
            raise ValueError(f"Column {self.name}: only text columns hold many values.")

    @property
    def is_text(self) -> bool:
        """Whether values are coded by a list of distinct texts."""
        return self.kind == "str"

    def number(self, value: Value) -> int | float:
        """Return ``value`` as it is kept in a column of numbers. Raises TypeError or ValueError if it is none."""
        if value is None or value == "":
            return float("nan") if self.kind == "float" else NO_NUMBER
        if self.kind == "date" and isinstance(value, date):
            return value.toordinal()
        if self.kind == "datetime" and isinstance(value, date):
            # A day counts from its first moment, and a time that names no zone is UTC's.
            moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return (aware - _EPOCH) // _MICROSECOND
        if isinstance(value, date):
            raise TypeError(f"Column {self.name} holds {self.kind}, not dates.")
        if self.kind == "float":
            return float(value)
        if int(value) != value and not isinstance(value, str):
            raise ValueError(f"Column {self.name} holds whole numbers.")
        return int(value)

    def value(self, number: int | float) -> Value:
        """Return what :meth:`number` was made of."""
        if number in (NO_NUMBER,) or number != number:
            return None
        match self.kind:
            case "date":
                return date.fromordinal(int(number))
            case "datetime":
                return _EPOCH + int(number) * _MICROSECOND
            case "bool":
                return bool(number)
            case "float":
                return float(number)
        return int(number)


@dataclass(frozen=True)
class Schema:
    """What an index holds.

    ``words`` is a regular expression without capturing groups that finds the words of a text. ``key`` names the column
    that tells documents apart; ties are broken by the columns ``ties`` and then by the key. ``mask`` names two columns
    of integers, of whom a search's mask speaks ({the first: the second}). ``version`` changes whenever
    ``terms`` of a text change: an index of another version is not read. ``succession`` names a column of integers, of
    which no two documents that exist have the same: the document with n is followed by the one with n + 1.
    """

    texts: tuple[Text, ...]
    columns: tuple[Column, ...]
    key: str
    words: str = r"\w+"
    mask: tuple[str, str] | None = None
    version: str = ""
    ties: tuple[str, ...] = ()
    succession: str = ""

    def __post_init__(self) -> None:
        if re.compile(self.words).groups:
            raise ValueError("The expression for words must not capture groups.")
        if any(column.name == "score" for column in self.columns):
            raise ValueError("A column may not be called score: that is what findings are ordered by.")
        for name in (self.key, *self.ties, *(self.mask or ()), *filter(None, [self.succession])):
            self.column(name)

    def text(self, name: str) -> Text:
        """Return the text field ``name``; raise ``LookupError`` if there is none."""
        for one in self.texts:
            if one.name == name:
                return one
        raise LookupError(f"The index has no text {name!r}.")

    def column(self, name: str) -> Column:
        """Return the column ``name``; raise ``LookupError`` if there is none."""
        for one in self.columns:
            if one.name == name:
                return one
        raise LookupError(f"The index has no column {name!r}.")

    @cached_property
    def sources(self) -> dict[str, tuple[Text, ...]]:
        """Each source with the texts that are made of it."""
        found: dict[str, tuple[Text, ...]] = {}
        for text in self.texts:
            found[text.source] = (*found.get(text.source, ()), text)
        return found

    def stores(self, source: str) -> bool:
        """Tell whether ``source`` is kept as written."""
        return any(text.stored for text in self.sources.get(source, ()))

    @cached_property
    def identity(self) -> int:
        """What tells this schema from others in this process, boosts and terms too."""
        return hash(self)

    @cached_property
    def fingerprint(self) -> str:
        """What two schemas have in common whose indexes can be read for one another."""
        said = repr(
            (
                [(text.name, text.source, text.stored) for text in self.texts],
                [(column.name, column.kind, column.many) for column in self.columns],
                (self.key, self.words, self.mask, self.version),
            )
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]
