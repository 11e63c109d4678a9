"""inspect_transcript: tells what is read from transcript files, as JSON, and stores nothing."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from interviews import formats
from interviews.formats.cues import Extras, FormatError, Problem
from interviews.languages import in_language
from interviews.management.terminal import add_column_argument, language_of
from interviews.problems import translated


class Command(BaseCommand):
    help = "Read transcript files and print one JSON object a line. Stores nothing, needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--encoding", help="the encoding of the files, where it is not recognised")
        add_column_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        with in_language(language_of()):
            for file in options["files"]:
                answer, read = inspect(file, options["encoding"], options["columns"])
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
                failed += not read
            if failed:
                raise CommandError(
                    _("Files that can't be read: %(count)s. Their lines above say why and what to do.")
                    % {"count": failed}
                )


def inspect(file: str, encoding: str | None, columns: dict[str, str] | None = None) -> tuple[dict[str, Any], bool]:
    """Return what is read from ``file`` in the shape that is printed, and whether it could be read at all."""
    answer: dict[str, Any] = {
        "file": file,
        "format": None,
        "encoding": None,
        "language": None,
        "cues": [],
        "problems": [],
    }
    try:
        reading = formats.read(Path(file).read_bytes(), name=Path(file).name, encoding=encoding, columns=columns)
    except FormatError as error:
        return answer | {"problems": [_told(error.problem)]}, False
    except OSError as error:
        message = _("The file can't be opened: %(error)s. Check its name and who may read it.")
        return answer | {"problems": [{"line": 0, "message": message % {"error": error.strerror}}]}, False
    cues = [
        {"start_ms": cue.start_ms, "end_ms": cue.end_ms, "speaker": cue.speaker, "text": cue.text}
        for cue in (*reading.cues, *(cue for other in reading.extras.alternatives for cue in other.cues))
    ]
    return answer | {
        "format": reading.format,
        "encoding": reading.encoding,
        "language": reading.language,
        "cues": cues,
        "problems": [_told(problem) for problem in reading.problems],
        **_beside(reading.extras),
    }, True


def _beside(extras: Extras) -> dict[str, Any]:
    """Return what the file holds beside its transcript, under names that are there only if they say something.

    The words in other languages stand among the cues; here it says how many, in the order of the cues.
    """
    beside = {
        "index_points": [asdict(point) for point in extras.index_points],
        "tiers": list(extras.tiers),
        "alternatives": [{"language": one.language, "cues": len(one.cues)} for one in extras.alternatives],
    }
    return {name: value for name, value in beside.items() if value}


def _told(problem: Problem) -> dict[str, str | int]:
    return {"line": problem.line, "message": translated(problem)}
