"""purge_interview: deletes an interview for good, everywhere in the archive."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.models import Interview
from interviews.purging import Purged
from search import burying
from search.whoosh_engine import IndexLocked, SearchUnavailable

OUTSIDE = (
    "Not reached from here: hosted videos, printed or downloaded copies, search-engine caches, and older back-ups. "
    "Delete or expire those, and keep the newest list of tombstones beside the back-ups."
)


class Command(BaseCommand):
    help = "Delete an interview and every trace of it: records, versions, media, log, index. This can't be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("accession", help="the accession number, such as OOU-7K3M")
        parser.add_argument("--yes", action="store_true", help="don't ask again")

    def handle(self, *args: Any, accession: str, yes: bool, **options: Any) -> None:
        interview = Interview.objects.filter(accession=accession).first()
        if interview is None:
            raise CommandError(f"There is no interview {accession}. Check the number.")
        if not yes and input(f"Type {accession} again to purge it for good: ").strip() != accession:
            raise CommandError("Nothing was purged.")
        try:
            done = burying.purge(interview, lambda step: self.stderr.write(f"… {step}"))
        except (IndexLocked, SearchUnavailable, OSError) as error:
            raise CommandError(
                f"The records are purged, but not all files are clean yet: {error} Run apply_tombstones to finish."
            ) from error
        report(self, done)
        self.stdout.write(OUTSIDE)


def report(command: BaseCommand, done: Purged) -> None:
    """Say what was deleted. Raises ``CommandError`` if a trace is left."""
    for name, count in sorted(done.rows.items()):
        if count:
            command.stdout.write(f"  {count:>6}  {name.split('.')[-1]}")
    command.stdout.write(f"  {done.files:>6}  media files")
    if done.left:
        raise CommandError(f"Traces are left in: {', '.join(sorted(set(done.left)))}. Stop the server, then run again.")
    command.stdout.write(f"Looked for {len(done.probes)} pieces of it in every file of the archive: none is left.")
