"""transcripts/ and transcripts.csv: the transcripts of one interview."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from interviews import contents, formats, returning
from interviews.exchange import values
from interviews.exchange.files import BatchFiles
from interviews.exchange.report import Finding, Report
from interviews.exchange.tables import Cells, Refused, Row
from interviews.formats.cues import FormatError, Reading
from interviews.formats.limits import MAX_BYTES
from interviews.importing import TranscriptError, import_transcript, is_same_text
from interviews.languages import Language
from interviews.models import Interview, Transcript
from interviews.models.interview import ACCESSION
from interviews.problems import line_of, translated
from interviews.states import Provenance, TranscriptKind, Workflow

FOLDER = "transcripts/"
_NAME = re.compile(rf"{FOLDER}({ACCESSION.pattern})\.({'|'.join(Language.values)})\.\w+")
_TRUST = {provenance: trust for trust, provenance in enumerate(Provenance.values)}


def place_of(name: str) -> tuple[str, str] | None:
    """Return the accession and language that the name of a transcript file tells, None for any other name."""
    match = _NAME.fullmatch(name)
    return (match[1], match[2]) if match else None


def import_transcripts(
    interview: Interview,
    members: Mapping[str, str],
    rows: list[Row],
    files: BatchFiles,
    report: Report,
    *,
    publish: bool,
    is_new: bool,
) -> None:
    """Import the transcript files of ``interview`` (name by language), the original first, with what ``rows`` say.

    ``publish`` publishes those of a new interview, and keeps those published of an old one whose words change.
    Raises :class:`Refused` with everything that is wrong with any of them.
    """
    findings: list[Finding] = []
    told: dict[str, tuple[Row, str]] = {}
    for row in rows:
        try:
            language, provenance = _read_row(row, interview, members)
            if language in told:
                raise row.refusal(
                    _("“%(language)s” is in line %(line)s already. Keep one of the rows.")
                    % {"language": language, "line": told[language][0].line}
                )
            told[language] = (row, provenance)
        except Refused as refused:
            findings += refused.findings
    for language in sorted(members, key=lambda code: (code != interview.language, code)):
        provenance = told[language][1] if language in told else ""
        try:
            _import_file(
                interview, language, members[language], provenance, files, report, publish=publish, is_new=is_new
            )
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(*findings)
    for language, (row, provenance) in told.items():
        if language not in members:
            _set_provenance(row, interview, language, provenance, report)


def _read_row(row: Row, interview: Interview, members: Mapping[str, str]) -> tuple[str, str]:
    cells = Cells(row)
    language = cells.read("language", lambda cell: values.choice(cell, Language.values)) or ""
    kind = cells.read("kind", lambda cell: values.choice(cell, TranscriptKind.values) if cell else "")
    provenance = cells.read("provenance", lambda cell: values.choice(cell, Provenance.values) if cell else "") or ""
    expected = TranscriptKind.ORIGINAL if language == interview.language else TranscriptKind.TRANSLATION
    if language and kind and kind != expected:
        cells.refuse(
            _("kind: the interview is in “%(own)s”, so its transcript in “%(language)s” is %(kind)s. Correct the row.")
            % {"own": interview.language, "language": language, "kind": expected.value}
        )
    if language and language not in members and not interview.transcripts.filter(language=language).exists():
        cells.refuse(
            _("There is no transcript in “%(language)s”. Add the file %(name)s, or remove the row.")
            % {"language": language, "name": f"{FOLDER}{interview.accession}.{language}.vtt"}
        )
    cells.check()
    return language, provenance


def _import_file(
    interview: Interview,
    language: str,
    name: str,
    provenance: str,
    files: BatchFiles,
    report: Report,
    *,
    publish: bool,
    is_new: bool,
) -> None:
    reading = _read_file(name, language, interview, files, report)
    cues = reading.cues
    try:
        way = returning.way_in(reading.problems, interview, language)
    except TranscriptError as error:
        raise Refused(Finding(name, error.line, error.message)) from None
    stored = Transcript.objects.filter(interview=interview, language=language).first()
    if stored and _TRUST[provenance or Provenance.MACHINE] < _TRUST[stored.provenance]:
        provenance = ""
        if not is_same_text(stored, cues, joined=way.joined):
            report.notice(
                name,
                0,
                _("The stored transcript was checked by a person and is left as it is. Correct it at the desk."),
            )
            report.count("transcripts", "unchanged")
            return
    try:
        done = import_transcript(
            interview=interview,
            cues=cues,
            language=language,
            provenance=provenance or None,
            publish=publish and is_new,
            keep_published=publish,
            joined=way.joined,
            made_from=way.made_from,
        )
    except TranscriptError as error:
        raise Refused(Finding(name, error.line, error.message)) from None
    proposed = contents.propose(interview, reading.extras.index_points, language=language)
    if proposed:
        report.notice(
            name,
            0,
            _("Proposed: chapters of the contents %(chapters)s, codings %(codings)s. Accept them at the desk.")
            % {"chapters": proposed.chapters, "codings": proposed.codings},
        )
    if done.undecided:
        report.notice(
            name,
            0,
            _("Redactions have to be decided in this text at the desk before readers see it: %(count)s.")
            % {"count": done.undecided},
        )
    is_draft = done.transcript.workflow == Workflow.DRAFT
    if done.outcome != "unchanged" and is_draft and interview.workflow == Workflow.PUBLISHED:
        report.notice(name, 0, _("This transcript of a published interview is a draft. Publish it at the desk."))
    report.count("transcripts", done.outcome)


def _read_file(name: str, language: str, interview: Interview, files: BatchFiles, report: Report) -> Reading:
    try:
        reading = formats.read(files.read(name, MAX_BYTES), name=name, language=language)
    except FormatError as error:
        raise Refused(Finding(name, line_of(error.problem), translated(error.problem))) from None
    refused = [problem for problem in reading.problems if problem.refuses]
    if refused:
        raise Refused(*(Finding(name, problem.line, translated(problem)) for problem in refused))
    for problem in reading.problems:
        if not returning.unneeded(problem, reading.problems, interview):
            report.notice(name, line_of(problem), translated(problem))
    for remark in returning.remarks(reading.problems, interview):
        report.notice(name, 0, remark)
    if reading.language and reading.language != language:
        report.notice(
            name,
            0,
            _("The words look like “%(found)s”, the name of the file says “%(language)s”. Check the name.")
            % {"found": reading.language, "language": language},
        )
    return reading


def _set_provenance(row: Row, interview: Interview, language: str, provenance: str, report: Report) -> None:
    """Change what is said of a stored transcript that comes without a file."""
    transcript = interview.transcripts.get(language=language)
    if provenance and provenance != transcript.provenance:
        transcript.provenance = provenance
        transcript.save()
        report.count("transcripts", "updated")
    else:
        report.count("transcripts", "unchanged")
