"""A citation as people read it, and as reference managers do: BibTeX, RIS, CSL-JSON."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interviews.addresses import archive_name, in_full, named
from interviews.exporting.citing import citation, clock_of_citation
from interviews.languages import shown
from interviews.models import Interview, Transcript

_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    **{c: f"\\{c}" for c in "#$%&_"},
    "~": r"\~{}",
    "^": r"\^{}",
}


@dataclass(frozen=True)
class Reference:
    """What is cited: a stretch of a transcript in one version. ``path`` is where it is on the archive's own site."""

    interview: Interview
    transcript: Transcript
    start_ms: int | None
    end_ms: int | None
    path: str

    @property
    def address(self) -> str:
        """Where it is found by whoever has the file alone, as far as the archive was told its own name."""
        return in_full(self.path)

    @property
    def key(self) -> str:
        """A name for the entry that is the same each time the stretch is cited."""
        where = "" if self.start_ms is None else f"-{self.start_ms // 1000}"
        return f"{self.interview.accession}{where}-{self.transcript.language}-v{self.transcript.version}"

    @property
    def title(self) -> str:
        """The interview's title in the reader's language."""
        return shown(self.interview, "title")[0] or self.interview.accession

    @property
    def narrator(self) -> str:
        """Who speaks: one name as it is written, never taken apart into first and last."""
        return self.interview.narrator.name if self.interview.narrator else ""

    @property
    def series(self) -> str:
        """The series' title."""
        return shown(self.interview.series, "title")[0] if self.interview.series else ""

    @property
    def date(self) -> str:
        """When it was recorded, else published: ``YYYY[-MM[-DD]]`` or empty."""
        return self.interview.recorded_on or self.interview.published_on

    @property
    def times(self) -> str:
        """The stretch on the clock, or empty."""
        return clock_of_citation(self.start_ms, self.end_ms)


def plain(one: Reference) -> str:
    """Return ``one`` in words, in the active language, and its address."""
    until = one.end_ms if one.start_ms is not None else None
    return f"{citation(one.interview, one.transcript, at_ms=one.start_ms, until_ms=until)}\n{named(one.path)}\n"


def bibtex(one: Reference) -> str:
    """Return ``one`` as a BibTeX entry (``@misc``, names kept whole by braces)."""
    fields = {
        "author": one.narrator and "{" + _tex(one.narrator) + "}",
        "title": "{" + _tex(one.title) + "}",
        "year": one.date[:4],
        "howpublished": _tex(one.series),
        "note": _tex("; ".join(filter(None, [one.times, f"v{one.transcript.version}"]))),
        "number": one.interview.accession,
        "language": one.transcript.language,
        "publisher": _tex(archive_name()),
        "url": one.address,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(letter, letter) for letter in _one_line(text))


def ris(one: Reference) -> str:
    """Return ``one`` as an RIS record (type SOUND), with the line ends the format asks for."""
    rows = [
        ("TY", "SOUND"),
        ("ID", one.key),
        ("AU", one.narrator and f"{one.narrator},"),  # with the comma it is one name, not taken apart
        ("TI", one.title),
        ("T2", one.series),
        ("PY", one.date[:4]),
        ("DA", one.date.replace("-", "/")),
        ("AN", one.interview.accession),
        ("SP", one.times),
        ("ET", str(one.transcript.version)),
        ("LA", one.transcript.language),
        ("DB", archive_name()),
        ("UR", one.address),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in rows if value) + "ER  - \r\n"


def csl_json(cited: Sequence[Reference]) -> str:
    """Return what is ``cited`` as a list of CSL-JSON items (type ``interview``)."""
    return json.dumps([_csl_item(one) for one in cited], ensure_ascii=False, indent=1) + "\n"


def _csl_item(one: Reference) -> dict[str, object]:
    parts = [int(part) for part in one.date.split("-")] if re.fullmatch(r"\d{4}(-\d\d){0,2}", one.date) else []
    item = {
        "id": one.key,
        "type": "interview",
        "title": one.title,
        "author": [{"literal": one.narrator}] if one.narrator else [],
        "issued": {"date-parts": [parts]} if parts else None,
        "collection-title": one.series,
        "number": one.interview.accession,
        "locator": one.times,
        "version": str(one.transcript.version),
        "language": one.transcript.language,
        "archive": archive_name(),
        "URL": one.address,
    }
    return {key: value for key, value in item.items() if value}


def _one_line(text: str) -> str:
    return " ".join(text.split())


REFERENCES: dict[str, tuple[str, Callable[[Sequence[Reference]], str]]] = {
    "txt": ("text/plain", lambda cited: "".join(map(plain, cited))),
    "bib": ("application/x-bibtex", lambda cited: "\n".join(map(bibtex, cited))),
    "ris": ("application/x-research-info-systems", lambda cited: "".join(map(ris, cited))),
    "csl.json": ("application/vnd.citationstyles.csl+json", csl_json),
}
"""The kinds of file by their ending: media type and writer of one or more."""
