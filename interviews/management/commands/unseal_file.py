"""unseal_file: opens a sealed original with the private key, on a machine that is offline."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.languages import in_language
from interviews.management.terminal import language_of
from interviews.withholding import sealing


class Command(BaseCommand):
    help = "Open a sealed file that was taken from the desk. Run it where the private key is, not on the server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the sealed file")
        parser.add_argument("--key", type=Path, required=True, help="the file with the private key")
        parser.add_argument("--to", type=Path, required=True, help="the new file for what is in it")

    def handle(self, *args: Any, file: Path, key: Path, to: Path, **options: Any) -> None:
        with in_language(language_of()):
            self._open(file, key, to)

    def _open(self, file: Path, key: Path, to: Path) -> None:
        try:
            opened = sealing.unseal(file.read_bytes(), sealing.private_key(key.read_text()))
            with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(opened)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{error}. Check the names of the files.") from None
        except sealing.SealError as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"{to}: {len(opened)} bytes")
