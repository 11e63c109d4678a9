"""The reader's query: a bounded grammar read into a tree, or a message that helps. docs/search.md has the table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from django.utils.translation import gettext as _

from search.analysis import tokens

Mode = Literal["all", "exact", "sounds"]

LONGEST_QUERY = 200
MOST_WORDS = 16
DEEPEST = 10
SHORTEST_PREFIX = 3
SHORTEST_FUZZY = 4


class QueryRefused(ValueError):
    """The query is past a limit; ``message`` says what to change, in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SearchTooLong(QueryRefused):
    """The search would have taken over its time."""


@dataclass(frozen=True)
class Word:
    """A folded word; which of its forms will do is told by ``mode``."""

    text: str
    mode: Mode = "all"


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True)
class Fuzzy:
    """Words that become this one by at most ``distance`` changes of a letter."""

    text: str
    distance: int = 1


@dataclass(frozen=True)
class Phrase:
    """Words side by side in this order."""

    words: tuple[str, ...]
    mode: Mode = "all"


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """One part or more holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True)
class Any:
    """What was typed, or another name for the same; ``others`` weigh less."""

    typed: "Node"
    others: tuple["Word | Phrase", ...]


Leaf = Word | Prefix | Fuzzy | Phrase
Node = Leaf | And | Or | Not | Any


def positive_leaves(tree: Node | None) -> Iterator[Leaf]:
    """Yield what the tree looks for, in the order of the query, without what it leaves out."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive_leaves(part)
        case Any(typed):
            yield from positive_leaves(typed)
        case Word() | Prefix() | Fuzzy() | Phrase():
            yield tree


def allowed_distance(word: str) -> int:
    """Return how many letters ``word~`` may differ in: one for short words, two from six letters on."""
    return 1 if len(word) < 6 else 2


@dataclass(frozen=True)
class ParsedQuery:
    """``tree`` is None if there is nothing to look for; ``words`` are the words looked for, folded, in their order.

    ``corrected`` is the query as it was understood, if quotes or brackets had to be mended.
    """

    tree: Node | None
    notices: tuple[str, ...] = ()
    corrected: str | None = None
    words: tuple[str, ...] = ()


def parse(text: str, *, mode: Mode = "all") -> ParsedQuery:
    """Read ``text``; raise ``QueryRefused`` past a limit, and nothing else for any text.

    A query of operators or punctuation alone, or of words to leave out alone, has no tree and a notice that says so.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST_QUERY:
        raise QueryRefused(_("Shorten the query to %(most)d characters or fewer.") % {"most": LONGEST_QUERY})
    reading = _Reading(mode)
    lexemes = reading.without_stray_brackets(list(_lexemes(text, reading)))
    if len(lexemes) == 1 and (word := lexemes[0].source).upper() in _OPERATORS:
        hint = _("“%(word)s” alone joins or leaves out words. To look for the word itself, put it in quotation marks.")
        return ParsedQuery(None, (hint % {"word": word},))
    tree = _Parser(lexemes, reading).any_of()
    if isinstance(tree, Not):
        reading.notices.append(_("Add a word to look for: this query only says what to leave out."))
        tree = None
    elif tree is None and text:
        reading.notices.append(_("There is no word to look for in this query. Type one or more words."))
    corrected = " ".join(lexeme.source for lexeme in lexemes) if reading.mended else None
    return ParsedQuery(tree, tuple(reading.notices), corrected, tuple(_words(tree)))


def _words(tree: Node | None) -> Iterator[str]:
    for leaf in positive_leaves(tree):
        yield from leaf.words if isinstance(leaf, Phrase) else (leaf.text,)


_QUOTES = '"“”„«»″＂'
_OPERATORS: dict[str, "_Kind"] = {"AND": "and", "OR": "or", "АБО": "or", "ИЛИ": "or", "NOT": "not"}
# Common words too, and so not operators in a query that is typed in capitals throughout.
_WORDLIKE_OPERATORS: dict[str, "_Kind"] = {"І": "and", "И": "and", "НЕ": "not"}
_Kind = Literal["and", "or", "not", "(", ")", "leaf"]
_piece = re.compile(
    rf"[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]?)|(?P<bracket>[()])|[^\s(){_QUOTES}]+"
)
_hyphens = re.compile("[-‐‑‒–]+")
_fuzzy_tail = re.compile(r"~([0-9]*)[^\w*~]*\Z")
_prefix_tail = re.compile(r"\*+[^\w*~]*\Z")


@dataclass(frozen=True)
class _Lexeme:
    kind: _Kind
    source: str
    nodes: tuple[Node, ...] = ()


@dataclass
class _Reading:
    """What is learnt while one query is read."""

    mode: Mode
    notices: list[str] = field(default_factory=list)
    mended: bool = False
    words: int = 0

    def mend(self, notice: str) -> None:
        self.mended = True
        if notice not in self.notices:
            self.notices.append(notice)

    def counted(self, words: int) -> None:
        self.words += words
        if self.words > MOST_WORDS:
            raise QueryRefused(_("Use %(most)d words or fewer in one query.") % {"most": MOST_WORDS})

    def without_stray_brackets(self, lexemes: list[_Lexeme]) -> list[_Lexeme]:
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
            self.mend(_("An unmatched bracket was ignored."))
        kept: list[_Lexeme] = []
        for at, lexeme in enumerate(lexemes):
            if lexeme.kind == ")" and kept and kept[-1].kind == "(":
                kept.pop()
            elif at not in stray:
                kept.append(lexeme)
        return kept


def _lexemes(text: str, reading: _Reading) -> Iterator[_Lexeme]:
    shouted = text == text.upper()
    for piece in _piece.finditer(text):
        source = piece[0]
        if piece["bracket"]:
            yield _Lexeme("(" if source == "(" else ")", source)
        elif piece["quoted"] is not None:
            if not piece["closed"]:
                reading.mend(_("An unmatched quotation mark was closed at the end of the query."))
                source += '"'
            if leaves := _phrase(piece["quoted"], reading):
                yield _Lexeme("leaf", source, leaves)
        elif source in _OPERATORS or (source in _WORDLIKE_OPERATORS and not shouted):
            yield _Lexeme(_OPERATORS.get(source) or _WORDLIKE_OPERATORS[source], source)
        else:
            if source[0] in "-−" and (len(source) > 1 or text[piece.end() : piece.end() + 1] in tuple(_QUOTES + "(")):
                yield _Lexeme("not", "NOT")
                source = source[1:]
            if leaves := _plain(source, reading):
                yield _Lexeme("leaf", source, leaves)


def _phrase(quoted: str, reading: _Reading) -> tuple[Node, ...]:
    if "*" in quoted or "~" in quoted:
        reading.notices.append(_("Inside quotation marks * and ~ mean nothing and were ignored."))
    words = tuple(token.text for token in tokens(quoted))
    reading.counted(len(words))
    if len(words) > 1:
        return (Phrase(words, reading.mode),)
    return tuple(Word(word, reading.mode) for word in words)


def _plain(source: str, reading: _Reading) -> tuple[Node, ...]:
    """Read a piece without spaces; words joined by hyphens in it are a phrase."""
    body, last = _tail(source)
    found = list(tokens(body))
    if not found:
        return ()
    reading.counted(len(found))
    words = tuple(token.text for token in found)
    gaps = [body[a.end : b.start] for a, b in pairwise(found)]
    if last is None and gaps and all(_hyphens.fullmatch(gap) for gap in gaps):
        return (Phrase(words, reading.mode),)
    if last is None:
        return tuple(Word(word, reading.mode) for word in words)
    return (*(Word(word, reading.mode) for word in words[:-1]), _loosened(words[-1], last))


def _tail(source: str) -> tuple[str, str | None]:
    """Split off a ``*`` or ``~`` that ends the piece, with the distance; refuse a ``*`` anywhere else."""
    if fuzzy := _fuzzy_tail.search(source):
        body, last = source[: fuzzy.start()], "~" + fuzzy[1]
    elif prefix := _prefix_tail.search(source):
        body, last = source[: prefix.start()], "*"
    else:
        body, last = source, None
    has_word = any(True for _word in tokens(body))
    if "*" in body and has_word:
        raise QueryRefused(_("Put * only at the end of a word, after three letters or more: абаро*."))
    return body, last if has_word else None


def _loosened(word: str, sign: str) -> Node:
    if sign == "*":
        if len(word) < SHORTEST_PREFIX:
            raise QueryRefused(_("Write at least three letters before *."))
        return Prefix(word)
    if len(word) < SHORTEST_FUZZY:
        raise QueryRefused(_("Write at least four letters before ~."))
    if sign[1:] not in ("", "1", "2"):
        raise QueryRefused(_("After ~ write 1 or 2: how many letters may differ."))
    return Fuzzy(word, int(sign[1:]) if sign[1:] else allowed_distance(word))


class _Parser:
    """Recursive descent over lexemes whose brackets match: OR binds loosest, side by side means AND."""

    def __init__(self, lexemes: list[_Lexeme], reading: _Reading) -> None:
        self.lexemes, self.reading = lexemes, reading
        self.at = 0
        self.depth = 0

    def _next_kind(self) -> _Kind | None:
        return self.lexemes[self.at].kind if self.at < len(self.lexemes) else None

    def any_of(self) -> Node | None:
        parts: list[Node] = []
        while True:
            part = self._all_of()
            if part is not None:
                parts.append(part)
            if self._next_kind() != "or":
                break
            self.at += 1
        wanted = [part for part in parts if not isinstance(part, Not)]
        if wanted and len(wanted) < len(parts):
            self.reading.notices.append(_("A side of OR that only says what to leave out was ignored."))
        if not wanted:
            return parts[0] if parts else None
        return wanted[0] if len(wanted) == 1 else Or(tuple(wanted))

    def _all_of(self) -> Node | None:
        wanted: list[Node] = []
        unwanted: list[Node] = []
        negated = False
        while (kind := self._next_kind()) not in (None, "or", ")"):
            if kind in ("and", "not"):
                self.at += 1
                negated = negated != (kind == "not")
                continue
            for node in self._item():
                is_not = isinstance(node, Not)
                (unwanted if is_not != negated else wanted).append(node.part if isinstance(node, Not) else node)
            negated = False
        if not wanted:
            if not unwanted:
                return None
            return Not(unwanted[0] if len(unwanted) == 1 else Or(tuple(unwanted)))
        parts = (*wanted, *(Not(node) for node in unwanted))
        return parts[0] if len(parts) == 1 else And(parts)

    def _item(self) -> tuple[Node, ...]:
        lexeme = self.lexemes[self.at]
        self.at += 1
        if lexeme.kind != "(":
            return lexeme.nodes
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryRefused(_("Use fewer brackets inside one another."))
        inner = self.any_of()
        self.depth -= 1
        self.at += 1  # the closing bracket
        return () if inner is None else (inner,)
