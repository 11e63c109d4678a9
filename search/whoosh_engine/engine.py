"""The engine: one index under one path, searched by many and written by one at a time."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from secrets import token_hex

import numpy as np

from search.whoosh_engine import terms
from search.whoosh_engine.answering import answer
from search.whoosh_engine.answers import Answer, Request
from search.whoosh_engine.building import Builder, chunks
from search.whoosh_engine.errors import BudgetSpent, SearchUnavailable
from search.whoosh_engine.fields import Document, Schema, Value
from search.whoosh_engine.files import ArraysWriter
from search.whoosh_engine.generations import MERGED, Directory, Generation, Part
from search.whoosh_engine.matching import SECONDS, WORK, Budget, Matcher
from search.whoosh_engine.merging import merge
from search.whoosh_engine.queries import Term
from search.whoosh_engine.segments import Segment
from search.whoosh_engine.snapshot import Snapshot, snapshot
from search.whoosh_engine.stretches import Bools, Ints

WAIT = 30.0
LARGE = 10_000
"""Documents from which on a segment is merged only beside the writers (:meth:`Engine.tidy`), never inside a commit."""

_MANY = 3  # large segments that one search may have to look into
_HOLES = 0.2  # part of a large segment that may be deleted before it is written anew

Make = Callable[[], Iterable[Document]]


class Engine:
    """Searches and writes the index under ``path``. Making one opens nothing and makes no file.

    ``seconds`` is the time that a query may take. Every method that reads raises ``SearchUnavailable`` if the index is
    missing or broken. Every method that writes raises ``IndexLocked`` after ``wait`` seconds behind another writer; a
    write is complete when it returns, and leaves the generation before it as it was when it fails or is killed.
    """

    def __init__(self, path: Path, schema: Schema, *, seconds: float = SECONDS) -> None:
        self.schema, self.seconds = schema, seconds
        self.directory = Directory(Path(path), schema.fingerprint)

    @property
    def path(self) -> Path:
        """The directory of the index."""
        return self.directory.path

    # Reading

    def snapshot(self) -> Snapshot:
        """Return the present generation, which does not change any more."""
        return snapshot(self.directory, self.schema)

    def search(
        self,
        request: Request,
        *,
        mask: Mapping[int, int] | None = None,
        snapshot: Snapshot | None = None,
        seconds: float | None = None,
        work: int = WORK,
    ) -> Answer:
        """Answer ``request`` over the documents that agree with ``mask``: others do not exist for it.

        ``snapshot`` is a generation to stay with, if several questions are to be answered from the same one.

        Raises ``BudgetSpent`` if it would take more than ``seconds`` (by default the engine's own), or touch more than
        ``work`` postings.
        """
        budget = Budget(self.seconds if seconds is None else seconds, work)
        try:
            return answer(Matcher((snapshot or self.snapshot()).view(mask), budget), request)
        except RecursionError as error:
            raise BudgetSpent("The query is nested too deeply.") from error

    def words(self, text: str, prefix: str, *, mask: Mapping[int, int] | None = None) -> list[tuple[str, int]]:
        """Return the terms of ``text`` that begin with ``prefix`` and how many documents have them, most first."""
        matcher = Matcher(self.snapshot().view(mask), Budget(self.seconds))
        wanted = self.schema.text(text)
        found: set[str] = set()
        for _, part in terms.parts(matcher.snapshot, wanted):
            found.update(map(part.terms.text, range(*part.terms.beginning(terms.encoded(prefix)))))
        counted = [(one, len(matcher.match(Term(text, one)))) for one in found]
        return sorted((one for one in counted if one[1]), key=lambda one: (-one[1], one[0]))

    def completions(
        self, text: str, prefix: str, limit: int, *, mask: Mapping[int, int] | None = None
    ) -> list[tuple[str, int]]:
        """Return the first ``limit`` of :meth:`words`, without looking at the rest of them one by one."""
        view, budget = self.snapshot().view(mask), Budget(self.seconds)
        return terms.most_frequent(view, self.schema.text(text), prefix, limit, budget.spend)

    def similar(
        self, text: str, word: str, distance: int, *, mask: Mapping[int, int] | None = None
    ) -> list[tuple[str, int, int]]:
        """Return the terms near ``word``, how many letters apart they are, and how many documents have them.

        The nearest come first, of these the most frequent. Terms of documents that don't exist are not among them.
        """
        matcher = Matcher(self.snapshot().view(mask), Budget(self.seconds))
        wanted = self.schema.text(text)
        found: dict[str, int] = {}
        for _, part in terms.parts(matcher.snapshot, wanted):
            for number, apart in terms.near_numbers(part, word, distance, matcher.budget.spend):
                found[part.terms.text(number)] = apart
        counted = [(one, apart, len(matcher.match(Term(text, one)))) for one, apart in found.items()]
        return sorted((one for one in counted if one[2]), key=lambda one: (one[1], -one[2], one[0]))

    def check(self) -> None:
        """Raise ``SearchUnavailable`` unless the index is complete; files that changed are read and checked anew."""
        self.snapshot()

    # Writing

    def lock(self, wait: float = WAIT) -> AbstractContextManager[None]:
        """Be the only writer for as long as the context lasts."""
        return self.directory.lock(wait)

    def replace(self, column: str, values: Iterable[Value], make: Make = tuple, *, wait: float = WAIT) -> int:
        """Put the documents that ``make`` returns in place of those whose ``column`` is among ``values``, at once.

        ``make`` is called under the lock. Returns how many documents were added.
        """
        with self.lock(wait):
            state = self.snapshot()
            deleted = self._deleted(state, column, list(values))
            folder = self.directory.folder(state.generation)
            added: list[Part] = []
            try:
                for builder in chunks(iter(make()), self.schema):
                    name = f"s-{token_hex(6)}.seg"
                    added.append(Part(name, builder.count, builder.write(folder / name)))
                if added or self._differs(state, deleted):
                    self._commit(state, deleted, added)
            except BaseException:
                self._discard(folder, added)
                raise
        return sum(part.count for part in added)

    def remove(self, column: str, values: Iterable[Value], *, wait: float = WAIT) -> None:
        """Delete the documents whose ``column`` is among ``values``."""
        self.replace(column, values, wait=wait)

    def rebuild(self, make: Make, *, wait: float = WAIT) -> int:
        """Build a new index of the documents that ``make`` returns, verify it, and put it in place of this one.

        ``make`` is called under the lock. Returns how many documents it holds. Searches go on meanwhile.
        """
        with self.lock(wait):
            return self._rebuilt(make)

    def create(self, *, wait: float = WAIT) -> bool:
        """Make an empty index if there is none; tell whether there was none."""
        if self.directory.exists():
            return False
        with self.lock(wait):
            if self.directory.exists():  # somebody else made it while this one waited
                return False
            self._rebuilt(tuple)
        return True

    def _rebuilt(self, make: Make) -> int:
        try:
            before: Generation | None = self.directory.current()
        except SearchUnavailable:
            before = None
        self.directory.sweep(before)
        folder = self.directory.path / self.directory.new_folder()
        try:
            parts = self._built(folder, make)
            number = before.number + 1 if before else 1
            generation = Generation(number, folder.name, self.schema.fingerprint, parts)
            for part in parts:
                Segment(folder / part.file, self.schema, part.count, keep=False)  # before anybody relies on it
            self.directory.adopt(generation)
        except BaseException:
            if not self._names(folder):
                shutil.rmtree(folder, ignore_errors=True)
            raise
        self.directory.sweep(generation)
        return sum(part.count for part in parts)

    def _names(self, folder: Path) -> Mapping[str, int]:
        """Return the files in ``folder`` that the present generation is made of: none of them may be deleted."""
        try:
            generation = self.directory.current()
        except SearchUnavailable:
            return {}
        return generation.files if generation.directory == folder.name else {}

    def _discard(self, folder: Path, parts: Iterable[Part]) -> None:
        """Delete files of a write that failed, unless it failed after it was made to count."""
        named = self._names(folder)
        for part in parts:
            if part.file not in named:
                (folder / part.file).unlink(missing_ok=True)

    def _built(self, folder: Path, make: Make) -> tuple[Part, ...]:
        # No builder is kept: the last one's words and their terms would take memory while all are merged.
        parts = [_written(folder, builder) for builder in chunks(iter(make()), self.schema)]
        if len(parts) < 2:
            return tuple(parts)
        segments = [Segment(folder / part.file, self.schema, part.count, keep=False) for part in parts]
        name = f"s-{token_hex(6)}.seg"
        size = merge(folder / name, self.schema, segments, [np.ones(part.count, dtype=bool) for part in parts])
        for part in parts:
            (folder / part.file).unlink()
        return (Part(name, sum(part.count for part in parts), size),)

    def _deleted(self, state: Snapshot, column: str, values: Sequence[Value]) -> list[Bools]:
        """Return for each segment which documents are deleted once those with these values are."""
        kind = self.schema.column(column)
        wanted = [str(one) if kind.is_text else kind.number(one) for one in values]
        found = []
        for segment, base in zip(state.segments, state.bases, strict=False):
            deleted = ~state.live[base : base + segment.count]
            if wanted:
                deleted[segment.documents_with(column, wanted)] = True
            found.append(deleted)
        return found

    @staticmethod
    def _differs(state: Snapshot, deleted: Sequence[Bools]) -> bool:
        """Tell whether ``deleted`` holds a document that is there: what is hidden was never in, and needs no commit."""
        pairs = zip(state.generation.parts, deleted, strict=True)
        return any(int(np.count_nonzero(gone)) != part.deleted for part, gone in pairs)

    def _commit(self, state: Snapshot, deleted: Sequence[Bools], added: Sequence[Part]) -> None:
        folder = self.directory.folder(state.generation)
        parts: list[Part] = []
        kept: dict[str, tuple[Segment, Bools]] = {}
        for part, segment, gone in zip(state.generation.parts, state.segments, deleted, strict=True):
            if gone.all():
                continue
            kept[part.file] = (segment, gone)
            parts.append(part if int(np.count_nonzero(gone)) == part.deleted else _with_deleted(folder, part, gone))
        parts += added
        parts = self._few(folder, parts, kept)
        generation = Generation(
            state.generation.number + 1, state.generation.directory, self.schema.fingerprint, tuple(parts)
        )
        self.directory.adopt(generation)
        self.directory.sweep(generation)

    def _few(self, folder: Path, parts: list[Part], kept: Mapping[str, tuple[Segment, Bools]]) -> list[Part]:
        """Merge small segments, newest first, until each is larger than all that came after it: few are left to read.

        Large ones stay: merging them would keep whoever saves waiting.
        """
        start, total = len(parts), 0
        for at in range(len(parts) - 1, -1, -1):
            part = parts[at]
            if part.live >= LARGE or total + part.live >= LARGE:
                break
            if part.live <= total or part.deleted * 2 > part.count:
                start = at
            total += part.live
        if len(parts) - start < 2:
            return parts
        segments, live = [], []
        for part in parts[start:]:
            segment, gone = kept.get(part.file) or (
                Segment(folder / part.file, self.schema, part.count),
                np.zeros(part.count, dtype=bool),
            )
            segments.append(segment)
            live.append(~gone)
        return [*parts[:start], self._merged(folder, f"s-{token_hex(6)}.seg", segments, live)]

    def _merged(self, folder: Path, name: str, segments: Sequence[Segment], live: Sequence[Bools]) -> Part:
        size = merge(folder / name, self.schema, segments, live)
        return Part(name, sum(int(np.count_nonzero(one)) for one in live), size)

    # Merging large segments, beside the writers

    def optimize(self, *, wait: float = WAIT) -> None:
        """Merge everything into one segment without deleted documents; writers go on meanwhile."""
        self._merge_beside(lambda parts: list(range(len(parts))), wait)

    def tidy(self, *, wait: float = WAIT) -> bool:
        """Merge large segments if there are many, or write one anew that has many deleted; tell whether it was due."""
        return self._merge_beside(_due, wait)

    def _merge_beside(self, choose: Callable[[Sequence[Part]], list[int]], wait: float) -> bool:
        if not choose(self.snapshot().generation.parts):
            return False
        with self.directory.merging() as alone:
            state = self.snapshot()
            chosen = choose(state.generation.parts) if alone else []
            if not chosen or (len(chosen) == 1 and not state.generation.parts[chosen[0]].deleted):
                return False
            folder = self.directory.folder(state.generation)
            segments = [state.segments[at] for at in chosen]
            live = [state.live[state.bases[at] : state.bases[at] + state.segments[at].count] for at in chosen]
            try:
                merged = self._merged(folder, f"{MERGED}{token_hex(6)}.seg", segments, live)
            except FileNotFoundError:  # a rebuild has put another directory in the place of this one
                return False
            with self.lock(wait):
                return self._adopt_merged(state, chosen, live, merged)

    def _adopt_merged(self, before: Snapshot, chosen: Sequence[int], live: Sequence[Bools], merged: Part) -> bool:
        """Put the merged segment in place of those it was made of, unless one of them is gone; keep later deletions."""
        now = self.snapshot()
        place = {part.file: at for at, part in enumerate(now.generation.parts)}
        files = [before.generation.parts[at].file for at in chosen]
        folder = self.directory.folder(before.generation)
        if now.generation.directory != before.generation.directory or not all(file in place for file in files):
            (folder / merged.file).unlink(missing_ok=True)
            return False
        gone = []
        for file, was_live in zip(files, live, strict=True):
            base = now.bases[place[file]]
            gone.append(~now.live[base : base + len(was_live)][was_live])
        deleted = np.concatenate(gone)
        part = _with_deleted(folder, merged, deleted) if deleted.any() else merged
        first = min(place[file] for file in files)
        rest = [one for one in now.generation.parts if one.file not in files]
        at = sum(1 for one in now.generation.parts[:first] if one.file not in files)
        parts = [*rest[:at], part, *rest[at:]] if part.live else rest
        generation = Generation(
            now.generation.number + 1, now.generation.directory, self.schema.fingerprint, tuple(parts)
        )
        self.directory.adopt(generation)
        for file in files:
            (folder / file).unlink(missing_ok=True)
        return True


def _written(folder: Path, builder: Builder) -> Part:
    name = f"s-{token_hex(6)}.seg"
    return Part(name, builder.count, builder.write(folder / name))


def _due(parts: Sequence[Part]) -> list[int]:
    """Return which segments should be merged: all but the largest large ones, or those with many holes."""
    large = [at for at, part in enumerate(parts) if part.count >= LARGE]
    if len(large) > _MANY:
        return sorted(sorted(large, key=lambda at: parts[at].live)[:-1])
    return [at for at in large if parts[at].deleted > _HOLES * parts[at].count][:1]


def _with_deleted(folder: Path, part: Part, deleted: Bools) -> Part:
    """Write which documents of ``part`` are deleted, and return it so."""
    numbers: Ints = np.flatnonzero(deleted)
    name = f"d-{token_hex(6)}.del"
    writer = ArraysWriter(folder / name)
    writer.add("deleted", numbers.astype(np.uint32))
    size = writer.close()
    return Part(part.file, part.count, part.size, name, len(numbers), size)
