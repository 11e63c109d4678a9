"""make_seal_key: the pair of keys by which withheld words are sealed here and opened with a key from elsewhere."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.withholding import sealing

ADVICE = (
    "Write this private key down, on paper or on a stick that stays offline, in two places. It is shown once and kept\n"
    "nowhere on this machine. Without it nothing that was taken out of a transcript can ever be read again."
)


class Command(BaseCommand):
    help = "Make the archive's pair of keys: keep the public one in var/, give out the private one, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="write the private key to this new file instead of printing it")
        parser.add_argument("--if-missing", action="store_true", help="do nothing if there is a key already")

    def handle(self, *args: Any, to: Path | None, if_missing: bool, **options: Any) -> None:
        if settings.SEAL_KEY or sealing.public_file().exists():
            if if_missing:
                return
            raise CommandError(
                f"There is a key already ({'ARCHIVE_SEAL_KEY' if settings.SEAL_KEY else sealing.public_file()}). What "
                "was sealed to it is opened only by its private half; move it away first if you do want another one."
            )
        pair = sealing.make_key_pair()
        if to is not None:
            _write(to, pair.private)
        sealing.keep_public(pair)
        if to is not None:
            self.stdout.write(f"The private key is in {to}. Move it off this machine now.")
        else:
            self.stdout.write(f"{ADVICE}\n\n  {pair.private}\n")


def _write(path: Path, private: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(private + "\n")
    except OSError as error:
        raise CommandError(
            f"{path} can't be written ({error.strerror}). Name a new file in a folder of yours."
        ) from None
