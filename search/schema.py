"""What the archive's index holds of a passage: its words in three texts, and facts that filter, count and order."""

from search.analysis.terms import exact_terms, lemma_terms, sound_terms
from search.analysis.tokens import WORDS
from search.indexes import Document
from search.whoosh_engine import Column, Schema, Text
from search.whoosh_engine.fields import Values

VERSION = "2"
"""Raised with every change of the analysis or of what a document holds: the worker then builds the index anew."""

EXACT, LEMMA, SOUND = "text", "lemma", "sound"

KEY, OWNER, REVISION = "segment_id", "interview_id", "revision"
SPEAKER = "speaker"
FACET_COLUMNS = {
    "theme": "themes",
    "language": "language",
    "branch": "branch",
    "rank": "rank",
    "left_year": "left_year",
}
"""The facets that readers see, and the column that each is counted by."""

_MOMENT_BITS = 32
_TEXTS = ("language", "original", "branch", "rank", "left_on", "recorded_on", SPEAKER)
_NUMBERS = (KEY, OWNER, REVISION, "moment", "position", "start_ms")


SCHEMA = Schema(
    texts=(Text(EXACT, EXACT, exact_terms), Text(LEMMA, EXACT, lemma_terms), Text(SOUND, EXACT, sound_terms)),
    columns=(
        *(Column(name, "int") for name in (*_NUMBERS, "moment_key", "translation")),
        *(Column(name) for name in (*_TEXTS, "left_year")),
        Column("coded", many=True),
        Column("themes", many=True),
    ),
    key=KEY,
    words=WORDS,
    mask=(OWNER, REVISION),
    version=VERSION,
)


def indexed(document: Document) -> dict[str, Values]:
    """Return ``document`` as the engine takes it in."""
    facts: dict[str, Values] = {name: getattr(document, name) for name in (*_NUMBERS, *_TEXTS, "coded", "themes")}
    return facts | {
        EXACT: document.text,
        "moment_key": document.interview_id << _MOMENT_BITS | document.moment,
        "translation": int(document.language != document.original),
        "left_year": document.left_on[:4],
    }
