"""Editorial pages, reading paths and translations, written in a real browser with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from interviews import roles
from interviews.models import Page, Segment
from tests.browser.walking import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def window(request, visit, transactional_db, person, client):
    load_sample()
    client.force_login(person(roles.ARCHIVIST))
    opened = visit(java_script_enabled=request.param, locale="en-GB")
    cookie = client.cookies["sessionid"]
    opened.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": opened.base}])
    opened.scripted = request.param
    return opened


def tab_to(page, locator, most=250):
    """Press Tab until ``locator`` has the focus, as somebody without a mouse does."""
    for _ in range(most):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not get there.")


def press(page, locator):
    tab_to(page, locator)
    page.keyboard.press("Enter")


def test_a_page_is_written_and_published_with_the_keyboard(window):
    page = window.page
    page.goto("/en/desk/pages/")
    press(page, page.get_by_role("link", name="New page"))
    tab_to(page, page.get_by_label("address", exact=False).first)
    page.keyboard.type("thanks")
    tab_to(page, page.locator("[name=title_en]"))
    page.keyboard.type("Thanks")
    tab_to(page, page.locator("[name=body_en]"))
    page.keyboard.type("## To all\n\nWho *spoke*.")
    press(page, page.get_by_role("button", name="Preview"))
    expect(page.locator(".preview-page em")).to_have_text("spoke")
    assert not Page.objects.filter(slug="thanks").exists()
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thanks")
    press(page, page.get_by_role("button", name="Publish"))
    expect(page.get_by_text("It is published")).to_be_visible()
    page.goto("/en/pages/thanks/")
    expect(page.locator("main em")).to_have_text("spoke")


def test_a_step_is_added_with_the_keyboard_and_read_on_the_front_page(window):
    page = window.page
    page.goto("/en/desk/paths/doubts/")
    press(page, page.get_by_role("link", name="Add a step"))
    for name, words in (("accession", "OOU-2QHV"), ("begins", "0:04"), ("ends", "0:21"), ("frame_en", "Before it.")):
        tab_to(page, page.locator(f"[name={name}]"))
        page.keyboard.type(words)
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("The step is saved.")).to_be_visible()
    page.goto("/en/")
    press(page, page.get_by_role("link", name="I serve and I have doubts"))
    expect(page.get_by_text("Before it.")).to_be_visible()
    expect(page.locator(".path-step")).to_have_count(5)


def test_two_passages_are_translated_with_the_keyboard(window):
    page = window.page
    page.goto("/en/desk/interviews/OOU-7K3M/translate/uk/")
    for words in ("Перший уривок.", "Другий уривок."):
        place = page.locator(".is-current textarea") if page.locator(".is-current").count() else None
        place = place or page.locator(".translating textarea").first
        tab_to(page, place)
        page.keyboard.type(words)
        if window.scripted:
            page.keyboard.press("Control+Enter")
        else:
            press(page, place.locator("xpath=ancestor::form").get_by_role("button", name="Save"))
        expect(page.get_by_text("The translation of the passage is saved.")).to_be_visible()
        if window.scripted:
            expect(page.locator(".is-current textarea")).to_be_focused()
    rows = Segment.objects.filter(transcript__interview__accession="OOU-7K3M", transcript__language="uk")
    assert [one.text for one in rows.order_by("position")] == ["Перший уривок.", "Другий уривок."]
    assert [one.moment for one in rows.order_by("position")] == [0, 1]
    if window.scripted:
        rows.filter(position=1).update(text="Перекладено іншою людиною.")
        page.go_back()
        assert page.locator(".translating textarea").nth(1).input_value() == "Другий уривок."
        page.locator(".translating textarea").nth(1).press("Control+Enter")
        expect(page.get_by_text("Somebody changed this passage")).to_be_visible()
        assert rows.get(position=1).text == "Перекладено іншою людиною."
