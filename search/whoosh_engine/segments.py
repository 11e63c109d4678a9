"""A segment read: an immutable part of the index, its documents numbered from 0."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.building import BLOCK, column_name, letter_bits
from search.whoosh_engine.errors import SearchUnavailable
from search.whoosh_engine.fields import Schema, Text
from search.whoosh_engine.files import Arrays
from search.whoosh_engine.stretches import AnyArray, Ints

_EVERY = 64
_AFTER_ALL = b"\xff"


class Texts:
    """Texts one after another in a file: as bytes by number, without a list of them."""

    def __init__(self, blob: memoryview, ends: AnyArray) -> None:
        self._blob, self.ends = blob, ends
        self._end_at = np.ascontiguousarray(ends).data
        self.count = len(ends) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._blob[self._end_at[number] : self._end_at[number + 1]])

    def text(self, number: int) -> str:
        """Return the text with this number."""
        return str(self._blob[self._end_at[number] : self._end_at[number + 1]], "utf-8", "surrogatepass")

    def all(self) -> list[bytes]:
        """Return all texts."""
        ends = self.ends.tolist()
        blob = bytes(self._blob)
        return [blob[start:end] for start, end in pairwise(ends)]

    def stretches(self, kept: AnyArray) -> list[memoryview]:
        """Return the bytes of the texts that are ``kept``, in stretches as long as they can be."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
        bounds = self.ends[edges].tolist()
        return [self._blob[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]

    @cached_property
    def _samples(self) -> list[bytes]:
        return [self[number] for number in range(0, self.count, _EVERY)]

    def at_or_after(self, text: bytes) -> int:
        """Return the number of the first text that is not before ``text``; texts must be sorted."""
        block = max(0, bisect_left(self._samples, text) - 1) * _EVERY
        low, high = block, min(block + _EVERY, self.count)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: bytes) -> int:
        """Return the number of ``text``, or -1; texts must be sorted."""
        number = self.at_or_after(text)
        return number if number < self.count and self[number] == text else -1

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers between which texts begin with ``prefix``; texts must be sorted."""
        return self.at_or_after(prefix), self.at_or_after(prefix + _AFTER_ALL)

    def containing(self, part: bytes) -> list[int]:
        """Return the numbers of the texts that hold ``part``, ascending."""
        blob = bytes(self._blob)
        at, found = blob.find(part), []
        while at >= 0:
            number = int(np.searchsorted(self.ends, at, side="right")) - 1
            if at + len(part) <= self._end_at[number + 1]:
                found.append(number)
                at = blob.find(part, self._end_at[number + 1])
            else:  # it runs on into the next text
                at = blob.find(part, at + 1)
        return found

    def ending(self, part: bytes) -> list[int]:
        """Return the numbers of the texts that end with ``part``, ascending."""
        return [number for number in self.containing(part[:1]) if self[number].endswith(part)] if part else []


class TextPart:
    """The terms and postings of one text field in one segment."""

    def __init__(self, arrays: Arrays, text: Text) -> None:
        name = text.name
        self.terms = Texts(arrays.bytes_of(f"{name}:terms"), arrays[f"{name}:term ends"])
        self.postings: Ints = arrays[f"{name}:postings"]
        self._posting_at = self.postings.data
        self.documents: NDArray[np.int32] = arrays[f"{name}:documents"]
        self.frequencies = arrays[f"{name}:frequencies"]
        self._place_blocks: Ints = arrays[f"{name}:place blocks"]
        self.places = arrays[f"{name}:places"]
        self._letters: NDArray[np.uint64] = arrays[f"{name}:letters"]
        self._by_length: NDArray[np.uint32] = arrays[f"{name}:by length"]
        self._lengths: Ints = arrays[f"{name}:lengths"]

    def range_of(self, number: int) -> tuple[int, int]:
        """Return between which postings those of the term with this number stand."""
        return self._posting_at[number], self._posting_at[number + 1]

    def place_starts(self, postings: Ints) -> Ints:
        """Return where in ``places`` those of each posting begin."""
        blocks = postings // BLOCK
        first = blocks * BLOCK
        at = first[:, None] + np.arange(BLOCK)
        inside = at < postings[:, None]
        before = np.where(inside, self.frequencies[np.minimum(at, len(self.frequencies) - 1)], 0).sum(
            axis=1, dtype=np.int64
        )
        return self._place_blocks[blocks] + before

    def place_starts_between(self, low: int, high: int) -> Ints:
        """Return where in ``places`` those of the postings from ``low`` to ``high`` begin, and where they end."""
        starts = np.empty(high - low + 1, dtype=np.int64)
        starts[0] = self.place_starts(np.array([low]))[0] if low < len(self.frequencies) else len(self.places)
        np.cumsum(self.frequencies[low:high], out=starts[1:])
        starts[1:] += starts[0]
        return starts

    def letters_of_terms(self) -> tuple[NDArray[np.uint64], Ints]:
        """Return the letters of each term as a set of bits, and how many letters it has, in the order of the terms."""
        sets = np.empty(self.terms.count, dtype=np.uint64)
        sets[self._by_length] = self._letters
        lengths = np.empty(self.terms.count, dtype=np.int64)
        lengths[self._by_length] = np.repeat(np.arange(len(self._lengths) - 1), np.diff(self._lengths))
        return sets, lengths

    def alike(self, letters: str, distance: int) -> Ints:
        """Return the numbers of terms that may be ``distance`` changes from a word: no such term is left out."""
        own = np.bitwise_or.reduce(letter_bits(np.array([ord(one) for one in letters], dtype=np.uint32)))
        low = max(0, len(letters) - distance)
        high = min(len(self._lengths) - 1, len(letters) + distance + 1)
        if low >= high:
            return np.empty(0, dtype=np.int64)
        start, end = int(self._lengths[low]), int(self._lengths[high])
        near = np.bitwise_count(self._letters[start:end] ^ own) <= 2 * distance
        return self._by_length[start:end][near].astype(np.int64)


@dataclass(frozen=True)
class CodedPart:
    """A column of texts in one segment: the entry of each document, and the sorted values of each entry."""

    codes: NDArray[np.int32]
    entries: Ints
    of_entries: NDArray[np.int32]
    values: Texts

    def shown(self, entry: int) -> tuple[str, ...]:
        """Return the values of an entry."""
        return tuple(map(self.values.text, self.of_entries[self.entries[entry] : self.entries[entry + 1]].tolist()))

    @cached_property
    def texts(self) -> list[str]:
        """All values, sorted."""
        return [value.decode("utf-8", "surrogatepass") for value in self.values.all()]


class Segment:
    """One file of the index. Raises ``SearchUnavailable`` if it is not sound.

    ``keep`` is for whoever searches it: what was read to check it stays in memory.
    """

    def __init__(self, path: Path, schema: Schema, count: int, *, keep: bool = True) -> None:
        arrays = Arrays(path, keep=keep)
        self.path, self.count = path, count
        self.let_go = arrays.let_go
        if arrays["documents"].tolist() != [count]:
            raise SearchUnavailable(f"The index file {path.name} holds another number of documents than it should.")
        self.texts = {text.name: TextPart(arrays, text) for text in schema.texts}
        self.numbers: dict[str, AnyArray] = {}
        self.coded: dict[str, CodedPart] = {}
        for column in schema.columns:
            name = column_name(column)
            if column.is_text:
                values = Texts(arrays.bytes_of(f"{name}:values"), arrays[f"{name}:values ends"])
                entries = arrays[f"{name}:entries"]
                part = CodedPart(arrays[name], entries, arrays[f"{name}:values of entries"], values)
                self.coded[column.name] = part
            else:
                self.numbers[column.name] = arrays[name]
        self.words = {source: arrays[f"{source}:words"] for source in schema.sources}
        self.starts = {source: arrays[f"{source}:starts"] for source in schema.sources}
        self.widths = {source: arrays[f"{source}:widths"] for source in schema.sources}
        self.stored = {
            source: Texts(arrays.bytes_of(f"{source}:stored"), arrays[f"{source}:stored ends"])
            for source in schema.sources
            if schema.stores(source)
        }

    def documents_with(self, column: str, values: Sequence[str | int | float]) -> Ints:
        """Return the documents whose ``column`` has one of ``values``, deleted ones too."""
        if column in self.numbers:
            numbers = self.numbers[column]
            # A number that the column can't hold would be compared as a fraction, and find its neighbours.
            fitting = [one for one in values if numbers.dtype.kind == "f" or -(2**63) <= float(one) < 2**63]
            return np.flatnonzero(np.isin(numbers, np.array(fitting, dtype=numbers.dtype)))
        part = self.coded[column]
        wanted = {part.values.find(str(value).encode("utf-8", "surrogatepass")) for value in values} - {-1}
        if not wanted:
            return np.empty(0, dtype=np.int64)
        owners = np.repeat(np.arange(len(part.entries) - 1), np.diff(part.entries))
        entries = np.unique(owners[np.isin(part.of_entries, list(wanted))])
        return np.flatnonzero(np.isin(part.codes, entries))
