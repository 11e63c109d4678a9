"""Segments go out again: captions cue for cue, plain text, JSON, and the words by which a passage is cited.

Everything starts from segments, so nothing that was taken out of the public text can be in it. What is written here is
read back by ``interviews.formats`` as the same transcript: WebVTT and SubRip cue for cue, plain text passage for
passage with times to the second.
"""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from interviews.formats.labels import find_labels, label_of
from interviews.formats.markup import CLOSED_REFERENCE
from interviews.formats.times import has_arrow
from interviews.languages import shown
from interviews.models import Interview, Segment, Transcript
from interviews.states import Provenance


class NoTimes(ValueError):
    """Captions were asked of a transcript that has no times."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cue on its way out."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def webvtt(transcript: Transcript, *, offset_ms: int = 0, until_ms: int | None = None) -> str:
    """Return the captions as WebVTT, with voices.

    With ``offset_ms`` and ``until_ms`` only the part of the recording between them, counted from its beginning. Raises
    :class:`NoTimes` for an untimed transcript.
    """
    blocks = ["WEBVTT\n"]
    for line in _lines(transcript, offset_ms, until_ms):
        voice = f"<v {_escaped(line.speaker)}>" if line.speaker else ""
        text = f"{voice}{_escaped(line.text)}"
        blocks.append(f"{clock(line.start_ms)} --> {clock(line.end_ms)}\n{text}\n")
    return "\n".join(blocks)


def srt(transcript: Transcript, *, offset_ms: int = 0, until_ms: int | None = None) -> str:
    """Return the captions as SubRip; the arguments are those of :func:`webvtt`.

    Speakers stand before their words as ``Name:``. Where that could be taken for words, or words for a name, they stand
    in the voice tags that WebVTT has, which players leave out.
    """
    lines = list(_lines(transcript, offset_ms, until_ms))
    said = [f"{line.speaker}: {line.text}" if line.speaker else line.text for line in lines]
    if _labels_are_plain(lines, said):
        texts = [_guarded(text) for text in said]
    else:
        texts = [(f"<v {_escaped(line.speaker)}>" if line.speaker else "") + _guarded(line.text) for line in lines]
    return "\n".join(
        f"{number}\n{clock(line.start_ms, ',')} --> {clock(line.end_ms, ',')}\n{text}\n"
        for number, (line, text) in enumerate(zip(lines, texts, strict=True), 1)
    )


def plain_text(transcript: Transcript) -> str:
    """Return a paragraph a segment: ``[HH:MM:SS] Name: words``, the time and the name where there are any."""
    return "\n".join(f"{_stamp(one)}{_label(one)}{_without_references(one.text)}\n" for one in _segments(transcript))


def as_json(transcript: Transcript, themes: Mapping[int, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return ``transcript`` in the shape of the API; ``themes`` gives the codes of a segment by its primary key."""
    codes = themes or {}
    return {
        "interview": transcript.interview.accession,
        "language": transcript.language,
        "kind": transcript.kind,
        "provenance": transcript.provenance,
        "version": transcript.version,
        "segments": [
            {
                "start_ms": one.start_ms,
                "end_ms": one.end_ms,
                "speaker": one.speaker,
                "text": one.text,
                "themes": list(codes.get(one.pk, ())),
            }
            for one in _segments(transcript)
        ],
    }


def citation(interview: Interview, transcript: Transcript | None = None, *, at_ms: int | None = None) -> str:
    """Return the words by which ``interview``, or its moment ``at_ms``, is cited, in the active language.

    ``transcript`` is the one that is quoted: a translation is cited as one.
    """
    series = shown(interview.series, "title")[0] if interview.series else ""
    title = shown(interview, "title")[0]
    day = _("recorded %(date)s") % {"date": interview.recorded_on} if interview.recorded_on else interview.published_on
    parts = [
        interview.narrator.name if interview.narrator else "",
        _("“%(title)s”") % {"title": title} if title else "",
        ", ".join(filter(None, [series, interview.accession, day])),
        _translated(interview, transcript),
        _("At %(time)s") % {"time": clock(at_ms)[:-4]} if at_ms is not None else "",
    ]
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part)


def _translated(interview: Interview, transcript: Transcript | None) -> str:
    if transcript is None or transcript.language == interview.language:
        return ""
    machine = transcript.provenance == Provenance.MACHINE
    words = _("Machine translation, not checked") if machine else _("Translation")
    return f"{words} ({interview.language} → {transcript.language})"


def clock(ms: int, point: str = ".") -> str:
    """Return ``ms`` as ``HH:MM:SS.mmm``."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


def cues_of(segment: Segment) -> Iterator[Line]:
    """Give back the cues that ``segment`` was joined from; one of the whole if it says nothing of them."""
    if segment.start_ms is None or segment.end_ms is None:
        return
    marks = segment.marks or [[0, segment.start_ms, segment.end_ms]]
    begins = [0, *(mark[0] for mark in marks[1:])]
    for (_offset, start, end), here, there in zip(marks, begins, [*begins[1:], None], strict=True):
        if text := segment.text[here:there].strip():
            yield Line(start, end, segment.speaker, text)


def _segments(transcript: Transcript) -> Iterable[Segment]:
    return transcript.segments.order_by("position")


def _lines(transcript: Transcript, offset_ms: int, until_ms: int | None) -> Iterator[Line]:
    segments = list(_segments(transcript))
    if segments and all(one.start_ms is None for one in segments):
        raise NoTimes(_("This transcript has no times, so there are no captions of it. Take the plain text."))
    for one in segments:
        for cue in cues_of(one):
            # What only touches the part is not in it; a cue without length is where it stands.
            if cue.end_ms < offset_ms or (cue.end_ms == offset_ms and cue.start_ms < offset_ms):
                continue
            if until_ms is not None and cue.start_ms >= until_ms:
                continue
            end = cue.end_ms if until_ms is None else min(cue.end_ms, until_ms)
            yield Line(max(0, cue.start_ms - offset_ms), end - offset_ms, cue.speaker, cue.text)


def _escaped(text: str) -> str:
    """Write what WebVTT and its readers would take for markup as character references."""
    return _without_arrows(html.escape(text, quote=False).replace("{\\", "&#123;\\"))


def _guarded(text: str) -> str:
    """Do the same for SubRip, whose players know few references: only where reading would go wrong without them."""
    kept = _without_references(text).replace("<", "&lt;").replace("{\\", "&#123;\\")
    return _without_arrows(kept)


def _without_references(text: str) -> str:
    """Keep apart what is written like a character reference, such as ``&amp;``, and meant as it stands."""
    return CLOSED_REFERENCE.sub(lambda reference: f"&amp;{reference[0][1:]}", text)


def _without_arrows(text: str) -> str:
    if not has_arrow(text):
        return text
    return text.replace(">", "&gt;").replace("→", "&#8594;")


def _labels_are_plain(lines: Sequence[Line], said: Sequence[str]) -> bool:
    """Tell whether a reader who looks for labels in ``said`` finds the speakers of ``lines`` and nothing else."""
    labels = find_labels(line for text in said for line in text.split("\n"))
    for line, text in zip(lines, said, strict=True):
        first, *others = text.split("\n")
        if line.speaker and label_of(first) != (line.speaker, line.text.split("\n")[0]):
            return False
        if line.speaker and line.speaker not in labels:
            return False
        for other in others if line.speaker else [first, *others]:
            if (found := label_of(other)) and found[0] in labels:
                return False
    return True


def _stamp(segment: Segment) -> str:
    return f"[{clock(segment.start_ms)[:-4]}] " if segment.start_ms is not None else ""


def _label(segment: Segment) -> str:
    return f"{segment.speaker}: " if segment.speaker else ""
