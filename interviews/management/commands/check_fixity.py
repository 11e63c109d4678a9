"""check_fixity: reads stored files again and holds them against their checksums."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from interviews import fixity
from interviews.languages import in_language
from interviews.management.terminal import language_of, with_progress
from interviews.models import FixityResult


class Command(BaseCommand):
    help = (
        "Read every stored recording and sealed original and hold it against the checksum of when it came. The desk "
        "shows the result. Ends with 1 if a file is changed or missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with in_language(language_of()):
            done = fixity.check(with_progress)
            for name, outcome in done.found:
                self.stdout.write(f"{name}: {FixityResult.Outcome(outcome).label}")
            self.stdout.write(_("Read: %(count)s.") % {"count": done.read})
            if done.wrong:
                raise CommandError(
                    _("Changed or missing: %(count)s. Bring these files back from a back-up.") % {"count": done.wrong}
                )
