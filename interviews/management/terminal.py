"""How commands speak: in the language of the terminal where the archive knows it, else in English."""

import os
from argparse import Action, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from tqdm import tqdm

from interviews.formats.columns import ROLES
from interviews.languages import Language

T = TypeVar("T")


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that the terminal asks for (POSIX, "Internationalization Variables")."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            code = value[:2].lower()
            return code if code in Language.values else Language.EN
    return Language.EN


def with_progress(items: Iterable[T], total: int) -> Iterable[T]:
    """Give ``items`` with a progress bar on standard error, where that is a terminal."""
    return tqdm(items, total=total, disable=None)


def add_column_argument(parser: ArgumentParser) -> None:
    """Let a command be told which column of a table holds what; ``columns`` are names by role, or None."""
    parser.add_argument(
        "--column",
        dest="columns",
        action=_Columns,
        type=_column,
        metavar="ROLE=COLUMN",
        help=f"for tables: the header, number or letter of a column; roles: {', '.join(ROLES)}; may be given again",
    )


def _column(written: str) -> tuple[str, str]:
    role, equals, name = written.partition("=")
    if not equals or role.strip() not in ROLES or not name.strip():
        raise ArgumentTypeError(f"“{written}” is not ROLE=COLUMN, with one of the roles {', '.join(ROLES)}")
    return role.strip(), name.strip()


class _Columns(Action):
    """Collects the columns that were named."""

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, values: Any, option_string: str | None = None
    ) -> None:
        role, name = values
        setattr(namespace, self.dest, {**(getattr(namespace, self.dest) or {}), role: name})
