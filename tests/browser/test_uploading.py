"""The way of a file through the desk by keys alone: chosen, its columns named, looked at, mended, saved."""

import pytest
from playwright.sync_api import Page, expect

from interviews import roles
from interviews.models import Segment, Upload
from tests.factories import DRAFT, make_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = "00:00:01,Ян,Мы прыехалі ў частку ўвечары.\n00:0x:09,Ян,Нам сказалі чакаць да раніцы.\n00:00:20,Ян,Так.\n"
MARKED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on ``selector``, where it has to be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            assert page.evaluate(MARKED), selector
            return
    pytest.fail(f"The keyboard never reaches {selector}.")


def test_a_file_is_uploaded_mended_and_saved_by_keys_alone(visit, person, client, tmp_path):
    client.force_login(person(roles.ARCHIVIST))
    make_interview(state=DRAFT, accession="OOU-KEYS").transcripts.all().delete()
    window = visit()
    cookie = client.cookies["sessionid"]
    window.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": window.base}])
    page, keys = window.page, window.page.keyboard
    (tmp_path / "talk.csv").write_text(TABLE)
    page.goto("/en/desk/upload/?interview=OOU-KEYS")
    tab_to(page, "input[type=file]")
    with page.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(tmp_path / "talk.csv")
    tab_to(page, "[name=choose_columns]")
    keys.press("Space")
    tab_to(page, "form[data-progress] button")
    keys.press("Enter")
    expect(page.locator(".named-columns")).to_be_visible()
    # What is wrong has the focus, and so is read aloud.
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.locator("form[data-progress] [role=status]").count() == 1
    for number, letters in ((1, "St"), (2, "Sp"), (3, "W")):
        tab_to(page, f"select[name$='-{number}']")
        keys.type(letters)
    tab_to(page, "form[data-progress] button")
    keys.press("Enter")
    page.wait_for_url("**/desk/uploads/*/")
    tab_to(page, "a[href*='line=2']")
    keys.press("Enter")
    page.wait_for_url("**line=2**")
    tab_to(page, "textarea[name=words]")
    keys.press("Control+a")
    keys.type("00:00:09,Ян,Нам сказалі чакаць да раніцы.")
    tab_to(page, "button[name=mend]")
    keys.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Line 2 is mended")
    assert len(Upload.objects.get().cues) == 3
    tab_to(page, "[name=language]")
    keys.press("Space")
    tab_to(page, "form#save button")
    keys.press("Enter")
    page.wait_for_url("**/interviews/OOU-KEYS/**")
    assert "Нам сказалі чакаць" in " ".join(Segment.objects.values_list("text", flat=True))
