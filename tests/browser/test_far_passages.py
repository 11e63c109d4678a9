"""Passages out of sight cost a slow phone no layout, and are there for all that: found, linked, selected, printed."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import make_recorded_interview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_LAID_OUT = """() => [...document.querySelectorAll(".transcript .passage-text")]
  .filter(text => !text.checkVisibility({contentVisibilityAuto: true})).length"""
SELECTED = """() => {
  getSelection().selectAllChildren(document.querySelector(".transcript"));
  return getSelection().toString();
}"""


def test_passages_far_away_wait_with_their_layout_and_are_there_for_all_that(visit, transactional_db):
    make_recorded_interview(60)
    page = visit(viewport={"width": 360, "height": 740}, reduced_motion="reduce").page
    page.goto("/en/interviews/PLAY-1/?transcript=en")
    assert page.evaluate(NOT_LAID_OUT) > 40
    assert page.evaluate("window.find('57. We stood on the square')")
    assert page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().top") < 740
    assert "59. We stood" in page.evaluate(SELECTED)
    page.evaluate("location.hash = '#s40'")
    expect(page.locator("#s40 .passage-text")).to_be_in_viewport()
    edges = "passages => passages.map(one => one.getBoundingClientRect()).map(edge => [edge.top, edge.bottom])"
    places = page.locator(".transcript .passage").evaluate_all(edges)
    assert [one for one, after in zip(places, places[1:], strict=False) if one[1] > after[0] + 1] == []
    page.emulate_media(media="print")
    assert page.evaluate(NOT_LAID_OUT) == 0
