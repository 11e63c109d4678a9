"""The words that are planted, and how they are known again in whatever form they come back."""

import base64
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, unquote_to_bytes

_CONSONANTS = "бдзклмнпрст"
_VOWELS = "аоу"
# Every letter used here has one transliteration only, so that a word is known again in either alphabet.
_TO_LATIN = str.maketrans("абдзклмнопрстуфАБДЗКЛМНОПРСТУФ", "abdzklmnoprstufABDZKLMNOPRSTUF")
_TO_CYRILLIC = str.maketrans("abdzklmnoprstuf", "абдзклмнопрстуф")
MARK = "зфудп"
"""Stands in every planted word and in no word of any language: where it is absent there is nothing to look for."""

BEACON_MARKS = ("кбалсф", "кбопсф")
"""The same for two public words: the one that is asked for, and the one beside it that only an answer can bring."""

ENDINGS = ("", "а", "у", "ам", "ом", "ы", "и", "оў", "ов", "ів", "амі", "ами")
"""Case endings of a masculine noun in the three languages."""

LATIN_ENDINGS = ("", "s", "ed")
LIKE_ONE = "a planted word, cut or changed"
_UNPACKED = 50_000_000


@dataclass(frozen=True)
class Canary:
    """A planted word: ``place`` tells where it is withheld, ``stem`` is its unchanging part in Cyrillic."""

    place: str
    stem: str
    is_latin: bool = False

    @property
    def root(self) -> str:
        """The stem in Latin letters."""
        return in_latin(self.stem)

    @property
    def written(self) -> str:
        """The stem in the letters in which it was planted."""
        return self.root if self.is_latin else self.stem

    def forms(self) -> list[str]:
        """Return the forms in which a reader may ask for it, the stem first."""
        return [self.written + ending for ending in (LATIN_ENDINGS if self.is_latin else ENDINGS)]


def stem_for(name: str, mark: str = MARK) -> str:
    """Return a made-up stem, always the same for ``name``."""
    digest = sha256(name.encode()).digest()
    letters = [
        pool[digest[n] % len(pool)] for n, pool in enumerate((_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS))
    ]
    return "".join(letters) + _VOWELS[digest[5] % len(_VOWELS)] + mark


def in_latin(word: str) -> str:
    """Return ``word`` of this module in Latin letters."""
    return word.translate(_TO_LATIN)


CONTROL = stem_for("control")
"""Stands for a word that was never planted anywhere."""


def spellings(word: str) -> set[bytes]:
    """Return the bytes by which ``word`` may stand in an answer: as it is, escaped, encoded, in both cases."""
    found: set[bytes] = set()
    for one in {word, word.upper(), word.capitalize(), word.casefold()}:
        plain = one.encode()
        found |= {plain, one.encode("utf-16-le"), one.encode("utf-16-be")}
        found |= {one.encode(name, "replace") for name in ("cp1251", "koi8-u", "cp866")}
        found |= _cores(plain)
        if not one.isascii():
            percent = quote(one)
            found |= {percent.encode(), percent.lower().encode()}
            found |= {"".join(f"\\u{ord(letter):{x}}" for letter in one).encode() for x in ("04x", "04X")}
            found |= {"".join(f"&#{ord(letter)};" for letter in one).encode()}
            found |= {"".join(f"&#x{ord(letter):{x}};" for letter in one).encode() for x in ("x", "X")}
    return found


def _cores(plain: bytes) -> set[bytes]:
    """Return what Base64 makes of ``plain``, wherever it begins, without the letters that its neighbours decide."""
    cores = set()
    for before in range(3):
        padded = base64.b64encode(b"\0" * before + plain)
        whole = (before + len(plain)) // 3 * 4
        cores.add(padded[(before * 8 + 5) // 6 : whole])
    return cores


_MARKS = spellings(MARK) | spellings(in_latin(MARK))
_ROOT = re.compile(f"[a-z]{{6}}{in_latin(MARK)}")


class Watch:
    """Knows the planted words again."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self.by_root = {one.root: one for one in canaries}

    def found_in(self, data: bytes) -> list[str]:
        """Return the places whose words are in ``data``, in whatever encoding; sorted."""
        places: set[str] = set()
        for part in unpacked(data):
            if any(mark in part for mark in _MARKS):
                roots = {root for text in _readings(part) for root in self._roots(text)}
                places |= {self.by_root[root].place for root in roots} or {LIKE_ONE}
        return sorted(places)

    def _roots(self, text: str) -> Iterator[str]:
        return (root for root in self.by_root if root in text)

    def place_of(self, root: str) -> str:
        """Return where the word with this root is withheld; one that a reader sent may be only like a planted one."""
        canary = self.by_root.get(root)
        return canary.place if canary else LIKE_ONE


def roots_in(text: str) -> list[str]:
    """Return the roots of the words like planted ones that ``text``, which a reader sends, holds itself."""
    return list(dict.fromkeys(_ROOT.findall(text.casefold().translate(_TO_LATIN))))


def with_control(text: str, roots: Iterable[str]) -> str:
    """Return ``text`` with the control word in the place of these, in the same letters and case."""
    for root in roots:
        for stem, control in ((root, in_latin(CONTROL)), (root.translate(_TO_CYRILLIC), CONTROL)):
            text = text.replace(stem, control).replace(stem.upper(), control.upper())
            text = text.replace(stem.capitalize(), control.capitalize())
    return text


def blanked(data: bytes, roots: Iterable[str]) -> bytes:
    """Return ``data`` without the words a reader sent, however they were echoed."""
    for root in roots:
        for one in _all_spellings(root):
            data = data.replace(one, b"\0")
    return data


@lru_cache(maxsize=64)
def _all_spellings(root: str) -> list[bytes]:
    return sorted(spellings(root) | spellings(root.translate(_TO_CYRILLIC)), key=len, reverse=True)


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield ``data`` and, if it is a zip or gzip, what is in it."""
    yield data
    if data[:2] == b"\x1f\x8b":
        yield zlib.decompressobj(wbits=31).decompress(data, _UNPACKED)
    elif data[:4] == b"PK\x03\x04" and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield member.filename.encode()
                with archive.open(member) as file:
                    yield file.read(_UNPACKED)


_JSON_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^>]*>")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{12,}")


def _readings(data: bytes) -> Iterator[str]:
    """Yield every text that ``data`` may be meant as, folded and in Latin letters."""
    raws = [data, unquote_to_bytes(data), *_decoded(data)]
    texts = [raw.decode("utf-8", "replace") for raw in raws]
    texts += [data[start:].decode(name, "replace") for name in ("utf-16-le", "utf-16-be") for start in (0, 1)]
    texts += [data.decode(name, "replace") for name in ("cp1251", "koi8-u", "cp866")]
    for text in texts:
        plain = html.unescape(_JSON_LETTER.sub(lambda match: chr(int(match[1], 16)), text))
        for reading in (plain, _TAG.sub("", plain)):
            yield unicodedata.normalize("NFC", reading).casefold().translate(_TO_LATIN)


def _decoded(data: bytes) -> Iterator[bytes]:
    for run in _BASE64.findall(data):
        for start in range(4):
            part = run[start:]
            yield base64.b64decode(part[: len(part) // 4 * 4])
