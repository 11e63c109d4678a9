"""Discreet search in a real browser: neither history nor network log holds a word of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import load_sample, open_filters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def sample(transactional_db):
    load_sample()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def window(request, visit):
    window = visit(java_script_enabled=request.param, locale="en-GB")
    window.log = []
    window.context.on("request", lambda request: window.log.append(request))
    return window


def entries(page) -> list[dict]:
    """Return what the browser's history has of this window: addresses and titles."""
    return page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]


def test_from_the_front_page_to_a_passage_no_word_is_left_behind(window):
    page = window.page
    page.goto("/en/")
    page.locator("#q").fill("oath")
    page.get_by_role("button", name="Discreet search").click()
    expect(page.locator("mark").first).to_have_text("oath")
    open_filters(page)
    page.locator(".facets details:has(button[value*='language='])").first.locator("summary").click()
    page.locator(".facets button[value*='language=en']").click()
    expect(page.locator(".chip-on")).to_contain_text("English")
    page.get_by_role("button", name="(Українська)").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.locator("mark").first).to_have_text("oath")
    page.locator(".chip-on").click()
    page.locator("#q").fill("oath cadet")
    page.locator("#q").press("Enter")
    expect(page.locator("#q")).to_have_value("oath cadet")
    assert page.url == f"{window.base}/uk/search/"
    page.goto("/en/search/")
    page.locator("#q").fill("oath")
    page.get_by_role("button", name="Discreet search").click()
    page.locator("article.quote a.play, article.quote a.go").first.click()
    expect(page.locator(".passage.is-current")).to_be_in_viewport()
    kept = entries(page)
    assert not [entry for entry in kept if re.search("oath|cadet|step|language=", entry["url"])]
    searched = [entry["title"] for entry in kept if entry["url"].endswith("/search/")]
    assert {"Notes", "Нотатки"} <= set(searched)
    assert not [title for title in searched if "oath" in title]
    assert not [request.url for request in window.log if "oath" in request.url]
    told = {request.all_headers().get("referer") for request in window.log}
    # A stylesheet is served without the archive's headers here, and tells where its fonts are asked for: by itself.
    assert not [address for address in told if address and "/static/" not in address]


def test_inside_one_interview_too(window):
    page = window.page
    page.goto("/en/interviews/OOU-7K3M/?transcript=en")
    page.locator(".search-inside [type=search]").fill("oath")
    page.locator(".search-inside").get_by_role("button", name="Discreet search").click()
    expect(page.locator("mark").first).to_have_text("oath")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search in one interview")
    assert page.url == f"{window.base}/en/search/"


def test_an_empty_box_and_the_switch_turn_it_on_before_a_word_is_typed(window):
    page = window.page
    page.goto("/en/search/")
    page.get_by_role("button", name="Discreet search").click()
    page.locator("#q").fill("oath")
    page.locator("#q").press("Enter")
    expect(page.locator("mark").first).to_have_text("oath")
    assert not [entry for entry in entries(page) if "oath" in entry["url"]]


@pytest.mark.parametrize("width", [360, 1280])
def test_its_buttons_look_like_the_links_they_stand_for(visit, width):
    page = visit(viewport={"width": width, "height": 800}, locale="en-GB").page
    measure = """(selector) => [...document.querySelectorAll(selector)].map((one) => {
      const style = getComputedStyle(one), box = one.getBoundingClientRect();
      return [style.fontSize, style.fontFamily, style.color, style.fontWeight, style.backgroundColor,
              Math.round(box.left), Math.round(box.height)];
    })"""
    seen = {}
    for kind, tag in (("ordinary", "a"), ("discreet", "button")):
        page.goto("/en/search/?q=oath&language=en")
        if kind == "discreet":
            page.get_by_role("button", name="Discreet search").click()
            page.locator("button.step").first.wait_for()
        open_filters(page)
        page.locator(".facets details").evaluate_all("all => all.forEach(one => { one.open = true })")
        page.mouse.move(0, 0)
        seen[kind] = [
            page.evaluate(measure, f"{part} {tag}") for part in (".facets", ".search-head .chips", ".languages")
        ]
    assert seen["ordinary"] == seen["discreet"]
    assert all(seen["ordinary"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
