"""What two words are compared by that differ only in what stress and neighbouring letters change."""

import re

_MADE_EQUAL = str.maketrans(
    {"о": "а", "э": "а", "ё": "е", "я": "е", "ы": "і", "ю": "у", "ў": "в", "ц": "т"} | dict.fromkeys("ьЬ'’ʼ-", "")
)
_double = re.compile(r"(.)\1")

# The last consonants of a verb's root and what they become before some endings, the likelier first.
_SOFTENED = (
    ("ст", "шч"),
    ("сц", "шч"),
    ("ск", "шч"),
    ("сл", "шл"),
    ("здз", "здж"),
    ("зг", "здж"),
    ("с", "ш"),
    ("з", "ж"),
    ("т", "ч"),
    ("ц", "ч"),
    ("к", "ч"),
    ("дз", "дж"),
    ("д", "дж"),
    ("д", "ж"),
    ("дз", "ж"),
    ("г", "ж"),
    ("б", "бл"),
    ("п", "пл"),
    ("м", "мл"),
    ("в", "вл"),
    ("ф", "фл"),
    ("х", "ш"),
)


def skeleton(word: str, soft: str = "а") -> str:
    """Return ``word`` with stressed and unstressed, hard and soft, long and short letters made equal.

    ``soft`` is what е, ё and я become; а, о and э become а.
    """
    return _double.sub(r"\1", word.lower().replace("дз", "д").translate(_MADE_EQUAL).replace("е", soft))


def softened(stem: str) -> list[str]:
    """Return what ``stem`` becomes before endings which change its last consonants, the likelier first."""
    return [stem[: -len(hard)] + soft for hard, soft in _SOFTENED if stem.endswith(hard)]


def differences(one: str, other: str) -> int:
    """Return a rough distance: letters outside the common beginning and the common end."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return max(len(one), len(other)) - start - end
