"""Tells which 8-bit Cyrillic encoding a text is in, from how often its letters occur and where capitals stand."""

import math
import re
from collections.abc import Iterator

CANDIDATES = ("cp1251", "koi8-u", "koi8-r", "cp866")
# Has nearly the small letters of Windows-1251: it is not taken, but must not pass for it either.
RIVAL = "mac-cyrillic"
# Letters in a thousand of running text, rounded, averaged over Belarusian, Russian and Ukrainian.
PER_MILLE = {
    **dict(zip("оаеинтсрвл", (80, 100, 58, 60, 70, 52, 44, 50, 44, 40), strict=True)),
    **dict(zip("кмдпузяіыг", (34, 33, 35, 32, 29, 23, 26, 39, 21, 18), strict=True)),
    **dict(zip("бьчйцхшжюў", (17, 14, 13, 12, 13, 10, 9, 8, 7, 8), strict=True)),
    **dict(zip("эїщєёфґъ", (6, 3, 4, 2, 2, 3, 1, 1), strict=True)),
}
LETTER_COST = {letter: -math.log(share / 1000) for letter, share in PER_MILLE.items()}
# A word with a byte above 127. Windows, DOS and KOI8 keep apostrophes elsewhere, so they end a word here.
WORD = re.compile(rb"[A-Za-z\x80-\xff]{1,40}")
UKRAINIAN = re.compile(rb"[\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd]")  # є і ї ґ in KOI8-U (RFC 2319)
STRANGE_COST = 9.0  # a letter of no language of the archive, or a sign in the middle of a word
CASE_COST = 4.0  # a capital after a small letter
CAPITAL_COST = 0.4  # a capital after a capital: Windows-1251 read as KOI8 is all capitals, and the other way round
MIXED_COST = 6.0  # Latin beside Cyrillic; "i" is let through, KOI8-R and DOS texts use it for "і"
SAME_AS_REAL = 3.6  # the cost of a letter in real text lies around 3.1
MARGIN = 0.5  # for a letter
RIVAL_MARGIN = 3.5  # for the whole sample: one letter that fits one and not the other
PART, PARTS = 4000, 40  # bytes, samples
ENOUGH_LETTERS = 12


def guess_encoding(data: bytes) -> tuple[str | None, bool]:
    """Return the encoding of ``data`` and whether two encodings are mixed; None where the letters don't tell.

    Looks at samples spread over the file, so that a file pasted together from two encodings is noticed.
    """
    chunks = [words for part in _parts(data) if (words := [word for word in WORD.findall(part) if not word.isascii()])]
    words = [word for chunk in chunks for word in chunk]
    overall = _best(words)
    if overall is None:
        return None, False
    found = {_family(guess) for chunk in chunks if (guess := _best(chunk)) is not None}
    if found - {_family(overall)}:
        return None, True
    return (_which_koi8(words) if _family(overall) == "koi8" else overall), False


def _family(encoding: str) -> str:
    """KOI8-R and KOI8-U share all Russian letters: one in a part of the other is no mixture."""
    return encoding[:4]


def _which_koi8(words: list[bytes]) -> str:
    """Return which KOI8 it is: they differ in eight letters that Russian does not have, so in a few words only."""
    telling = b" ".join([word for word in words if UKRAINIAN.search(word)][:4000])
    ukrainian, russian = _cost(telling, "koi8-u"), _cost(telling, "koi8-r")
    return "koi8-u" if ukrainian is not None and russian is not None and ukrainian < russian else "koi8-r"


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield up to ``PARTS`` stretches of ``data``, from beginning to end."""
    step = max(PART, len(data) // PARTS)
    for start in range(0, len(data), step):
        yield data[start : start + PART]


def _best(words: list[bytes]) -> str | None:
    """Return the candidate in which ``words`` look most like real text, if it is plain which."""
    sample = b" ".join(words)
    costs = {name: cost for name in (*CANDIDATES, RIVAL) if (cost := _cost(sample, name)) is not None}
    best = min(costs, key=lambda name: costs[name], default=RIVAL)
    if best == RIVAL or costs[best] > SAME_AS_REAL:
        return None
    first = sample.decode(best)
    cyrillic = sum(character in LETTER_COST for character in first.lower())
    if cyrillic < max(ENOUGH_LETTERS, len(first) // 2):
        return None
    for other in costs.keys() - {best}:
        margin = RIVAL_MARGIN / cyrillic if other == RIVAL else MARGIN
        if costs[other] - costs[best] < margin and sample.decode(other) != first and not _koi8(best, other):
            return None
    return best


def _koi8(one: str, other: str) -> bool:
    return _family(one) == _family(other) == "koi8"


def _cost(sample: bytes, encoding: str) -> float | None:
    """Return the mean cost of a letter of ``sample`` read as ``encoding``; None if it can't be."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    total, letters, before = 0.0, 0, " "
    for character in text:
        if character == " ":
            before = " "
            continue
        small = character.lower()
        letters += 1
        if small in LETTER_COST:
            total += LETTER_COST[small]
            if character != small:
                total += CASE_COST if before.islower() else CAPITAL_COST if before.isupper() else 0.0
            if before.isascii() and before not in " iI":
                total += MIXED_COST
        elif character.isascii():
            total += 2.5
            if before not in " iI" and not before.isascii() and small != "i":
                total += MIXED_COST
        elif character in "«»„“”‘’—–…№\xa0•·°":
            letters -= 1
        else:
            total += STRANGE_COST
        before = character
    return total / letters if letters else None
