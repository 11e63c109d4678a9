"""The reader's query read into a tree, or refused with a message that helps. docs/search.md has the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.query.lexing import Kind, Lexeme, Lexer, Reading
from search.query.limits import DEEPEST, LONGEST_QUERY, QueryRefused
from search.query.names import OPERATORS
from search.query.printing import printed
from search.query.tree import And, Fuzzy, Mode, Near, Node, Not, Or, Phrase, Prefix, Word, positive_leaves

_TRIES = 4  # an offer may be past another limit, and then its own offer is looked at


@dataclass(frozen=True)
class ParsedQuery:
    """``tree`` is None if there is nothing to look for; ``words`` are the words looked for, folded, in their order.

    ``corrected`` is the query as it was understood, if quotes or brackets had to be mended. ``offer`` is another query
    that may have been meant.
    """

    tree: Node | None
    notices: tuple[str, ...] = ()
    corrected: str | None = None
    words: tuple[str, ...] = ()
    offer: str | None = None


def parse(text: str, *, mode: Mode = "all") -> ParsedQuery:
    """Read ``text``; raise ``QueryRefused`` past a limit, and nothing else for any text.

    A query of operators or punctuation alone, or of words to leave out alone, has no tree and a notice that says so.
    """
    try:
        return _read(text, mode)
    except QueryRefused as refused:
        refused.offer = _working(refused.offer, mode)
        raise


def _working(offer: str | None, mode: Mode) -> str | None:
    """Return the first of an offer, its own offer and so on that can be read and looks for something."""
    for _try in range(_TRIES):
        if not offer:
            return None
        try:
            return offer if _read(offer, mode).tree is not None else None
        except QueryRefused as again:
            offer = again.offer
    return None


def _read(text: str, mode: Mode) -> ParsedQuery:
    text = " ".join(text.split())
    if len(text) > LONGEST_QUERY:
        message = _("Shorten the query to %(most)d characters or fewer.") % {"most": LONGEST_QUERY}
        raise QueryRefused(message, text[: LONGEST_QUERY + 1].rpartition(" ")[0])
    reading = Reading(text, mode)
    lexemes = Lexer(reading).lexemes()
    if len(lexemes) == 1 and not reading.mended and (word := lexemes[0].source).upper() in OPERATORS:
        hint = _("“%(word)s” alone joins or leaves out words. To look for the word itself, put it in quotation marks.")
        return ParsedQuery(None, (hint % {"word": word},), offer=f'"{word}"')
    parser = _Parser(lexemes, reading)
    tree = parser.any_of()
    if isinstance(tree, Not):
        reading.notice(_("Add a word to look for: this query only says what to leave out."))
        tree = None
    elif tree is None and text:
        reading.notice(_("There is no word to look for in this query. Type one or more words."))
    corrected = _corrected(parser.kept(), tree, mode) if reading.mended and tree is not None else None
    return ParsedQuery(tree, tuple(reading.notices), corrected, tuple(_words(tree)), reading.offer)


def _corrected(lexemes: Sequence[Lexeme], tree: Node, mode: Mode) -> str | None:
    """Return the query as it was understood, in the reader's own words if they can be read so."""
    spelt = _spelt(lexemes)
    reading = Reading(spelt, mode)
    if (
        len(spelt) <= LONGEST_QUERY
        and _Parser(Lexer(reading).lexemes(), reading).any_of() == tree
        and not reading.mended
    ):
        return spelt
    spelt = printed(tree, mode)
    return spelt if len(spelt) <= LONGEST_QUERY else None


def _words(tree: Node | None) -> Iterator[str]:
    for leaf in positive_leaves(tree):
        yield from leaf.words if isinstance(leaf, Phrase) else (leaf.text,)


def _spelt(lexemes: Sequence[Lexeme]) -> str:
    """Return the query that these lexemes stand for."""
    text, before = "", ""
    for lexeme in lexemes:
        glued = before in ("", "(", "-") or lexeme.kind == ")"
        text += lexeme.source if glued else f" {lexeme.source}"
        before = lexeme.source
    return text


class _Parser:
    """Recursive descent over lexemes whose brackets match: OR binds loosest, side by side means AND, NEAR tightest."""

    def __init__(self, lexemes: list[Lexeme], reading: Reading) -> None:
        self.lexemes, self.reading = lexemes, reading
        self.at = 0
        self.depth = 0
        self.ignored: set[int] = set()

    def kept(self) -> list[Lexeme]:
        """Return the lexemes that meant something."""
        return [lexeme for at, lexeme in enumerate(self.lexemes) if at not in self.ignored]

    def _next_kind(self) -> Kind | None:
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
            self.reading.notice(_("A side of OR that only says what to leave out was ignored."))
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
            nodes = self._near_one_another()
            for node in nodes:
                is_not = isinstance(node, Not)
                (unwanted if is_not != negated else wanted).append(node.part if isinstance(node, Not) else node)
            negated = negated and not nodes
        if not wanted:
            if not unwanted:
                return None
            return Not(unwanted[0] if len(unwanted) == 1 else Or(tuple(unwanted)))
        parts = (*wanted, *(Not(node) for node in unwanted))
        return parts[0] if len(parts) == 1 else And(parts)

    def _near_one_another(self) -> tuple[Node, ...]:
        """Read an item and all that NEAR joins to it. A NEAR that lacks a side is ignored."""
        nodes: tuple[Node, ...] = () if self._next_kind() == "near" else self._item()
        while self._next_kind() == "near":
            at, distance = self.at, self.lexemes[self.at].distance
            self.at += 1
            following = self._item() if nodes and self._next_kind() in ("(", "leaf") else ()
            joined = _joined(nodes, following, distance)
            if joined is None:
                self.ignored.add(at)
                hint = _("%(near)s needs a word, a phrase or (words joined by OR) on each side, and was ignored.")
                self.reading.mend(hint % {"near": self.lexemes[at].source})
            nodes = joined or nodes + following
        return nodes

    def _item(self) -> tuple[Node, ...]:
        lexeme = self.lexemes[self.at]
        self.at += 1
        if lexeme.kind != "(":
            return lexeme.nodes
        self.depth += 1
        if self.depth > DEEPEST:
            flat = self.reading.text.replace("(", " ").replace(")", " ")
            raise QueryRefused(_("Use fewer brackets inside one another."), " ".join(flat.split()))
        inner = self.any_of()
        self.depth -= 1
        self.at += 1  # the closing bracket
        return () if inner is None else (inner,)


def _joined(left: Sequence[Node], right: Sequence[Node], distance: int) -> tuple[Node, ...] | None:
    """Join the last of ``left`` and the first of ``right``; the largest distance holds for a whole chain."""
    if not left or not right:
        return None
    parts: list[Node] = []
    for one in (left[-1], right[0]):
        if isinstance(one, Near):
            parts += one.parts
            distance = max(distance, one.distance)
        elif _can_be_near(one):
            parts.append(one)
        else:
            return None
    return (*left[:-1], Near(tuple(parts), distance), *right[1:])


def _can_be_near(node: Node) -> bool:
    if isinstance(node, Or):
        return all(map(_can_be_near, node.parts))
    return isinstance(node, Word | Prefix | Fuzzy | Phrase)
