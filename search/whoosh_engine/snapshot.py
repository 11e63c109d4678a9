"""One generation of the index, opened: immutable, shared by all threads of the process.

Its documents are numbered through all segments. Postings are read from the files' pages; columns are put together in
memory, the first time they are asked for.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from search.whoosh_engine.errors import SearchUnavailable
from search.whoosh_engine.fields import NO_NUMBER, Schema, Values
from search.whoosh_engine.files import Arrays
from search.whoosh_engine.generations import Directory, Generation, State
from search.whoosh_engine.segments import CodedPart, Segment
from search.whoosh_engine.stretches import AnyArray, Bools, Floats, Ints, with_ends

B, K1 = 0.75, 1.2
_VIEWS = 8
_FEW = 1000  # values that are looked up one by one, rather than putting together a column of all


@dataclass(frozen=True)
class Coded:
    """A column by codes: the entry of each document (0 is "no value"), and the sorted values of each entry.

    ``single`` columns have entry n + 1 for value n.
    """

    codes: Ints
    entries: Ints
    of_entries: Ints
    values: Sequence[str] | AnyArray
    single: bool
    many: bool = False

    @cached_property
    def shown(self) -> list[Values]:
        """What each entry is given out as, in a column of texts."""
        ends = self.entries.tolist()
        sets = [tuple(str(self.values[n]) for n in self.of_entries[a:b].tolist()) for a, b in pairwise(ends)]
        return list(sets) if self.many else [one[0] if one else None for one in sets]

    @property
    def entry_count(self) -> int:
        """How many entries there are."""
        return len(self.entries) - 1

    def places(self, wanted: Sequence[object]) -> list[int]:
        """Return the places of those of ``wanted`` that are values here."""
        values = self.values
        if isinstance(values, np.ndarray):
            sought = np.array(wanted)
            at = np.searchsorted(values, sought)
            return [int(n) for n, one in zip(at, sought, strict=True) if n < len(values) and values[n] == one]
        return [self._place[one] for one in wanted if one in self._place]

    @cached_property
    def _place(self) -> dict[object, int]:
        return {value: n for n, value in enumerate(self.values)}

    @cached_property
    def owners(self) -> Ints:
        """The entry of each item of ``of_entries``."""
        return np.repeat(np.arange(self.entry_count), np.diff(self.entries))

    @cached_property
    def _by_value(self) -> tuple[Ints, Ints]:
        """The entries that hold each value, value after value, and where those of each value begin."""
        order = np.argsort(self.of_entries, kind="stable")
        counts: Ints = np.bincount(self.of_entries, minlength=len(self.values))
        return self.owners[order], with_ends(counts)

    def entries_between(self, first: int, last: int) -> Bools:
        """Tell for each entry whether it has one of the values from place ``first`` up to ``last``."""
        having = np.zeros(self.entry_count, dtype=bool)
        if first < last:
            entries, begin = self._by_value
            having[entries[begin[first] : begin[last]]] = True
        return having

    def entries_with(self, wanted: Sequence[object], *, every: bool = False) -> Bools:
        """Tell for each entry whether it has one of ``wanted`` (None: has no value), or all of them."""
        different = set(wanted)
        entries, begin = self._by_value
        counts = np.zeros(self.entry_count, dtype=np.int64)
        for place in self.places([one for one in different if one is not None]):
            counts[entries[begin[place] : begin[place + 1]]] += 1
        if every:
            return counts == len(different)
        found: Bools = counts > 0
        found[0] |= None in different
        return found


class Mask(Mapping[int, int]):
    """Which documents exist, as ``{owner: version}``, with what tells it from other masks."""

    def __init__(self, pairs: Mapping[int, int] | Iterable[tuple[int, int]]) -> None:
        self._versions = dict(pairs)
        self.key = np.fromiter(chain.from_iterable(self._versions.items()), dtype=np.int64).tobytes() + b"."

    def __getitem__(self, owner: int) -> int:
        return self._versions[owner]

    def __iter__(self) -> Iterator[int]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)


class Snapshot:
    """All documents of one generation, the deleted ones too: ``live`` tells which are left."""

    def __init__(self, schema: Schema, generation: Generation, segments: Sequence[Segment], live: Bools) -> None:
        self.schema, self.generation, self.segments, self.live = schema, generation, segments, live
        self.files: dict[str, State] = {}
        self.stamp: State = (0, 0, 0)
        self.bases = [0, *np.cumsum([segment.count for segment in segments]).tolist()]
        self.size = self.bases[-1]
        self._columns: dict[str, AnyArray] = {}
        self._coded: dict[str, Coded] = {}
        self._short: dict[str, bool] = {}
        self._lock = threading.RLock()
        self._views: OrderedDict[bytes, View] = OrderedDict()

    def numbers(self, name: str) -> AnyArray:
        """Return a column of numbers, one for each document."""
        if name not in self._columns:
            self.schema.column(name)
            parts = [segment.numbers[name] for segment in self.segments]
            self._columns[name] = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
        return self._columns[name]

    def coded(self, name: str) -> Coded:
        """Return any column by codes."""
        if name not in self._coded:
            with self._lock:
                column = self.schema.column(name)
                if column.is_text:
                    self._coded[name] = _joined([segment.coded[name] for segment in self.segments], many=column.many)
                else:
                    self._coded[name] = _coded_numbers(self.numbers(name))
        return self._coded[name]

    def keys(self, name: str) -> AnyArray:
        """Return numbers that order documents as the values of column ``name`` do; no value comes first."""
        if not self.schema.column(name).is_text:
            numbers = self.numbers(name)
            if numbers.dtype.kind != "f":
                return numbers
            least = np.finfo(np.float64).min  # stands for minus infinity, which is taken
            return np.where(np.isnan(numbers), -np.inf, np.maximum(numbers, least))
        coded = self.coded(name)
        return coded.codes if coded.single else self._entry_order(name)[coded.codes]

    def keys_of(self, name: str, documents: Ints) -> AnyArray:
        """Return numbers that order ``documents`` among themselves as the values of column ``name`` do."""
        few = len(documents) <= _FEW and self.schema.column(name).is_text
        if few and name not in self._coded and not self._is_short(name):
            none: Values = () if self.schema.column(name).many else ""
            values = [value or none for value in self.values(name, documents)]
            place = {value: n for n, value in enumerate(sorted(set(values)))}  # type: ignore[type-var]
            return np.fromiter(map(place.__getitem__, values), dtype=np.int64, count=len(values))
        return self.keys(name)[documents]

    def _entry_order(self, name: str) -> Ints:
        """Return the rank of each entry of a column of several values: by the values, in order."""
        coded = self.coded(name)
        sets = [coded.of_entries[a:b].tolist() for a, b in pairwise(coded.entries.tolist())]
        rank = np.empty(len(sets), dtype=np.int64)
        rank[sorted(range(len(sets)), key=sets.__getitem__)] = np.arange(len(sets))
        return rank

    def lengths(self, source: str) -> Ints:
        """Return how many words each document has."""
        name = f"{source} lengths"
        if name not in self._columns:
            parts = [np.diff(segment.words[source]) for segment in self.segments]
            self._columns[name] = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
        return self._columns[name]

    def rows(self, names: Sequence[str], documents: Ints) -> list[list[Values]]:
        """Return for each of ``names``, columns or stored texts, its values of all ``documents``."""
        if len(self.segments) == 1:
            own = [(self.segments[0], documents, documents)]  # places are looked at only where there are several
        else:
            places = np.arange(len(documents))
            own = [
                (segment, places[inside], documents[inside] - base)
                for segment, base in zip(self.segments, self.bases, strict=False)
                if (inside := (documents >= base) & (documents < base + segment.count)).any()
            ]
        return [self._values(name, documents, own) for name in names]

    def values(self, name: str, documents: Ints) -> list[Values]:
        """Return the value of column ``name``, or the stored text ``name``, of each of ``documents``."""
        return self.rows([name], documents)[0]

    def _values(self, name: str, documents: Ints, own: Sequence[tuple[Segment, Ints, Ints]]) -> list[Values]:
        if self._is_short(name):
            coded = self.coded(name)
            return [coded.shown[code] for code in coded.codes[documents].tolist()]
        if len(own) == 1:
            return self._values_in(own[0][0], name, own[0][2])
        found: list[Values] = [None] * len(documents)
        for segment, places, numbers in own:
            for at, value in zip(places.tolist(), self._values_in(segment, name, numbers), strict=True):
                found[at] = value
        return found

    def _is_short(self, name: str) -> bool:
        """Tell whether ``name`` is a column of few texts, which are at hand once they are put together."""
        if name not in self._short:
            parts = [segment.coded[name] for segment in self.segments if name in segment.coded]
            few = sum(len(part.entries) for part in parts) <= _FEW
            self._short[name] = bool(parts) and few and name not in self.segments[0].stored
        return self._short[name]

    def _values_in(self, segment: Segment, name: str, numbers: Ints) -> list[Values]:
        if name in segment.stored:
            return list(map(segment.stored[name].text, numbers.tolist()))
        column = self.schema.column(name)
        if not column.is_text:
            taken = segment.numbers[name][numbers].tolist()
            return taken if column.kind == "int" and NO_NUMBER not in taken else list(map(column.value, taken))
        part = segment.coded[name]
        shown = [part.shown(entry) for entry in part.codes[numbers].tolist()]
        return list(shown) if column.many else [one[0] if one else None for one in shown]

    def view(self, mask: Mapping[int, int] | None) -> "View":
        """Return the documents that exist for a search: the live ones that agree with ``mask``."""
        key = b"" if mask is None else Mask(mask).key if not isinstance(mask, Mask) else mask.key
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
                return self._views[key]
        view = View(self, self._allowed(mask))
        with self._lock:
            self._views[key] = view
            while len(self._views) > _VIEWS:
                self._views.popitem(last=False)
        return view

    def _allowed(self, mask: Mapping[int, int] | None) -> Bools:
        if mask is None or not self.size:
            return self.live
        if self.schema.mask is None:
            raise ValueError("The schema names no columns for a mask.")
        owner, version = self.schema.mask
        owners = self.coded(owner)
        versions = [mask.get(int(value)) for value in owners.values]
        named = np.array([False, *(one is not None for one in versions)])
        wanted = np.array([0, *(one or 0 for one in versions)], dtype=np.int64)
        allowed: Bools = self.live & named[owners.codes] & (wanted[owners.codes] == self.numbers(version))
        return allowed


class View:
    """A snapshot as far as it exists for a search, with the numbers that scores are made of."""

    def __init__(self, snapshot: Snapshot, allowed: Bools) -> None:
        self.snapshot, self.allowed = snapshot, allowed
        self.count = int(np.count_nonzero(allowed))
        self.whole = self.count == snapshot.size
        self._norms: dict[tuple[str, bool], Floats] = {}
        self._having: dict[str, int] = {}

    def norms(self, source: str, *, sparse: bool = False) -> Floats:
        """Return BM25's K1 · ((1 - B) + B · length / mean length) of each document.

        The mean is of the documents that exist; if ``sparse`` of those that have a word of ``source``.
        """
        if (source, sparse) not in self._norms:
            lengths = self.snapshot.lengths(source)
            total = int(lengths.sum() if self.whole else lengths[self.allowed].sum())
            mean = total / (self.having(source) if sparse else self.count) if total else 1.0
            norms: Floats = np.asarray(K1 * ((1 - B) + B / mean * lengths), dtype=np.float64)
            self._norms[source, sparse] = norms
        return self._norms[source, sparse]

    def having(self, source: str) -> int:
        """Return how many of the documents that exist have a word of ``source``."""
        if source not in self._having:
            self._having[source] = int(np.count_nonzero(self.snapshot.lengths(source)[self.allowed]))
        return self._having[source]

    @cached_property
    def everything(self) -> Ints:
        """The documents that exist."""
        return np.flatnonzero(self.allowed)

    @cached_property
    def following(self) -> Ints:
        """For each document that exists the one that follows it in the schema's succession; -1 where there is none."""
        following = np.full(self.snapshot.size, -1)
        if name := self.snapshot.schema.succession:
            numbers = self.snapshot.numbers(name)[self.everything]
            order = np.argsort(numbers, kind="stable")
            in_order = numbers[order]
            followed = np.flatnonzero((in_order[1:] == in_order[:-1] + 1) & (in_order[:-1] != NO_NUMBER))
            following[self.everything[order[followed]]] = self.everything[order[followed + 1]]
        return following


def _joined(parts: Sequence[CodedPart], *, many: bool) -> Coded:
    """Put a column of texts together; every segment has values of its own."""
    values = sorted(set().union(*(part.texts for part in parts))) if len(parts) > 1 else parts[0].texts if parts else []
    place = {value: n for n, value in enumerate(values)}
    entries: dict[tuple[int, ...], int] = {(): 0}
    single = all(len(part.of_entries) + 1 == len(part.entries) - 1 for part in parts)
    if single:
        entries |= {(n,): n + 1 for n in range(len(values))}
    codes = [np.empty(0, dtype=np.int64)]
    for part in parts:
        moved = [place[value] for value in part.texts]
        of_entries = [moved[n] for n in part.of_entries.tolist()]
        own = [tuple(sorted(of_entries[a:b])) for a, b in pairwise(part.entries.tolist())]
        places = np.array([entries.setdefault(entry, len(entries)) for entry in own], dtype=np.int64)
        codes.append(places[part.codes])
    sizes = np.array([len(entry) for entry in entries], dtype=np.int64)
    flat = np.array([n for entry in entries for n in entry], dtype=np.int64)
    return Coded(np.concatenate(codes), with_ends(sizes), flat, values, single, many)


def _coded_numbers(numbers: AnyArray) -> Coded:
    none = np.isnan(numbers) if numbers.dtype.kind == "f" else numbers == -(2**63)
    values, places = np.unique(numbers[~none], return_inverse=True)
    codes = np.zeros(len(numbers), dtype=np.int64)
    codes[~none] = places + 1
    entries = np.concatenate([[0, 0], np.arange(1, len(values) + 1)])
    return Coded(codes, entries, np.arange(len(values)), values, True)


_held: OrderedDict[tuple[Path, int], Snapshot] = OrderedDict()
_damaged: dict[tuple[Path, int], tuple[Generation, dict[str, State]]] = {}
_opening = threading.Lock()
_HELD_PATHS = 4
_ATTEMPTS = 6


def snapshot(directory: Directory, schema: Schema) -> Snapshot:
    """Return the present generation, shared within the process; raise ``SearchUnavailable``.

    A commit deletes files while they are being opened: then it looks again.
    """
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(0.005 * attempt)
        try:
            return _held_or_fresh(directory, schema)
        except SearchUnavailable as error:
            failure = error
            if not directory.exists():
                break
    raise failure


def _held_by(key: tuple[Path, int], schema: Schema) -> Snapshot | None:
    """Return what is held, if it is of this very schema: another may have other boosts for the same files."""
    held = _held.get(key)
    return held if held is not None and (held.schema is schema or held.schema == schema) else None


def _held_or_fresh(directory: Directory, schema: Schema) -> Snapshot:
    key = (directory.path, schema.identity)
    # ``current`` is looked at before it is read: a commit in between makes the next search read it again.
    stamp = directory.stamp()
    held = _held_by(key, schema)
    if held and held.stamp == stamp and held.files == directory.states(held.generation):
        return held
    with _opening:
        held = _held_by(key, schema)
        stamp = directory.stamp()
        generation = directory.current()
        files = directory.states(generation)
        if held is None or held.generation != generation or held.files != files:
            # Files that were found damaged are not read again for every search until they change.
            if _damaged.get(key) == (generation, files):
                raise SearchUnavailable("The index is damaged.")
            try:
                held = _opened(directory, schema, generation, held, files)
            except SearchUnavailable:
                _damaged[key] = (generation, files)
                raise
            _damaged.pop(key, None)
        held.stamp = stamp
        _held[key] = held
        _held.move_to_end(key)
        while len(_held) > _HELD_PATHS:
            _held.popitem(last=False)
        return held


def _opened(
    directory: Directory, schema: Schema, generation: Generation, held: Snapshot | None, files: dict[str, State]
) -> Snapshot:
    folder = directory.folder(generation)
    known = {}
    if held and held.generation.directory == generation.directory:
        known = {part.file: segment for part, segment in zip(held.generation.parts, held.segments, strict=True)}
    segments, live = [], [np.empty(0, dtype=bool)]
    for part in generation.parts:
        # A file read before is not read and checked again, unless it was touched by anything but a commit.
        same = held is not None and held.files.get(part.file) == files[part.file]
        segment = known.get(part.file) if same else None
        segments.append(segment or Segment(folder / part.file, schema, part.count))
        alive = np.ones(part.count, dtype=bool)
        if part.deleted_file:
            alive[Arrays(folder / part.deleted_file)["deleted"]] = False
            if int(np.count_nonzero(~alive)) != part.deleted:
                raise SearchUnavailable(f"The index file {part.deleted_file} does not fit.")
        live.append(alive)
    fresh = Snapshot(schema, generation, segments, np.concatenate(live))
    fresh.files = files
    return fresh
