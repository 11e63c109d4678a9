"""Terms of the glossary in the words of a passage, explained where they stand.

Which words name an entry, in any of their forms, the room of search knows and registers here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from interviews.models import GlossaryTerm
from interviews.models.glossary import GlossaryVersion

_MOST = 20_000  # passages of which it is remembered what they name
APART = 8
"""Passages from one mark of a term to the next: more would make a carpet of them."""


class Named(NamedTuple):
    """The characters of a text, half open, that name the entry with this key."""

    start: int
    end: int
    key: str


Find = Callable[[str, str], Iterable[Named]]
"""Finds the names in a text in a language, from left to right; none overlaps another."""

_registered: list[Callable[[], tuple[GlossaryVersion, Find]]] = []


def register_names(opened: Callable[[], tuple[GlossaryVersion, Find]]) -> None:
    """Have names found by what ``opened`` returns for the glossary as it is now; search does this when it starts."""
    _registered[:] = [opened]


@dataclass(frozen=True)
class Piece:
    """A part of a passage; one with a ``term`` names it, and ``anchor`` leads to what it means.

    ``marks`` are the characters of it that somebody looked for.
    """

    text: str
    term: GlossaryTerm | None = None
    anchor: str = ""
    marks: tuple[tuple[int, int], ...] = ()


def explained(passages: Sequence[tuple[str, str, str]]) -> list[list[Piece]]:
    """Cut passages, each an anchor, a language and a text, at the terms that have an explanation: in two statements.

    A term is marked where it is first met, and again after a while. The pieces of a passage are its text.
    """
    if not _registered or not passages:
        return [[Piece(text)] for _anchor, _language, text in passages]
    version, find = _registered[0]()
    found = [_names(version, find, language, text) for _anchor, language, text in passages]
    keys = {name.key for names in found for name in names}
    rows = GlossaryTerm.objects.filter(key__in=keys, explained=True) if keys else ()
    terms = {term.key: term for term in rows}
    told = {key: term for key, term in terms.items() if _has_definition(term)}
    last: dict[str, int] = {}
    cut = []
    for at, ((anchor, _language, text), names) in enumerate(zip(passages, found, strict=True)):
        marked = []
        for name in names:
            if name.key in told and at - last.get(name.key, -APART) >= APART:
                last[name.key] = at
                marked.append(name)
        cut.append(list(_cut(text, marked, told, anchor)))
    return cut


def _has_definition(term: GlossaryTerm) -> bool:
    return any(getattr(term, f"definition_{code}") for code in ("be", "ru", "uk", "en"))


def _cut(text: str, names: Sequence[Named], terms: dict[str, GlossaryTerm], anchor: str) -> Iterator[Piece]:
    end = 0
    for name in names:
        if name.start > end:
            yield Piece(text[end : name.start])
        yield Piece(text[name.start : name.end], terms[name.key], f"{anchor}-{name.key}")
        end = name.end
    if end < len(text):
        yield Piece(text[end:])


def _names(version: GlossaryVersion, find: Find, language: str, text: str) -> tuple[Named, ...]:
    digest = blake2b(text.encode(), digest_size=16).digest()
    known = _remembered(version)
    if (language, digest) not in known:
        if len(known) >= _MOST:
            known.clear()
        known[language, digest] = tuple(find(text, language))
    return known[language, digest]


@lru_cache(maxsize=1)
def _remembered(version: GlossaryVersion) -> dict[tuple[str, bytes], tuple[Named, ...]]:
    """Return what was found so far with this state of the glossary, by language and digest.

    No text is kept: what is remembered must hold no word that is taken out later.
    """
    return {}
