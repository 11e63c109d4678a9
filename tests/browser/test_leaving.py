"""Leave now: always in reach, by tap and by key, with JavaScript and without; and what it does not do."""

import pytest
from playwright.sync_api import expect

from interviews import roles
from tests.browser.walking import TEMPLATES, load_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AWAY = "https://weather.example/"
INTERVIEW = "/en/interviews/OOU-7K3M/"


@pytest.fixture(autouse=True)
def sample(transactional_db, settings):
    settings.LEAVE_FOR = AWAY
    load_sample()


@pytest.fixture
def away(visit):
    """Return a function that opens a window in which the other site answers; it notes the requests that site got."""
    windows = []

    def open_window(**options):
        window = visit(locale="en-GB", **options)
        window.got = []

        def answer(route):
            window.got.append(route.request)
            route.fulfill(body="<title>Weather</title><p>Rain.", content_type="text/html")

        window.context.route(f"{AWAY}**", answer)
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        assert set(window.foreign) <= {AWAY}
        window.foreign.clear()  # by the reader's own tap


def history(page) -> list[str]:
    """Return the addresses that Back and Forward lead to, this page's included."""
    entries = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    return [entry["url"] for entry in entries]


def press_escape_thrice(page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("way", [press_escape_thrice, lambda page: page.locator("a.leave").click()], ids=["key", "tap"])
def test_the_page_is_replaced_and_back_does_not_return_to_it(away, way):
    page = away().page
    page.goto("/en/safety/")
    page.goto(INTERVIEW)
    before = len(history(page))
    way(page)
    page.wait_for_url(AWAY)
    assert len(history(page)) == before
    assert not [url for url in history(page) if "OOU-7K3M" in url]
    page.go_back()
    assert page.url.endswith("/en/safety/")


def test_the_screen_is_blank_though_the_other_site_never_answers(away):
    window = away()
    window.context.unroute(f"{AWAY}**")
    window.context.route(f"{AWAY}**", lambda route: route.fulfill(status=204))
    page = window.page
    page.goto(INTERVIEW)
    page.evaluate("window.player = document.querySelector('audio')")
    with page.expect_response(AWAY):
        press_escape_thrice(page)
    assert page.evaluate("[document.documentElement.childNodes.length, document.title]") == [0, ""]
    assert page.evaluate("player.paused")


def test_without_javascript_it_is_a_link(away):
    window = away(java_script_enabled=False)
    window.page.goto(INTERVIEW)
    window.page.locator("a.leave").click()
    window.page.wait_for_url(AWAY)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_other_site_is_not_told_where_the_reader_came_from(away, scripts):
    window = away(java_script_enabled=scripts)
    window.page.goto("/en/search/?q=oath")
    window.page.locator("a.leave").click()
    window.page.wait_for_url(AWAY)
    assert len(window.got) == 1
    assert "referer" not in window.got[0].all_headers()
    assert "cookie" not in window.got[0].all_headers()


@pytest.mark.parametrize("keys", [["Escape"] * 2, ["Escape", "Escape", "a", "Escape"]], ids=["two", "another between"])
def test_it_takes_three_in_a_row(away, keys):
    page = away().page
    page.goto("/en/safety/")
    for key in keys:
        page.keyboard.press(key)
    assert page.evaluate("document.documentElement.childNodes.length") > 0
    page.keyboard.press("Escape")
    if keys[-2:] == ["Escape", "Escape"]:
        page.wait_for_url(AWAY)


def test_three_slow_presses_and_a_key_held_down_are_no_wish_to_leave(away):
    page = away().page
    page.goto("/en/safety/")
    press = """(presses) => {
      for (const [at, repeat] of presses) {
        const event = new KeyboardEvent("keydown", {key: "Escape", repeat});
        Object.defineProperty(event, "timeStamp", {value: at});
        dispatchEvent(event);
      }
      return document.documentElement.childNodes.length;
    }"""
    assert page.evaluate(press, [[10_000, False], [11_500, False], [13_000, False]]) > 0
    assert page.evaluate(press, [[20_000, False], [20_100, True], [20_200, True], [20_300, True]]) > 0


def test_it_is_second_by_keyboard_and_in_reach_of_the_thumb_on_every_page(away):
    page = away(viewport={"width": 360, "height": 740}, has_touch=True).page
    for name, address in TEMPLATES.items():
        if name == "sign-in":
            continue
        page.goto(f"/en{address}")
        control = page.locator("a.leave")
        for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
            page.evaluate(f"scrollTo(0, {place})")
            box = control.bounding_box()
            assert box["y"] > 740 / 2, name
            assert box["x"] > 360 / 2, name
            assert box["y"] + box["height"] <= 740, name
            assert min(box["width"], box["height"]) >= 44, name
        expect(control).to_have_accessible_description("Opens another site. Does not clear the history.")
        if "autofocus" not in page.content():
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            expect(control).to_be_focused()


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
def test_it_never_lies_over_what_has_the_focus_nor_over_the_end_of_the_page(away, width):
    page = away(viewport={"width": width, "height": 700}).page
    for address in ("/en/", INTERVIEW, "/en/search/?q=oath"):
        page.goto(address)
        covered = page.evaluate(
            """() => {
              const bar = document.querySelector(".leave-bar").getBoundingClientRect();
              const found = [];
              for (const one of document.querySelectorAll("main a, main button, main input, main select, footer a")) {
                one.focus();
                if (document.activeElement !== one) continue;
                const box = one.getBoundingClientRect();
                const apart = box.bottom <= bar.top + 1 || box.right <= bar.left + 1;
                if (!apart) found.push(one.outerHTML.slice(0, 90));
              }
              return found;
            }"""
        )
        assert covered == [], address


def test_it_is_not_printed_and_not_at_the_desk(away, person, client):
    window = away()
    window.page.goto(INTERVIEW)
    window.page.emulate_media(media="print")
    expect(window.page.locator(".leave-bar")).to_be_hidden()
    window.page.emulate_media(media="screen")
    client.force_login(person(roles.ARCHIVIST))
    cookie = client.cookies["sessionid"]
    window.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": window.base}])
    window.page.goto("/en/desk/")
    assert window.page.locator("a.leave").count() == 0
    press_escape_thrice(window.page)  # closes a list or a dialogue there, and must not lose what was typed
    expect(window.page.locator("main")).to_be_visible()
