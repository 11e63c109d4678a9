"""What a new reader stumbles on: signs that something opens, words that come late, hints cut off, lines too long."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
LANGUAGES = ("be", "ru", "uk", "en")
HINT_FITS = """() => {
  const box = document.querySelector("#inside"), style = getComputedStyle(box);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(box.placeholder).width <= room;
}"""


@pytest.fixture(autouse=True)
def sample(transactional_db):
    load_sample()


def _bottom(page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


def test_an_interview_is_entered_in_one_step_on_a_phone_without_javascript(visit):
    page = visit(viewport=PHONE, java_script_enabled=False).page
    page.goto("/ru/interviews/OOU-7K3M/")
    contents = page.locator(".contents summary")
    assert contents.evaluate("e => getComputedStyle(e, '::before').content") != "none"
    page.get_by_role("link", name="Сразу к словам").click()
    expect(page.locator(".transcript .passage-text").first).to_be_in_viewport()
    for language in LANGUAGES:
        page.goto(f"/{language}/interviews/OOU-7K3M/")
        assert page.evaluate(HINT_FITS), language


# Where the dots of facts are, from the left edge of their row: those that begin a line, and the others.
DOTS = """() => [true, false].map(begins => [...document.querySelectorAll(".entry .meta")].flatMap(row => {
  const left = row.getBoundingClientRect().left;
  if (getComputedStyle(row).clipPath !== "inset(-6px)") throw new Error("not cut");
  return [...row.children].slice(1)
    .filter(fact => (fact.getBoundingClientRect().left - left < 1) === begins)
    .map(fact => fact.getBoundingClientRect().left - left + parseFloat(getComputedStyle(fact, "::before").left) + 4);
}))"""


def test_what_was_found_begins_on_the_first_screen_of_a_phone(visit):
    page = visit(viewport=PHONE, java_script_enabled=False).page
    for language in LANGUAGES:
        page.goto(f"/{language}/search/?q=прысяга")
        assert _bottom(page, ".search-count") < 560, language
        assert page.locator("[name=discreet]").is_visible()
    page.goto("/en/search/")
    assert page.locator(".discreet span").is_visible()  # what it does is said before the first search


def test_the_first_screen_of_a_phone_says_what_this_is_whether_it_is_safe_and_where_to_start(visit):
    page = visit(viewport=PHONE, java_script_enabled=False).page
    for language in LANGUAGES:
        page.goto(f"/{language}/")
        top_of_the_way_out = page.locator(".leave-bar").bounding_box()["y"]
        for said in ("h1", ".hero .lede", ".hero a[href$='/safety/']", "#q"):
            assert _bottom(page, said) <= top_of_the_way_out, (language, said)


def test_the_ways_in_for_people_stand_before_anybody_is_quoted(visit):
    page = visit(viewport=PHONE).page
    page.goto("/be/")
    assert _bottom(page, "#paths") < page.locator(".voice").first.bounding_box()["y"]
    # Every name has its number at the end of its first line, a name of two lines as well.
    numbers = [count.bounding_box() for count in page.locator(".path-list .toc-count").all()]
    names = [name.bounding_box() for name in page.locator(".path-list a").all()]
    assert len({round(number["x"] + number["width"]) for number in numbers}) == 1
    assert all(number["y"] < name["y"] + 30 for number, name in zip(numbers, names, strict=True))
    # The dot before a fact is cut off where the fact begins a line, and there all the other times.
    at_line_starts, within_lines = page.evaluate(DOTS)
    assert max(at_line_starts) < -6
    assert min(within_lines) > 0


def test_the_page_of_a_passage_has_lines_that_can_be_read_and_leads_to_its_citation(visit):
    page = visit(viewport={"width": 1280, "height": 800}).page
    page.goto("/be/interviews/OOU-7K3M/passage/60-90/")
    letter = float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))
    for words in page.locator(".quoted .passage-text").all():
        assert words.bounding_box()["width"] <= 41 * letter + 1
    times = page.locator(".quoted-around section").first.locator(".passage-text")
    ticks = page.locator(".quoted-around section").first.locator(".take")
    assert times.nth(1).bounding_box()["y"] - _bottom(page, ".quoted-around .take") >= letter
    assert ticks.count() >= 2
    page.goto("/en/interviews/OOU-9XPD/passage/60-90/")
    one, other = (page.locator(".quoted-one").nth(n).locator(".passage-text").first for n in (0, 1))
    assert one.bounding_box()["y"] == other.bounding_box()["y"]  # whatever is said of either above it
    page.set_viewport_size(PHONE)
    page.locator("a[href='#cite']").click()
    expect(page.locator("#cite .citation").first).to_be_in_viewport()


def test_the_filters_of_a_theme_begin_where_its_passages_do(visit):
    page = visit(viewport={"width": 1280, "height": 800}).page
    page.goto("/uk/themes/why-conscience/")
    title, count = (page.locator(one).first.bounding_box() for one in (".narrowing .side-title", ".search-count"))
    assert abs(title["y"] + title["height"] / 2 - count["y"] - count["height"] / 2) < 8
    scope = page.locator(".scope")
    expect(scope.locator("dt")).to_have_text("Як добирають уривки")
    assert scope.bounding_box()["y"] < count["y"]


def test_tables_and_lists_of_choices_line_up(visit):
    page = visit(viewport={"width": 1280, "height": 800}, java_script_enabled=False).page
    page.goto("/uk/matrix/?rows=how&columns=why")
    middle = [
        [box["x"] + box["width"] / 2 for box in (one.bounding_box() for one in page.locator(f".matrix {part}").all())]
        for part in ("thead th[scope='col'] span", "tbody tr:first-child td")
    ]
    assert len(middle[0]) == len(middle[1]) > 1
    assert all(abs(name - number) < 2 for name, number in zip(*middle, strict=True))
    page.goto("/uk/interviews/?language=be")
    assert min(one.bounding_box()["width"] for one in page.locator(".filters select").all()) > 240  # no name cut short
    page.set_viewport_size({"width": 768, "height": 800})
    page.goto("/uk/interviews/OOU-9XPD/")
    tops = [one.bounding_box()["y"] for one in page.locator(".stages li").all()]
    assert [tops.count(top) for top in sorted(set(tops))] == [4, 4]


def test_a_link_that_stands_alone_has_room_for_a_finger(visit):
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True).page
    alone = {
        "/en/search/?q=order": (".pointer > a", ".search-options > a", ".entry-title > a"),
        "/en/paths/doubts/": (".eyebrow > a", ".path-step summary", ".entry-title > a"),
        "/en/search/lines/?q=order": (".eyebrow > a", ".lines .take"),
    }
    for address, links in alone.items():
        page.goto(address)
        for link in links:
            room = page.locator(link).first.bounding_box()
            assert room["height"] >= 44, (address, link)
            assert room["width"] >= 24, (address, link)
    page.goto("/uk/interviews/OOU-7K3M/?t=207")  # what is said of the words stands above them, on lines of its own
    assert 150 < page.locator(".is-current").bounding_box()["y"] < 250  # and they are what one sees first
    said, words = (page.locator(f".is-current {one}").first.bounding_box() for one in (".unchecked", ".passage-text"))
    assert said["x"] == words["x"]
    assert said["y"] + said["height"] <= words["y"] + 7
    page.goto("/uk/pages/")
    dots = "getComputedStyle(document.querySelector('.toc a'), '::before').display"
    assert page.evaluate(dots) == "none"  # dots lead to a number, and here is none
