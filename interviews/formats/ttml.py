"""TTML (W3C Timed Text Markup Language 1 and 2), which was called DFXP, and profiles of it such as IMSC and EBU-TT-D.

Times are those of TTML2 section 12.3 (clock times with fractions, frames and subframes; offsets in h, m, s, ms, f, t),
and count from the beginning of the element above, or from the end of the one before in a sequence (section 12.2).
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from .captions import with_labels
from .cues import Alternative, Cue, Extras
from .problems import Problems
from .spoken import Body, Spoken, clock, known_language, milliseconds
from .xml_tree import SPACES, Element

NAME = "ttml"
CLOCK = re.compile(r"(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,12})|[:;](\d{1,4})(?:\.(\d{1,4}))?)?")
OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,12})?)(h|m|s|ms|f|t)")
UNITS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
# What stands inside a paragraph and is not said there.
SILENT = frozenset(["metadata", "desc", "title", "copyright", "set", "animate", "audio"])
DEFAULT_FRAME_RATE = 30
# Stands for a ``br`` among the texts of a paragraph: a character that XML can't hold.
BREAK = "\uffff"


@dataclass(frozen=True, slots=True)
class Rates:
    """How many frames, subframes of one, and ticks a second has (TTML2 6.2).

    ``counted`` is how many frames a clock counts in what it calls a second, if all its fields count frames (SMPTE);
    then ``dropped`` tells which numbers it leaves out.
    """

    frames: Fraction
    subframes: int
    ticks: Fraction
    counted: int = 0
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """When an element is active; ``end`` is None where nothing ends it, ``given`` if any time was written."""

    start: Fraction
    end: Fraction | None
    given: bool


@dataclass(slots=True)
class Paragraph:
    """What is said in one go, by one voice."""

    line: int
    interval: Interval
    agents: str
    parts: list[str]


def recognises(root: Element) -> bool:
    """Say whether ``root`` is that of a TTML file."""
    return root.name == "tt"


def read(root: Element, problems: Problems) -> Body:
    """Return the cues of a TTML file; where its divisions are in several languages, the first is the transcript."""
    _tell_head(root, problems)
    reader = _Reader(root, problems)
    # Wherever it stands: a file whose head is closed too late still has words.
    body = next(root.elements("body"), None) or root.first("body")
    _tell_other_bodies(root, body, problems)
    divisions = [one for one in body.elements("div") if one.first("p")] if body else []
    languages = list(dict.fromkeys(filter(None, (_language(one) for one in divisions))))
    own = root.get("lang")
    if body is None or len({known_language(name) or name for name in languages}) < 2:
        cues = with_labels(reader.cues(body, ""), problems)
        return Body(cues, known_language(own or "".join(languages[:1])))
    first, *others = languages
    alternatives = []
    for language in others:
        cues = with_labels(reader.cues(body, language), problems)
        alternatives.append(Alternative(language, tuple(cues)))
    cues = with_labels(reader.cues(body, "", without=frozenset(others)), problems)
    return Body(cues, known_language(first), Extras(alternatives=tuple(alternatives)))


def _language(division: Element) -> str:
    return division.get("lang")


def _tell_head(root: Element, problems: Problems) -> None:
    for line, text in root.stray(frozenset(["body", "agent"])):
        problems.add("header-text", line, text=text)
    for head in root.elements("head"):
        for one in head.all():
            if one.name in ("style", "region", "initial"):
                problems.count("styling-left-out", one.line)


def _tell_other_bodies(root: Element, body: Element | None, problems: Problems) -> None:
    """Tell the words of every body but the one that is read."""
    waiting = list(root.elements())
    while waiting:
        one = waiting.pop(0)
        if one.name != "body":
            waiting += one.elements()
        elif one is not body and (text := one.words()):
            problems.add("note", one.line, refuses=True, text=text)


class _Reader:
    """Walks the body with the times and voices that hold where it is."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self._problems = problems
        self._rates = _rates(root)
        self._agents = _agents(root)
        self._preserve = root.get("space") == "preserve"
        self._paragraphs: list[Paragraph] = []
        self._unreadable: list[tuple[int, str, str]] = []

    def cues(self, body: Element | None, language: str, without: frozenset[str] = frozenset()) -> list[Cue]:
        """Return the cues of the divisions in ``language``, or of all that are not in one of ``without``."""
        spoken = Spoken(self._problems)
        self._paragraphs, self._unreadable = [], []
        always = Interval(Fraction(0), None, given=False)
        if body and (times := self._interval(body, Fraction(0), always)):
            self._walk(body, times, body.get("agent"), language, without)
        elif body:
            self._unreadable.append((body.line, self._written(body), body.words()))
        for line, timing, text in self._unreadable:
            spoken.leave_out(line, timing, text)
        for one in self._paragraphs:
            start, end = one.interval.start, one.interval.end
            text = "".join(one.parts)
            text = text.replace(BREAK, "\n") if self._preserve else _collapsed(text)
            names = ", ".join(dict.fromkeys(self._agents.get(agent, agent) for agent in one.agents.split()))
            if one.interval.given:
                spoken.add(one.line, milliseconds(float(start)), _ms(end), names, text)
            else:
                spoken.add(one.line, None, None, names, text)
        return spoken.cues()

    def _walk(self, above: Element, interval: Interval, agents: str, language: str, without: frozenset[str]) -> None:
        """Take everything below ``above``, whose times are ``interval``."""
        in_sequence = above.get("timeContainer") == "seq"
        reached: Fraction | None = interval.start
        for one in above.elements():
            if one.name == "div" and above.name == "body" and not _wanted(_language(one), language, without):
                continue
            base = interval.start if not in_sequence or reached is None else reached
            times = self._interval(one, base, interval)
            if times is None:
                self._unreadable.append((one.line, self._written(one), one.words()))
                continue
            who = one.get("agent") or agents
            if one.name == "p":
                self._paragraph(one, times, who)
            elif one.name in ("div", "body"):
                self._walk(one, times, who, language, without)
            elif text := one.words():
                self._problems.add("note", one.line, text=text)
            reached = times.end if one.name in ("p", "div") else reached
        self._tell_stray_text(above)

    def _tell_stray_text(self, above: Element) -> None:
        text = " ".join(part.strip() for part in above.content if isinstance(part, str) and part.strip())
        if text:
            self._problems.add("note", above.line, text=text)

    def _paragraph(self, paragraph: Element, times: Interval, agents: str) -> None:
        """Take a paragraph: whole if it has times of its own, else a cue for each stretch that has."""
        whole = times.given and (times.end is not None or not any(map(_has_times, paragraph.all("span"))))
        begun = len(self._paragraphs)
        self._paragraphs.append(Paragraph(paragraph.line, times, agents, []))
        self._inline(paragraph, times, agents, whole=whole)
        made = [one for one in self._paragraphs[begun:] if "".join(one.parts).strip(" \t\r\n" + BREAK)]
        if not made:
            made = self._paragraphs[begun : begun + 1]
        elif len({one.agents for one in made}) > 1:
            self._problems.add("voices-split", paragraph.line, count=len(made))
        self._paragraphs[begun:] = made

    def _inline(self, above: Element, times: Interval, agents: str, *, whole: bool) -> None:
        """Add the text in ``above``; a span with times or a voice of its own begins a stretch, unless it is all one."""
        in_sequence = above.get("timeContainer") == "seq"
        reached = times.start
        for part in above.content:
            if isinstance(part, str) and not part.isspace():
                self._current(above.line, times, agents).parts.append(part)
            elif isinstance(part, str) or part.name == "br":
                self._paragraphs[-1].parts.append(part if isinstance(part, str) else BREAK)
            elif part.name in SILENT:
                if text := part.words():
                    self._problems.add("note", part.line, text=text)
            else:
                inner = None if whole else self._interval(part, reached if in_sequence else times.start, times)
                self._inline(part, inner or times, part.get("agent") or agents, whole=whole)
                reached = (inner.end if inner else None) or reached

    def _current(self, line: int, times: Interval, agents: str) -> Paragraph:
        """Return the stretch that goes on here, or a fresh one if times or voice have changed."""
        last = self._paragraphs[-1]
        if (last.interval, last.agents) != (times, agents):
            last = Paragraph(line, times, agents, [])
            self._paragraphs.append(last)
        return last

    def _interval(self, element: Element, base: Fraction, above: Interval) -> Interval | None:
        """Return when ``element`` is active, or None if its times can't be read (TTML2 12.2)."""
        written = {name: value for name in ("begin", "end", "dur") if (value := element.get(name))}
        times = {name: parse_time(value, self._rates) for name, value in written.items()}
        if None in times.values():
            return None
        begin, end, duration = times.get("begin"), times.get("end"), times.get("dur")
        start = base + (begin or 0)
        stops = [base + end] if end is not None else []
        if duration is not None:
            stops.append(start + duration)
        if above.end is not None and above.given and not stops:
            stops.append(max(start, above.end))
        if above.end is not None and start > above.end:
            self._problems.add(
                "outside-parent", element.line, timing=self._written(element), start=clock(_whole(start))
            )
        return Interval(start, min(stops, default=None), given=bool(times) or above.given)

    @staticmethod
    def _written(element: Element) -> str:
        return " ".join(f"{name}={element.get(name)}" for name in ("begin", "end", "dur") if element.has(name))


def _wanted(own: str, language: str, without: frozenset[str]) -> bool:
    return own == language if language else own not in without


def _has_times(element: Element) -> bool:
    return element.has("begin") or element.has("end") or element.has("dur")


def _ms(time: Fraction | None) -> int | None:
    return None if time is None else _whole(time)


def _whole(time: Fraction) -> int:
    return milliseconds(float(time))


def _collapsed(text: str) -> str:
    """Return ``text`` with runs of white space as one space, as is XML's default."""
    return "\n".join(SPACES.sub(" ", piece).strip() for piece in text.split(BREAK))


@lru_cache(maxsize=10_000)  # spans begin with their paragraph, and often end with it
def parse_time(written: str, rates: Rates) -> Fraction | None:
    """Return the seconds of a TTML time expression (TTML2 12.3.1), or None if it is none."""
    if match := CLOCK.fullmatch(written):
        hours, minutes, seconds, fraction, frames, subframes = match.groups()
        if int(minutes) > 59 or int(seconds) > 60:
            return None
        total = Fraction(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
        if rates.counted:
            total = (total * rates.counted - _dropped(int(hours) * 60 + int(minutes), rates.dropped)) / rates.frames
        if fraction:
            total += Fraction(int(fraction), 10 ** len(fraction))
        if frames:
            total += (Fraction(int(frames)) + Fraction(int(subframes or 0), rates.subframes)) / rates.frames
        return total
    if match := OFFSET.fullmatch(written):
        count, unit = Fraction(match[1]), match[2]
        if unit == "f":
            return count / rates.frames
        return count / rates.ticks if unit == "t" else count * UNITS[unit]
    return None


def _dropped(minutes: int, mode: str) -> int:
    """Return how many numbers of frames a clock has left out in so many minutes (TTML2 6.2.3)."""
    if mode == "dropNTSC":
        return 2 * (minutes - minutes // 10)
    return 4 * (minutes // 2 - minutes // 20) if mode == "dropPAL" else 0


def _rates(root: Element) -> Rates:
    """Return what the file says of frames and ticks, or the defaults of TTML2 6.2."""
    frame_rate = _positive(root.get("frameRate"))
    multiplier = re.fullmatch(r"(\d{1,6})[ :](\d{1,6})", root.get("frameRateMultiplier"))
    frames = Fraction(frame_rate or DEFAULT_FRAME_RATE)
    if multiplier and int(multiplier[1]) and int(multiplier[2]):
        frames *= Fraction(int(multiplier[1]), int(multiplier[2]))
    subframes = _positive(root.get("subFrameRate")) or 1
    ticks = _positive(root.get("tickRate"))
    smpte = root.get("timeBase") == "smpte"
    return Rates(
        frames,
        subframes,
        Fraction(ticks) if ticks else frames * subframes if frame_rate else Fraction(1),
        counted=(frame_rate or DEFAULT_FRAME_RATE) if smpte else 0,
        dropped=root.get("dropMode") if smpte else "",
    )


def _positive(written: str) -> int:
    return int(written) if re.fullmatch(r"\d{1,12}", written) else 0


def _agents(root: Element) -> dict[str, str]:
    """Return the names of those who speak by the identifiers of their agents (TTML2 14.1.2)."""
    names: dict[str, str] = {}
    for head in root.elements("head"):
        for agent in head.all("agent"):
            by_kind = {name.get("type"): name.words() for name in agent.elements("name")}
            full = " ".join(filter(None, (by_kind.get("given", ""), by_kind.get("family", ""))))
            said = by_kind.get("full") or full or by_kind.get("alias") or next(iter(by_kind.values()), "")
            names[agent.get("id")] = said or agent.get("id")
    return names
