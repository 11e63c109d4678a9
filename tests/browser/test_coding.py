"""Coding in a real browser: by keyboard alone, by mouse, by touch; how many keys and how long a coding takes."""

import sys
import time

import pytest
from playwright.sync_api import expect

from interviews import roles
from interviews.models import Coding, CodingRound
from tests.browser.test_accessibility import violations
from tests.factories import make_coding, make_interview, make_theme

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)  # a busy machine is not a fault of the page
ADDRESS = "/en/desk/interviews/OOU-CODE/coding/?transcript=be"
SENTENCE = "Нам казалі, што мы абараняем парадак, а потым я ўбачыў, каго мы білі. "


@pytest.fixture
def desk(visit, transactional_db, person, client):
    """Return a function that opens the desk as an archivist, in a window with these options."""
    user = person(roles.ARCHIVIST)

    def enter(**options):
        client.force_login(user)
        window = visit(**options)
        window.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": window.base}]
        )
        return window.page

    for code, names in {
        "why-war": "Вайна",
        "why-orders": "Загады",
        "how-fear": "Страх",
        "how-media": "Тэлевізар",
    }.items():
        make_theme(code, label_be=names, definition_en=f"What to code as {code}.")
    return enter


def says(page, words: str) -> None:
    expect(page.locator("#code-said")).to_contain_text(words)


class Keys:
    """A keyboard that counts."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def test_an_hour_is_coded_in_forty_places_by_keyboard_alone(desk):
    record = make_interview([SENTENCE * 2] * 180, accession="OOU-CODE")
    page = desk(viewport={"width": 1280, "height": 900})
    page.goto(ADDRESS)
    press = Keys(page)
    page.focus("#s0")
    began = time.monotonic()
    for n in range(40):
        if n % 2:  # a passage
            press("ArrowDown", "c", "w", "a", "Enter")
        else:  # two words of it
            press("ArrowDown", "ArrowRight", "Shift+ArrowRight", "c", "f", "e", "Enter")
        expect(page.locator(".code-bar")).to_have_count(n + 1)
    seconds = time.monotonic() - began
    sys.stderr.write(f"{press.count / 40:.1f} keys and {seconds / 40:.2f} s a coding\n")
    assert press.count / 40 <= 6
    codings = list(Coding.objects.order_by("start_ms"))
    assert len(codings) == 40
    assert {one.theme.code for one in codings} == {"why-war", "how-fear"}
    assert {one.status for one in codings} == {"proposed"}
    whole, words = codings[1], codings[0]
    assert (whole.start_ms, whole.end_ms) == (40_000, 60_000)
    assert 20_000 == words.start_ms < words.end_ms < 25_000
    press("u")
    expect(page.locator(".code-bar")).to_have_count(39)
    assert Coding.objects.filter(interview=record).count() == 39


def test_a_coding_is_explained_changed_accepted_removed_and_undone_by_keyboard(desk):
    make_interview([SENTENCE] * 3, accession="OOU-CODE")
    page = desk()
    page.goto(ADDRESS)
    page.focus("#s0")
    press = Keys(page)
    press("Enter")
    page.keyboard.type("страх")
    assert page.inner_text("#code-meaning") == "What to code as how-fear."
    assert page.get_attribute("#code-theme", "aria-activedescendant") == "theme-how-fear"
    press("Enter")
    says(page, "Coded")
    press("e")
    page.wait_for_selector("dialog[open] [name=gist_be]")
    assert violations(page) == []
    page.fill("dialog [name=gist_be]", "Баяліся ўсе.")
    page.focus("dialog [name=gist_be]")
    page.focus("dialog .button:not(.button-small)")
    press("Enter")
    page.wait_for_selector(".code-gist")
    assert Coding.objects.get().gist_be == "Баяліся ўсе."
    press("e")
    page.wait_for_selector("dialog[open] button[value=accepted]")
    page.fill("dialog [name=gist_en]", "All were afraid.")  # goes along, though nobody saved it
    page.focus("dialog button[value=accepted]")
    press("Enter")
    page.wait_for_selector(".code-bar:not(.bar-proposed)")
    assert Coding.objects.get().status == "accepted"
    assert Coding.objects.get().gist_en == "All were afraid."
    press("e")
    page.wait_for_selector("dialog[open] button[value=remove]")
    page.focus("dialog button[value=remove]")
    press("Enter")
    expect(page.locator(".code-bar")).to_have_count(0)
    assert not Coding.objects.exists()
    press("u")
    page.wait_for_selector(".code-bar")
    assert Coding.objects.get().gist_be == "Баяліся ўсе."


def test_two_letters_find_a_theme_by_its_name_its_initials_its_code_and_the_last_picked(desk):
    make_theme("who-lectures", label_en="Officer of ideology")
    make_theme("who-officer", label_en="Ideology officer")
    make_theme("who-peers", label_en="Of the same age")
    make_interview([SENTENCE] * 3, accession="OOU-CODE")
    page = desk()
    page.goto(ADDRESS)

    def first(letters: str) -> str:
        page.focus("#s0")
        page.keyboard.press("c")
        page.keyboard.type(letters)
        found = page.get_attribute("#code-theme", "aria-activedescendant")
        page.keyboard.press("Escape")
        return found

    assert first("io") == "theme-who-officer"
    assert first("le") == "theme-who-lectures"
    assert first("of") == "theme-who-lectures"
    page.focus("#s0")
    page.keyboard.press("c")
    page.keyboard.type("same")
    page.keyboard.press("Enter")
    says(page, "Coded")
    assert first("of") == "theme-who-peers"


def test_a_selection_is_coded_by_a_click_a_number_or_two_letters(desk):
    make_interview([SENTENCE + "Потым усё скончылася. Ніхто не прыйшоў."] * 4, accession="OOU-CODE")
    page = desk(viewport={"width": 1280, "height": 900})
    page.goto(ADDRESS)
    assert page.locator("#code-dock").is_hidden()

    def draw(row: int) -> None:
        box = page.locator(f"#s{row} .code-text").bounding_box()
        page.mouse.move(box["x"] + 4, box["y"] + 14)
        page.mouse.down()
        page.mouse.move(box["x"] + 200, box["y"] + 14)
        assert page.locator("#code-dock").is_hidden()  # nothing comes up under the mouse
        page.mouse.up()
        page.wait_for_selector("#code-dock:not([hidden])")

    def coded(count: int) -> None:
        expect(page.locator(".code-bar")).to_have_count(count)
        assert page.locator("#code-dock").is_hidden()

    draw(0)
    assert violations(page) == []
    page.click("#code-palette [data-code=how-fear]")
    coded(1)
    draw(1)
    page.keyboard.press(page.inner_text("#code-palette [data-code=how-fear] kbd"))
    coded(2)
    draw(2)
    page.keyboard.type("zz")  # no theme begins so
    assert page.evaluate("document.getElementById('code-picker').open")
    page.keyboard.press("Escape")
    draw(2)
    page.keyboard.type("war")  # two letters do; the others and Enter are part of the habit
    page.keyboard.press("Enter")
    coded(3)
    assert not page.evaluate("document.getElementById('code-picker').open")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Control+ArrowRight")
    assert page.evaluate("String(getSelection())") == "Потым усё скончылася."
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("String(getSelection())") == "Потым"
    page.keyboard.press("Shift+End")
    page.keyboard.press("Control+Shift+ArrowRight")
    assert page.evaluate("String(getSelection())") == "Потым усё скончылася. Ніхто не прыйшоў."
    page.keyboard.press("1")
    coded(4)
    page.keyboard.press("u")
    coded(3)
    assert Coding.objects.filter(theme__code="how-fear").count() == 2
    assert Coding.objects.filter(theme__code="why-war").count() == 1


def test_words_selected_with_the_mouse_over_two_passages_are_coded(desk):
    make_interview([SENTENCE] * 3, accession="OOU-CODE")
    page = desk()
    page.goto(ADDRESS)
    page.evaluate(
        """() => {
          const [one, two] = [...document.querySelectorAll(".code-text")].map((text) => text.firstChild);
          getSelection().setBaseAndExtent(one, 11, two, 10);
        }"""
    )
    page.click("#code-selected button")
    page.keyboard.type("загад")
    page.keyboard.press("Enter")
    expect(page.locator(".code-bar")).to_have_count(2)
    coding = Coding.objects.get()
    assert 0 < coding.start_ms < 20_000 < coding.end_ms < 40_000


def test_a_finger_codes_a_passage(desk):
    make_interview([SENTENCE] * 3, accession="OOU-CODE")
    page = desk(has_touch=True, viewport={"width": 768, "height": 1024})
    page.goto(ADDRESS)
    page.tap("#s1 .code-plain")
    page.tap("#theme-how-fear")
    page.wait_for_selector("#s1 .code-bar")
    assert Coding.objects.get().start_ms == 20_000


def test_without_javascript_a_passage_is_coded_by_a_form(desk):
    make_interview([SENTENCE] * 3, accession="OOU-CODE")
    page = desk(java_script_enabled=False)
    page.goto(ADDRESS)
    page.click("#s1 .code-plain")
    page.select_option("#s1 [name=theme]", "why-war")
    page.click("#s1 form .button")
    assert page.locator("#s1 .code-bar").count() == 1
    page.click("#s1 .code-label")
    page.click("button[value=accepted]")
    assert Coding.objects.get().status == "accepted"


def test_nothing_is_lost_silently_when_the_connection_breaks(desk):
    make_interview([SENTENCE] * 3, accession="OOU-CODE")
    page = desk()
    page.goto(ADDRESS)
    page.focus("#s0")
    page.context.set_offline(True)
    press = Keys(page)
    press("c", "f", "e", "Enter")
    says(page, "could not be saved")
    page.context.set_offline(False)
    press("c", "f", "e", "Enter")
    page.wait_for_selector(".code-bar")
    assert Coding.objects.count() == 1


def test_the_pages_of_coding_have_no_serious_violation(desk):
    record = make_interview([SENTENCE] * 3, accession="OOU-CODE", themes=["why-war"])
    stretches = [("why-war", 0, "archivist"), ("why-orders", 0, "anna"), ("how-fear", 20_000, "anna")]
    for code, start, coder in stretches:
        Coding.objects.create(
            interview=record, theme=make_theme(code), start_ms=start, end_ms=start + 30_000, coder=coder, gist_en="A."
        )
    for coder in ("archivist", "anna"):
        CodingRound.objects.create(
            interview=record,
            question=make_theme("why"),
            coder=coder,
            is_blind=coder == "anna",
            done_at=Coding.objects.last().created_at,
        )
    key = Coding.objects.last().pk
    found = {}
    for width in (360, 1280):
        page = desk(viewport={"width": width, "height": 900})
        for address in (
            *("codebook/", "codebook/themes/why-war/", "codebook/themes/why-war/merge/?into=why-orders"),
            *("codebook/themes/why-war/split/", "codebook/themes/why-war/retire/", "codings/", "agreement/"),
            *(
                "interviews/OOU-CODE/coding/",
                "interviews/OOU-CODE/agreement/",
                f"interviews/OOU-CODE/codings/{key}/edit/",
            ),
        ):
            page.goto(f"/en/desk/{address}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
            if lines := violations(page):
                found[address, width] = lines
        page.goto("/en/desk/interviews/OOU-CODE/coding/")
        page.focus("#s0")
        page.keyboard.press("c")
        if lines := violations(page):
            found["picker", width] = lines
    assert found == {}


def test_nothing_that_needs_a_script_is_shown_without_one(desk):
    record = make_interview([SENTENCE], accession="OOU-CODE")
    make_coding(record, "why-war", status="proposed")
    page = desk(java_script_enabled=False, locale="en-GB")
    for address in ("codings/", "interviews/OOU-CODE/access/", "interviews/OOU-CODE/coding/"):
        page.goto(f"/en/desk/{address}")
        expect(page.locator("main [hidden]:visible")).to_have_count(0)
        expect(page.locator("main [hidden]")).not_to_have_count(0)
