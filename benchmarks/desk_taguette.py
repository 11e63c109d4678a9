"""Taguette, where it is installed, coded in as the desk is by ``benchmarks.desk_acts``."""

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.desk_drawing import PLACES, Hand, Stretch, shortest

_PATIENCE = 60
_ADD = """async ([labels, html]) => {
  const xsrf = getCookie("_xsrf");
  const form = new FormData();
  form.append("name", "An hour");
  form.append("description", "");
  form.append("text_direction", "LEFT_TO_RIGHT");
  form.append("file", new File([html], "hour.html", { type: "text/html" }));
  const headers = { "X-XSRFToken": xsrf };
  await fetch(`/api/project/${project_id}/document/new`, { method: "POST", body: form, headers });
  for (const path of labels) {
    const body = JSON.stringify({ path, description: "" });
    const asJson = { ...headers, "Content-Type": "application/json" };
    await fetch(`/api/project/${project_id}/tag/new`, { method: "POST", body, headers: asJson });
  }
}"""


def _finds(label: str, typed: str) -> bool:
    """Tell whether a tag is found; capitals count, so that one is pressed with Shift."""
    return typed in label and "n" not in typed  # its key opens the list anew, also while somebody types there


@contextmanager
def served_taguette(command: Path) -> Iterator[str]:
    """Start an empty Taguette for one person; yield the address that signs them in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        arguments = [str(command), "--no-browser", "--port", str(port), "--database", f"{folder}/db.sqlite3"]
        server = subprocess.Popen(arguments, stdout=log, stderr=log, env=os.environ | {"HOME": folder})
        try:
            until = time.monotonic() + _PATIENCE
            while not (found := re.search(r"http://localhost:\d+/\?token=\w+", (Path(folder) / "log").read_text())):
                if time.monotonic() > until or server.poll() is not None:
                    raise SystemExit("Taguette does not start.")
                time.sleep(0.2)
            yield found[0]
        finally:
            server.terminate()
            server.wait(30)


class Taguette:
    """A document in Taguette, worked on by one coder."""

    name = "Taguette"

    def __init__(self, page: Page, labels: Sequence[str], passages: Sequence[str]) -> None:
        self.hand, self.labels = Hand(page), labels
        html = "".join(f"<p>{escape(passage)}</p>" for passage in passages)
        page.evaluate(_ADD, [list(labels), html])
        page.reload()
        page.click(".document-link-a")
        page.wait_for_selector("#document-contents p")

    @property
    def bars(self) -> int:
        return int(self.hand.page.evaluate("Object.keys(highlights).length"))

    def select_by_mouse(self, one: Stretch) -> None:
        self.hand.draw(
            self.hand.page.evaluate(
                PLACES, [f"#document-contents p:nth-of-type({one.passage + 1})", one.first, one.last]
            )
        )

    def pick_by_mouse(self, theme: int) -> None:
        """Press the button beside the selection, tick the tag, save."""
        self.hand.click("#hlinfo a")
        self.hand.click(f"#highlight-add-tags label:text-is('{self.labels[theme]}')")
        self.hand.click("#highlight-add-form [type=submit]")

    def pick_by_letters(self, theme: int) -> None:
        """Open the list with its key, type until the tag is the first that is found, take it, save."""
        self.hand.press("n")
        self.hand.page.wait_for_selector("#highlight-add-modal.show")
        self.hand.page.wait_for_timeout(500)  # it takes the focus once more when it has come up
        for letter in shortest(list(self.labels), theme, _finds):
            self.hand.press("Space" if letter == " " else letter)
            first = self.hand.page.locator("#highlight-add-tags .font-weight-bold label").first
            if first.count() and first.text_content() == self.labels[theme]:
                break
        self.hand.press("Enter", "Enter")

    def wait_for(self, codings: int) -> None:
        self.hand.page.wait_for_function(f"Object.keys(highlights).length >= {codings}")
        self.hand.page.wait_for_selector("#highlight-add-modal", state="hidden")


def open_taguette(browser: Browser, address: str, name: str) -> Page:
    """Return a window of a new project."""
    page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    page.route("**/messages.js", lambda route: route.abort())  # its news come from the network
    page.goto(address)
    page.goto(address.split("?")[0] + "project/new")
    page.fill("[name=name]", name)
    with page.expect_navigation():
        page.press("[name=name]", "Enter")
    return page
