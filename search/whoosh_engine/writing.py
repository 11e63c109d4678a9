"""Every write to the index files. All functions here want the store's lock held."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from haystack.constants import ID
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.indexes import Document
from search.whoosh_engine.answers import SearchUnavailable
from search.whoosh_engine.schema import EXACT, whoosh_fields
from search.whoosh_engine.store import Store, open_index, sync_files, unavailable_if_broken

_MOST_SEGMENTS = 8
_REBUILD_MB = 256

Make = Callable[[], Iterable[Document]]


def replace(directory: Path, interview_ids: Iterable[int], make: Make) -> int:
    """Put the documents that ``make`` returns in place of those of these interviews; return how many they are."""
    return _change(directory, "interview_id", [str(pk) for pk in interview_ids], make)


def remove(directory: Path, identifier: str) -> None:
    """Delete the document with Haystack's ``identifier``."""
    _change(directory, ID, [identifier], lambda: ())


def rebuild(store: Store, make: Make) -> int:
    """Build, verify and adopt a new generation of the documents that ``make`` returns; return how many they are."""
    try:
        live = store.current() if store.exists() else None
    except SearchUnavailable:
        live = None
    store.sweep(keep=live)
    directory, index = store.create()
    try:
        writer = index.writer(limitmb=_REBUILD_MB)
        count = _filled(writer, make)
        writer.commit(merge=False)
        verify(directory, count)
        store.adopt(directory)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return count


def verify(directory: Path, count: int) -> None:
    """Raise ``SearchUnavailable`` unless the index opens, holds ``count`` documents and finds a word of its own."""
    with unavailable_if_broken(), open_index(directory).reader() as reader:
        if reader.doc_count() != count:
            raise SearchUnavailable(f"The new index holds {reader.doc_count()} documents instead of {count}.")
        word = next(reader.lexicon(EXACT), None) if count else None
        if word is not None and not reader.postings(EXACT, word).is_active():
            raise SearchUnavailable("The new index does not find its own words.")


def _change(directory: Path, field: str, terms: Sequence[str], make: Make) -> int:
    with unavailable_if_broken():
        before = frozenset(entry.name for entry in directory.iterdir())
        writer = open_index(directory).writer()
    try:
        with unavailable_if_broken(), writer.searcher() as searcher:
            for term in terms:
                writer.delete_by_term(field, term, searcher=searcher)
    except SearchUnavailable:
        writer.cancel()
        raise
    count = _filled(writer, make)
    with unavailable_if_broken():
        writer.commit(mergetype=_few_segments)
    sync_files(directory, since=before)
    return count


def _filled(writer: SegmentWriter, make: Make) -> int:
    count = 0
    try:
        for document in make():
            writer.add_document(**whoosh_fields(document))
            count += 1
    except BaseException:
        writer.cancel()
        raise
    return count


def _few_segments(writer: SegmentWriter, segments: list[WhooshSegment]) -> list[WhooshSegment]:
    """Drop segments whose documents are all deleted; of too many, merge all but the largest into the new one.

    Whoosh's own policy lets segments of an interview's size pile up, and every one costs each search.
    """
    live = sorted((one for one in segments if one.doc_count()), key=lambda one: one.doc_count(), reverse=True)
    if len(live) < _MOST_SEGMENTS:
        return live
    for segment in live[1:]:
        with SegmentReader(writer.storage, writer.schema, segment) as reader:
            writer.add_reader(reader)
    return live[:1]
