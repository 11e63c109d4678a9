"""Plain text: paragraphs with or without speakers and time stamps, as people type interviews and programs export them.

There is no standard. A blank line ends a paragraph; a label (``Name:``) or a stamp begins a turn; words without a label
belong to whoever spoke last. Nothing is dropped but what can't be speech: a description at the top and headings.
"""

import re
import sys
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from itertools import pairwise

from .cues import Cue
from .end_stamps import in_front
from .labels import bare_name, could_name, find_labels, is_known, is_proper, label_of
from .limits import LONG_FILE, MAX_CUES, check_cue_count, check_cue_length
from .markup import decode_closed_references
from .problems import Problems, quote
from .sequence import WORDS_PER_SECOND, share_out
from .stamps import Stamp, check_stamp_count, find_stamps

NAME = "text"
HEADING = re.compile(r"#{1,6}\s+\S")
# A file without blank lines whose lines are longer than a typed page is wide has one paragraph a line.
LONG_LINE = 100


@dataclass(slots=True)
class Turn:
    """A passage in the making. ``stamp`` is the one it begins with, if it has one."""

    line: int
    speaker: str
    stamp: Stamp | None = None
    lines: list[str] = field(default_factory=list)
    named: bool = False

    def start_ms(self) -> int:
        return self.stamp.start_ms if self.stamp else 0

    def has_words(self) -> bool:
        return any(line.strip() for line in self.lines)

    def text(self) -> str:
        return "\n".join(stripped for line in self.lines if (stripped := line.strip()))


def recognises(lines: list[str]) -> bool:
    """Say yes: whatever is text and no other format is plain text."""
    return True


def read(lines: list[str], problems: Problems, *, paragraphs: Set[int] | None = None) -> list[Cue]:
    """Return a cue for every passage: stamped ones with times, others with None.

    ``paragraphs`` are the indexes of the lines that begin one, where something else than blank lines tells; such lines
    come from a document, in which references are what they look like.
    """
    start = 0
    if paragraphs is None:
        check_stamp_count(lines)
        _check_label_count(lines)
        lines = [decode_closed_references(line, number, problems) for number, line in enumerate(lines, 1)]
        start = _skip_front_matter(lines, problems)
    cues = read_turns(lines, start, problems, paragraphs)
    if not cues:
        problems.add("no-cues", 1)
    return cues


def _check_label_count(lines: list[str]) -> None:
    """Raise ``FormatError`` if so many lines name their speakers that there are more cues than are read.

    Shorter files are not looked at: all their turns fit into memory, and what is too many is refused in its place.
    """
    if len(lines) <= LONG_FILE:
        return
    labels = find_labels(lines)
    count = 0
    for number, line in enumerate(lines, 1):
        # From a third of the lines on a text is surely made of turns; a stamp above may be for the same one.
        if labels and (found := label_of(line)) and found[0] in labels:
            count += 1
            if count > 2 * MAX_CUES and 3 * count >= len(lines):
                check_cue_count(count, number)


def read_turns(lines: list[str], start: int, problems: Problems, paragraphs: Set[int] | None = None) -> list[Cue]:
    """Return the cues of the lines from the index ``start`` on, whose character references stand for themselves."""
    turns = TurnReader(in_front(lines), start, problems, paragraphs).turns()
    if any(turn.stamp for turn in turns):
        return _timed(turns, problems)
    return [Cue(None, None, turn.speaker, text, turn.line) for turn in turns if (text := turn.text())]


def _skip_front_matter(lines: list[str], problems: Problems) -> int:
    """Return the index after a description between two lines of ``---`` (as in Markdown), told if there is one."""
    if lines[0].strip() != "---":
        return 0
    for end in range(1, min(len(lines), 200)):
        if lines[end].strip() == "---":
            if text := quote(lines[1:end]):
                problems.add("front-matter", 1, text=text)
            return end + 1
    return 0


class TurnReader:
    """Sorts lines into turns; it looks over the whole file first, to know its labels and, if asked to, its stamps."""

    def __init__(
        self,
        lines: list[str],
        start: int,
        problems: Problems,
        paragraphs: Set[int] | None = None,
        *,
        stamps: bool = True,
    ) -> None:
        self._lines = lines
        self._paragraphs = paragraphs
        self._problems = problems
        self._indexes = [index for index in range(start, len(lines)) if lines[index].strip()]
        self._stamps = find_stamps(lines, self._indexes, problems) if stamps else {}
        self._line_by_line, self._mostly_named = self._is_mostly_named()
        self._labels = self._find_labels()
        self._one_line_paragraphs = self._has_one_line_paragraphs()
        self._mostly_labelled = self._is_mostly_labelled()
        self._turns: list[Turn] = []
        self._length = 0

    def turns(self) -> list[Turn]:
        """Return the turns of the file, in order."""
        for index in self._indexes:
            line = self._lines[index]
            if self._paragraphs is None and HEADING.match(line):
                self._problems.add("heading", index + 1, text=line.lstrip("# ").strip())
            elif stamp := self._stamps.get(index):
                self._stamped(index, stamp)
            elif label := self._label(line, index):
                self._labelled(index, *label)
            else:
                self._tell_kept_label(line, index)
                if self._goes_on(index):
                    self._add(line, index)
                else:
                    self._begin(Turn(index + 1, self._speaker(), lines=[line]))
        for turn in self._turns:
            if not turn.stamp and not turn.has_words():
                self._problems.add("label-empty", turn.line, label=turn.speaker)
        return self._turns

    def _add(self, line: str, index: int) -> None:
        self._turns[-1].lines.append(line)
        self._length += len(line) + 1
        check_cue_length(self._length, index + 1)

    def _begin(self, turn: Turn) -> None:
        self._turns.append(turn)
        self._length = 0
        check_cue_count(len(self._turns), turn.line)

    def _speaker(self) -> str:
        return self._turns[-1].speaker if self._turns else ""

    def _goes_on(self, index: int) -> bool:
        """Say whether the line at ``index`` belongs to the turn above it."""
        if not self._turns:
            return False
        turn = self._turns[-1]
        return bool(turn.stamp) or not turn.has_words() or not self._begins_paragraph(index)

    def _stamped(self, index: int, stamp: Stamp) -> None:
        speaker, words = stamp.speaker, stamp.take_rest()
        if stamp.may_name:
            if label := self._label(words, index):
                speaker, words = label
            elif self._is_named_below_stamp(index, words):
                speaker, words = bare_name(words), ""
            else:
                self._tell_kept_label(words, index)
        turn = Turn(index + 1, sys.intern(speaker) or self._speaker(), stamp, [words])
        turn.named = bool(speaker)
        self._begin(turn)

    def _is_named_below_stamp(self, index: int, words: str) -> bool:
        """Say whether ``words``, all that follows a stamp, name the speaker of the lines below it."""
        return bare_name(words) in self._labels and self._has_words_below(index)

    def _has_words_below(self, index: int) -> bool:
        """Say whether the next line with words below the one at ``index`` has no stamp of its own."""
        below = next((at for at in range(index + 1, len(self._lines)) if self._lines[at].strip()), None)
        return below is not None and below not in self._stamps

    def _labelled(self, index: int, name: str, words: str) -> None:
        turn = self._turns[-1] if self._turns else None
        if turn and turn.stamp and not turn.named and not turn.has_words():
            turn.speaker, turn.named = sys.intern(name), True
            turn.lines.append(words)
        else:
            self._begin(Turn(index + 1, sys.intern(name), lines=[words]))

    def _label(self, line: str, index: int) -> tuple[str, str] | None:
        """Return the speaker named at the start of ``line`` and the words after the colon, or None."""
        if ":" not in line or not (found := label_of(line)):
            return None
        name, words = found
        if name in self._labels:
            return name, words
        if self._may_name_once(name, index):
            self._problems.add("label-once", index + 1, label=name)
            return name, words
        return None

    def _may_name_once(self, name: str, index: int) -> bool:
        """Say whether ``name``, which comes once, is taken for a speaker at the start of the line at ``index``."""
        if not (self._begins_paragraph(index) or self._line_by_line):
            return False
        made_of_names = self._mostly_labelled or self._mostly_named
        # A conversation needs two: where only one is known to speak, whoever is named answers.
        alone = len(self._labels) < 2
        if is_proper(name):
            return made_of_names or (alone and any(map(is_known, self._labels)))
        return made_of_names and alone and could_name(name)

    def _tell_kept_label(self, line: str, index: int) -> None:
        """Tell that ``line`` goes to whoever spoke last although it may begin with the name of somebody else."""
        speaker = self._speaker()
        if not speaker or ":" not in line or not (found := label_of(line)):
            return
        if self._begins_paragraph(index) or index in self._stamps or is_proper(found[0]):
            self._problems.add("label-kept", index + 1, label=found[0], speaker=speaker)

    def _begins_paragraph(self, index: int) -> bool:
        return (self._paragraphs is None and self._one_line_paragraphs) or self._begins_after_blank(index)

    def _begins_after_blank(self, index: int) -> bool:
        if self._paragraphs is not None:
            return index in self._paragraphs
        return index == 0 or not self._lines[index - 1].strip()

    def _is_mostly_named(self) -> tuple[bool, bool]:
        """Say whether most lines, and whether most lines or paragraphs, begin like those that name their speaker."""
        named = {
            index
            for index in self._indexes
            if index not in self._stamps and (found := label_of(self._lines[index])) and could_name(found[0])
        }
        starts = [index for index in self._indexes if self._begins_after_blank(index)]
        by_line = len(named) > 1 and 2 * len(named) > len(self._indexes)
        count = sum(index in named for index in starts)
        return by_line, by_line or (count > 1 and 2 * count > len(starts))

    def _find_labels(self) -> frozenset[str]:
        rests = {index: stamp.rest for index, stamp in self._stamps.items()}
        labels = find_labels(rests.get(index, self._lines[index]) for index in self._indexes)
        beside = Counter(name for stamp in self._stamps.values() if stamp.may_name and (name := bare_name(stamp.rest)))
        for index, stamp in self._stamps.items():
            if stamp.rest.startswith("[") and not self._has_words_below(index):
                beside.pop(bare_name(stamp.rest), None)  # "[Music]" stands alone
        below = {name for name, times in beside.items() if is_known(name) or (times > 1 and is_proper(name))}
        if not self._stamps and not self._mostly_named and not self._made_of_turns(labels):
            labels = frozenset(name for name in labels if is_known(name))
        named = {stamp.speaker for stamp in self._stamps.values() if stamp.speaker}
        return labels | below | named | self._find_labels_at_stamps()

    def _find_labels_at_stamps(self) -> set[str]:
        """Return the proper names that follow stamps, if most stamps are followed by one: then once is enough."""
        words = [stamp.rest or "".join(self._lines[index + 1 : index + 2]) for index, stamp in self._stamps.items()]
        said = [label_of(line) for line in words if line.strip()]
        names = [label[0] for label in said if label and is_proper(label[0])]
        return set(names) if 2 * len(names) > len(said) else set()

    def _made_of_turns(self, labels: frozenset[str]) -> bool:
        """Say whether ``labels`` are a conversation: two people, or one who opens the text or speaks much of it.

        A word such as ``Watch:`` that comes twice in a thousand paragraphs is nobody, and would own all below it.
        """
        found = (label_of(self._lines[index]) for index in self._indexes)
        labelled = [label is not None and label[0] in labels for label in found]
        return len(labels) > 1 or labelled[:1] == [True] or 3 * sum(labelled) >= len(labelled)

    def _has_one_line_paragraphs(self) -> bool:
        """Say whether every line is a paragraph: no blank line parts them, and they are longer than typed lines."""
        count = len(self._indexes)
        together = count > 1 and self._indexes[-1] - self._indexes[0] == count - 1
        return together and sum(len(self._lines[index]) for index in self._indexes) > LONG_LINE * count

    def _is_mostly_labelled(self) -> bool:
        """Say whether labels are how this text is made, so that one that comes once is a label too."""
        starts = [index for index in self._indexes if self._begins_paragraph(index) and index not in self._stamps]
        labelled = 0
        for index in starts:
            found = label_of(self._lines[index])
            labelled += found is not None and found[0] in self._labels
        return labelled > 1 and 2 * labelled >= len(starts)


def _timed(turns: list[Turn], problems: Problems) -> list[Cue]:
    """Return the cues of a text with stamps. A passage ends where the next later stamp is.

    The turns are used up, for a long text fits into memory once only.
    """
    cues: list[Cue] = []
    ends = _ends([turn for turn in turns if turn.stamp], problems)
    turns.reverse()
    while turns and not turns[-1].stamp:
        turn = turns.pop()
        if text := turn.text():
            if not cues:
                problems.add("before-first-stamp", turn.line)
            cues.append(Cue(None, None, turn.speaker, text, turn.line))
    for end in ends:
        group = [turns.pop()]
        while turns and not turns[-1].stamp:
            group.append(turns.pop())
        cues += _timed_group(group, end, problems)
    return cues


def _ends(turns: list[Turn], problems: Problems) -> list[int | None]:
    """Return for each stamped turn the first later stamp, or None if the times go back before one comes."""
    ends: list[int | None] = [None] * len(turns)
    for index in range(len(turns) - 2, -1, -1):
        here, below = turns[index].start_ms(), turns[index + 1].start_ms()
        ends[index] = below if below > here else ends[index + 1] if below == here else None
    for above, turn in pairwise(turns):
        if turn.start_ms() < above.start_ms():
            problems.add("stamp-unsorted", turn.line, other=above.line)
    return ends


def _timed_group(group: list[Turn], next_ms: int | None, problems: Problems) -> list[Cue]:
    """Return the cues of a stamped turn and of the turns below it that have no stamp of their own."""
    first, start = group[0], group[0].start_ms()
    said = [Cue(start, None, turn.speaker, text, turn.line) for turn in group if (text := turn.text())]
    if not said:
        problems.add("stamp-empty", first.line)
        return []
    if first.named and not first.has_words():
        problems.add("label-empty", first.line, label=first.speaker)
    end = first.stamp.end_ms if first.stamp else None
    if end is not None and first.stamp and end < start:
        problems.add("stamp-backwards", first.line, timing=first.stamp.written)
        end = None
    elif end is None:
        end = next_ms
    if end is None:
        words = sum(len(cue.text.split()) for cue in said)
        end = start + max(1000, round(words / WORDS_PER_SECOND * 1000))
        problems.add("end-estimated", first.line, seconds=(end - start) // 1000)
    if len(said) > 1:
        problems.count("times-shared-out", said[1].line, len(said) - 1)
    return share_out(said, start, end)
