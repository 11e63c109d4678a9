"""Slips of the keyboard: what a word may be that was typed on another layout, or without letters that it lacks."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice

MOST_READINGS = 24

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LAYOUTS = {
    "be": "йцукенгшўзх'фывапролджэячсмітьбю",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
    "uk": "йцукенгшщзхїфівапролджєячсмитьбю",
}
_to_cyrillic = {language: str.maketrans(_KEYS, letters) for language, letters in _LAYOUTS.items()}
_to_latin = [
    str.maketrans({letter: key for key, letter in zip(_KEYS, letters, strict=True) if letter.isalpha()})
    for letters in _LAYOUTS.values()
]
_latin = re.compile(r"[a-z]")
_cyrillic = re.compile("[а-яёіїєґў]")
_hard = re.compile("(?<=[рджшчцт])[иі]")
_hissing = re.compile("(?<=[ржшч])і")  # written with ы in Belarusian, whichever key was pressed
_after_vowel = re.compile("(?<=[аеёіоуыэюяи])у")
_signs = re.compile("[ъь](?=[еёюяєії])")
_joint = re.compile("(?<=[бвгдзклмнпрстфхчшжцў])(?=[еёюяєії])")
Change = Callable[[str], Iterator[str]]


def _letters(given: str, meant: str) -> Change:
    table = str.maketrans(given, meant)
    return lambda word: iter((word.translate(table),))


def _apostrophe(word: str) -> Iterator[str]:
    """Put an apostrophe where one may be missing, one place at a time, the last places first."""
    for place in reversed(list(_joint.finditer(word))):
        yield f"{word[: place.start()]}'{word[place.start() :]}"


_CHANGES: tuple[Change, ...] = (
    lambda word: iter((_after_vowel.sub("ў", word),)),
    lambda word: iter((_signs.sub("'", word),)),
    _apostrophe,
    _letters("и", "і"),
    lambda word: iter((_hard.sub("ы", word).replace("и", "і"),)),
    _letters("ищъ", "іў'"),  # Belarusian on the Russian layout
    _letters("ыэъ", "ієї"),  # Ukrainian on the Russian layout
    _letters("іў'", "ищъ"),  # Russian on the Belarusian layout
    _letters("ієї", "ыэъ"),  # Russian on the Ukrainian layout
    _letters("і", "и"),
    _letters("ў", "у"),
    _letters("у", "ў"),
)


def readings(typed: str, language: str = "be") -> list[str]:
    """Return other readings of a folded piece without spaces, the likeliest first, none of them twice.

    Latin letters are read as the keys of three Cyrillic layouts, that of ``language`` first, and the other way round;
    Cyrillic words are read with one or two of the usual slips mended: и for і, у for ў, ъ or nothing for an apostrophe.
    """
    bases = [typed] if _cyrillic.search(typed) else []
    if _latin.search(typed) and not bases:
        meant = {code: typed.translate(layout) for code, layout in _to_cyrillic.items()}
        meant["be"] = _hissing.sub("ы", meant["be"])
        bases = [meant[code] for code in sorted(meant, key=lambda code: code != language)]
    latin = [typed.translate(layout) for layout in _to_latin] if _cyrillic.search(typed) else []
    once = [*bases, *chain.from_iterable(map(_changed, bases))]
    twice = chain.from_iterable(map(_changed, once))
    found = dict.fromkeys(chain(once, latin, twice))
    found.pop(typed, None)
    return list(islice(found, MOST_READINGS))


def _changed(word: str) -> Iterator[str]:
    for change in _CHANGES:
        yield from change(word)
