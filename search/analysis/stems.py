"""Stems: terms that the forms of a word share, told by its ending alone, whatever language it stands in.

A Cyrillic word has two or three: Snowball's Russian stem of the word in Russian letters, and a light stem that cuts the
endings of Belarusian (both orthographies), Russian and Ukrainian in folded letters. Either may join two forms. A Latin
word has Snowball's English stem. What endings cannot tell (стол/стале, памру/памерці) is left to dictionaries.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.lang.snowball.russian import RussianStemmer

_cyrillic = re.compile("[\u0400-\u04ff]")
_double = re.compile(r"(.)\1")
_english = EnglishStemmer()
_russian = RussianStemmer()

_in_russian_letters = str.maketrans({"і": "и", "ї": "и", "ў": "в", "є": "е", "ґ": "г", "'": ""})

# и, і, ы, ї and й become one letter, э and є е; о is а (Belarusian writes unstressed о so); soft signs go.
_light_letters = str.maketrans(
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


def _longest_first(endings: str) -> tuple[str, ...]:
    folded = {ending.translate(_light_letters) for ending in endings.split()} - {""}
    return tuple(sorted(folded, key=lambda ending: (-len(ending), ending)))


_endings = _longest_first(_NOUNS_AND_ADJECTIVES + _VERBS)
_reflexives = _longest_first(_REFLEXIVES)


def _cut(word: str, endings: tuple[str, ...], keep: int) -> str:
    for ending in endings:
        if len(word) - len(ending) >= keep and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _light(word: str) -> Iterator[str]:
    """Yield the light stem; two of a word in -ага, which ends an adjective (новага) as well as a noun (прысяга)."""
    letters = _cut(word.translate(_light_letters), _reflexives, _SHORTEST + 1)
    yield _hardened(_cut(letters, _endings, _SHORTEST))
    if letters.endswith("ага") and len(letters) > _SHORTEST + 2:
        yield _hardened(letters[:-1])


def _hardened(stem: str) -> str:
    while len(stem) > _SHORTEST and stem[-1] in "аеиу":
        stem = stem[:-1]
    stem = _double.sub(r"\1", stem.replace("дз", "д").replace("ц", "т"))
    if len(stem) >= _SHORTEST:
        stem = stem[:-1] + _HARDENED.get(stem[-1], stem[-1])
    return stem


@lru_cache(maxsize=1 << 17)
def stems(word: str) -> tuple[str, ...]:
    """Return the stem terms of a folded word, best first; a letter in front says which stemmer made each."""
    if _cyrillic.search(word):
        light = ("l" + stem for stem in _light(word))
        return tuple(dict.fromkeys(("r" + _russian.stem(word.translate(_in_russian_letters)), *light)))
    return ("e" + _english.stem(word),)
