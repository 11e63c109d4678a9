"""import_transcript: makes one file the transcript of an interview."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from interviews import contents, formats, returning
from interviews.formats.cues import FormatError
from interviews.importing import TranscriptError, import_transcript
from interviews.languages import Language, in_language
from interviews.management.terminal import add_column_argument, language_of
from interviews.models import Interview
from interviews.problems import place_of, translated
from interviews.withholding import sealing
from interviews.withholding.originals import keep_original


class Command(BaseCommand):
    help = (
        "Import a transcript file. A new transcript is a draft; one that exists keeps its state. A file with a cue "
        "that can't be kept is refused as a whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file in any format of docs/formats.md")
        parser.add_argument("--interview", required=True, help="the accession number, such as OOU-7K3M")
        parser.add_argument("--language", required=True, choices=Language.values, help="the language of the words")
        parser.add_argument("--encoding", help="the encoding of the file, where it is not recognised")
        add_column_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with in_language(language_of()):
            try:
                self._import(**options)
            except OperationalError as error:
                raise CommandError(
                    _("The database is busy or can't be written (%(error)s). Try again when nobody else is importing.")
                    % {"error": error}
                ) from error

    def _import(
        self,
        *,
        file: Path,
        interview: str,
        language: str,
        encoding: str | None,
        columns: dict[str, str] | None,
        **_options: Any,
    ) -> None:
        record = Interview.objects.filter(accession=interview).first()
        if record is None:
            raise CommandError(_("There is no interview “%(accession)s”. Check the number.") % {"accession": interview})
        try:
            content = file.read_bytes()
            reading = formats.read(content, name=file.name, encoding=encoding, columns=columns, language=language)
            kept_out = [problem for problem in reading.problems if problem.refuses]
            for problem in reading.problems:
                if returning.unneeded(problem, reading.problems, record):
                    continue
                told = self.stderr if problem.refuses else self.stdout
                told.write(f"{place_of(problem, file)}: {translated(problem)}")
            if kept_out:
                raise CommandError(_("%(file)s was not imported. Mend what is said above.") % {"file": file})
            for remark in returning.remarks(reading.problems, record):
                self.stderr.write(remark)
            way = returning.way_in(reading.problems, record, language)
            with transaction.atomic():
                done = import_transcript(
                    interview=record,
                    cues=reading.cues,
                    language=language,
                    joined=way.joined,
                    made_from=way.made_from,
                )
                proposed = contents.propose(record, reading.extras.index_points, language=language)
                if done.outcome != "unchanged" and sealing.has_key():
                    keep_original(done.transcript, sealing.seal(content), format=reading.format)
        except OSError as error:
            raise CommandError(_("%(file)s can't be read: %(error)s") % {"file": file, "error": error}) from error
        except FormatError as error:
            raise CommandError(f"{place_of(error.problem, file)}: {translated(error.problem)}") from error
        except TranscriptError as error:
            place = f"{file}:{error.line}" if error.line else str(file)
            raise CommandError(f"{place}: {error.message}") from error
        self.stdout.write(f"{interview} {language}: {done.outcome}, {done.transcript.get_workflow_display()}")
        if proposed:
            self.stdout.write(f"{interview}: +{proposed.chapters} chapters, +{proposed.codings} codings (proposed)")
        if done.undecided:
            self.stderr.write(
                _("%(count)s redactions have to be decided in this text at the desk before readers see it.")
                % {"count": done.undecided}
            )
