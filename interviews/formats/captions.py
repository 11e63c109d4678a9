"""What WebVTT and SubRip have in common: lines with times, the words below them, and what stands between.

The rule that keeps every word: a cue's text reaches to the next line with times, whatever blank lines lie between.
Only numbers, identifiers and the blocks of WebVTT are taken out of it, and these are told.
"""

import sys
from collections import Counter
from dataclasses import dataclass, field, replace

from .cues import Cue
from .labels import could_name, find_caption_labels, is_known, is_name, is_proper, label_of
from .limits import check_cue_count, check_cue_length
from .markup import CueText
from .problems import Problems, quote
from .rolling import lines_above, unrolled
from .sequence import Sequence
from .times import SETTING, Timing, has_arrow, is_almost_timing, looks_like_timing, parse_timing

MANY_NAMED = 0.9


@dataclass(slots=True)
class Block:
    """A line with times and the lines below it. ``timing`` is None where the times can't be read.

    ``speaker`` is who speaks where no line names anybody.
    """

    line: int
    written: str
    timing: Timing | None
    lines: list[tuple[int, str]] = field(default_factory=list)
    speaker: str = ""

    def words(self) -> str:
        return quote([text for _, text in self.lines])


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one format differs: whether cues may have names, how words beside the times are taken, what text may hold."""

    identifiers: bool
    words_beside_times: bool
    comma_is_strange: bool
    all_references: bool


class BlockReader:
    """Sorts the lines of a file into blocks, one line at a time."""

    def __init__(self, dialect: Dialect, problems: Problems) -> None:
        self._dialect = dialect
        self._problems = problems
        self._number: int | None = None
        self._before: list[tuple[int, str]] = []
        self._length = 0
        self.blocks: list[Block] = []

    def feed(self, number: int, line: str) -> None:
        """Take the next line of the file."""
        if not line or line.isspace():
            return
        if not has_arrow(line):
            if is_almost_timing(line) and self._at_block_start(number):
                self._begin(Block(number, line.strip(), None))
            else:
                self._keep(number, line)
        elif timing := parse_timing(line, number):
            self._begin(Block(number, line.strip(), timing))
        elif looks_like_timing(line) and self._at_block_start(number):
            self._begin(Block(number, line.strip(), None))
        else:
            if "-->" in line:
                self._problems.add("arrow-in-text", number, text=line.strip())
            self._keep(number, line)

    def finish(self) -> list[Block]:
        """Return the blocks, once every line is fed; text before the first is told."""
        if self.blocks:
            self._tell_text_after_blank(self.blocks[-1])
        if self._before:
            self._problems.add("before-first-cue", self._before[0][0], text=quote([text for _, text in self._before]))
        return self.blocks

    def _lines(self) -> list[tuple[int, str]]:
        return self.blocks[-1].lines if self.blocks else self._before

    def _keep(self, number: int, line: str) -> None:
        self._lines().append((number, line))
        self._length += len(line) + 1
        check_cue_length(self._length, number)

    def _at_block_start(self, number: int) -> bool:
        """Say whether a cue can begin at ``number``: after a blank line, or after a name or number that follows one."""
        lines = self._lines()
        if not lines or lines[-1][0] < number - 1:
            return True
        return self._starts_block(len(lines) - 1)

    def _starts_block(self, index: int) -> bool:
        """Say whether the line at ``index`` of the current lines has nothing directly above it."""
        lines = self._lines()
        above = lines[index - 1][0] if index else self.blocks[-1].line if self.blocks else 0
        return above < lines[index][0] - 1 or above == 0

    def _begin(self, block: Block) -> None:
        self._take_name(block.line)
        if self.blocks:
            self._tell_text_after_blank(self.blocks[-1])
        self.blocks.append(block)
        self._length = 0
        check_cue_count(len(self.blocks), block.line)

    def _take_name(self, number: int) -> None:
        """Take the number or name of the cue that begins at ``number`` out of the lines above it."""
        lines = self._lines()
        if not lines:
            return
        at, text = lines[-1][0], lines[-1][1].strip()
        directly_above, alone = at == number - 1, self._starts_block(len(lines) - 1)
        if text.isdecimal() and len(text) < 10:
            first = self._number is None and not self.blocks and int(text) in (0, 1)
            follows = first or (self._number is not None and int(text) == self._number + 1)
            if (directly_above and (alone or follows)) or (alone and follows):
                lines.pop()
                if not follows and (self._number is not None or int(text) > 1):
                    self._problems.add("number-odd", at, number=text, previous=self._number or 0)
                self._number = int(text)
        elif self._dialect.identifiers and directly_above and alone:
            lines.pop()
            made_up = " " not in text and any(map(str.isdigit, text))
            self._problems.add("identifier-code" if made_up else "identifier", at, text=text)

    def _tell_text_after_blank(self, block: Block) -> None:
        above = block.line
        for number, text in block.lines:
            if number > above + 1 and block.lines[0][0] != number:
                self._problems.add("text-after-blank", number, text=text.strip())
                return
            above = number


def to_cues(blocks: list[Block], dialect: Dialect, problems: Problems) -> list[Cue]:
    """Return the cues of ``blocks``: times checked, markup gone, one voice each; what is left out is told."""
    sequence = Sequence(problems, comma_is_strange=dialect.comma_is_strange)
    cues: list[Cue] = []
    above_timed: dict[int, int] = {}
    blocks.reverse()
    while blocks:
        block = blocks.pop()  # a hundred thousand of them take more memory than the cues that they become
        if block.timing is None:
            problems.add("time-unreadable", block.line, refuses=True, timing=block.written, text=block.words())
            continue
        _read_rest(block, block.timing, dialect, problems)
        if (times := sequence.admit(block.timing, block.words)) is None:
            continue
        said = _cues_of(block, times, dialect, problems)
        if (above := lines_above(text for _, text in block.lines)) is not None:
            # Only the first voice of a cue can have lines of the cue before.
            above_timed |= {len(cues) + place: 0 if place else above for place in range(len(said))}
        cues += said
        check_cue_count(len(cues), block.line)
    cues = with_labels(unrolled(cues, problems, above_timed=above_timed), problems)
    if not cues:
        problems.add("no-cues", 1)
    return cues


def _read_rest(block: Block, timing: Timing, dialect: Dialect, problems: Problems) -> None:
    """Tell settings, which are dropped, from words beside the times, which are not."""
    if not timing.rest or all(SETTING.fullmatch(part) for part in timing.rest.split()):
        return
    if dialect.words_beside_times:
        problems.add("timing-words", block.line, text=timing.rest)
        block.lines.insert(0, (block.line, timing.rest))
    else:
        problems.add("timing-rest", block.line, text=timing.rest)


def _cues_of(block: Block, times: tuple[int, int], dialect: Dialect, problems: Problems) -> list[Cue]:
    text = "\n".join(line for _, line in block.lines)
    first = block.lines[0][0] if block.lines else block.line
    if "<" in text or "&" in text or "{" in text:
        pieces = CueText(first, problems, all_references=dialect.all_references).parse(text)
        said = [(piece.speaker, piece.text) for piece in pieces]
    else:
        text = "\n".join(stripped for _, line in block.lines if (stripped := line.strip()))
        said = [("", text)] if text else []
    if not said:
        problems.add("cue-empty", block.line)
    elif len(said) > 1:
        problems.add("voices-split", block.line, count=len(said))
    # One name for all of a speaker's cues: of a hundred thousand every string counts.
    return [Cue(*times, sys.intern(speaker or block.speaker), words, block.line) for speaker, words in said]


def _tell_once(cues: list[Cue], labels: frozenset[str], problems: Problems) -> None:
    """Tell which of ``labels`` come only once."""
    found = [(label[0], cue.line) for cue in cues for line in cue.text.split("\n") if (label := label_of(line))]
    times = Counter(name for name, _ in found)
    for name, line in found:
        if times[name] == 1 and name in labels and not is_known(name):
            problems.add("label-once", line, label=name)


def with_labels(cues: list[Cue], problems: Problems) -> list[Cue]:
    """Return ``cues`` with the labels at the starts of their lines as speakers, if it has labels and no voices."""
    if any(cue.speaker for cue in cues):
        return cues
    labels = find_caption_labels(cue.text for cue in cues)
    if not labels:
        return cues
    _tell_once(cues, labels, problems)
    labelled: list[Cue] = []
    for cue in cues:
        said: list[tuple[str, list[str]]] = []
        for line in cue.text.split("\n"):
            found = label_of(line) if ":" in line else None
            if found and found[0] in labels:
                said.append((found[0], [found[1]]))
            elif said:
                if found and said[-1][0] and is_proper(found[0]) and could_name(found[0]):
                    problems.add("label-kept", cue.line, label=found[0], speaker=said[-1][0])
                said[-1][1].append(line)
            else:
                said.append(("", [line]))
        if len(said) > 1:
            problems.add("voices-split", cue.line, count=len(said))
        for speaker, lines in said:
            text = "\n".join(line for line in lines if line)
            # A label with nothing after it in its cue stays text: the words may follow in the next cue.
            who, words = (speaker, text) if text else ("", f"{speaker}:")
            labelled.append(Cue(cue.start_ms, cue.end_ms, sys.intern(who), words, cue.line))
    return labelled


def with_names_above(cues: list[Cue]) -> list[Cue]:
    """Return ``cues`` with the names that stand on lines of their own above the words, as documents of meetings have
    them, if nearly all cues have one.
    """
    if any(cue.speaker for cue in cues):
        return cues
    firsts = [first for cue in cues if (first := _name_above(cue))]
    if len(firsts) < MANY_NAMED * len(cues) or 2 * len(set(firsts)) > len(firsts):
        return cues
    return [
        replace(cue, speaker=sys.intern(name), text=cue.text.partition("\n")[2]) if (name := _name_above(cue)) else cue
        for cue in cues
    ]


def _name_above(cue: Cue) -> str:
    first, below, _ = cue.text.partition("\n")
    return first if below and is_name(first) and is_proper(first) else ""
