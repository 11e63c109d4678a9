"""What is in a search document: a segment of public text, with the facts of its interview that searches filter by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from interviews.models import Coding, Interview, Segment

_FACTS = {
    "segment_id": "pk",
    "interview_id": "transcript__interview_id",
    "revision": "transcript__interview__revision",
    "moment": "moment",
    "position": "position",
    "language": "transcript__language",
    "original": "transcript__interview__language",
    "branch": "transcript__interview__branch__code",
    "rank": "transcript__interview__rank__code",
    "left_on": "transcript__interview__left_on",
    "recorded_on": "transcript__interview__recorded_on",
    "speaker": "speaker",
    "start_ms": "start_ms",
    "end_ms": "end_ms",
    "text": "text",
}


@dataclass(frozen=True)
class Document:
    """A search document; ``start_ms`` is -1 if untimed, ``speaker`` the name shown beside the passage.

    ``coded`` holds the codes of the themes that were applied, ``themes`` those of their questions too.
    """

    segment_id: int
    interview_id: int
    revision: int
    moment: int
    position: int
    language: str
    original: str
    branch: str
    rank: str
    left_on: str
    recorded_on: str
    speaker: str
    start_ms: int
    coded: tuple[str, ...]
    themes: tuple[str, ...]
    text: str


def documents(interview_ids: Iterable[int], now: datetime | None = None) -> Iterator[Document]:
    """Yield the documents of these interviews, of what is public at this moment (or at ``now``).

    An interview's revision is read in one statement with its text, and before its codings: whatever changes in
    between raises the revision, so that a document with newer parts than its revision stops existing at once.
    """
    ids = sorted(set(interview_ids))
    rows = list(
        Segment.objects.public(now)
        .filter(transcript__interview_id__in=ids)
        .order_by("transcript__interview_id", "transcript_id", "position")
        .values_list(*_FACTS.values())
    )
    codings = _codings(ids, now)
    for values in rows:
        facts: dict[str, Any] = dict(zip(_FACTS, values, strict=True))
        start_ms, end_ms = facts.pop("start_ms"), facts.pop("end_ms")
        coded, themes = _themes(codings.get(facts["interview_id"], ()), start_ms, end_ms, facts["moment"])
        for name in ("branch", "rank"):
            facts[name] = facts[name] or ""
        yield Document(start_ms=-1 if start_ms is None else start_ms, coded=coded, themes=themes, **facts)


def public_ids(now: datetime | None = None) -> list[int]:
    """Return the ids of the interviews that are public at this moment (or at ``now``)."""
    return list(Interview.objects.public(now).order_by("pk").values_list("pk", flat=True))


def _codings(ids: list[int], now: datetime | None) -> dict[int, list[Coding]]:
    found: dict[int, list[Coding]] = {}
    for coding in (
        Coding.objects.public(now).filter(interview_id__in=ids).select_related("theme__parent").order_by("pk")
    ):
        found.setdefault(coding.interview_id, []).append(coding)
    return found


def _themes(
    codings: Iterable[Coding], start_ms: int | None, end_ms: int | None, moment: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    coded: set[str] = set()
    questions: set[str] = set()
    for coding in codings:
        if coding.covers(start_ms=start_ms, end_ms=end_ms, moment=moment):
            coded.add(coding.theme.code)
            if coding.theme.parent:
                questions.add(coding.theme.parent.code)
    return tuple(sorted(coded)), tuple(sorted(coded | questions))


class SegmentIndex(indexes.SearchIndex, indexes.Indexable):
    """The Haystack side of :class:`Document`: field names for ``SearchQuerySet``.

    The engine keeps its own Whoosh schema; nothing is indexed through these fields.
    """

    text = indexes.CharField(document=True, model_attr="text")
    lemma = indexes.CharField(model_attr="text")
    sound = indexes.CharField(model_attr="text")
    interview_id = indexes.CharField(model_attr="transcript__interview_id")
    language = indexes.CharField(model_attr="transcript__language")
    original = indexes.CharField(model_attr="transcript__interview__language")
    branch = indexes.CharField(default="")
    rank = indexes.CharField(default="")
    left_on = indexes.CharField(model_attr="transcript__interview__left_on")
    recorded_on = indexes.CharField(model_attr="transcript__interview__recorded_on")
    themes = indexes.MultiValueField()

    def get_model(self) -> type[Segment]:
        return Segment

    def index_queryset(self, using: str | None = None) -> QuerySet[Segment]:
        """Return the segments that anybody may read at this moment."""
        return Segment.objects.public().select_related("transcript__interview").order_by("pk")
