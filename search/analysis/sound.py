"""What a word sounds like, written in one alphabet for all scripts: names and mixed speech are found by it."""

import re
from functools import lru_cache

from search.analysis.latin import is_lacinka, is_latin

# Latin spellings of one sound, whichever language they come from; łacinka has its own ch.
_LATIN_GROUPS = {
    "shch": "шч",
    "sch": "ш",
    "tch": "ч",
    "sh": "ш",
    "zh": "ж",
    "kh": "х",
    "ch": "ч",
    "ts": "т",
    "tz": "т",
    "cz": "ч",
    "sz": "ш",
    "dz": "д",
    "dź": "д",
    "ph": "ф",
    "th": "т",
    "oo": "у",
    "ou": "ав",
    "ee": "і",
    "qu": "кв",
    "w": "в",
    "x": "кс",
}
_LATIN_LETTERS = dict(
    zip("abcčćdefghijklłmnńoprsśštuŭvyzźžqąęéó", "абтчтдафггіікллмннапрссштуввіззжкаааа", strict=True)
)
_latin_group = re.compile("|".join(sorted(_LATIN_GROUPS, key=len, reverse=True)))
_iotated = re.compile("[jyi]+(?=[aeouąęéó])")
_hard_ck = re.compile("ck(?![iy])")
_hard_c = re.compile("c(?=[aoukrlt]|$)")

_CYRILLIC_LETTERS = str.maketrans(
    {
        "о": "а",
        "э": "а",
        "е": "а",
        "ё": "а",
        "я": "а",
        "є": "а",
        "и": "і",
        "ы": "і",
        "ї": "і",
        "й": "і",
        "ю": "у",
        "ў": "в",
        "ґ": "г",
        "ц": "т",
        "щ": "шч",
    }
    | dict.fromkeys("ьъ'-", "")
)
_double = re.compile(r"(.)\1+")
_vowels = re.compile("[аіу]")
_before_vowel = re.compile("(?<=[^ау])і(?=[ау])")
# What inflects, in the letters of the key: of verbs, then of nouns and adjectives.
_reflexive = re.compile("(?:са|с)$")
_endings = re.compile(
    "(?:іват|ават|уват|ал[аі]?|іл[аі]?|авал[аі]?|аіт?а?|[аіу]т[аі]?|[аі]ш|ам[іу]?|ім[іу]?|ах|іх|ага|ав|іва|[аіу]|т|л[аі]?|в)+$"
)
_case = re.compile("(?:ам[іу]?|ім[іу]?|ага|аму|ах|іх|аві|[аіу]{1,2})$")
_of_place = re.compile("(?<=..)(?:ів|ау)$")  # Харків and Харкаў, Masherau and Машэраў
# Adjectives and surnames in -скі, which are no forms of the place they are made of: менскага, Менска. What nouns in
# -ска end in too (Аляскай) counts only after a consonant.
_adjective = re.compile(
    "(?:([сц]ь?к|[sc]k)(?:і|[иіы]й|ая|ае|ое|[ао]г[ао]|[ао]му|[иіы]м|ую|[іы]я|[иіы]е|[иіы]х|[иіы]м[иі]"
    "|i|y|[iy][jy]|a[jyi]a|[ao][hg][ao]|[ao]mu|[iy]m|u[jyi]u)"
    "|((?<![аоуыіеэюяиєї])сь?к|ць?к|(?<![aeioy])sk|ck(?=[ao][jyi]))(?:[оае]й|[аоею]ю|(?<=ьк)а|a|[ao][jyi]))$"
)
_SHORTEST = 3


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """Return the key of a folded word, equal for words that sound alike in whatever script; "" if there is none.

    Vowels that speakers and spellings confuse are one letter (о а э е ё я; і и ы; у ю), дз is д, ц is т, г and h are
    one, soft signs and doubled letters go, and endings are cut while three letters remain.
    """
    return _cut(_heard(word))


def consonants(word: str) -> str:
    """Return what is left of a folded word's sound without its vowels: прысяга and прасяга have it alike."""
    return _vowels.sub("", _heard(word))


def name_sound(word: str) -> str:
    """Return the key of a folded name: as ``sound``, but only one ending of nouns is cut."""
    if ("к" in word or "k" in word) and (match := _adjective.search(word)):
        return _heard(word[: match.end(match.lastindex or 0)] + "і")
    key = _of_place.sub("ав", _heard(word))
    match = _case.search(key, min(_SHORTEST, len(key)))
    return key[: match.start()] if match else key


@lru_cache(maxsize=1 << 8)
def _heard(word: str) -> str:
    letters = _from_latin(word) if is_latin(word) else word
    letters = letters.replace("дз", "д").translate(_CYRILLIC_LETTERS)
    if not letters.isalpha():
        return ""
    return _double.sub(r"\1", _before_vowel.sub("", letters).replace("тск", "тк"))


def _cut(key: str) -> str:
    """Return the key without its endings, as many as there are while three letters remain."""
    if len(key) > _SHORTEST + 2:
        key = _reflexive.sub("", key)
    match = _endings.search(key, _SHORTEST) if len(key) > _SHORTEST else None
    return key[: match.start()] if match else key


def _from_latin(word: str) -> str:
    if is_lacinka(word):
        word = word.replace("ch", "х")
    else:
        word = _hard_c.sub("k", _hard_ck.sub("k", word.replace("tch", "ч").replace("ch", "ч")))
    word = _latin_group.sub(lambda match: _LATIN_GROUPS[match[0]], word)
    word = _iotated.sub("", word)
    return "".join(_LATIN_LETTERS.get(letter, letter) for letter in word)
