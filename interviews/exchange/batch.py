"""Takes a whole batch in: tables first, then interview by interview, each of them whole or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews import outbox, tombstones
from interviews.exchange.codebook import import_themes
from interviews.exchange.codings import import_codings
from interviews.exchange.consent import goes_beyond
from interviews.exchange.files import BatchFiles, is_media, open_batch
from interviews.exchange.glossary import import_glossary
from interviews.exchange.recordings import NewFile, copy_file, import_recordings
from interviews.exchange.records import import_record
from interviews.exchange.report import Finding, Refused, Report
from interviews.exchange.series import NAME as SERIES_FILE
from interviews.exchange.series import import_series, read_series
from interviews.exchange.tables import COLUMNS, Row, read_table
from interviews.exchange.transcripts import FOLDER, import_transcripts, place_of
from interviews.exchange.vocabulary import Vocabulary
from interviews.exchange.warnings import import_warnings
from interviews.models import Interview, Series
from interviews.models.interview import ACCESSION
from interviews.states import Workflow

Progress = Callable[[Iterable["Unit"], int], Iterable["Unit"]]
_LEFT_ASIDE = ("readme", "licence", "license", "copying")
_LONGEST_ACCESSION = 32


@dataclass
class Unit:
    """Everything that a batch says of one interview."""

    accession: str
    records: list[Row] = field(default_factory=list)
    transcripts: dict[str, str] = field(default_factory=dict)
    transcript_rows: list[Row] = field(default_factory=list)
    recordings: list[Row] = field(default_factory=list)
    codings: list[Row] = field(default_factory=list)
    warnings: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def first_place(self) -> tuple[str, int]:
        """Return a file and line at which this interview is named."""
        for row in [*self.records, *self.transcript_rows, *self.recordings, *self.codings, *self.warnings]:
            return row.file, row.line
        return next(iter(self.transcripts.values()), ""), 0

    def count_as_refused(self, report: Report) -> None:
        """Count all parts of the interview as refused."""
        for kind, parts in (
            ("interviews", self.records[:1]),
            ("transcripts", self.transcripts),
            ("recordings", self.recordings),
            ("codings", self.codings),
            ("warnings", self.warnings),
        ):
            if parts:
                report.count(kind, "refused", len(parts))


class _Undone(Exception):
    """Leaves a transaction so that nothing of it stays."""


def every(units: Iterable[Unit], total: int) -> Iterable[Unit]:
    """Show no progress."""
    return units


def import_batch(path: Path, *, publish: bool = False, dry_run: bool = False, progress: Progress = every) -> Report:
    """Import the folder or zip at ``path`` and report what became of it.

    Records that are new become drafts, or are published with ``publish``; one that exists never becomes more visible.
    A table that can't be understood stops the import before anything is written. Otherwise what is wrong with one
    interview, theme or term leaves out that one alone. With ``dry_run`` all is done and undone again: the report is the
    same, and on SQLite other writers wait so long.
    """
    report = Report()
    try:
        files = open_batch(path)
        series, tables = _read_tables(files, report)
    except Refused as refused:
        report.refused += refused.findings
        return report
    with outbox.held_back():
        if not dry_run:
            _import(files, series, tables, report, publish=publish, dry_run=False, progress=progress)
            return report
        try:
            with transaction.atomic():
                _import(files, series, tables, report, publish=publish, dry_run=True, progress=progress)
                raise _Undone
        except _Undone:
            return report


def _read_tables(files: BatchFiles, report: Report) -> tuple[dict[str, str], dict[str, list[Row]]]:
    """Return what batch.toml and the tables say; raise :class:`Refused` with all that can't be understood."""
    findings: list[Finding] = []
    series: dict[str, str] = {}
    tables: dict[str, list[Row]] = {}
    try:
        series = read_series(files, report)
    except Refused as refused:
        findings += refused.findings
    for name in COLUMNS:
        try:
            tables[name] = read_table(files, name, report)
        except Refused as refused:
            findings += refused.findings
    names = files.names()
    if not any(name in COLUMNS or name == SERIES_FILE or name.startswith(FOLDER) for name in names):
        known = ", ".join([*COLUMNS, SERIES_FILE, FOLDER])
        message = _("There is nothing to import here. A batch holds one or more of: %(known)s.") % {"known": known}
        findings.append(Finding(str(files.path), 0, message))
    if findings:
        raise Refused(*findings)
    return series, tables


def _import(
    files: BatchFiles,
    said: dict[str, str],
    tables: dict[str, list[Row]],
    report: Report,
    *,
    publish: bool,
    dry_run: bool,
    progress: Progress,
) -> None:
    try:
        with transaction.atomic():
            series = import_series(said, report)
    except Refused as refused:
        report.refused += refused.findings
        return
    import_themes(tables["themes.csv"], report)
    import_glossary(tables["glossary.csv"], report)
    units = _units(files, tables, report)
    words = Vocabulary()
    drafts = 0
    for unit in progress(units, len(units)):
        part = Report()
        try:
            if unit.findings:
                raise Refused(*unit.findings)
            with transaction.atomic():
                drafts += _import_unit(unit, files, series, words, part, publish=publish, dry_run=dry_run)
        except Refused as refused:
            words.settle(kept=False)
            unit.count_as_refused(report)
            report.refused += refused.findings
        else:
            words.settle(kept=True)
            report.take(part)
    _tell_of_drafts(drafts, report)


def _tell_of_drafts(count: int, report: Report) -> None:
    """Tell of the interviews that ``--publish`` did not publish, because they exist."""
    if count:
        message = ngettext(
            "%(count)s interview is in the archive as a draft or hidden, and stays so. Publish it at the desk.",
            "%(count)s interviews are in the archive as drafts or hidden, and stay so. Publish them at the desk.",
            count,
        )
        report.notice("interviews.csv", 0, message % {"count": count})


def _units(files: BatchFiles, tables: dict[str, list[Row]], report: Report) -> list[Unit]:
    """Gather what belongs to each interview, in the order of interviews.csv; report files that belong to none."""
    units: dict[str, Unit] = {}

    def unit_of(row: Row) -> Unit | None:
        accession = row["accession"]
        if ACCESSION.fullmatch(accession) and len(accession) <= _LONGEST_ACCESSION:
            return units.setdefault(accession, Unit(accession))
        report.refused.append(
            row.finding(
                _(
                    "accession: “%(value)s” is not an accession number. Write capital Latin letters and digits in "
                    "groups joined by hyphens, at most 32 characters, such as OOU-7K3M."
                )
                % {"value": accession}
            )
        )
        return None

    for name, part, kind in (
        ("interviews.csv", "records", "interviews"),
        ("transcripts.csv", "transcript_rows", ""),
        ("recordings.csv", "recordings", "recordings"),
        ("codings.csv", "codings", "codings"),
        ("warnings.csv", "warnings", "warnings"),
    ):
        for row in tables[name]:
            if unit := unit_of(row):
                getattr(unit, part).append(row)
            elif kind:
                report.count(kind, "refused")
    _place_files(files, tables, units, report)
    _check_units(units)
    return list(units.values())


def _place_files(files: BatchFiles, tables: dict[str, list[Row]], units: dict[str, Unit], report: Report) -> None:
    media = {f"media/{row['file']}" for row in tables["recordings.csv"] if row["file"]}
    for name in files.names():
        if name in COLUMNS or name == SERIES_FILE or name in media:
            continue
        if PurePosixPath(name).stem.lower() in _LEFT_ASIDE and "/" not in name:
            continue
        if place := place_of(name):
            _place_transcript(name, *place, units)
        elif name.startswith(FOLDER):
            report.count("transcripts", "refused")
            message = _(
                "Name it <accession>.<language>.<extension>, such as OOU-7K3M.be.vtt; languages: be, ru, uk, en."
            )
            report.refused.append(Finding(name, 0, message))
        elif is_media(name):
            message = _("No row of recordings.csv names this file. Add a row, or remove the file.")
            report.refused.append(Finding(name, 0, message))
        else:
            known = ", ".join([*COLUMNS, SERIES_FILE, FOLDER, "media/"])
            message = _("Unknown file. A batch holds: %(known)s. Rename or remove it.") % {"known": known}
            report.refused.append(Finding(name, 0, message))


def _place_transcript(name: str, accession: str, language: str, units: dict[str, Unit]) -> None:
    unit = units.setdefault(accession, Unit(accession))
    if language in unit.transcripts:
        message = _("“%(other)s” is of the same interview and language. Keep one of them.")
        unit.findings.append(Finding(name, 0, message % {"other": unit.transcripts[language]}))
    unit.transcripts[language] = name


def _check_units(units: dict[str, Unit]) -> None:
    """Note what is wrong with an interview before anything of it is read: named twice, or not there at all."""
    stored = set(Interview.objects.values_list("accession", flat=True))
    buried = set(tombstones.buried(set(units) - stored))
    for unit in units.values():
        if unit.accession in buried:
            message = _("“%(accession)s” was purged: its number is never used again. Remove it from the batch.")
            unit.findings.append(Finding(*unit.first_place(), message % {"accession": unit.accession}))
            continue
        for row in unit.records[1:]:
            message = _("The interview “%(accession)s” is in line %(line)s already. Keep one of the rows.")
            unit.findings.append(
                row.finding(message % {"accession": unit.accession, "line": unit.records[0].line}),
            )
        if not unit.records and unit.accession not in stored:
            message = _("There is no interview “%(accession)s”. Add a row to interviews.csv, or correct the number.")
            unit.findings.append(Finding(*unit.first_place(), message % {"accession": unit.accession}))


def _import_unit(
    unit: Unit,
    files: BatchFiles,
    series: Series | None,
    words: Vocabulary,
    report: Report,
    *,
    publish: bool,
    dry_run: bool,
) -> bool:
    """Import one interview; tell whether it was to be published but exists and is not."""
    stored = Interview.objects.with_labels().select_for_update(of=("self",)).filter(accession=unit.accession).first()
    record = unit.records[0] if unit.records else None
    if record and stored is None and publish and goes_beyond(record, unit.transcripts, unit.recordings):
        publish = False
        message = _("The batch holds more than the consent covers, so the record is a draft. Publish it at the desk.")
        report.notice(record.file, record.line, message)
    new_files: list[NewFile] = []
    try:
        interview = import_record(record, stored, series, words, report, publish=publish) if record else stored
        if interview is None:  # it was there when the files were sorted, so somebody has deleted it since
            raise Refused(Finding(*unit.first_place(), _("The interview was deleted meanwhile. Try again.")))
        _all_of(
            lambda: new_files.extend(import_recordings(interview, unit.recordings, record, files, report)),
            lambda: import_transcripts(
                interview, unit.transcripts, unit.transcript_rows, files, report, publish=publish, is_new=stored is None
            ),
            lambda: import_codings(interview, unit.codings, words, report),
            lambda: import_warnings(interview, unit.warnings, report),
        )
    except (IntegrityError, DataError) as error:
        message = _("The database does not take it (%(error)s). Check the row.") % {"error": error}
        raise Refused(Finding(*unit.first_place(), message)) from error
    if not dry_run:
        for new in new_files:
            copy_file(files, new)
    return publish and stored is not None and interview.workflow != Workflow.PUBLISHED


def _all_of(*steps: Callable[[], object]) -> None:
    """Take every step, also after one was refused, so that everything wrong is told at once; then raise it."""
    findings: list[Finding] = []
    for step in steps:
        try:
            step()
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(*findings)
