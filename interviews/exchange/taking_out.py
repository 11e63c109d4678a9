"""Writes records out as a batch, which ``import_batch`` takes in elsewhere; nobody sees more there than here.

What was taken out of a text is not in it, and what the format can't say is left out and told.
"""

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.exchange.report import Finding
from interviews.exchange.series import NAME as SERIES_FILE
from interviews.exchange.tables import COLUMNS
from interviews.exchange.transcripts import FOLDER
from interviews.exporting import as_json, clock, plain_cell
from interviews.languages import Language
from interviews.models import (
    Coding,
    ConsentScope,
    GlossaryTerm,
    Interview,
    RedactionDecision,
    Theme,
    Transcript,
)
from interviews.states import CodingStatus, Workflow
from interviews.withholding.redacting import mutes

Cells = dict[str, object]


@dataclass
class _Written:
    """The rows of each table, and what was left out."""

    drafts: bool
    rows: dict[str, list[Cells]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    left_out: list[Finding] = field(default_factory=list)

    def leave_out(self, file: str, message: str) -> None:
        self.left_out.append(Finding(file, 0, message))


def export_batch(folder: Path, records: Sequence[Interview], *, drafts: bool = False) -> list[Finding]:
    """Write ``records`` into ``folder``, which must be new or empty; return what was left out.

    Drafts and hidden records and transcripts only with ``drafts``: an import with ``--publish`` would show them.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(str(folder))
    written = _Written(drafts)
    themes = _themes(written)
    for term in GlossaryTerm.objects.order_by("key"):
        forms = {code: getattr(term, f"forms_{code}") for code in Language.values}
        forms["explained"] = "yes" if term.explained else "no"
        written.rows["glossary.csv"].append({"key": term.key, "kind": term.kind, **forms, **_texts(term, "definition")})
    chosen = [one for one in records if drafts or one.workflow == Workflow.PUBLISHED]
    for record in chosen:
        _record(record, written)
        _transcripts(record, folder, written)
        _recordings(record, folder, written)
        _codings(record, themes, written)
        _warnings(record, written)
    _series(chosen, folder, written)
    for name, rows in written.rows.items():
        _write(folder / name, COLUMNS[name], rows)
    return written.left_out


def _write(path: Path, columns: tuple[tuple[str, ...], tuple[str, ...]], rows: Sequence[Cells]) -> None:
    """Write a table with the columns that have something in them; none where there are no rows."""
    if not rows:
        return
    required, others = columns
    names = [*required, *(name for name in others if any(row.get(name) not in (None, "") for row in rows))]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(names)
        table.writerows([plain_cell(row.get(name, "")) for name in names] for row in rows)


def _texts(thing: object, name: str) -> Cells:
    return {column: getattr(thing, column) for code in Language.values if (column := f"{name}_{code}")}


def _themes(written: _Written) -> set[int]:
    """Write the themes that readers may see; return their keys. A hidden one would be shown where it comes in."""
    shown = {one.pk: one for one in Theme.objects.filter(retired=False, is_public=True).select_related("parent")}
    shown = {pk: one for pk, one in shown.items() if one.parent_id is None or one.parent_id in shown}
    for one in shown.values():
        parent = one.parent.code if one.parent else ""
        texts = _texts(one, "label") | _texts(one, "definition")
        written.rows["themes.csv"].append({"code": one.code, "parent": parent, "position": one.position, **texts})
    return set(shown)


def _record(record: Interview, written: _Written) -> None:
    dates = ("recorded_on", "published_on", "served_from", "served_to", "left_on")
    cells: Cells = {"accession": record.accession, "language": record.language}
    cells |= {name: getattr(record, name) for name in (*dates, "consent", "release")}
    cells |= _texts(record, "title") | _texts(record, "summary")
    cells["narrator"] = record.narrator.name if record.narrator else ""
    cells |= {name: entry.code if (entry := getattr(record, name)) else "" for name in ("branch", "rank")}
    cells["embargo_until"] = "open" if record.embargo_open else record.embargo_until or ""
    cells["coded_for"] = "|".join(record.coded_for.filter(retired=False, is_public=True).values_list("code", flat=True))
    if scope := ConsentScope.objects.filter(interview=record).first():
        cells |= {"consent_languages": "|".join(scope.languages), "consent_heard": scope.heard}
        cells |= {"consent_until": scope.until or "", "consent_note": scope.note}
    written.rows["interviews.csv"].append(cells)


def _transcripts(record: Interview, folder: Path, written: _Written) -> None:
    undecided = set(
        RedactionDecision.objects.filter(transcript__interview=record, outcome="undecided").values_list(
            "transcript_id", flat=True
        )
    )
    for one in record.transcripts.order_by("kind", "language"):
        name = f"{FOLDER}{record.accession}.{one.language}.json"
        if one.pk in undecided:
            written.leave_out(name, _("A redaction is not decided in this language, so the transcript is left out."))
        elif written.drafts or one.workflow == Workflow.PUBLISHED:
            _transcript(one, folder / name)
            cells: Cells = {"accession": record.accession, "language": one.language}
            written.rows["transcripts.csv"].append(cells | {"kind": one.kind, "provenance": one.provenance})


def _transcript(transcript: Transcript, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(as_json(transcript), ensure_ascii=False, indent=1), encoding="utf-8")


def _recordings(record: Interview, folder: Path, written: _Written) -> None:
    heard = {one.recording.pk for one in mutes(record) if not one.is_edited}
    for one in record.recordings.order_by("part"):
        if one.pk in heard:
            message = _("Words that were taken out are heard in part %(part)s, so it is left out.") % {"part": one.part}
            written.leave_out(f"{record.accession}", message)
            continue
        cells: Cells = {"accession": record.accession, "part": one.part, "url": one.url}
        cells |= {"offset": clock(one.offset_ms), "duration": clock(one.duration_ms) if one.duration_ms else ""}
        if one.file and not one.file.storage.exists(str(one.file)):
            message = _("The file of part %(part)s is missing, so it is left out. check_fixity names every one.")
            written.leave_out(f"{record.accession}", message % {"part": one.part})
            continue
        if one.file:
            # Numbered, because two files in different folders may have one name.
            cells["file"] = f"{record.accession}-{one.part}-{PurePosixPath(str(one.file)).name}"
            path = folder / "media" / str(cells["file"])
            path.parent.mkdir(exist_ok=True)
            with one.file.open("rb") as source, path.open("xb") as target:
                shutil.copyfileobj(source, target)
        written.rows["recordings.csv"].append(cells)


def _codings(record: Interview, themes: Iterable[int], written: _Written) -> None:
    codings = record.codings.filter(status=CodingStatus.ACCEPTED, theme__in=themes).select_related("theme")
    untimed = 0
    for one in codings.order_by("start_ms", "pk"):
        if one.first_position is not None:
            untimed += 1
            continue
        cells: Cells = {"accession": record.accession, "theme": one.theme.code, "coder": one.coder, "note": one.note}
        written.rows["codings.csv"].append(cells | _times(one) | _texts(one, "gist"))
    if untimed:
        message = ngettext(
            "%(n)s coding of a transcript without times is left out.",
            "%(n)s codings of a transcript without times are left out.",
            untimed,
        )
        written.leave_out(record.accession, message % {"n": untimed})


def _times(one: Coding) -> Cells:
    if one.start_ms is None or one.end_ms is None:
        return {}
    return {"start": clock(one.start_ms), "end": clock(one.end_ms)}


def _warnings(record: Interview, written: _Written) -> None:
    for one in record.warnings.order_by("start_ms", "first_position", "pk"):
        cells: Cells = {"accession": record.accession, "kind": one.kind, "shown": "yes" if one.is_shown else "no"}
        if one.start_ms is not None and one.end_ms is not None:
            cells |= {"start": clock(one.start_ms), "end": clock(one.end_ms)}
        elif one.first_position is not None and one.last_position is not None:
            cells |= {"first": one.first_position + 1, "last": one.last_position + 1}
        written.rows["warnings.csv"].append(cells)


def _series(records: Sequence[Interview], folder: Path, written: _Written) -> None:
    named = {one.series for one in records}
    if len(named) > 1:
        written.leave_out(SERIES_FILE, _("The records are of several series: write out one series at a time."))
        return
    series = named.pop() if named else None
    if series is None:
        return
    told = {"code": series.code, **_texts(series, "title"), **_texts(series, "notice")}
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in told.items() if text]
    (folder / SERIES_FILE).write_text("\n".join(["[series]", *lines, ""]), encoding="utf-8")
