"""What is in a search document: a segment of public text, with the facts of its interview that searches filter by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from interviews.languages import Language
from interviews.models import Coding, Interview, Segment

_FACTS = {
    "segment_id": "pk",
    "interview_id": "transcript__interview_id",
    "transcript_id": "transcript_id",
    "revision": "transcript__interview__revision",
    "moment": "moment",
    "position": "position",
    "language": "transcript__language",
    "original": "transcript__interview__language",
    "provenance": "transcript__provenance",
    "branch": "transcript__interview__branch__code",
    "rank": "transcript__interview__rank__code",
    "left_on": "transcript__interview__left_on",
    "recorded_on": "transcript__interview__recorded_on",
    "speaker": "speaker",
    "start_ms": "start_ms",
    "end_ms": "end_ms",
    "text": "text",
}
_TITLE_AND_SUMMARY = [f"{name}_{language}" for name in ("title", "summary") for language in Language.values]


@dataclass(frozen=True)
class Document:
    """A search document; ``start_ms`` is -1 if untimed, ``speaker`` the name shown beside the passage.

    ``coded`` holds the codes of the themes that were applied, ``themes`` those of their questions too. ``readable``
    lists the languages in which the interview can be read. ``about`` is what is said about this passage: labels of
    its themes and gists of the codings that cover it, in all languages. ``whole`` is what is said about the whole
    interview: title and summary; only the first passage of each transcript has it.
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
    transcript_id: int = 0
    provenance: str = ""
    readable: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


def documents(interview_ids: Iterable[int], now: datetime | None = None) -> Iterator[Document]:
    """Yield the documents of these interviews, of what is public at this moment (or at ``now``).

    An interview's revision is read in one statement with its text, and before its codings and its title: whatever
    changes in between raises the revision, so that a document with newer parts than its revision stops existing at
    once.
    """
    ids = sorted(set(interview_ids))
    rows = list(
        Segment.objects.public(now)
        .filter(transcript__interview_id__in=ids)
        .order_by("transcript__interview_id", "transcript_id", "position")
        .values_list(*_FACTS.values())
    )
    codings = _codings(ids, now)
    wholes = _wholes(ids, now)
    facts: list[dict[str, Any]] = [dict(zip(_FACTS, values, strict=True)) for values in rows]
    readable: dict[int, set[str]] = {}
    for one in facts:
        readable.setdefault(one["interview_id"], set()).add(one["language"])
    begun: set[int] = set()
    for one in facts:
        owner, transcript = one["interview_id"], one["transcript_id"]
        covering = _covering(codings.get(owner, ()), one["start_ms"], one.pop("end_ms"), one["moment"])
        coded = {coding.theme.code for coding in covering}
        questions = {coding.theme.parent.code for coding in covering if coding.theme.parent}
        known = {
            "start_ms": -1 if one["start_ms"] is None else one["start_ms"],
            "branch": one["branch"] or "",
            "rank": one["rank"] or "",
            "coded": tuple(sorted(coded)),
            "themes": tuple(sorted(coded | questions)),
            "readable": tuple(sorted(readable[owner])),
            "about": _about(covering),
            "whole": () if transcript in begun else wholes.get(owner, ()),
        }
        begun.add(transcript)
        yield Document(**one | known)


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


def _wholes(ids: list[int], now: datetime | None) -> dict[int, tuple[str, ...]]:
    """Return the titles and summaries of each interview, in all languages."""
    rows = Interview.objects.public(now).filter(pk__in=ids).values_list("pk", *_TITLE_AND_SUMMARY)
    return {pk: tuple(filter(None, texts)) for pk, *texts in rows}


def _covering(codings: Iterable[Coding], start_ms: int | None, end_ms: int | None, moment: int) -> list[Coding]:
    return [one for one in codings if one.covers(start_ms=start_ms, end_ms=end_ms, moment=moment)]


def _about(codings: Iterable[Coding]) -> tuple[str, ...]:
    """Return what ``codings`` say in every language, each sentence once: gists, and labels of their themes."""
    said = [
        getattr(record, f"{name}_{language}")
        for coding in codings
        for record, name in ((coding, "gist"), (coding.theme, "label"))
        for language in Language.values
    ]
    return tuple(dict.fromkeys(filter(None, said)))


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
    readable = indexes.MultiValueField()

    def get_model(self) -> type[Segment]:
        return Segment

    def index_queryset(self, using: str | None = None) -> QuerySet[Segment]:
        """Return the segments that anybody may read at this moment."""
        return Segment.objects.public().select_related("transcript__interview").order_by("pk")
