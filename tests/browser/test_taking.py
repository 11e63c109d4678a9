"""Passages taken along by the keyboard alone: the button for what is ticked is one step from the tick."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUTTON = "Ticked passages on one page"


@pytest.fixture(autouse=True)
def sample(transactional_db):
    load_sample()


ADDRESSES = ("/en/themes/why-conscience/", "/en/search/?q=oath", "/en/search/lines/?q=oath", "/en/themes/why/")


def test_the_button_is_one_tab_from_the_last_tick(page):
    for address in ADDRESSES:
        page.goto(address)
        ticks = page.locator("[name=pick]")
        ticked = sorted({0, ticks.count() - 1})
        for number in ticked:
            ticks.nth(number).focus()
            page.keyboard.press("Space")
        page.keyboard.press("Tab")
        button = page.locator(".take-now:focus")
        expect(button).to_have_text(BUTTON)
        box = button.bounding_box()
        assert box["width"] > 100
        assert box["height"] >= 44
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Passages taken along")
        assert page.locator(".collected").count() == len(ticked)


def test_a_passage_that_is_not_ticked_is_no_stop_more_and_the_filters_can_be_skipped(page):
    page.goto("/en/themes/why-conscience/")
    page.locator("[name=pick]").first.focus()
    page.keyboard.press("Tab")
    assert page.locator(".take-now:focus").count() == 0
    assert page.get_by_role("button", name=BUTTON).count() == 1
    for address, place in (("/en/themes/why-conscience/", "#passages"), ("/en/search/?q=oath", "#found")):
        page.goto(address)
        link = page.get_by_role("link", name="To the passages")
        link.focus()
        assert link.bounding_box()["width"] > 80
        page.keyboard.press("Enter")
        expect(page.locator(place)).to_be_in_viewport()
        page.keyboard.press("Tab")
        assert page.locator(f"{place} :focus").count() == 1
