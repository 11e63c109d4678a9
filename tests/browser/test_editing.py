"""The transcript editor in a real browser: by keys alone, by two people at once, without a connection or a script."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from interviews import roles
from interviews.models import Interview, Segment
from tests.browser.test_accessibility import violations
from tests.browser.walking import load_sample
from tests.factories import make_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/en/desk/interviews/OOU-EDIT/transcripts/be/edit/"
TEXTS = [
    "Мы прыехалі ў частку ўвечары.",
    "Нам сказалі чакаць да раніцы.",
    "Раніцай ніхто не прыйшоў.",
    "Потым усё скончылася.",
]


@pytest.fixture
def record(transactional_db, person) -> Interview:
    for name in ("anna", "vera"):
        person(roles.ARCHIVIST, name)
    return make_interview(TEXTS, accession="OOU-EDIT", speakers=["Ядзя", "Ян"])


def open_editor(visit, name: str = "anna", *, address: str = ADDRESS, **options) -> Page:
    page = visit(locale="en-GB", **options).page
    page.goto(address)
    page.get_by_label("User").or_(page.get_by_label("Name")).first.fill(name)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{address}")
    return page


def stored() -> list[str]:
    return list(Segment.objects.order_by("position").values_list("text", flat=True))


def words(page: Page, position: int):
    return page.locator(".editor-passage textarea[name=text]").nth(position)


def saved(page: Page) -> None:
    expect(page.locator(".editor-saved")).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=20_000)


def test_a_transcript_is_corrected_by_keys_alone(visit, record):
    page = open_editor(visit)
    keys = page.keyboard
    keys.press("Alt+ArrowDown")
    expect(words(page, 0)).to_be_focused()
    keys.press("End")
    keys.type(" Позна.")
    keys.press("Control+s")
    saved(page)
    assert stored()[0] == "Мы прыехалі ў частку ўвечары. Позна."
    keys.press("Home")
    for _ in range(3):
        keys.press("Control+ArrowRight")
    keys.press("Control+Enter")
    expect(page.locator(".editor-passage")).to_have_count(5)
    expect(words(page, 1)).to_be_focused()
    assert len(stored()) == 5
    assert " ".join(stored()[:2]) == "Мы прыехалі ў частку ўвечары. Позна."
    keys.press("Alt+ArrowUp")
    keys.press("Control+Shift+Enter")
    expect(page.locator(".editor-passage")).to_have_count(4)
    assert stored()[0] == "Мы прыехалі ў частку ўвечары. Позна."
    keys.press("F8")
    expect(words(page, 1)).to_be_focused()
    expect(page.locator("[data-progress]")).to_have_text("1 of 4 checked")
    keys.press("Control+Shift+Enter")  # another speaker: the choice gets the focus
    expect(page.locator("select[name=joined_speaker]").nth(1)).to_be_focused()
    keys.press("Alt+ArrowUp")
    keys.press("Shift+Tab")
    while page.evaluate("document.activeElement.name") != "speaker":
        keys.press("Shift+Tab")
    keys.press("Control+a")
    keys.type("Марыя")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    expect(page.locator("[name=speaker]").nth(2)).to_have_value("Марыя")
    assert list(Segment.objects.order_by("position").values_list("speaker", flat=True)) == [
        "Марыя",
        "Ян",
        "Марыя",
        "Ян",
    ]
    keys.press("Alt+Slash")
    expect(page.locator("#editor-keys")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#editor-keys")).to_be_hidden()


def test_a_split_and_a_join_are_undone_at_once(visit, record):
    page = open_editor(visit)
    keys = page.keyboard
    passages = page.locator(".editor-passage")
    shape = ("speaker", "start_ms", "end_ms", "text")
    before = list(Segment.objects.order_by("position").values_list(*shape))
    keys.press("Alt+ArrowDown")
    keys.press("Home")
    keys.press("Control+ArrowRight")
    keys.press("Control+ArrowRight")
    keys.press("Control+Enter")
    expect(passages).to_have_count(5)
    keys.press("Control+z")
    expect(passages).to_have_count(4)
    expect(page.locator("[data-act=undo]")).to_be_hidden()
    assert stored() == TEXTS
    passages.first.locator("[name=joined_speaker]").select_option("first")
    passages.first.hover()
    passages.first.locator("[value=join]").click()
    expect(passages).to_have_count(3)
    page.locator("[data-act=undo]").click()
    expect(passages).to_have_count(4)
    expect(passages.nth(1).locator("[name=speaker_seen]")).to_have_value("Ян")
    assert list(Segment.objects.order_by("position").values_list(*shape)) == before


@pytest.mark.slow
def test_undoing_a_join_gives_both_passages_back_what_they_were(visit, record):
    shape = ("speaker", "start_ms", "end_ms", "text")
    by = {user.username: user for user in User.objects.all()}
    rows = Segment.objects.order_by("position")
    for position, name in enumerate(["anna", "vera", "vera"]):
        Segment.objects.filter(position=position).update(checked_at=timezone.now(), checked_by=by[name])
    before = list(rows.values_list(*shape))
    page = open_editor(visit)
    passages = page.locator(".editor-passage")

    def join_and_undo(position: int) -> list[str | None]:
        passages.nth(position).locator("[name=joined_speaker]").select_option("second")
        passages.nth(position).locator("[name=everywhere]").evaluate("tick => { tick.checked = true }")
        words(page, position).focus()
        page.keyboard.press("Control+Shift+Enter")
        expect(passages).to_have_count(3)
        expect(page.locator("[data-act=undo]")).to_be_visible()
        page.keyboard.press("Control+z")
        expect(passages).to_have_count(4)
        expect(words(page, position + 1)).to_be_focused()
        assert list(rows.values_list(*shape)) == before
        return list(rows.values_list("checked_by__username", flat=True))

    assert join_and_undo(0) == ["anna", None, "vera", None]  # nobody checks in the name of another
    assert join_and_undo(0) == ["anna", None, "vera", None]
    assert join_and_undo(2) == ["anna", None, None, None]


def test_joining_from_the_field_of_the_speaker_does_not_rename_the_whole_back(visit, record):
    page = open_editor(visit)
    passages = page.locator(".editor-passage")
    passages.first.locator("[name=joined_speaker]").select_option("second")
    name = passages.first.locator("[name=speaker]")
    name.focus()
    page.keyboard.press("Control+Shift+Enter")
    expect(passages).to_have_count(3)
    expect(name).to_have_value("Ян")
    words(page, 2).focus()
    page.keyboard.press("Control+s")
    saved(page)
    assert list(Segment.objects.order_by("position").values_list("speaker", flat=True)) == ["Ян", "Ядзя", "Ян"]


def test_a_name_that_is_typed_is_saved_before_the_passages_are_joined(visit, record):
    page = open_editor(visit)
    passages = page.locator(".editor-passage")
    passages.first.locator("[name=speaker]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Ян")
    expect(page.locator(".editor-saved")).to_contain_text("1")  # closing the page would ask
    page.keyboard.press("Control+Shift+Enter")
    expect(passages).to_have_count(3)  # the same speaker by now: nobody has to choose
    assert list(Segment.objects.order_by("position").values_list("speaker", flat=True)) == ["Ян", "Ядзя", "Ян"]


@pytest.mark.slow
def test_a_field_that_has_the_focus_undoes_nothing_that_another_changed(visit, record):
    anna, vera = open_editor(visit, "anna"), open_editor(visit, "vera")
    first = vera.locator(".editor-passage").first
    first.locator("[name=speaker]").focus()
    first.locator("[name=end]").focus()
    first.locator("[name=speaker]").focus()
    Segment.objects.filter(position=0).update(speaker="Марыя", end_ms=19_000)
    expect(first.locator("[name=speaker]")).to_have_value("Марыя", timeout=20_000)
    words(vera, 1).focus()
    vera.keyboard.press("Control+s")
    assert Segment.objects.get(position=0).speaker == "Марыя"
    first.locator("[name=speaker]").focus()
    vera.keyboard.press("Control+a")
    vera.keyboard.type("Зося")
    Segment.objects.filter(position=0).update(speaker="Алена")
    expect(anna.locator("[name=speaker]").first).to_have_value("Алена", timeout=20_000)
    words(vera, 1).focus()
    expect(first.locator(".editor-error")).not_to_be_empty()
    expect(first.locator("[name=speaker]")).to_have_value("Зося")
    assert Segment.objects.get(position=0).speaker == "Алена", "told, not overwritten"
    vera.keyboard.press("Control+s")
    saved(vera)
    assert Segment.objects.get(position=0).speaker == "Зося"


@pytest.mark.slow
@pytest.mark.parametrize("heard_of_it", [True, False])
def test_a_join_that_somebody_has_changed_since_is_not_undone(visit, record, heard_of_it):
    page = open_editor(visit)
    passages = page.locator(".editor-passage")
    passages.first.locator("[name=joined_speaker]").select_option("first")
    words(page, 0).focus()
    page.keyboard.press("Control+Shift+Enter")
    expect(passages).to_have_count(3)
    changed = f"Толькі. {TEXTS[0]} {TEXTS[1]}"
    Segment.objects.filter(position=0).update(text=changed)
    if heard_of_it:
        expect(words(page, 0)).to_have_value(changed, timeout=20_000)
    page.keyboard.press("Control+z")
    expect(passages.first.locator(".editor-error")).not_to_be_empty()
    expect(page.locator("[data-act=undo]")).to_be_hidden()
    assert stored() == [changed, *TEXTS[2:]]


def test_ctrl_z_in_a_field_takes_back_what_was_typed_there_on_every_layout(visit, record):
    page = open_editor(visit)
    passages, undo = page.locator(".editor-passage"), page.locator("[data-act=undo]")

    def split(count: int) -> None:
        words(page, 0).focus()
        for key in ("End", "Control+ArrowLeft", "Control+ArrowLeft", "Control+Enter"):
            page.keyboard.press(key)
        expect(passages).to_have_count(count)
        expect(undo).to_be_visible()

    def press(key: str, code: str) -> bool:
        """Press Ctrl with a key of another layout; tell whether the page leaves it to the browser."""
        return page.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
            "{ key, code, ctrlKey: true, bubbles: true, cancelable: true }))",
            [key, code],
        )

    split(5)
    assert press("y", "KeyZ")  # QWERTZ: what the browser does again
    assert not press("я", "KeyZ")
    expect(passages).to_have_count(4)
    split(5)
    assert not press("z", "KeyY")
    expect(passages).to_have_count(4)
    for count, field in ((5, "speaker"), (6, "end")):
        split(count)
        passages.first.locator(f"[name={field}]").focus()
        page.keyboard.type("9")
        expect(undo).to_be_hidden()
        assert press("z", "KeyZ")


@pytest.mark.slow
def test_what_two_people_change_at_once_is_joined_or_shown_to_both(visit, record):
    anna, vera = open_editor(visit, "anna"), open_editor(visit, "vera")
    words(anna, 0).fill("Яны прыехалі ў частку ўвечары.")
    words(vera, 0).fill("Мы прыехалі ў частку ўночы.")
    anna.keyboard.press("Control+s")
    saved(anna)
    vera.keyboard.press("Control+s")
    saved(vera)
    assert stored()[0] == "Яны прыехалі ў частку ўночы."
    expect(words(vera, 0)).to_have_value("Яны прыехалі ў частку ўночы.")
    expect(words(anna, 0)).to_have_value("Яны прыехалі ў частку ўночы.", timeout=15_000)
    expect(anna.locator(".editor-others")).to_contain_text("vera", timeout=15_000)
    expect(anna.locator(".editor-passage").first.locator(".editor-who")).to_contain_text("vera", timeout=15_000)

    words(anna, 2).fill("Раніцай прыйшоў камандзір.")
    anna.keyboard.press("Control+s")
    saved(anna)
    words(vera, 2).fill("Раніцай прыйшла маці.")
    vera.keyboard.press("Control+s")
    choice = vera.locator(".editor-theirs")
    expect(choice).to_contain_text("Раніцай прыйшоў камандзір.")
    assert stored()[2] == "Раніцай прыйшоў камандзір."
    expect(words(vera, 2)).to_have_value("Раніцай прыйшла маці.")
    words(vera, 2).fill("Раніцай прыйшлі камандзір і маці.")
    choice.locator("[data-choose=mine]").click()
    expect(choice).to_be_hidden()
    expect(vera.locator(".editor-saved")).to_contain_text("Saved")
    anna_sees = words(anna, 2)
    expect(anna_sees).to_have_value("Раніцай прыйшлі камандзір і маці.", timeout=15_000)
    assert stored()[2] == "Раніцай прыйшлі камандзір і маці."


@pytest.mark.slow
def test_passages_split_and_joined_by_one_are_seen_by_the_other_who_loses_no_word(visit, record):
    anna, vera = open_editor(visit, "anna"), open_editor(visit, "vera")
    words(vera, 1).fill("Нам сказалі чакаць да самай раніцы.")
    words(anna, 0).focus()
    anna.keyboard.press("Home")
    anna.keyboard.press("Control+ArrowRight")
    anna.keyboard.press("Control+Enter")
    expect(anna.locator(".editor-passage")).to_have_count(5)
    expect(vera.locator(".editor-passage")).to_have_count(5, timeout=15_000)
    saved(vera)
    expect(words(vera, 2)).to_have_value("Нам сказалі чакаць да самай раніцы.")
    assert stored() == ["Мы", "прыехалі ў частку ўвечары.", "Нам сказалі чакаць да самай раніцы.", *TEXTS[2:]]


def test_without_a_connection_no_word_is_lost(visit, record):
    page = open_editor(visit)
    page.context.set_offline(True)
    words(page, 0).fill("Словы без сувязі.")
    words(page, 1).fill("І яшчэ адны.")
    words(page, 2).focus()
    expect(page.locator(".editor-saved")).to_contain_text("2", timeout=15_000)
    expect(page.locator(".editor-saved")).to_contain_text("No connection")
    assert stored() == TEXTS
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    saved(page)
    assert stored()[:2] == ["Словы без сувязі.", "І яшчэ адны."]


@pytest.mark.slow
def test_words_for_a_passage_that_somebody_joined_meanwhile_stay_in_sight(visit, record):
    anna, vera = open_editor(visit, "anna"), open_editor(visit, "vera")
    vera.context.set_offline(True)
    words(vera, 1).fill("Мае незахаваныя словы.")
    anna.locator("select[name=joined_speaker]").first.select_option("Ядзя")
    anna.get_by_role("button", name="Join with the next").first.click()
    expect(anna.locator(".editor-passage")).to_have_count(3)
    vera.context.set_offline(False)
    expect(vera.locator(".editor-lost")).to_contain_text("Мае незахаваныя словы.", timeout=20_000)
    expect(vera.locator(".editor-passage")).to_have_count(3)
    assert stored() == [f"{TEXTS[0]} {TEXTS[1]}", *TEXTS[2:]]


@pytest.mark.slow
def test_a_passage_that_somebody_is_in_is_not_split_at_the_first_press(visit, record):
    vera = open_editor(visit, "vera")
    words(vera, 0).focus()
    anna = open_editor(visit, "anna")
    passage = anna.locator(".editor-passage").first
    expect(passage.locator(".editor-who")).to_contain_text("vera", timeout=15_000)
    words(anna, 0).focus()
    for key in ("Home", "Control+ArrowRight", "Control+Enter"):
        anna.keyboard.press(key)
    expect(passage.locator(".editor-error")).to_contain_text("vera is in this passage")
    assert stored() == TEXTS
    anna.keyboard.press("Control+Enter")
    expect(anna.locator(".editor-passage")).to_have_count(5)


@pytest.mark.slow
def test_a_session_that_ended_goes_on_after_signing_in_in_another_tab(visit, record):
    page = open_editor(visit)
    page.context.clear_cookies()
    words(page, 0).fill("Пасля выхаду.")
    page.keyboard.press("Control+s")
    expect(page.locator(".editor-sign-in")).to_be_visible()
    assert stored() == TEXTS
    with page.expect_popup() as popup:
        page.locator(".editor-sign-in a").click()
    other = popup.value
    other.get_by_label("User").or_(other.get_by_label("Name")).first.fill("anna")
    other.get_by_label("Password").fill("correct horse battery staple")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_load_state()
    saved(page)
    assert stored()[0] == "Пасля выхаду."


@pytest.mark.slow
def test_nothing_of_it_is_kept_in_the_browser(visit, record):
    page = open_editor(visit)
    words(page, 0).fill("Толькі ў архіве.")
    page.keyboard.press("Control+s")
    saved(page)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, 0]


def test_the_forms_work_without_a_script(visit, record):
    page = open_editor(visit, java_script_enabled=False)
    words(page, 0).fill("Мы прыехалі.\n\nУ частку.")
    page.get_by_role("button", name="Split").first.click()
    expect(page.locator("main")).to_contain_text("The passage is split.")
    assert stored()[:2] == ["Мы прыехалі.", "У частку."]
    page.get_by_role("button", name="Join with the next").first.click()
    assert stored()[0] == "Мы прыехалі. У частку."
    page.get_by_role("button", name="Checked", exact=True).first.click()
    expect(page.locator("[data-progress]")).to_have_text("1 of 4 checked")


@pytest.mark.slow
def test_the_editor_keeps_nobody_out(visit, record):
    for width in (360, 1280):
        page = open_editor(visit, viewport={"width": width, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("?")
        assert violations(page) == []
        page.goto(f"{ADDRESS}find/")
        assert violations(page) == []


@pytest.mark.slow
def test_the_recording_is_played_repeated_and_slowed_down_by_keys(visit, transactional_db, person):
    load_sample()
    person(roles.ARCHIVIST, "anna")
    page = open_editor(visit, address=ADDRESS.replace("OOU-EDIT", "OOU-7K3M"))
    keys = page.keyboard
    for _ in range(3):
        keys.press("Alt+ArrowDown")
    third = page.locator(".editor-passage").nth(2)
    start, end = (int(third.get_attribute(f"data-{edge}")) for edge in ("start", "end"))

    def heard(condition: str) -> None:
        page.wait_for_function(
            f"([start, end]) => {{ const a = document.querySelector('audio'); return {condition} }}",
            arg=[start / 1000, end / 1000],
        )

    keys.press("F9")
    heard("!a.paused && a.currentTime >= start && a.currentTime < start + 3")
    expect(third).to_have_class(re.compile("is-playing"))
    keys.press("Escape")
    heard("a.paused")
    keys.press("Shift+F2")
    heard("a.currentTime > start + 1.9")
    keys.press("F2")
    heard("a.currentTime < start + 2")
    keys.press("Alt+Equal")
    heard("a.playbackRate === 1.2")
    keys.press("Alt+Digit0")
    keys.press("Alt+Minus")
    heard("a.playbackRate === 0.9")
    keys.press("F4")
    page.evaluate(
        "([, end]) => { document.querySelector('audio').currentTime = end - 0.4 }", [start / 1000, end / 1000]
    )
    keys.press("Escape")
    heard("!a.paused && a.currentTime < end - 1 && a.currentTime >= start - 0.1")
    keys.press("F4")
    page.evaluate("([start]) => { document.querySelector('audio').currentTime = start + 4 }", [start / 1000])
    keys.press("F7")
    heard("a.paused")
    word = "(({ value, selectionStart: a, selectionEnd: b }) => value.slice(a, b))(document.activeElement)"
    here = page.evaluate(word)
    assert here.isalpha()
    assert here in third.locator("[name=text]").input_value()
    keys.press("F7")
    assert page.evaluate(word) != here
    keys.press("Shift+F7")
    assert page.evaluate(word) == here
    keys.press("Escape")
    heard("!a.paused && a.currentTime >= start && a.currentTime < end")
    keys.press("F7")
    heard("a.paused")
    page.evaluate("([start]) => { document.querySelector('audio').currentTime = start + 14 }", [start / 1000])
    for key in ("F7", "F2", "F2", "F2", "Escape"):
        keys.press(key)
    heard("!a.paused")
    place = page.evaluate("document.querySelector('audio').currentTime") - start / 1000
    assert 7.9 < place < 13  # not from the word
    keys.press("F7")
    page.evaluate("([start]) => { document.querySelector('audio').currentTime = start + 1 }", [start / 1000])
    keys.press("Escape")
    heard("!a.paused && a.currentTime >= start + 1 && a.currentTime < start + 2.5")
    third.locator("[name=text]").fill("[…]")
    keys.press("F7")
    heard("a.paused")
    expect(third.locator("[name=text]")).to_be_focused()
    stopped = page.evaluate("document.querySelector('audio').currentTime")
    keys.press("Escape")
    heard(f"!a.paused && a.currentTime >= {stopped}")
    keys.press("F7")
    keys.press("F7")  # the word before stands in the passage above
    assert page.evaluate(word).isalpha()
    keys.press("Escape")
    heard("!a.paused && a.currentTime < start")
    keys.press("Escape")
    keys.press("Alt+ArrowDown")
    page.evaluate("([start]) => { document.querySelector('audio').currentTime = start + 5 }", [start / 1000])
    keys.press("Alt+BracketRight")
    expect(third).to_have_attribute("data-end", str(start + 5000))
    keys.press("Alt+BracketLeft")
    expect(third.locator(".editor-error")).to_contain_text("end before it begins")
