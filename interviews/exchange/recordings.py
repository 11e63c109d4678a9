"""recordings.csv, media/ and the media_url column: the recordings of one interview."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from interviews import access
from interviews.exchange import values
from interviews.exchange.changes import apply
from interviews.exchange.files import BatchFiles
from interviews.exchange.report import Finding, Report
from interviews.exchange.tables import Cells, Refused, Row
from interviews.media import CannotClean, clean, storing
from interviews.models import Interview, Recording
from interviews.models.recording import MEDIA_TYPES, check_media_url

# How the files of each family begin: what must stand where.
_SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
    ".m4a": ((4, b"ftyp"),),
    ".mp4": ((4, b"ftyp"),),
    ".ogg": ((0, b"OggS"),),
    ".opus": ((0, b"OggS"),),
    ".wav": ((8, b"WAVE"),),
    ".webm": ((0, b"\x1aE\xdf\xa3"),),
}


@dataclass(slots=True)
class NewFile:
    """A media file of the batch that belongs in the archive under ``name``."""

    member: str
    name: str


def import_recordings(
    interview: Interview, rows: list[Row], record: Row | None, files: BatchFiles, report: Report
) -> list[NewFile]:
    """Make or change the recordings of ``interview`` and return the files that are still to be copied.

    Copying is the caller's last step, so that a refused interview leaves no file behind.
    """
    stored = {recording.part: recording for recording in interview.recordings.all()}
    withheld = _withheld(interview) if stored else set()
    new_files: list[NewFile] = []
    seen: dict[int, int] = {}
    findings: list[Finding] = []
    for row in rows:
        try:
            part = _import_row(row, interview, stored, seen, files, report, new_files)
            seen[part] = row.line
        except Refused as refused:
            findings += refused.findings
    if record is not None and record["media_url"]:
        try:
            _import_address(record, interview, stored, seen, report)
        except Refused as refused:
            findings += refused.findings
    if withheld:
        findings += _shown_again(interview, withheld, rows)
    if findings:
        raise Refused(*findings)
    return new_files


def _withheld(interview: Interview) -> set[int]:
    """Return the parts that readers don't have yet, for words are heard in them that were taken out."""
    return set(interview.recordings.exclude(access.settled_recordings()).values_list("part", flat=True))


def _shown_again(interview: Interview, withheld: Collection[int], rows: list[Row]) -> list[Finding]:
    """Return a finding for each part that was ``withheld``, for words are heard in it, and by the new times is not."""
    found = interview.recordings.filter(access.settled_recordings(), part__in=withheld)
    by_part = {row["part"].strip(): row for row in rows}
    message = _(
        "By this offset or duration the words that were taken out would no longer be heard in part %(part)s, and "
        "readers could play it. Mark it as edited at the desk first, or leave its times as they are."
    )
    return [
        by_part.get(str(part), rows[0]).finding(message % {"part": part})
        for part in found.values_list("part", flat=True)
        if rows
    ]


def _import_row(
    row: Row,
    interview: Interview,
    stored: dict[int, Recording],
    seen: dict[int, int],
    files: BatchFiles,
    report: Report,
    new_files: list[NewFile],
) -> int:
    cells = Cells(row)
    part = cells.read("part", lambda cell: values.number(cell, least=1)) or 0
    offset = cells.read("offset", values.milliseconds)
    duration = cells.read("duration", values.milliseconds)
    if bool(row["file"]) == bool(row["url"]):
        cells.refuse(_("Give either a file or the address of a hosted video."))
    if part in seen:
        cells.refuse(
            _("part: %(part)s is in line %(line)s already. Number the parts 1, 2, 3.")
            % {"part": part, "line": seen[part]}
        )
    if row["url"]:
        cells.read("url", _address)
    cells.check()
    recording = stored.get(part) or Recording(interview=interview, part=part)
    wanted: dict[str, object] = {}
    if row.has("offset"):
        wanted["offset_ms"] = offset or 0
    if duration is not None:
        wanted["duration_ms"] = duration
    if row["url"]:
        wanted["url"] = row["url"]
        _check_same_sort(recording, "file", row)
    else:
        _check_same_sort(recording, "url", row)
        wanted |= _file(row, interview, recording, part, files, new_files)
    _save(recording, wanted, report)
    stored[part] = recording
    return part


def _import_address(
    record: Row, interview: Interview, stored: dict[int, Recording], seen: dict[int, int], report: Report
) -> None:
    """Take the media_url of a record for its part 1."""
    try:
        _address(record["media_url"])
    except ValueError as error:
        raise record.refusal(f"media_url: {error}") from None
    recording = stored.get(1) or Recording(interview=interview, part=1)
    _check_same_sort(recording, "file", record)
    if 1 in seen:
        if recording.url != record["media_url"]:
            raise record.refusal(
                _("media_url is not the address in line %(line)s of recordings.csv. Keep one of them.")
                % {"line": seen[1]}
            )
        return
    _save(recording, {"url": record["media_url"]}, report)


def _save(recording: Recording, wanted: dict[str, object], report: Report) -> None:
    is_new = recording.pk is None
    changed = apply(recording, wanted)
    if is_new or changed:
        recording.save()
    report.count("recordings", "created" if is_new else "updated" if changed else "unchanged")


def _check_same_sort(recording: Recording, other: str, row: Row) -> None:
    if recording.pk and getattr(recording, other):
        raise row.refusal(
            _(
                "Part %(part)s is stored as a file and this is an address, or the reverse. Remove the stored part in "
                "the admin first, or give this one another number."
            )
            % {"part": recording.part}
        )


def _address(value: str) -> str:
    try:
        check_media_url(value)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from None
    if len(value) > 500:
        raise ValueError(_("At most %(limit)s characters. Shorten it.") % {"limit": 500})
    return value


def _file(
    row: Row, interview: Interview, recording: Recording, part: int, files: BatchFiles, new_files: list[NewFile]
) -> dict[str, object]:
    member = f"media/{row['file']}"
    if member not in files:
        raise row.refusal(
            _("file: there is no “%(name)s” in the folder media. Add it, or correct the name.") % {"name": row["file"]}
        )
    extension = PurePosixPath(row["file"]).suffix.lower()
    if extension not in MEDIA_TYPES:
        raise row.refusal(
            _("file: “%(name)s” is not played by browsers. Convert it to one of: %(known)s.")
            % {"name": row["file"], "known": ", ".join(MEDIA_TYPES)}
        )
    beginning = next(files.pieces(member), b"")[:16]
    if not any(beginning[at:].startswith(sign) for at, sign in _SIGNATURES[extension]):
        raise row.refusal(
            _("file: what is in “%(name)s” is not %(extension)s. Export it again, or correct its name.")
            % {"name": row["file"], "extension": extension}
        )
    try:
        with files.seekable(member) as source:
            digest = clean(source, extension).sha256()
    except CannotClean as error:
        raise row.refusal(f"file: {error}") from None
    name = f"{interview.accession}/{part}{extension}"
    if recording.sha256 != digest or recording.file.name != name or not default_storage.exists(name):
        new_files.append(NewFile(member, name))
    return {"file": name, "sha256": digest, "media_type": MEDIA_TYPES[extension]}


def copy_file(files: BatchFiles, new: NewFile) -> None:
    """Store a media file of the batch without its tags; it takes the place of an older one at once."""
    with files.seekable(new.member) as source:
        storing.replace(clean(source, PurePosixPath(new.name).suffix), new.name)
