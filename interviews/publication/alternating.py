"""Beginnings that a name has in other forms only: Пётр, Пятра; Воўк, Ваўка; Леў, Льва; Кравец, Краўца; Быкаў, Быкава.

By rules of Belarusian, and for vowels that come and go also of Russian and Ukrainian, for surnames that no dictionary
knows. A rule that makes a word of nobody costs nothing: it is never found.
"""

import re

_VOWELS = "аеёіоуыэюяиїє"
_CONSONANT = f"[^{_VOWELS}йьў'’ʼ]"
# A stressed vowel of the last syllable that is not stressed in other forms: Пётр, Воўк, Сцёпка.
_stressed = re.compile(rf"(.*)([ёо])([^{_VOWELS}йь]{{1,3}})")
# A vowel that comes and goes: Павел, Мазанец, Галубок, Казёл, and with a soft ending Журавель, Кравець.
_fleeting = re.compile(rf"(.*{_CONSONANT})[еёоэ]([лцкрн])(ь?)")
# In the one vowel of a name before any consonant: Лев, Лён.
_only = re.compile(rf"({_CONSONANT}+)[еёо]({_CONSONANT}|ў)ь?")
# After a vowel it leaves й behind: Заец, Гваздаец.
_after_vowel = re.compile(rf"(.*[{_VOWELS}])[еёэяє]([цк])ь?")
# Before й it leaves a soft sign or an apostrophe, which folding takes away: Воробей, Верабей.
_before_y = re.compile(r"(.*[бпвм])ей")
# Ukrainian: і stands where other forms have о or е: Сокіл, Петрів.
_closed = re.compile(rf"(.*[{_VOWELS}].*{_CONSONANT})і([лцкнрв])ь?")
_UNSTRESSED = {"ё": "я", "о": "а"}
_SOFTENED = {"к": "ц", "г": "з", "х": "с", "т": "ц", "д": "дз"}
_LEAST, _SHORT = 3, 4  # below that the other rules would make common words: таму of Том
_NOUN = "а|я|у|ю|е|э|є|ы|і|и|о|ом|ем|ём|єм|ам|ям|оў|аў|ёў|яў|ей|ой|ай|амі|ямі|ами|ями|ах|ях|ові|еві|єві"
_ONE = "а|я|у|ю|е|э|і|и|ом|ем|ём"  # of one person: Львоў and Львові are a city's
_AFTER_SIGN = "я|ю|е|і|ї|ем|ём|єм|ям|ямі|ями|ях"
_ADJECTIVE = "а|у|е|ы|і|ым|ых|ымі|ай|аю|аму|ой|ою|ому"
_SOFT = "е|э|ы|і"
Beginning = tuple[str, str]
"""The letters of a beginning, and the endings behind it as a pattern."""


def alternants(word: str) -> list[Beginning]:
    """Return the beginnings that forms of ``word`` have beside its own, each with the endings that follow there."""
    word = word.casefold()
    if len(word) < _SHORT:
        return [(stem, _ONE) for stem in _of_one_vowel(word) if len(stem) >= _LEAST]
    found: list[Beginning] = [(stem, _ONE) for stem in _of_one_vowel(word)]
    base = word[:-1] if word.endswith(("о", "а")) else word
    if match := _stressed.fullmatch(base):
        head, vowel, tail = match.groups()
        found.append((head + _UNSTRESSED[vowel] + tail, _NOUN))
    found += [(stem, _NOUN) for stem in _without_vowel(word)]
    if match := _before_y.fullmatch(word):
        found += [(match[1] + sign, _AFTER_SIGN) for sign in ("", "ь")]
    if match := _closed.fullmatch(word):
        endings = f"{_NOUN}|{_ADJECTIVE}" if match[2] == "в" else _NOUN
        found += [(match[1] + vowel + match[2], endings) for vowel in "ое"]
    if word.endswith("вей"):
        found.append((word[:-3] + "ў", "я|ю|е|ем|ём|і|ёў|ям|ямі|ях"))
    if word.endswith("ў"):
        found.append((word[:-1] + "в", _ADJECTIVE))
    if word.endswith("о") and (match := re.fullmatch(rf"(.*)([яа])({_CONSONANT}{{2,3}})о", word)):
        found.append((match[1] + {"я": "ё", "а": "о"}[match[2]] + match[3], ""))
    if word.endswith(("а", "я")) and word[-2:-1] in _SOFTENED:
        found.append((word[:-2] + _SOFTENED[word[-2]], _SOFT))
    return [one for one in found if len(one[0]) >= _LEAST]


def _of_one_vowel(word: str) -> list[str]:
    """Return what is left of a name of one syllable without its vowel; л is soft then: Льва, Льна."""
    match = _only.fullmatch(word)
    if match is None:
        return []
    last = "в" if match[2] == "ў" else match[2]
    return [match[1] + ("ь" if match[1].endswith("л") else "") + last]


def _without_vowel(word: str) -> list[str]:
    """Return what is left of ``word``, of several syllables or not, when the vowel of its last one goes."""
    stems: list[str] = []
    if match := _fleeting.fullmatch(word):
        before, last = match[1], match[2]
        # в is spoken ў before a consonant and in Belarusian written so: Паўла, Павла.
        stems = [before + last, *([before[:-1] + "ў" + last] if before.endswith("в") else [])]
        if before.endswith("л") and last in "цк":
            stems.append(before + "ь" + last)
    if match := _after_vowel.fullmatch(word):
        stems.append(match[1] + "й" + match[2])
    return stems
