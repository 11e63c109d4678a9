"""Some hundreds of queries that were made to hurt: what a fuzzer, a prankster or a pasted page would send."""

from collections.abc import Iterator
from itertools import product

SIGNS = [
    '"',
    "“",
    "«",
    "(",
    ")",
    "*",
    "~",
    "-",
    "=",
    ":",
    "/",
    "\\",
    "'",
    "’",
    "|",
    "^",
    "$",
    "[",
    "]",
    "{",
    "}",
    "?",
    "+",
]
SIGNS += [
    "%",
    "_",
    "&",
    ";",
    ",",
    "<",
    ">",
    "\0",
    "\n",
    "\t",
    "\u200b",
    "\u202e",
    "\u0301",
    "😀",
    "\u0308",
    "\ufeff",
    "\ud7ff",
]
OPERATORS = ["AND", "OR", "NOT", "NEAR", "NEAR/5", "NEAR/", "NEAR/0", "NEAR/999999", "NEAR/-1", "NEAR/" + "9" * 150]
OPERATORS += ["АБО", "НЕ", "І", "ПОБАЧ/3", "РЯДОМ", "ПОРУЧ/7"]
FIELDS = ["speaker:", "theme:", "language:", "interview:", "тэма:", "мова:", "прамоўца:", "рассказчик:", "nofield:"]
VALUES = ["", '""', "()", "*", "~9", "OR", "a" * 100, "' OR 1=1 --", "<script>", "😀", "-", "theme:", "OOU-7K3M", "zzz"]


def queries() -> Iterator[str]:
    """Yield each query once."""
    yield from dict.fromkeys((*_nested(), *_repeated(), *_wild(), *_pairs(), *_fields(), *_foreign()))


def _nested() -> Iterator[str]:
    for depth in (1, 5, 10, 11, 60, 99):
        yield "(" * depth + "oath" + ")" * depth
        yield "(" * depth
        yield ")" * depth
        yield "(a OR " * depth
        yield "-(" * depth + "oath"
        yield '"(' * depth


def _repeated() -> Iterator[str]:
    for sign in SIGNS:
        yield sign
        yield sign * 200
        yield f"oath{sign}order"
        yield f"{sign}oath"
        yield f"oath {sign} order"
    for operator in OPERATORS:
        yield operator
        yield f"{operator} " * 20
        yield f"oath {operator}"
        yield f"{operator} oath"
        yield f"oath {operator} order"


def _wild() -> Iterator[str]:
    yield from ("*", "**", "*a", "a*", "a*b", "*a*", "?????*", "oat*h", "oath**", "the*", "не* OR на* OR по*")
    yield from ("oath~9", "oath~99999999999999999999", "oath~~", "~oath", "a~", "oat~2", "order~2 OR " * 12 + "oath")
    yield from (f"{letters}*" for letters in ("при", "пра", "пер", "the", "con", "ааа", "zzz", "'''", "є'є"))
    yield " OR ".join(
        f"{letters}*" for letters in ("при", "пра", "пер", "зна", "ска", "ста", "про", "рас", "баг", "мал")
    )
    yield " ".join(["мова"] * 16)
    yield " ".join(["мова"] * 17)
    yield " NEAR/100 ".join(["а"] * 16)
    yield " NEAR/100 ".join(["(а OR і OR и)"] * 5)
    yield " ".join(f"x{n}" for n in range(16))
    yield " ".join("фывапролджэячсми")
    yield " ".join(["фыва", "олдж", "ячсм", "йцук", "qwer", "asdf", "zxcv", "hjkl", "uiop", "nmop", "вапр", "итьб"])


def _pairs() -> Iterator[str]:
    for one, other in product(
        ("oath", '"oath', "(oath", "-oath", "=oath", "oath*"), ('"', "(", "-", "=", "OR", "~", ":")
    ):
        yield f"{one} {other}"
        yield f"{other}{one}"


def _fields() -> Iterator[str]:
    for field, value in product(FIELDS, VALUES):
        yield field + value
    yield "theme:" * 30
    yield "speaker:a speaker:b speaker:c speaker:d language:e theme:f interview:g"
    yield "-theme:zzz"
    yield "oath -speaker:zzz"


def _foreign() -> Iterator[str]:
    yield from ("שלום עולם", "مرحبا", "\u202eoath\u202c", "你好", "🏳️‍🌈" * 20, "a\u0301" * 60, "\u0301" * 200, "ﷺ" * 200)
    yield from ("İ" * 100, "ß" * 100, "Ǆ" * 100, "ё" * 200, "Ё\u0301" * 60, "о" * 200, "прысяга\u200b" * 20)
    yield from ("(?:a+)+$", "^(a|b)*$", "[[:alpha:]]{1,99}", "\\d+\\1", "%s%s%n", "{{7*7}}", "${jndi:x}", "../../etc")
    yield from ("'; DROP TABLE x; --", "0x00", "NaN", "1e999", "-0", "null", "true", "a" * 199, "a b " * 50)
