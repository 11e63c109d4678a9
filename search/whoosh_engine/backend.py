"""The Haystack backend of the archive: Haystack's for Whoosh, with storage, search and counting of our own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import models
from haystack.backends import BaseEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.exceptions import SearchBackendError
from haystack.utils import get_identifier
from haystack.utils.loading import UnifiedIndex

from interviews.models import Interview, Segment
from search.indexes import Document, SegmentIndex, documents
from search.query import Node
from search.whoosh_engine import marking, stock, writing
from search.whoosh_engine.answers import Answer, Filters
from search.whoosh_engine.evaluation import Evaluator
from search.whoosh_engine.passages import Page, Sort, answer
from search.whoosh_engine.snapshot import Snapshot, snapshot
from search.whoosh_engine.store import Store

WAIT = 30.0


class ArchiveBackend(WhooshSearchBackend):
    """Searches and writes the index. What is public is asked of the caller (``mask``) or of the database, never of it.

    ``mask`` is ``{interview id: revision}`` of the interviews that are public at this moment. Every method that reads
    raises ``SearchUnavailable`` if the index is missing or broken.
    """

    def __init__(self, connection_alias: str, **options: object) -> None:
        super().__init__(connection_alias, **options)
        self.store = Store(Path(str(options["PATH"])))

    def setup(self) -> None:
        """Do nothing: the index is opened by each search and made by :meth:`rebuild`."""
        self.setup_complete = True

    # Reading

    def passages(
        self,
        tree: Node | None,
        *,
        mask: Mapping[int, int],
        filters: Filters,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
        offset: int = 0,
        limit: int = 20,
        group: bool = False,
        best: int = 3,
        reads: str = "",
    ) -> Answer:
        """Answer with one page of what matches ``tree`` and ``filters``; without a tree all that passes the filters.

        Raises ``SearchTooLong`` if it would take over its time.
        """
        state = snapshot(self.store)
        evaluator = Evaluator(state, state.public(mask))
        found = evaluator.everything() if tree is None else evaluator.evaluate(tree)
        whole = answer(state, found, filters, Page(sort, facets, offset, limit, group, best, reads))
        return replace(whole, notices=tuple(dict.fromkeys(evaluator.notices)))

    def matches(self, tree: Node | None, text: str) -> list[tuple[int, int]]:
        """Return the ranges of characters of ``text`` that the tree's positive words match."""
        return marking.matches(tree, text)

    def vocabulary(self, prefix: str, mask: Mapping[int, int], limit: int) -> list[tuple[str, int]]:
        """Return public words that begin with the folded ``prefix`` and in how many passages, most frequent first."""
        state = snapshot(self.store)
        return self._counted(state, mask, state.words_beginning(prefix))[:limit]

    def similar(self, word: str, mask: Mapping[int, int], limit: int) -> list[tuple[str, int]]:
        """Return public words one or two letters away from the folded ``word``, and in how many passages they are."""
        state = snapshot(self.store)
        near = dict(state.words_near(word, 2 if len(word) > 5 else 1))
        counted = self._counted(state, mask, near)
        return sorted(counted, key=lambda one: (near[one[0]], -one[1], one[0]))[:limit]

    @staticmethod
    def _counted(state: Snapshot, mask: Mapping[int, int], words: Iterable[str]) -> list[tuple[str, int]]:
        evaluator = Evaluator(state, state.public(mask))
        counted = ((word, evaluator.documents_with(word)) for word in words)
        return sorted((one for one in counted if one[1]), key=lambda one: (-one[1], one[0]))

    def check(self) -> None:
        """Raise ``SearchUnavailable`` unless the index can be opened and its columns read."""
        snapshot(self.store)

    def versions(self) -> list[tuple[int, int, int]]:
        """Return (segment id, interview id, revision) of every live document, for an audit."""
        state = snapshot(self.store)
        columns = [state.numbers[name][state.live].tolist() for name in ("segment_id", "interview_id", "revision")]
        return list(zip(*columns, strict=True))

    # Writing

    def replace(
        self, interview_ids: Iterable[int], make: Callable[[], Iterable[Document]], *, wait: float = WAIT
    ) -> int:
        """Put the documents that ``make`` returns in place of those of these interviews, in one commit.

        ``make`` is called under the lock. Returns how many documents were written. Raises ``IndexLocked`` after
        ``wait`` seconds, and ``SearchUnavailable`` if there is no sound index to write into.
        """
        with self.store.lock(wait):
            return writing.replace(self.store.current(), interview_ids, make)

    def rebuild(self, make: Callable[[], Iterable[Document]], *, wait: float = WAIT) -> int:
        """Build a new index of the documents that ``make`` returns beside the old one, verify it and swap it in.

        ``make`` is called under the lock. Returns how many documents it holds. Searches go on meanwhile.
        """
        with self.store.lock(wait):
            return writing.rebuild(self.store, make)

    # What Haystack calls

    def search(self, query_string: str, **wanted: Any) -> dict[str, Any]:
        """Answer a ``SearchQuerySet`` with public passages only."""
        mask = dict(Interview.objects.public().values_list("pk", "revision"))
        return stock.search(snapshot(self.store), mask, query_string, stock.Wanted.of(wanted))

    def update(self, index: SegmentIndex, iterable: Iterable[Segment], commit: bool = True) -> None:
        """Index again the interviews of these segments, as far as they are public."""
        ids = {segment.transcript.interview_id for segment in iterable}
        if ids:
            self.replace(ids, lambda: documents(ids))

    def remove(self, obj_or_string: models.Model | str, commit: bool = True) -> None:
        """Delete one document."""
        with self.store.lock(WAIT):
            writing.remove(self.store.current(), get_identifier(obj_or_string))

    def clear(self, models: Sequence[type[models.Model]] | None = None, commit: bool = True) -> None:
        """Put an empty index in the place of this one."""
        if models is None or Segment in models:
            self.rebuild(lambda: ())

    def optimize(self) -> None:
        """Do nothing: every commit keeps the number of files small."""

    def more_like_this(self, *args: object, **options: object) -> dict[str, Any]:
        """Refuse, rather than find by the rules of Haystack's stock backend."""
        raise SearchBackendError("The archive's index does not look for similar passages.")


class ArchiveIndexes(UnifiedIndex):
    """The archive's one index, by name; Haystack would look for it in a module of another name."""

    def collect_indexes(self) -> list[SegmentIndex]:
        return [SegmentIndex()]


class WhooshEngine(BaseEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = ArchiveBackend
    query = WhooshSearchQuery
    unified_index = ArchiveIndexes
