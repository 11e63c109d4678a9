"""themes.csv: the codebook of a batch."""

from django.db import transaction
from django.utils.translation import gettext as _

from interviews.exchange import values
from interviews.exchange.changes import apply, faults, texts
from interviews.exchange.report import Report
from interviews.exchange.tables import Cells, Refused, Row
from interviews.models import Theme


def import_themes(rows: list[Row], report: Report) -> None:
    """Make or change the themes of ``rows``, questions first, each for itself; a refused one is reported."""
    seen: dict[str, int] = {}
    themes = {theme.code: theme for theme in Theme.objects.select_related("parent")}
    for row in sorted(rows, key=lambda row: bool(row["parent"])):
        try:
            if row["code"] in seen:
                raise row.refusal(
                    _("The theme “%(code)s” is in line %(line)s already. Keep one of the rows.")
                    % {"code": row["code"], "line": seen[row["code"]]}
                )
            seen[row["code"]] = row.line
            with transaction.atomic():
                report.count("themes", _import_theme(row, themes, report))
        except Refused as refused:
            report.count("themes", "refused")
            report.refused += refused.findings


def _import_theme(row: Row, themes: dict[str, Theme], report: Report) -> str:
    cells = Cells(row)
    code = cells.read("code", values.code) or ""
    wanted: dict[str, object] = {**texts(row, "label"), **texts(row, "definition")}
    if row["position"]:
        wanted["position"] = cells.read("position", values.number)
    cells.check()
    theme = themes.get(code)
    is_new = theme is None
    if is_new and not row["position"]:
        wanted["position"] = row.line  # the order of the table
    theme = theme or Theme(code=code)
    if row.has("parent"):
        parent = _parent(row, theme, themes)
        if not is_new and _is_shown(parent) and not _is_shown(theme.parent):
            report.notice(row.file, row.line, _("parent is left as it is: an import never shows what is hidden."))
        else:
            wanted["parent"] = parent
    changed = apply(theme, wanted)
    if found := faults(theme, wanted):
        raise Refused(*map(row.finding, found))
    if is_new or changed:
        theme.save()
    themes[theme.code] = theme
    return "created" if is_new else "updated" if changed else "unchanged"


def _parent(row: Row, theme: Theme, themes: dict[str, Theme]) -> Theme | None:
    if not row["parent"]:
        return None
    parent = themes.get(row["parent"])
    if parent is None:
        raise row.refusal(
            _("There is no question “%(code)s”. Add a row for it, or correct the parent.") % {"code": row["parent"]}
        )
    if parent.parent_id or parent.code == theme.code:
        raise row.refusal(
            _("“%(code)s” is not a question. A theme belongs directly under a question; choose a question.")
            % {"code": parent.code}
        )
    if theme.pk and any(other.parent_id == theme.pk for other in themes.values()):
        raise row.refusal(_("This question has themes under it, so it can't be put under another. Empty its parent."))
    return parent


def _is_shown(theme: Theme | None) -> bool:
    return theme is None or (theme.is_public and not theme.retired)
