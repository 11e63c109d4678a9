"""The watch list: names and words that must not become public unnoticed, and where they stand in a record.

A word is found in all its forms, those with another stem too (рука, руцэ; сын, сыноў): by the dictionaries of four
languages, which the room of search registers (``word_forms``). What they don't know, and what may be a name, is found
by its beginning as well, since a dictionary that knows a name doesn't know everybody's.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from interviews import access, word_forms
from interviews.models import Interview, WatchWord
from interviews.publication.alternating import alternants
from interviews.publishing import Act, acting, note_act, note_other
from interviews.withholding.redacting import places_of

_SHORTEST = 4  # by its beginning, a shorter word is found in no other form
# Letters that a beginning must have: those of a known name are all in the dictionary, so a short one adds other words.
_LEAST_STEM = {word_forms.Known.NOT: 4, word_forms.Known.AS_NAME: 5, word_forms.Known.AS_WORD: 99}
_ENDINGS = "аеиоуыэюяієьaeiouy"
_AROUND = 40
_word = re.compile(r"\w[\w'’ʼ`´‘]*")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´‘"), None)


@dataclass(frozen=True)
class Match:
    """A word of the list, where it stands, the words around the first place there, and how many places there are."""

    words: str
    where: str
    around: str
    times: int = 1


def fold(text: str) -> str:
    """Return ``text`` in the letters by which words are compared: no case, no accents, no apostrophes."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    # й and ї lose their marks on both sides alike; a name is found all the same.
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Sought:
    """A pattern over folded texts, and the letters without which it is in none: quicker to look for by far."""

    pattern: re.Pattern[str]
    letters: tuple[str, ...]
    needed: Callable[[Iterable[bool]], bool]

    def may_be_in(self, folded: str) -> bool:
        return self.needed(one in folded for one in self.letters)


def _beginning(words: Sequence[str]) -> Sought | None:
    """Return what finds folded ``words`` by their beginnings; None where the dictionaries know all of them well.

    By its beginning, друг would be found in every другой, and Марыя in марш.
    """
    known = [word_forms.known(word) for word in words]
    if all(one is word_forms.Known.AS_WORD for one in known):
        return None
    least = [_LEAST_STEM[one] for one in known]
    stems = [_stem(fold(word), size) for word, size in zip(words, least, strict=True)]
    ways = [re.escape(stem) + (r"\w{0,4}" if has_endings else "") for stem, has_endings in stems]
    pattern = re.compile(r"(?<!\w)" + r"\W+".join(ways) + r"(?!\w)")
    return Sought(pattern, tuple(stem for stem, _has_endings in stems), all)


def _stem(word: str, least: int) -> tuple[str, bool]:
    """Return with what forms of ``word`` begin, and whether other endings follow: if its stem has ``least`` letters."""
    if len(word) < _SHORTEST:
        return word, False
    stem = word[:-2] + word[-2:].rstrip(_ENDINGS)
    return (stem, True) if len(stem) >= least else (word, False)


def _changed(word: str) -> "Sought | None":
    """Return what finds a folded name in the forms in which its stem changes; None if there are none."""
    if not word[:1].isupper():
        return None
    stems = [(fold(stem), fold(endings)) for stem, endings in alternants(word)]
    forms = "|".join(f"{re.escape(stem)}(?:{endings})" for stem, endings in stems)
    return Sought(re.compile(rf"\b(?:{forms})\b"), tuple(stem for stem, _endings in stems), any) if stems else None


def words_for(interview: Interview) -> list[WatchWord]:
    """Return the words that are watched for in ``interview``: its own and those of the whole archive."""
    return list(WatchWord.objects.filter(Q(interview=interview) | Q(interview__isnull=True)))


@dataclass(frozen=True)
class Place:
    """A text of a record and the name of its place; read and folded only when it is asked for."""

    where: str
    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def words(self) -> list[word_forms.Word]:
        return word_forms.read(self.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of all its words: a text without one of them need not be read word by word."""
        return frozenset().union(*(word.terms for word in self.words))

    @cached_property
    def has_capitals(self) -> bool:
        """Whether a word that is not the first begins with a capital."""
        return any(self.text[word.start].isupper() for word in self.words[1:])


class Together:
    """All texts of a record as one, to know soon which words are in none of them."""

    def __init__(self, texts: Sequence[Place]) -> None:
        self.folded = "\n".join(one.folded for one in texts)
        self.terms: frozenset[str] = frozenset().union(*(one.terms for one in texts))


@dataclass(frozen=True)
class Wanted:
    """What finds words in a text: the terms of each of them, their beginnings where these count, stems that change."""

    terms: tuple[frozenset[str], ...]
    changed: tuple[Sought | None, ...]
    beginning: Sought | None
    as_written: str
    is_proper: bool

    def stretches(self, place: Place) -> list[tuple[int, int]]:
        """Return where they stand in ``place``, in order and never over one another."""
        found = sorted({*self._by_forms(place), *self._by_beginning(place)})
        apart: list[tuple[int, int]] = []
        for start, end in found:
            if not apart or start >= apart[-1][1]:
                apart.append((start, end))
        return apart

    def stands_in(self, place: Place) -> bool:
        return bool(self.stretches(place))

    def may_stand_in(self, place: "Place | Together") -> bool:
        """Tell, sooner than :meth:`stretches`, that they don't stand in ``place``: False says so for sure."""
        if self.beginning is not None and self.beginning.may_be_in(place.folded):
            return True
        return bool(self.terms) and all(map(partial(self._may_stand_in, place), self.terms, self.changed))

    def _by_forms(self, place: Place) -> Iterator[tuple[int, int]]:
        if not self.terms or not all(map(partial(self._may_stand_in, place), self.terms, self.changed)):
            return
        words, size = place.words, len(self.terms)
        for n in range(len(words) - size + 1):
            if all(self._is_form(place, words[n + k], k) for k in range(size)):
                start, end = words[n].start, words[n + size - 1].end
                if not self._is_another(place, place.text[start:end]):
                    yield start, end

    @staticmethod
    def _may_stand_in(place: "Place | Together", terms: frozenset[str], changed: Sought | None) -> bool:
        return not place.terms.isdisjoint(terms) or (changed is not None and changed.may_be_in(place.folded))

    def _is_form(self, place: Place, word: word_forms.Word, k: int) -> bool:
        """Tell whether ``word`` is a form of the ``k``-th. A changed stem counts in names alone: not стала for Стол."""
        if self.terms[k] & word.terms:
            return True
        changed, found = self.changed[k], place.text[word.start : word.end]
        is_written_so = found[:1].isupper() or not place.has_capitals
        return changed is not None and is_written_so and bool(changed.pattern.fullmatch(fold(found)))

    def _is_another(self, place: Place, found: str) -> bool:
        """Tell whether ``found`` is a common word, no name: яны for Ян, in a text that writes names with capitals."""
        if not self.is_proper or not place.has_capitals or found[0].isupper() or fold(found) == self.as_written:
            return False
        return word_forms.known(found) is word_forms.Known.AS_WORD

    def _by_beginning(self, place: Place) -> Iterator[tuple[int, int]]:
        """Yield by its share where folding may have moved letters."""
        if self.beginning is None or not self.beginning.may_be_in(place.folded):
            return
        share = len(place.text) / max(1, len(place.folded))
        for hit in self.beginning.pattern.finditer(place.folded):
            yield int(hit.start() * share), int(hit.end() * share)


@lru_cache(maxsize=2048)
def wanted(words: str) -> Wanted | None:
    """Return what finds ``words``; None if there is no letter in them."""
    parts = [part for part in _word.findall(words) if any(map(str.isalnum, fold(part)))]
    if not parts:
        return None
    is_proper = words.strip()[0].isupper()
    read = word_forms.read(words)
    changed = tuple(_changed(words[word.start : word.end]) for word in read)
    return Wanted(tuple(word.terms for word in read), changed, _beginning(parts), fold(words), is_proper)


def places(interview: Interview) -> list[Place]:
    """Return the texts of ``interview`` that are public or may become so: record, speakers, gists, passages."""
    return [Place(where, text) for where, text in places_of(interview) if text]


def find(interview: Interview, texts: Sequence[Place] | None = None) -> list[Match]:
    """Return where watched words stand in ``interview``; ``texts`` are its places, if they are at hand."""
    watched = [(one.words, found) for one in words_for(interview) if (found := wanted(one.words))]
    if not watched:
        return []
    texts = places(interview) if texts is None else texts
    together = Together(texts)
    here = [(words, one) for words, one in watched if one.may_stand_in(together)]
    return [
        Match(words, place.where, _around(place.text, *stretches[0]), len(stretches))
        for place in texts
        for words, one in here
        if (stretches := one.stretches(place))
    ]


def _around(text: str, start: int, end: int) -> str:
    """Return what stands from ``start`` to ``end`` with the words around it."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


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
