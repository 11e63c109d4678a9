"""Names in Latin letters, for readers who can't read Cyrillic: shown beside the name as it was recorded, never for it.

Each name is written by the rules of the language that its narrator speaks, as English texts write them: Belarusian as
passports do (ICAO Doc 9303), with y where a letter has a sound of its own, Ukrainian by the decree of 2010, Russian as
Doc 9303 has it. That is how the speakers are called in English translations and people in the glossary; the system for
geographical names of 2007 would set a second spelling beside these (Cimafiej, Tsimafei), of letters that readers of
English take for others, and the one of 2023 reads Belarusian as if it were Russian. Nobody's own spelling is known
here, so citations and files never have this one.
"""

import re


def _table(pairs: str) -> dict[str, str]:
    return {letter: latin for letter, _, latin in (pair.partition("=") for pair in pairs.split())}


_ALIKE = dict(zip("абвдзклмнопрстуф", "abvdzklmnoprstuf", strict=True))
_RUSSIAN = _ALIKE | _table(
    "г=g е=e ё=e ж=zh и=i й=i х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia ий=i ый=y",
)
_UKRAINIAN = _ALIKE | _table(
    "г=h ґ=g е=e є=ie ж=zh и=y і=i ї=i й=i х=kh ц=ts ч=ch ш=sh щ=shch ю=iu я=ia ь= '= зг=zgh",
)
_BELARUSIAN = _ALIKE | _table("г=h ґ=g ж=zh і=i й=i ў=u х=kh ц=ts ч=ch ш=sh ы=y э=e ь= '= е=e ё=io ю=iu я=ia")
_APART = {"be": _table("е=ye ё=yo ю=yu я=ya"), "ru": _table("ю=yu я=ya"), "uk": _table("є=ye ї=yi й=y ю=yu я=ya")}
"""Letters with a sound of their own: at the beginning of a word, and in Belarusian after a vowel or an apostrophe."""
_AFTER = "аеёіоуыэюяўьй'"
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
        if at == 0 or (language == "be" and small[at - 1] in _AFTER):
            piece = _APART[language].get(small[at], piece)
        written += piece[:1].upper() + piece[1:] if word[at].isupper() else piece
        at += size
    return written.upper() if word.isupper() and len(word) > 1 else written
