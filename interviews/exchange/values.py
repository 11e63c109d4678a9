"""What the cells of a batch say: times, dates, choices, codes. Each reader raises ``ValueError`` with the remedy."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SECONDS = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_STAMP = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?")
_SEPARATORS = re.compile(r"[|,;\s]+")

Embargo = tuple[date | None, bool]
"""The first open day if there is one, and whether the embargo has no end."""


def milliseconds(value: str) -> int | None:
    """Read seconds (``83.5``) or ``HH:MM:SS.mmm``; nothing is None."""
    if not value:
        return None
    if match := _STAMP.fullmatch(value):
        hours, minutes, seconds, fraction = match.groups()
        whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        return round((whole + Decimal(f"0.{fraction or 0}")) * 1000)
    if _SECONDS.fullmatch(value):
        return round(Decimal(value.replace(",", ".")) * 1000)
    raise ValueError(
        _("“%(value)s” is not a time. Write seconds (83.5) or HH:MM:SS.mmm (00:01:23.500).") % {"value": value}
    )


def embargo(value: str) -> Embargo:
    """Read an embargo: nothing, a day, or ``open`` for one without an end."""
    if not value:
        return None, False
    if value.lower() == "open":
        return None, True
    try:
        return date.fromisoformat(value if len(value) == 10 else ""), False
    except ValueError:
        raise ValueError(
            _("“%(value)s” is not an embargo. Write the first open day as YYYY-MM-DD, or open if it has no end.")
            % {"value": value}
        ) from None


def day(value: str) -> date | None:
    """Read a day; nothing is None."""
    try:
        return date.fromisoformat(value if len(value) == 10 else "") if value else None
    except ValueError:
        raise ValueError(_("“%(value)s” is not a day. Write YYYY-MM-DD.") % {"value": value}) from None


def choice(value: str, known: Iterable[str]) -> str:
    """Read one of ``known`` words, in capitals or small letters."""
    known = list(known)
    if value.lower() in known:
        return value.lower()
    raise ValueError(
        _("“%(value)s” is not known here. Write one of: %(known)s.") % {"value": value, "known": ", ".join(known)}
    )


def yes_or_no(value: str) -> bool:
    """Read ``yes`` or ``no``."""
    return choice(value, ("yes", "no")) == "yes"


def code(value: str) -> str:
    """Read the code of a theme, a branch, a rank or a term."""
    if _CODE.fullmatch(value):
        return value
    raise ValueError(
        _("“%(value)s” is not a code. Write Latin letters, digits and hyphens, at most 64, such as why-war.")
        % {"value": value}
    )


def codes(value: str) -> list[str]:
    """Read codes separated by ``|``, commas or spaces."""
    return [code(part) for part in _SEPARATORS.split(value) if part]


def number(value: str, *, least: int = 0, most: int = 32_000) -> int:
    """Read a whole number between ``least`` and ``most``."""
    if value.isdecimal() and len(value) < 10 and least <= int(value) <= most:
        return int(value)
    raise ValueError(
        _("“%(value)s” is not a number from %(least)s to %(most)s.") % {"value": value, "least": least, "most": most}
    )
