"""The archive's Haystack backend: the engine behind the mask of what is public, over passages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from haystack.utils.loading import UnifiedIndex

from interviews.models import Interview, Segment
from search import passages
from search.asking import asked
from search.indexes import Document, SegmentIndex, documents
from search.passages import Answer, Filters, Page
from search.query import Node, SearchTooLong
from search.schema import EXACT, KEY, OWNER, REVISION, SCHEMA, SPEAKER, indexed
from search.whoosh_engine import Among, BudgetSpent, Mask, Request, Row, Schema
from search.whoosh_engine.engine import WAIT
from search.whoosh_engine.generations import Directory
from search.whoosh_engine.haystack_backend import EngineBackend, WhooshEngine

_MODEL = ("interviews", "segment")


class ArchiveBackend(EngineBackend):
    """Searches and writes the index. What is public is asked of the caller (``mask``) or of the database, never of it.

    ``mask`` is ``{interview id: revision}`` of the interviews that are public at this moment. Every method that reads
    raises ``SearchUnavailable`` if the index is missing or broken.
    """

    def schema(self) -> Schema:
        """Return what the index holds: passages, whatever fields Haystack knows of."""
        return SCHEMA

    @property
    def directory(self) -> Directory:
        """The directory of the index."""
        return self.engine.directory

    def folder(self) -> Path:
        """Return where the files of the present generation are."""
        return self.directory.folder(self.directory.current())

    def mask(self) -> Mask:
        """Return id and revision of every interview that is public at this moment."""
        return Mask(Interview.objects.public().order_by().values_list("pk", "revision"))

    # Reading

    def passages(
        self, tree: Node | None, *, mask: Mapping[int, int], filters: Filters, page: Page | None = None, **wanted: Any
    ) -> Answer:
        """Answer with one page of what matches ``tree`` and ``filters``; without a tree all that passes the filters.

        The page is given whole or by the names of its fields. Raises ``SearchTooLong`` if it would take over its time.
        """
        try:
            return passages.ask(self.engine, asked(tree), filters, page or Page(**wanted), mask)
        except BudgetSpent as error:
            raise SearchTooLong(
                _("This search takes too long. Use fewer words, or longer ones before * and ~.")
            ) from error

    def vocabulary(self, prefix: str, mask: Mapping[int, int], limit: int) -> list[tuple[str, int]]:
        """Return public words that begin with the folded ``prefix`` and in how many passages, most frequent first."""
        try:
            return self.engine.completions(EXACT, prefix, limit, mask=mask)
        except BudgetSpent:  # an offer that takes too long is none
            return []

    def similar(self, word: str, mask: Mapping[int, int], limit: int) -> list[tuple[str, int]]:
        """Return public words one or two letters away from the folded ``word``, and in how many passages they are."""
        try:
            near = self.engine.similar(EXACT, word, 2 if len(word) > 5 else 1, mask=mask)
        except BudgetSpent:
            return []
        return [(one, count) for one, _apart, count in near[:limit]]

    def speakers(self, mask: Mapping[int, int]) -> list[str]:
        """Return the names under which something is said in public passages."""
        try:
            found = self.engine.search(Request(facets=(SPEAKER,), limit=0), mask=mask)
        except BudgetSpent:
            return []
        return [str(name) for name, _count in found.facets[SPEAKER]]

    def check(self) -> None:
        """Raise ``SearchUnavailable`` unless the index is complete."""
        self.engine.check()

    def versions(self) -> list[tuple[int, int, int]]:
        """Return (segment id, interview id, revision) of every live document, for an audit."""
        state = self.engine.snapshot()
        columns = [state.numbers(name)[state.live].tolist() for name in (KEY, OWNER, REVISION)]
        return list(zip(*columns, strict=True))

    # Writing

    def replace(
        self, interview_ids: Iterable[int], make: Callable[[], Iterable[Document]], *, wait: float = WAIT
    ) -> int:
        """Put the documents that ``make`` returns in place of those of these interviews, in one commit.

        ``make`` is called under the lock. Returns how many documents were written. Raises ``IndexLocked`` after
        ``wait`` seconds, and ``SearchUnavailable`` if there is no sound index to write into.
        """
        return self.engine.replace(OWNER, list(interview_ids), lambda: map(indexed, make()), wait=wait)

    def rebuild(self, make: Callable[[], Iterable[Document]], *, wait: float = WAIT) -> int:
        """Build a new index of the documents that ``make`` returns beside the old one, verify it and swap it in.

        ``make`` is called under the lock. Returns how many documents it holds. Searches go on meanwhile.
        """
        return self.engine.rebuild(lambda: map(indexed, make()), wait=wait)

    # What Haystack calls

    def update(self, index: SegmentIndex, iterable: Iterable[models.Model], commit: bool = True) -> None:
        """Index again the interviews of these segments, as far as they are public."""
        ids = {segment.transcript.interview_id for segment in iterable if isinstance(segment, Segment)}
        if not ids:
            return
        self.engine.create()
        self.replace(ids, lambda: documents(ids))

    def identified(self, identifier: str) -> Among:
        """Return what finds the document that Haystack calls ``identifier``."""
        return Among(KEY, (int(identifier.rpartition(".")[2]),))

    def identity(self, row: Row) -> tuple[str, str, str]:
        """Return the app, the model and the primary key of a row."""
        return (*_MODEL, str(row.key))

    def of_models(self, chosen: Sequence[type[models.Model]]) -> Iterable[Among]:
        """Return what narrows a search to these models: the index holds nothing but segments."""
        if chosen and Segment not in chosen:
            yield Among(KEY, ())


class ArchiveIndexes(UnifiedIndex):
    """The archive's one index, by name; Haystack would look for it in a module of another name."""

    def collect_indexes(self) -> list[SegmentIndex]:
        return [SegmentIndex()]


class ArchiveEngine(WhooshEngine):
    """What HAYSTACK_CONNECTIONS names."""

    backend = ArchiveBackend
    unified_index = ArchiveIndexes
