"""The markup of editorial pages: CommonMark's headings, lists, quotes, emphasis and links, and nothing else.

The library reads the text into a tree; the elements are written here, by ``format_html``, so every word is escaped on
its way out and no attribute comes from the text but the address of a link that :func:`is_allowed` let through.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

RULES = ("heading", "list", "blockquote", "hr", "emphasis", "link", "escape", "newline")
_ELEMENTS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
    "em": "em",
    "strong": "strong",
}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")

Address = Callable[[str], str]
"""Turns a link of the text into the address to link, or ``""`` if nothing may be linked."""


def is_allowed(address: str) -> bool:
    """Tell whether a page may link ``address``: https, a page of this site, a place on it, or an onion."""
    if address.startswith("#"):
        return True
    if address.startswith("/"):
        return not address.lower().startswith(("//", "/\\", "/%5c"))  # browsers take both for a host
    if any(ord(letter) < 33 for letter in address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and "@" not in parts.netloc and (parts.scheme == "https" or _is_onion(parts.scheme, host))


def _is_onion(scheme: str, host: str) -> bool:
    return scheme == "http" and host.endswith(".onion")


def refused_links(text: str) -> list[str]:
    """Return the addresses that ``text`` wants to link and may not; they are shown as they were typed."""
    return [found for found in dict.fromkeys(_LINK.findall(text)) if not is_allowed(found)]


class _Reader(MarkdownIt):
    """The library's reader with the rules above, and our word on what may be linked."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(RULES)

    def validateLink(self, url: str) -> bool:
        return is_allowed(url)


def as_typed(address: str) -> str:
    """Link what was typed."""
    return address


def rendered(text: str, address: Address = as_typed) -> SafeString:
    """Return ``text`` as HTML. A heading of the first level becomes an ``h2``: the title of a page is its ``h1``.

    ``address`` may change what is linked; a link that it answers with nothing is shown as words.
    """
    root = SyntaxTreeNode(_Reader().parse(text))
    return _joined(_written(child, address) for child in root.children)


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _written(node: SyntaxTreeNode, address: Address) -> SafeString:
    if node.type == "text":
        return format_html("{}", node.content)
    if node.type in ("softbreak", "hardbreak"):
        return format_html("<{}>", "br") if node.type == "hardbreak" else format_html("{}", "\n")
    if node.type == "hr":
        return format_html("<{}>", "hr")
    inside = _joined(_written(child, address) for child in node.children)
    if node.type == "inline":
        return inside
    if node.type == "paragraph" and node.hidden:  # in a list whose items stand close together
        return inside
    if node.type == "heading":
        level = "3" if node.tag not in ("h1", "h2") else "2"
        return format_html("<h{}>{}</h{}>\n", level, inside, level)
    if node.type == "ordered_list":
        return format_html('<ol start="{}">{}</ol>\n', int(node.attrs.get("start", 1)), inside)
    if node.type == "link":
        return _link(address(str(node.attrs["href"])), inside)
    element = _ELEMENTS[node.type]
    return format_html("<{}>{}</{}>", element, inside, element)


def _link(address: str, inside: SafeString) -> SafeString:
    if not address or not is_allowed(address):
        return inside
    if _SCHEME.match(address):
        return format_html('<a href="{}" rel="noreferrer noopener external">{}</a>', address, inside)
    return format_html('<a href="{}">{}</a>', address, inside)
