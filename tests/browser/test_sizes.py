"""Pages fit: a narrow phone, a wide screen, text at twice its size, paper, and colours that the system sets."""

import pytest
from django.utils.timezone import localdate

from interviews import roles
from interviews.models import Recording
from tests.browser.walking import TEMPLATES, load_sample
from tests.factories import make_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("be", "ru", "uk", "en")
# What hides a part of its own text, apart from what is there for screen readers only.
CLIPPED = """() => [...document.querySelectorAll("body *")].filter(e => {
  const style = getComputedStyle(e);
  const hides = [style.overflowX, style.overflowY].some(value => value === "hidden" || value === "clip");
  if (!hides || style.clipPath !== "none" || !e.innerText?.trim()) return false;
  return e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("widths", [(320,), pytest.param((1920, 1280, 360), marks=pytest.mark.slow)])
def test_no_page_scrolls_sideways(visit, widths):
    load_sample()
    page = visit(viewport={"width": widths[0], "height": 800}).page
    for language in LANGUAGES:
        for address in TEMPLATES.values():
            page.goto(f"/{language}{address}")
            for width in widths:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, address)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_at_twice_its_size_is_neither_cut_off_nor_beside_the_screen(visit, language):
    load_sample()
    page = visit(viewport={"width": 1280, "height": 800}).page
    talk = page.context.new_cdp_session(page)
    talk.send("Page.enable")
    talk.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 32}})  # what a browser's own setting does
    for name, address in TEMPLATES.items():
        page.goto(f"/{language}{address}")
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 32
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, name
        assert page.evaluate(CLIPPED) == [], name


def test_at_the_desk_long_names_and_three_recordings_leave_room_for_the_words(visit, person, client):
    name = "Надзвычайнадоўгаеімяапавядальніка" * 5
    record = make_interview(
        ["Раз.", *["Два."] * 9], accession="OOU-LONG", speakers=[name, "Ян"], translations={"en": ["One."]}
    )
    for part in (1, 2, 3):
        Recording.objects.create(interview=record, part=part, file=f"part-{part}.mp3", media_type="audio/mpeg")
    client.force_login(person(roles.ARCHIVIST))
    opened = visit(viewport={"width": 820, "height": 1180}, java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    opened.context.add_cookies([{"name": "sessionid", "value": cookie, "url": opened.base}])
    page = opened.page
    for address in ("publish/", "translate/en/", "transcripts/be/edit/"):
        page.goto(f"/en/desk/interviews/OOU-LONG/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 820, address
    tops = page.locator(".desk-player").evaluate_all("all => new Set(all.map(one => one.offsetTop)).size")
    assert tops == 1
    assert "Part 3" in page.locator(".editor-player").nth(2).inner_text()
    page.goto(f"{page.url}#{page.locator('.editor-passage').nth(1).get_attribute('id')}")  # as after saving it
    bar, passage = page.locator(".editor-bar").bounding_box(), page.locator(".editor-passage").nth(1).bounding_box()
    assert bar["y"] + bar["height"] <= passage["y"]


def _style(page, selector: str, name: str, part: str | None = None) -> str:
    ask = "([selector, name, part]) => getComputedStyle(document.querySelector(selector), part)[name]"
    return page.evaluate(ask, [selector, name, part])


def test_paper_shows_the_words_and_none_of_the_controls(visit):
    load_sample()
    page = visit(color_scheme="dark").page
    page.goto("/en/interviews/OOU-7K3M/")
    page.emulate_media(media="print")
    for hidden in (".leave-bar", ".site-nav", ".languages", ".site-footer"):
        assert _style(page, hidden, "display") == "none", hidden
    assert page.locator(".transcript .passage-text").first.is_visible()
    assert _style(page, "body", "color") == "rgb(0, 0, 0)"
    assert _style(page, "body", "backgroundColor") == "rgb(255, 255, 255)"


def _shown(page, selector: str) -> list[str]:
    return page.locator(selector).filter(visible=True).all_inner_texts()


def test_paper_says_where_a_page_stands_and_nothing_that_can_only_be_pressed(visit):
    load_sample()
    page = visit(color_scheme="dark").page
    page.goto("/en/interviews/OOU-7K3M/passage/60-90/")
    assert not page.locator(".on-paper").is_visible()
    page.emulate_media(media="print")
    address = "/en/interviews/OOU-7K3M/passage/60-90/?transcript=be&v=1"
    assert _shown(page, ".on-paper") == [f"Archive “One of Us”, {address}"]
    headings = " ".join(_shown(page, "h2, h3"))
    assert "Cite it" in headings
    assert "Hear it" not in headings
    assert "Pass it on" not in headings
    assert _shown(page, ".player, a[href*='title=none']") == []
    page.goto("/en/search/?q=oath")
    mark = page.locator("mark").first
    assert mark.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    assert mark.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert "/en/interviews/OOU-7K3M/" in page.locator(".entry-title a[href*='OOU-7K3M']").first.evaluate(
        "e => getComputedStyle(e, '::after').content"
    )
    page.goto("/en/themes/why-orders/")
    said, address = _shown(page, ".on-paper")
    assert said.endswith(str(localdate().year))
    assert address == "Archive “One of Us”, /en/themes/why-orders/"
    header = page.locator(".quote-group > header").first
    assert header.evaluate("e => getComputedStyle(e).breakAfter") == "avoid"


def test_whoever_wants_no_motion_sees_none(visit):
    page = visit(reduced_motion="reduce").page
    page.goto("/en/search/")
    assert _style(page, ".button", "transitionDuration") == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert _style(page, ".button", "transitionDuration") != "0s"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_black_and_white_and_marks_the_page_one_is_on_by_a_line(visit, scheme):
    page = visit(contrast="more", color_scheme=scheme).page
    page.goto("/en/themes/")
    ink, paper = ("rgb(0, 0, 0)", "rgb(255, 255, 255)")[:: 1 if scheme == "light" else -1]
    assert (_style(page, "body", "color"), _style(page, "body", "backgroundColor")) == (ink, paper)
    assert "underline" in _style(page, ".site-nav a[aria-current]", "textDecorationLine")


def test_colours_that_the_system_sets_leave_marks_shades_and_the_sign_for_playing(visit):
    load_sample()
    page = visit(forced_colors="active").page
    page.goto("/en/matrix/?rows=how&columns=why")
    shaded = page.locator("td.shade-5").first
    assert float(shaded.evaluate("e => parseFloat(getComputedStyle(e).borderBottomWidth)")) > 10
    page.goto("/en/search/?q=oath")
    word = page.locator("mark").first
    assert word.evaluate("e => getComputedStyle(e).backgroundColor") != _style(page, "body", "backgroundColor")
    page.goto("/en/interviews/OOU-7K3M/")
    sides = page.evaluate("""() => {
      const sign = getComputedStyle(document.querySelector(".passage-time.plays"), "::before");
      return [sign.borderTopColor, sign.borderLeftColor];
    }""")
    assert sides[0] == "rgba(0, 0, 0, 0)" != sides[1]


def _facts(page) -> dict[str, str]:
    names, values = (_shown(page, f".facts.on-paper {kind}") for kind in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_a_printed_search_says_what_was_asked_and_when(visit):
    load_sample()
    page = visit().page
    query = "q=oath&theme=how-ritual&left_from=2021&left_to=2024"
    page.goto(f"/en/search/?{query}&sort=date")
    assert not page.locator(".on-paper").first.is_visible()
    page.emulate_media(media="print")
    facts = _facts(page)
    assert facts.pop("As of").endswith(str(localdate().year))
    assert facts == {
        "Words to look for": "oath",
        "Theme": "Rituals",
        "Year of leaving": "2021–2024",
        "Order": "latest recording first",
    }
    assert _shown(page, "p.on-paper") == [f"Archive “One of Us”, /en/search/?{query}&sort=date"]
    assert " in " in page.locator(".search-count").inner_text()
    assert _shown(page, ".chip-on, .also .chip, .take-now") == []
    page.goto(f"/en/search/lines/?{query}&order=left")
    assert _facts(page)["Order"] == "by the words before"
    page.goto("/be/search/?q=прысяга")
    assert _shown(page, "p.on-paper") == ["Архіў «Адзін з нас», /be/search/?q=прысяга"]


def test_a_discreet_search_leaves_its_words_out_of_the_sheet(visit):
    load_sample()
    page = visit().page
    page.goto("/en/search/")
    page.locator("#q").first.fill("oath")
    page.get_by_role("button", name="Discreet search").click()
    page.emulate_media(media="print")
    assert list(_facts(page)) == ["As of"]
    assert _shown(page, "p.on-paper") == []
    assert page.locator("mark").first.is_visible()


def test_paper_says_by_what_a_theme_a_list_and_a_matrix_were_narrowed(visit):
    load_sample()
    page = visit().page
    page.emulate_media(media="print")
    page.goto("/en/themes/why-orders/?original=be")
    assert _facts(page) == {"Language of the interview": "Belarusian"}
    assert "/en/themes/why-orders/?original=be" in _shown(page, ".on-paper.small")[-1]
    page.goto("/en/interviews/?language=be&sort=title&no=such")
    assert list(_facts(page).values()) == ["Беларуская"]
    assert "/en/interviews/?language=be" in _shown(page, ".on-paper.small")[-1]
    assert "such" not in _shown(page, ".on-paper.small")[-1]
    page.goto("/en/matrix/?rows=how&columns=year")
    assert _facts(page) == {"Down": "How indoctrination worked", "Across": "Year of leaving"}
