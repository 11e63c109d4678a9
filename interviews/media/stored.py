"""The recordings that are stored already: those with tags are found, and cleaned in their place."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.db import transaction
from django.utils.translation import gettext as _

from interviews.media import storing
from interviews.media.cleaning import clean
from interviews.media.plan import CannotClean, Plan
from interviews.models import Recording

Progress = Callable[[Iterable[Recording], int], Iterable[Recording]]
_PIECE = 1024 * 1024


@dataclass
class Stripped:
    """How many files were looked at and had tags, and what has to be seen to, by file."""

    files: int = 0
    tagged: list[str] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)


def strip_stored(*, dry_run: bool, progress: Progress) -> Stripped:
    """Take the tags out of every stored file, or only tell of them with ``dry_run``.

    A file that isn't the one whose checksum is recorded stays as it is and is told: cleaning would hide the damage.
    """
    done = Stripped()
    rows = Recording.objects.exclude(file="").select_related("interview").order_by("interview__accession", "part")
    for recording in progress(rows, len(rows)):
        name = str(recording.file.name)
        done.files += 1
        try:
            with Path(recording.file.path).open("rb") as source:
                digest = hashlib.sha256()
                while piece := source.read(_PIECE):
                    digest.update(piece)
                plan = clean(source, PurePosixPath(name).suffix.lower())
                finding = _strip(recording, name, plan, digest.hexdigest(), done, dry_run=dry_run)
        except CannotClean as error:
            finding = str(error)
        except FileNotFoundError:
            finding = _("The file is missing. Restore it from a back-up, or delete the part at the desk.")
        if finding:
            done.findings.append((name, finding))
    return done


def _strip(recording: Recording, name: str, plan: Plan, found: str, done: Stripped, *, dry_run: bool) -> str:
    """Clean one file; return what is wrong with it, or nothing."""
    cleaned = plan.sha256()
    # The checksum is saved before the file is changed, so a run that was cut short is known by the checksum to come.
    if recording.sha256 not in ("", found, cleaned):
        return _("The file is not the one that was stored: its checksum differs. Restore it from a back-up.")
    if cleaned != found:
        done.tagged.append(name)
    if dry_run or cleaned == found == recording.sha256:
        return ""
    if recording.sha256 != cleaned:
        with transaction.atomic():
            same = Recording.objects.select_for_update(of=("self",)).filter(
                pk=recording.pk, file=name, sha256=recording.sha256
            )
            current = same.first()
            if current is None:
                return _("The part was changed meanwhile. Run the command again.")
            current.sha256 = cleaned
            current.save()
    if cleaned != found:
        storing.replace(plan, name)
    return ""
