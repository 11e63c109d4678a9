"""What themes tell, as files: the passages of a theme with their citations, the counts of a question."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from interviews import circumstances, evidence, exporting, quoting, reading
from interviews.languages import shown
from interviews.models import Theme
from interviews.reading import Passage
from interviews.views.codebook import codings, not_known, public_theme

MOST = 1000
"""Passages in a file; what is more is told."""


@require_safe
def theme_passages(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Give the passages of a theme, or of a whole question, under the filters of the address."""
    found = public_theme(code)
    if found is None or kind not in ("csv", "json"):
        raise Http404
    asked = circumstances.asked(request.GET)
    narrowed = circumstances.narrowed(circumstances.known(found.parent or found), asked, {})
    marked = list(codings(found, narrowed)[: MOST + 1])
    rows = [row for one in reading.passages(marked[:MOST], most=None) for row in _rows(one)]
    told = not_known(narrowed)
    if len(marked) > MOST:
        told.append(
            gettext("These are the first %(shown)s passages. Narrow the choice to have the others.") % {"shown": MOST}
        )
    query = f"{found.code}{circumstances.address(asked) if asked else ''}"
    if kind == "json":
        return _file(exporting.rows_as_json(rows, query, told), "application/json", f"{found.code}.json")
    return _file(exporting.rows_as_csv(rows, exporting.queried(query, told)), "text/csv", f"{found.code}.csv")


def _rows(one: Passage[Any]) -> Iterator[dict[str, object]]:
    """Yield a row for each run of words in one language: a passage may be translated in part."""
    for _pk, run in groupby(one.segments, key=lambda segment: segment.transcript_id):
        segments = list(run)
        transcript = segments[0].transcript
        url = quoting.lasting(one.interview, transcript, quoting.Stretch.of(segments))
        row = exporting.passage_row(one.interview, transcript, segments, themes=[one.coding.theme.code], url=url)
        yield row | {"gist": shown(one.coding, "gist")[0]}


@require_safe
def question_counts(request: HttpRequest, code: str) -> HttpResponse:
    """Give in how many interviews each theme of a question, or one theme, is met, of how many, by year of leaving."""
    found = public_theme(code)
    if found is None:
        raise Http404
    question = found.parent or found
    of_question = Theme.objects.public().filter(parent=question).order_by("position", "code")
    themes = [found] if found.parent else list(of_question)
    among = circumstances.known(question).interviews
    years = evidence.years(among)
    text = io.StringIO()
    writer = csv.writer(text)
    columns = ("theme", "label", "interviews", "found_in_coded", "coded", "not_coded", "found_in_not_coded", "passages")
    writer.writerow([*columns, *(f"left_{one.year}" for one in years)])
    for one in evidence.of_themes(themes, evidence.tally(question), among):
        share = one.share
        counts = (len(one.met), share.found, share.coded, share.uncoded, share.elsewhere, one.passages)
        label = exporting.plain_cell(shown(one.theme, "label")[0])
        writer.writerow(
            [exporting.plain_cell(one.theme.code), label, *counts, *(cell.interviews for cell in one.years)]
        )
    writer.writerow([])
    writer.writerow([gettext("all public interviews"), "", len(among), *[""] * 5, *(one.interviews for one in years)])
    coded = sum(one.coded for one in among)
    writer.writerow([gettext("fully coded for this question"), "", coded, *[""] * 5, *(one.coded for one in years)])
    return _file("\ufeff" + text.getvalue(), "text/csv", f"{found.code}-counts.csv")


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
