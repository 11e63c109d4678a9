"""What somebody had before their eyes when they let readers have it: if it is another by now, they look again.

A sentence that somebody changed after a page was opened, or that tells words taken out since, never becomes public by
a press on that page.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TypeVar

from django.db.models import Max

from interviews.models import Chapter, Coding, PathStep, Redaction
from interviews.numbers import whole_numbers

Row = TypeVar("Row", Chapter, Coding, PathStep)


def tokens(rows: Sequence[Row]) -> dict[int, str]:
    """Return for each of ``rows``, by its key, what the form sends back: key and digest of what it is now."""
    taken_out = _taken_out({one.interview_id for one in rows})
    return {one.pk: f"{one.pk}-{_digest(one, taken_out.get(one.interview_id))}" for one in rows}


def marked(rows: list[Row]) -> list[Row]:
    """Give each of ``rows`` its token as ``seen``, for the templates, and return them."""
    found = tokens(rows)
    for one in rows:
        one.__dict__["seen"] = found[one.pk]
    return rows


def unchanged(rows: Sequence[Row], sent: Iterable[str]) -> list[Row]:
    """Keep those of ``rows``, read in this transaction, that are what they were when their tokens were ``sent``."""
    now, had = tokens(rows), set(sent)
    return [one for one in rows if now[one.pk] in had]


def keys(sent: Iterable[str]) -> list[int]:
    """Return the keys that ``sent`` tokens name; what is no token names none."""
    return whole_numbers(one.partition("-")[0] for one in sent)


def besides(interview_id: int) -> dict[str, str]:
    """Return what else has to be as it was, of a form that shows the texts of an interview: what was taken out."""
    return {"taken out": str(_taken_out({interview_id}).get(interview_id))}


def _taken_out(interviews: set[int]) -> dict[int, int]:
    rows = Redaction.objects.filter(interview__in=interviews).order_by()
    return dict(rows.values_list("interview").annotate(last=Max("pk")))


def _digest(row: Row, taken_out: int | None) -> str:
    values = {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return sha256(json.dumps([values, taken_out], sort_keys=True).encode()).hexdigest()[:16]
