"""The recording on the page of an interview: in reach, by keys, with captions, and the transcript that follows it."""

import re

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Recording
from tests.browser.walking import make_recorded_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INTERVIEW = "/en/interviews/PLAY-1/?transcript=en"
SIZES = pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.slow)])
FOLLOW = "Follow the recording again"


@pytest.fixture(autouse=True)
def interview(transactional_db):
    make_recorded_interview()


@pytest.fixture
def listening(visit):
    """Return a function that opens an interview, and the addresses that the browser asked for."""

    def opened(width: int, address: str = INTERVIEW, **options: object) -> tuple[Page, list[str]]:
        window = visit(viewport={"width": width, "height": 800}, locale="en-GB", **options)
        asked: list[str] = []
        window.context.on("request", lambda request: asked.append(request.url))
        window.page.goto(address)
        window.page.locator(".dock").wait_for()
        return window.page, asked

    return opened


def fetched(asked: list[str]) -> list[str]:
    return [url for url in asked if "/recording." in url or ".vtt" in url]


def plays(page: Page, *, at: float = 0, media: str = "audio") -> None:
    page.wait_for_function(
        "([media, at]) => { const m = document.querySelector(media); return !m.paused && m.currentTime > at }",
        arg=[media, at],
    )


def press_play(page: Page, width: int) -> None:
    """Press the one button that plays: on a phone that of the dock, else the one of the browser's own player."""
    dock = page.locator(".dock-play")
    if width < 1000 or page.locator("video[hidden]").count():
        dock.click()
    else:
        expect(dock).to_be_hidden()
        page.locator("audio:visible, video:visible").first.click(position={"x": 24, "y": 24})


def state(page: Page, name: str, media: str = "audio") -> object:
    return page.evaluate(f"document.querySelector('{media}').{name}")


def as_video(part: int = 1, **fields: object) -> None:
    """Make the sample's recording one that the page shows as a video; its picture is black."""
    Recording.objects.filter(interview__accession="PLAY-1", part=part).update(media_type="video/mp4", **fields)


@SIZES
def test_the_player_stays_in_reach_and_covers_neither_the_way_out_nor_the_words(listening, width):
    page, _asked = listening(width)
    press_play(page, width)
    plays(page)
    page.evaluate("document.querySelector('#s9').scrollIntoView({behavior: 'instant'})")
    dock, leave, words = (page.locator(name).bounding_box() for name in (".dock", "a.leave", "#s9 .passage-text"))
    assert 0 <= dock["y"] < 400
    assert dock["height"] < 80 or width > 1000
    assert dock["y"] + dock["height"] <= leave["y"]
    assert dock["y"] + dock["height"] <= words["y"] or dock["x"] + dock["width"] <= words["x"]
    press_play(page, width)
    page.wait_for_function("() => document.querySelector('audio').paused")


@SIZES
def test_nothing_is_fetched_before_a_tap(listening, width):
    page, asked = listening(width, f"{INTERVIEW}#t=60,90")
    for key in ("j", "l", "ArrowLeft", " ", "<", ">", "m"):
        page.keyboard.press(key)
    expect(page.locator(".dock-time")).to_have_text("1:00")
    assert state(page, "paused") is True
    assert fetched(asked) == []
    page.keyboard.press("k")
    plays(page, at=60)
    assert len({url.partition("#")[0] for url in fetched(asked)}) == 1


def test_nothing_of_a_video_is_fetched_before_a_tap(listening):
    as_video()
    page, asked = listening(1280)
    page.wait_for_timeout(300)
    assert fetched(asked) == []


@SIZES
def test_steps_speed_and_silence_by_buttons_with_names(listening, width):
    page, _asked = listening(width)
    page.locator(".passage-time[href*='t=']").nth(1).click()
    plays(page, at=20)
    before = state(page, "currentTime")
    page.get_by_role("button", name="Forward 5 seconds").click()
    page.wait_for_function("before => document.querySelector('audio').currentTime >= before + 5", arg=before)
    if width < 1000:
        page.get_by_role("button", name="More").click()
        expect(page.get_by_role("button", name="More")).to_have_attribute("aria-expanded", "true")
    page.get_by_label("Speed").select_option(label="1.5×")
    assert state(page, "playbackRate") == 1.5
    mute = page.get_by_role("button", name="Mute")
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "true")
    assert state(page, "muted") is True
    play = page.locator(".dock-play")
    expect(play).to_have_attribute("aria-pressed", "true")
    press_play(page, width)
    expect(play).to_have_attribute("aria-pressed", "false")
    assert page.get_by_role("button", name="Play", exact=True).count() == (1 if width < 1000 else 0)


@SIZES
def test_keys_of_common_players_work_and_can_be_switched_off(listening, width):
    page, _asked = listening(width)
    page.keyboard.press("k")
    plays(page)
    page.keyboard.press("l")
    plays(page, at=5)
    page.keyboard.press("ArrowRight")
    plays(page, at=10)
    page.keyboard.press("j")
    page.wait_for_function("() => document.querySelector('audio').currentTime < 9")
    page.keyboard.press(">")
    assert state(page, "playbackRate") == 1.25
    page.keyboard.press("<")
    assert state(page, "playbackRate") == 1
    page.keyboard.press("m")
    expect(page.locator(".dock-row").locator("..").get_by_text("Mute")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(" ")
    assert state(page, "paused") is True
    page.keyboard.press(" ")  # a key that scrolls the page never starts a sound
    assert state(page, "paused") is True
    page.keyboard.press("Control+k")
    assert state(page, "paused") is True
    page.locator("#inside").press("k")
    assert state(page, "paused") is True
    page.locator("#inside").evaluate("box => box.blur()")
    page.keyboard.press("?")
    listed = page.locator("dialog.keys")
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("Back 5 seconds")
    listed.get_by_label("These keys work here").uncheck()
    listed.get_by_role("button", name="Close").click()
    page.keyboard.press("k")
    assert state(page, "paused") is True


def test_letters_are_found_by_their_place_on_a_cyrillic_keyboard(listening):
    page, _asked = listening(1280)
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))")
    plays(page)


def test_escape_three_times_still_leaves_while_the_list_of_keys_is_open(visit):
    window = visit()
    page = window.page
    page.goto(INTERVIEW)
    page.locator(".dock").wait_for()
    page.context.route(re.compile(r"^https://"), lambda route: route.fulfill(body="another site"))
    page.keyboard.press("?")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"^https://"))
    window.foreign.clear()


@SIZES
def test_captions_are_chosen_by_their_names_in_the_reader_s_language(listening, width):
    page, asked = listening(width)
    page.keyboard.press("k")
    plays(page)
    if width < 1000:
        page.get_by_role("button", name="More").click()
    page.get_by_label("Captions").select_option(label="Belarusian")
    line = page.locator(".dock-caption")
    expect(line).to_have_attribute("lang", "be")
    expect(line).to_contain_text("прысягу")
    assert [url for url in fetched(asked) if ".vtt" in url][0].endswith("transcript.be.vtt?part=1")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    expect(line).to_be_hidden()


@SIZES
def test_a_video_can_be_heard_without_its_picture(listening, width):
    as_video()
    page, _asked = listening(width)
    if width < 1000:
        page.get_by_role("button", name="More").click()
    hide = page.get_by_role("button", name="Hide the picture")
    hide.click()
    expect(hide).to_have_attribute("aria-pressed", "true")
    expect(page.locator("video")).to_be_hidden()
    press_play(page, width)
    plays(page, media="video")


@SIZES
def test_the_sound_alone_is_loaded_where_there_is_a_recording_of_it(listening, width):
    sound = Recording.objects.get(interview__accession="PLAY-1", part=1)
    Recording.objects.create(interview=sound.interview, part=3, file=sound.file, media_type="audio/mpeg")
    as_video()
    page, asked = listening(width)
    expect(page.locator("audio")).to_be_hidden()
    if width < 1000:
        page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Load the sound alone").click()
    expect(page.locator("video")).to_be_hidden()
    expect(page.locator("audio")).to_be_visible()
    press_play(page, width)
    plays(page)
    assert [url for url in fetched(asked) if "recording.1" in url] == []


def test_a_moment_of_a_part_kept_elsewhere_is_left_to_its_link(listening):
    page, asked = listening(1280)
    page.locator(".passage-time[href*='t=']").last.click()
    page.wait_for_url(re.compile(r"[?&]t=\d+"))
    expect(page.get_by_text(re.compile("Watch this moment on"))).to_be_visible()
    assert fetched(asked) == []


def test_a_fragment_names_a_moment_and_an_end(listening):
    page, _asked = listening(1280, f"{INTERVIEW}#t=npt:0:01:00,62")
    passage = page.locator(".passage.is-current")
    expect(passage).to_be_in_viewport()
    assert int(passage.get_attribute("data-start")) <= 60_000 < int(passage.get_attribute("data-end"))
    page.keyboard.press("k")
    page.wait_for_function("() => (m => m.paused && m.currentTime >= 62)(document.querySelector('audio'))")
    page.evaluate("location.hash = 't=150'")
    expect(page.locator(".passage.is-current")).to_be_in_viewport()
    expect(page.locator(".dock-time")).to_have_text("2:30")
    page.evaluate("location.hash = 't=a,b'")
    expect(page.locator(".dock-time")).to_have_text("2:30")


def listens(page: Page) -> None:
    """Play from a passage in the middle, and wait until the page has come to rest there."""
    page.locator(".passage-time[href*='t=']").nth(6).click()
    expect(page.locator(".passage.is-playing")).to_be_in_viewport()
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.wait_for_timeout(1300)  # a scroll within this time is the page's own
    expect(page.get_by_role("button", name=FOLLOW)).to_be_hidden()


def hear(page: Page, number: int) -> None:
    """Let the recording come to the passage with this number."""
    page.evaluate(
        """n => { const start = document.querySelectorAll(".passage[data-start]")[n].dataset.start;
                  document.querySelector("audio").currentTime = start / 1000 + 0.2 }""",
        number,
    )
    expect(page.locator(".passage[data-start]").nth(number)).to_have_class(re.compile("is-playing"))


WAYS = {
    "wheel": lambda page: (page.mouse.move(page.viewport_size["width"] / 2, 500), page.mouse.wheel(0, 400)),
    "page down": lambda page: page.keyboard.press("PageDown"),
    "arrow": lambda page: page.keyboard.press("ArrowDown"),
    "scrollbar": lambda page: page.evaluate("scrollBy(0, 300)"),
    "focus": lambda page: page.keyboard.press("Tab"),
    "touch": lambda page: page.evaluate("document.body.dispatchEvent(new Event('touchmove', {bubbles: true}))"),
}


def scrolls_away(page, way) -> None:
    """Scroll as a reader does until the page lets go; while it glides by itself, it takes a scroll for its own."""
    again = page.get_by_role("button", name=FOLLOW)
    for _ in range(6):
        page.wait_for_timeout(1300)
        way(page)
        if again.is_visible():
            break
    expect(again).to_be_visible()


@SIZES
def test_the_transcript_follows_until_the_reader_scrolls_and_again_when_asked(listening, width):
    page, _asked = listening(width)
    listens(page)
    hear(page, 8)
    expect(page.locator(".passage.is-playing")).to_be_in_viewport()
    again = page.get_by_role("button", name=FOLLOW)
    scrolls_away(page, WAYS["wheel"])
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    hear(page, 11)
    expect(page.locator(".passage.is-playing")).not_to_be_in_viewport()
    again.click()
    expect(page.locator(".passage.is-playing")).to_be_in_viewport()
    expect(again).to_be_hidden()
    scrolls_away(page, WAYS["page down"])
    page.locator(".passage-time[href*='t=']").nth(3).click()  # while it plays already
    expect(again).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("way", [name for name in WAYS if name != "wheel"])
def test_every_way_to_move_the_page_stops_the_following(listening, way):
    page, _asked = listening(1280)
    listens(page)
    WAYS[way](page)
    expect(page.get_by_role("button", name=FOLLOW)).to_be_visible()


@pytest.mark.slow
def test_a_long_way_back_to_what_is_heard_is_no_scroll_of_the_reader(listening):
    page, _asked = listening(360)
    listens(page)
    again = page.get_by_role("button", name=FOLLOW)
    scrolls_away(page, WAYS["wheel"])
    page.evaluate("document.querySelector('.words').style.paddingBottom = '20000px'")
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    again.click()
    page.wait_for_timeout(3000)
    expect(page.locator(".passage.is-playing")).to_be_in_viewport()
    expect(again).to_be_hidden()


def test_coming_to_the_controls_by_tab_moves_nothing(listening):
    page, _asked = listening(360)
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    place = page.evaluate("scrollY")
    page.locator(".dock-open").focus()
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == place


def test_nothing_glides_for_whoever_asked_for_less_motion(listening):
    page, _asked = listening(1280, reduced_motion="reduce")
    page.evaluate(
        """() => { window.ways = []; const go = Element.prototype.scrollIntoView;
           Element.prototype.scrollIntoView = function (how) { ways.push(how?.behavior); go.call(this, how) } }"""
    )
    listens(page)
    assert set(page.evaluate("ways")) == {"instant"}


@SIZES
def test_the_controls_come_without_moving_the_page(visit, width):
    page = visit(viewport={"width": width, "height": 800}).page
    held = []
    page.route(re.compile(r"/js/site\."), lambda route: held.append(route))
    page.goto(INTERVIEW, wait_until="domcontentloaded")
    page.evaluate("document.fonts.ready.then(() => 0)")
    before = page.locator(".words").bounding_box()
    held[0].continue_()
    page.locator(".dock").wait_for()
    assert page.locator(".words").bounding_box() == before


def test_without_a_script_there_are_no_dead_buttons(visit):
    page = visit(java_script_enabled=False, viewport={"width": 360, "height": 800}).page
    page.goto(INTERVIEW)
    expect(page.locator("audio")).to_be_visible()
    assert page.locator(".player button").count() == 0
    assert page.locator(".selected").is_hidden()


def test_a_part_kept_elsewhere_is_opened_there_and_plays_no_other_part(listening):
    page, asked = listening(360, "/en/interviews/PLAY-1/?t=250&transcript=en")
    out = page.locator(".dock-out")
    expect(out).to_have_text("Watch from 4:10")
    expect(out).to_have_attribute("href", re.compile(r"^https://video\.example\.org/w/2\?start=10"))
    expect(page.locator(".dock-play")).to_be_hidden()
    page.keyboard.press("k")
    expect(out).to_be_focused()
    page.evaluate("location.hash = 't=20'")
    expect(out).to_be_hidden()
    page.evaluate("location.hash = 't=260'")
    expect(out).to_be_visible()
    assert state(page, "paused") is True
    assert fetched(asked) == []


def test_opening_more_is_no_scroll_of_the_reader(listening):
    page, _asked = listening(360)
    listens(page)
    more = page.get_by_role("button", name="More")
    for _ in range(2):
        more.click()
        page.wait_for_timeout(300)
    more.press("Space")
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name=FOLLOW)).to_be_hidden()
    scrolls_away(page, WAYS["wheel"])
