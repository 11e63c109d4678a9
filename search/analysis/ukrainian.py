"""Ukrainian words by simplemma's list of forms."""

from collections.abc import Mapping
from functools import cache

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

_PREFIX = "u"


@cache
def _forms() -> Mapping[str, str]:
    return DefaultDictionaryFactory(cache_max_size=1).get_dictionary("uk")


def lemmas(word: str) -> tuple[str, ...]:
    """Return the terms of the folded ``word``'s lemma, as a word and as a name; none if it is not known."""
    forms = _forms()
    found = {lemma for lemma in (forms.get(word), forms.get(word.capitalize())) if lemma is not None}
    return tuple(sorted({_PREFIX + lemma.lower().replace("’", "'") for lemma in found}))


def may_be_name(word: str) -> bool:
    """Tell whether the folded ``word`` is known with a capital alone, or not at all."""
    return _forms().get(word) is None
