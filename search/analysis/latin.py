"""Łacinka, Belarusian in Latin letters, into the Cyrillic ones that dictionaries have."""

import re

_latin = re.compile("[a-zà-ž]")
_SOFT = {"ia": "я", "ie": "е", "io": "ё", "iu": "ю"}
_AFTER_J = {"ja": "я", "je": "е", "jo": "ё", "ju": "ю", "ji": "і"}
_AFTER_L = {"la": "ля", "le": "ле", "lo": "лё", "lu": "лю", "li": "лі", "ll": "лл"}
_LETTERS = {
    "dź": "дзь",
    "dž": "дж",
    "dz": "дз",
    "ch": "х",
    "a": "а",
    "b": "б",
    "c": "ц",
    "č": "ч",
    "ć": "ць",
    "d": "д",
    "e": "э",
    "f": "ф",
    "g": "г",
    "h": "г",
    "i": "і",
    "j": "й",
    "k": "к",
    "l": "ль",
    "ĺ": "ль",
    "ł": "л",
    "m": "м",
    "n": "н",
    "ń": "нь",
    "o": "о",
    "p": "п",
    "r": "р",
    "s": "с",
    "ś": "сь",
    "š": "ш",
    "t": "т",
    "u": "у",
    "ŭ": "ў",
    "v": "в",
    "w": "в",
    "x": "кс",
    "y": "ы",
    "z": "з",
    "ź": "зь",
    "ž": "ж",
    "'": "'",
}
_CONSONANTS = "bcćčdfghkłlĺmnńprsśštvzźž"
_joted = re.compile(f"(?<=[{_CONSONANTS}])'?j(?=[aeou])")
_pieces = re.compile(
    "|".join(
        [
            *_SOFT,
            *_AFTER_J,
            *_AFTER_L,
            *sorted(_LETTERS, key=len, reverse=True),
        ]
    )
)
_all = {**_LETTERS, **_SOFT, **_AFTER_J, **_AFTER_L}


def is_latin(word: str) -> bool:
    """Tell whether a folded word is in Latin letters."""
    return bool(_latin.match(word))


def is_lacinka(word: str) -> bool:
    """Tell whether a folded word has a letter that łacinka has and English has not."""
    return not word.isascii() and any(letter in "čćšśžźńŭłĺ" for letter in word)


def cyrillic(word: str) -> str:
    """Return a folded word of Latin letters in Cyrillic ones, by the rules of łacinka; other letters stay."""
    word = _joted.sub("'j", word)
    return _pieces.sub(lambda match: _all[match[0]], word).replace("ё", "е")
