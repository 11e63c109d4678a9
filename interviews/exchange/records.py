"""interviews.csv: the record of one interview."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from interviews import access
from interviews.exchange import values
from interviews.exchange.changes import apply, faults, texts
from interviews.exchange.consent import Cover, import_cover, read_cover
from interviews.exchange.report import Report
from interviews.exchange.tables import Cells, Refused, Row
from interviews.exchange.visibility import Access, lowered
from interviews.exchange.vocabulary import Vocabulary
from interviews.languages import Language
from interviews.models import Interview, Series, Theme
from interviews.states import Consent, Release, Workflow

_DATES = ("recorded_on", "published_on", "served_from", "served_to", "left_on")
_LONGEST_NAME = 200


@dataclass(slots=True)
class Wanted:
    """What a row says of an interview, checked: fields by name, the questions it is coded for, its access."""

    fields: dict[str, Any]
    coded_for: list[Theme] | None
    consent: str
    release: str
    embargo: values.Embargo | None
    cover: Cover | None


def import_record(
    row: Row, interview: Interview | None, series: Series | None, words: Vocabulary, report: Report, *, publish: bool
) -> Interview:
    """Make the interview of ``row``, or change ``interview``, and return it.

    A new record is a draft unless ``publish``. One that exists never becomes more visible; what is left as it is for
    that reason is noted. Raises :class:`Refused` with everything that is wrong with the row.
    """
    wanted = _read(row, interview, words, report)
    if series is not None:
        wanted.fields["series"] = series
    is_new = interview is None
    interview = interview or Interview(accession=row["accession"], language=row["language"])
    wanted.fields |= _first_access(wanted, publish=publish) if is_new else _next_access(wanted, interview, row, report)
    narrator = interview.narrator
    changed = apply(interview, wanted.fields)
    problems = faults(interview, [name for name in wanted.fields if name not in ("narrator", "series")])
    if not any(getattr(interview, f"title_{code}") for code in Language.values):
        problems.append(_("The interview has no title in any language. Write at least one."))
    if problems:
        raise Refused(*map(row.finding, problems))
    questions = wanted.coded_for
    recoded = questions is not None and (is_new or set(interview.coded_for.all()) != set(questions))
    if is_new or changed or recoded:
        interview.save()
    if narrator and narrator != interview.narrator:
        words.drop_unused(narrator)
    if recoded and questions is not None:
        interview.coded_for.set(questions)
    covered = import_cover(interview, wanted.cover, row, report, is_new=is_new)
    if is_new and publish and interview.is_public():
        interview.was_public = True
        interview.save(update_fields=["was_public"])
    report.count("interviews", "created" if is_new else "updated" if changed or recoded or covered else "unchanged")
    return interview


def _read(row: Row, interview: Interview | None, words: Vocabulary, report: Report) -> Wanted:
    cells = Cells(row)
    language = cells.read("language", lambda cell: values.choice(cell, Language.values)) or ""
    wanted: dict[str, Any] = {"language": language}
    if interview and language and language != interview.language and interview.transcripts.exists():
        cells.refuse(
            _("language: the interview has transcripts that say “%(language)s” is its own. Correct the table.")
            % {"language": interview.language}
        )
    for name in ("title", "summary"):
        try:
            wanted |= texts(row, name, language)
        except ValueError as error:
            cells.refuse(_("%(columns)s: these say different things. Keep one of them.") % {"columns": error})
    wanted |= {name: row[name] for name in _DATES if row.has(name)}
    coded_for = cells.read("coded_for", lambda cell: _questions(cell, words)) if row.has("coded_for") else None
    consent = _choice(cells, "consent", Consent.values)
    release = _choice(cells, "release", Release.values)
    embargo = cells.read("embargo_until", values.embargo) if row.has("embargo_until") else None
    for name in ("branch", "rank"):
        if row.has(name):
            wanted[name] = cells.read(name, lambda cell: values.code(cell) if cell else "")
    if len(row["narrator"]) > _LONGEST_NAME:
        cells.refuse(_("narrator: at most %(limit)s characters. Shorten it.") % {"limit": _LONGEST_NAME})
    cover = read_cover(cells)
    cells.check()
    _look_up(wanted, row, words, report)
    return Wanted(wanted, coded_for, consent, release, embargo, cover)


def _choice(cells: Cells, column: str, known: list[str]) -> str:
    return cells.read(column, lambda cell: values.choice(cell, known) if cell else "") or ""


def _questions(cell: str, words: Vocabulary) -> list[Theme]:
    found = []
    for code in values.codes(cell):
        theme = words.themes.get(code)
        if theme is None or theme.parent_id:
            raise ValueError(
                _("“%(code)s” is not a question of the codebook. Correct it, or add the question to themes.csv.")
                % {"code": code}
            )
        found.append(theme)
    return found


def _look_up(wanted: dict[str, Any], row: Row, words: Vocabulary, report: Report) -> None:
    """Put records in the place of codes; codes that are new are added to the vocabulary and noted."""
    if row.has("narrator"):
        wanted["narrator"] = words.narrator(row["narrator"]) if row["narrator"] else None
    for name, find, kind in (("branch", words.branch, "branches"), ("rank", words.rank, "ranks")):
        if name not in wanted:
            continue
        before = len(words.added)
        wanted[name] = find(code) if (code := wanted[name]) else None
        if len(words.added) > before:
            report.count(kind, "created")
            report.notice(
                row.file,
                row.line,
                _("%(column)s: “%(code)s” was not in the vocabulary and was added. Give it a label in the admin.")
                % {"column": name, "code": code},
            )


def _first_access(wanted: Wanted, *, publish: bool) -> dict[str, Any]:
    until, without_end = wanted.embargo or (None, False)
    return {
        "workflow": Workflow.PUBLISHED if publish else Workflow.DRAFT,
        "consent": wanted.consent or Consent.PENDING,
        "release": wanted.release or Release.CLOSED,
        "embargo_until": until,
        "embargo_open": without_end,
    }


def _next_access(wanted: Wanted, interview: Interview, row: Row, report: Report) -> dict[str, Any]:
    """Return the access of a record that exists: what the row says, never more open. An empty cell says nothing."""
    stored = Access(interview.consent, interview.release, interview.embargo_until, interview.embargo_open)
    until, without_end = wanted.embargo or (stored.embargo_until, stored.embargo_open)
    asked = Access(wanted.consent or stored.consent, wanted.release or stored.release, until, without_end)
    given, kept = lowered(stored, asked, on=access.today())
    for column in kept:
        report.notice(
            row.file,
            row.line,
            _("%(column)s is left as it is: an import never makes a record more visible. Change it at the desk.")
            % {"column": column},
        )
    result: dict[str, Any] = {"consent": given.consent, "release": given.release}
    if (given.embargo_until, given.embargo_open) != (stored.embargo_until, stored.embargo_open):
        result |= {"embargo_until": given.embargo_until, "embargo_open": given.embargo_open}
    return result
