"""The sheet of the readers' pages: colours that can be read, a typeface cut to what is needed, a list that is true."""

import hashlib
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

from archive_site.static_files import without_comments
from interviews import roles

SHEET = (settings.BASE_DIR / "static/css/site.css").read_text(encoding="utf-8")
FONTS = settings.BASE_DIR / "static/fonts"
DARK, MORE = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
# What is read on what. The sheet's other colours are lines and washes.
READ_ON = {
    "ink": "paper sheet wash accent-wash",
    "soft": "paper sheet wash",
    "accent": "paper sheet wash accent-wash",
    "ok": "ok-wash paper sheet",
    "warn": "warn-wash paper sheet wash",
    "error": "error-wash paper sheet",
    "on-button": "button",
    "mark-ink": "mark",
}
SEEN_ON = {"line-strong": "paper sheet", "accent": "paper sheet", "button": "paper"}  # edges of controls, focus
AAA, OF_A_LINE, FOR_MORE = 7, 3, 10
LETTERS = {
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюяґ’ АБВГДЕЁЖЗІЙКЛМНОПРСТУЎФХЦЧШЫЬЭЮЯҐ",
    "łacinka": "abcćčdeéfghijklłmnńoprsśštuŭvyzźž ABCĆČDEFGHIJKLŁMNŃOPRSŚŠTUŬVYZŹŽ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ а́ о́",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ʼ АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
    "en": "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789",
    "signs": ".,:;!?…—–-()[]«»“”„‘’/%&§№·×→←↑ \u00a0\u202f",
}


def colours(*conditions: str) -> dict[str, str]:
    """Return the custom properties that hold under these media conditions, as the cascade leaves them."""
    found: dict[str, str] = {}
    for condition, body in re.findall(r"(?:@media ([^{]+) \{\s*)?:root \{(.*?)\}", SHEET, re.DOTALL):
        if condition.strip() != "print" and set(filter(None, re.split(r"\s+and\s+", condition.strip()))) <= {
            *conditions
        }:
            found |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", body))
    return found


def _light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1 to 21)."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, percent: int, ground: str) -> str:
    """Return what color-mix(in srgb, colour percent, ground) gives."""
    halves = [re.findall("..", one[1:]) for one in (colour, ground)]
    parts = [(int(one, 16), int(two, 16)) for one, two in zip(*halves, strict=True)]
    return "#" + "".join(f"{round((one * percent + two * (100 - percent)) / 100):02x}" for one, two in parts)


def test_contrast_is_counted_as_the_guidelines_count_it():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("conditions", [(), (DARK,), (MORE,), (MORE, DARK)], ids=" ".join)
def test_every_text_colour_has_the_highest_contrast_on_every_ground(conditions):
    least = FOR_MORE if MORE in conditions else AAA
    tokens = colours(*conditions)
    pairs = [(text, ground) for text, grounds in READ_ON.items() for ground in grounds.split()]
    found = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    assert {pair: round(value, 2) for pair, value in found.items() if value < least} == {}
    lines = [(line, ground) for line, grounds in SEEN_ON.items() for ground in grounds.split() if line != "button"]
    assert {pair for pair in lines if contrast(tokens[pair[0]], tokens[pair[1]]) < OF_A_LINE} == set()


@pytest.mark.parametrize("conditions", [(), (DARK,)], ids=" ".join)
def test_a_number_can_be_read_on_every_shade_of_the_matrix(conditions):
    tokens = colours(*conditions)
    shades = re.findall(
        r"\.shade-\d \{ background: color-mix\(in srgb, var\(--accent\) (\d+)%, var\(--paper\)\)", SHEET
    )
    assert len(shades) == 5
    for percent in shades:
        assert contrast(tokens["ink"], mixed(tokens["accent"], int(percent), tokens["paper"])) >= AAA


def test_text_is_coloured_by_the_measured_properties_alone():
    without_tokens = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    named = set(re.findall(r"(?<![\w-])color: var\(--([a-z-]+)", without_tokens))
    assert named <= {*READ_ON, "paper"}  # paper on ink: the button that leaves
    assert re.findall(r"(?<![\w-])color: #", without_tokens) == []


def faces() -> list[tuple[str, str]]:
    """Return the file and the ranges of each vendored part of the typeface."""
    return re.findall(r'@font-face \{[^}]*url\("\.\./fonts/([^"]+)"\)[^}]*unicode-range: ([^;]+);', SHEET)


def covered(ranges: str) -> set[int]:
    """Return the code points of a unicode-range."""
    found: set[int] = set()
    for one in ranges.replace("U+", "").split(", "):
        first, _, last = one.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_a_dark_scheme_changes_colours_and_nothing_else():
    blocks = []
    for sheet in sorted((settings.BASE_DIR / "static/css").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        blocks += re.findall(r"@media [^{]*prefers-color-scheme[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", text)
    assert len(blocks) >= 3
    for block in blocks:
        assert re.fullmatch(r"\s*:root\s*\{(\s*--[a-z0-9-]+:\s*#[0-9a-f]{3,8}\s*;?)+\s*\}\s*", block), block


def test_the_whole_typeface_is_one_file_of_at_most_sixty_kilobytes():
    """One file, because of several each would come or not come by itself, and a page would mix two typefaces."""
    assert len(faces()) == 1
    files = {path.name: path for path in FONTS.glob("*.woff2")}
    assert {name for name, _ in faces()} == set(files)
    assert sum(path.stat().st_size for path in files.values()) <= 60_000
    for path in files.values():  # kept for good by browsers, so another content needs another name
        assert path.name.split(".")[1] == hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@pytest.mark.parametrize("language", LETTERS)
def test_the_typeface_is_asked_for_every_letter_of_the_archives_languages(language):
    asked = set().union(*(covered(ranges) for _, ranges in faces()))
    assert {letter for letter in LETTERS[language] if ord(letter) not in asked} == set()


def test_text_never_moves_when_the_typeface_comes():
    assert set(re.findall(r"font-display: (\w+)", SHEET)) == {"optional"}
    assert SHEET.count("font-display: optional") == len(faces())


def test_sheets_go_out_without_their_comments_and_with_every_rule():
    sheet = '/* a\n .b { } */\n.c { color: red; }\n\n@media print {\n  .d::after { content: "/"; } /* e */\n}\n'
    assert without_comments(sheet) == '.c { color: red; }\n@media print {\n.d::after { content: "/"; }\n}\n'
    assert without_comments(SHEET).split() == re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL).split()


HEAD = SHEET[: SHEET.index("*/")]
LISTED = {name for line in HEAD.splitlines() for name in re.findall(r"\.([a-z][a-z0-9-]+)(?![\w.(])", line)} - {
    "css",
    "js",
}


class Classes(HTMLParser):
    """The classes of the elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= set((dict(attrs).get("class") or "").split())


@pytest.mark.django_db
def test_the_page_of_components_shows_every_class_of_the_list_and_none_that_is_in_no_sheet(client, person):
    client.force_login(person(roles.EDITOR))
    shown = Classes(client.get("/en/desk/components/").content.decode()).found
    assert LISTED - shown == set()
    desk = (settings.BASE_DIR / "static/css/desk.css").read_text(encoding="utf-8")
    in_sheets = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", SHEET + desk, flags=re.DOTALL)))
    assert shown - in_sheets == set()


def test_every_moment_is_marked_up_with_a_length_that_machines_read():
    """``1:23`` is no time of day: a ``<time>`` without ``datetime`` would be read as one (HTML, valid time string)."""
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    assert [path.name for path in templates if "<time>" in path.read_text(encoding="utf-8")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/interviews/", "/themes/", "/search/", "/safety/", "/pages/", "/no-such/"])
@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_every_page_leads_to_the_one_that_tells_how_to_ask_for_removal(client, language, address):
    page = client.get(f"/{language}{address}").content.decode()
    assert f'href="/{language}/pages/removal/"' in page[page.index("<footer") :]
    answer = client.get(f"/{language}/pages/removal/")
    assert answer.status_code == 200
