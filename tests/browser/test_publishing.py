"""Two people publish, one hides, a narrator leaves: by the keyboard alone, without JavaScript, axe clean."""

import re

import pytest
from playwright.sync_api import Page, expect

from interviews import roles
from interviews.models import Departure, Interview
from interviews.publication import watching
from tests.browser.test_accessibility import violations
from tests.factories import DRAFT, make_interview

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MOST_KEYS = 150


def at(page: Page, name: str) -> None:
    """Go by Tab until what has the focus is called ``name``, whatever it is: button, link, field."""
    wanted = re.compile(name)
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; const l = e.labels && e.labels[0];"
            " return (l ? l.textContent : e.getAttribute('aria-label') || e.textContent || '').trim() }"
        )
        if wanted.search(found):
            return
    raise AssertionError(f"no way to {name} by Tab")


def press(page: Page, name: str) -> None:
    """Press Enter on what is called ``name`` and wait for the page it leads to."""
    at(page, name)
    enter(page)


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page: Page, name: str, key: str = "Space") -> None:
    at(page, name)
    page.keyboard.press(key)


def write(page: Page, name: str, text: str) -> None:
    at(page, name)
    page.keyboard.type(text)


def signed_in(visit, name: str) -> Page:
    page = visit(locale="en-GB").page
    page.set_default_navigation_timeout(60_000)  # a busy machine is not a fault of the page
    page.goto("/en/desk/")
    page.locator("[name=username]").focus()
    page.keyboard.type(name)
    write(page, "Password", "correct horse battery staple")
    enter(page)
    page.wait_for_url(re.compile("/en/desk/$"))
    return page


@pytest.fixture
def desk(visit, person):
    """Return the windows of two people of the desk, and a draft that they are to publish."""
    person(roles.ARCHIVIST, "anna")
    person(roles.ARCHIVIST, "vera")
    interview = make_interview(["Пра прысягу ў Мінску."], accession="OOU-WALK", state=DRAFT)
    interview.transcripts.update(workflow="draft", provenance="machine")
    return signed_in(visit, "anna"), signed_in(visit, "vera")


def test_two_people_publish_and_one_hides_and_a_narrator_leaves_by_keyboard_alone(desk, person):
    anna, vera = desk
    watching.watch("Мінск", person(roles.EDITOR))
    _record_the_scope(anna)
    anna.goto("/en/desk/interviews/OOU-WALK/publish/")
    assert violations(anna) == []
    for reason in ("read beside the recording", "the city is told by everybody"):
        write(anna, "I have looked", reason)
        enter(anna)
    press(anna, "Ask another person to publish it")
    assert not Interview.objects.public().exists()
    vera.reload()
    press(vera, "OOU-WALK")
    assert violations(vera) == []
    press(vera, "I looked at it: publish")
    expect(vera.locator("main")).to_contain_text("Readers see this record now")
    assert Interview.objects.public().exists()
    press(vera, "Hide at once")
    assert not Interview.objects.public().exists()
    _leave(anna, vera)


def _record_the_scope(page: Page) -> None:
    page.goto("/en/desk/interviews/OOU-WALK/access/")
    assert violations(page) == []
    tick(page, "Беларуская$")
    tick(page, "The text alone")
    press(page, "^Save$")
    page.wait_for_url(re.compile("/OOU-WALK/$"))


def _leave(anna: Page, vera: Page) -> None:
    anna.goto("/en/desk/interviews/OOU-WALK/leaving/")
    press(anna, "Hide it now and open the case")
    assert violations(anna) == []
    write(anna, "Who sees to it", "Anna")
    press(anna, "Save the list")
    expect(anna.locator("main")).to_contain_text("open")
    tick(anna, "Take out of the record", "ArrowDown")
    press(anna, "Propose it to another person")
    vera.goto("/en/desk/interviews/OOU-WALK/leaving/")
    press(vera, "^Agree$")
    expect(vera.locator("main")).to_contain_text("purge_interview OOU-WALK")
    case = Departure.objects.get()
    assert (case.way, case.proposed_by.username, case.agreed_by.username) == ("purge", "anna", "vera")
    press(vera, "Look now, at every address")
    assert violations(vera) == []
    expect(vera.locator("h1")).to_have_text("Proof of what is gone")
    vera.go_back()
    press(vera, "Draft it in their language")
    assert violations(vera) == []
    expect(vera.locator("textarea")).to_have_value(re.compile("Вітаем"))
