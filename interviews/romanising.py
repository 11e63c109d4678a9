"""Names in Latin letters, for readers who can't read Cyrillic: shown beside the name as it was recorded, never for it.

Each name is written by the rules of the language that its narrator speaks: Belarusian by the system for geographical
names of 2007, which the United Nations recommend (the one of 2023, made for use inside the country, reads Belarusian
as if it were Russian, and passports have spellings of their own); Ukrainian by the decree of 2010; Russian as machine-
read documents have it (ICAO Doc 9303). Nobody's own spelling is known here, so citations and files never have this one.
"""

import re


def _table(pairs: str) -> dict[str, str]:
    return {letter: latin for letter, _, latin in (pair.partition("=") for pair in pairs.split())}


_ALIKE = dict(zip("абвдзклмнопрстуф", "abvdzklmnoprstuf", strict=True))
_RUSSIAN = _ALIKE | _table(
    "г=g е=e ё=e ж=zh и=i й=i х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia",
)
_UKRAINIAN = _ALIKE | _table(
    "г=h ґ=g е=e є=ie ж=zh и=y і=i ї=i й=i х=kh ц=ts ч=ch ш=sh щ=shch ю=iu я=ia ь= '= зг=zgh",
)
_UKRAINIAN_FIRST = _table("є=ye ї=yi й=y ю=yu я=ya")
_BELARUSIAN = _ALIKE | _table(
    "г=h ґ=g ж=ž і=i й=j ў=ŭ х=ch ц=c ч=č ш=š ы=y э=e ь= '= е=ie ё=io ю=iu я=ia зь=ź ль=ĺ нь=ń сь=ś ць=ć",
)
_BELARUSIAN_APART = _table("е=je ё=jo ю=ju я=ja")
_AFTER = "аеёіоуыэюяўьй'"  # after these, and at the beginning of a word, the letters above have a sound of their own
_TABLES = {"be": _BELARUSIAN, "ru": _RUSSIAN, "uk": _UKRAINIAN}
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_CYRILLIC = re.compile("[Ѐ-ӿ]")


def romanised(name: str, language: str) -> str:
    """Return ``name`` in Latin letters by the rules of ``language``; nothing where these don't have all its letters."""
    table = _TABLES.get(language)
    letters = re.sub("[’ʼ`]", "'", name)
    if table is None or not _CYRILLIC.search(letters):
        return ""
    if any(_CYRILLIC.match(letter) and letter.lower() not in table for letter in letters):
        return ""
    return _WORD.sub(lambda found: _word(found[0], language, table), letters)


def _word(word: str, language: str, table: dict[str, str]) -> str:
    written, at, small = "", 0, word.lower()
    while at < len(word):
        size = 2 if small[at : at + 2] in table else 1
        piece = table.get(small[at : at + size], small[at : at + size])
        if language == "uk" and at == 0:
            piece = _UKRAINIAN_FIRST.get(small[at], piece)
        if language == "be" and (at == 0 or small[at - 1] in _AFTER):
            piece = _BELARUSIAN_APART.get(small[at], piece)
        written += piece[:1].upper() + piece[1:] if word[at].isupper() else piece
        at += size
    return written.upper() if word.isupper() and len(word) > 1 else written
