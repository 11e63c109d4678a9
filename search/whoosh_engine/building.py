"""Documents → a segment file: words become numbers once, and whole arrays are sorted instead of single postings."""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.fields import Column, Document, Schema, Text
from search.whoosh_engine.files import ArraysWriter
from search.whoosh_engine.stretches import AnyArray, Ints, along, with_ends, within

MOST_WORDS = 400_000
"""Words of a source at which a segment is full: under 100 MB while it is built. Larger builds are merged."""

MOST_KNOWN = 600_000
"""Words whose terms are remembered from one segment of a build to the next: over 100 MB."""

BLOCK = 64
"""Postings between two entries of the table that tells where a posting's places begin."""


class _Numbering(dict[str, int]):
    """Gives each new text the next number."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class Lexicon:
    """The words of a source and their terms, each analysed once, however many segments are built of them."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.words = _Numbering()
        self._terms = {text.name: _WordTerms(text) for text in texts}

    def terms(self, text: Text) -> "_WordTerms":
        """Return the terms of all words so far."""
        known = self._terms[text.name]
        known.learn(list(islice(self.words, known.count, None)))
        return known


class _WordTerms:
    """The terms of words in one text: by the word's number, the numbers of its terms."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._numbering = _Numbering()
        self._flat = array("i")
        self._ends = array("q", [0])

    @property
    def count(self) -> int:
        """How many words are known."""
        return len(self._ends) - 1

    def learn(self, words: Sequence[str]) -> None:
        """Analyse further words."""
        number, terms = self._numbering.__getitem__, self._text.terms
        for word in words:
            self._flat.extend(map(number, dict.fromkeys(terms(word))))
            self._ends.append(len(self._flat))

    def of(self, words: Ints) -> tuple[list[str], Ints, Ints]:
        """Return the sorted terms of ``words``, how many each word has, and their places among the sorted ones."""
        flat = np.array(self._flat, dtype=np.int64)
        ends = np.array(self._ends, dtype=np.int64)
        counts = (ends[1:] - ends[:-1])[words]
        own = flat[along(ends[:-1][words], counts)] if len(flat) else flat
        used = np.unique(own)
        every = list(self._numbering)
        terms = [every[n] for n in used.tolist()]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(every), dtype=np.int64)
        rank[used[order]] = np.arange(len(order))
        return [terms[n] for n in order], counts, rank[own]


@dataclass
class _SourceWords:
    """The words of a source, document after document."""

    split: Callable[[str], list[str]]
    lexicon: Lexicon
    words: "array[int]" = field(default_factory=lambda: array("i"))
    counts: "array[int]" = field(default_factory=lambda: array("i"))
    widths: "array[int]" = field(default_factory=lambda: array("i"))
    texts: list[bytes] | None = None

    def add(self, text: str) -> None:
        # Splitting by a captured word gives gaps and words in turn: what stands where follows from their lengths alone.
        pieces = self.split(text)
        before = len(self.words)
        self.words.extend(map(self.lexicon.words.__getitem__, pieces[1::2]))
        self.counts.append(len(self.words) - before)
        self.widths.extend(map(len, pieces))
        if self.texts is not None:
            self.texts.append(text.encode("utf-8", "surrogatepass"))


def lexicons(schema: Schema) -> dict[str, Lexicon]:
    """Return an empty lexicon for each source."""
    return {name: Lexicon(texts) for name, texts in schema.sources.items()}


class Builder:
    """Takes documents in, and writes them as one segment."""

    def __init__(self, schema: Schema, known: Mapping[str, Lexicon] | None = None) -> None:
        self.schema = schema
        self.count = 0
        known = known or lexicons(schema)
        split = re.compile(f"({schema.words})").split
        self._sources = {
            name: _SourceWords(split, known[name], texts=[] if schema.stores(name) else None) for name in schema.sources
        }
        self._columns: dict[str, list[object]] = {column.name: [] for column in schema.columns}

    def add(self, document: Document) -> None:
        """Take ``document`` in. A name that the schema does not know is an error (KeyError)."""
        for name in document:
            if name not in self._sources and name not in self._columns:
                raise KeyError(f"The schema knows no {name!r}.")
        for name, source in self._sources.items():
            source.add(str(document.get(name) or ""))
        for column in self.schema.columns:
            self._columns[column.name].append(_prepared(column, document.get(column.name)))
        self.count += 1

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return any(len(source.words) >= MOST_WORDS for source in self._sources.values())

    def write(self, path: Path) -> int:
        """Write the segment and return the size of its file."""
        writer = ArraysWriter(path)
        try:
            writer.add("documents", np.array([self.count], dtype=np.uint32))
            for name, source in self._sources.items():
                self._write_source(writer, name, source)
            for column in self.schema.columns:
                write_column(writer, column, self._columns[column.name])
        except BaseException:
            writer.abandon()
            raise
        return writer.close()

    def _write_source(self, writer: ArraysWriter, name: str, source: _SourceWords) -> None:
        words = np.frombuffer(source.words, dtype=np.int32) if source.words else np.empty(0, dtype=np.int32)
        counts = np.array(source.counts, dtype=np.int64)
        write_offsets(writer, name, counts, *_spans(counts, np.array(source.widths, dtype=np.int64)))
        if source.texts is not None:
            write_blob(writer, f"{name}:stored", source.texts)
        documents = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        places = within(counts).astype(np.int32)
        distinct, own = np.unique(words, return_inverse=True)
        for text in self.schema.sources[name]:
            terms = source.lexicon.terms(text).of(distinct.astype(np.int64))
            _write_text(writer, text, _Stream(own.astype(np.int32), documents, places), *terms)


def _prepared(column: Column, value: object) -> object:
    """Return ``value`` as the column collects it: a number, a text, or a sorted tuple of texts."""
    if column.many:
        if value is None or isinstance(value, str):
            return (value,) if value else ()
        return tuple(sorted({str(one) for one in value if one}))  # type: ignore[attr-defined]
    if column.is_text:
        return "" if value is None else str(value)
    return column.number(value)  # type: ignore[arg-type]


def _spans(counts: Ints, widths: Ints) -> tuple[Ints, Ints]:
    """Return where each word starts, in characters of its text, and how long it is."""
    ends = np.cumsum(widths)
    pieces = 2 * counts + 1
    first = np.cumsum(pieces) - pieces
    before = np.where(first > 0, ends[first - 1], 0) if len(ends) else first
    at = np.repeat(first, counts) + 2 * within(counts) + 1
    return ends[at] - widths[at] - np.repeat(before, counts), widths[at]


def write_offsets(writer: ArraysWriter, source: str, counts: Ints, starts: AnyArray, widths: AnyArray) -> None:
    """Write how many words each document has, and where each of them stands in the text."""
    writer.add(f"{source}:words", with_ends(counts))
    writer.add(f"{source}:starts", smallest(starts))
    writer.add(f"{source}:widths", smallest(widths))


@dataclass(frozen=True)
class _Stream:
    """For every word of a source: its number among the distinct ones, its document and its place there."""

    words: NDArray[np.int32]
    documents: NDArray[np.int32]
    places: NDArray[np.int32]


def _write_text(
    writer: ArraysWriter, text: Text, stream: _Stream, terms: Sequence[str], counts: Ints, of_word: Ints
) -> None:
    """Write a text: ``counts`` says how many terms each word has, ``of_word`` which they are, word after word."""
    keys, documents, places = _inverted(stream, of_word, counts)
    new = np.empty(len(keys), dtype=bool)
    if len(keys):
        new[0] = True
        np.not_equal(keys[1:], keys[:-1], out=new[1:])
        new[1:] |= documents[1:] != documents[:-1]
    first = np.flatnonzero(new)
    postings = np.bincount(keys[first], minlength=len(terms))
    frequencies = np.diff(first, append=len(keys))
    blobs = [term.encode("utf-8", "surrogatepass") for term in terms]
    write_postings(writer, text.name, PostingArrays(postings, documents[first], frequencies, places))
    write_terms(writer, text.name, blobs, *_letters(terms))


def _inverted(stream: _Stream, of_word: Ints, counts: Ints) -> tuple[Ints, AnyArray, AnyArray]:
    """Return term, document and place of every term, ordered by all three."""
    documents, places = stream.documents, stream.places
    if len(counts) and (counts == 1).all():
        terms = of_word[stream.words]
    else:
        several = counts[stream.words] if len(counts) else np.empty(0, dtype=np.int64)
        documents, places = np.repeat(documents, several), np.repeat(places, several)
        begin = np.cumsum(counts) - counts
        terms = of_word[along(begin[stream.words], several)] if len(of_word) else of_word
    # The stream is ordered by document and place, so sorting by (term, place in the stream) orders by all three. One
    # sort of whole numbers is several times faster than a stable argsort.
    keys = terms.astype(np.uint64) << np.uint64(32) | np.arange(len(terms), dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return (keys >> np.uint64(32)).astype(np.int64), documents[order], places[order]


@dataclass(frozen=True)
class PostingArrays:
    """Postings of sorted terms: how many each has, then document, frequency of each posting, and all places."""

    counts: Ints
    documents: AnyArray
    frequencies: AnyArray
    places: AnyArray


def write_postings(writer: ArraysWriter, name: str, postings: PostingArrays) -> None:
    """Write the postings of a text field."""
    writer.add(f"{name}:postings", with_ends(postings.counts))
    writer.add(f"{name}:documents", postings.documents.astype(np.int32, copy=False))
    writer.add(f"{name}:frequencies", smallest(postings.frequencies))
    edges = np.arange(0, len(postings.frequencies), BLOCK)
    sums = np.add.reduceat(postings.frequencies, edges, dtype=np.int64) if len(edges) else edges
    writer.add(f"{name}:place blocks", with_ends(sums)[:-1])
    writer.add(f"{name}:places", smallest(postings.places))


def write_terms(
    writer: ArraysWriter, name: str, terms: Sequence[bytes], letters: NDArray[np.uint64], lengths: Ints
) -> None:
    """Write the sorted terms of a text field, and what finds one that is spelt alike: its letters, by length."""
    ends = np.cumsum(np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)))
    writer.add(f"{name}:terms", b"".join(terms))
    writer.add(f"{name}:term ends", np.concatenate([[0], ends]).astype(np.uint32))
    order = np.argsort(lengths, kind="stable").astype(np.uint32)
    writer.add(f"{name}:letters", letters[order])
    writer.add(f"{name}:by length", order)
    writer.add(f"{name}:lengths", with_ends(np.bincount(lengths)))


def _letters(terms: Sequence[str]) -> tuple[NDArray[np.uint64], Ints]:
    """Return the letters of each term as a set of 64 bits, and how many letters it has.

    A change of one letter changes at most two bits of the set, so most words are told apart without looking at them.
    """
    lengths = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms))
    points = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sets = np.zeros(len(terms), dtype=np.uint64)
    filled = lengths > 0
    if filled.any():
        begin = (np.cumsum(lengths) - lengths)[filled]
        sets[filled] = np.bitwise_or.reduceat(letter_bits(points), begin)
    return sets, lengths


def letter_bits(points: AnyArray) -> NDArray[np.uint64]:
    """Return for each code point the one bit of 64 that stands for it and those 64 apart from it."""
    return np.uint64(1) << (points.astype(np.uint64) & np.uint64(63))


def column_name(column: Column) -> str:
    """Return what a column is called in a file, where texts and sources have names too."""
    return f"column {column.name}"


def write_column(writer: ArraysWriter, column: Column, values: Sequence[object]) -> None:
    """Write the values of a column, as ``_prepared`` made them."""
    if not column.is_text:
        writer.add(column_name(column), np.array(values, dtype=np.float64 if column.kind == "float" else np.int64))
        return
    numbering = _Numbering()
    codes = np.fromiter(map(numbering.__getitem__, values), dtype=np.int64, count=len(values))  # type: ignore[arg-type]
    entries: list[object] = list(numbering)
    write_coded(writer, column, codes, [one if column.many else (one,) if one else () for one in entries])  # type: ignore[misc]


def write_coded(writer: ArraysWriter, column: Column, codes: Ints, entries: Sequence[tuple[str, ...]]) -> None:
    """Write a column of texts: each document's number among ``entries``, and the values of each entry.

    Values and entries are sorted; entry 0 is the one without a value.
    """
    values = sorted({value for entry in entries for value in entry})
    number = {value: n for n, value in enumerate(values)}
    sets = sorted({tuple(sorted(number[value] for value in entry)) for entry in entries} | {()})
    place = {entry: n for n, entry in enumerate(sets)}
    moved = np.array([place[tuple(sorted(number[value] for value in entry))] for entry in entries], dtype=np.int64)
    name = column_name(column)
    writer.add(name, (moved[codes] if len(codes) else codes).astype(np.int32))
    writer.add(f"{name}:entries", with_ends(np.array([len(entry) for entry in sets], dtype=np.int64)))
    writer.add(f"{name}:values of entries", np.array([n for entry in sets for n in entry], dtype=np.int32))
    write_blob(writer, f"{name}:values", [value.encode("utf-8", "surrogatepass") for value in values])


def write_blob(writer: ArraysWriter, name: str, texts: Sequence[bytes]) -> None:
    """Write texts one after another, and where each ends."""
    writer.add(name, b"".join(texts))
    writer.add(f"{name} ends", with_ends(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))))


def smallest(numbers: AnyArray) -> AnyArray:
    """Return ``numbers``, none below 0, in the smallest type that holds them all."""
    most = int(numbers.max()) if len(numbers) else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(kind).max:
            return numbers.astype(kind, copy=False)
    return numbers.astype(np.uint64)


def chunks(documents: Iterator[Document], schema: Schema) -> Iterator[Builder]:
    """Yield builders that are full, and the last one if it holds anything."""
    known = lexicons(schema)
    builder = Builder(schema, known)
    for document in documents:
        builder.add(document)
        if builder.is_full:
            yield builder
            if any(len(lexicon.words) > MOST_KNOWN for lexicon in known.values()):
                known = lexicons(schema)
            builder = Builder(schema, known)
    if builder.count:
        yield builder
