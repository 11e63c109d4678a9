"""Letters made equal that readers and transcribers use for one another."""

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = "'’ʼ‘`´‛′ʹ＇"
ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_one_apostrophe = {ord(mark): "'" for mark in APOSTROPHES}
_no_zero_width = dict.fromkeys(map(ord, ZERO_WIDTH))
_cyrillic = re.compile("[\u0400-\u04ff]")
_latin = re.compile("[A-Za-z]")
# Looked up before lower case is made: a capital H is mistaken for Н, a small h is not.
_look_alikes = {ord(a): b for a, b in zip("ABCEHIKMOPTXYaceiopxy", "АВСЕНІКМОРТХУасеіорху", strict=True)}
_foreign_latin = re.compile("[DFGJLNQRSUVWZbdfghjklmnqrstuvwz]")
# Stress is marked by a combining acute or grave on a Cyrillic vowel; on a Latin letter the accent is part of it.
_stress = re.compile("(?<=[\u0400-\u04ff])[\u0300\u0301]")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return ``word`` as the index keeps it: NFC, lower case, without stress marks and zero-width characters.

    Apostrophes become one, ё becomes е, and Latin letters that stand for Cyrillic ones in a Cyrillic word become
    those. The result may be shorter or longer than the word; offsets are kept by ``tokens``.
    """
    word = word.translate(_no_zero_width).translate(_one_apostrophe)
    if not word.isascii():
        if _cyrillic.search(word):
            word = unicodedata.normalize("NFD", word)
            if _latin.search(word) and not _foreign_latin.search(word):
                word = word.translate(_look_alikes)
            word = _stress.sub("", word)
        word = unicodedata.normalize("NFC", word)
    folded = word.lower().replace("ё", "е")
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)
