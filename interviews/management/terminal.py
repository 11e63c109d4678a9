"""How commands speak: in the language of the terminal where the archive knows it, else in English."""

import os
from collections.abc import Iterable, Mapping
from typing import TypeVar

from tqdm import tqdm

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
