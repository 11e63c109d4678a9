"""One state of the index, read into memory once and shared by all threads.

A snapshot belongs to one commit and never changes. It is put together from parts, one for each Whoosh segment, which
later snapshots use again as long as the segment lives.
"""

import threading
import time
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.query import Query
from whoosh.reading import IndexReader, TermNotFound
from whoosh.searching import Searcher

from search.whoosh_engine.answers import SearchUnavailable
from search.whoosh_engine.columns import (
    NO_INTS,
    Bools,
    Codes,
    Floats,
    Ints,
    Pairs,
    encode,
    encode_pairs,
    join,
    join_pairs,
)
from search.whoosh_engine.schema import EXACT, StoredRow
from search.whoosh_engine.store import Files, Store, open_index, unavailable_if_broken

_POSITION_BITS = 20
_CACHED_POSTINGS = 1_000_000  # numbers kept decoded for each Whoosh segment: 8 MB
_NUMBERS = ("segment_id", "interview_id", "revision", "moment", "position", "start_ms")
_TEXTS = ("language", "original", "branch", "rank", "left_on", "recorded_on")


class Part:
    """The columns of one Whoosh segment, and its postings as far as they were asked for."""

    def __init__(self, reader: IndexReader) -> None:
        size = reader.doc_count_all()
        rows = [StoredRow(*reader.stored_fields(number)["row"]) for number in range(size)]
        self.size = size
        self.numbers: dict[str, Ints] = {
            name: np.fromiter((getattr(row, name) for row in rows), dtype=np.int64, count=size) for name in _NUMBERS
        }
        self.texts = {name: encode([getattr(row, name) for row in rows]) for name in _TEXTS}
        self.texts["left_year"] = encode([row.left_on[:4] for row in rows])
        self.themes = encode_pairs([row.themes for row in rows])
        lengths = (reader.doc_field_length(number, EXACT) or 0 for number in range(size))
        self.lengths: Floats = np.fromiter(lengths, dtype=np.float64, count=size)
        self._kept: OrderedDict[tuple[str, str, bool], tuple[Ints, Ints]] = OrderedDict()
        self._kept_numbers = 0
        self._words: tuple[str, ...] | None = None

    def words(self, reader: IndexReader) -> tuple[str, ...]:
        """Return the words as written (folded), sorted; those of deleted documents may be among them."""
        if self._words is None:
            self._words = tuple(sorted(word.decode() for word in reader.lexicon(EXACT)))
        return self._words

    def postings(self, reader: IndexReader, field: str, term: str, positions: bool) -> tuple[Ints, Ints]:
        """Return documents and frequencies of ``term``, or documents and positions, one pair for each place."""
        key = (field, term, positions)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = _read_postings(reader, field, term, positions)
        self._kept[key] = found
        self._kept_numbers += 2 * len(found[0])
        while self._kept_numbers > _CACHED_POSTINGS and len(self._kept) > 1:
            _key, (old, _numbers) = self._kept.popitem(last=False)
            self._kept_numbers -= 2 * len(old)
        return found


def _read_postings(reader: IndexReader, field: str, term: str, positions: bool) -> tuple[Ints, Ints]:
    documents: list[int] = []
    numbers: list[int] = []
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return NO_INTS, NO_INTS
    while matcher.is_active():
        if positions:
            places = matcher.value_as("positions")
            documents += [matcher.id()] * len(places)
            numbers += places
        else:
            documents.append(matcher.id())
            numbers.append(int(matcher.weight()))
        matcher.next()
    return np.array(documents, dtype=np.int64), np.array(numbers, dtype=np.int64)


class Snapshot:
    """All documents of one commit, the deleted ones too: ``live`` tells which count."""

    def __init__(self, key: tuple[Path, int], reader: IndexReader, known: Mapping[str, Part]) -> None:
        leaves = reader.leaf_readers() if reader.doc_count_all() else []
        self.key = key
        self.files: Files = {}
        self.parts: dict[str, Part] = {}
        self._leaves: list[tuple[Part, IndexReader, int]] = []
        self._reading = threading.Lock()  # Whoosh's readers share a file position
        for leaf, offset in leaves:
            name = leaf.segment().segment_id()
            part = known.get(name) or Part(leaf)
            self.parts[name] = part
            self._leaves.append((part, leaf, offset))
        parts = list(self.parts.values())
        offsets = [offset for _part, _leaf, offset in self._leaves]
        self.reader = reader
        self.size = sum(part.size for part in parts)
        self.live = self._live()
        self.numbers: dict[str, Ints] = {
            name: np.concatenate([NO_INTS, *(part.numbers[name] for part in parts)]) for name in _NUMBERS
        }
        self.texts: dict[str, Codes] = {
            name: join([part.texts[name] for part in parts]) for name in (*_TEXTS, "left_year")
        }
        self.themes: Pairs = join_pairs([part.themes for part in parts], offsets)
        self.lengths: Floats = np.concatenate([np.empty(0), *(part.lengths for part in parts)])
        self._number_moments()

    def _live(self) -> Bools:
        live = np.ones(self.size, dtype=bool)
        for part, leaf, offset in self._leaves:
            if leaf.has_deletions():
                live[offset : offset + part.size] = [not leaf.is_deleted(number) for number in range(part.size)]
        return live

    def _number_moments(self) -> None:
        interviews = self.numbers["interview_id"]
        self.interview_ids, self.interviews = np.unique(interviews, return_inverse=True)
        _keys, self.moments = np.unique(interviews << 32 | self.numbers["moment"], return_inverse=True)
        _keys, first, self._versions = np.unique(
            interviews << 32 | self.numbers["revision"], return_index=True, return_inverse=True
        )
        self._version_list = list(
            zip(interviews[first].tolist(), self.numbers["revision"][first].tolist(), strict=True)
        )

    def public(self, mask: Mapping[int, int]) -> Bools:
        """Tell for each document whether it is live and of a public interview at its present revision."""
        if not self.size:
            return self.live
        current = [mask.get(interview) == revision for interview, revision in self._version_list]
        return self.live & np.array(current, dtype=bool)[self._versions]

    def postings(self, field: str, term: str) -> tuple[Ints, Ints]:
        """Return the documents that hold ``term``, ascending, and how often. Deleted ones may be among them."""
        return self._gathered(field, term, positions=False)

    def positions(self, field: str, term: str) -> Ints:
        """Return every place of ``term`` as one number, document and position, ascending (see ``documents_at``)."""
        documents, places = self._gathered(field, term, positions=True)
        return documents << _POSITION_BITS | places

    @staticmethod
    def documents_at(places: Ints) -> Ints:
        """Return the documents of numbers that ``positions`` gave."""
        return places >> _POSITION_BITS

    def _gathered(self, field: str, term: str, *, positions: bool) -> tuple[Ints, Ints]:
        documents, numbers = [NO_INTS], [NO_INTS]
        with self._reading, unavailable_if_broken():
            for part, leaf, offset in self._leaves:
                found, values = part.postings(leaf, field, term, positions)
                if len(found):
                    documents.append(found + offset)
                    numbers.append(values)
        return np.concatenate(documents), np.concatenate(numbers)

    def run(self, query: Query) -> tuple[Ints, Floats]:
        """Run a Whoosh query; return the documents, best first, and their scores. Any live document may be found."""
        if not self.size:
            return NO_INTS, np.empty(0)
        with self._reading, unavailable_if_broken():
            found = list(Searcher(self.reader, closereader=False).search(query, limit=None).items())
        documents = np.fromiter((document for document, _score in found), dtype=np.int64, count=len(found))
        return documents, np.fromiter((score for _document, score in found), dtype=np.float64, count=len(found))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words as written (folded), sorted. Some may stand in deleted or hidden documents only."""
        with self._reading, unavailable_if_broken():
            lists = [part.words(leaf) for part, leaf, _offset in self._leaves]
        return lists[0] if len(lists) == 1 else tuple(sorted(set().union(*lists)))

    def words_beginning(self, prefix: str) -> tuple[str, ...]:
        """Return the words that begin with ``prefix``."""
        return self.words[bisect_left(self.words, prefix) : bisect_left(self.words, prefix + "\U0010ffff")]

    @cached_property
    def _words_by_length(self) -> dict[int, tuple[tuple[str, ...], Ints]]:
        by_length: dict[int, list[str]] = {}
        for word in self.words:
            by_length.setdefault(len(word), []).append(word)
        return {
            length: (tuple(words), np.array([[ord(letter) for letter in word] for word in words], dtype=np.int64))
            for length, words in by_length.items()
        }

    def words_near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return the words at most ``distance`` letters changed, added or left out from ``word``, nearest first."""
        near: list[tuple[int, str]] = []
        for length in range(len(word) - distance, len(word) + distance + 1):
            if length in self._words_by_length:
                words, letters = self._words_by_length[length]
                found = _distances(letters, word)
                near += [(int(found[at]), words[at]) for at in np.flatnonzero(found <= distance)]
        return [(candidate, changes) for changes, candidate in sorted(near)]


def _distances(letters: Ints, word: str) -> Ints:
    """Return Levenshtein's distance between ``word`` and each row of ``letters``, all rows at once."""
    count, length = letters.shape
    before = [np.full(count, column, dtype=np.int64) for column in range(length + 1)]
    for row, letter in enumerate(map(ord, word), 1):
        now = [np.full(count, row, dtype=np.int64)]
        for column in range(length):
            changed = before[column] + (letters[:, column] != letter)
            now.append(np.minimum(np.minimum(before[column + 1], now[column]) + 1, changed))
        before = now
    return before[length]


_held: OrderedDict[Path, Snapshot] = OrderedDict()
_opening = threading.Lock()
_HELD_PATHS = 4
_ATTEMPTS = 4


def snapshot(store: Store) -> Snapshot:
    """Return the present state of the index, shared within the process; raise ``SearchUnavailable``.

    A commit or a rebuild renames and deletes files while they are listed or opened: then it looks again.
    """
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(0.01 * attempt)
        try:
            return _held_or_fresh(store)
        except SearchUnavailable as error:
            failure = error
    raise failure


def _held_or_fresh(store: Store) -> Snapshot:
    key = store.generation()
    files = store.files(key[0])
    held = _held.get(store.path)
    if held and held.key == key and held.files == files:
        return held
    with _opening:
        held = _held.get(store.path)
        if held and held.key == key and held.files == files:
            return held
        with unavailable_if_broken():
            # Parts read before are kept, unless a file was changed by anything but a commit.
            untouched = held is not None and all(files.get(name) == state for name, state in held.files.items())
            known = held.parts if held and held.key[0] == key[0] and (held.key != key or untouched) else {}
            fresh = Snapshot(key, open_index(key[0]).reader(), known)
            fresh.files = files
        _held[store.path] = fresh
        while len(_held) > _HELD_PATHS:
            _held.popitem(last=False)
        return fresh
