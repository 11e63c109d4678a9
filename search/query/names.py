"""The words of the query language in the languages of its readers: operators and fields."""

from typing import Literal

from search.analysis import fold
from search.query.tree import FieldName

Joiner = Literal["and", "or", "not", "near"]

OPERATORS: dict[str, Joiner] = {"AND": "and", "OR": "or", "АБО": "or", "ИЛИ": "or", "NOT": "not"}
WORDLIKE_OPERATORS: dict[str, Joiner] = {
    "І": "and",
    "И": "and",
    "ТА": "and",
    "НЕ": "not",
    "NEAR": "near",
    "ПОБАЧ": "near",
    "РЯДОМ": "near",
    "ПОРУЧ": "near",
}
"""Common words too, and so not operators in a query that is typed in capitals throughout."""

NEAR_WORDS = tuple(word for word, kind in WORDLIKE_OPERATORS.items() if kind == "near")

FIELDS: dict[FieldName, dict[str, tuple[str, ...]]] = {
    "speaker": {
        "be": ("прамоўца", "выступоўца", "апавядальнік"),
        "ru": ("рассказчик", "говорит"),
        "uk": ("оповідач", "промовець"),
        "en": ("speaker", "narrator"),
    },
    "theme": {"be": ("тэма",), "ru": ("тема",), "uk": ("тема",), "en": ("theme",)},
    "language": {"be": ("мова",), "ru": ("язык",), "uk": ("мова",), "en": ("language",)},
    "interview": {
        "be": ("інтэрв'ю", "інтэрвію"),
        "ru": ("интервью",),
        "uk": ("інтерв'ю", "інтервью"),
        "en": ("interview",),
    },
}
"""The names of each field by language; the first of each is the one that is shown."""

VALUES: dict[FieldName, dict[str, str]] = {
    "speaker": {"be": "Лявон", "ru": "Тополь", "uk": "Леся", "en": "Lesia"},
    "theme": {"be": "страх", "ru": "страх", "uk": "страх", "en": "fear"},
    "language": {"be": "беларуская", "ru": "русский", "uk": "українська", "en": "English"},
    "interview": {"en": "OOU-7K3M"},
}
"""What may stand after each, as readers would say it."""

FIELD_OF: dict[str, FieldName] = {
    fold(name): field for field, languages in FIELDS.items() for names in languages.values() for name in names
}
"""The field that a folded name means."""


def names_in(language: str) -> dict[FieldName, str]:
    """Return what each field is called in ``language``."""
    return {field: languages.get(language, languages["en"])[0] for field, languages in FIELDS.items()}


def example_of(field: FieldName, language: str) -> str:
    """Return a field with a value, as one would write it in ``language``."""
    values = VALUES[field]
    return f"{names_in(language)[field]}:{values.get(language, values['en'])}"


def is_operator(word: str) -> bool:
    """Tell whether ``word`` in capitals joins or leaves out words."""
    return word.upper() in OPERATORS or word.upper() in WORDLIKE_OPERATORS
