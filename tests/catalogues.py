"""The translation files against the code: what is extracted, what is missing, and how to bring them up to date.

Everything is done in Python, with Babel and enmerkar's reader of Django templates: no gettext tools are needed.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from interviews.formats.foreign import KINDS
from interviews.formats.messages import MESSAGES

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("be", "ru", "uk")
PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]|\{(\w*)\}")


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file that may hold strings, with the extraction method for it."""
    for room in ("archive_site", "interviews", "search"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, "python"
    for folder in (ROOT / "templates", ROOT / "interviews", ROOT / "search"):
        for path in sorted(folder.rglob("*.html")):
            yield path, "enmerkar.extract:extract_django"
    for path in sorted((ROOT / "templates").rglob("*.txt")):
        yield path, "enmerkar.extract:extract_django"


def extracted() -> Catalog:
    """Return every message of the code and the templates."""
    catalog = Catalog(domain="django", charset="utf-8")
    for path, method in sources():
        with path.open("rb") as file:
            for _, message, _, context in extract(method, file, keywords=KEYWORDS, comment_tags=("Translators:",)):
                if message and (not isinstance(message, tuple) or all(message)):
                    catalog.add(message, None, [(str(path.relative_to(ROOT)), 0)], context=context)
    for text in [*MESSAGES.values(), *sorted(KINDS)]:
        catalog.add(text, None, [("interviews/formats/messages.py", 0)])
    return catalog


def path_of(language: str) -> Path:
    """Return where the messages of ``language`` are kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def kept(language: str) -> Catalog:
    """Return the translations of ``language``, empty if there are none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Add new messages, empty, and drop those the code no longer holds; what is translated stays as it is."""
    code = extracted()
    for language in LANGUAGES:
        old, new = kept(language), Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False)
        new.header_comment = "# One of Us: the archive"
        new._plural_forms = PLURALS
        new._num_plurals = 3
        for message in sorted(code, key=lambda m: (sorted(m.locations)[0][0] if m.locations else "", str(m.id))):
            if not message.id:
                continue
            before = old.get(message.id, message.context)
            new.add(message.id, before.string if before else None, message.locations, context=message.context)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, new, width=120, include_lineno=False, sort_output=False, omit_header=False)


def _strings(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def placeholders(text: str) -> set[str]:
    """Return the names that ``text`` expects to be filled in."""
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def faults(language: str) -> list[str]:
    """Return a line for every message that is missing, fuzzy, obsolete or lacks a form or a placeholder."""
    code, have, found = extracted(), kept(language), []
    for message in code:
        if not message.id:
            continue
        other = have.get(message.id, message.context)
        found += _faults_of(message, other)
    known = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in code}
    for message in have:
        key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
        if message.id and key not in known:
            found.append(f"not in the code any more: {message.id!r}")
    return found


def _faults_of(message: Message, other: Message | None) -> list[str]:
    if other is None:
        return [f"missing: {message.id!r}"]
    strings = _strings(other.string)
    forms = 3 if message.pluralizable else 1
    if len(strings) != forms or not all(text.strip() for text in strings):
        return [f"not translated: {message.id!r}"]
    if other.fuzzy:
        return [f"fuzzy: {message.id!r}"]
    wanted = placeholders(_strings(message.id)[-1])
    for text in strings[-1:] if message.pluralizable else strings:
        if placeholders(text) != wanted:
            return [f"placeholders differ: {message.id!r} → {text!r}"]
    return []


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    for code in LANGUAGES:
        sys.stdout.write(f"{code}: {len(faults(code))} to do\n")
