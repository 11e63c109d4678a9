"""The page of passages that a reader ticked, and the files of it."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interviews import collecting, discreet, exporting, reading
from interviews.collecting import Collected

FILE = "file"  # the button that asks for a file instead of the page


@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: HttpRequest) -> HttpResponse:
    """Show the ticked passages on one page to be printed, or give them as a file.

    Their names come in the body of a form, never in an address, so that no history tells what was gathered; without
    any the page says how to gather some. It changes nothing here, so it needs no token and no cookie.
    """
    given = discreet.sent(request) if request.method == "POST" else QueryDict()
    picks = collecting.read(given.getlist("pick"))
    found = collecting.gather(picks)
    if found and (kind := given.get(FILE, "")) in FILES:
        media_type, write = FILES[kind]
        response = HttpResponse(write(found), content_type=f"{media_type}; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="passages.{kind}"'
        return response
    sent = QueryDict(mutable=True)
    sent.setlist("pick", [str(one.pick) for one in found])
    context = {"discreet": True, "sent": sent, "asked": bool(given), "too_many": len(picks) > collecting.MOST}
    context |= {"most": collecting.MOST, "kinds": KINDS, **_shown(found)}
    return render(request, "interviews/collection.html", context)


def _shown(found: Sequence[Collected]) -> dict[str, object]:
    return {
        "collected": found,
        "notices": reading.notices([one.interview for one in found]),
        "licences": _licences(found),
    }


def _licences(found: Sequence[Collected]) -> list[str]:
    return list(dict.fromkeys(exporting.colophon(one.transcript).licence for one in found))


def as_html(found: Sequence[Collected]) -> str:
    """Return a page that needs nothing else, to be kept as a file."""
    return render_to_string("interviews/collection_file.html", _shown(found))


def as_csv(found: Sequence[Collected]) -> str:
    """Return a row a passage, the words beside it in columns of their own; below them the licences."""
    rows = [_row(one) for one in found]
    return exporting.rows_as_csv(rows, [(_("Licence"), licence) for licence in _licences(found)])


def _row(one: Collected) -> dict[str, object]:
    row = exporting.passage_row(one.interview, one.transcript, one.segments, themes=[], url=one.lasting)
    del row["themes"]
    other = one.other if one.beside else None
    return row | {
        "beside_language": other.language if other else "",
        "beside_kind": other.kind if other else "",
        "beside_provenance": other.provenance if other else "",
        "beside_text": "\n".join(segment.text for segment in one.beside),
    }


def _references(kind: str) -> tuple[str, Callable[[Sequence[Collected]], str]]:
    media_type, write = exporting.REFERENCES[kind]
    return media_type, lambda found: write([one.reference for one in found])


FILES: dict[str, tuple[str, Callable[[Sequence[Collected]], str]]] = {
    "html": ("text/html", as_html),
    "csv": ("text/csv", as_csv),
    **{kind: _references(kind) for kind in exporting.REFERENCES},
}
KINDS = [("html", "HTML"), ("csv", "CSV"), ("csl.json", "CSL-JSON"), ("bib", "BibTeX"), ("ris", "RIS")]
