"""batch.toml: the series that the interviews of a batch belong to, and the notice on every page of them."""

import re
import tomllib
from collections.abc import Mapping

from django.utils.text import slugify
from django.utils.translation import gettext as _

from interviews.exchange import values
from interviews.exchange.changes import apply, faults
from interviews.exchange.files import BatchFiles
from interviews.exchange.report import Finding, Refused, Report
from interviews.exchange.tables import decoded
from interviews.languages import Language
from interviews.models import Series

NAME = "batch.toml"
_MAX_BYTES = 1024 * 1024
_LINE = re.compile(r"at line (\d+)")


def read_series(files: BatchFiles, report: Report) -> dict[str, str]:
    """Return what batch.toml says: ``code``, ``title_…`` and ``notice_…``; nothing if there is no such file.

    Languages may also be written as tables (``[series.title]``). Raises :class:`Refused` if it can't be understood.
    """
    if NAME not in files:
        return {}
    text = decoded(files.read(NAME, _MAX_BYTES), NAME, report)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise _refusal(
            _('This is not TOML: %(error)s. Write lines like title_en = "One of Us" under [series].')
            % {"error": error},
            int(line[1]) if line else text.count("\n") + 1,
        ) from None
    series = content.pop("series", {})
    if content or not isinstance(series, Mapping):
        raise _refusal(
            _("Unknown key “%(key)s”. Write everything under [series].") % {"key": next(iter(content), "series")}
        )
    said: dict[str, str] = {}
    for key, value in series.items():
        parts = {f"{key}_{code}": text for code, text in value.items()} if isinstance(value, Mapping) else {key: value}
        for name, text in parts.items():
            said[_known(name)] = _text(name, text)
    if not said.get("code") and not _slug(said):
        raise _refusal(_("The series has no code, and no English title to make one of. Add code or title_en."))
    return {"code": _slug(said)} | said


def import_series(said: dict[str, str], report: Report) -> Series | None:
    """Make or change the series; None if the batch names none."""
    if not said:
        return None
    series = Series.objects.filter(code=said["code"]).first()
    is_new = series is None
    series = series or Series(code=said["code"])
    changed = apply(series, said)
    if found := faults(series, said):
        raise Refused(*(Finding(NAME, 0, message) for message in found))
    if is_new or changed:
        series.save()
    report.count("series", "created" if is_new else "updated" if changed else "unchanged")
    return series


def _known(name: str) -> str:
    known = ["code", *(f"{field}_{code}" for field in ("title", "notice") for code in Language.values)]
    if name in known:
        return name
    raise _refusal(
        _("Unknown key “%(key)s”. The keys of [series] are: %(known)s.") % {"key": name, "known": ", ".join(known)}
    )


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _refusal(_("%(key)s: text in quotes is needed here.") % {"key": name})
    if name == "code":
        try:
            return values.code(value)
        except ValueError as error:
            raise _refusal(f"code: {error}") from None
    return value.strip()


def _slug(said: dict[str, str]) -> str:
    return slugify(said.get("title_en", ""))[:64]


def _refusal(message: str, line: int = 0) -> Refused:
    return Refused(Finding(NAME, line, message))
