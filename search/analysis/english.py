"""English words by lemminflect's dictionary, and simplemma's list where that does not know them."""

import re
from collections.abc import Mapping
from functools import cache

import lemminflect
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

_PREFIX = "e"
_joined = re.compile("(?<=[a-z])'(?:s|d|m|ll|re|ve)$")


@cache
def _forms() -> Mapping[str, str]:
    return DefaultDictionaryFactory(cache_max_size=1).get_dictionary("en")


def lemmas(word: str) -> tuple[str, ...]:
    """Return the terms of all lemmas of the folded ``word``; none if it is not known.

    A word with another joined to it is that word: father's is father, they're they.
    """
    word = _joined.sub("", word)
    found = {lemma for several in _analyses(word).values() for lemma in several}
    other = _forms().get(word)
    if other is not None or (not found and (other := _forms().get(word.capitalize())) is not None):
        found.add(other)
    return tuple(sorted({_PREFIX + lemma.lower() for lemma in found}))


def may_be_name(word: str) -> bool:
    """Tell whether the folded ``word`` is known with a capital alone, or not at all."""
    word = _joined.sub("", word)
    return _forms().get(word) is None and not lemminflect.getAllLemmas(word)


def _analyses(word: str) -> Mapping[str, tuple[str, ...]]:
    found: Mapping[str, tuple[str, ...]] = lemminflect.getAllLemmas(word) or lemminflect.getAllLemmas(
        word, upos="PROPN"
    )
    return found
