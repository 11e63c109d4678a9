"""Lines of the spelling dictionary → words: sets of forms that a reader takes for one word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from search.analysis.belarusian.building.hunspell import Line, Rule, forms_of, prefixed
from search.analysis.belarusian.building.nouns import PLURAL, SINGULAR, SUPPLETIVE, UNCHANGING, Nouns
from search.analysis.belarusian.building.verbs import (
    Infinitives,
    Kind,
    gerunds,
    infinitives,
    is_reflexive,
    looks_infinitive,
    of_giving,
    own_forms,
)

_ADJECTIVES = frozenset("VZS")
_ADVERBS = "X"
_VERBS = frozenset("cefghbdjxynklmswqotv")
_ONLY_VERBS = "K"
_PRESENT = ("", "d", "e", "g")
_NEW_WORDS = frozenset("Apz")  # не-, па-, за- make other words
_SPELLINGS = frozenset("ui")  # ў and і- in front make another spelling of the same
_MASCULINE = frozenset("UH")
_FINITE: tuple[Kind, ...] = ("present", "past", "bare past")
_OF_VERBS = ("ш", "ць", "це", "ла", "ло", "лі", "шы", "чы", "цца", "ся", "ем", "ём", "ім", "ым", "ю", "ў")
_MAYBE_OF_VERBS = ("е", "э", "а", "у", "ам", "ом")
_FEWEST = 3
_ABSTRACT = "асць"
_BOOKISH = ("аю", "яю", "ою", "ею", "ёю")

_Line = tuple[Line, list[tuple[str, str]]]


@dataclass
class Words:
    """Sets of forms, by a key that says what each is: ("verb", "рабіць"), ("noun", "рука")."""

    forms: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, kind: str, head: str, forms: Iterable[str]) -> None:
        """Add forms to a word."""
        self.forms[kind, head].update(forms)

    def add_verb(self, infinitive: str, forms: Iterable[str]) -> None:
        """Add forms to a verb; those in -ся are a word of their own."""
        for form in forms:
            self.forms["verb in -ся" if is_reflexive(form) else "verb", infinitive].add(form)


@dataclass
class _Sorted:
    """Lines by what they are, each with its forms."""

    adjectives: list[_Line] = field(default_factory=list)
    verbs: list[_Line] = field(default_factory=list)
    nouns: list[_Line] = field(default_factory=list)
    bare: list[tuple[str, bool]] = field(default_factory=list)


def _every_line(lines: Iterable[Line], rules: Mapping[str, list[Rule]]) -> Iterator[Line]:
    for line in lines:
        flags = line.flags - _SPELLINGS
        # The dictionary writes ў where the word before ends in a vowel; alone the word begins with у.
        plain = Line("у" + line.word[1:] if line.word.startswith("ў") else line.word, flags - _NEW_WORDS)
        yield plain
        for flag, other in prefixed(line, dict(rules)):
            if flag in _NEW_WORDS:
                yield Line(other.word, plain.flags)


def _sort(lines: Iterable[Line], rules: dict[str, list[Rule]]) -> _Sorted:
    found = _Sorted()
    for line in _every_line(lines, rules):
        forms = forms_of(line, rules)
        if line.flags & _ADJECTIVES:
            found.adjectives.append((line, forms))
        elif line.flags & _VERBS:
            found.verbs.append((line, forms))
        elif line.flags & (SINGULAR | PLURAL):
            found.nouns.append((line, forms))
        else:
            found.bare.append((line.word, _ONLY_VERBS in line.flags))
    return found


def link(lines: Iterable[Line], rules: dict[str, list[Rule]]) -> Words:
    """Return the words that the lines of the dictionary make."""
    parts = _sort(lines, rules)
    words = Words()
    suppletives = _add_suppletives(words)
    parts.bare = [(word, is_verb) for word, is_verb in parts.bare if word not in suppletives]
    known, bare = _add_verbs(words, parts)
    _add_gerunds(words)
    parts.nouns = _without_bookish(words, parts.nouns)
    parts.adjectives = _without_bookish(words, parts.adjectives)
    _add_adjectives(words, parts, known)
    _add_nouns(words, parts, bare, suppletives)
    return words


def _without_bookish(words: Words, lines: list[_Line]) -> list[_Line]:
    """Return lines without their longer instrumental where it is a verb's form: думаю is думаць, думай is дума's too.

    Hardly anybody says it, and the verb's form is among the most frequent.
    """
    of_verbs = {form for (kind, _head), forms in words.forms.items() if kind == "verb" for form in forms}
    return [
        (line, [one for one in forms if not (one[0].endswith(_BOOKISH) and one[0] in of_verbs)])
        for line, forms in lines
    ]


def _add_suppletives(words: Words) -> dict[str, str]:
    """Add nouns whose forms have several roots; return which noun each form is of."""
    head_of: dict[str, str] = {}
    for row in SUPPLETIVE.split("\n"):
        if forms := row.split():
            words.add("noun", forms[0], forms)
            head_of |= dict.fromkeys(forms, forms[0])
    return head_of


def _add_verbs(words: Words, parts: _Sorted) -> tuple[Infinitives, list[str]]:
    """Add verbs; return them, and the bare words that are no part of any."""
    apart: list[tuple[str, list[str]]] = []
    known: set[str] = set()
    for line, forms in parts.verbs:
        if both := of_giving(line.word):
            known.update(both)
            for form, flag in forms:
                words.add_verb(both[flag not in _PRESENT], [form])
            continue
        every = [form for form, _flag in forms]
        own = infinitives(forms, line.flags)
        known |= own
        for infinitive in sorted(own):
            words.add_verb(infinitive, every)
        if not own:
            apart.append((line.word, every))
    left = []
    for word, is_verb in parts.bare:
        if word.islower() and looks_infinitive(word):
            known.add(word)
            words.add_verb(word, [word, word + "ся"] if is_verb else [word])
        else:
            left.append((word, is_verb))
    found = Infinitives(known)
    for infinitive in sorted(known):
        words.add_verb(infinitive, own_forms(infinitive))
    for head, every in apart:
        for infinitive in found.of(head, _FINITE) or [head]:
            words.add_verb(infinitive, every)
    return found, [word for word, is_verb in left if not _add_bare_verb(words, found, word, is_verb)]


def _add_bare_verb(words: Words, found: Infinitives, word: str, is_verb: bool) -> bool:
    """Add a form to its verb, if it is one; ``is_verb`` says that the dictionary tells so."""
    if is_verb:
        own = found.of(word, _FINITE) or [word]
    elif not word.islower() or len(word) < _FEWEST or word in UNCHANGING:
        return False
    elif word.endswith(_OF_VERBS):
        own = found.of(word, _FINITE, furthest=3)
    else:
        own = found.of(word, _FINITE if word.endswith(_MAYBE_OF_VERBS) else ("bare past",), furthest=1)
    for infinitive in own:
        words.add_verb(infinitive, [word, word + "ся"] if is_verb else [word])
    return bool(own)


def _add_gerunds(words: Words) -> None:
    for (kind, head), forms in words.forms.items():
        if kind.startswith("verb"):
            forms.update([*gerunds(head, forms)])


def _add_adjectives(words: Words, parts: _Sorted, known: Infinitives) -> None:
    """Add adjectives, and participles to their verbs.

    A participle that has an abstract noun has become an adjective: складаны, складанасць, no part of складаць.
    """
    abstract = {line.word for line, _forms in parts.nouns if line.word.endswith(_ABSTRACT)}
    for line, forms in parts.adjectives:
        own = {form for form, flag in forms if flag != _ADVERBS}
        adverbs = {form for form, flag in forms if flag == _ADVERBS}
        verbs = (
            known.of(line.word, ("participle", "soft participle"), furthest=2)
            if line.word.endswith(("ны", "ты")) and line.word[:-1] + _ABSTRACT not in abstract
            else []
        )
        for infinitive in verbs:
            words.add("verb", infinitive, own | adverbs)
        if not verbs:
            words.add("adjective", line.word, own)
            if adverbs:
                words.add("adverb", line.word, adverbs)


def _add_nouns(words: Words, parts: _Sorted, bare: list[str], suppletives: Mapping[str, str]) -> None:
    whole = [line for line, _forms in parts.nouns if line.flags & SINGULAR]
    nouns = Nouns((line.word, bool(line.flags & PLURAL), _lacks_nominative(line)) for line in whole)
    plurals = []
    for line, forms in parts.nouns:
        heads = [] if line.flags & SINGULAR else nouns.of_plural(line.word)
        if not heads and not line.flags & SINGULAR:
            plurals.append(line.word)
        head = suppletives.get(line.word) or (heads or [line.word])[0]
        words.add("noun", head, (form for form, _flag in forms))
    alone = Nouns((word, False, False) for word in plurals)
    for word in bare:
        heads = [] if word in UNCHANGING else nouns.of_form(word) or alone.of_form(word)
        words.add("noun" if heads else "other", (heads or [word])[0], [word])


def _lacks_nominative(line: Line) -> bool:
    """Tell whether a line is a masculine noun without its nominative: стала, whose nominative стол stands apart."""
    return line.word.endswith(("а", "я")) and bool(line.flags & _MASCULINE) and "O" not in line.flags
