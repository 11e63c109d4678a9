"""Purging an interview: no byte of it stays in the archive, and it never comes back.

Hiding is quick and can be undone; this can't. What lies outside, such as a hosted video, printed pages and older
back-ups, is not reached by it: docs/safety.md says what to do about those.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Q

from interviews import outbox, scrubbing, tombstones
from interviews.finding_traces import files_with
from interviews.leaving.cases import forget
from interviews.models import Branch, HeldFile, Interview, Narrator, OutboxRow, Rank, Recording, Segment

_PROBES = 200
_SHORTEST = 12  # characters of a probe; shorter ones are found by chance


@dataclass
class Purged:
    """What was deleted, in numbers, and where something is left (nothing, if all went well)."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    probes: tuple[bytes, ...] = ()
    left: list[str] = field(default_factory=list)


def purge(interview: Interview) -> Purged:
    """Delete ``interview`` with everything that speaks of it: rows, media, log entries, plans; and bury its number.

    The index and the database's files still have to be written anew: :func:`clean`, after the commit.
    """
    accession, pk = interview.accession, interview.pk
    done = Purged(probes=probes(interview))
    # The list first, the rows last: wherever the power fails, the next start finds the interview and purges it again.
    tombstones.bury(accession)
    _delete_media(interview, done)
    with transaction.atomic():
        vocabulary = [interview.narrator, interview.branch, interview.rank]
        _forget_log(interview, done)
        forget(interview)
        _, done.rows = interview.delete()
        OutboxRow.objects.filter(interview_id=pk).delete()
        # Which interview a held file belongs to, nobody has said yet.
        HeldFile.objects.all().delete()
        for entry in vocabulary:
            _drop_unused(entry)
        outbox.scrub(pk)
        tombstones.learn([accession])
    # A file that somebody sent meanwhile was stored before its row could be refused or went with the others.
    shutil.rmtree(default_storage.path(accession), ignore_errors=True)
    return done


def _delete_media(interview: Interview, done: Purged) -> None:
    for name in filter(None, interview.recordings.values_list("file", flat=True)):
        if not Recording.objects.filter(file=name).exclude(interview=interview).exists():
            done.files += default_storage.exists(name)
            default_storage.delete(name)
    shutil.rmtree(default_storage.path(interview.accession), ignore_errors=True)


def probes(interview: Interview) -> tuple[bytes, ...]:
    """Return pieces of ``interview`` by which its traces are looked for: its number, titles, beginnings of passages."""
    texts = [interview.accession]
    for name in ("title", "summary"):
        texts += [getattr(interview, f"{name}_{code}") or "" for code in ("be", "ru", "uk", "en")]
    if interview.narrator and not interview.narrator.interviews.exclude(pk=interview.pk).exists():
        texts.append(interview.narrator.name)
    texts += Segment.objects.filter(transcript__interview=interview).values_list("text", flat=True)[:_PROBES]
    own = [text[:40] for text in texts if len(text) >= _SHORTEST]
    shared = {text for text in own if _is_elsewhere(text, interview)}
    if Interview.objects.exclude(pk=interview.pk).filter(accession__contains=interview.accession).exists():
        shared.add(interview.accession)
    return tuple(dict.fromkeys(text.encode() for text in [interview.accession, *own] if text not in shared))


def _is_elsewhere(text: str, interview: Interview) -> bool:
    others = Segment.objects.exclude(transcript__interview=interview).filter(text__startswith=text)
    titles = Q(
        *[(f"{name}_{code}__startswith", text) for name in ("title", "summary") for code in ("be", "ru", "uk", "en")],
        _connector=Q.OR,
    )
    return others.exists() or Interview.objects.exclude(pk=interview.pk).filter(titles).exists()


def _forget_log(interview: Interview, done: Purged) -> None:
    """Delete the log's entries about the interview and its parts: they hold its number."""
    number = re.compile(rf"(?<![A-Z0-9-]){re.escape(interview.accession)}(?![A-Z0-9-])")
    mentions = Q(object_repr__contains=interview.accession) | Q(change_message__contains=interview.accession)
    found = Q(
        pk__in=[
            entry.pk
            for entry in LogEntry.objects.filter(mentions)
            if number.search(entry.object_repr) or number.search(entry.change_message)
        ]
    )
    for model in apps.get_app_config("interviews").get_models():
        if keys := _keys(model, interview):
            content_type = ContentType.objects.get_for_model(model)
            found |= Q(content_type=content_type, object_id__in=keys)
    done.rows["admin.LogEntry"] = LogEntry.objects.filter(found).delete()[0]


def _keys(model: type[models.Model], interview: Interview) -> list[str]:
    """Return the keys of the rows of ``model`` that belong to ``interview``, as the log writes them."""
    if model is Interview:
        return [str(interview.pk)]
    names = {one.name for one in model._meta.get_fields()}
    path = next((path for path in ("interview", "transcript__interview") if path.split("__")[0] in names), None)
    if path is None or model is OutboxRow:
        return []
    return [str(key) for key in model._default_manager.filter(**{path: interview}).values_list("pk", flat=True)]


def _drop_unused(entry: Narrator | Branch | Rank | None) -> None:
    """Delete a narrator whom no other interview has, or a branch or rank that came with it alone; from the log too."""
    if entry is None or entry.interviews.exists():
        return
    if isinstance(entry, Narrator) or not any(getattr(entry, f"label_{code}") for code in ("be", "ru", "uk", "en")):
        log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(entry), object_id=str(entry.pk))
        log.delete()
        entry.delete()


def clean(done: Purged) -> Purged:
    """Write the database's files anew, drop scratch files, and look whether any byte of what was purged is left.

    The index must have been rebuilt before. Adds to ``done.left`` each file in which a trace was found.
    """
    for scratch in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"):
        if scratch.is_file():
            scratch.unlink(missing_ok=True)
    if not scrubbing.rewrite_files():
        done.left.append("the database's journal could not be emptied: stop the server and run this again")
    done.left += traces(done.probes)
    return done


def traces(wanted: Iterable[bytes]) -> list[str]:
    """Return the names of the archive's files in which one of ``wanted`` is found."""
    return [path.name for path in files_with(wanted, _files())]


def _files() -> Iterator[Path]:
    """Yield every file that the archive writes, under var/ or wherever database, media and index are."""
    roots = [Path(settings.VAR), Path(settings.MEDIA_ROOT), Path(str(settings.HAYSTACK_CONNECTIONS["default"]["PATH"]))]
    if connection.vendor == "sqlite":
        database = Path(str(connection.settings_dict["NAME"]))
        roots += [database, database.with_name(f"{database.name}-wal")]
    seen = set()
    for root in roots:
        for path in [root] if root.is_file() else root.rglob("*"):
            if path.is_file() and path not in seen:
                seen.add(path)
                yield path


def apply_tombstones() -> list[Purged]:
    """Purge again what an older copy of the database has brought back; return what was purged."""
    numbers = tombstones.buried(Interview.objects.values_list("accession", flat=True))
    done = [purge(one) for one in Interview.objects.filter(accession__in=numbers)]
    tombstones.learn()
    return done


def apply_news() -> None:
    """Do :func:`apply_tombstones` if the list knows of more than the database does; cheap if not."""
    if tombstones.news():
        apply_tombstones()
    connection.close()
