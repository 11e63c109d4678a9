"""interviews.csv, the columns of consent: what the narrator agreed to. An import never widens what is recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from interviews import access
from interviews.exchange import values
from interviews.exchange.report import Report
from interviews.exchange.tables import Cells, Row
from interviews.languages import Language
from interviews.models import ConsentScope, Interview
from interviews.publication.checks import hide_uncovered

COLUMNS = ("consent_languages", "consent_heard", "consent_until", "consent_note")
_PICTURES = (".mp4", ".webm")
_HEARD: Sequence[str] = ConsentScope.Heard.values  # from the least to the most


@dataclass(frozen=True, slots=True)
class Cover:
    """What a row says that the consent covers; the note is for the desk alone."""

    languages: list[str]
    heard: str
    until: date | None
    note: str


def read_cover(cells: Cells) -> Cover | None:
    """Read the columns of consent; None where the row says nothing there."""
    row = cells.row
    if not any(row[name] for name in COLUMNS):
        return None
    languages = cells.read("consent_languages", _languages) or []
    heard = cells.read("consent_heard", lambda cell: values.choice(cell or ConsentScope.Heard.TEXT, _HEARD))
    until = cells.read("consent_until", values.day)
    if not row["consent_languages"]:
        cells.refuse(_("consent_languages: name the languages that the consent covers, such as be|en."))
    return Cover(languages, heard or "", until, row["consent_note"])


def _languages(cell: str) -> list[str]:
    named = [values.choice(code, Language.values) for code in values.codes(cell)]
    return [code for code in Language.values if code in named]


def goes_beyond(row: Row, languages: Iterable[str], recordings: Sequence[Row]) -> bool:
    """Tell whether the batch would show of a record what ``row`` says that the consent does not cover.

    Of a hosted recording nobody knows whether it has pictures, so it counts as if it had.
    """
    cover = read_cover(Cells(row))
    if cover is None:
        return False
    hosted = bool(row["media_url"]) or any(one["url"] for one in recordings)
    seen = hosted or any(one["file"].lower().endswith(_PICTURES) for one in recordings)
    heard = hosted or bool(recordings)
    return (
        bool(set(languages) - set(cover.languages))
        or (cover.heard != ConsentScope.Heard.PICTURES and seen)
        or (cover.heard == ConsentScope.Heard.TEXT and heard)
        or (cover.until is not None and cover.until < access.today())
    )


def import_cover(interview: Interview, cover: Cover | None, row: Row, report: Report, *, is_new: bool) -> bool:
    """Record what the consent of ``interview`` covers; tell whether anything changed.

    For a record that exists no language, sound or later day is added, nor is a cover recorded where none was.
    """
    if cover is None:
        return False
    stored = ConsentScope.objects.filter(interview=interview).first()
    if is_new:
        ConsentScope.objects.create(interview=interview, **_fields(cover))
        return True
    if stored:  # what the table has no column for stays as it is
        cover = replace(
            cover,
            heard=cover.heard if row.has("consent_heard") else stored.heard,
            until=cover.until if row.has("consent_until") else stored.until,
            note=cover.note if row.has("consent_note") else stored.note,
        )
    given = _narrowed(stored, cover) if stored else None
    if given is None or given != cover:
        report.notice(
            row.file,
            row.line,
            _("What the consent covers is not widened by an import. Record it at the desk."),
        )
    if stored is None or given is None or all(getattr(stored, name) == value for name, value in _fields(given).items()):
        return False
    for name, value in _fields(given).items():
        setattr(stored, name, value)
    stored.by = None
    stored.save()
    hide_uncovered(interview, stored)
    interview.save()  # whoever asks to publish it has to look again
    return True


def _narrowed(stored: ConsentScope, cover: Cover) -> Cover:
    last_days = [day for day in (stored.until, cover.until) if day is not None]
    return Cover(
        [code for code in cover.languages if code in stored.languages],
        min(stored.heard, cover.heard, key=_HEARD.index),
        min(last_days, default=None),
        cover.note,
    )


def _fields(cover: Cover) -> dict[str, Any]:
    return {"languages": cover.languages, "heard": cover.heard, "until": cover.until, "note": cover.note}
