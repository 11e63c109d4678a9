"""The matrix: the themes of a question against another question, or against years, branches, ranks."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from interviews import matrix as crossing
from interviews.exporting import plain_cell
from interviews.languages import shown
from interviews.models import Theme

BY_LABELS = {"year": _("Year of leaving"), "branch": _("Branch of service"), "rank": _("Rank")}

COUNTED = {
    "year": _("Number of interviews that speak of the theme, by the year in which the narrator left"),
    "branch": _("Number of interviews that speak of the theme, by the narrator’s branch of service"),
    "rank": _("Number of interviews that speak of the theme, by the narrator’s rank"),
}
"""What the numbers count, by what stands over the columns."""


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the matrix that ``rows`` and ``columns`` ask for; by default the second question against the first."""
    questions = crossing.questions()
    rows, columns = _asked(request, questions)
    table = _table(rows, columns)
    query = urlencode({"rows": rows.code if rows else "", "columns": _code(columns)})
    return render(
        request,
        "interviews/matrix.html",
        {
            "questions": questions,
            "others": BY_LABELS,
            "rows": rows,
            "columns": columns,
            "table": table,
            "counted": COUNTED.get(columns, "") if isinstance(columns, str) else "",
            "totals": [(name, [one[n] for one in table.totals]) for n, name in enumerate(total_names())]
            if table and table.totals
            else [],
            "denominator": denominator(table) if table else "",
            "lines": _linked(table) if table else [],
            "query": query,
            "across": BY_LABELS.get(columns) if isinstance(columns, str) else columns and shown(columns, "label")[0],
            "here": f"{reverse('interviews:matrix')}?{query}",
        },
    )


@require_safe
def matrix_file(request: HttpRequest) -> HttpResponse:
    """Give the same as a CSV table, interviews and passages in columns of their own."""
    rows, columns = _asked(request, crossing.questions())
    table = _table(rows, columns)
    text = io.StringIO()
    writer = csv.writer(text)
    if table:
        writer.writerow(
            [_("theme"), *(plain_cell(f"{_name(one)} – {kind}") for one in table.columns for kind in _kinds())]
        )
        for head, cells in table.rows:
            figures = [figure for cell in cells for figure in (cell.interviews, cell.passages)]
            writer.writerow([plain_cell(_name(head)), *figures])
        for number, name in enumerate(total_names() if table.totals else ()):
            counts = [cell for totals in table.totals for cell in (totals[number], "")]
            writer.writerow([plain_cell(name), *counts])
        writer.writerow([])
        writer.writerow([plain_cell(denominator(table))])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{rows.code if rows else 'none'}-{_code(columns)}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _kinds() -> tuple[str, str]:
    return gettext("interviews"), gettext("passages")


def total_names() -> tuple[str, str]:
    """Return what the totals of a column are called."""
    return gettext("all public interviews"), gettext("fully coded for this question")


def denominator(table: crossing.Matrix) -> str:
    """Say of how many interviews the numbers are."""
    return ngettext(
        "Of %(total)s public interview, %(coded)s is coded from beginning to end for what stands here.",
        "Of %(total)s public interviews, %(coded)s are coded from beginning to end for what stands here.",
        table.total,
    ) % {"total": table.total, "coded": table.coded}


def _asked(request: HttpRequest, questions: list[Theme]) -> tuple[Theme | None, Theme | str | None]:
    """Return what stands in rows and columns; what is not known is taken for the default."""
    by_code = {one.code: one for one in questions}
    if not questions:
        return None, None
    first = questions[0]
    rows = by_code.get(request.GET.get("rows", "")) or questions[min(1, len(questions) - 1)]
    wanted = request.GET.get("columns", "")
    columns: Theme | str | None = by_code.get(wanted) or (wanted if wanted in crossing.BY else first)
    return rows, columns


def _table(rows: Theme | None, columns: Theme | str | None) -> crossing.Matrix | None:
    if rows is None or columns is None:
        return None
    return crossing.of_interviews(rows, columns) if isinstance(columns, str) else crossing.of_questions(rows, columns)


def _code(columns: Theme | str | None) -> str:
    return columns.code if isinstance(columns, Theme) else columns or ""


def _linked(table: crossing.Matrix) -> list[tuple[crossing.Head, list[tuple[crossing.Cell, str, crossing.Head]]]]:
    """Return the rows with, for each cell, the query that finds its passages."""
    return [
        (
            head,
            [
                (cell, urlencode([*head.search, *over.search]), over)
                for cell, over in zip(cells, table.columns, strict=True)
            ],
        )
        for head, cells in table.rows
    ]


def _name(head: crossing.Head) -> str:
    return (shown(head.record, "label")[0] if head.record else "") or head.text
