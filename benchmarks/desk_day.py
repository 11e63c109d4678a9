"""A whole day at the desk, done by a script in a browser as people do it: ``python -m benchmarks.desk_day``.

An empty archive is served, two archivists sign in, and through the pages alone they bring transcripts of an hour,
correct, code, translate, take words out, publish, and see one narrator off. Then the public site is asked whether all
of it came out right; if not, this ends with 1. ``--batch FOLDER`` takes the words of a batch folder, else they are
made up.
Speed is printed and not judged: say how busy the machine was when you quote it.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

from benchmarks.desk_archive import PASSWORD, PEOPLE, Public, served_archive, wait_until_found
from benchmarks.desk_material import Hour, filled_in, hours, name_to_take_out, new_words

CORRECTIONS, CODINGS = 20, 40
_PATIENCE_MS = 90_000  # a busy machine is no fault of a page
_THEMES = ("fea", "ord", "med", "con", "lec")  # what is typed into the picker


@dataclass
class Job:
    """What was done of one kind: how often, how long, with how many keys and presses of the mouse."""

    times: int = 0
    seconds: float = 0
    keys: int = 0
    presses: int = 0
    slowest: float = 0


class Hands:
    """One person at one window, whose keys and presses are counted for the job at hand."""

    def __init__(self, browser: Browser, base: str, jobs: dict[str, Job]) -> None:
        self.page: Page = browser.new_context(
            base_url=base, locale="en-GB", viewport={"width": 1280, "height": 900}
        ).new_page()
        self.page.set_default_timeout(_PATIENCE_MS)
        self.page.on("requestfinished", self._note)
        self._jobs, self._job = jobs, Job()

    def _note(self, request: Request) -> None:
        if request.resource_type == "document" or request.method == "POST":
            self._job.slowest = max(self._job.slowest, request.timing["responseEnd"] / 1000)

    @contextmanager
    def at(self, name: str, times: int = 1) -> Iterator[None]:
        """Count what is done inside for the job ``name``, ``times`` of it."""
        before, self._job = self._job, self._jobs.setdefault(name, Job())
        began = time.monotonic()
        yield
        self._job.seconds += time.monotonic() - began
        self._job.times += times
        self._job = before

    def go(self, address: str) -> None:
        self.page.goto(f"/en/desk/{address}")
        self._job.presses += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self._job.keys += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self._job.keys += len(words)

    def write(self, field: Locator | str, words: str) -> None:
        """Type ``words`` into an empty field, come to by the mouse."""
        self.click(field)
        self.type(words)

    def choose(self, name: str, value: str) -> None:
        self.page.select_option(f"[name={name}]", value)
        self._job.presses += 2

    def count_press(self) -> None:
        """Count an act of the pointer that was done on the page itself."""
        self._job.presses += 1

    def click(self, what: Locator | str) -> None:
        (self.page.locator(what) if isinstance(what, str) else what).click()
        self._job.presses += 1

    def button(self, name: str) -> None:
        """Press a button that leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.click(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def reads(self, words: str | re.Pattern[str]) -> None:
        """Look for ``words`` on the page."""
        expect(self.page.locator("main")).to_contain_text(words, timeout=_PATIENCE_MS)


@dataclass
class Record:
    """An interview of the day: its transcript, what is corrected into it, and the number that the archive proposes."""

    name: str
    hour: Hour
    corrected: list[str]
    accession: str = ""


class Day:
    """The jobs of a day, one after the other."""

    def __init__(self, anna: Hands, vera: Hands, records: Sequence[Record], folder: Path) -> None:
        self.anna, self.vera, self.records, self._folder = anna, vera, records, folder
        first = records[0].hour.language
        self.into = "be" if first == "en" else "en"
        self.names = [*name_to_take_out(first), *name_to_take_out(self.into)]

    def sign_in(self) -> None:
        for name, hands in zip(PEOPLE, (self.anna, self.vera), strict=True):
            with hands.at("sign in"):
                hands.go("")
                hands.write("[name=username]", name)
                hands.press("Tab")
                hands.type(PASSWORD)
                with hands.page.expect_navigation():
                    hands.press("Enter")
                hands.page.wait_for_selector(".desk-nav")

    def bring_in(self) -> None:
        """Make a record for each interview and upload its transcript: read, look at what was read, save."""
        for one in self.records:
            self._describe(one)
            file = self._folder / f"{one.accession}.{one.hour.language}.{one.hour.ending}"
            file.write_text(one.hour.text, encoding="utf-8")
            with self.anna.at("upload: read, look, save"):
                self._upload(one.accession, one.hour.language, file, "machine")

    def _describe(self, one: Record) -> None:
        hands, language = self.anna, one.hour.language
        with hands.at("record"):
            hands.go("interviews/new/")
            one.accession = hands.page.input_value("[name=accession]")
            hands.choose("language", language)
            hands.write("[name=narrator_name]", f"Narrator {one.name}")
            hands.write(f"[name=title_{language}]", f"Interview {one.name}")
            hands.write("[name=left_on]", "2021-08")
            hands.button("Save the record")

    def _upload(self, accession: str, language: str, file: Path, provenance: str) -> None:
        hands = self.anna
        hands.go(f"upload/?interview={accession}")
        hands.page.set_input_files("[name=file]", file)
        hands.choose("provenance", provenance)
        hands.button("Read the files")
        hands.reads("as they would be stored")
        expect(hands.page.locator(".desk-passages .passage-text").first).not_to_be_empty()
        hands.click(f"#save [name=language][value={language}]")
        hands.button("Save as draft")
        hands.reads("Saved as a draft of")

    def correct(self) -> None:
        """Write a word that was left out, by the keyboard."""
        hands = self.anna
        for one in self.records:
            with hands.at("correction", len(one.corrected)):
                hands.go(f"interviews/{one.accession}/transcripts/{one.hour.language}/edit/")
                hands.page.wait_for_selector(".editor-status:not([hidden])")
                for word in one.corrected:
                    hands.press("Alt+ArrowDown", "Control+Home")
                    hands.type(f"{word} ")
                    hands.press("Control+s")
                    self._saved()

    def _saved(self) -> None:
        saved = self.anna.page.locator(".editor-saved")
        expect(saved).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=_PATIENCE_MS)

    def code(self) -> None:
        """Code whole passages and words of them, by the keyboard; accept what was coded."""
        hands, share = self.anna, -(-CODINGS // len(self.records))
        for one in self.records:
            with hands.at("coding", share):
                hands.go(f"interviews/{one.accession}/coding/")
                hands.page.wait_for_selector(".code-live")
                hands.page.focus("#s0")
                bars = hands.page.locator(".code-labels [data-coding]")
                for n in range(share):
                    hands.press("ArrowDown", *(["ArrowRight", "Shift+ArrowRight"] if n % 2 else []), "c")
                    hands.type(_THEMES[n % len(_THEMES)])
                    hands.press("Enter")
                    expect(bars).to_have_count(n + 1, timeout=_PATIENCE_MS)
            with hands.at("codings of an interview accepted"):
                hands.go(f"codings/?interview={one.accession}")
                hands.click("[data-tick-all]")
                hands.button("Accept the ticked")

    def translate(self) -> None:
        """Take the sheet of the first interview out, have it filled in, and bring it back."""
        hands, one = self.anna, self.records[0]
        with hands.at("translation sheet out"):
            hands.go(f"interviews/{one.accession}/translate/{self.into}/")
            with hands.page.expect_download() as download:
                hands.click(hands.page.get_by_role("link", name="Excel"))
            sheet = Path(download.value.path()).read_bytes()
        words, rows = filled_in(sheet, one.hour.language, self.into)
        file = self._folder / "sheet.xlsx"
        file.write_bytes(words)
        with hands.at(f"translation sheet in, {rows} passages"):
            self._upload(one.accession, self.into, file, "corrected")

    def take_out(self) -> None:
        """Take a name out of the first interview, in every language."""
        hands, one = self.anna, self.records[0]
        with hands.at("redaction in two languages"):
            hands.go(f"interviews/{one.accession}/?transcript={one.hour.language}")
            passage = hands.page.locator("article.passage", has_text=self.names[0]).first
            hands.click(passage.get_by_role("link", name="Take words out"))
            for name in self.names:
                hands.click(hands.page.locator("label.word", has_text=name).first)
            hands.page.select_option("[name=reason]", index=1)
            hands.button("Show the result")
            hands.reads("[…]")
            hands.button("Take these words out")
            hands.reads("Redactions")

    def publish(self) -> None:
        for one in self.records:
            with self.anna.at("consent and release"):
                self._consent(one)
            with self.anna.at("checks looked at, publishing asked for"):
                self._ask_to_publish(one)
            with self.vera.at("looked at by the second, published"):
                self.vera.go("")
                self.vera.click(self.vera.page.locator(".waiting a", has_text=one.accession).first)
                self.vera.button("I looked at it: publish")
                self.vera.reads("Readers see this record now")

    def _consent(self, one: Record) -> None:
        hands = self.anna
        hands.go(f"interviews/{one.accession}/access/")
        hands.click("[data-tick-all]")
        for name, value in (("consent", "granted"), ("release", "public")):
            hands.click(f"[name={name}][value={value}]")
        hands.button("Save")

    def _ask_to_publish(self, one: Record) -> None:
        hands = self.anna
        hands.go(f"interviews/{one.accession}/publish/")
        while (reason := hands.page.locator(".check-look [name=reason]")).count():
            hands.write(reason.first, "read beside the recording")
            with hands.page.expect_navigation():
                hands.press("Enter")
        hands.button("Ask another person to publish it")

    def see_off(self) -> None:
        """The last narrator leaves: hidden, agreed by the second person, proved."""
        anna, vera, one = self.anna, self.vera, self.records[-1]
        with anna.at("narrator leaves: hidden"):
            anna.go(f"interviews/{one.accession}/leaving/")
            anna.button("Hide it now and open the case")
        with anna.at("narrator leaves: list, proposal"):
            anna.write(anna.page.locator("[name^=owner-]").first, "Anna")
            anna.button("Save the list")
            anna.click("[name=way][value=purge]")
            anna.button("Propose it to another person")
        with vera.at("narrator leaves: agreed, proof"):
            vera.go("")
            vera.click(vera.page.locator(".waiting a", has_text=one.accession).first)
            vera.button("Agree")
            vera.click(vera.page.get_by_role("link", name="Look now, at every address"))
            vera.reads(f"nothing of {one.accession} comes out")


class Answers:
    """What the public site answers, held against what it has to."""

    def __init__(self, public: Public) -> None:
        self._public = public
        self.wrong: list[str] = []
        self.right = 0

    def hold(self, is_right: bool, what: str) -> None:
        self.right += is_right
        if not is_right:
            self.wrong.append(what)

    def published(self, records: Sequence[Record], names: Sequence[str]) -> None:
        """Every one of ``records`` is answered, what was corrected is found, what was taken out is nowhere."""
        count = self._public.count()
        self.hold(count == len(records), f"{count} interviews are listed, not {len(records)}")
        for one in records:
            for address in self._public.addresses(one.accession):
                status, text = self._public.ask(address)
                own = f"transcript.{one.hour.language}." in address or address.endswith(
                    f"transcripts/{one.hour.language}"
                )
                must = own or "transcript" not in address
                self.hold(status == 200 or not must, f"{address} answers {status}")
                self.hold(not _holds(text, names), f"{address} holds what was taken out")
            for word in one.corrected:
                there = any(
                    where == one.accession and word in text.casefold() for where, text in self._public.found(word)
                )
                self.hold(there, f"a search for {word} does not find {one.accession}")
        for name in names:
            self.hold(not _holds(str(self._public.found(name)), [name]), f"a search finds {name}")

    def withdrawn(self, one: Record) -> None:
        for address in self._public.addresses(one.accession):
            status = self._public.status(address)
            self.hold(status == 404, f"{address} answers {status}, not 404")
        for word in one.corrected:
            gone = all(where != one.accession for where, _text in self._public.found(word))
            self.hold(gone, f"a search for {word} finds {one.accession} still")


def _holds(text: str, names: Sequence[str]) -> bool:
    return any(name.casefold() in text.casefold() for name in names)


def made_records(count: int, batch: Path | None) -> list[Record]:
    """Return ``count`` interviews, and how the corrections are spread over them."""
    made = [Record(f"{n:02}", hour, []) for n, hour in enumerate(hours(count, batch), 1)]
    for n in range(CORRECTIONS):
        one = made[n % count]
        one.corrected.append(new_words(one.hour.language, CORRECTIONS)[n])
    return made


def work(base: str, browser: Browser, records: Sequence[Record]) -> tuple[dict[str, Job], Answers]:
    """Do the day at the archive at ``base``, and ask it as a stranger."""
    jobs: dict[str, Job] = {}
    public = Public(base)
    answers = Answers(public)
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Hands(browser, base, jobs), Hands(browser, base, jobs), records, Path(folder))
        for job in (day.sign_in, day.bring_in, day.correct, day.code, day.translate, day.take_out, day.publish):
            job()
            sys.stderr.write(f"{job.__name__} done\n")
        waited = wait_until_found(public, [word for one in records for word in one.corrected])
        jobs["(the index catches up after it)"] = Job(1, waited)
        answers.published(records, day.names)
        day.see_off()
        answers.withdrawn(records[-1])
        answers.published(records[:-1], day.names)
    return jobs, answers


def printed(jobs: dict[str, Job]) -> None:
    print(
        f"{'job':<42}{'times':>6}{'s in all':>10}{'s each':>9}{'keys each':>11}{'presses':>9}{'slowest answer, s':>19}"
    )
    for name, job in jobs.items():
        each = [job.seconds / job.times, job.keys / job.times, job.presses / job.times]
        print(
            f"{name:<42}{job.times:>6}{job.seconds:>10.1f}{each[0]:>9.2f}{each[1]:>11.1f}{each[2]:>9.1f}{job.slowest:>19.2f}"
        )
    print(f"{'all':<42}{'':>6}{sum(job.seconds for job in jobs.values()):>10.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--batch", type=Path, help="a folder with transcripts/, as import_archive takes it")
    parser.add_argument("--interviews", type=int, default=10)
    args: Any = parser.parse_args()
    from tests.browser.install import REMEDY, find

    if not (chromium := find()):
        sys.exit(REMEDY)
    if args.batch and not any(args.batch.glob("transcripts/*")):
        sys.exit(f"{args.batch} has no transcripts/ with files. Name a batch folder, or leave --batch out.")
    records = made_records(args.interviews, args.batch)
    load = os.getloadavg()[0]
    with served_archive() as base, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        jobs, answers = work(base, browser, records)
        browser.close()
    printed(jobs)
    words = sum(one.hour.words for one in records)
    busy = f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores"
    print(f"{len(records)} interviews, {words} words; {busy}")
    print(f"The public site: {answers.right} answers right, {len(answers.wrong)} wrong")
    for line in answers.wrong:
        print(f"  {line}")
    sys.exit(bool(answers.wrong))


if __name__ == "__main__":
    main()
