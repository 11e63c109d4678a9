"""Ways into an interview: its table of contents, and the path of leaving that its narrator went."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from interviews.models import Chapter, Coding, Theme
from interviews.views.turns import Shown, Turn, current_of

PATH = "path"
"""The question whose themes are the stages of leaving, in the codebook's order."""


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents: a chapter or, where nobody has made one, what is coded from a passage on."""

    url: str
    start_ms: int | None
    chapter: Chapter | None = None
    stages: list[Theme] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """A stage of the path of leaving, with the passages from which on it is told, in order of time."""

    theme: Theme
    turns: list[Turn]
    is_current: bool


def contents_of(shown: Shown, turns: Sequence[Turn]) -> list[Heading]:
    """Return the chapters; where there are none, the stages and themes that begin with each passage."""
    headings = []
    for chapter in Chapter.objects.public().filter(interview=shown.interview):
        second = chapter.start_ms // 1000
        heard = current_of(turns, second, None)
        url = shown.url_at(second, heard.segment.position if heard else None)
        headings.append(Heading(url, chapter.start_ms, chapter))
    return headings or _coded(turns)


def _coded(turns: Sequence[Turn]) -> list[Heading]:
    headings = []
    for turn in turns:
        themes = [coding.theme for coding in turn.themes_begun]
        if themes:
            stages = sorted((one for one in themes if is_stage(one)), key=_place)
            rest = [one for one in themes if not is_stage(one)]
            headings.append(Heading(turn.url, turn.segment.start_ms, stages=stages, themes=rest))
    return headings


def path_of(turns: Sequence[Turn]) -> list[Stage]:
    """Return the stages that are told in ``turns``, in the order of the path, not of the telling."""
    told: dict[int, Stage] = {}
    for turn in turns:
        for coding in turn.themes_begun:
            if is_stage(coding.theme):
                stage = told.setdefault(coding.theme_id, Stage(coding.theme, [], _is_heard(coding, turns)))
                stage.turns.append(turn)
    return sorted(told.values(), key=lambda one: _place(one.theme))


def is_stage(theme: Theme) -> bool:
    """Tell whether ``theme``, with its question joined, is a stage of the path of leaving."""
    return theme.parent is not None and theme.parent.code == PATH


def _is_heard(coding: Coding, turns: Sequence[Turn]) -> bool:
    """Tell whether the passage that was asked for tells of this stage."""
    return any(
        turn.is_current and any(note.coding.theme_id == coding.theme_id for note in turn.notes) for turn in turns
    )


def _place(theme: Theme) -> tuple[int, str]:
    return theme.position, theme.code
