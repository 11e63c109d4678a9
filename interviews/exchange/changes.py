"""Writes what a batch says into a record, only where it differs."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from interviews.exchange.tables import Row
from interviews.languages import Language


def apply(record: models.Model, values: Mapping[str, Any]) -> bool:
    """Set ``values`` on ``record``, unsaved, and tell whether any was another. Empty text and null are the same."""
    changed = False
    for name, value in values.items():
        if (getattr(record, name) or None) != (value or None):
            setattr(record, name, value)
            changed = True
    return changed


def faults(record: models.Model, values: Collection[str]) -> list[str]:
    """Return what the fields named in ``values`` find wrong with ``record``, each told with the field's name."""
    others = [field.name for field in record._meta.fields if field.name not in values]
    try:
        record.clean_fields(exclude=others)
    except ValidationError as error:
        return [f"{name}: {message}" for name, messages in error.message_dict.items() for message in messages]
    return []


def texts(row: Row, field: str, language: str | None = None) -> dict[str, str]:
    """Return the translations of ``field`` that the table has columns for.

    With ``language`` the plain column counts too, for that language. Raises ``ValueError`` if the two disagree.
    """
    values = {name: row[name] for code in Language.values if row.has(name := f"{field}_{code}")}
    if language and row.has(field):
        own = f"{field}_{language}"
        if row[field] and values.get(own) and values[own] != row[field]:
            raise ValueError(f"{field}, {own}")
        values[own] = values.get(own) or row[field]
    return values
