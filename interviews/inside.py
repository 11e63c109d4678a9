"""Words looked for inside one interview: where they stand in its passages, in any of their forms, without the index."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from interviews import word_forms
from interviews.explaining import Piece

LONGEST = 200
_SHORTEST = 2  # letters
_ALIKE = ("её", "иії", "уў", "гґ", "'’ʼ`", "-‐–")  # as the box of the page takes them while somebody types
_WITHIN = "[\u0301\u00ad]*"  # an accent or a soft hyphen changes no word

Range = tuple[int, int]
Find = Callable[[str], list[Range]]


@dataclass(frozen=True)
class Wanted:
    """What was typed: ``begun`` matches it as a beginning of words, ``terms`` are those that its words' forms share."""

    typed: str
    begun: re.Pattern[str]
    terms: tuple[frozenset[str], ...]

    def side_by_side(self, text: str) -> list[Range]:
        """Return where the words stand in ``text`` one after the other, begun so or in another form."""
        found = [(one.start(1), one.end(1)) for one in self.begun.finditer(text)]
        words, size = word_forms.read(text), len(self.terms)
        for at in range(len(words) - size + 1 if size else 0):
            run = words[at : at + size]
            if all(word.terms & terms for word, terms in zip(run, self.terms, strict=True)):
                found.append((run[0].start, run[-1].end))
        return _joined(found)

    def each(self, text: str) -> list[Range]:
        """Return where each of the words stands, anywhere in ``text``; nothing unless all of them do."""
        found = [one.side_by_side(text) for typed in self.typed.split() if (one := wanted(typed))]
        return _joined(one for several in found for one in several) if found and all(found) else []


def wanted(typed: str) -> Wanted | None:
    """Read what somebody typed; None for less than two letters or more than the box takes."""
    words = " ".join(typed.split())
    if not _SHORTEST <= len(words) <= LONGEST or not any(letter.isalnum() for letter in words):
        return None
    letters = (_letter(letter) for letter in words)
    begun = re.compile(rf"(?<![\w\u0301])({_WITHIN.join(letters)})", re.IGNORECASE)
    return Wanted(words, begun, tuple(word.terms for word in word_forms.read(words)))


def _letter(letter: str) -> str:
    alike = next((group for group in _ALIKE if letter.lower() in group), letter)
    return r"\s+" if letter == " " else f"[{re.escape(alike)}]"


def finder(words: Wanted, texts: Iterable[str]) -> Find:
    """Return what finds ``words``: side by side if they stand so in any of ``texts``, else each anywhere."""
    return words.side_by_side if any(map(words.side_by_side, texts)) else words.each


def _joined(ranges: Iterable[Range]) -> list[Range]:
    """Return ``ranges`` in order, those that overlap as one."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def marked(pieces: Sequence[Piece], ranges: Sequence[Range]) -> list[Piece]:
    """Return the ``pieces`` of a text with the ``ranges`` of it that lie in each."""
    begin, found = 0, []
    for piece in pieces:
        end = begin + len(piece.text)
        own = [(max(one, begin) - begin, min(last, end) - begin) for one, last in ranges if one < end and last > begin]
        found.append(replace(piece, marks=tuple(own)))
        begin = end
    return found
