"""warnings.csv: stretches that readers are warned of. What the desk decided of a warning stays."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from interviews.exchange import values
from interviews.exchange.report import Finding, Refused, Report
from interviews.exchange.tables import Cells, Row
from interviews.models import ContentWarning, Interview, Redaction, Segment
from interviews.withholding.redacting import speaks_of

Place = tuple[int | None, int | None, int | None, int | None]
"""Start and end in milliseconds, the first and the last passage from 0; two of them are None."""


def import_warnings(interview: Interview, rows: list[Row], report: Report) -> None:
    """Make the warnings of ``interview``, or hide known ones; the same kind and stretch is the same warning.

    One on a stretch with redacted words waits for an archivist, and one that waits is never shown by an import. Raises
    :class:`Refused` with everything that is wrong with any row.
    """
    if not rows:
        return
    stored = {(one.kind, _place_of(one)): one for one in interview.warnings.all()}
    redactions = list(interview.redactions.all())
    passages = Segment.objects.filter(transcript__interview=interview)
    # Where no transcript came along, either kind of place may be right.
    timed = passages.filter(start_ms__isnull=False).exists() if passages.exists() else None
    findings: list[Finding] = []
    for row in rows:
        try:
            kind, place, shown = _read(row, timed=timed)
        except Refused as refused:
            findings += refused.findings
            continue
        known = stored.get((kind, place))
        report.count("warnings", _change(row, known, report, shown=shown) if known else "created")
        if known is None:
            stored[kind, place] = _make(interview, row, (kind, place), redactions, report, shown=shown)
    if findings:
        raise Refused(*findings)


def _read(row: Row, *, timed: bool | None) -> tuple[str, Place, bool]:
    cells = Cells(row)
    kind = cells.read("kind", lambda cell: values.choice(cell, ContentWarning.Kind.values)) or ""
    start, end = cells.read("start", values.milliseconds), cells.read("end", values.milliseconds)
    first, last = (cells.read(name, _passage) for name in ("first", "last"))
    shown = cells.read("shown", lambda cell: values.choice(cell or "yes", ("yes", "no")))
    place = (start, end, first, last)
    if not cells.findings:
        _check(cells, place, timed=timed)
    cells.check()
    return kind, place, shown == "yes"


def _passage(cell: str) -> int | None:
    """Read the number of a passage, which people count from 1."""
    return values.number(cell, least=1) - 1 if cell else None


def _check(cells: Cells, place: Place, *, timed: bool | None) -> None:
    start, end, first, last = place
    by_time, by_number = (start, end) != (None, None), (first, last) != (None, None)
    if by_time == by_number:
        cells.refuse(_("Give start and end, or first and last where the transcript has no times."))
    elif by_time and (start is None or end is None or end <= start):
        cells.refuse(_("The warning needs a start and a later end. Correct them."))
    elif by_number and (first is None or last is None or last < first):
        cells.refuse(_("The warning needs the number of a first passage and of the same or a later one. Correct them."))
    elif timed is not None and by_time != timed:
        remedy = (
            _("The transcript has times: give start and end.")
            if timed
            else _("The transcript has no times: give the numbers of the first and the last passage.")
        )
        cells.refuse(remedy)


def _change(row: Row, known: ContentWarning, report: Report, *, shown: bool) -> str:
    if shown and not known.is_shown:
        report.notice(row.file, row.line, _("This warning waits for an archivist; that is left as it is."))
    if shown or not known.is_shown:
        return "unchanged"
    known.is_shown = False
    known.save()
    return "updated"


def _make(
    interview: Interview,
    row: Row,
    what: tuple[str, Place],
    redactions: Sequence[Redaction],
    report: Report,
    *,
    shown: bool,
) -> ContentWarning:
    kind, (start, end, first, last) = what
    warning = ContentWarning(
        interview=interview,
        kind=kind,
        start_ms=start,
        end_ms=end,
        first_position=first,
        last_position=last,
        is_shown=shown,
    )
    if shown and any(speaks_of(warning, one) for one in redactions):
        warning.is_shown = False
        message = _("Words were taken out of this stretch, so the warning waits. Look at it at the desk.")
        report.notice(row.file, row.line, message)
    warning.save()
    return warning


def _place_of(warning: ContentWarning) -> Place:
    return warning.start_ms, warning.end_ms, warning.first_position, warning.last_position
