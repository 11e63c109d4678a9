"""What ``benchmarks.desk_acts`` draws and counts on a page, here or elsewhere."""

import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Page

CODINGS = 40
_PATIENCE_MS = 60_000

PLACES = """async ([selector, first, last]) => {
  const node = document.querySelector(selector).firstChild;
  for (let n = 0; n < 3; n += 1) { // what is above may get its height only when it comes near
    node.parentElement.scrollIntoView({ block: "center" });
    await new Promise(requestAnimationFrame);
  }
  const words = [...node.data.matchAll(/\\S+/g)].map((word) => [word.index, word.index + word[0].length]);
  const letter = (at) => {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const [begin, end] = [letter(words[first][0]), letter(words[last][1] - 1)];
  return {
    x1: begin.left + 0.5, y1: begin.top + begin.height / 2,
    x2: end.right - 0.3, y2: end.top + end.height / 2,
  };
}"""
"""Called with an element's selector and two words of its text: the places to draw from and to with the mouse."""


@dataclass(frozen=True)
class Stretch:
    """What is to be coded: words of a passage, from and to, both included; the theme's place in the list."""

    passage: int
    first: int
    last: int
    theme: int


@dataclass
class Counted:
    """Acts and seconds of each coding or correction."""

    acts: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def told(self) -> str:
        mean = statistics.mean(self.acts)
        return f"{mean:>6.2f} acts, at most {max(self.acts)}{statistics.median(self.seconds):>8.2f} s (median)"


class Hand:
    """A page whose keys, clicks and drags are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0
        page.set_default_timeout(_PATIENCE_MS)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.acts += 1

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.acts += 1

    def draw(self, places: dict[str, float]) -> None:
        """Select from one place on the page to another with the mouse."""
        mouse = self.page.mouse
        mouse.move(places["x1"], places["y1"])
        mouse.down()
        mouse.move(places["x2"], places["y2"], steps=3)
        mouse.up()
        self.acts += 1


def stretches(passages: Sequence[str], themes: int, rnd: random.Random) -> list[Stretch]:
    """Return what is coded, in the order of the text: a third each whole passages, sentences and words."""
    weights = [1 / (n + 1) for n in range(themes)]
    order = rnd.sample(range(themes), themes)
    found = []
    for n, passage in enumerate(sorted(rnd.sample(range(len(passages)), min(CODINGS, len(passages))))):
        words = passages[passage].split()
        ends = [k for k, word in enumerate(words) if word.endswith(".")]
        sentence = rnd.randrange(len(ends))
        begin, end = (ends[sentence - 1] + 1 if sentence else 0), ends[sentence]
        if n % 3 == 0:
            begin, end = 0, len(words) - 1
        elif n % 3 == 2:
            begin = rnd.randint(begin, end)
            end = rnd.randint(begin, min(end, begin + 6))
        found.append(Stretch(passage, begin, end, rnd.choices(order, weights)[0]))
    return found


def shortest(names: Sequence[str], theme: int, finds: Callable[[str, str], bool], least: int = 1) -> str:
    """Return the fewest letters that leave only this theme: of the beginning of a word of its name, or its initials."""
    words = re.split(r"[\s-]+", names[theme])
    inner = [names[theme][at:] for at in range(1, len(names[theme]))]
    starts = [names[theme], *words, initials(names[theme]), *inner]
    for size in range(least, len(names[theme]) + 1):
        for typed in (start[:size] for start in starts if len(start) >= size):
            if [n for n, name in enumerate(names) if finds(name, typed)] == [theme]:
                return typed
    return names[theme]


def initials(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[\s-]+", name))


class Coder(Protocol):
    """Somebody at a page where words are coded."""

    hand: "Hand"

    @property
    def bars(self) -> int: ...

    def wait_for(self, codings: int) -> None: ...


def coded(desk: Coder, wanted: Sequence[Stretch], select: str, pick: str) -> Counted:
    """Code what is ``wanted`` in one manner, and count."""
    told = Counted()
    for one in wanted:
        before, bars = desk.hand.acts, desk.bars
        getattr(desk, f"select_by_{select}")(one)
        began = time.monotonic()
        getattr(desk, f"pick_by_{pick}")(one.theme)
        desk.wait_for(bars + 1)
        told.seconds.append(time.monotonic() - began)
        told.acts.append(desk.hand.acts - before)
    return told
