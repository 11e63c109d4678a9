"""What readers and archivists do, in a real browser, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from interviews import roles
from tests.browser.walking import load_sample, open_filters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VTT = """WEBVTT

00:00:00.000 --> 00:00:06.000
<v Interviewer>What did you hear on your first day?

00:00:06.000 --> 00:00:14.000
<v Guest>They told us about the <i>zubrovka</i> drill, a word I had never heard before.

00:00:14.500 --> 00:00:21.000
<v Guest>Nobody explained it, and nobody dared to ask.
"""


@pytest.fixture(autouse=True)
def sample(transactional_db):
    load_sample()


def sign_in(page: Page, name: str) -> None:
    page.goto("/en/desk/")
    page.get_by_label("User").or_(page.get_by_label("Name")).first.fill(name)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()


def test_from_home_by_a_theme_to_a_passage_that_plays_at_its_second(page, request):
    page.goto("/en/")
    page.get_by_role("link", name=re.compile("Why they left")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why they left")
    page.locator("main a[href$='/themes/why-conscience/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conscience")
    link = page.locator("a.play[href*='OOU-7K3M'][href*='t=']").first
    second = int(re.search(r"t=(\d+)", link.get_attribute("href"))[1])
    link.click()
    expect(page).to_have_url(re.compile(rf"/interviews/.*t={second}"))
    current = page.locator(".passage.is-current")
    expect(current).to_be_in_viewport()
    start, end = (int(current.get_attribute(f"data-{edge}")) for edge in ("start", "end"))
    assert start <= second * 1000 + 999
    assert second * 1000 <= end
    player = page.locator(".player audio")
    expect(player).to_be_in_viewport()  # on a phone without a script it is another one, in the passage
    assert player.get_attribute("src").endswith(f"#t={second}")
    player.click(position={"x": 30, "y": 25})  # the player's own button, which needs no script of ours
    if request.node.callspec.id == "with JavaScript":
        page.wait_for_function("second => document.querySelector('audio').currentTime >= second", arg=second)
        assert page.evaluate("document.querySelector('audio').currentTime") < second + 9


def test_search_facet_passage_interview_at_that_second(page):
    page.goto("/en/")
    page.locator("#q").first.fill("oath")
    page.locator("#q").first.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    before = page.locator("article.quote").count()
    assert before
    open_filters(page)
    facet = page.locator(".facets details:has(a[href*='language='])").first
    if facet.get_attribute("open") is None:
        facet.locator("summary").click()
    facet.locator("a[href*='language=en']").click()
    expect(page).to_have_url(re.compile("language=en"))
    link = page.locator("a.play").first
    link.click()
    expect(page.locator(".passage.is-current")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"[?&]t=\d+"))


def test_upload_preview_publish_found_and_withdrawn_everywhere(page, person, tmp_path, visit):
    person(roles.ARCHIVIST, "anna")
    person(roles.ARCHIVIST, "vera")
    sign_in(page, "anna")
    file = tmp_path / "first-day.vtt"
    file.write_text(VTT)
    page.goto("/en/desk/interviews/new/")
    page.locator("[name=title_en]").fill("The first day")
    page.locator("[name=language]").select_option("en")
    page.locator("[name=narrator_name]").fill("Guest")
    page.get_by_role("button", name="Save the record").click()
    page.wait_for_url(re.compile("/desk/interviews/OOU-"))
    accession = re.search(r"OOU-[A-Z0-9]{4}", page.url)[0]

    page.goto(f"/en/desk/upload/?interview={accession}")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("main")).to_contain_text("zubrovka")
    page.get_by_role("radio", name=re.compile("English")).check()
    page.get_by_role("button", name="Save as draft").click()
    page.wait_for_url(re.compile(rf"/desk/interviews/{accession}/"))
    assert_hidden(page, accession)

    page.goto(f"/en/desk/interviews/{accession}/access/")
    page.locator("[name=consent][value=granted]").check()
    page.locator("[name=release][value=public]").check()
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("radio", name="The text alone").check()
    page.locator("main form").last.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(rf"/desk/interviews/{accession}/$"))
    page.goto(f"/en/desk/interviews/{accession}/publish/")
    page.get_by_label(re.compile("I have looked")).fill("read beside the recording")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("button", name="Ask another person to publish it").click()
    assert_hidden(page, accession)
    second = visit(locale="en-GB").page
    sign_in(second, "vera")
    second.get_by_role("link", name=re.compile(accession)).first.click()
    second.get_by_role("button", name="I looked at it: publish").click()
    expect(second.locator("main")).to_contain_text("Readers see this record now")

    page.goto("/en/search/?q=zubrovka")
    expect(page.locator("mark")).to_have_text("zubrovka")
    page.locator("a.go").first.click()
    expect(page.locator(".passage.is-current")).to_contain_text("zubrovka")

    page.goto(f"/en/desk/interviews/{accession}/")
    page.get_by_role("button", name="Hide at once").click()
    expect(page.locator("main")).to_contain_text("Readers do not see this record")
    assert_hidden(page, accession)


def assert_hidden(page: Page, accession: str) -> None:
    for address in (f"/en/interviews/{accession}/", f"/en/interviews/{accession}/transcript.en.vtt"):
        assert page.request.get(address).status == 404
    assert page.request.get(f"/api/v1/interviews/{accession}").status == 404
    for address in ("/en/", "/en/interviews/", "/en/search/?q=zubrovka", "/api/v1/search?q=zubrovka"):
        answer = page.request.get(address)
        assert answer.status == 200
        assert accession not in answer.text(), address
    assert page.request.get("/api/v1/search?q=zubrovka").json()["count"] == 0


def test_an_archivist_corrects_a_passage_and_adds_a_theme_beside_it(page, person):
    person(roles.ARCHIVIST, "anna")
    sign_in(page, "anna")
    page.goto("/en/desk/interviews/OOU-7K3M/?transcript=en")
    forms = page.locator("form[action*='/transcripts/'][action$='/correct/']")
    passage = forms.first
    passage.locator("xpath=ancestor-or-self::details").first.locator("summary").click()
    words = passage.locator("textarea")
    words.fill(words.input_value() + " Kvadrat.")
    passage.get_by_role("button", name="Save the words").click()
    passage = page.locator("article.passage").first
    passage.get_by_text("Add a coding").click()
    coding = passage.locator("form[action$='/codings/']")
    coding.locator("[name=theme]").select_option(label="Corruption")
    coding.get_by_text("Public sentence in four languages").click()
    coding.locator("[name=gist_en]").fill("A gist that a reader sees.")
    coding.locator("[name=accepted]").check()
    coding.get_by_role("button", name="Add the coding").click()
    expect(page.locator("article.passage").first).to_contain_text("Corruption")
    page.goto("/en/search/?q=kvadrat")
    expect(page.locator("mark")).to_have_text("Kvadrat")
    page.goto("/en/themes/why-corruption/")
    expect(page.locator("main")).to_contain_text("A gist that a reader sees.")
    expect(page.locator("main")).to_contain_text("Kvadrat")


def test_a_passage_plays_at_its_second(visit):
    page = visit(locale="en-GB").page
    page.goto("/en/interviews/OOU-7K3M/?transcript=be")
    link = page.locator(".passage-time[href*='t=']").nth(3)
    start = int(link.locator("xpath=ancestor::*[@data-start]").first.get_attribute("data-start"))
    link.click()
    page.wait_for_function(
        "start => { const m = document.querySelector('audio'); return m.currentTime * 1000 >= start && !m.paused }",
        arg=start,
    )
    assert page.evaluate("document.querySelector('audio').currentTime * 1000") < start + 9000
    expect(page.locator(".passage.is-playing")).to_have_attribute("data-start", str(start))


def test_a_page_at_a_second_opens_there_without_a_fragment(page):
    page.goto("/en/interviews/OOU-7K3M/?t=150")
    expect(page.locator(".passage.is-current")).to_be_in_viewport()


def test_words_are_taken_out_in_every_language_and_come_back_by_two_people(visit, request, person, seal_key):
    for with_script in (True, False):
        load_sample()
        names = ("anna", "vera") if with_script else ("olga", "zoja")
        for name in names:
            person(roles.ARCHIVIST, name)
        page = visit(java_script_enabled=with_script, locale="en-GB").page
        sign_in(page, names[0])
        page.goto("/en/desk/interviews/OOU-2QHV/?transcript=be")
        page.get_by_role("link", name="Take words out").nth(1).click()
        languages = page.locator("fieldset.marking")
        expect(languages).to_have_count(2)
        for n in range(2):
            languages.nth(n).locator(".word").nth(2).click()
        taken = languages.nth(0).locator(".word").nth(2).inner_text()
        page.get_by_label("Reason").select_option(label="A place or unit by which people are found")
        page.get_by_role("button", name="Show the result").click()
        expect(page.locator(".result").first).to_contain_text("[…]")
        page.get_by_role("button", name="Take these words out").click()
        expect(page.locator("main")).to_contain_text("The words are out of the public text")
        assert taken not in page.locator("main").inner_text()
        public = page.request.get("/en/interviews/OOU-2QHV/transcript.be.txt").text()
        assert "[…]" in public
        page.get_by_role("button", name="Ask to lift it").click()
        expect(page.locator("main")).to_contain_text("Another archivist has to lift it")
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, names[1])
        page.goto("/en/desk/interviews/OOU-2QHV/redactions/")
        page.get_by_label("Private key").fill(seal_key)
        page.get_by_role("button", name="Lift the redaction").click()
        expect(page.locator("main")).to_contain_text("The words are back")
        assert "[…]" not in page.request.get("/en/interviews/OOU-2QHV/transcript.be.txt").text()


def test_words_that_are_selected_are_marked(visit, person, seal_key):
    person(roles.ARCHIVIST, "anna")
    page = visit(locale="en-GB").page
    sign_in(page, "anna")
    page.goto("/en/desk/interviews/OOU-2QHV/redactions/new/?transcript=be&at=1")
    words = page.locator("fieldset.marking").first.locator(".word")
    words.nth(1).click()
    words.nth(4).click(modifiers=["Shift"])
    assert [words.nth(n).locator("input").is_checked() for n in range(6)] == [False, True, True, True, True, False]


def test_an_earlier_version_is_compared_and_restored(page, person):
    person(roles.ARCHIVIST, "anna")
    sign_in(page, "anna")
    page.goto("/en/desk/interviews/OOU-7K3M/?transcript=en")
    passage = page.locator("article.passage").first
    passage.get_by_text("Correct", exact=True).click()
    words = passage.locator("textarea[name=text]")
    before = words.input_value()
    words.fill(f"{before} Kvadrat.")
    passage.get_by_role("button", name="Save the words").click()
    page.goto("/en/desk/interviews/OOU-7K3M/transcripts/en/versions/")
    page.get_by_role("link", name="What changed since version 1").click()
    expect(page.locator("ins")).to_have_text("Kvadrat.")
    page.go_back()
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("main")).to_contain_text("Version 1 is restored")
    page.get_by_role("link", name="Read it").first.click()
    expect(page.locator("main")).not_to_contain_text("Kvadrat")
