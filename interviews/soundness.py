"""What other rooms tell the desk of their health: they register here, for the desk knows nothing of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Sound(NamedTuple):
    """Whether something is sound, and a sentence about it."""

    ok: bool
    detail: str


@dataclass
class Index:
    """What the search index tells: of itself, and how many passages of an interview (by its key) it holds."""

    state: Callable[[], Sound]
    holds: Callable[[int], int]


_registered: list[Index] = []


def register_index(state: Callable[[], Sound], holds: Callable[[int], int]) -> None:
    """Have the desk ask ``state`` and ``holds``; the room of search does this when it starts."""
    _registered[:] = [Index(state, holds)]


def index() -> Index | None:
    """Return what the search index tells, if there is one."""
    return _registered[0] if _registered else None
