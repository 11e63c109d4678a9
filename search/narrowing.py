"""What a reader names in a field of the query (``theme:fear``), looked up among what is public at this moment.

A value that is hidden and one that never was are answered with the same sentence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import haystack
from django.utils.translation import gettext as _

from interviews.languages import Language
from interviews.models import Interview
from interviews.models.interview import ACCESSION
from search import vocabulary
from search.analysis import fold, lemmas, tokens
from search.query import And, AtLeast, Field, Having, Mode, Near, Node, Not, Or, printed
from search.schema import OWNER, SPEAKER

_SHORTEST_NAME = 3  # letters of a name that are enough to tell it
_ALIKE = 0.7
_LANGUAGES = {
    "be": "беларуская белорусский білоруська belarusian",
    "ru": "руская русский російська russian расейская расійская",
    "uk": "украінская украинский українська ukrainian",
    "en": "англійская английский англійська english ангельская",
}


@dataclass
class UnknownName(Exception):
    """Nothing public is called so; ``offer`` is a query with a name that is near, or without it."""

    field: str
    message: str
    offer: str | None = None


def narrowed(tree: Node | None, mask: Callable[[], Mapping[int, int]], mode: Mode = "all") -> Node | None:
    """Return ``tree`` with what its fields mean; ``mask`` is asked only if it has any.

    Raises ``UnknownName`` for the first that means nothing.
    """
    if tree is None:
        return None
    try:
        return _mapped(tree, lambda field: _MEANINGS[field.name](field.value, mask()))
    except _Unknown as unknown:
        field, near = unknown.field, unknown.near
        other = _without(tree, field) if near is None else _mapped(tree, lambda one: _renamed(one, field, near))
        raise UnknownName(
            field.name, _SENTENCES[field.name]() % {"value": field.value}, printed(other, mode) if other else None
        ) from unknown


def _renamed(one: Field, field: Field, value: str) -> Field:
    return replace(one, value=value) if one == field else one


def _mapped(node: Node, change: Callable[[Field], Node]) -> Node:
    """Return ``node`` with its fields changed."""
    match node:
        case Field():
            try:
                return change(node)
            except LookupError as error:
                raise _Unknown(node, error.args[0] if error.args else None) from error
        case And(parts) | Or(parts) | AtLeast(parts) | Near(parts):
            return replace(node, parts=tuple(_mapped(part, change) for part in parts))
        case Not(part):
            return Not(_mapped(part, change))
    return node


def _without(node: Node, field: Field) -> Node | None:
    """Return what of ``node`` looks for something else than ``field`` names."""
    match node:
        case And(parts) | Or(parts):
            rest = tuple(one for part in parts if (one := _without(part, field)) is not None)
            if all(isinstance(one, Not) for one in rest):
                return None
            return rest[0] if len(rest) == 1 else replace(node, parts=rest)
        case Not(part):
            inner = _without(part, field)
            return None if inner is None else Not(inner)
    return None if node == field else node


class _Unknown(Exception):
    def __init__(self, field: Field, near: str | None) -> None:
        super().__init__()
        self.field, self.near = field, near


def _words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def _near(value: str, names: Iterable[str]) -> LookupError:
    """Return the error that says that nothing is called so, and what is called nearly so."""
    called: dict[str, str] = {}
    for name in names:
        words = _words(name)
        for folded in (" ".join(words), *(word for word in words if len(word) >= _SHORTEST_NAME)):
            called.setdefault(folded, name)
    close = get_close_matches(" ".join(_words(value)), list(called), 1, _ALIKE)
    return LookupError(called[close[0]]) if close else LookupError()


def _themes(value: str, mask: Mapping[int, int]) -> Node:
    """Return passages with the theme of this code or label, else with any whose label has the words in it.

    The code of a retired theme means its successor.
    """
    if (led := vocabulary.successors().get(value.lower())) is not None:
        return Having("themes", (led,))
    said = _words(value)
    labels = {
        theme.code: [str(getattr(theme, f"label_{code}") or "") for code in Language.values]
        for theme in vocabulary.public_themes().values()
    }
    codes = [code for code, named in labels.items() if value.lower() == code or said in map(_words, named)]
    codes = codes or [code for code, named in labels.items() if any(_begins(said, label) for label in named)]
    if not codes:
        raise _near(value, (label for named in labels.values() for label in named))
    return Having("themes", tuple(sorted(codes)))


def _begins(said: Iterable[str], label: str) -> bool:
    return all(any(word.startswith(one) for word in _words(label)) for one in said)


def _languages(value: str, mask: Mapping[int, int]) -> Node:
    said = fold(value)
    found = [
        code
        for code, names in _LANGUAGES.items()
        if said == code or (len(said) >= _SHORTEST_NAME and any(fold(name).startswith(said) for name in names.split()))
    ]
    if not found:
        raise _near(value, " ".join(_LANGUAGES.values()).split())
    return Having("language", tuple(found))


def _interviews(value: str, mask: Mapping[int, int]) -> Node:
    """Return passages of the interview of this number, else of those with the words in their title."""
    number = value.upper()
    public = Interview.objects.public()
    if ACCESSION.fullmatch(number):
        numbered = public.filter(accession=number).values_list("pk", flat=True)
        if numbered:
            return Having(OWNER, tuple(numbered))
    said = _words(value)
    titles = public.values_list("pk", *(f"title_{code}" for code in Language.values))
    found = [pk for pk, *named in titles if any(title and _begins(said, title) for title in named)]
    if not found:
        raise _near(value, (title for _pk, *named in titles for title in named if title))
    return Having(OWNER, tuple(sorted(found)))


def _speakers(value: str, mask: Mapping[int, int]) -> Node:
    """Return what is said under this name, and the interviews of the narrator of this name. Any form of it will do."""
    said = _words(value)
    labels = haystack.connections["default"].get_backend().speakers(mask)
    narrators = dict(Interview.objects.public().filter(narrator__isnull=False).values_list("pk", "narrator__name"))
    spoken = tuple(label for label in labels if _is_called(said, label))
    told = tuple(sorted(pk for pk, name in narrators.items() if _is_called(said, name)))
    found = [Having(SPEAKER, spoken), Having(OWNER, told)]
    some = tuple(one for one in found if one.values)
    if not some:
        raise _near(value, [*narrators.values(), *labels])
    return some[0] if len(some) == 1 else Or(some)


def _is_called(said: Iterable[str], name: str) -> bool:
    own = _words(name)
    forms = {lemma for word in own for lemma in lemmas(word)}
    return all(word in own or not forms.isdisjoint(lemmas(word)) for word in said)


_MEANINGS: dict[str, Callable[[str, Mapping[int, int]], Node]] = {
    "theme": _themes,
    "language": _languages,
    "interview": _interviews,
    "speaker": _speakers,
}
_SENTENCES: dict[str, Callable[[], str]] = {
    "theme": lambda: _("No theme is called “%(value)s”. Take a name from the list of themes."),
    "language": lambda: _("“%(value)s” is not a language of this archive. Write be, ru, uk or en, or its name."),
    "interview": lambda: _(
        "No interview has the number or the title “%(value)s”. Look it up in the list of interviews."
    ),
    "speaker": lambda: _("Nobody is called “%(value)s” here. Look the name up in the list of interviews."),
}
