"""A schema of the engine, made of the fields of Haystack's search indexes."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from haystack.fields import SearchField

from search.whoosh_engine.fields import Column, Kind, Schema, Text

WORDS = r"\w+(?:['’ʼ]\w+)*"
NUMBER = "django_id_number"
"""A column of the primary keys that are numbers: documents without any other order come by it."""

_KINDS: dict[str, Kind] = {
    "integer": "int", "long": "int", "float": "float", "boolean": "bool", "date": "date", "datetime": "datetime",
}  # fmt: skip

_UNKNOWN = {
    "ngram": "use a CharField and __contains.",
    "edge_ngram": "use a CharField and __startswith.",
    "location": "it does not search by place.",
}

Terms = Callable[[str], Sequence[str]]


@lru_cache(maxsize=1 << 16)
def plain_terms(word: str) -> tuple[str, ...]:
    """Return ``word`` in lower case, its letters composed (NFC)."""
    return (unicodedata.normalize("NFC", word).lower(),)


def schema_of(
    fields: Mapping[str, SearchField],
    *,
    terms: Terms = plain_terms,
    words: str = WORDS,
    mask: tuple[str, str] | None = None,
    version: str = "",
) -> Schema:
    """Return the schema for ``fields``.

    Texts are searched by their words and are columns as well, so that they can be counted, ordered and compared whole;
    the document's own text is no column, fields with several values and facets are nothing else.
    """
    texts: list[Text] = []
    columns = [Column(ID), Column(DJANGO_CT), Column(DJANGO_ID), Column(NUMBER, "int")]
    for name, field in fields.items():
        if field.field_type in _UNKNOWN:
            raise SearchBackendError(
                f"{name}: this engine keeps no {field.field_type} fields; {_UNKNOWN[field.field_type]}"
            )
        field_name = field.index_fieldname or name
        kind = _KINDS.get(field.field_type, "str")
        searched = kind == "str" and field.indexed and not field.is_multivalued and not hasattr(field, "facet_for")
        if searched:
            boost = float(field.boost or 1)
            texts.append(Text(field_name, field_name, terms, boost=boost, stored=field.document and field.stored))
        if not (searched and field.document):
            columns.append(Column(field_name, kind, many=field.is_multivalued))
    return Schema(
        tuple(texts), tuple(columns), key=ID, words=words, mask=mask, version=version, ties=(DJANGO_CT, NUMBER)
    )
