"""What is asked for without any link to it: every address that the site knows, filled with every value there is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.urls import URLResolver, get_resolver
from django.utils import translation

from archive_site.api import api
from archive_site.leaktest.canaries import CONTROL, Canary, in_latin
from archive_site.leaktest.planting import BEACON_WORD, Plot
from archive_site.leaktest.reading import Asked
from archive_site.signed_in import is_for_staff
from interviews.models import Coding

EXTENSIONS = (
    "vtt",
    "srt",
    "txt",
    "json",
    "html",
    "docx",
    "odt",
    "pdf",
    "csv",
    "xml",
    "tsv",
    "zip",
    "qdpx",
    "ttml",
    "tei",
)
WELL_KNOWN = (
    *("/", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/humans.txt", "/.well-known/security.txt", "/feed/"),
    *("/health/", "/feed.xml", "/rss.xml", "/atom.xml", "/media/", "/static/", "/index/", "/var/archive.sqlite3"),
    *("/api/", "/api/v1", "/api/v1/docs", "/nothing-here/", "/en/nothing-here/"),
)
SEARCH_FILTERS = ("theme", "branch", "rank", "interview")
LIST_FILTERS = ("theme", "branch", "rank", "language", "left")
_OF_THEMES = {"branch": "branch", "rank": "rank", "left": "left", "original": "language", "readable": "language"}
MODES = ("all", "exact", "sounds")
_FIRST = 4
_PARAMETER = re.compile(r"%\((\w+)\)s")
_HALVES = ("abcdefghijklmnopqrstuvwxyz", "абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя'")


@dataclass(frozen=True)
class Thoroughness:
    """How much is asked; what a run is spared by the defaults is nothing.

    ``per_path`` is how many different queries of one page are followed as links; ``asks`` are the places whose words
    are searched for and begun (None: all).
    """

    languages: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)
    per_path: int = 30
    short_prefixes: bool = True
    staff: bool = True
    static: bool = True
    asks: tuple[str, ...] | None = None

    def asked_of(self, plot: Plot) -> list[Canary]:
        """Return the planted words that are searched for."""
        if unknown := set(self.asks or ()) - {one.place for one in plot.canaries}:
            raise ValueError(f"Nothing was planted in {', '.join(sorted(unknown))}.")
        return [one for one in plot.canaries if self.asks is None or one.place in self.asks]


@dataclass
class Seeds:
    """Requests to begin with, and the names of parameters for which no real value was known."""

    requests: list[Asked] = field(default_factory=list)
    guessed: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """Return the seeds as plain values."""
        return {"addresses": [one.address for one in self.requests], "guessed": sorted(self.guessed)}

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Seeds":
        """Return the seeds that ``as_json`` wrote down."""
        return cls([Asked(address) for address in values["addresses"]], set(values["guessed"]))


def seeds(plot: Plot, how: Thoroughness) -> Seeds:
    """Return all that is asked for because it may be there. Reads the database as no reader can."""
    found = Seeds()
    addresses = [*WELL_KNOWN, *(f"/{code}" for code in how.languages)]
    addresses += _routes(plot, how, found.guessed)
    addresses += _described(plot, how)
    addresses += _filters(plot, how)
    addresses += [f"/static/{name}" for name in _static_files() if how.static]
    addresses += [f"{place}{name}" for name in plot.values["media"] for place in ("/media/", "/static/", "/")]
    addresses += _suggestions(plot, how)
    found.requests = [Asked(address) for address in dict.fromkeys(addresses)]
    return found


def _routes(plot: Plot, how: Thoroughness, guessed: set[str]) -> Iterator[str]:
    """Yield every pattern of the site, in every language, filled with every value that is known for its parameters."""
    values = {**plot.values, "language": list(how.languages), "extension": list(EXTENSIONS)}
    values |= {"stretch": ["0-20"], "kind": ["ris", "txt", "csv"]}  # a passage, its citation, a search as a file
    for number, language in enumerate(how.languages):
        with translation.override(language):
            templates = sorted(set(_templates(get_resolver(), "")))
        for template in templates:
            names = list(dict.fromkeys(_PARAMETER.findall(template)))
            staff = is_for_staff(f"/{template}")
            if staff and (number or not how.staff):
                continue
            if not staff:
                guessed.update(name for name in names if name not in values)
            choices = [values.get(name, ["1"])[: 1 if staff else None] for name in names]
            for chosen in product(*choices):
                yield "/" + template % dict(zip(names, chosen, strict=True))


def _templates(resolver: URLResolver, before: str) -> Iterator[str]:
    for _key, possibilities in resolver.reverse_dict.lists():
        for possibility, _pattern, _defaults, _converters in possibilities:
            yield from (before + template for template, _names in possibility)
    for prefix, inner in resolver.namespace_dict.values():
        yield from _templates(inner, before + prefix)


def _described(plot: Plot, how: Thoroughness) -> Iterator[str]:
    """Yield what the API's own description offers: each parameter with each value, in each language."""
    with translation.override("en"):
        paths = api.get_openapi_schema()["paths"]
    languages = {name: list(how.languages) for name in ("language", "original", "readable")}
    known: Mapping[str, list[str]] = {**plot.values, **languages}
    for path, operations in paths.items():
        if "{" in path:
            continue
        for parameter in operations["get"].get("parameters", ()):
            name, schema = parameter["name"], parameter["schema"]
            tried = known.get(name) or schema.get("enum") or _numbers(schema) or [BEACON_WORD]
            yield from (f"{path}?{name}={value}" for value in tried)
            if name != "q":
                yield from (f"{path}?{name}={value}&q={BEACON_WORD}" for value in tried)
        yield from (f"{path}?ui={code}" for code in how.languages)


def _numbers(schema: Mapping[str, Any]) -> list[str]:
    return [str(schema[name]) for name in ("minimum", "default", "maximum") if name in schema]


def _filters(plot: Plot, how: Thoroughness) -> Iterator[str]:
    """Yield the pages that filter, with every code there is, the hidden ones too."""
    known = {**plot.values, "language": list(how.languages)}
    for code in how.languages:
        for page, names in (("search", SEARCH_FILTERS), ("interviews", LIST_FILTERS)):
            for name in names:
                yield from (f"/{code}/{page}/?{name}={value}" for value in known[name])
    for one in (f"{name}={value}" for name in SEARCH_FILTERS for value in known[name]):
        yield f"/{how.languages[0]}/search/passages.json?{one}"
        yield f"/{how.languages[0]}/search/lines/?q={BEACON_WORD}&{one}"
    for theme, name, value in _narrowed_themes(known):
        yield f"/{how.languages[0]}/themes/{theme}/?{name}={value}"
    for side, code in product(("rows", "columns"), [*known["theme"], "year", "branch", "rank"]):
        yield f"/{how.languages[0]}/matrix/?{side}={code}"
    for accession in plot.values["accession"]:
        yield f"/{how.languages[0]}/interviews/{accession}/?find={BEACON_WORD}"
    for accession, one, beside in product(plot.values["accession"], how.languages, how.languages):
        yield f"/{how.languages[0]}/interviews/{accession}/print/?language={one}&beside={beside}"
        yield f"/{how.languages[0]}/interviews/{accession}/?transcript={one}&beside={beside}"
        yield f"/{one}/interviews/{accession}/passage/0-20/?transcript={beside}"
        yield f"/{one}/interviews/{accession}/passage/0-20/?transcript={beside}&title=none"


def _narrowed_themes(known: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield what each theme is narrowed by: all that any record coded with it has, hidden ones too, and one thing more.

    No record has both of the other pairs: of them nothing can come out that does not come out of the one.
    """
    has: set[tuple[str, str, str]] = set()
    columns = ("theme__code", *(f"interview__{name}" for name in ("branch__code", "rank__code", "left_on")))
    for theme, branch, rank, left in Coding.objects.order_by().values_list(*columns).distinct():
        has |= {(theme, "branch", branch), (theme, "rank", rank), (theme, "left", left[:4])}
    for theme, (name, among) in product(known["theme"], _OF_THEMES.items()):
        values = known.get(among, [])
        others = [value for value in values if (theme, name, value) not in has]
        wanted = set(values) - set(others[1:]) if name in ("branch", "rank", "left") else set(values)
        yield from ((theme, name, value) for value in values if value in wanted)


def _static_files() -> Iterator[str]:
    names = {str(path) for finder in get_finders() for path, _storage in finder.list([])}
    root = Path(settings.STATIC_ROOT)
    names |= {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} if root.is_dir() else set()
    yield from sorted(names)


def _suggestions(plot: Plot, how: Thoroughness) -> Iterator[str]:
    """Yield every beginning of every planted word, and every one and two letters of both alphabets."""
    words = [*(one.written for one in how.asked_of(plot)), BEACON_WORD]
    words += [CONTROL, in_latin(CONTROL)] if how.asks is None else []
    begun = dict.fromkeys(word[:length] for word in words for length in range(2, len(word) + 1))
    for number, q in enumerate(begun):
        # What a name is offered for, the first letters and the whole word decide; those are asked in every language.
        every = len(q) <= _FIRST or q in words
        languages = how.languages if every else (how.languages[number % len(how.languages)],)
        yield from (f"/api/v1/suggest?q={q}&ui={code}" for code in languages)
    if how.short_prefixes:
        for letters in _HALVES:
            yield from (f"/api/v1/suggest?q={a}{b}&ui={how.languages[0]}" for a in letters for b in ("", *letters))


@dataclass(frozen=True)
class Question:
    """A search for a word. ``words`` is what is typed; ``on_page`` asks the page in each language beside the API."""

    words: str
    mode: str = "all"
    on_page: bool = False


def questions(canaries: Iterable[Canary]) -> Iterator[Question]:
    """Yield what is searched for: each word in each way, all of its forms, its beginning, and nearly it."""
    for one in canaries:
        forms, stem = one.forms(), one.written
        yield Question(stem, on_page=True)
        yield from (Question(stem, mode) for mode in MODES[1:])
        yield Question(" OR ".join(forms[1:]))
        yield Question(" OR ".join(forms[1:]), "exact")
        yield Question(stem[:5] + "*")
        yield Question(stem + "~")
        yield Question(f"“{stem} {stem}”")
        yield Question(_misspelt(stem))
        yield Question(in_latin(stem) if not one.is_latin else one.stem, "sounds")


def _misspelt(word: str) -> str:
    """Return ``word`` with one letter changed, so that another spelling of it may be suggested."""
    return word[:2] + ("m" if word.isascii() else "м") + word[3:]


def asked_of_api(question: Question) -> Asked:
    """Return the question as a script asks it."""
    return Asked(f"/api/v1/search?q={question.words}&mode={question.mode}")


def asked_of_page(question: Question, language: str, *, by_post: bool) -> Asked:
    """Return the question as the search page sends it."""
    page = f"/{language}/search/"
    if by_post:
        return Asked(page, form=(("q", question.words), ("mode", question.mode)))
    return Asked(f"{page}?q={question.words}&mode={question.mode}")
