"""The JSON API of the records: interviews, transcripts and themes that are public now. Field names are a promise."""

from collections.abc import Sequence
from functools import partial
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from ninja import Field, Query, Router, Schema

from interviews import exporting, reading
from interviews.languages import Language, shown
from interviews.models import Interview, Theme, Transcript
from interviews.models.interview import newest_first
from interviews.parameters import refuse_unknown

MAX_PAGES = 50
MAX_PAGE_SIZE = 100

router = Router(tags=["records"])
read = partial(router.api_operation, ["GET", "HEAD"])


class Reader(Schema):
    """In which language titles, labels and notices are wanted."""

    ui: Language = Field(Language.EN, description="Language of titles, labels and notices.")


class Paging(Reader):
    """Which part of a list is wanted."""

    page: int = Field(1, ge=1, le=MAX_PAGES)
    page_size: int = Field(20, ge=1, le=MAX_PAGE_SIZE)


class Refusal(Schema):
    """Why there is no answer, in a sentence."""

    detail: str


class InterviewOut(Schema):
    """A public interview."""

    accession: str
    title: str
    narrator: str | None
    language: str = Field(description="The language spoken.")
    languages: list[str] = Field(description="The languages in which a transcript is public, the original first.")
    branch: str | None = Field(description="Code of the branch of service.")
    rank: str | None = Field(description="Code of the rank.")
    left_on: str | None = Field(description="YYYY, YYYY-MM or YYYY-MM-DD.")
    recorded_on: str | None = Field(description="YYYY, YYYY-MM or YYYY-MM-DD.")
    duration_ms: int | None
    summary: str
    themes: list[str] = Field(description="Codes of the themes it is coded with, in the order of the codebook.")
    notice: str = Field(description="What must be shown with every record of the series; empty if nothing.")
    url: str = Field(description="Path of its page.")


class InterviewList(Schema):
    """A page of the list of interviews, the latest published first."""

    count: int
    page: int
    pages: int
    results: list[InterviewOut]


class SegmentOut(Schema):
    """A passage of one speaker. Its times are null where the transcript has none."""

    start_ms: int | None
    end_ms: int | None
    speaker: str
    text: str
    themes: list[str]


class TranscriptOut(Schema):
    """A public transcript."""

    interview: str
    language: str
    kind: str = Field(description="original or translation")
    provenance: str = Field(description="machine, corrected or reviewed")
    version: int
    segments: list[SegmentOut]
    citation: str = Field(description="The words by which to cite it.")
    licence: str = Field(description="How the text may be used.")
    notice: str = Field(description="What must be shown with it; empty if nothing.")


class ThemeOut(Schema):
    """A public theme, or a question if it has no parent."""

    code: str
    parent: str | None
    label: str
    definition: str
    interviews: int = Field(description="Public interviews coded with it.")
    passages: int = Field(description="Stretches of public interviews coded with it.")
    url: str = Field(description="Path of its page.")


class ThemeList(Schema):
    """A page of the codebook."""

    count: int
    page: int
    pages: int
    results: list[ThemeOut]


@read("interviews", response={200: InterviewList, 400: Refusal}, summary="List the interviews")
def interviews(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the public interviews, the latest published first."""
    refuse_unknown(request, Paging)
    rows = Interview.objects.public().with_labels().order_by(*newest_first())
    count = rows.count()
    return _paged(count, paging) | {"results": _interviews(list(rows[_part(paging)]))}


@read("interviews/{accession}", response={200: InterviewOut, 400: Refusal, 404: Refusal}, summary="One interview")
def interview(request: HttpRequest, accession: str, reader: Query[Reader]) -> dict[str, Any]:
    """Return a public interview by its accession number."""
    refuse_unknown(request, Reader)
    return _interviews([get_object_or_404(Interview.objects.public().with_labels(), accession=accession)])[0]


@read(
    "interviews/{accession}/transcripts/{language}",
    response={200: TranscriptOut, 400: Refusal, 404: Refusal},
    summary="One transcript",
)
def transcript(request: HttpRequest, accession: str, language: str, reader: Query[Reader]) -> dict[str, Any]:
    """Return the transcript of a public interview in one language, passage by passage."""
    refuse_unknown(request, Reader)
    found = get_object_or_404(
        Transcript.objects.public().select_related("interview__series", "interview__narrator"),
        interview__accession=accession,
        language=language,
    )
    return exporting.as_json(found, reading.themes_of_segments(found)) | exporting.colophon(found).as_data()


@read("themes", response={200: ThemeList, 400: Refusal}, summary="List the themes")
def themes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the codebook: each public question, followed by its public themes."""
    refuse_unknown(request, Paging)
    rows: list[tuple[Theme, str | None, reading.ThemeCount]] = []
    for question in reading.codebook():
        rows.append((question.question, None, question.count))
        rows += [(theme, question.question.code, count) for theme, count in question.themes]
    return _paged(len(rows), paging) | {"results": [_theme(*row) for row in rows[_part(paging)]]}


@read("themes/{code}", response={200: ThemeOut, 400: Refusal, 404: Refusal}, summary="One theme")
def theme(request: HttpRequest, code: str, reader: Query[Reader]) -> dict[str, Any] | HttpResponse:
    """Return a public theme or question by its code. A retired one answers 302 and leads to its successor."""
    refuse_unknown(request, Reader)
    if successor := reading.successor(code):
        address = request.path.removesuffix(code) + successor
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
    found = get_object_or_404(Theme.objects.public().select_related("parent"), code=code)
    count = reading.theme_counts().get(found.pk, reading.ThemeCount())
    return _theme(found, found.parent.code if found.parent else None, count)


def _part(paging: Paging) -> slice:
    return slice((paging.page - 1) * paging.page_size, paging.page * paging.page_size)


def _paged(count: int, paging: Paging) -> dict[str, Any]:
    pages = min(MAX_PAGES, max(1, ceil(count / paging.page_size)))
    return {"count": count, "page": paging.page, "pages": pages}


def _interviews(rows: Sequence[Interview]) -> list[dict[str, Any]]:
    """Return the records of ``rows``, in as many statements for a hundred as for one."""
    lines = reading.interview_lines(rows)
    codes = reading.themes_of_interviews([line.interview for line in lines])
    return [_interview(line, codes.get(line.interview.pk, [])) for line in lines]


def _interview(line: reading.InterviewLine, themes: list[str]) -> dict[str, Any]:
    one = line.interview
    return {
        "accession": one.accession,
        "title": shown(one, "title")[0],
        "narrator": one.narrator.name if one.narrator else None,
        "language": one.language,
        "languages": line.languages,
        "branch": one.branch.code if one.branch else None,
        "rank": one.rank.code if one.rank else None,
        "left_on": one.left_on or None,
        "recorded_on": one.recorded_on or None,
        "duration_ms": line.duration_ms,
        "summary": shown(one, "summary")[0],
        "themes": themes,
        "notice": shown(one.series, "notice")[0] if one.series else "",
        "url": one.get_absolute_url(),
    }


def _theme(theme: Theme, parent: str | None, count: reading.ThemeCount) -> dict[str, Any]:
    return {
        "code": theme.code,
        "parent": parent,
        "label": shown(theme, "label")[0] or theme.code,
        "definition": shown(theme, "definition")[0],
        "interviews": count.interviews,
        "passages": count.passages,
        "url": theme.get_absolute_url(),
    }
