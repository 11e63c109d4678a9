"""What a browser sends for a form of a page as it stands there: its fields with what they hold."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._address, self._fields = address, {}
        self._area = self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {}
            self.forms.append((urljoin(self._address, given.get("action", "")), self._fields))
        elif tag == "input" and given.get("name") and given.get("type") not in ("file", "submit"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._add(given["name"], given.get("value", "on" if "checked" in given else ""))
        elif tag == "textarea" and given.get("name"):
            self._area = given["name"]
            self._add(self._area, "")
        elif tag == "select" and given.get("name"):
            self._select, self._options = given["name"], []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))

    def handle_data(self, data):
        if self._area:
            self._fields[self._area][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""
        elif tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen] or [v for v, _ in self._options[:1]]
            for value in chosen:
                self._add(self._select, value)
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        self._fields.setdefault(name, []).append(value)


def _path(address: str) -> str:
    return urlsplit(address).path


def fields_of(client, address: str, action: str = "", holding: str = "") -> dict[str, list[str]]:
    """Return what the form of the page at ``address`` sends that goes to ``action`` and has a field ``holding``."""
    reader = _Forms(address)
    reader.feed(client.get(address).content.decode())
    wanted = _path(urljoin(address, action))
    found = [fields for where, fields in reader.forms if _path(where) == wanted and (not holding or holding in fields)]
    assert found, f"{address} has no form to {wanted}: {[where for where, _ in reader.forms]}"
    return {name: values for name, values in found[0].items() if name != "csrfmiddlewaretoken"}
