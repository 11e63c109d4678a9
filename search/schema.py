"""What the archive's index holds of a passage: two texts, and the facts that searches filter, count and order by."""

from search.analysis import fold, stems
from search.analysis.tokens import LONGEST, WORDS
from search.indexes import Document
from search.whoosh_engine import Column, Schema, Text
from search.whoosh_engine.fields import Values

VERSION = "2"
"""Raised with every change of the analysis or of what a document holds: the worker then builds the index anew."""

EXACT, STEM = "text", "stem"
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


def exact_terms(word: str) -> tuple[str, ...]:
    """Return the word as it was said, folded."""
    return (fold(word)[:LONGEST],)


def stem_terms(word: str) -> tuple[str, ...]:
    """Return the stems of the word, of any language."""
    return stems(fold(word)[:LONGEST])


SCHEMA = Schema(
    texts=(Text(EXACT, EXACT, exact_terms), Text(STEM, EXACT, stem_terms)),
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
