"""The words on the page of an interview: found while somebody types, and taken away as a link or a quotation."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Segment
from tests.browser.walking import make_recorded_interview
from tests.factories import make_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
ADDRESS = "/en/interviews/PLAY-1/"


@pytest.fixture(autouse=True)
def interview(transactional_db):
    return make_recorded_interview()


@pytest.fixture
def reading(visit):
    """Return a function that opens the interview, and the addresses that the browser asked for."""

    def opened(width: int, query: str = "?transcript=en") -> tuple[Page, list[str]]:
        window = visit(viewport={"width": width, "height": 800}, locale="en-GB")
        window.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=window.base)
        asked: list[str] = []
        window.context.on("request", lambda request: asked.append(request.url))
        window.page.goto(ADDRESS + query)
        window.page.locator(".dock").wait_for()
        return window.page, asked

    return opened


def say(number: int, text: str, language: str = "en") -> None:
    """Let a passage say something else."""
    Segment.objects.filter(transcript__language=language, position=number).update(text=text)


def marked(page: Page) -> list[str]:
    return page.locator(".transcript mark").all_text_contents()


def select(page: Page, first: int, last: int) -> None:
    """Select from the third letter of one passage to the ninth of another."""
    page.evaluate(
        """([first, last]) => {
          const words = n => document.querySelector(`#s${n} .passage-text`).firstChild;
          getSelection().setBaseAndExtent(words(first), 3, words(last), 9); }""",
        [first, last],
    )
    page.locator(".selected").wait_for()


@SIZES
def test_words_are_found_counted_and_walked_through(reading, width):
    say(2, "An oath. Another OATH, and oaths; but no loath.")
    say(5, "The oath again.")
    for n in (0, 1, *range(3, 5), *range(6, 14)):
        say(n, "Nothing of the kind. " * 9)
    page, asked = reading(width)
    before = page.locator(".transcript").text_content()
    box, bar = page.locator("#inside"), page.locator(".find-bar")
    box.press_sequentially("oath")
    expect(bar).to_contain_text("1 of 4")
    assert marked(page) == ["oath", "OATH", "oath", "oath"]
    expect(page.get_by_role("status")).to_have_text("1 of 4")
    box.press("Enter")
    expect(bar).to_contain_text("2 of 4")
    box.press("Shift+Enter")
    box.press("Shift+Enter")
    expect(bar).to_contain_text("4 of 4")
    expect(page.locator("mark.found-here")).to_be_in_viewport()
    bar.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("1 of 4")
    bar.get_by_role("button", name="Previous").click()
    expect(bar).to_contain_text("4 of 4")
    dock, found = (page.locator(name).bounding_box() for name in (".dock", ".find-bar"))
    assert found["y"] >= dock["y"] + dock["height"] or found["x"] >= dock["x"] + dock["width"]
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_be_hidden()
    assert marked(page) == []
    assert page.locator(".transcript").text_content() == before
    assert [url for url in asked if "oath" in url] == []


def test_a_slip_of_letters_is_no_matter(reading):
    say(0, "Ёлка і «Прыся́га» у п’яты дзень; вайсковы ўстаў.", "be")
    page, _asked = reading(360, "?transcript=be")
    for typed, found in {
        "елка": ["Ёлка"],
        "и прыс": [],
        "ёлка и": ["Ёлка і"],
        "прысяг": ["Прыся́г", *["прысяг"] * 39],
        "п'яты": ["п’яты"],
        "устаў": ["ўстаў"],
        ".*": [],
        "(": [],
    }.items():
        page.locator("#inside").fill(typed)
        page.wait_for_timeout(300)
        assert marked(page) == found, typed


def test_where_nothing_is_found_the_page_says_so_and_the_button_still_searches(reading):
    page, _asked = reading(360)
    page.locator("#inside").fill("zubrovka")
    expect(page.locator(".find-bar")).to_contain_text("Not in these words")
    page.locator("#inside").press("Enter")
    assert page.url.endswith("?transcript=en")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/en/search/?interview=PLAY-1&q=zubrovka*")


def test_without_a_script_the_box_searches_in_this_interview(visit):
    page = visit(java_script_enabled=False).page
    page.goto(ADDRESS)
    page.locator("#inside").fill("oath")
    page.locator("#inside").press("Enter")
    page.wait_for_url("**/en/search/?interview=PLAY-1&q=oath*")


@SIZES
def test_a_link_to_selected_words_leads_to_their_passages(reading, width):
    page, _asked = reading(width)
    select(page, 2, 4)
    bar, leave = page.locator(".selected"), page.locator("a.leave")
    if width < 1000:
        assert bar.bounding_box()["y"] + bar.bounding_box()["height"] <= leave.bounding_box()["y"] + 1
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"{ADDRESS}passage/40-100/?transcript=en&v=1")
    page.get_by_label("Neutral title").check()
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{link}&title=none"
    page.get_by_role("link", name="Open as passage").click()
    expect(page).to_have_title("Notes")
    expect(page.locator(".quoted-one").first.locator(".passage-text")).to_have_count(3)


@SIZES
def test_selected_words_are_quoted_in_the_reader_s_format(reading, width):
    page, asked = reading(width)
    select(page, 2, 3)
    quotes = {}
    for label in ("Plain text", "BibTeX", "RIS", "CSL-JSON"):
        page.get_by_label("Format").select_option(label=label)
        with page.expect_response(re.compile(r"/citation\.")):
            page.get_by_role("button", name="Copy quote").click()
        expect(page.locator(".selected")).to_have_attribute("data-said", "Copied")
        page.wait_for_timeout(300)
        quotes[label] = page.evaluate("navigator.clipboard.readText()")
    link = f"{page.url.partition('/en/')[0]}{ADDRESS}passage/40-80/?transcript=en&v=1"
    words = quotes["Plain text"].split("”")[0]
    assert words.startswith("“We stood on")
    assert words.endswith("\n3. We sto")
    assert "Лявон." in quotes["Plain text"]
    assert "At 00:00:40–00:01:20. Version 1." in quotes["Plain text"]
    assert quotes["BibTeX"].startswith("@misc{PLAY-1-40-en-v1,")
    assert "annote = {We stood on" in quotes["BibTeX"]
    assert quotes["RIS"].startswith("TY  - SOUND")
    assert re.search(r"\nN1  - We stood on.*3\. We sto\s+ER  - ", quotes["RIS"])
    item = json.loads(quotes["CSL-JSON"])[0]
    assert item["note"].startswith("We stood on")
    assert item["URL"] == link
    assert all(link in quote for quote in quotes.values())
    assert [url for url in asked if "stood" in url] == []


def test_hostile_words_are_quoted_as_words(reading):
    say(2, "“}\\ $& $1 <img src=x onerror=alert(1)> % end")
    page, _asked = reading(1280)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#s2 .passage-text'))")
    page.locator(".selected").wait_for()
    page.get_by_label("Format").select_option(label="BibTeX")
    page.get_by_role("button", name="Copy quote").click()
    expect(page.locator(".selected")).to_have_attribute("data-said", "Copied")
    quote = page.evaluate("navigator.clipboard.readText()")
    assert r"annote = {“   \$\& \$1 <img src=x onerror=alert(1)> \% end}" in quote
    page.locator("#inside").fill("<img")
    expect(page.locator(".transcript mark")).to_have_text("<img")


def test_words_without_times_are_linked_by_their_places(visit):
    make_interview(["Першы.", "Другі сказ.", "Трэці сказ."], timed=False, accession="PLAY-2")
    page = visit(locale="en-GB").page
    page.goto("/en/interviews/PLAY-2/")
    select(page, 1, 2)
    page.get_by_role("link", name="Open as passage").click()
    expect(page).to_have_url(re.compile(r"/PLAY-2/passage/p1-p2/\?transcript=be&v=1$"))
    expect(page.locator(".quoted-one").first).to_contain_text("Другі сказ.")


def test_words_are_taken_by_the_keyboard_and_let_go_by_escape(reading):
    page, _asked = reading(1280)
    select(page, 2, 2)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".selected")).to_be_hidden()


def test_without_leave_to_copy_the_words_stand_there_to_be_copied(visit):
    page = visit(locale="en-GB").page
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = null"
    )
    page.goto(f"{ADDRESS}?transcript=en")
    page.locator(".dock").wait_for()
    select(page, 2, 2)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".selected textarea")).to_have_value(re.compile(r"/passage/40-60/\?transcript=en&v=1$"))
    expect(page.get_by_role("status")).to_have_text("Copy it from here")


@pytest.mark.parametrize("script", [True, False])
def test_a_passage_is_passed_on_with_a_neutral_title(visit, script):
    page = visit(java_script_enabled=script, locale="en-GB").page
    page.goto(f"{ADDRESS}passage/40-60/")
    page.get_by_role("link", name="Link with a neutral title").click()
    expect(page).to_have_title("Notes")


def test_without_a_script_words_are_marked_in_the_text_and_linked(visit):
    page = visit(java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="en-GB").page
    page.goto(f"{ADDRESS}?transcript=en")
    page.locator("#inside").fill("oath")
    page.get_by_role("button", name="Mark in the text").click()
    expect(page).to_have_url(re.compile(r"transcript=en#found$"))
    expect(page.locator("#found")).to_be_in_viewport()
    assert set(marked(page)) == {"oath"}
    page.locator("#found ol a").nth(2).click()
    expect(page.locator("#s2")).to_be_in_viewport()
    page.locator("#s2 .found-steps a").last.click()
    expect(page.locator("#s3")).to_be_in_viewport()


def test_words_of_an_address_give_way_to_those_that_are_typed(reading):
    page, _asked = reading(1280, "?transcript=en&find=oath")
    assert set(marked(page)) == {"oath"}
    page.locator("#inside").fill("square")
    expect(page.locator(".find-bar")).to_contain_text("1 of")
    assert set(marked(page)) == {"square"}
    expect(page.locator("#found")).to_have_count(0)
