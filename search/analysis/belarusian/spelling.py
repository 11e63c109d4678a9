"""Belarusian spellings made equal: what both orthographies, official and taraškievica, write alike once folded."""

import re

_PLAIN = str.maketrans({"ё": "е", "ў": "у"} | dict.fromkeys("'-", ""))
_double = re.compile(r"(.)\1")
# Taraškievica marks a consonant as soft before a soft one: сьвет, пяцьсот, насеньне.
_assimilated = re.compile("(?<=[сзцнл])ь(?=[бвгджзклмнпрстфхцчш]+(?:[еіюяь]|$))")
_folded = str.maketrans({"э": "е", "ы": "і"} | dict.fromkeys("ь", ""))
_soft_l = str.maketrans({"я": "а", "ю": "у", "е": "о"})
_after_l = re.compile("л[яюе]")


def plain(word: str) -> str:
    """Return a folded word without ё, ў and apostrophes: the first key of a form."""
    return word.lower().translate(_PLAIN)


def without_assimilation(key: str) -> str:
    """Return ``plain``'s key without the soft signs that only taraškievica writes: сьнег → снег."""
    return _assimilated.sub("", key)


def without_orthography(key: str) -> str:
    """Return ``plain``'s key without all that the orthographies differ in: э and е, ы and і, ля and ла, doubles.

    Soft signs go too: сыстэма and сістэма, пляна and плана, сям'ёю and сямьёю have one key.
    """
    key = _after_l.sub(lambda match: match[0].translate(_soft_l), key).translate(_folded)
    return _double.sub(r"\1", key)
