"""Editorial pages, reading paths and featured passages out of a folder: what an archive begins with.

``pages/<slug>.<language>.md``: the first line is the title behind ``# ``, the rest is the text. ``fill.toml`` says what
stands for each ``[[name]]`` of a text, by language. ``paths.toml`` holds ``[[path]]`` with ``[[path.step]]``, and
``[[featured]]``. What the archive has already is never changed.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from interviews import editorial
from interviews.exchange import values
from interviews.exchange.report import Finding, Refused, Report
from interviews.languages import Language
from interviews.markup import refused_links
from interviews.models import FeaturedPassage, Interview, Page, PageVersion, PathStep, ReadingPath, Theme
from interviews.models.editorial import Editorial
from interviews.publishing import Refused as NotReady
from interviews.states import EditorialState
from interviews.withholding.redacting import speaks_of

_NAME = re.compile(r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>[a-z]{2})\.md")
_HOLE = re.compile(r"\[\[([\w-]+)\]\]")
Table = dict[str, Any]


def import_pages(folder: Path, *, publish: bool = False) -> Report:
    """Bring in what ``folder`` holds and the archive has not; with ``publish`` what is ready is published.

    A page in which something is still to be filled in stays a draft, with a notice. What is refused is reported, the
    rest goes in.
    """
    report = Report()
    fill = _toml(folder / "fill.toml", report)
    texts = _texts(folder, report)
    for number, slug in enumerate(sorted(texts, key=_in_order), 1):
        page = Page(slug=slug, position=number)
        for name, text in texts[slug].items():
            setattr(page, name, _filled(text, name[-2:], fill))
        _make(page, f"pages/{slug}.*.md", publish, report)
    tables = _toml(folder / "paths.toml", report)
    for number, table in enumerate(tables.get("path", []), 1):
        _each(lambda table=table, number=number: _path(table, number, publish, report), "paths", report)
    if not FeaturedPassage.objects.exists():
        for number, table in enumerate(tables.get("featured", []), 1):
            _each(lambda table=table, number=number: _featured(table, number, report), "featured", report)
    return report


def _each(take: Any, kind: str, report: Report) -> None:
    """Take one thing in, whole or not at all."""
    try:
        with transaction.atomic():
            take()
    except Refused as refused:
        report.count(kind, "refused")
        report.refused += refused.findings


def _in_order(slug: str) -> tuple[int, str]:
    fixed = Page.Fixed.values
    return (fixed.index(slug) if slug in fixed else len(fixed), slug)


def _toml(path: Path, report: Report) -> Table:
    """Read a table that may be missing."""
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = _("This is not TOML in UTF-8: %(error)s. Mend it, then import again.") % {"error": error}
        report.refused.append(Finding(path.name, 0, message))
        return {}


def _texts(folder: Path, report: Report) -> dict[str, dict[str, str]]:
    """Return the texts of each page by the names of its columns."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((folder / "pages").glob("*")):
        name = f"pages/{path.name}"
        match = _NAME.fullmatch(path.name)
        if not match or match["language"] not in Language.values:
            message = _("This name says no page and language. Call it like pages/about.be.md.")
            report.refused.append(Finding(name, 0, message))
            continue
        title, _newline, body = path.read_text(encoding="utf-8").strip().partition("\n")
        if not title.startswith("# "):
            message = _("The title is missing. Begin the first line with “# ” and the title.")
            report.refused.append(Finding(name, 1, message))
            continue
        if refused := refused_links(body):
            line = 2 + body[: body.index(refused[0])].count("\n")
            message = _("Readers can’t be led to %(links)s. Link https addresses, pages of this site or onions.")
            report.refused.append(Finding(name, line, message % {"links": ", ".join(refused)}))
            continue
        texts = found.setdefault(match["slug"], {})
        texts |= {f"title_{match['language']}": title[2:].strip(), f"body_{match['language']}": body.strip()}
    return found


def _filled(text: str, language: str, fill: Table) -> str:
    """Put in what ``fill`` has for the holes of ``text``; the others stay."""
    return _HOLE.sub(lambda hole: str(fill.get(hole[1], {}).get(language) or hole[0]), text)


def _make(record: Editorial, name: str, publish: bool, report: Report) -> bool:
    """Save a page or path that the archive has not, and publish it if it is ready; tell whether it is new."""
    kind = "pages" if isinstance(record, Page) else "paths"
    if type(record)._default_manager.filter(slug=record.slug).exists():
        report.count(kind, "unchanged")
        return False
    if publish:
        try:
            editorial.check_ready(record)
            record.state = EditorialState.PUBLISHED
        except NotReady as not_ready:
            message = _("It stays a draft. %(why)s") % {"why": not_ready.message}
            report.notice(name, 0, message)
    record.save()
    if isinstance(record, Page):
        editorial.keep_version(record, PageVersion.Act.BROUGHT)
    report.count(kind, "created")
    return True


def _path(table: Table, number: int, publish: bool, report: Report) -> None:
    path = ReadingPath(slug=str(table.get("slug", "")), position=number)
    name = f"paths.toml ({path.slug})"
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", path.slug):
        raise Refused(Finding("paths.toml", 0, _("A path has no slug of small letters, digits and hyphens. Add it.")))
    for code in Language.values:
        setattr(path, f"title_{code}", str(table.get("title", {}).get(code, "")))
        setattr(path, f"frame_{code}", str(table.get("frame", {}).get(code, "")))
    if not _make(path, name, publish, report):
        return
    for position, step in enumerate(table.get("step", []), 1):
        row = PathStep(path=path, position=position)
        for code in Language.values:
            setattr(row, f"frame_{code}", str(step.get("frame", {}).get(code, "")))
        _place(row, step, name)
        row.is_shown = not any(speaks_of(row, one) for one in row.interview.redactions.all())
        row.save()


def _featured(table: Table, number: int, report: Report) -> None:
    theme = None
    name = f"paths.toml (featured {number})"
    if code := table.get("theme"):
        theme = Theme.objects.filter(code=code).first()
        if theme is None:
            raise Refused(Finding(name, 0, _("There is no theme “%(code)s”. Correct it.") % {"code": code}))
    row = FeaturedPassage(theme=theme, position=number)
    _place(row, table, name)
    row.save()
    report.count("featured", "created")


def _place(row: PathStep | FeaturedPassage, table: Table, name: str) -> None:
    """Give ``row`` its interview and its stretch: times, or numbers of passages from 1 on."""
    accession = str(table.get("interview", ""))
    interview = Interview.objects.filter(accession=accession).first()
    if interview is None:
        message = _("There is no interview %(accession)s. Import it first, or take the passage out.")
        raise Refused(Finding(name, 0, message % {"accession": accession or "?"}))
    row.interview = interview
    try:
        if "first" in table:
            row.first_position = values.number(str(table["first"]), least=1) - 1
            row.last_position = values.number(str(table.get("last", table["first"])), least=1) - 1
        else:
            row.start_ms = values.milliseconds(str(table.get("start", "")))
            row.end_ms = values.milliseconds(str(table.get("end", "")))
    except ValueError as error:
        raise Refused(Finding(name, 0, str(error))) from None
    begins, ends = (row.start_ms, row.end_ms) if row.first_position is None else (row.first_position, row.last_position)
    if begins is None or ends is None or ends < begins or (row.first_position is None and ends == begins):
        message = _("The passage of %(accession)s has no beginning before its end. Write start and end, or first.")
        raise Refused(Finding(name, 0, message % {"accession": accession}))
