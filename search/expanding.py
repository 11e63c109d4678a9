"""Other names for what a reader looks for: the glossary's forms of a term, a person or a place, in every language.

A word or several words side by side that are a form of an entry, in any inflection, are looked for by its other forms
too, which weigh less. What is looked for exactly as typed, what is left out (``-word``), and beginnings and near words
are never expanded: they say which letters are meant, and nobody should miss passages by words that they did not type.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, takewhile

from interviews.explaining import Find, Named
from interviews.languages import Language
from interviews.models import GlossaryTerm
from interviews.models.glossary import MOST_WORDS, GlossaryVersion
from search.analysis import Token, lemmas, tokens
from search.analysis.guessing import GUESSED
from search.query import And, Any, AtLeast, Node, Or, Phrase, Word

MOST_OTHERS = 24
"""Other forms of one entry that are looked for."""

MOST_IN_ALL = 60
"""Other forms that one query may ask for: what is past it is looked for as typed alone."""


def _terms(word: str) -> frozenset[str]:
    """Return what the forms of a folded word share."""
    return frozenset(lemmas(word)) or frozenset((word,))


def _is_filed_under(word: str, terms: frozenset[str], name: str, of_name: frozenset[str]) -> bool:
    """Tell whether a folded word is a form of a folded name; ``terms`` and ``of_name`` are what both are filed under.

    A name that a dictionary has in its first form is asked for by that. Of a name that no dictionary knows, terms are
    guessed and other names may share them, so all but its last letter has to stand there too.
    """
    own = {term for term in of_name if term[1:] == name}
    shared = terms & (own or of_name)
    guessed = all(term.startswith(GUESSED) for term in shared)
    return bool(shared) and (not guessed or word.startswith(name[:-1]))


@dataclass(frozen=True)
class Form:
    """A way to write the name of an entry; ``terms`` are those of each of its folded ``words``."""

    text: str
    language: str
    words: tuple[str, ...]
    terms: tuple[frozenset[str], ...]

    @property
    def node(self) -> Word | Phrase:
        """What finds it."""
        return Word(self.words[0]) if len(self.words) == 1 else Phrase(self.words)

    def is_within(self, other: "Form") -> bool:
        """Tell whether what finds ``other`` finds this one too: it is a form of it, or of one of its words."""
        if len(other.terms) == 1:
            return any(one & other.terms[0] for one in self.terms)
        return len(self.terms) == len(other.terms) and all(map(frozenset.intersection, self.terms, other.terms))


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary."""

    key: str
    kind: str
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Expansion:
    """An entry that some words of the query name: the other forms looked for, or left alone if not ``on``."""

    key: str
    typed: str
    forms: tuple[Form, ...]
    on: bool = True


@dataclass(frozen=True)
class Expanded:
    """A query with other names, and what these are, in the order of the query."""

    tree: Node | None
    expansions: tuple[Expansion, ...] = ()


class Glossary:
    """All entries, found by the words of their forms."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._starting: dict[str, list[tuple[Form, Entry]]] = defaultdict(list)
        for entry in self.entries:
            for form in entry.forms:
                for term in form.terms[0]:
                    self._starting[term].append((form, entry))

    def named(self, words: Sequence[str]) -> dict[int, list[Entry]]:
        """Return the entries that the first words of ``words`` are a form of, by how many words, most first."""
        if not words:
            return {}
        asked = [_terms(word) for word in words[:MOST_WORDS]]
        found: dict[int, dict[str, Entry]] = {}
        for term in asked[0]:
            for form, entry in self._starting.get(term, ()):
                if len(form.terms) <= len(asked) and all(map(frozenset.intersection, form.terms, asked)):
                    found.setdefault(len(form.terms), {})[entry.key] = entry
        return {size: [found[size][key] for key in sorted(found[size])] for size in sorted(found, reverse=True)}

    def names(self, text: str, language: str) -> Iterator[Named]:
        """Yield where ``text`` names an entry, the longest name first: in any form of the names in ``language``.

        By a name in another language only where it is written just so: words of four languages look alike. People and
        places are named with a capital, abbreviations in capitals. A word is a form of a name if the name is what a
        dictionary would file it under: “questions” are no “questioning”, although both come from one word.
        """
        words = list(tokens(text))
        terms = [_terms(word.text) for word in words]
        at = 0
        while at < len(words):
            written = [text[word.start : word.end] for word in words[at : at + MOST_WORDS]]
            best = max(self._named_at(at, words, terms, language, written), default=(0, ""))
            if best[0]:
                yield Named(words[at].start, words[at + best[0] - 1].end, best[1])
            at += best[0] or 1

    def _named_at(
        self, at: int, words: Sequence[Token], terms: Sequence[frozenset[str]], language: str, written: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        for term in terms[at]:
            for form, entry in self._starting.get(term, ()):
                size = len(form.terms)
                here = terms[at : at + size]
                if len(here) < size or (entry.kind != GlossaryTerm.Kind.TERM and not written[0][0].isupper()):
                    continue
                if form.text.isupper() and not all(map(str.isupper, written[:size])):
                    continue
                folded = tuple(word.text for word in words[at : at + size])
                just_so = form.words == folded
                if just_so or (
                    form.language == language and all(map(_is_filed_under, folded, here, form.words, form.terms))
                ):
                    yield size, entry.key


def names() -> tuple[GlossaryVersion, Find]:
    """Return the state of the glossary, and what finds its names in a text."""
    version = GlossaryTerm.objects.version()
    return version, _read(version).names


def glossary() -> Glossary:
    """Return the glossary as it is now; it is read again only if an entry was made, changed or deleted since."""
    return _read(GlossaryTerm.objects.version())


@lru_cache(maxsize=1)
def _read(version: GlossaryVersion) -> Glossary:
    return Glossary(Entry(term.key, term.kind, tuple(_forms(term))) for term in GlossaryTerm.objects.all())


def _forms(term: GlossaryTerm) -> Iterator[Form]:
    for language in Language.values:
        for text in term.forms(language):
            words = tuple(token.text for token in tokens(text))
            if words:
                yield Form(text, language, words, tuple(map(_terms, words)))


def expand(tree: Node | None, known: Glossary, without: Collection[str] = ()) -> Expanded:
    """Return ``tree`` with the other forms of what it names, without the entries whose keys are in ``without``."""
    expanding = _Expanding(known, frozenset(without))
    return Expanded(expanding.node(tree) if tree else None, tuple(expanding.made.values()))


@dataclass
class _Expanding:
    """What is learnt while one query is expanded."""

    known: Glossary
    without: frozenset[str]
    made: dict[str, Expansion] = field(default_factory=dict)
    left: int = MOST_IN_ALL

    def node(self, tree: Node) -> Node:
        match tree:
            case And(parts):
                inside = tuple(self._side_by_side(parts))
                return inside[0] if len(inside) == 1 else And(inside)
            case Or(parts):
                return Or(tuple(map(self.node, parts)))
            case AtLeast(parts):
                return replace(tree, parts=tuple(map(self.node, parts)))
            case Word(text, mode) if mode != "exact":
                return self._named(tree, (text,))
            case Phrase(words, mode) if mode != "exact":
                return self._named(tree, words)
            case _:
                return tree

    def _side_by_side(self, parts: Sequence[Node]) -> Iterator[Node]:
        """Yield the parts, those words together that name something together: the longest name first."""
        at = 0
        while at < len(parts):
            words = _run(parts[at:])
            size = next((size for size in self.known.named(words) if size > 1 and self._on(words[:size])), 1)
            if size == 1:
                yield self.node(parts[at])
            else:
                yield self._named(And(tuple(parts[at : at + size])), words[:size])
            at += size

    def _on(self, words: Sequence[str]) -> list[Entry]:
        """Return the entries that ``words`` name and that are not switched off; note those that are."""
        entries = self.known.named(words).get(len(words), [])
        for entry in entries:
            if entry.key in self.without:
                off = Expansion(entry.key, " ".join(words), tuple(_others(entry, words)), on=False)
                self.made.setdefault(entry.key, off)
        return [entry for entry in entries if entry.key not in self.without]

    def _named(self, typed: Node, words: Sequence[str]) -> Node:
        """Return ``typed``, which says ``words``, or the other forms of what it names."""
        others: list[Form] = []
        for entry in self._on(words):
            more = (form for form in _others(entry, words) if not any(map(form.is_within, others)))
            forms = tuple(islice(more, min(MOST_OTHERS, self.left)))
            if forms:
                self.left -= len(forms)
                others += forms
                self.made.setdefault(entry.key, Expansion(entry.key, " ".join(words), forms))
        return Any(typed, tuple(form.node for form in others)) if others else typed


def _run(parts: Iterable[Node]) -> tuple[str, ...]:
    """Return the words that ``parts`` begin with, as far as any of their forms will do."""
    words = takewhile(lambda part: isinstance(part, Word) and part.mode != "exact", parts)
    return tuple(word.text for word in words if isinstance(word, Word))


def _others(entry: Entry, words: Sequence[str]) -> Iterator[Form]:
    """Yield the forms of ``entry`` that find more than ``words`` do, the shortest first, each once."""
    kept = [Form(" ".join(words), "", tuple(words), tuple(map(_terms, words)))]
    for form in sorted(entry.forms, key=lambda form: len(form.words)):
        if not any(map(form.is_within, kept)):
            kept.append(form)
            yield form
