"""Records as a table in a file: written for a spreadsheet, read back, compared, and stored where somebody ticked it.

It holds descriptions alone. Who may see a record is no column of it, so no file makes anything more visible.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from interviews.desk.correcting import fingerprint
from interviews.desk.forms import RecordForm
from interviews.desk.opened import values_of
from interviews.exchange.report import Finding, Report
from interviews.exchange.tables import Row, in_each_language, rows_of
from interviews.exporting.cells import plain_cell, read_cell
from interviews.models import Branch, Interview, Rank
from interviews.publishing import Act, note_act

NAME = "records.csv"
COLUMNS = (
    *("language", *in_each_language("title"), "narrator", "branch", "rank"),
    *("recorded_on", "published_on", "served_from", "served_to", "left_on", *in_each_language("summary")),
)
MOST_ROWS = 5000
MOST_CHANGES = 300  # a form of more is not taken in by the server


def written(rows: Iterable[Interview]) -> str:
    """Return ``rows`` as CSV."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(("accession", *COLUMNS))
    for one in rows:
        table.writerow(plain_cell(cell) for cell in (one.accession, *(value_of(one, column) for column in COLUMNS)))
    return out.getvalue()


def value_of(interview: Interview, column: str) -> str:
    """Return what stands in ``column``: codes for the vocabulary, the public name for the narrator."""
    match column:
        case "narrator":
            return interview.narrator.name if interview.narrator else ""
        case "branch" | "rank":
            entry = getattr(interview, column)
            return entry.code if entry else ""
    return getattr(interview, column) or ""


@dataclass(frozen=True)
class Change:
    """Another value for a column of a record. ``began`` is the digest of what the archive had when it was shown."""

    accession: str
    column: str
    old: str
    new: str
    began: str

    def packed(self) -> str:
        """Return the change as it travels through a form."""
        return json.dumps({"a": self.accession, "c": self.column, "n": self.new, "b": self.began})

    @classmethod
    def unpacked(cls, text: str) -> "Change | None":
        """Return what :meth:`packed` gave, without the old value; None for anything else."""
        try:
            read = json.loads(text)
            values = [read[key] for key in "acnb"]
        except (ValueError, KeyError, TypeError):
            return None
        accession, column, new, began = values
        known = column in COLUMNS and all(isinstance(value, str) for value in values)
        return cls(accession, column, "", new, began) if known else None


@dataclass
class Differences:
    """What a file would change, and what of it can't be taken in; ``more`` changes are left for another go."""

    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    more: int = 0


def differences(data: bytes) -> Differences:
    """Return how the table in ``data`` differs from the archive; nothing is stored.

    Raises ``exchange.report.Refused`` if the table as a whole can't be understood, or has another column.
    """
    rows = rows_of(data, NAME, (("accession",), COLUMNS), Report())[:MOST_ROWS]
    stored = {
        one.accession: one
        for one in Interview.objects.with_labels().filter(accession__in=[row["accession"] for row in rows])
    }
    result, seen = Differences(), set[str]()
    for row in rows:
        interview = stored.get(row["accession"])
        if interview is None:
            result.findings.append(row.finding(_("There is no record with this number. Make it at the desk first.")))
        elif row["accession"] in seen:
            result.findings.append(row.finding(_("This record is in the table twice. Keep one row.")))
        else:
            seen.add(row["accession"])
            _compare(row, interview, result)
    result.more = max(0, len(result.changes) - MOST_CHANGES)
    del result.changes[MOST_CHANGES:]
    return result


def _compare(row: Row, interview: Interview, result: Differences) -> None:
    found = []
    for column in COLUMNS:
        if row.has(column):
            old, new = value_of(interview, column), read_cell(row[column])
            if new != old:
                found.append(Change(interview.accession, column, old, new, fingerprint(old)))
    if errors := _errors(_bound(interview, found)):
        result.findings += [row.finding(message) for message in errors]
    else:
        result.changes += found


def _bound(interview: Interview, changes: Sequence[Change]) -> RecordForm:
    """Return the record's own form, filled in with what the archive has and ``changes``."""
    fresh = RecordForm(instance=Interview.objects.get(pk=interview.pk))
    data = QueryDict(mutable=True)
    for name in fresh.fields:
        data.setlist(name, values_of(fresh, name))
    for one in changes:
        name, value = _in_form(one.column, one.new)
        data[name] = value
    return RecordForm(data, instance=interview)


def _in_form(column: str, value: str) -> tuple[str, str]:
    """Return the form's name for ``column``, and the form's value; an unknown code stays and is refused there."""
    vocabularies: dict[str, type[models.Model]] = {"branch": Branch, "rank": Rank}
    if column in vocabularies and value:
        entry = vocabularies[column]._default_manager.filter(code=value).first()
        return column, str(entry.pk) if entry else value
    return ("narrator_name" if column == "narrator" else column), value


def _errors(form: RecordForm) -> list[str]:
    """Return what is wrong with a filled-in form, a line each."""
    if form.is_valid():
        return []
    return [
        f"{form[name].label if name in form.fields else ''} {message}".strip()
        for name, messages in form.errors.items()
        for message in messages
    ]


def store(changes: Sequence[Change], by: User) -> tuple[int, list[str]]:
    """Store ``changes``, a record at a time; return how many records were changed, and what was not stored and why."""
    told: list[str] = []
    done = 0
    for accession in dict.fromkeys(one.accession for one in changes):
        mine = [one for one in changes if one.accession == accession]
        with transaction.atomic():
            problems = _store(accession, mine, by)
        done += not problems
        told += [f"{accession}: {problem}" for problem in problems]
    return done, told


def _store(accession: str, changes: Sequence[Change], by: User) -> list[str]:
    interview = Interview.objects.select_for_update().filter(accession=accession).first()
    if interview is None:
        return [_("There is no record with this number. Make it at the desk first.")]
    moved = [one.column for one in changes if fingerprint(value_of(interview, one.column)) != one.began]
    if moved:
        return [_("Changed by somebody since you compared: %(columns)s.") % {"columns": ", ".join(moved)}]
    form: Any = _bound(interview, changes)
    if errors := _errors(form):
        return errors
    note_act(form.save(), by, Act.DESCRIBED)
    return []
