"""SAMI (.smi, Synchronized Accessible Media Interchange of Microsoft): HTML in which ``<SYNC Start=ms>`` gives times.

It is seldom well-formed, so it is read by its marks: what follows a mark is said from there to the next mark of the
same class, and a paragraph with nothing but ``&nbsp;`` ends the one before. Each class, mostly a language, is a tier.
"""

import re
from collections.abc import Iterator

from .cues import Cue
from .enclosed import cut_out
from .limits import check_cue_count
from .markup import CueText
from .problems import Problems
from .tiers import Annotation, Tier, body_of

NAME = "sami"
SIGNATURE = re.compile(r"\s*<(?:sami|sync)[\s>]", re.IGNORECASE)
SYNC = re.compile(r"<sync\b([^<>]{0,300})>", re.IGNORECASE)
START = re.compile(r"\bstart\s*=\s*[\"']?\s*(\d{1,12})", re.IGNORECASE)
PARAGRAPH = re.compile(r"<p\b([^<>]{0,300})>", re.IGNORECASE)
CLASS = re.compile(r"\bclass\s*=\s*[\"']?([\w-]{1,60})", re.IGNORECASE)
# Ends of elements say nothing: the next beginning ends them.
ENDS = re.compile(r"</(?:sync|p|body|sami)\s*>", re.IGNORECASE)
STYLE = re.compile(r"<style\b", re.IGNORECASE)
STYLE_END = re.compile(r"</style\s{0,9}>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
SPACES = re.compile(r"\s+")


def recognises(lines: list[str]) -> bool:
    """Say whether the first line with words begins a SAMI file."""
    return bool(SIGNATURE.match(next((line for line in lines if line.strip()), "")))


def read(lines: list[str], problems: Problems) -> list[Cue]:
    """Return the cues of a SAMI file; the speaker is the class where there are several."""
    text = "\n".join(lines)
    first = SYNC.search(text)
    _tell_head(text[: first.start()] if first else text, problems)
    said: dict[str, list[Annotation]] = {}
    for line, start_ms, kind, words in _paragraphs(text, problems):
        above = said.setdefault(kind, [])
        if above and above[-1].end_ms is None:
            last = above[-1]
            above[-1] = Annotation(last.line, last.start_ms, start_ms, last.text)
        plain = "".join(piece.text for piece in CueText(line, problems, all_references=True).parse(words))
        above.append(Annotation(line, start_ms, None, plain))
    kinds = [kind for kind, annotations in said.items() if any(one.text.strip() for one in annotations)]
    tiers = [Tier(1, kind if len(kinds) > 1 else "", annotations=said[kind]) for kind in kinds]
    return body_of(tiers, problems).cues


def _tell_head(head: str, problems: Problems) -> None:
    """Tell the title and other words before the first mark; styles are no words."""
    kept, position, line = [], 0, 1
    while (style := STYLE.search(head, position)) and (end := STYLE_END.search(head, style.end())):
        told = SPACES.sub(" ", head[style.start() : end.end()])
        line += head.count("\n", position, style.start())
        problems.add("style", line, text=told)
        line += head.count("\n", style.start(), end.end())
        kept.append(head[position : style.start()])
        position = end.end()
    head = " ".join([*kept, head[position:]])
    rest, remarks = cut_out(head, "<!--", "-->")
    words = " ".join([TAG.sub(" ", rest), *(remark for _, remark in remarks)])
    if text := SPACES.sub(" ", words).strip():
        problems.add("header-text", 1, text=text)


def _paragraphs(text: str, problems: Problems) -> Iterator[tuple[int, int, str, str]]:
    """Yield line, time, class and marked-up words of every paragraph."""
    marks = SYNC.finditer(text)
    mark = next(marks, None)
    line, position, count = 1, 0, 0
    while mark:
        below = next(marks, None)
        end = below.start() if below else len(text)
        line += text.count("\n", position, mark.start())
        position = mark.start()
        count += 1
        # Between two cues may lie a mark that only ends the first.
        check_cue_count(count // 2, line)
        inside, remarks = cut_out(text[mark.end() : end], "<!--", "-->")
        if told := SPACES.sub(" ", " ".join(remark for _, remark in remarks)).strip():
            problems.add("note", line, text=told)
        inside = ENDS.sub(" ", inside)
        start = START.search(mark[1])
        parts = PARAGRAPH.split(inside)
        for attributes, words in zip(["", *parts[1::2]], parts[0::2], strict=True):
            words = SPACES.sub(" ", words).strip()
            if not words:
                continue
            if not start:
                problems.add("time-unreadable", line, refuses=True, timing=mark[1].strip(), text=TAG.sub(" ", words))
                continue
            kind = CLASS.search(attributes)
            yield line, int(start[1]), kind[1] if kind else "", words
        mark = below
