"""Beginnings that a Belarusian name has in other forms only: Пётр, Пятра; Воўк, Ваўка; Павел, Паўла; Быкаў, Быкава.

By rules, for surnames that no dictionary knows. A rule that makes a word of nobody costs nothing: it is never found.
"""

import re

_VOWELS = "аеёіоуыэюяиїє"
_CONSONANT = f"[^{_VOWELS}йьў'’ʼ]"
# A stressed vowel of the last syllable that is not stressed in other forms: Пётр, Воўк, Сцёпка.
_stressed = re.compile(rf"(.*)([ёо])([^{_VOWELS}йь]{{1,3}})")
# A vowel that comes and goes: Павел, Мазанец, Галубок, Казёл.
_fleeting = re.compile(rf"(.*{_CONSONANT})[еёоэ]([лцкрн])")
_UNSTRESSED = {"ё": "я", "о": "а"}
_SOFTENED = {"к": "ц", "г": "з", "х": "с", "т": "ц", "д": "дз"}
_NOUN = "а|я|у|ю|е|э|ы|і|и|о|ом|ем|ём|ам|ям|оў|аў|ёў|яў|ей|ой|ай|амі|ямі|ах|ях|ові|еві"
_ADJECTIVE = "а|у|е|ы|і|ым|ых|ымі|ай|аю|аму|ой|ою|ому"
_SOFT = "е|э|ы|і"
Beginning = tuple[str, str]
"""The letters of a beginning, and the endings behind it as a pattern."""


def alternants(word: str) -> list[Beginning]:
    """Return the beginnings that forms of ``word`` have beside its own, each with the endings that follow there."""
    word = word.casefold()
    found: list[Beginning] = []
    base = word[:-1] if word.endswith(("о", "а")) else word
    if match := _stressed.fullmatch(base):
        head, vowel, tail = match.groups()
        found.append((head + _UNSTRESSED[vowel] + tail, _NOUN))
    if match := _fleeting.fullmatch(word):
        found.append((_short(match[1]) + match[2], _NOUN))
    if word.endswith("вей"):
        found.append((word[:-3] + "ў", "я|ю|е|ем|ём|і|ёў|ям|ямі|ях"))
    if word.endswith("ў"):
        found.append((word[:-1] + "в", _ADJECTIVE))
    if word.endswith("о") and (match := re.fullmatch(rf"(.*)([яа])({_CONSONANT}{{2,3}})о", word)):
        found.append((match[1] + {"я": "ё", "а": "о"}[match[2]] + match[3], ""))
    if word.endswith(("а", "я")) and word[-2:-1] in _SOFTENED:
        found.append((word[:-2] + _SOFTENED[word[-2]], _SOFT))
    return [one for one in found if len(one[0]) >= 3]


def _short(beginning: str) -> str:
    """Write в before a consonant as it is spoken there: Павел, Паўла."""
    return beginning[:-1] + "ў" if beginning.endswith("в") else beginning
