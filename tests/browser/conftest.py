"""A real browser on a real server: Chromium driven by Playwright, as readers and archivists use it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.install import REMEDY, find

# Playwright runs an event loop in this thread, and Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; a missing one fails the run and says what to do."""
    path = find()
    if not path:
        pytest.fail(REMEDY)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


class Visit:
    """One visitor's browser window on the test server, which notes every request to another host."""

    def __init__(self, browser: Browser, base: str, **options: object) -> None:
        self.base = base
        self.context: BrowserContext = browser.new_context(base_url=base, **options)
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.context.on("request", self._note)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(60_000)  # a busy machine is no fault of the page

    def _note(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.base, "data:", "blob:", "about:")):
            self.foreign.append(url)


@pytest.fixture
def visit(browser, live_server):
    """Return a function that opens a window; options are those of a Playwright context."""
    windows: list[Visit] = []

    def open_window(**options: object) -> Visit:
        window = Visit(browser, live_server.url, **options)
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        assert window.foreign == []
        assert window.errors == []
        window.context.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, visit) -> Page:
    """Return a page for a reader with JavaScript, and then for one without."""
    return visit(java_script_enabled=request.param, locale="en-GB").page
