"""A reader's browser goes through the sample: nothing foreign is asked for, nothing stored, nothing comes unasked."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest

from tests.browser.walking import TEMPLATES, load_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 120  # pages of a walk; filters could be combined for ever
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
KINDS = re.compile(r"/interviews/[^/?]+|/themes/[^/?]+")
OWN = re.compile(r"^/(?:be|ru|uk|en)/(?!desk/|admin/)")
FILES = re.compile(r"/(?:(?:transcript|recording|citation|passages)\.|matrix\.csv)")
STORED = """async () => [
  localStorage.length, sessionStorage.length, document.cookie.length, window.name.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length,
]"""


@pytest.fixture(autouse=True)
def sample(transactional_db):
    load_sample()


@pytest.fixture
def reader(visit):
    """Return a function that opens a window which notes every request and every answer."""

    def open_window(scripts: bool):
        window = visit(java_script_enabled=scripts, locale="en-GB")
        window.asked, window.cookies = [], []
        window.context.on("request", lambda request: window.asked.append(request.url))

        def note(response):
            if "set-cookie" in response.headers:
                window.cookies.append(response.url)

        window.context.on("response", note)
        return window

    return open_window


def assert_nothing_is_stored(window, scripts: bool) -> None:
    assert window.cookies == []
    assert window.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    session = window.context.new_cdp_session(window.page)
    usage = session.send("Storage.getUsageAndQuota", {"origin": window.base})
    assert usage["usage"] == 0, usage["usageBreakdown"]
    if scripts:
        assert window.page.evaluate(STORED) == [0] * 7
    assert window.foreign == []


@SCRIPTS
def test_a_page_fetches_its_parts_once_and_nothing_more_without_a_tap(reader, scripts):
    window = reader(scripts)
    for name, address in TEMPLATES.items():
        if name == "sign-in":
            continue
        window.asked.clear()
        window.page.goto(f"/en{address}")
        loaded = len(window.asked)
        window.page.mouse.move(180, 300)
        window.page.mouse.wheel(0, 4000)
        links = window.page.locator("main a")
        if links.count():
            links.first.hover()  # what a prefetch would wait for
        window.page.wait_for_load_state("networkidle")
        paths = [urlsplit(url).path for url in window.asked]
        parts = [path for path in paths[1:] if not path.startswith("/static/")]
        assert parts == [], name
        # Chromium asks for the icon, and for the fonts of what scrolls into sight, when the page is already there.
        later = [path for path in paths[loaded:] if not path.startswith(("/static/fonts/", "/static/icons/"))]
        assert later == [], name
        assert not [path for path in paths if FILES.search(path)], name
    assert_nothing_is_stored(window, scripts)


def test_captions_and_recording_come_with_the_tap_on_play(reader):
    window = reader(True)
    window.page.goto("/en/interviews/OOU-7K3M/?transcript=en")
    window.page.wait_for_load_state("networkidle")
    assert not [url for url in window.asked if FILES.search(url)]
    window.page.evaluate("document.querySelector('audio').play().catch(() => {})")
    window.page.wait_for_function("document.querySelector('audio').currentTime > 0")
    assert [url for url in window.asked if "/recording.1" in url]


@pytest.mark.slow
@SCRIPTS
@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
def test_the_whole_archive_is_walked_through_without_a_trace(reader, scripts, language):
    """Follow links, the nearest first; of those that differ by their query alone, a handful of each kind."""
    window = reader(scripts)
    waiting, seen = deque([f"/{language}/", f"/{language}/search/?q=oath"]), set()
    per_kind: dict[str, int] = {}
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        parts = urlsplit(path)
        keys = "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&")}))
        kind = f"{KINDS.sub('*', parts.path)}?{keys}" if keys else parts.path
        if path in seen or per_kind.get(kind, 0) >= 4 or not path.startswith(f"/{language}/"):
            continue
        seen.add(path)
        per_kind[kind] = per_kind.get(kind, 0) + 1
        answer = window.page.goto(path)
        assert answer.status == 200, path
        assert window.page.locator("h1").count() == 1, path
        found = window.page.locator("a[href]").evaluate_all(
            "links => links.filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"
        )
        waiting += [link for link in found if OWN.match(link) and not FILES.search(link)]
    assert len(seen) > 60
    assert not [url for url in window.asked if FILES.search(url)]
    assert_nothing_is_stored(window, scripts)
