"""The watch list: names and words that must not become public unnoticed, and where they stand in a record.

A word is found in its forms: letters are folded (case, ё, apostrophes, accents), and another ending may stand where a
longer word ends in vowels or ь. Forms in which the stem itself changes (рука, руцэ; Павел, Паўла) are not known here:
the archive's grammar belongs to search, which this room does not use. Write such a form down as a word of its own.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from interviews import access
from interviews.models import Interview, WatchWord
from interviews.publishing import Act, acting, note_act, note_other
from interviews.withholding.redacting import places_of

_SHORTEST = 4  # a shorter word has no other form
_ENDINGS = "аеиоуыэюяієьaeiouy"
_AROUND = 40
_word = re.compile(r"\w+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´‘"), None)


@dataclass(frozen=True)
class Match:
    """A word of the list, where it stands, and the words around it."""

    words: str
    where: str
    around: str


def fold(text: str) -> str:
    """Return ``text`` in the letters by which words are compared: no case, no accents, no apostrophes."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    # й and ї lose their marks on both sides alike; a name is found all the same.
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=2048)
def pattern(words: str) -> re.Pattern[str] | None:
    """Return what finds ``words`` in folded text, each by its beginning; None if there is no letter in them."""
    stems = [_stem(word) for word in _word.findall(fold(words))]
    return re.compile(r"(?<!\w)" + r"\W+".join(stems) + r"(?!\w)") if stems else None


def _stem(word: str) -> str:
    """Return a pattern for the forms of ``word``: short ones as they are, longer ones with other endings."""
    if len(word) < _SHORTEST:
        return re.escape(word)
    stem = word[:-2] + word[-2:].rstrip(_ENDINGS)
    return re.escape(stem if len(stem) > 2 else word) + r"\w{0,4}"


def words_for(interview: Interview) -> list[WatchWord]:
    """Return the words that are watched for in ``interview``: its own and those of the whole archive."""
    return list(WatchWord.objects.filter(Q(interview=interview) | Q(interview__isnull=True)))


@dataclass(frozen=True)
class Place:
    """A text of a record, the name of its place, and the text as it is compared."""

    where: str
    text: str
    folded: str


def places(interview: Interview) -> list[Place]:
    """Return the texts of ``interview`` that are public or may become so: record, speakers, gists, passages."""
    return [Place(where, text, fold(text)) for where, text in places_of(interview) if text]


def find(interview: Interview, texts: Sequence[Place] | None = None) -> list[Match]:
    """Return where watched words stand in ``interview``; ``texts`` are its places, if they are at hand."""
    patterns = [(one.words, found) for one in words_for(interview) if (found := pattern(one.words))]
    if not patterns:
        return []
    return [
        Match(words, place.where, _around(place, hit))
        for place in (places(interview) if texts is None else texts)
        for words, found in patterns
        if (hit := found.search(place.folded))
    ]


def _around(place: Place, hit: re.Match[str]) -> str:
    """Return the words around ``hit``; folding may have moved letters, so where it stands is told by its share."""
    text, share = place.text, len(place.text) / max(1, len(place.folded))
    start = max(0, int(hit.start() * share) - _AROUND)
    end = min(len(text), int(hit.end() * share) + _AROUND)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def watch(words: str, by: User, interview: Interview | None = None) -> WatchWord:
    """Put ``words`` on the list, for ``interview`` alone or for all; what is on it already is not put there twice."""
    if interview is None:
        if not access.may(by, access.Act.WATCH):
            raise PermissionDenied
        with transaction.atomic():
            found, is_new = WatchWord.objects.get_or_create(words=words, interview=None, defaults={"by": by})
            if is_new:
                note_other(found, by, Act.WATCH_LIST)
        return found
    with acting(interview, by, access.Act.WATCH) as row:
        found, is_new = WatchWord.objects.get_or_create(words=words, interview=row, defaults={"by": by})
        if is_new:
            note_act(row, by, Act.WATCH_LIST)
    return found


def unwatch(word: WatchWord, by: User) -> None:
    """Take ``word`` off the list."""
    if not access.may(by, access.Act.WATCH):
        raise PermissionDenied
    with transaction.atomic():
        if word.interview is not None:
            note_act(word.interview, by, Act.WATCH_LIST)
        else:
            note_other(word, by, Act.WATCH_LIST)
        word.delete()
