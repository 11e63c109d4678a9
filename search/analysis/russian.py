"""Russian words by OpenCorpora's dictionary, as pymorphy3 reads it."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pymorphy3_dicts_ru
from pymorphy3.analyzer import ProbabilityEstimator
from pymorphy3.opencorpora_dict.wrapper import Dictionary

_PREFIX = "r"
_LEAST = 0.08  # of all times that the word was counted
_place_or_surname = re.compile("Surn|Geox")
_name = re.compile("Name|Surn|Patr|Geox|Orgn|Trad")


class _Loaded(NamedTuple):
    dictionary: Dictionary
    yo: object
    chance: Callable[[str, str], float]


@cache
def _loaded() -> _Loaded:
    path = pymorphy3_dicts_ru.get_path()
    dictionary = Dictionary(path)
    return _Loaded(
        dictionary,
        dictionary.words.compile_replaces({"е": "ё"}),
        ProbabilityEstimator(path).p_t_given_w.prob,
    )


def lemmas(word: str) -> tuple[str, ...]:
    """Return the terms of the normal forms of the folded ``word``'s analyses; none if it is not known.

    A normal form is left out if the corpus that the dictionary counts in has the word hardly ever as that: власти,
    a form of власть, is one of the verb власть too. An abbreviation is a word of its own: им is no имя, см no смотреть.
    """
    dictionary, yo, chance = _loaded()
    chances: dict[str, float] = defaultdict(float)
    for form, analyses in dictionary.words.similar_items(word, yo):
        for paradigm, place in analyses:
            tag = str(dictionary.build_tag_info(paradigm, place))
            lemma = word if "Abbr" in tag else dictionary.build_normal_form(paradigm, place, form).replace("ё", "е")
            chances[lemma] += chance(word, tag)
    least = _LEAST * sum(chances.values())
    return tuple(sorted(_PREFIX + lemma for lemma, one in chances.items() if one >= least))


def may_be_name(word: str) -> bool:
    """Tell whether an analysis of the folded ``word`` is a place or a surname, or all are names; true if there is none.

    Places and surnames are forms of adjectives and nouns again and again (Калиновский, Львов).
    """
    dictionary, yo, _chance = _loaded()
    tags = [
        str(dictionary.build_tag_info(paradigm, place))
        for _form, analyses in dictionary.words.similar_items(word, yo)
        for paradigm, place in analyses
    ]
    return any(map(_place_or_surname.search, tags)) or all(map(_name.search, tags))
