"""How many acts a coding and a correction take: ``python -m benchmarks.desk_acts``.

An act is a key, a chord of keys, a click, a double click or a selection drawn with the mouse; scrolling and the letters
that are written into a text are not counted. A script codes the same stretches of an hour of interview, whole passages,
sentences and words of a sentence, with six and with thirty themes, some of which come up oftener than others, by mouse,
by mouse and letters, by mouse and numbers, and by keys alone. Then it corrects twenty words that sound wrong while the
recording plays. ``--taguette PATH`` names the command of an installed Taguette: it is started with a project of the
same text and themes, and coded in the same way. Seconds are those of the pages, told and not judged.
"""

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from wave import open as open_wave

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.desk_archive import PASSWORD, PEOPLE, served_archive
from benchmarks.desk_drawing import PLACES, Counted, Hand, Stretch, coded, initials, shortest, stretches
from benchmarks.desk_material import HOUR_MS, hours
from benchmarks.desk_taguette import Taguette, open_taguette, served_taguette

CORRECTIONS = 20
ACCESSION = "OOU-ACTS"
NUMBERS_OF_THEMES = (6, 30)
_RATE = 3_000  # samples a second: browsers play no slower sound


# ---- the desk -------------------------------------------------------------------------------------------------------


def _finds(label: str, typed: str) -> bool:
    words = re.split(r"[\s-]+", label)
    return initials(label).startswith(typed) or any(part.startswith(typed) for part in (label, *words))


class Desk:
    """The page of coding, worked on by one coder."""

    name = "desk"

    def __init__(self, page: Page, labels: Sequence[str], passages: Sequence[str]) -> None:
        self.hand, self.labels, self.passages = Hand(page), labels, passages
        self.at = 0
        page.goto(f"/en/desk/interviews/{ACCESSION}/coding/")
        page.wait_for_selector(".code-live")
        page.focus("#s0")

    @property
    def bars(self) -> int:
        return int(self.hand.page.evaluate("document.querySelectorAll('.code-bar').length"))

    def select_by_mouse(self, one: Stretch) -> None:
        self.hand.draw(self.hand.page.evaluate(PLACES, [f"#s{one.passage} .code-text", one.first, one.last]))

    def select_by_keys(self, one: Stretch) -> None:
        page = self.hand.page
        now = page.evaluate("Number(document.activeElement.closest('.code-row')?.dataset.position ?? -1)")
        if now != one.passage - 1:  # the way to the passage is the reading: one step counts
            page.focus(f"#s{one.passage - 1}" if one.passage else "#s1")
        self.hand.press("ArrowDown" if one.passage else "ArrowUp")
        words = self.passages[one.passage].split()
        if (one.first, one.last) == (0, len(words) - 1):
            return
        ends = [k for k, word in enumerate(words) if word.endswith(".")]
        before = [k + 1 for k in ends if k < one.first]
        sentence, begin = len(before), before[-1] if before else 0
        self.hand.press(*["Control+ArrowRight"] * (sentence + 1))
        if (one.first, one.last) == (begin, ends[sentence]):
            return
        self._words(one, begin, ends[sentence])

    def _words(self, one: Stretch, begin: int, end: int) -> None:
        """Come to words inside of the selected sentence from whichever of its ends is nearer."""
        size = one.last - one.first
        from_start = [*["ArrowRight"] * (one.first - begin), *["Shift+ArrowRight"] * size]
        from_end = [*["ArrowLeft"] * (end - one.last), *["Shift+ArrowLeft"] * size]
        nearer = from_start if len(from_start) <= len(from_end) else from_end
        self.hand.press("ArrowLeft" if nearer is from_start else "ArrowRight", *nearer)

    def pick_by_mouse(self, theme: int) -> None:
        self.hand.click(f"#code-palette button:has-text('{self.labels[theme]}')")

    def pick_by_letters(self, theme: int) -> None:
        """Type the first letters of the theme until it is coded, or first in the list."""
        page, letters = self.hand.page, shortest([label.lower() for label in self.labels], theme, _finds, least=2)
        if letters[0] == "c" or not page.evaluate("String(getSelection())"):
            self.hand.press("c")
        for letter in letters:
            self.hand.press("Space" if letter == " " else letter)
            if not page.evaluate("document.getElementById('code-picker').open"):
                return
            if (
                page.evaluate("document.querySelector('#code-themes [aria-selected=true]')?.dataset.label")
                == self.labels[theme]
            ):
                break
        self.hand.press("Enter")

    def pick_by_number(self, theme: int) -> None:
        chip = self.hand.page.locator(f"#code-palette button:has-text('{self.labels[theme]}') kbd")
        number = chip.text_content() if chip.count() else ""
        if number:
            self.hand.press(number)
        else:
            self.pick_by_letters(theme)

    def wait_for(self, codings: int) -> None:
        expect(self.hand.page.locator("#code-said")).to_contain_text(re.compile(r"Coded|already"))
        self.hand.page.wait_for_function(f"() => document.querySelectorAll('.code-bar').length >= {codings}")


# ---- what is worked on ----------------------------------------------------------------------------------------------


def _silence(seconds: int) -> bytes:
    """Return a recording of so many seconds in which nobody speaks."""
    out = BytesIO()
    with open_wave(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(b"\x80" * (_RATE * seconds))
    return out.getvalue()


def _bring_in(hour: str, seconds: int) -> None:
    """Put the interview into the archive that is served."""
    from django.core.management import call_command

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "transcripts").mkdir()
        (folder / "media").mkdir()
        (folder / "interviews.csv").write_text(f"accession,language,title_en\n{ACCESSION},be,An hour\n")
        (folder / f"transcripts/{ACCESSION}.be.vtt").write_text(hour)
        (folder / "recordings.csv").write_text(f"accession,part,file\n{ACCESSION},1,hour.wav\n")
        (folder / "media/hour.wav").write_bytes(_silence(seconds))
        call_command("import_archive", folder, stdout=sys.stderr, stderr=sys.stderr)


def _keep_themes(count: int) -> list[str]:
    """Leave ``count`` themes in use, spread over the questions, and no coding; return their names."""
    from interviews.models import Coding, Theme

    Coding.objects.all().delete()
    themes = list(Theme.objects.filter(parent__isnull=False).order_by("position", "parent", "code"))
    kept = themes[:count]
    for one in themes:
        one.retired = one not in kept
        one.save()
    return [one.label_en for one in kept]


def _passages() -> list[str]:
    from interviews.models import Segment

    rows = Segment.objects.filter(transcript__interview__accession=ACCESSION).order_by("position")
    return list(rows.values_list("text", flat=True))


def _signed_in(browser: Browser, base: str) -> Page:
    page = browser.new_context(base_url=base, locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/en/desk/")
    page.fill("[name=username]", PEOPLE[0])
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    return page


MANNERS = {
    "by mouse": ("mouse", "mouse"),
    "by mouse and letters": ("mouse", "letters"),
    "by mouse and numbers": ("mouse", "number"),
    "by keys alone": ("keys", "number"),
}


def code_here(browser: Browser, base: str) -> None:
    """Code in every manner with each number of themes, and print."""
    for count in NUMBERS_OF_THEMES:
        for manner, (select, pick) in MANNERS.items():
            labels, passages = _keep_themes(count), _passages()
            page = _signed_in(browser, base)
            told = coded(Desk(page, labels, passages), stretches(passages, count, random.Random(5)), select, pick)
            print(f"{'desk':<11}{count:>3} themes, {manner:<24}{told.told()}", flush=True)
            page.context.close()


# ---- correcting -----------------------------------------------------------------------------------------------------


def correct_here(browser: Browser, base: str) -> None:
    """Correct words that are heard while the recording plays: stop at the word, type over it, go on."""
    page = _signed_in(browser, base)
    page.goto(f"/en/desk/interviews/{ACCESSION}/transcripts/be/edit/")
    page.wait_for_selector(".editor-status:not([hidden])")
    hand, told, rnd, hit = Hand(page), Counted(), random.Random(9), 0
    shown = page.evaluate(_SHOWN)
    page.evaluate("document.querySelector('audio').load()")
    page.wait_for_function("() => document.querySelector('audio').readyState >= 2")
    for passage in sorted(rnd.sample(range(len(shown)), CORRECTIONS)):
        word, heard_at = _a_word(*shown[passage], rnd)
        before, began = hand.acts, time.monotonic()
        reaction = rnd.uniform(0.3, 0.9)
        page.evaluate(_PLAY, heard_at / 1000 + reaction)
        hand.press("F7")
        steps = page.evaluate(_STEPS, [passage, word])
        hit += steps == 0
        hand.press(*["F7" if steps > 0 else "Shift+F7"] * abs(steps))
        page.keyboard.type("словамі")
        hand.press("Escape")
        told.seconds.append(time.monotonic() - began)
        told.acts.append(hand.acts - before)
        page.evaluate("document.querySelector('audio').pause()")
    page.wait_for_function("() => /Saved/.test(document.querySelector('.editor-saved').textContent)")
    print(f"{'desk':<11}a word that is heard, corrected      {told.told()}; selected at once {hit} of {CORRECTIONS}")
    page.context.close()


_SHOWN = """[...document.querySelectorAll(".editor-passage")].map(({ dataset, querySelector }, n, all) => [
  Number(dataset.start), Number(dataset.end), all[n].querySelector("[name=text]").value, dataset.marks,
])"""
_PLAY = """async (at) => {
  const media = document.querySelector("audio");
  media.currentTime = at;
  await media.play();
}"""
_STEPS = """([passage, wanted]) => {
  const texts = [...document.querySelectorAll(".editor-passage [name=text]")];
  const found = (text) => [...text.value.matchAll(/[\\p{L}\\p{N}](?:\\S*[\\p{L}\\p{N}])?/gu)];
  const words = texts.flatMap((text, n) => found(text).map((word, k) => ({ n, k, at: word.index })));
  const here = texts.indexOf(document.activeElement);
  const chosen = words.findIndex((one) => one.n === here && one.at === document.activeElement.selectionStart);
  return chosen - words.findIndex((one) => one.n === passage && one.k === wanted);
}"""


def _a_word(start: int, end: int, text: str, marks: str | None, rnd: random.Random) -> tuple[int, float]:
    """Choose a word of a passage, and when it has been heard: words of a sentence take the same time each."""
    words = text.split()
    word = rnd.randrange(1, len(words))
    sentences = re.split(r"(?<=\.) ", text)
    cues = [(a, b) for _offset, a, b in json.loads(marks)] if marks else [(start, end)]
    first = 0
    for sentence, (begins, ends) in zip(sentences, cues, strict=False):
        count = len(sentence.split())
        if word < first + count:
            return word, begins + (ends - begins) * (word - first + 1) / count
        first += count
    return word, start + (end - start) * (word + 1) / len(words)


def code_in_taguette(browser: Browser, command: Path, labels: Sequence[str]) -> None:
    """Code the same by mouse, and by mouse and letters; without a mouse nothing is selected there."""
    passages = _passages()
    with served_taguette(command) as address:
        for count in NUMBERS_OF_THEMES:
            for pick in ("mouse", "letters"):
                manner = "by mouse" if pick == "mouse" else "by mouse and letters"
                page = open_taguette(browser, address, f"{count} {pick}")
                taguette = Taguette(page, labels[:count], passages)
                told = coded(taguette, stretches(passages, count, random.Random(5)), "mouse", pick)
                print(f"{'Taguette':<11}{count:>3} themes, {manner:<24}{told.told()}", flush=True)
                page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--taguette", type=Path, help="the command of an installed Taguette")
    args = parser.parse_args()
    from tests.browser.install import REMEDY, find

    if not (chromium := find()):
        sys.exit(REMEDY)
    load = os.getloadavg()[0]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop of its own in this thread
    with served_archive() as base, sync_playwright() as playwright:
        _bring_in(next(hours(1, None)).text, HOUR_MS // 1000)
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        code_here(browser, base)
        if args.taguette:
            code_in_taguette(browser, args.taguette, _keep_themes(NUMBERS_OF_THEMES[-1]))
        correct_here(browser, base)
        browser.close()
    print(f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
