"""codings.csv: the codings of one interview. Imported codings are accepted; what the desk decided of one stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interviews.exchange import values
from interviews.exchange.changes import apply, faults, texts
from interviews.exchange.report import Finding, Report
from interviews.exchange.tables import Cells, Refused, Row
from interviews.exchange.vocabulary import Vocabulary
from interviews.exporting import clock
from interviews.models import Coding, Interview, Redaction, Segment
from interviews.states import CodingStatus
from interviews.withholding.redacting import speaks_of

Key = tuple[int, int | None, int | None, str]


@dataclass(slots=True)
class _Length:
    """How long an interview is as far as is known, and whether its transcripts have times."""

    untimed: bool
    end_ms: int | None


def import_codings(interview: Interview, rows: list[Row], words: Vocabulary, report: Report) -> None:
    """Make or change the codings of ``interview``; the same theme, stretch and coder is the same coding.

    Raises :class:`Refused` with everything that is wrong with any row.
    """
    if not rows:
        return
    length = _length(interview)
    stored: dict[Key, Coding] = {}
    for coding in interview.codings.order_by("-pk"):
        if coding.first_position is None:
            stored[(coding.theme_id, coding.start_ms, coding.end_ms, coding.coder)] = coding
    new: list[Coding] = []
    redactions = list(interview.redactions.all())
    seen: dict[Key, int] = {}
    findings: list[Finding] = []
    for row in rows:
        try:
            key = _read(row, words, length, report)
            coding = stored.get(key) or _coding(interview, key)
            if words.themes[row["theme"]].successor:
                _take_led_on(row, coding, redactions, new, report, words)
                stored[key] = coding
                continue
            is_held = key not in seen and _hold(row, coding, texts(row, "gist"), redactions, report)
            _take(row, coding, seen.get(key), new, report, is_held=is_held)
            stored[key] = coding
            seen.setdefault(key, row.line)
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(*findings)
    Coding.objects.bulk_create(new, batch_size=1_000) if new else None


def _length(interview: Interview) -> _Length:
    segments = Segment.objects.filter(transcript__interview=interview)
    ends = [end for end in segments.order_by().values_list("end_ms", flat=True) if end is not None]
    untimed = not ends and segments.exists()
    ends += [one.offset_ms + one.duration_ms for one in interview.recordings.all() if one.duration_ms]
    return _Length(untimed, max(ends, default=None))


def _read(row: Row, words: Vocabulary, length: _Length, report: Report) -> Key:
    cells = Cells(row)
    theme = words.themes.get(row["theme"])
    if theme is None:
        cells.refuse(
            _("theme: there is no “%(code)s” in the codebook. Add it to themes.csv, or correct the code.")
            % {"code": row["theme"]}
        )
    start, end = cells.read("start", values.milliseconds), cells.read("end", values.milliseconds)
    if not cells.findings:
        _check_stretch(cells, start, end, length, report)
    cells.check()
    meant = theme.successor or theme if theme else None
    return (meant.pk if meant else 0, start, end, row["coder"])


def _check_stretch(cells: Cells, start: int | None, end: int | None, length: _Length, report: Report) -> None:
    if start is None and end is None:
        return
    if start is None or end is None:
        cells.refuse(_("Give both start and end, or neither for the whole interview."))
    elif end <= start:
        cells.refuse(_("The coding ends before it has begun. Correct start and end."))
    elif length.untimed:
        cells.refuse(
            _(
                "The transcript has no times, so the stretch can't be found in it. Leave start and end empty for the "
                "whole interview, or import a transcript with times."
            )
        )
    elif length.end_ms is not None and end > length.end_ms:
        row = cells.row
        report.notice(
            row.file,
            row.line,
            _("The coding goes on after the interview has ended (%(end)s). It was kept; check its times.")
            % {"end": clock(length.end_ms)},
        )


def _hold(row: Row, coding: Coding, gists: Mapping[str, str], redactions: Iterable[Redaction], report: Report) -> bool:
    """Make ``coding`` proposed if readers would see a new sentence on a stretch with redacted words; tell whether."""
    is_new = any(text and text != getattr(coding, name) for name, text in gists.items())
    if coding.status != CodingStatus.ACCEPTED or not is_new or not any(speaks_of(coding, one) for one in redactions):
        return False
    coding.status = CodingStatus.PROPOSED
    report.notice(
        row.file,
        row.line,
        _("Words were taken out of this stretch, so the coding waits as proposed. Look at its gist at the desk."),
    )
    return True


def _coding(interview: Interview, key: Key) -> Coding:
    theme, start, end, coder = key
    return Coding(
        interview=interview, theme_id=theme, start_ms=start, end_ms=end, coder=coder, status=CodingStatus.ACCEPTED
    )


def _take_led_on(
    row: Row,
    coding: Coding,
    redactions: Iterable[Redaction],
    new: list[Coding],
    report: Report,
    words: Vocabulary,
) -> None:
    """Take a coding with a retired theme in for its successor: it adds what is missing there and overwrites nothing."""
    successor = words.themes[row["theme"]].successor
    report.notice(
        row.file,
        row.line,
        _("The theme “%(code)s” is retired; the coding went to its successor “%(successor)s”.")
        % {"code": row["theme"], "successor": successor.code if successor else ""},
    )
    is_new = coding.pk is None and coding not in new
    missing = {name: text for name, text in texts(row, "gist").items() if text and not getattr(coding, name)}
    _hold(row, coding, missing, redactions, report)
    if row["note"] and not coding.note:
        missing["note"] = row["note"]
    changed = apply(coding, missing)
    if found := faults(coding, [*missing, "coder"]):
        raise Refused(*map(row.finding, found))
    if is_new:
        new.append(coding)
    elif changed and coding.pk:
        coding.save()
    report.count("codings", "created" if is_new else "updated" if changed else "unchanged")


def _take(row: Row, coding: Coding, earlier: int | None, new: list[Coding], report: Report, *, is_held: bool) -> None:
    wanted: dict[str, str] = texts(row, "gist")
    if row.has("note"):
        wanted["note"] = row["note"]
    changed = apply(coding, wanted)
    if found := faults(coding, [*wanted, "coder"]):
        raise Refused(*map(row.finding, found))
    if earlier is not None:
        if changed:
            raise row.refusal(
                _("The same coding is in line %(line)s with another note or gist. Keep one of the rows.")
                % {"line": earlier}
            )
        report.count("codings", "unchanged")
    elif coding.pk is None and coding not in new:
        new.append(coding)
        report.count("codings", "created")
    else:
        if coding.status != CodingStatus.ACCEPTED and not is_held:
            report.notice(
                row.file,
                row.line,
                _("At the desk this coding is “%(status)s”; that is left as it is.")
                % {"status": coding.get_status_display()},
            )
        if changed and coding.pk:
            coding.save()
        report.count("codings", "updated" if changed else "unchanged")
