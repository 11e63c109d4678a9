"""In the mode "sounds like": words that are said and sound nearly like one that nobody says."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from search.analysis import as_written, consonants
from search.query import And, Node, Or, Word, positive_leaves


def with_alike(
    tree: Node, text: str, is_said: Callable[[str], bool], similar: Callable[[str], list[str]]
) -> tuple[Node, tuple[str, ...]]:
    """Return ``tree``, which ``text`` reads as, with words beside those that nobody says, and a sentence for each.

    The words are those ``similar`` returns of the same consonants: unstressed vowels are written as they are heard.
    """
    found: dict[str, list[str]] = {}
    for leaf in positive_leaves(tree):
        if isinstance(leaf, Word) and leaf.mode == "sounds" and leaf.text not in found and not is_said(leaf.text):
            near = [one for one in similar(leaf.text) if consonants(one) == consonants(leaf.text)]
            found |= {leaf.text: near} if near else {}
    told = _("Nobody says “%(typed)s”. Also showing what sounds nearly like it: %(words)s.")
    written = as_written(text)
    return _beside(tree, found), tuple(
        told % {"typed": written.get(word, word), "words": ", ".join(map(quoted, near))} for word, near in found.items()
    )


def quoted(word: str) -> str:
    """Return ``word`` in the quotation marks of the reader's language."""
    return _("“%(word)s”") % {"word": word}


def _beside(node: Node, near: Mapping[str, list[str]]) -> Node:
    match node:
        case Word(text, "sounds") if text in near:
            return Or((node, *(Word(one, "sounds") for one in near[text])))
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(_beside(part, near) for part in parts))
    return node
