"""Suggestions while typing: by keyboard, by tap, and with nothing of what is typed in any address."""

import pytest

from tests.browser.walking import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPTIONS = '#q-suggestions [role="option"]'


@pytest.fixture
def typing(visit):
    """Return a page with the search box, and the addresses that the browser asked for."""
    load_sample()
    window = visit()
    asked = []
    window.context.on("request", lambda request: asked.append(request.url))
    return window.page, asked


def test_names_and_words_are_offered_and_taken_by_the_keyboard(typing):
    page, asked = typing
    page.goto("/en/search/")
    box = page.locator("#q")
    box.press_sequentially("oat")
    options = page.locator(OPTIONS)
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    texts = options.all_inner_texts()
    at = next(n for n, text in enumerate(texts) if text.strip() == "oath" or text.startswith("oath\n"))
    for _ in range(at + 1):
        box.press("ArrowDown")
    chosen = page.locator(f'{OPTIONS}[aria-selected="true"]')
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Enter")
    assert box.input_value() == "oath"
    assert box.get_attribute("aria-expanded") == "false"
    assert page.url.endswith("/en/search/")
    assert [url for url in asked if "oat" in url] == []
    box.press("Enter")
    page.wait_for_url("**/en/search/?q=oath*")


def test_escape_closes_the_list_and_keeps_what_was_typed(typing):
    page, _asked = typing
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/be/")
    box = page.locator("#q")
    box.press_sequentially("пры")
    page.locator(OPTIONS).first.wait_for()
    # What is offered is on the screen of a phone, and the way out lies above it.
    page.wait_for_function(
        "([options, bar]) => [...document.querySelectorAll(options)].slice(0, 3).at(-1).getBoundingClientRect().bottom"
        " <= document.querySelector(bar).getBoundingClientRect().top",
        arg=[OPTIONS, ".leave-bar"],
    )
    layers = [page.locator(one).evaluate("e => +getComputedStyle(e).zIndex") for one in (".leave-bar", ".suggestions")]
    assert layers[0] > layers[1]
    assert page.locator("#q").bounding_box()["y"] >= 0
    box.press("Escape")
    assert page.locator("#q-suggestions").is_hidden()
    assert box.input_value() == "пры"


def test_a_theme_leads_to_its_page(typing):
    page, _asked = typing
    page.goto("/en/search/")
    page.locator("#q").press_sequentially("hazing")
    page.locator(OPTIONS).filter(has_text="Theme").first.click()
    page.wait_for_url("**/en/themes/*hazing/")


def test_a_discreet_search_is_helped_too_and_stays_discreet(typing):
    page, asked = typing
    page.goto("/en/search/")
    page.get_by_role("button", name="Discreet search").click()
    page.wait_for_load_state()
    box = page.locator("#q")
    box.press_sequentially("oat")
    page.locator(OPTIONS).filter(has_text="oath").last.click()
    assert "oath" in box.input_value()
    box.press("Enter")
    page.get_by_text("passages").first.wait_for()
    assert [url for url in asked if "oat" in url] == []
