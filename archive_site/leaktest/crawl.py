"""The reading: every seed, every link, every form, every question, and what each answer must not hold."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings

from archive_site.leaktest import links
from archive_site.leaktest.canaries import (
    BEACON_MARKS,
    CONTROL,
    Watch,
    blanked,
    in_latin,
    roots_in,
    spellings,
    with_control,
)
from archive_site.leaktest.planting import Plot
from archive_site.leaktest.reading import Answer, Answers, Asked, Site
from archive_site.leaktest.report import Report
from archive_site.leaktest.seeds import Seeds, Thoroughness, asked_of_api, asked_of_page, questions
from archive_site.signed_in import is_for_staff

_BEACONS = spellings(BEACON_MARKS[1])
_EXPECTED = ("page", "export", "api", "search", "suggest", "media")
_FEW, _MANY = 3, 4  # links followed to every page, and how many times a page's own limit to all of one kind
CONTROL_ANSWER = "is answered otherwise than a word that was never planted"


def kind_of(asked: Asked, answer: Answer) -> str:
    """Return what kind of answer it is, for the count."""
    path = urlsplit(asked.address).path
    if answer.status >= 300:
        return "refusal"
    if answer.content_type.startswith(("audio/", "video/")):
        return "media"
    if path.startswith("/static/"):
        return "static"
    if path.endswith("/suggest"):
        return "suggest"
    if path.rstrip("/").endswith("/search"):
        return "search"
    if path.startswith("/api/"):
        return "api"
    return "export" if "attachment" in answer.header("Content-Disposition") else "page"


class Crawl:
    """One run through the site."""

    def __init__(self, site: Site, plot: Plot, answers: Answers, how: Thoroughness) -> None:
        self.site, self.plot, self.answers, self.how = site, plot, answers, how
        self.watch = Watch(plot.canaries)
        self.report = Report(canaries=len(plot.canaries))
        self.beacons: set[str] = set()
        self._waiting: deque[Asked] = deque()
        self._known: set[str] = set()
        self._forms: set[str] = set()
        self._posted_to: set[str] = set()
        self._queries: Counter[str] = Counter()
        self._controls: dict[str, bytes] = {}

    def run(self, seeds: Seeds, progress: Callable[[int, int], None] | None = None) -> Report:
        """Ask for the seeds and all they lead to, then put the questions; return the report.

        ``progress`` is told how many of how many requests (as far as known) are done.
        """
        self.report.guessed = sorted(seeds.guessed)
        for one in seeds.requests:
            self._enter(one)
        todo = list(questions(self.how.asked_of(self.plot)))
        expected = len(todo) * 2
        while self._waiting:
            self._follow(self._waiting.popleft())
            if progress:
                done = self.report.read.total()
                progress(done, done + len(self._waiting) + expected)
        for number, question in enumerate(todo):
            self.ask(asked_of_api(question))
            for language in self.how.languages if question.on_page else ():
                self.ask(asked_of_page(question, language, by_post=False))
                if f"/{language}/search/" in self._posted_to:
                    self.ask(asked_of_page(question, language, by_post=True))
            if progress:
                done = self.report.read.total()
                progress(done, done + (len(todo) - number - 1) * 2)
        self._check_beacons()
        return self.report

    def _check_beacons(self) -> None:
        missing = [kind for kind in _EXPECTED if kind not in self.beacons]
        self.report.failed += [f"no answer of the kind “{kind}” held the public word" for kind in missing]

    def _enter(self, asked: Asked) -> None:
        if asked.name not in self._known:
            self._known.add(asked.name)
            self._waiting.append(asked)

    def _follow(self, asked: Asked) -> None:
        answer = self.ask(asked)
        if not roots_in(unquote(asked.name)):
            self._gather(asked, answer)
        if answer.status == 200 and not asked.headers:
            for headers in _conditions(answer):
                self._enter(replace(asked, headers=headers))

    def _gather(self, asked: Asked, answer: Answer) -> None:
        found, forms = links.links_and_forms(asked.address, answer)
        for address in found:
            self._enter_link(Asked(address))
        for form in forms:
            if form.key in self._forms or (form.method == "post" and is_for_staff(urlsplit(form.action).path)):
                continue
            self._forms.add(form.key)
            self._fill(form)

    def _fill(self, form: links.Form) -> None:
        action = links.canonical("/", form.action)
        if form.method == "post":
            self._posted_to.add(urlsplit(action).path)
        for pairs in form.fillings():
            if form.method == "post":
                self._enter(Asked(action, form=pairs))
            else:
                self._enter(Asked(links.canonical("/", f"{urlsplit(action).path}?{urlencode(pairs)}")))

    def _enter_link(self, asked: Asked) -> None:
        """Follow a link, unless its page was already asked for with as many queries as are allowed for one."""
        path, query = urlsplit(asked.address).path, urlsplit(asked.address).query
        if asked.name in self._known or self._is_spared(path):
            return
        if query and not self._may_follow(path):
            self.report.skipped[path] += 1
            return
        for counted in (path, _kind_of_path(path)) if query else ():
            self._queries[counted] += 1
        self._enter(asked)

    def _may_follow(self, path: str) -> bool:
        """Tell whether one more query of this page is followed: pages of one kind share a limit, and each has a few.

        What filters and languages there are is asked for anyway (``seeds``), of every page.
        """
        own, of_kind = self._queries[path], self._queries[_kind_of_path(path)]
        return own < min(_FEW, self.how.per_path) or (own < self.how.per_path and of_kind < _MANY * self.how.per_path)

    def _is_spared(self, path: str) -> bool:
        """Tell whether a run that was told to be less thorough leaves this page out."""
        language = path[1:3] if path[3:4] == "/" else ""
        other = language in dict(settings.LANGUAGES) and language not in self.how.languages
        return other or (path.startswith("/static/") and not self.how.static)

    def ask(self, asked: Asked) -> Answer:
        """Send a request, keep its answer, and look at what is in it."""
        answer = self.site.ask(asked)
        kind = kind_of(asked, answer)
        self.report.read[kind] += 1
        self.answers.keep(asked, answer)
        if answer.status >= 500:
            self.report.failed.append(f"{asked.name} was answered with {answer.status}")
        self._look(asked, answer, kind)
        return answer

    def _look(self, asked: Asked, answer: Answer, kind: str) -> None:
        whole = answer.whole()
        if kind not in self.beacons and any(mark in whole for mark in _BEACONS):
            self.beacons.add(kind)
        roots = roots_in(unquote(asked.name))
        if roots:
            whole = blanked(whole, roots)
            if whole != self._control(asked, roots):
                self.report.find(map(self.watch.place_of, roots), f"{asked.name} {CONTROL_ANSWER}")
        self.report.find(self.watch.found_in(whole), asked.name)

    def _control(self, asked: Asked, roots: list[str]) -> bytes:
        """Return the answer to the same request about a word that was never planted, without that word."""
        form = asked.form and tuple((name, with_control(value, roots)) for name, value in asked.form)
        control = replace(asked, address=with_control(unquote(asked.address), roots), form=form)
        if control.name not in self._controls:
            self._controls[control.name] = blanked(self.site.ask(control).whole(), [in_latin(CONTROL)])
        return self._controls[control.name]


def _kind_of_path(path: str) -> str:
    """Return what the pages of one kind have in common: language and part of the site, depth, and the file's name."""
    parts = path.strip("/").split("/")
    return f"{'/'.join(parts[:2])} {len(parts)} {parts[-1] if '.' in parts[-1] else ''}"


def _conditions(answer: Answer) -> Iterable[tuple[tuple[str, str], ...]]:
    """Yield the conditions under which a file may be asked for again: a range of it, or only if it has changed."""
    if etag := answer.header("ETag"):
        yield (("If-None-Match", etag),)
    if modified := answer.header("Last-Modified"):
        yield (("If-Modified-Since", modified),)
    if answer.header("Accept-Ranges"):
        yield (("Range", "bytes=0-99"),)
