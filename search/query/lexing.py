"""A query cut into operators, brackets and what to look for, each as it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal, NoReturn

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search.analysis import fold, tokens
from search.query.limits import (
    MOST_APART,
    MOST_WORDS,
    NEAR_BY_ITSELF,
    SHORTEST_FUZZY,
    SHORTEST_PREFIX,
    QueryRefused,
    allowed_distance,
)
from search.query.names import FIELD_OF, NEAR_WORDS, OPERATORS, WORDLIKE_OPERATORS, Joiner, example_of, names_in
from search.query.tree import Field, FieldName, Fuzzy, Mode, Node, Phrase, Prefix, Word

QUOTES = '"“”„«»″＂'
_CLOSING = {"«": "»", "„": "“", "“": "”"}
Kind = Joiner | Literal["(", ")", "leaf"]
_piece = re.compile(rf"[{QUOTES}](?P<quoted>[^{QUOTES}]*)(?P<closed>[{QUOTES}]?)|(?P<bracket>[()])|[^\s(){QUOTES}]+")
_hyphens = re.compile("[-‐‑‒–]+")
_fuzzy_tail = re.compile(r"~([0-9]*)[^\w*~]*\Z")
_prefix_tail = re.compile(r"\*+[^\w*~]*\Z")
_near = re.compile(rf"(?:{'|'.join(NEAR_WORDS)})/([0-9]*)")
_named = re.compile(r"(?P<name>[^\W\d_][^\W\d_'’ʼ]*(?:['’ʼ][^\W\d_]+)?)[:：](?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Lexeme:
    """A part of the query; ``source`` is as typed, or as mended; ``distance`` is that of NEAR."""

    kind: Kind
    source: str
    nodes: tuple[Node, ...] = ()
    distance: int = 0


@dataclass
class Reading:
    """What is learnt while one query is read."""

    text: str
    mode: Mode
    notices: list[str] = field(default_factory=list)
    mended: bool = False
    words: int = 0
    offer: str | None = None

    def notice(self, sentence: str) -> None:
        """Tell the reader something, once."""
        if sentence not in self.notices:
            self.notices.append(sentence)

    def mend(self, sentence: str) -> None:
        """Tell the reader that the query was read as another."""
        self.mended = True
        self.notice(sentence)


class Lexer:
    """Cuts the query of one reading. A piece that is past a limit is refused, with the query that has another there."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.shouted = self.text == self.text.upper()
        self.pieces = list(_piece.finditer(self.text))
        self.at = 0

    def lexemes(self) -> list[Lexeme]:
        """Return the query's parts, without brackets that have no partner or nothing inside."""
        return without_stray_brackets(list(self._lexemes()), self.reading)

    def _lexemes(self) -> Iterator[Lexeme]:
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            if piece["bracket"]:
                yield Lexeme("(" if piece[0] == "(" else ")", piece[0])
            elif piece["quoted"] is not None:
                yield from self._leaf(self._closed(piece), self._phrase(piece["quoted"], self.reading.mode))
            elif operator := self._operator(piece[0]):
                yield operator
            else:
                yield from self._plain(piece[0])

    def _is_operator(self, source: str) -> bool:
        return bool(
            _near.fullmatch(source) or source in OPERATORS or (source in WORDLIKE_OPERATORS and not self.shouted)
        )

    def _operator(self, source: str) -> Lexeme | None:
        if near := _near.fullmatch(source):
            distance = int(near[1][:9]) if near[1] else NEAR_BY_ITSELF
            if not 1 <= distance <= MOST_APART:
                name = source.partition("/")[0]
                sentence = _(
                    "After %(near)s/ write a number from 1 to %(most)d: how many words apart the words may stand."
                )
                self._refuse(sentence % {"near": name, "most": MOST_APART}, f"{name}/{MOST_APART if distance else 1}")
            return Lexeme("near", source, distance=distance)
        kind = OPERATORS.get(source) or (None if self.shouted else WORDLIKE_OPERATORS.get(source))
        return Lexeme(kind, source, distance=NEAR_BY_ITSELF) if kind else None

    def _plain(self, source: str) -> Iterator[Lexeme]:
        """Read a piece without spaces: perhaps a minus, perhaps the name of a field or an equals sign, then words."""
        if source[0] in "-−" and (len(source) > 1 or self._touches_what_follows()):
            yield Lexeme("not", "-")
            source = source[1:]
        if named := _named.fullmatch(source):
            if known := FIELD_OF.get(fold(named["name"])):
                yield from self._field(known, named["name"], named["value"])
                return
            self._unknown_field(named["name"], source)
        elif source.startswith("="):
            yield from self._exact(source)
            return
        yield from self._leaf(source, self._words(source, self.reading.mode))

    def _exact(self, source: str) -> Iterator[Lexeme]:
        body = source.lstrip("=")
        if body:
            yield from self._leaf(source, self._words(body, "exact"))
        elif quoted := self._quoted_next():
            yield from self._leaf("=" + self._closed(quoted), self._phrase(quoted["quoted"], "exact"))

    def _field(self, known: FieldName, name: str, value: str) -> Iterator[Lexeme]:
        """Read the value of a field: what follows the colon, or the next piece if nothing does."""
        if not value and self.at < len(self.pieces):
            piece = self.pieces[self.at]
            if piece["quoted"] is not None:
                self.at += 1
                self._closed(piece)
                value = piece["quoted"]
            elif not piece["bracket"] and not self._is_operator(piece[0]):
                self.at += 1
                value = piece[0]
        value = value.strip(" ,.;")
        words = sum(1 for _word in tokens(value))
        if not words:
            self.reading.mend(
                _("Write after “%(field)s:” what it should be, for example: %(example)s.")
                % {"field": name, "example": example_of(known, get_language() or "en")}
            )
            return
        self._count(words)
        source = f'{name}:"{value}"' if " " in value else f"{name}:{value}"
        yield Lexeme("leaf", source, (Field(known, value),))

    def _unknown_field(self, name: str, source: str) -> None:
        """Say that no field is called so, where a field is what was meant: a colon that a word or quote follows."""
        value = source[len(name) + 1 :]
        if not (value[:1].isalpha() or (not value and self._touches_what_follows())):
            return
        names = names_in(get_language() or "en")
        close = get_close_matches(fold(name), [*FIELD_OF, *map(fold, names.values())], 1, 0.7)
        told = ", ".join(f"{one}:" for one in names.values())
        self.reading.notice(
            _("No field is called “%(name)s:”; it was looked for as a word. The fields are: %(fields)s.")
            % {"name": name, "fields": told}
        )
        if close and self.reading.offer is None:
            self.reading.offer = self._with(f"{close[0]}:{value}", source)

    def _quoted_next(self) -> "re.Match[str] | None":
        """Take the next piece if it is a quotation that touches this one."""
        if self.at < len(self.pieces) and self.pieces[self.at]["quoted"] is not None and self._touches_what_follows():
            self.at += 1
            return self.pieces[self.at - 1]
        return None

    def _touches_what_follows(self) -> bool:
        end = self.pieces[self.at - 1].end()
        return self.text[end : end + 1] in tuple(QUOTES + "(")

    def _closed(self, piece: "re.Match[str]") -> str:
        if piece["closed"]:
            return piece[0]
        self.reading.mend(_("An unmatched quotation mark was closed at the end of the query."))
        return piece[0] + _CLOSING.get(piece[0][0], '"')

    def _leaf(self, source: str, nodes: tuple[Node, ...]) -> Iterator[Lexeme]:
        if nodes:
            yield Lexeme("leaf", source, nodes)

    def _phrase(self, quoted: str, mode: Mode) -> tuple[Node, ...]:
        if "*" in quoted or "~" in quoted:
            self.reading.notice(_("Inside quotation marks * and ~ mean nothing and were ignored."))
        words = tuple(token.text for token in tokens(quoted))
        self._count(len(words))
        if len(words) > 1:
            return (Phrase(words, mode),)
        return tuple(Word(word, mode) for word in words)

    def _words(self, source: str, mode: Mode) -> tuple[Node, ...]:
        """Read a piece without spaces; words joined by hyphens in it are a phrase."""
        body, last = self._tail(source)
        found = list(tokens(body))
        if not found:
            return ()
        self._count(len(found))
        words = tuple(token.text for token in found)
        gaps = [body[a.end : b.start] for a, b in pairwise(found)]
        if last is None and gaps and all(_hyphens.fullmatch(gap) for gap in gaps):
            return (Phrase(words, mode),)
        if last is None:
            return tuple(Word(word, mode) for word in words)
        return (*(Word(word, mode) for word in words[:-1]), self._loosened(words[-1], last))

    def _tail(self, source: str) -> tuple[str, str | None]:
        """Split off a ``*`` or ``~`` that ends the piece, with the distance; refuse a ``*`` anywhere else."""
        if fuzzy := _fuzzy_tail.search(source):
            body, last = source[: fuzzy.start()], "~" + fuzzy[1]
        elif prefix := _prefix_tail.search(source):
            body, last = source[: prefix.start()], "*"
        else:
            body, last = source, None
        words = [token.text for token in tokens(body)]
        if "*" in body and words:
            longest = max(words, key=len)
            self._refuse(
                _("Put * only at the end of a word, after three letters or more: абаро*."),
                longest + ("*" if len(longest) >= SHORTEST_PREFIX else ""),
            )
        return body, last if words else None

    def _loosened(self, word: str, sign: str) -> Node:
        if sign == "*":
            if len(word) < SHORTEST_PREFIX:
                self._refuse(_("Write at least three letters before *."), word)
            return Prefix(word)
        if len(word) < SHORTEST_FUZZY:
            self._refuse(_("Write at least four letters before ~."), word)
        if sign[1:] not in ("", "1", "2"):
            self._refuse(_("After ~ write 1 or 2: how many letters may differ."), f"{word}~2")
        return Fuzzy(word, int(sign[1:]) if sign[1:] else allowed_distance(word))

    def _count(self, words: int) -> None:
        self.reading.words += words
        if self.reading.words > MOST_WORDS:
            kept = " ".join(token.text for token in list(tokens(self.text))[:MOST_WORDS])
            before = self.text[: self.pieces[self.at - 1].start()].rstrip(" -=")
            raise QueryRefused(_("Use %(most)d words or fewer in one query.") % {"most": MOST_WORDS}, before or kept)

    def _refuse(self, message: str, instead: str) -> NoReturn:
        """Refuse the piece in hand, offering the query with ``instead`` in its place."""
        raise QueryRefused(message, self._with(instead, self.pieces[self.at - 1][0].lstrip("-−")))

    def _with(self, instead: str, source: str) -> str:
        """Return the query with ``instead`` in the place of ``source``, which ends the piece in hand."""
        end = self.pieces[self.at - 1].end()
        return self.text[: end - len(source)] + instead + self.text[end:]


def without_stray_brackets(lexemes: list[Lexeme], reading: Reading) -> list[Lexeme]:
    """Take out the brackets that have no partner or nothing inside."""
    opened: list[int] = []
    stray: set[int] = set()
    for at, lexeme in enumerate(lexemes):
        if lexeme.kind == "(":
            opened.append(at)
        elif lexeme.kind == ")":
            if opened:
                opened.pop()
            else:
                stray.add(at)
    stray.update(opened)
    if stray:
        reading.mend(_("An unmatched bracket was ignored."))
    kept: list[Lexeme] = []
    for at, lexeme in enumerate(lexemes):
        if lexeme.kind == ")" and kept and kept[-1].kind == "(":
            kept.pop()
        elif at not in stray:
            kept.append(lexeme)
    return kept
