"""A translation sheet that comes back: whose it is, how it is imported, and what has changed since it was written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from interviews import versions
from interviews.formats.problems import quote
from interviews.formats.sheets import Sheet
from interviews.importing import TranscriptError
from interviews.models import Interview, Transcript
from interviews.problems import Told

_COLUMN = "sheet-column"


@dataclass(frozen=True, slots=True)
class Way:
    """How cues are imported: joined to passages by the rule or each a passage, and from which version they are made."""

    joined: bool = True
    made_from: int | None = None


def sheet_in(problems: Iterable[Told]) -> Sheet | None:
    """Return the sheet that a file is, by what was said when it was read; None for any other file."""
    for one in problems:
        if one.code == "sheet":
            names = one.params
            return Sheet(str(names["accession"]), str(names["language"]), int(names["version"]), str(names["into"]))
    return None


def way_in(problems: Iterable[Told], interview: Interview, language: str) -> Way:
    """Return how a file is imported as the transcript of ``interview`` in ``language``.

    Raises :class:`TranscriptError` for the sheet of another interview, or for another language.
    """
    sheet = sheet_in(problems)
    if sheet is None:
        return Way()
    if sheet.accession != interview.accession:
        raise TranscriptError(
            _("This is the translation sheet of %(other)s. Choose that interview instead of %(accession)s.")
            % {"other": sheet.accession, "accession": interview.accession}
        )
    if sheet.into != language:
        raise TranscriptError(
            _("This sheet was translated into “%(into)s”. Choose that language instead of “%(language)s”.")
            % {"into": sheet.into, "language": language}
        )
    return Way(joined=False, made_from=sheet.version if sheet.language == interview.language else None)


def remarks(problems: Sequence[Told], interview: Interview) -> list[str]:
    """Return what has changed between a sheet and the words that it translates; nothing for any other file."""
    sheet = sheet_in(problems)
    if sheet is None or sheet.accession != interview.accession:
        return []
    source = interview.transcripts.filter(language=sheet.language).first()
    if source is None:
        return [_("The archive has no transcript in “%(language)s” any more.") % {"language": sheet.language}]
    told = [*_changes_of_the_original(sheet, source)]
    if _is_original_edited(problems, sheet, source):
        told.append(
            _(
                "In the column “%(language)s” words were changed. Only the translation is read: correct the other "
                "transcript at the desk."
            )
            % {"language": sheet.language}
        )
    return told


def unneeded(problem: Told, problems: Sequence[Told], interview: Interview) -> bool:
    """Tell whether ``problem`` only repeats words of the original that the archive has just so."""
    sheet = sheet_in(problems) if problem.code == _COLUMN else None
    source = interview.transcripts.filter(language=sheet.language).first() if sheet else None
    return sheet is not None and source is not None and not _is_original_edited([problem], sheet, source)


def _words_then(sheet: Sheet, source: Transcript) -> list[str] | None:
    """Return the words that the sheet was written of, by segment; None if that version is no longer kept."""
    if sheet.version == source.version:
        return [one.text for one in versions.current_passages(source)]
    version = source.versions.filter(number=sheet.version).first()
    return [one.text for one in versions.words_of(version)] if version else None


def _changes_of_the_original(sheet: Sheet, source: Transcript) -> Iterable[str]:
    if sheet.version == source.version:
        return
    then = _words_then(sheet, source)
    names = {"version": sheet.version, "now": source.version}
    if then is None:
        yield (
            _(
                "The words have changed since this sheet was written (version %(version)s, now %(now)s), and that "
                "version is not kept. Compare the translation with the words as they are now."
            )
            % names
        )
        return
    now = [one.text for one in versions.current_passages(source)]
    opcodes = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    rows = [str(n + 1) for tag, i1, i2, _j1, _j2 in opcodes if tag != "equal" for n in range(i1, max(i2, i1 + 1))]
    if rows:
        yield _(
            "The words have changed since this sheet was written (version %(version)s, now %(now)s). Look at the "
            "translation of the passages with these numbers: %(rows)s."
        ) % {**names, "rows": ", ".join(rows)}


def _is_original_edited(problems: Iterable[Told], sheet: Sheet, source: Transcript) -> bool:
    """Tell whether the sheet's column of the original says something else than the version it was written of."""
    then = _words_then(sheet, source)
    said = [str(one.params["text"]) for one in problems if one.code == _COLUMN]
    if then is None or not said:
        return False
    return said != [quote([" ".join(text.split()) for text in then])]
