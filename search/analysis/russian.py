"""Russian words by OpenCorpora's dictionary, as pymorphy3 reads it."""

import re
from functools import cache
from typing import NamedTuple

import pymorphy3_dicts_ru
from pymorphy3.opencorpora_dict.wrapper import Dictionary

_PREFIX = "r"
_place_or_surname = re.compile("Surn|Geox")
_name = re.compile("Name|Surn|Patr|Geox|Orgn|Trad")


class _Loaded(NamedTuple):
    dictionary: Dictionary
    yo: object


@cache
def _loaded() -> _Loaded:
    dictionary = Dictionary(pymorphy3_dicts_ru.get_path())
    return _Loaded(dictionary, dictionary.words.compile_replaces({"е": "ё"}))


def lemmas(word: str) -> tuple[str, ...]:
    """Return the terms of the normal forms of every analysis of the folded ``word``; none if it is not known."""
    dictionary, yo = _loaded()
    found = {
        dictionary.build_normal_form(paradigm, place, form).replace("ё", "е")
        for form, analyses in dictionary.words.similar_items(word, yo)
        for paradigm, place in analyses
    }
    return tuple(sorted(_PREFIX + lemma for lemma in found))


def may_be_name(word: str) -> bool:
    """Tell whether an analysis of the folded ``word`` is a place or a surname, or all are names; true if there is none.

    Places and surnames are forms of adjectives and nouns again and again (Калиновский, Львов).
    """
    dictionary, yo = _loaded()
    tags = [
        str(dictionary.build_tag_info(paradigm, place))
        for _form, analyses in dictionary.words.similar_items(word, yo)
        for paradigm, place in analyses
    ]
    return any(map(_place_or_surname.search, tags)) or all(map(_name.search, tags))
