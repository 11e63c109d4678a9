"""Terms for words that no dictionary knows: what their forms share, told by endings alone."""

import re

_double = re.compile(r"(.)\1")

# и, і, ы, ї and й become one letter, э and є е; о is а (Belarusian writes unstressed о so); soft signs go.
_LETTERS = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "й": "и", "э": "е", "є": "е", "о": "а", "я": "а", "ю": "у", "ў": "в", "ґ": "г"}
    | dict.fromkeys("ьъ'", "")
)

_NOUNS_AND_ADJECTIVES = """
    а я у ю о е ё э и і ы й ам ям ом ем ём эм ах ях ох ех ами ями амі ямі ою ею єю аю яю ой ей ай яй эй
    ів їв ов ев ёв оў аў еў ёў яў ію ові еві єві
    ый ий ая яя ое ее ае яе ые ие ія ыя іє ого его ага яга ому ему аму яму ым им ім ую юю ых их іх ыми ими ымі імі ої
"""
_VERBS = """
    ть ці ць ти т лі ла ло ли л в ў ешь еш ет ете ют ут ит ите ишь ат ят емо имо їмо їте їш
    уць юць аць яць іць ыць іце еце эце йце йте це те уе юе уеш уем уют ует
"""
_REFLEXIVES = "ся сь цца ться тся ца"
_HARDENED = {"ч": "к", "ж": "г", "ш": "х", "щ": "ск"}
_SHORTEST = 3
GUESSED = "g"
"""Begins the terms that are guessed."""


def _folded(endings: str) -> frozenset[str]:
    return frozenset(ending.translate(_LETTERS) for ending in endings.split()) - {""}


# Adjectives in -скі, which are no forms of the place they are made of: менскі, Менск.
_OF_PLACE = "ск+"
_of_place = re.compile(
    "с?ск(?:ии?|ага|аг|ага|аму|им|им|аи|ая|уу|ае|ие|иа|их|ими|ею|аю)$|цк(?:ии?|ага|аму|им|аи|ая|уу|ае|ие|иа|их|ими)$"
)

_endings = _folded(_NOUNS_AND_ADJECTIVES + _VERBS)
_noun_endings = _folded(_NOUNS_AND_ADJECTIVES)
_reflexives = _folded(_REFLEXIVES)
_LONGEST_ENDING = max(map(len, _endings | _reflexives))


def light_stem(word: str) -> str:
    """Return a folded Cyrillic word without its ending, in letters that the Slavic languages here share."""
    return _stem(_without_reflexive(word), _endings)


def guess(word: str) -> tuple[str, ...]:
    """Return the terms of a folded word that no dictionary knows; of a Latin one the word itself, without -s or -'s.

    A Cyrillic word that ends like a verb has two, as it may be a noun: замполіт, замполіта.
    """
    if word.isascii():
        return (GUESSED + re.sub("(?<=[a-z]{3})'?s$", "", word),)
    letters = _without_reflexive(word)
    stems = (_stem(letters, _endings), _stem(letters, _noun_endings))
    return tuple(GUESSED + stem for stem in dict.fromkeys(stems))


def _without_reflexive(word: str) -> str:
    return _cut(word.translate(_LETTERS), _reflexives, _SHORTEST + 1)


def _stem(letters: str, endings: frozenset[str]) -> str:
    if ("ск" in letters or "цк" in letters) and (match := _of_place.search(letters)):
        return letters[: match.start()] + _OF_PLACE
    return _hardened(_cut(letters, endings, _SHORTEST))


def _cut(word: str, endings: frozenset[str], keep: int) -> str:
    """Return ``word`` without the longest of ``endings`` that leaves ``keep`` letters or more."""
    for size in range(min(_LONGEST_ENDING, len(word) - keep), 0, -1):
        if word[-size:] in endings:
            return word[:-size]
    return word


def _hardened(stem: str) -> str:
    while len(stem) > _SHORTEST and stem[-1] in "аеиу":
        stem = stem[:-1]
    stem = _double.sub(r"\1", stem.replace("дз", "д").replace("ц", "т"))
    if len(stem) >= _SHORTEST:
        stem = stem[:-1] + _HARDENED.get(stem[-1], stem[-1])
    return stem
