"""Words looked for inside one interview: where they stand in its passages, in any of their forms, without the index."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from interviews import word_forms
from interviews.explaining import Piece

LONGEST = 200
_MOST_WORDS = 16  # as many as a search takes
_SHORTEST = 2  # letters
_ALIKE = ("её", "иії", "уў", "гґ", "'’ʼ`", "-‐–")  # as the box of the page takes them while somebody types
_WITHIN = "[\u0301\u00ad]*"  # an accent or a soft hyphen changes no word

Range = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """What was typed: ``begun`` matches it as a beginning of words, ``terms`` are those that its words' forms share."""

    typed: str
    begun: re.Pattern[str]
    terms: tuple[frozenset[str], ...]

    def side_by_side(self, text: str, words: Sequence[word_forms.Word] | None = None) -> list[Range]:
        """Return where the words stand in ``text`` one after the other, begun so or in another form.

        ``words`` are those of ``text``, where they have been read already.
        """
        found = [(one.start(1), one.end(1)) for one in self.begun.finditer(text)]
        read, size = word_forms.read(text) if words is None else words, len(self.terms)
        for at in range(len(read) - size + 1 if size else 0):
            run = read[at : at + size]
            if all(word.terms & terms for word, terms in zip(run, self.terms, strict=True)):
                found.append((run[0].start, run[-1].end))
        return _joined(found)


def wanted(typed: str) -> Wanted | None:
    """Read what somebody typed; None for less than two letters, or more of them or of words than a search takes."""
    words = " ".join(typed.split())
    if not _SHORTEST <= len(words) <= LONGEST or not any(letter.isalnum() for letter in words):
        return None
    if words.count(" ") >= _MOST_WORDS:
        return None
    letters = (_letter(letter) for letter in words)
    begun = re.compile(rf"(?<![\w\u0301])({_WITHIN.join(letters)})", re.IGNORECASE)
    return Wanted(words, begun, tuple(word.terms for word in word_forms.read(words)))


def _letter(letter: str) -> str:
    alike = next((group for group in _ALIKE if letter.lower() in group), letter)
    return r"\s+" if letter == " " else f"[{re.escape(alike)}]"


def find(words: Wanted, texts: Iterable[str]) -> dict[str, list[Range]]:
    """Return where ``words`` stand in each of ``texts``: side by side if they do so in any, else each of them anywhere.

    A text that lacks one of the words has nothing.
    """
    read = {text: word_forms.read(text) for text in texts}
    found = {text: words.side_by_side(text, own) for text, own in read.items()}
    apart = [one for typed in words.typed.split() if (one := wanted(typed))]
    if len(apart) < 2 or any(found.values()):
        return found
    for text, own in read.items():
        each: list[list[Range]] = []
        for one in apart:
            if not (places := one.side_by_side(text, own)):
                break
            each.append(places)
        else:
            found[text] = _joined(place for places in each for place in places)
    return found


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
