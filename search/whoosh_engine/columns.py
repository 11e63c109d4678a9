"""Columns of the documents as numpy arrays: what filters, facets and orders are computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

NO_INTS: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Codes:
    """A text column: for each document the place of its value in ``values``, which are sorted."""

    values: tuple[str, ...]
    places: Ints

    def among(self, wanted: Sequence[str]) -> Bools:
        """Tell for each document whether its value is one of ``wanted``."""
        return np.isin(np.array(self.values, dtype=object), list(wanted))[self.places]


@dataclass(frozen=True)
class Pairs:
    """A column of several values: the document and the place of the value, one pair for each."""

    values: tuple[str, ...]
    documents: Ints
    places: Ints

    def holding(self, value: str, size: int) -> Bools:
        """Tell for each of ``size`` documents whether ``value`` is among its values."""
        found = np.zeros(size, dtype=bool)
        if value in self.values:
            found[self.documents[self.places == self.values.index(value)]] = True
        return found


def encode(texts: Sequence[str]) -> Codes:
    """Return a list of values as a column."""
    values = tuple(sorted(set(texts)))
    place = {value: n for n, value in enumerate(values)}
    return Codes(values, np.fromiter((place[text] for text in texts), dtype=np.int64, count=len(texts)))


def encode_pairs(rows: Sequence[Sequence[str]]) -> Pairs:
    """Return a list of lists of values as a column."""
    flat = encode([value for row in rows for value in row])
    documents = np.repeat(np.arange(len(rows), dtype=np.int64), [len(row) for row in rows])
    return Pairs(flat.values, documents, flat.places)


def _joined_values(columns: Sequence[Codes | Pairs]) -> tuple[tuple[str, ...], list[Ints]]:
    """Return the values of all columns, sorted, and for each column the new places of its old ones."""
    values = tuple(sorted({value for column in columns for value in column.values}))
    place = {value: n for n, value in enumerate(values)}
    moved = [np.array([place[value] for value in column.values], dtype=np.int64) for column in columns]
    return values, [new[column.places] for new, column in zip(moved, columns, strict=True)]


def join(columns: Sequence[Codes]) -> Codes:
    """Put columns of successive documents one after another."""
    values, places = _joined_values(columns)
    return Codes(values, np.concatenate([NO_INTS, *places]))


def join_pairs(columns: Sequence[Pairs], offsets: Sequence[int]) -> Pairs:
    """Put columns whose documents begin at ``offsets`` one after another."""
    values, places = _joined_values(columns)
    documents = [column.documents + offset for column, offset in zip(columns, offsets, strict=True)]
    return Pairs(values, np.concatenate([NO_INTS, *documents]), np.concatenate([NO_INTS, *places]))
