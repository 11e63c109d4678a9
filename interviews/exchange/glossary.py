"""glossary.csv: the terms of a batch."""

from django.db import transaction
from django.utils.translation import gettext as _

from interviews.exchange import values
from interviews.exchange.changes import apply, faults, texts
from interviews.exchange.report import Report
from interviews.exchange.tables import Cells, Refused, Row
from interviews.languages import Language
from interviews.models import GlossaryTerm


def import_glossary(rows: list[Row], report: Report) -> None:
    """Make or change the terms of ``rows``, each for itself; a refused one is reported."""
    seen: dict[str, int] = {}
    terms = {term.key: term for term in GlossaryTerm.objects.all()}
    for row in rows:
        try:
            if row["key"] in seen:
                raise row.refusal(
                    _("The term “%(key)s” is in line %(line)s already. Keep one of the rows.")
                    % {"key": row["key"], "line": seen[row["key"]]}
                )
            seen[row["key"]] = row.line
            with transaction.atomic():
                report.count("glossary", _import_term(row, terms))
        except Refused as refused:
            report.count("glossary", "refused")
            report.refused += refused.findings


def _import_term(row: Row, terms: dict[str, GlossaryTerm]) -> str:
    cells = Cells(row)
    key = cells.read("key", values.code) or ""
    wanted: dict[str, object] = dict(texts(row, "definition"))
    wanted |= {
        f"forms_{code}": "|".join(form for part in row[code].split("|") if (form := part.strip()))
        for code in Language.values
        if row.has(code)
    }
    if row["kind"]:
        wanted["kind"] = cells.read("kind", lambda cell: values.choice(cell, GlossaryTerm.Kind.values))
    if row["explained"]:
        wanted["explained"] = cells.read("explained", values.yes_or_no)
    cells.check()
    term = terms.get(key)
    is_new = term is None
    term = term or GlossaryTerm(key=key)
    changed = apply(term, wanted)
    if not any(term.forms(code) for code in Language.values):
        raise row.refusal(_("The term has no form in any language. Write at least one."))
    if found := faults(term, wanted):
        raise Refused(*map(row.finding, found))
    if is_new or changed:
        term.save()
    return "created" if is_new else "updated" if changed else "unchanged"
