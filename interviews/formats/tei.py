"""Transcriptions of speech in TEI (Guidelines, chapter 8) and its profile ISO 24624, as EXMARaLDA and LaBB-CAT write.

An utterance lies between two points of the timeline, given on it, on the block around it, or by anchors inside, at
which it is cut. Sounds that are described become words in square brackets; pauses and annotations are told.
Texts without a timeline are read as passages without times.
"""

import re

from .limits import check_cue_count
from .problems import Problems
from .spoken import Body, Spoken, known_language, milliseconds
from .xml_tree import SPACES, Element

NAME = "tei"
CLOCK = re.compile(r"(?:(\d{1,6}):)?(\d{1,4}):(\d{1,2}(?:\.\d{1,12})?)")
SECONDS = re.compile(r"\d{1,12}(?:\.\d{1,12})?")
UNITS = {"ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0}
# What is heard but is no word, and is described (TEI 8.3.3); what is missing or marked as a shift says nothing itself.
SOUNDS = frozenset(["vocal", "kinesic", "incident", "event", "writing"])
LEFT_OUT = frozenset(["teiHeader", "spanGrp", "note", "bibl", "linkGrp", "fw", "head", "stage"])
TURNS = frozenset(["u", "sp", "p", "ab", "l"])
WORDS = frozenset(["w", "seg", "p", "l", "ab"])
AS_SAID = frozenset(["orig", "sic", "abbr"])
OPENING = "([{«„“‘¿¡"
# Between a sign and the word it belongs to, and for a line break: characters that XML can't hold.
GLUE, BREAK = "\ufffe", "\uffff"
GLUED = re.compile(f" ?{GLUE} ?")


def recognises(root: Element) -> bool:
    """Say whether ``root`` is that of a TEI file."""
    return root.name in ("TEI", "TEI.2", "teiCorpus")


def read(root: Element, problems: Problems) -> Body:
    """Return the cues of a TEI file: every utterance, cut at the anchors whose time is known."""
    reader = _Reader(root, problems)
    reader.walk(root)
    language = next((one.get("lang") for one in root.all("text") if one.has("lang")), root.get("lang"))
    return Body(reader.spoken.cues(), known_language(language))


class _Reader:
    """Walks the text; times and voices come from the elements around an utterance."""

    def __init__(self, root: Element, problems: Problems) -> None:
        self._problems = problems
        # Too many are refused before all their times are looked up.
        check_cue_count(sum(1 for one in root.all("u") if one.content), root.line)
        self._times = _timeline(root)
        self._names = _people(root)
        self.spoken = Spoken(problems, tiers=bool(self._times))

    def walk(self, above: Element) -> None:
        """Take everything that is said below ``above``."""
        waiting: list[tuple[Element, Element | None]] = [(above, None)]
        while waiting:
            here, block = waiting.pop()
            if here.name in TURNS:
                self._utterance(here, block)
                continue
            if here.name in LEFT_OUT:
                self._leave_out(here)
                continue
            if here.name in SOUNDS or here.name == "pause":
                self._alone(here)
                continue
            if text := here.own_words():
                self._problems.add("note", here.line, text=text)
            inside = here if here.name == "annotationBlock" or here.has("who") else block
            waiting += [(one, inside) for one in reversed(list(here.elements()))]

    def _utterance(self, said: Element, block: Element | None) -> None:
        """Take an utterance, cut where an anchor has a time."""
        speaker = self._speaker(said, block)
        start, end = self._bounds(said, block)
        cutter = _Cutter(self._problems, self._times)
        cutter.take(said)
        stretches = cutter.stretches(start, end)
        if not self._times and any(one and (one.has("start") or one.has("synch")) for one in (said, block)):
            self._problems.count("untimed", said.line)
        for line, begin, stop, text in stretches:
            self.spoken.add(line or said.line, begin, stop, speaker, text)

    def _alone(self, sound: Element) -> None:
        """Take a sound or pause between utterances."""
        words = sound.words() or sound.get("desc")
        if sound.name == "pause" or not words:
            self._problems.count("pauses-left-out", sound.line)
            return
        start, end = self._bounds(sound, None)
        self._problems.count("sounds-kept", sound.line)
        self.spoken.add(sound.line, start, end, self._speaker(sound, None), f"[{words}]")

    def _leave_out(self, element: Element) -> None:
        if text := element.words():
            code = "header-text" if element.name == "teiHeader" else "note"
            self._problems.add(code, element.line, text=text)

    def _speaker(self, said: Element, block: Element | None) -> str:
        if said.name == "sp" and (label := next(said.elements("speaker"), None)) and not said.has("who"):
            return label.words().rstrip(":")
        who = said.get("who") or (block.get("who") if block else "")
        names = [self._names.get(one.lstrip("#"), one.rpartition("#")[2]) for one in who.split()]
        return ", ".join(names)

    def _bounds(self, said: Element, block: Element | None) -> tuple[int | None, int | None]:
        for one in filter(None, (said, block)):
            points = (
                [one.get("start"), one.get("end")] if one.has("start") or one.has("end") else one.get("synch").split()
            )
            times = [self._times.get(point.rpartition("#")[2]) for point in points]
            if len(times) >= 2 and times[0] is not None:
                return times[0], times[-1]
        return None, None


class _Cutter:
    """Collects the words of one utterance, and where in them a time is known."""

    def __init__(self, problems: Problems, times: dict[str, int]) -> None:
        self._problems = problems
        self._times = times
        self._parts: list[tuple[int | None, int, list[str]]] = [(None, 0, [])]

    def take(self, element: Element) -> None:
        """Add what is said in ``element`` and below it."""
        for part in element.content:
            if isinstance(part, str):
                self._say(part)
            elif part.name == "anchor":
                time = self._times.get(part.get("synch").rpartition("#")[2])
                if time is not None:
                    self._parts.append((time, part.line, []))
            elif part.name == "pause":
                self._problems.count("pauses-left-out", part.line)
            elif part.name in SOUNDS:
                if words := part.words() or part.get("desc"):
                    self._problems.count("sounds-kept", part.line)
                    self._say(f" [{words}] ")
            elif part.name in LEFT_OUT:
                if text := part.words():
                    self._problems.add("note", part.line, text=text)
            elif part.name == "gap":
                self._say(f" [{part.words() or part.get('reason') or '?'}] ")
            elif part.name == "speaker" and element.name == "sp":
                if element.has("who"):
                    self._problems.add("note", part.line, text=part.words())
            elif part.name == "choice":
                self._choose(part)
            elif part.name == "lb":
                self._say(BREAK)
            else:
                self._word(part)

    def _choose(self, choice: Element) -> None:
        """Take what was said or written of a choice (TEI 3.5), and tell what somebody made of it."""
        ways = list(choice.elements())
        said = next((one for one in ways if one.name in AS_SAID), ways[0] if ways else None)
        for one in ways:
            if one is said:
                self._word(one)
            elif text := one.words():
                self._problems.add("note", one.line, text=text)

    def _word(self, element: Element) -> None:
        """Add an element of words; a sign of punctuation holds on to the word before it, or after if it opens."""
        sign = element.name == "pc"
        opens = sign and element.words()[:1] in OPENING
        if (sign and not opens) or element.get("join") in ("left", "both"):
            self._say(GLUE)
        elif element.name in WORDS:
            self._say(" ")
        self.take(element)
        if opens or element.get("join") in ("right", "both"):
            self._say(GLUE)
        elif element.name in WORDS:
            self._say(" ")

    def _say(self, text: str) -> None:
        self._parts[-1][2].append(text)

    def stretches(self, start: int | None, end: int | None) -> list[tuple[int, int | None, int | None, str]]:
        """Return line, start, end and words from anchor to anchor, between the bounds of the whole."""
        texts = [_tidied("".join(part[2])) for part in self._parts]
        begins = [start, *(time for time, _, _ in self._parts[1:])]
        ends = [*begins[1:], end]
        found = [
            (line, begin, stop, text)
            for (_, line, _), begin, stop, text in zip(self._parts, begins, ends, texts, strict=True)
            if text
        ]
        return found or [(0, start, end, "")]


def _tidied(text: str) -> str:
    lines = (GLUED.sub("", SPACES.sub(" ", line)) for line in text.split(BREAK))
    return "\n".join(lines).strip()


def _people(root: Element) -> dict[str, str]:
    """Return the names of those who speak, by their identifiers."""
    names = {}
    for one in root.all():
        if one.name in ("person", "personGrp", "participant") and (key := one.get("id")):
            name = next((named.words() for named in one.all() if named.name in ("persName", "name", "abbr")), "")
            names[key] = name or one.get("n") or key
    return names


def _timeline(root: Element) -> dict[str, int]:
    """Return the known times, in milliseconds from the beginning of the recording, by identifier (TEI 17.4.1)."""
    known: dict[str, int] = {}
    for timeline in root.all("timeline"):
        unit, regular, before = timeline.get("unit", "s"), timeline.get("interval"), ""
        since: dict[str, tuple[str, float]] = {}
        origin = timeline.get("origin").rpartition("#")[2]
        points = [when.attributes() for when in timeline.elements("when")]
        if origin and all(told.get("id") != origin for told in points):
            known[origin] = 0
        for told in points:
            name, own = told.get("id", ""), told.get("unit", unit)
            if (time := _absolute(told.get("absolute", ""), own)) is not None:
                known[name] = time
            elif name == origin:
                known[name] = 0
            elif not (origin or known or since) and not told.get("since"):
                # A timeline that names no origin begins with its first point.
                first = told.get("interval", "")
                known[name] = round(float(first) * UNITS.get(own, 1000.0)) if SECONDS.fullmatch(first) else 0
            elif SECONDS.fullmatch(interval := told.get("interval", regular)):
                reference = told.get("since", "").rpartition("#")[2] or before
                since[name] = (reference, float(interval) * UNITS.get(own, 1000.0))
            before = name
        _follow(since, known)
    return known


def _follow(since: dict[str, tuple[str, float]], known: dict[str, int]) -> None:
    """Add to ``known`` what is so much later than a point that is known, or becomes so."""
    for name in since:
        way: list[str] = []
        here = name
        while here in since and here not in known and len(way) <= len(since):
            way.append(here)
            here = since[here][0]
        for one in reversed(way):
            reference, interval = since[one]
            if reference not in known:
                break
            known[one] = min(known[reference] + round(interval), 10**12)
        for one in way:
            since[one] = since[one] if one in known else ("", 0.0)


def _absolute(written: str, unit: str) -> int | None:
    """Return the milliseconds of an absolute time: a clock, which a day may stand before, or a number of units."""
    written = written.rpartition("T")[2]
    if match := CLOCK.fullmatch(written):
        return milliseconds(int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3]))
    return round(float(written) * UNITS.get(unit, 1000.0)) if SECONDS.fullmatch(written) else None
