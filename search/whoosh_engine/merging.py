"""Several segments → one, without their deleted documents: whole arrays are moved to their places, none is sorted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.building import (
    PostingArrays,
    column_name,
    write_coded,
    write_offsets,
    write_postings,
    write_terms,
)
from search.whoosh_engine.fields import Column, Schema
from search.whoosh_engine.files import ArraysWriter
from search.whoosh_engine.segments import Segment, TextPart
from search.whoosh_engine.stretches import AnyArray, Bools, Ints, along, with_ends


@dataclass(frozen=True)
class Source:
    """A segment to merge, which of its documents are kept, and their new numbers."""

    segment: Segment
    kept: Bools
    numbers: NDArray[np.int32]


def merge(path: Path, schema: Schema, segments: Sequence[Segment], live: Sequence[Bools]) -> int:
    """Write the live documents of ``segments`` as one segment, in their order; return the size of the file."""
    sources, base = [], 0
    for segment, kept in zip(segments, live, strict=True):
        sources.append(Source(segment, kept, (np.cumsum(kept) - 1 + base).astype(np.int32)))
        base += int(np.count_nonzero(kept))
    writer = ArraysWriter(path)
    try:
        writer.add("documents", np.array([base], dtype=np.uint32))
        for name in schema.sources:
            _merge_source(writer, name, sources, stored=schema.stores(name))
        for text in schema.texts:
            _merge_text(writer, text.name, sources)
            for segment in segments:
                segment.let_go()
        for column in schema.columns:
            _merge_column(writer, column, sources)
    except BaseException:
        writer.abandon()
        raise
    return writer.close()


def _merge_source(writer: ArraysWriter, name: str, sources: Sequence[Source], *, stored: bool) -> None:
    counts, starts, widths = [], [], []
    for one in sources:
        own = np.diff(one.segment.words[name])
        words = np.repeat(one.kept, own)
        counts.append(own[one.kept])
        starts.append(one.segment.starts[name][words])
        widths.append(one.segment.widths[name][words])
    write_offsets(writer, name, _joined(counts), _joined(starts), _joined(widths))
    if stored:
        writer.add_pieces(f"{name}:stored", _stored(name, sources))
        lengths = [np.diff(one.segment.stored[name].ends)[one.kept] for one in sources]
        writer.add(f"{name}:stored ends", with_ends(_joined(lengths)))


def _stored(name: str, sources: Sequence[Source]) -> Iterator[memoryview]:
    """Yield the texts that are kept; what was written needs no memory any more."""
    for one in sources:
        yield from one.segment.stored[name].stretches(one.kept)
        one.segment.let_go()


def _joined(arrays: Sequence[AnyArray]) -> AnyArray:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)


def _merge_text(writer: ArraysWriter, name: str, sources: Sequence[Source]) -> None:
    parts = [one.segment.texts[name] for one in sources]
    kept = [one.kept[part.documents] for one, part in zip(sources, parts, strict=True)]
    counts = [_counts(part, mask) for part, mask in zip(parts, kept, strict=True)]
    terms, places = _terms(parts, counts)
    totals = np.zeros(len(terms), dtype=np.int64)
    for at, own in zip(places, counts, strict=True):
        totals[at[at >= 0]] += own[at >= 0]
    letters = np.empty(len(terms), dtype=np.uint64)
    lengths = np.empty(len(terms), dtype=np.int64)
    for part, at in zip(parts, places, strict=True):
        own_letters, own_lengths = part.letters_of_terms()
        letters[at[at >= 0]], lengths[at[at >= 0]] = own_letters[at >= 0], own_lengths[at >= 0]
    write_terms(writer, name, terms, letters, lengths)
    del terms, letters, lengths
    write_postings(writer, name, _moved(sources, parts, kept, list(zip(places, counts, strict=True)), totals))


def _moved(
    sources: Sequence[Source],
    parts: Sequence[TextPart],
    kept: Sequence[Bools],
    terms: Sequence[tuple[Ints, Ints]],
    totals: Ints,
) -> PostingArrays:
    """Put the postings of all parts in their places; ``terms`` has for each part where its terms go, and how many."""
    cursor = with_ends(totals)[:-1].copy()
    documents = np.empty(int(totals.sum()), dtype=np.int32)
    kinds = [part.frequencies.dtype for part in parts]
    frequencies = np.empty(len(documents), dtype=np.result_type(np.uint8, *kinds))
    targets = []
    for one, part, mask, (at, own) in zip(sources, parts, kept, terms, strict=True):
        here, size = at[at >= 0], own[at >= 0]
        target = along(cursor[here], size).astype(np.uint32)
        documents[target] = one.numbers[part.documents[mask]]
        frequencies[target] = part.frequencies[mask]
        cursor[here] += size
        targets.append(target)
    begin = np.zeros(
        len(frequencies) + 1, dtype=np.uint32 if int(frequencies.sum(dtype=np.int64)) < 1 << 32 else np.int64
    )
    np.cumsum(frequencies, dtype=begin.dtype, out=begin[1:])
    words = np.empty(int(begin[-1]), dtype=np.result_type(np.uint8, *(part.places.dtype for part in parts)))
    for part, mask, target in zip(parts, kept, targets, strict=True):
        sizes = part.frequencies[mask].astype(np.int64)
        words[along(begin[target], sizes)] = part.places[np.repeat(mask, part.frequencies)]
    return PostingArrays(totals, documents, frequencies, words)


def _counts(part: TextPart, kept: Bools) -> Ints:
    """Return how many postings of each term are kept."""
    until = with_ends(kept)
    return until[part.postings[1:]] - until[part.postings[:-1]]


def _terms(parts: Sequence[TextPart], counts: Sequence[Ints]) -> tuple[list[bytes], list[Ints]]:
    """Return the terms that keep a posting, sorted, and for each part the place of each of its terms (-1: gone)."""
    lists = []
    for part, own in zip(parts, counts, strict=True):
        every = part.terms.all()
        lists.append([every[n] for n in np.flatnonzero(own).tolist()])
    terms = sorted(set().union(*lists)) if len(lists) > 1 else list(lists[0]) if lists else []
    place = {term: n for n, term in enumerate(terms)}
    places = []
    for own, listed in zip(counts, lists, strict=True):
        at = np.full(len(own), -1, dtype=np.int64)
        at[np.flatnonzero(own)] = np.fromiter(map(place.__getitem__, listed), dtype=np.int64, count=len(listed))
        places.append(at)
    return terms, places


def _merge_column(writer: ArraysWriter, column: Column, sources: Sequence[Source]) -> None:
    name = column.name
    if not column.is_text:
        parts = [one.segment.numbers[name][one.kept] for one in sources]
        writer.add(column_name(column), np.concatenate(parts) if parts else np.empty(0, dtype=np.int64))
        return
    entries: list[tuple[str, ...]] = []
    codes = [np.empty(0, dtype=np.int64)]
    for one in sources:
        part = one.segment.coded[name]
        texts, ends = part.texts, part.entries.tolist()
        used, own = np.unique(part.codes[one.kept], return_inverse=True)
        of_entries = part.of_entries.tolist()
        spans = list(pairwise(ends))
        codes.append(own + len(entries))
        entries += [tuple(texts[n] for n in of_entries[slice(*spans[entry])]) for entry in used.tolist()]
    distinct = list(dict.fromkeys(entries))
    place = {entry: n for n, entry in enumerate(distinct)}
    moved = np.array([place[entry] for entry in entries], dtype=np.int64)
    joined = np.concatenate(codes)
    write_coded(writer, column, moved[joined] if len(joined) else joined, distinct)
