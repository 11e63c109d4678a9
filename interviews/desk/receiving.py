"""From files that a browser sent to uploads: which interview and language each is for, and what is held on failure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews import contents, formats
from interviews.desk.columns import ChosenColumns, Rows
from interviews.desk.mending import text_of
from interviews.formats import Ask
from interviews.formats.cues import FormatError, Problem, Reading
from interviews.formats.packages import table_parts
from interviews.languages import Language
from interviews.models import HeldFile, Interview, Upload
from interviews.models.interview import ACCESSION
from interviews.models.upload import UploadQuerySet
from interviews.numbers import whole_numbers
from interviews.withholding import sealing

MOST_FILES = 20
MOST_BYTES = 60 * 1024 * 1024  # of one form; they are all in memory while they are read
MUCH_BYTES = 2 * 1024 * 1024
DAYS_KEPT = 7
HOURS_HELD = 24
_ENDING = re.compile(rf"(.*?)(?:\.({'|'.join(Language.values)}))?\.\w{{1,8}}", re.DOTALL)


@dataclass(frozen=True)
class Sent:
    """A file as it came, or as it was held since: its name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Told:
    """What is said of all the files of one form. ``language`` is empty where the words, or the names, should tell."""

    interview: Interview | None
    language: str
    provenance: str
    encoding: str
    ask: Ask = Ask.UNSURE
    columns: Mapping[str, ChosenColumns] = field(default_factory=dict)  # by the name of the file


@dataclass
class Received:
    """What became of the files: uploads to look at, and for each file that failed its name and the reasons.

    ``tables`` are the first rows of those whose columns have to be chosen, by name.
    """

    uploads: list[Upload] = field(default_factory=list)
    failed: list[tuple[Sent, Sequence[Problem | str]]] = field(default_factory=list)
    tables: dict[str, Rows] = field(default_factory=dict)

    def asks_for_an_encoding(self) -> bool:
        """Tell whether any file failed because nobody knows how its letters are written."""
        problems = [problem for _sent, reasons in self.failed for problem in reasons if isinstance(problem, Problem)]
        return any(problem.code.startswith("encoding-") for problem in problems)


def receive(files: Sequence[Sent], told: Told, by: User) -> Received:
    """Read each of ``files`` and keep what was read as an upload; those that can't be read are told and held."""
    received = Received()
    if any(len(one.data) > MUCH_BYTES for one in files):
        formats.get_ready()
    for one in files:
        try:
            placed = _place(one, told, several=len(files) > 1)
            readings = _read(one, told, placed.language)
        except Misplaced as error:
            received.failed.append((one, [str(error)]))
        except FormatError as error:
            received.failed.append((one, [error.problem]))
            if error.rows:
                received.tables[one.name] = error.rows
        else:
            while readings:
                if readings[0][0].cues:
                    received.uploads.append(_keep(readings.pop(0), one, placed, told, by))
                else:
                    received.failed.append((one, readings.pop(0)[0].problems))
                # What is known of the language goes for the words, not for their translation beside them.
                placed = replace(placed, language="", is_chosen=False)
    waiting = [one for one, reasons in received.failed if any(map(_may_be_read_yet, reasons))]
    hold(waiting, by)
    release([one for one in files if one not in waiting], by)
    return received


class Misplaced(ValueError):
    """Nobody said which interview a file is for, or its name and the form contradict each other."""


@dataclass(frozen=True)
class Placed:
    """The interview and language that a file is for; the language may be no more than what its name says."""

    interview: Interview
    language: str
    is_chosen: bool


def _read(one: Sent, told: Told, language: str) -> list[tuple[Reading, dict[str, Any]]]:
    """Read a file, and its column of translations too if one is chosen, each with what was said of the columns."""
    chosen = told.columns.get(one.name)
    if chosen is None:
        encoding = told.encoding or None
        return [(formats.read(one.data, name=one.name, encoding=encoding, language=language or None, ask=told.ask), {})]
    return [
        (formats.read(one.data, name=one.name, encoding=told.encoding or None, **said), said)
        for said in chosen.readings()
    ]


def _place(one: Sent, told: Told, *, several: bool) -> Placed:
    """Return the interview and language that ``one`` is for.

    The form says so; a name such as ``OOU-7K3M.be.vtt`` or ``OOU-7K3M.vtt`` says what the form leaves open, and of
    several files which language each is in. Raises :class:`Misplaced`.
    """
    match = _ENDING.fullmatch(one.name)
    stem, named = (match[1], match[2] or "") if match else ("", "")
    found = Interview.objects.filter(accession=stem).first() if ACCESSION.fullmatch(stem) else None
    if found and told.interview and found != told.interview:
        raise Misplaced(
            _("Its name says that it belongs to %(named)s, but %(chosen)s is chosen. Choose the other, or rename it.")
            % {"named": found.accession, "chosen": told.interview.accession}
        )
    interview = told.interview or found
    if interview is None:
        raise Misplaced(_("Choose the interview, or name the file after it, such as OOU-7K3M.vtt or OOU-7K3M.be.vtt."))
    language = named if several and named else told.language or (named if found else "")
    return Placed(interview, language, bool(language) and language == told.language)


def _may_be_read_yet(reason: Problem | str) -> bool:
    """Tell whether the same bytes could be read once something else is chosen."""
    return not isinstance(reason, Problem) or reason.code.startswith(("encoding-", "columns-", "column-", "table-"))


def _keep(read: tuple[Reading, dict[str, Any]], one: Sent, placed: Placed, told: Told, by: User) -> Upload:
    """Keep what was read. What is large is written one after the other, and forgotten before the next is."""
    reading, said = read
    with transaction.atomic():
        kept = Upload.objects.create(
            interview=placed.interview,
            by=by,
            language=placed.language,
            language_is_chosen=placed.is_chosen,
            columns=said,
            provenance=told.provenance,
            format=reading.format,
            encoding=reading.encoding,
            problems=reading.problems,
            contents=contents.packed(reading.extras.index_points),
            name=one.name,
        )
        kept.write_cues(reading.cues)
        last = max(cue.line for cue in reading.cues)
        del read, reading
        row = Upload.objects.filter(pk=kept.pk)
        row.update(text=text_of(one.data, kept.encoding, last))
        row.update(table=table_parts(one.data))
        if sealing.has_key():
            row.update(box=sealing.seal(one.data))
    if len(one.data) > MUCH_BYTES:
        _shrink()
    return kept


def _shrink() -> None:
    """Have SQLite forget the pages that it wrote; its connection stays open and would keep them for nobody."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA shrink_memory")


def sent_files(files: Sequence[UploadedFile], held: Sequence[HeldFile]) -> list[Sent]:
    """Return the files of a form: those that were held, unless one of the same name came now, and those that came."""
    names = {file.name for file in files}
    kept = [Sent(one.name, bytes(one.data)) for one in held if one.name not in names]
    return [*kept, *(Sent(file.name or "", file.read()) for file in files)]


def rows_of(sent: Sent) -> Rows:
    """Return the first rows of a table, for somebody to choose what its columns hold; none if it is no table."""
    try:
        formats.read(sent.data, name=sent.name, ask=Ask.ALWAYS)
    except FormatError as error:
        return error.rows
    return ()


def tables_of(held: Sequence[HeldFile]) -> dict[str, Rows]:
    """Return the first rows of those of ``held`` that are tables, by name."""
    found = {one.name: rows_of(Sent(one.name, bytes(one.data))) for one in held}
    return {name: rows for name, rows in found.items() if rows}


def held_by(user: User, chosen: Sequence[str]) -> list[HeldFile]:
    """Return the held files with these numbers that ``user`` sent; of others nobody learns that they exist."""
    return list(HeldFile.objects.filter(by=user, pk__in=whole_numbers(chosen)))


def hold(files: Sequence[Sent], by: User) -> list[HeldFile]:
    """Keep ``files`` for a day, in the place of what ``by`` sent under the same names before."""
    made = []
    for one in files:
        # The same row, so that what was said of it (its columns) is still said of it.
        kept = HeldFile.objects.filter(by=by, name=one.name).first() or HeldFile(by=by, name=one.name)
        kept.data, kept.created_at = one.data, timezone.now()
        kept.save()
        made.append(kept)
    beyond = HeldFile.objects.filter(by=by).order_by("-pk").values_list("pk", flat=True)[MOST_FILES:]
    HeldFile.objects.filter(pk__in=list(beyond)).delete()
    return made


def release(files: Sequence[Sent], by: User) -> None:
    """Drop what was held of ``files``."""
    HeldFile.objects.filter(by=by, name__in=[one.name for one in files]).delete()


def forget_old_uploads() -> int:
    """Delete what was read and not saved within a week, and files held for a day; return how many uploads that was."""
    HeldFile.objects.filter(created_at__lt=timezone.now() - timedelta(hours=HOURS_HELD)).delete()
    return old_uploads().delete()[1].get(Upload._meta.label, 0)


def old_uploads() -> UploadQuerySet:
    """Return the uploads that nobody saved within a week."""
    return Upload.objects.light().filter(created_at__lt=timezone.now() - timedelta(days=DAYS_KEPT))
