"""The table of contents: proposed by the files that bring one along, accepted, changed or rejected by people."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from interviews import access
from interviews.formats.cues import IndexPoint
from interviews.formats.labels import APOSTROPHES
from interviews.languages import Language
from interviews.models import Chapter, Coding, Interview, Redaction, Segment, Theme
from interviews.models.chapter import TITLE_LIMIT
from interviews.publishing import Act, acting, note_act
from interviews.states import ChapterStatus, CodingStatus

CHANGED = tuple(f"{field}_{code}" for field in ("title", "synopsis") for code in Language.values)
_LAST_MS = 60_000  # how long the last chapter lasts where nobody knows


@dataclass(frozen=True)
class Proposed:
    """How many chapters and codings a file proposed that were not there before."""

    chapters: int = 0
    codings: int = 0

    def __bool__(self) -> bool:
        return bool(self.chapters or self.codings)


def packed(points: Iterable[IndexPoint]) -> list[dict[str, Any]]:
    """Return ``points`` as an upload keeps them."""
    return [asdict(one) for one in points]


def unpacked(rows: Iterable[dict[str, Any]]) -> list[IndexPoint]:
    """Return what :func:`packed` packed."""
    return [IndexPoint(**{**row, "keywords": tuple(row["keywords"])}) for row in rows]


@transaction.atomic
def propose(interview: Interview, points: Sequence[IndexPoint], *, language: str) -> Proposed:
    """Propose chapters for ``points``, and codings where a keyword of one is what the codebook calls a theme.

    A point in no known language counts as in ``language``. What the interview has already, in whatever state, is not
    proposed again; nothing that is there is changed.
    """
    if not points:
        return Proposed()
    Interview.objects.select_for_update().filter(pk=interview.pk).first()
    chapters = _chapters(interview, points, language)
    known = {(one.start_ms, text) for one in interview.chapters.all() for text in one.texts().values()}
    fresh = [
        one
        for one in chapters
        if one.texts() and not any((one.start_ms, text) in known for text in one.texts().values())
    ]
    if fresh:
        Chapter.objects.bulk_create(fresh)
    return Proposed(len(fresh), _propose_codings(interview, points, chapters))


def _chapters(interview: Interview, points: Sequence[IndexPoint], language: str) -> list[Chapter]:
    """Return a chapter for every point; points at one time in several languages are one."""
    chapters: list[Chapter] = []
    for point in sorted(points, key=lambda one: one.start_ms):
        code = point.language if point.language in Language.values else language
        title, synopsis = _fitting(point)
        last = chapters[-1] if chapters else None
        if last is None or last.start_ms != point.start_ms or getattr(last, f"title_{code}"):
            chapters.append(last := Chapter(interview=interview, start_ms=point.start_ms))
        setattr(last, f"title_{code}", title)
        setattr(last, f"synopsis_{code}", synopsis)
    starts = sorted({one.start_ms for one in chapters})
    ends = dict(pairwise(starts))
    for chapter in chapters:
        chapter.end_ms = ends.get(chapter.start_ms)
    return chapters


def _fitting(point: IndexPoint) -> tuple[str, str]:
    """Return title and synopsis; a title that is too long is told whole in the synopsis."""
    title, synopsis = " ".join(point.title.split()), point.synopsis
    if len(title) <= TITLE_LIMIT:
        return title, synopsis
    return f"{title[: TITLE_LIMIT - 1]}…", f"{title}\n{synopsis}".strip()


def _propose_codings(interview: Interview, points: Sequence[IndexPoint], chapters: Sequence[Chapter]) -> int:
    themes = _themes_by_name()
    ends = {one.start_ms: one.end_ms for one in chapters}
    told = Segment.objects.filter(transcript__interview=interview).aggregate(end=Max("end_ms"))["end"] or 0
    known = set(interview.codings.values_list("theme", "start_ms", "end_ms"))
    fresh: dict[tuple[int, int, int], Coding] = {}
    for point in points:
        start = point.start_ms
        end = ends.get(start) or (told if told > start else start + _LAST_MS)
        for keyword in point.keywords:
            for theme in themes.get(_folded(keyword), ()):
                if (key := (theme, start, end)) not in known:
                    fresh[key] = Coding(
                        interview=interview, theme_id=theme, start_ms=start, end_ms=end, status=CodingStatus.PROPOSED
                    )
    if fresh:
        Coding.objects.bulk_create(fresh.values())
    return len(fresh)


def _themes_by_name() -> dict[str, list[int]]:
    """Return the themes in use by what they are called in each language."""
    found: dict[str, list[int]] = {}
    for theme in Theme.objects.filter(parent__isnull=False, retired=False):
        names = {_folded(getattr(theme, f"label_{code}") or "") for code in Language.values} - {""}
        for name in names:
            found.setdefault(name, []).append(theme.pk)
    return found


def _folded(text: str) -> str:
    """Return what is the same however a heading is written: no capitals, one apostrophe, no marks at its end."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(APOSTROPHES).replace("ё", "е")
    return " ".join(plain.split()).strip(" .,;:")


def accept(interview: Interview, by: User, *, chapters: Sequence[Chapter]) -> None:
    """Show ``chapters`` to readers."""
    with acting(interview, by, access.Act.EDIT_CONTENTS) as row:
        if row.chapters.filter(pk__in=[one.pk for one in chapters]).update(status=ChapterStatus.ACCEPTED):
            note_act(row, by, Act.CHAPTERS_ACCEPTED)


def reject(interview: Interview, by: User, *, chapters: Sequence[Chapter]) -> None:
    """Delete ``chapters``."""
    with acting(interview, by, access.Act.EDIT_CONTENTS) as row:
        if row.chapters.filter(pk__in=[one.pk for one in chapters]).delete()[0]:
            note_act(row, by, Act.CHAPTERS_REJECTED)


def take_back(interview: Interview, by: User, *, chapters: Sequence[Chapter]) -> None:
    """Make accepted ``chapters`` proposed ones again, which readers don't see."""
    with acting(interview, by, access.Act.EDIT_CONTENTS) as row:
        shown = row.chapters.filter(pk__in=[one.pk for one in chapters], status=ChapterStatus.ACCEPTED)
        if shown.update(status=ChapterStatus.PROPOSED):
            note_act(row, by, Act.CHAPTER_TAKEN_BACK)


def add(chapter: Chapter, by: User) -> None:
    """Save ``chapter``, which somebody wrote, as a proposed one."""
    chapter.status = ChapterStatus.PROPOSED
    with acting(chapter.interview, by, access.Act.EDIT_CONTENTS) as row:
        chapter.save()
        note_act(row, by, Act.CHAPTER_ADDED)


def change(chapter: Chapter, by: User) -> None:
    """Save the texts and times of ``chapter``.

    It is proposed again if it now lies where words were taken out and did not before: nobody has looked at that yet.
    """
    with acting(chapter.interview, by, access.Act.EDIT_CONTENTS) as row:
        before = Chapter.objects.get(pk=chapter.pk)
        stretches = [(one.start_ms, one.end_ms) for one in row.redactions.all()]
        if any(chapter.shares_time(*one) and not before.shares_time(*one) for one in stretches):
            chapter.status = ChapterStatus.PROPOSED
        chapter.save(update_fields=[*CHANGED, "start_ms", "end_ms", "status"])
        note_act(row, by, Act.CHAPTER_CHANGED)


def end_of(chapter: Chapter) -> int | None:
    """Return where ``chapter`` ends if nobody says so: where the next one begins, or None, with the interview."""
    later = Chapter.objects.filter(interview=chapter.interview, start_ms__gt=chapter.start_ms).exclude(pk=chapter.pk)
    return later.order_by("start_ms").values_list("start_ms", flat=True).first()


def touched_by(interview: Interview, stretch: Redaction) -> list[Chapter]:
    """Return the chapters of ``interview`` in which words of ``stretch`` may be told."""
    return [one for one in interview.chapters.all() if one.shares_time(stretch.start_ms, stretch.end_ms)]


def withdraw(interview: Interview, stretch: Redaction) -> int:
    """Have the chapters proposed again that speak of a redacted stretch; return how many readers saw."""
    shown = [one.pk for one in touched_by(interview, stretch) if one.status == ChapterStatus.ACCEPTED]
    return Chapter.objects.filter(pk__in=shown).update(status=ChapterStatus.PROPOSED) if shown else 0
