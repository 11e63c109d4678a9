"""Where an answer leads: links, forms and the addresses in scripts, styles, feeds and JSON."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from archive_site.leaktest.planting import BEACON_WORD
from archive_site.leaktest.reading import Answer, Pairs

_LINKING = {"href", "src", "action", "formaction", "poster", "data", "cite", "content"}
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")
_QUOTED = re.compile(r"[\"'](/[^\"'\s<>\\]*)[\"']")
_BETWEEN = re.compile(r">\s*((?:https?:/)?/[^<\s]+)\s*<")
_ORIGIN = "http://archive.test"


@dataclass
class Form:
    """A form: each field with the values it offers, the first of them the one it has."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells one kind of form from another."""
        return f"{self.method} {self.action} {sorted(self.fields)}"

    def fillings(self) -> Iterator[Pairs]:
        """Yield the form as it stands, then with a word, and with each other value of each field."""
        first = {name: values[0] for name, values in self.fields.items()}
        yield _pairs(first)
        for name, values in self.fields.items():
            for value in values[1:]:
                yield _pairs(first | {name: value})


def _pairs(values: dict[str, str]) -> Pairs:
    return tuple((name, value) for name, value in values.items() if value)


class _Page(HTMLParser):
    """Gathers links and forms."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if name == "srcset":
                self.links += [part.split()[0] for part in value.split(",") if part.strip()]
            elif name == "style":
                self.links += _CSS.findall(value)
            elif (name in _LINKING and tag != "form" and " " not in value) or value.startswith(("/", "?")):
                self.links.append(value)
        if tag == "form":
            action = urljoin(self.base, values.get("action", ""))
            self._open = Form(action, values.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str]) -> None:
        form, name = self._open, values.get("name", "")
        if form is None:
            return
        if tag == "select":
            self._select = name
            form.fields.setdefault(name, [""])
        elif tag == "option" and self._select:
            form.fields[self._select].append(values.get("value", ""))
        elif tag in ("input", "textarea", "button") and name:
            kind = values.get("type", "text")
            given = form.fields.setdefault(name, [])
            if kind in ("checkbox", "radio"):
                given += ["", values.get("value", "on")] if not given else [values.get("value", "on")]
            elif kind in ("hidden", "submit"):
                given.append(values.get("value", ""))
            elif kind != "file":
                given += [values.get("value", ""), BEACON_WORD]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def links_and_forms(address: str, answer: Answer) -> tuple[list[str], list[Form]]:
    """Return the addresses on this site that ``answer`` names, in one spelling each, and its forms."""
    kind, text = answer.content_type, answer.body.decode("utf-8", "replace")
    found = [answer.header("Location"), *re.findall(r"<([^>]+)>", answer.header("Link"))]
    forms: list[Form] = []
    if kind == "text/html":
        page = _Page(address)
        page.feed(text)
        found += page.links
        forms = [one for one in page.forms if is_here(one.action) and one.fields]
    elif kind == "text/css":
        found += _CSS.findall(text)
    elif kind.endswith(("xml", "json", "javascript")):
        found += [html.unescape(one) for one in _QUOTED.findall(text) + _BETWEEN.findall(text)]
    here = (canonical(address, one) for one in found if one)
    return list(dict.fromkeys(one for one in here if one)), forms


def is_here(address: str) -> bool:
    """Tell whether ``address`` leads to this site."""
    return urlsplit(address).netloc in ("", urlsplit(_ORIGIN).netloc)


def canonical(base: str, link: str) -> str:
    """Return ``link`` from the page ``base`` as a path with its query in order; ``""`` if it leads elsewhere."""
    try:
        scheme, host, path, query, _fragment = urlsplit(urljoin(_ORIGIN + quote(unquote(base), safe="/?&=%+:"), link))
    except ValueError:
        return ""
    if scheme not in ("http", "https") or host != urlsplit(_ORIGIN).netloc:
        return ""
    pairs = sorted(dict.fromkeys(parse_qsl(query, keep_blank_values=True)))
    return path + (f"?{urlencode(pairs)}" if pairs else "")
