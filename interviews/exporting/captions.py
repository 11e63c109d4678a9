"""Segments as captions, cue for cue: WebVTT and SubRip."""

import html
from collections.abc import Sequence

from interviews.exporting.citing import Colophon
from interviews.exporting.lines import Line, clock, lines_of
from interviews.formats.labels import find_caption_labels, label_of
from interviews.formats.markup import CLOSED_REFERENCE
from interviews.formats.times import has_arrow
from interviews.models import Transcript


def webvtt(
    transcript: Transcript, colophon: Colophon | None = None, *, offset_ms: int = 0, until_ms: int | None = None
) -> str:
    """Return the captions as WebVTT, with voices; ``colophon`` goes into a NOTE at their head.

    With ``offset_ms`` and ``until_ms`` only the part of the recording between them, counted from its beginning. Raises
    :class:`NoTimes` for an untimed transcript.
    """
    blocks = ["WEBVTT\n", *_note(colophon)]
    for line in lines_of(transcript, offset_ms, until_ms):
        voice = f"<v {_escaped(line.speaker)}>" if line.speaker else ""
        text = f"{voice}{_escaped(line.text)}"
        blocks.append(f"{clock(line.start_ms)} --> {clock(line.end_ms)}\n{text}\n")
    return "\n".join(blocks)


def _note(colophon: Colophon | None) -> list[str]:
    if colophon is None:
        return []
    lines = [f"{label}: {value}" for label, value in colophon.rows()]
    # An arrow would end the block (W3C WebVTT 4.1).
    return ["\n".join(["NOTE", *lines]).replace(">", "›").replace("→", "›") + "\n"]


def srt(transcript: Transcript, *, offset_ms: int = 0, until_ms: int | None = None) -> str:
    """Return the captions as SubRip, a format without room for anything else; the times are as in :func:`webvtt`.

    Speakers stand before their words as ``Name:``. Where that could be taken for words, or words for a name, they stand
    in the voice tags that WebVTT has, which players leave out.
    """
    lines = list(lines_of(transcript, offset_ms, until_ms))
    said = [f"{line.speaker}: {line.text}" if line.speaker else line.text for line in lines]
    if _labels_are_plain(lines, said):
        texts = [_guarded(text) for text in said]
    else:
        texts = [(f"<v {_escaped(line.speaker)}>" if line.speaker else "") + _guarded(line.text) for line in lines]
    return "\n".join(
        f"{number}\n{clock(line.start_ms, ',')} --> {clock(line.end_ms, ',')}\n{text}\n"
        for number, (line, text) in enumerate(zip(lines, texts, strict=True), 1)
    )


def _escaped(text: str) -> str:
    """Write what WebVTT and its readers would take for markup as character references."""
    return _without_arrows(html.escape(text, quote=False).replace("{\\", "&#123;\\"))


def _guarded(text: str) -> str:
    """Do the same for SubRip, whose players know few references: only where reading would go wrong without them."""
    kept = without_references(text).replace("<", "&lt;").replace("{\\", "&#123;\\")
    return _without_arrows(kept)


def without_references(text: str) -> str:
    """Keep apart what is written like a character reference, such as ``&amp;``, and meant as it stands."""
    return CLOSED_REFERENCE.sub(lambda reference: f"&amp;{reference[0][1:]}", text)


def _without_arrows(text: str) -> str:
    if not has_arrow(text):
        return text
    return text.replace(">", "&gt;").replace("→", "&#8594;")


def _labels_are_plain(lines: Sequence[Line], said: Sequence[str]) -> bool:
    """Tell whether a reader who looks for labels in ``said`` finds the speakers of ``lines`` and nothing else."""
    labels = find_caption_labels(said)
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
