"""A tree written as a query that reads as that tree."""

from search.query.names import is_operator
from search.query.tree import And, Any, AtLeast, Field, Fuzzy, Having, Mode, Near, Node, Not, Or, Phrase, Prefix, Word


def printed(tree: Node | None, mode: Mode = "all") -> str:
    """Return a query that ``parse(…, mode=mode)`` reads as ``tree``, a tree that it has read.

    What no reader can type (``AtLeast``, ``Having``, ``Any``) raises ValueError.
    """
    match tree:
        case None:
            return ""
        case Or(parts):
            return " OR ".join(_inside(part, mode, Or) for part in parts)
        case And(parts):
            return " ".join(_inside(part, mode, And, Or) for part in parts)
    return _one(tree, mode)


def _inside(part: Node, mode: Mode, *looser: type) -> str:
    text = printed(part, mode)
    return f"({text})" if isinstance(part, looser) else text


def _one(node: Node, mode: Mode) -> str:
    match node:
        case Word(text, own):
            return _sign(own, mode) + (f'"{text}"' if is_operator(text) else text)
        case Phrase(words, own):
            return f'{_sign(own, mode)}"{" ".join(words)}"'
        case Prefix(text):
            return f"{text}*"
        case Fuzzy(text, distance):
            return f"{text}~{distance}"
        case Near(parts, distance):
            return f" NEAR/{distance} ".join(_inside(part, mode, Or) for part in parts)
        case Not(part):
            return f"-{_inside(part, mode, And, Or, Near)}"
        case Field(name, value):
            return f'{name}:"{value}"'
        case And() | Or():
            return f"({printed(node, mode)})"
        case AtLeast() | Having() | Any():
            raise ValueError("Nobody can type this.")


def _sign(own: Mode, mode: Mode) -> str:
    return "=" if own == "exact" and mode != "exact" else ""
